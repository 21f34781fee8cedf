"""The verbs ``inspect`` and ``preview``: the same calls as the window, one login after the other."""

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from jitadmin.adapters.intake import Found, Limits, found
from jitadmin.adapters.saml import (
    DecryptionKey,
    claims,
    judge,
    load_decryption_key,
    read_metadata,
    trust_from,
    trust_from_metadata,
)
from jitadmin.cli.output import Tally, Writer, opened
from jitadmin.cli.progress import Bar
from jitadmin.cli.text import Style, Talk
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.jit.result import Preview
from jitadmin.core.message import Origin
from jitadmin.core.report import inspected, previewed, unreadable
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification

MAX_METADATA = 64 << 20
MAX_KEY = 1 << 20
_RETIRED: dict[Any, None] = {"sha1": None, "rsa-short": None, "rsa-1_5": None}

Verify = Callable[[Found], Verification]
Foretell = Callable[[Verification], Preview]


def inspect(options: argparse.Namespace) -> int:
    """Judge every message found and print what it says."""
    return _run(options, _verifier(options, _trusts(options)), None)


def preview(options: argparse.Namespace) -> int:
    """Judge every message found and print what provisioning would do with it."""
    if not options.document:
        raise UsageError("usage.no_document")
    # Documents and the expression engine are needed by this verb only.
    from jitadmin.adapters.documents import read
    from jitadmin.core.jit.match import AccountIndex
    from jitadmin.core.jit.preview import preview as foretell

    document = Path(options.document)
    connection = read(document)
    trust = trust_from(connection, folder=document.parent, in_response_to=options.in_response_to)
    if options.accept_retired:
        trust = msgspec.structs.replace(trust, accept_retired={**_RETIRED, **trust.accept_retired})
    accounts = AccountIndex(_accounts(options.accounts))
    now = _as_of(options)

    def foretold(verification: Verification) -> Preview:
        return foretell(connection, verification, accounts, now=now)

    return _run(options, _verifier(options, lambda _data: trust), foretold)


def _accounts(path: str | None) -> tuple[Any, ...]:
    if path is None:
        return ()
    # Lists of accounts are read only where one was given.
    from jitadmin.adapters.accounts import read_accounts

    return read_accounts(Path(path))


def _as_of(options: argparse.Namespace) -> datetime | None:
    if options.now == "issued":
        return None
    chosen: datetime = datetime.now(UTC) if options.now == "system" else options.now
    return chosen


def _verifier(options: argparse.Namespace, trusts: Callable[[bytes], Trust]) -> Verify:
    keys = [_key(path) for path in options.key]
    as_of = _as_of(options)

    def verify(item: Found) -> Verification:
        return judge(item.data, trusts(item.data), as_of=as_of, keys=keys, origin=item.origin)

    return verify


def _trusts(options: argparse.Namespace) -> Callable[[bytes], Trust]:
    """The trust for a message: that of the identity provider it names, where the metadata holds several."""
    settings: dict[str, Any] = {
        "audiences": tuple(options.audience),
        "acs_urls": tuple(options.acs),
        "in_response_to": options.in_response_to,
        "accept_retired": _RETIRED if options.accept_retired else {},
    }
    if not options.idp:
        alone = Trust(**settings)
        return lambda _data: alone
    entities = [entity for path in options.idp for entity in _metadata(path)]
    first = trust_from_metadata(entities, **settings)
    if not first.other_idps:
        return lambda _data: first
    known: dict[str, Trust] = {}

    def chosen(data: bytes) -> Trust:
        assertion = claims(data)
        issuer = (assertion.issuer if assertion else None) or ""
        if issuer not in known and issuer in first.other_idps:
            known[issuer] = trust_from_metadata(entities, issuer=issuer, **settings)
        return known.get(issuer, first)

    return chosen


def _metadata(path: str) -> tuple[Any, ...]:
    try:
        return tuple(read_metadata(_bytes(path, MAX_METADATA)))
    except (OSError, ValueError) as error:
        raise InputError("usage.metadata_unreadable", path=path, reason=_reason(error)) from None
    except InputError as error:
        raise InputError("usage.metadata_unreadable", path=path, reason=str(error)) from None


def _key(path: str) -> DecryptionKey:
    try:
        return load_decryption_key(_bytes(path, MAX_KEY))
    except (OSError, ValueError) as error:
        raise InputError("usage.key_unreadable", path=path, reason=_reason(error)) from None
    except InputError as error:
        raise InputError("usage.key_unreadable", path=path, reason=str(error)) from None


def _bytes(path: str, limit: int) -> bytes:
    with Path(path).open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"larger than {limit >> 20} MB")
    return data


def _reason(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)


def _limits(options: argparse.Namespace) -> Limits:
    given = {name: getattr(options, f"max_{name}") for name in ("size", "message", "ratio", "count", "depth")}
    return Limits(**{name: value for name, value in given.items() if value is not None})


def _run(options: argparse.Namespace, verify: Verify, foretell: Foretell | None) -> int:
    tally = Tally()
    with opened(options.output) as stream:
        talk = Talk(Style.of(stream), verbose=options.verbose, explain=getattr(options, "explain", False))
        writer = Writer(stream, options.format)
        bar = Bar(sys.stderr, quiet=options.quiet or stream.isatty())
        for item in _watched(options, bar):
            if item.error is not None:
                tally.unreadable += 1
                writer.write(_failure(writer, talk, item.origin, item.error, preview=foretell is not None))
                continue
            verification = verify(item)
            result = foretell(verification) if foretell else None
            tally.count(verification, result)
            writer.write(_result(writer, talk, item.origin, verification, result))
        writer.end()
    if not options.quiet and tally.total > 1:
        print(tally.summary(), file=sys.stderr)
    return tally.exit_code(options.fail_on)


def _failure(writer: Writer, talk: Talk, origin: Origin, error: InputError, *, preview: bool) -> str | dict[str, Any]:
    return talk.unreadable(origin, error) if writer.for_people else unreadable(origin, error, preview=preview)


def _result(
    writer: Writer, talk: Talk, origin: Origin, verification: Verification, result: Preview | None
) -> str | dict[str, Any]:
    if result is None:
        return talk.inspected(origin, verification) if writer.for_people else inspected(origin, verification)
    return talk.previewed(origin, result) if writer.for_people else previewed(origin, result, explain=talk.explain)


def _watched(options: argparse.Namespace, bar: Bar) -> Iterator[Found]:
    number = 0
    try:
        for item in found(options.paths, sys.stdin.buffer if sys.stdin else None, _limits(options)):
            bar.step(number, 0, item.origin.path)
            yield item
            number += 1
    finally:
        bar.clear()
