"""What ``inspect`` and ``preview`` share: every message found is judged, printed and counted, one after the other."""

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jitadmin.adapters.intake import Found, Limits, found
from jitadmin.adapters.saml import DecryptionKey, judge, load_decryption_key
from jitadmin.cli.output import Tally, Writer, opened
from jitadmin.cli.progress import Bar
from jitadmin.cli.text import Style, Talk
from jitadmin.core.errors import InputError
from jitadmin.core.jit.result import Preview
from jitadmin.core.message import Origin
from jitadmin.core.report import inspected, previewed, unreadable
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification

MAX_KEY = 1 << 20
RETIRED: dict[Any, None] = {"sha1": None, "rsa-short": None, "rsa-1_5": None}

Verify = Callable[[Found], Verification]
Foretell = Callable[[Verification], Preview]


def as_of(options: argparse.Namespace) -> datetime | None:
    """The instant of ``--now``; None is the moment that each message was issued."""
    if options.now == "issued":
        return None
    chosen: datetime = datetime.now(UTC) if options.now == "system" else options.now
    return chosen


def verifier(options: argparse.Namespace, trust: Trust, trust_in: Callable[[str], Trust] | None = None) -> Verify:
    """How one message is judged, with the keys of the options.

    A message of one of ``trust.other_idps`` is judged by what ``trust_in`` gives for that issuer.
    """
    keys = [_key(path) for path in options.key]
    moment = as_of(options)

    def verify(item: Found) -> Verification:
        result = judge(item.data, trust, as_of=moment, keys=keys, origin=item.origin)
        issuer = _issuer(result)
        if trust_in is None or issuer not in trust.other_idps:
            return result
        return judge(item.data, trust_in(issuer), as_of=moment, keys=keys, origin=item.origin)

    return verify


def _issuer(verification: Verification) -> str:
    """The identity provider that a message claims to come from; an encrypted one says it only outside."""
    response = verification.message.response if verification.message else None
    assertion = verification.assertion
    return (assertion.issuer if assertion else None) or (response.issuer if response else None) or ""


def _key(path: str) -> DecryptionKey:
    try:
        return load_decryption_key(bytes_of(path, MAX_KEY))
    except (OSError, ValueError) as error:
        raise InputError("usage.key_unreadable", path=path, reason=reason_of(error)) from None
    except InputError as error:
        raise InputError("usage.key_unreadable", path=path, reason=str(error)) from None


def bytes_of(path: str, limit: int) -> bytes:
    """A file that an option names; raises OSError, or ValueError where it is too large."""
    with Path(path).open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"larger than {limit >> 20} MB")
    return data


def reason_of(error: Exception) -> str:
    """Why it could not be read, without the path, which is told beside it."""
    return (error.strerror or "") if isinstance(error, OSError) else str(error)


def _limits(options: argparse.Namespace) -> Limits:
    given = {name: getattr(options, f"max_{name}") for name in ("size", "message", "ratio", "count", "depth")}
    return Limits(**{name: value for name, value in given.items() if value is not None})


def run(options: argparse.Namespace, verify: Verify, foretell: Foretell | None = None) -> int:
    """Do it for every message found, and return the exit code."""
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
