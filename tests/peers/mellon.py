"""A real service provider: Apache with mod_auth_mellon, set up by the files of an export and nothing else of SAML."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.peers import apache

MODULE = "mod_auth_mellon"


def missing() -> str | None:
    """What keeps it from being started here, or None."""
    return apache.missing(MODULE, "libapache2-mod-auth-mellon")


@contextmanager
def running(root: Path, become: Sequence[str], port: int, shown: Mapping[str, str]) -> Iterator[str]:
    """Start the site whose ``mellon.conf`` lies in the folder; its pages tell variables in the headers ``shown``."""
    echoes = "".join(f'Header always set {header} "%{{{name}}}e"\n' for header, name in shown.items())
    site = (
        f'MellonLockFile "{root}/mellon.lock"\nHeader always set X-User "expr=%{{REMOTE_USER}}"\n'
        f'{echoes}Include "{root}/mellon.conf"\n'
    )
    modules = [f"auth_mellon_module {apache.MODULES}/{MODULE}.so"]
    with apache.running(root, become, port, modules, site) as address:
        yield address
