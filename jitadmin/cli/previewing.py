"""The verb ``preview``: what just-in-time provisioning would do with each login under a connection."""

import argparse
from pathlib import Path

import msgspec

from jitadmin.adapters.accounts import read_accounts
from jitadmin.adapters.documents import read
from jitadmin.adapters.saml import trust_from
from jitadmin.cli.judging import RETIRED, as_of, run, verifier
from jitadmin.core.account import Account
from jitadmin.core.errors import UsageError
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.preview import preview as foretell
from jitadmin.core.jit.result import Preview
from jitadmin.core.verification import Verification


def preview(options: argparse.Namespace) -> int:
    """Judge every message found and print what provisioning would do with it."""
    if not options.document:
        raise UsageError("usage.no_document")
    document = Path(options.document)
    connection = read(document)
    trust = trust_from(connection, folder=document.parent, in_response_to=options.in_response_to)
    if options.accept_retired:
        trust = msgspec.structs.replace(trust, accept_retired=RETIRED)
    accounts = AccountIndex(_accounts(options.accounts))
    now = as_of(options)

    def foretold(verification: Verification) -> Preview:
        return foretell(connection, verification, accounts, now=now)

    return run(options, verifier(options, trust), foretold)


def _accounts(path: str | None) -> tuple[Account, ...]:
    return read_accounts(Path(path)) if path else ()
