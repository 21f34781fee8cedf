"""What ``inspect`` and ``preview`` share: every message found is judged, printed and counted, in the order found."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from jitadmin.adapters.intake import Found, Limits, found
from jitadmin.adapters.saml import MessageLimits, judge, load_decryption_key, outline, raised_limits
from jitadmin.cli.output import Answer, Tally, Writer, opened, written
from jitadmin.cli.progress import Bar
from jitadmin.cli.replays import Replays
from jitadmin.cli.terminal import say
from jitadmin.cli.text import Style, Talk
from jitadmin.cli.tree import tree_lines
from jitadmin.core.errors import InputError
from jitadmin.core.jit.result import Preview
from jitadmin.core.message import Origin
from jitadmin.core.replay import replayed
from jitadmin.core.report import inspected, previewed, unreadable
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification

MAX_KEY = 1 << 20
RETIRED: dict[Any, None] = {"sha1": None, "rsa-short": None, "rsa-1_5": None}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that is needed to answer for a login, in this process or in another.

    A message of one of ``trust.other_idps`` is judged by what ``trust_in`` gives for that issuer. ``keys`` are the
    decryption keys as PEM: a loaded key never leaves its process.
    """

    trust: Trust
    trust_in: Callable[[str], Trust] | None = None
    keys: tuple[bytes, ...] = ()
    as_of: datetime | None = None
    limits: MessageLimits = MessageLimits()
    for_people: bool = True
    style: Style = Style()
    verbose: bool = False
    explain: bool = False
    tree: bool = False


_P = TypeVar("_P", bound=Plan)


class Inspection:
    """Answers for one login after the other; it exists to hold what was made once out of the plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.talk = Talk(plan.style, verbose=plan.verbose, explain=plan.explain)
        self.keys = [load_decryption_key(pem) for pem in plan.keys]
        self.others: dict[str, Trust] = {}

    def __call__(self, item: Found, *, first: Origin | None = None, same: bool = False) -> Answer:
        """Answer for a login; ``first`` says where its assertion was used before, ``same`` that it is that message."""
        if item.error is not None:
            return Answer(written(self.failure(item.origin, item.error)))
        verification = self.verification(item)
        if first is not None:
            verification = replayed(verification, first, same=same)
        preview = self.preview(verification)
        text = written(self.result(item.origin, verification, preview))
        if self.plan.tree and self.plan.for_people:
            text = "\n".join([text, *self.tree(item, verification)])
        return Answer.of(text, verification, preview)

    def tree(self, item: Found, verification: Verification) -> Iterator[str]:
        """The element tree of a message for people."""
        plan = self.plan
        root = outline(item.data, verification, keys=self.keys, trust=plan.trust, limits=plan.limits)
        return tree_lines(root, verification, plan.style)

    def verification(self, item: Found) -> Verification:
        plan = self.plan
        result = judge(item.data, plan.trust, as_of=plan.as_of, keys=self.keys, origin=item.origin, limits=plan.limits)
        issuer = _issuer(result)
        if plan.trust_in is None or issuer not in plan.trust.other_idps:
            return result
        trust = self.others.get(issuer) or self.others.setdefault(issuer, plan.trust_in(issuer))
        return judge(item.data, trust, as_of=plan.as_of, keys=self.keys, origin=item.origin, limits=plan.limits)

    def preview(self, _verification: Verification, /) -> Preview | None:
        """What is foretold of a login; nothing where it is only inspected."""
        return None

    def failure(self, origin: Origin, error: InputError) -> str | dict[str, Any]:
        return self.talk.unreadable(origin, error) if self.plan.for_people else unreadable(origin, error)

    def result(self, origin: Origin, verification: Verification, preview: Preview | None) -> str | dict[str, Any]:
        if preview is None:
            talk = self.talk.inspected
            return talk(origin, verification) if self.plan.for_people else inspected(origin, verification)
        if self.plan.for_people:
            return self.talk.previewed(origin, preview)
        return previewed(origin, preview, explain=self.plan.explain)


def as_of(options: argparse.Namespace) -> datetime | None:
    """The instant of ``--now``; None is the moment that each message was issued."""
    if options.now == "issued":
        return None
    chosen: datetime = datetime.now(UTC) if options.now == "system" else options.now
    return chosen


def _issuer(verification: Verification) -> str:
    """The identity provider that a message claims to come from; an encrypted one says it only outside."""
    response = verification.message.response if verification.message else None
    assertion = verification.assertion
    return (assertion.issuer if assertion else None) or (response.issuer if response else None) or ""


def keys_of(options: argparse.Namespace) -> tuple[bytes, ...]:
    """The decryption keys that the options name; raises InputError for one that cannot be used."""
    return tuple(_key(path) for path in options.key)


def _key(path: str) -> bytes:
    try:
        pem = bytes_of(path, MAX_KEY)
        load_decryption_key(pem)
    except (OSError, ValueError) as error:
        raise InputError("usage.key_unreadable", path=path, reason=reason_of(error)) from None
    except InputError as error:
        if error.code == "key.password_missing":
            raise InputError("usage.key_password", path=path) from None
        raise InputError("usage.key_unreadable", path=path, reason=str(error)) from None
    return pem


def bytes_of(path: str, limit: int) -> bytes:
    """A file that an option names; raises OSError, or ValueError where it is too large."""
    with Path(path).open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"It is larger than {limit >> 20} MB")
    return data


def reason_of(error: Exception) -> str:
    """Why it could not be read, as a sentence without the path, which is told beside it."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"{reason or type(error).__name__}."


def _limits(options: argparse.Namespace) -> Limits:
    given = {name: getattr(options, f"max_{name}") for name in ("size", "message", "ratio", "count", "depth")}
    return Limits(**{name: value for name, value in given.items() if value is not None})


def run(options: argparse.Namespace, work: Callable[[_P], "Inspection"], plan: _P) -> int:
    """Answer for every message found by ``work(plan)``, and return the exit code."""
    # Processes are needed for many messages alone, but their library costs every start.
    from jitadmin.adapters.batch import answers

    tally = Tally()
    with opened(options.output) as stream:
        writer = Writer(stream, options.format)
        plan = msgspec.structs.replace(
            plan,
            limits=raised_limits(size=options.max_message or 0, depth=options.max_depth or 0),
            for_people=writer.for_people,
            style=Style.of(stream),
            verbose=options.verbose,
            explain=getattr(options, "explain", False),
            tree=getattr(options, "tree", False),
        )
        ready = plan
        replays = Replays(lambda: work(ready))
        bar = Bar(sys.stderr, quiet=options.quiet or stream.isatty())
        items = replays.watched(_watched(options, bar))
        with closing(answers(work, plan, items, weigh=_weight)) as coming:
            for judged in coming:
                answer = replays.marked(judged)
                tally.count(answer)
                writer.put(answer.text)
        writer.end()
    if not options.quiet and tally.total > 1:
        say(tally.summary())
    return tally.exit_code(options.fail_on)


def _weight(item: Found) -> int:
    return len(item.data)


def _watched(options: argparse.Namespace, bar: Bar) -> Iterator[Found]:
    number = 0
    try:
        for item in found(options.paths, sys.stdin.buffer if sys.stdin else None, _limits(options)):
            bar.step(number, 0, item.origin.path)
            yield item
            number += 1
    finally:
        bar.clear()
