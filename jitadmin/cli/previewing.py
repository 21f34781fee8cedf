"""The verb ``preview``: what just-in-time provisioning would do with each login under a connection."""

import argparse
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from jitadmin.adapters.accounts import AccountReader
from jitadmin.adapters.documents import read
from jitadmin.adapters.saml import trust_from
from jitadmin.app import Workspace
from jitadmin.cli.judging import RETIRED, Inspection, Plan, as_of, keys_of, run
from jitadmin.cli.terminal import say
from jitadmin.cli.values import kept
from jitadmin.core.account import Account
from jitadmin.core.connection import Connection
from jitadmin.core.errors import InputError, SurroundingsError, UsageError
from jitadmin.core.existing import taken_words
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.preview import preview as foretell
from jitadmin.core.jit.result import Preview
from jitadmin.core.message import Origin
from jitadmin.core.messages import sentence
from jitadmin.core.report import unreadable
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification


class PreviewPlan(Plan, frozen=True, kw_only=True):
    """All that is needed to foretell a login."""

    connection: Connection
    accounts: tuple[Account, ...] = ()


class Foretelling(Inspection):
    """Foretells one login after the other."""

    plan: PreviewPlan

    def __init__(self, plan: PreviewPlan) -> None:
        super().__init__(plan)
        self.accounts = AccountIndex(plan.accounts)

    def preview(self, verification: Verification, /) -> Preview:
        """What provisioning would do with a login."""
        return foretell(self.plan.connection, verification, self.accounts, now=self.plan.as_of)

    def failure(self, origin: Origin, error: InputError) -> str | dict[str, Any]:
        """A place without a login, in the keys of a preview."""
        if self.plan.for_people:
            return super().failure(origin, error)
        return unreadable(origin, error, preview=True)


class Met(NamedTuple):
    """What the logins meet: a connection, the trust in its identity provider, the accounts of its application, and the
    keys in PEM that open what is encrypted for it.
    """

    connection: Connection
    trust: Trust
    accounts: tuple[Account, ...] = ()
    keys: tuple[bytes, ...] = ()


def preview(options: argparse.Namespace) -> int:
    """Judge every message found and print what provisioning would do with it."""
    met = _of_document(options) if options.document else _of_workspace(options)
    settings: dict[str, Any] = {"in_response_to": options.in_response_to}
    if options.accept_retired:
        settings["accept_retired"] = RETIRED
    plan = PreviewPlan(
        trust=msgspec.structs.replace(met.trust, **settings),
        keys=keys_of(options) or met.keys,
        as_of=as_of(options),
        connection=met.connection,
        accounts=_accounts(options.accounts, quiet=options.quiet) if options.accounts else met.accounts,
    )
    return run(options, Foretelling, plan)


def _of_document(options: argparse.Namespace) -> Met:
    document = Path(options.document)
    connection = read(document)
    return Met(connection, trust_from(connection, folder=document.parent))


def _of_workspace(options: argparse.Namespace) -> Met:
    """The connection that stands in front of the paths, as the workspace knows it."""
    name, *options.paths = options.paths
    if not options.paths:
        raise UsageError("usage.no_document")
    try:
        kept(name)
    except ValueError:
        raise UsageError("usage.not_utf8", value=name) from None
    with closing(Workspace.open(options.workspace, make=False)) as workspace:
        connection = workspace.connection(name)
        return Met(connection, workspace.trust(connection), workspace.accounts(name), _keys(workspace, connection))


def _keys(workspace: Workspace, connection: Connection) -> tuple[bytes, ...]:
    """The decryption keys of a connection; without the keyring, logins that need none are still foretold."""
    try:
        return tuple(pem.encode() for pem in workspace.keys.opening(connection))
    except SurroundingsError as error:
        say(f"jitadmin: {error}")
        return ()


def _accounts(path: str, *, quiet: bool) -> tuple[Account, ...]:
    """The accounts of a file; whoever reads standard error sees which columns were taken for what."""
    reader = AccountReader(lambda: datetime.now(UTC))
    listed = reader.open(Path(path))
    accounts = reader.read(listed)
    if not quiet:
        say(sentence(*taken_words(listed, len(accounts))))
    return accounts
