"""What an admin should know about one login, beyond its outcome."""

from jitadmin.core.connection import Connection
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.result import Effect, Finding


def login_findings(connection: Connection, login: Login, effect: Effect, index: AccountIndex) -> tuple[Finding, ...]:
    """The findings of one login, the gravest first."""
    return ()
