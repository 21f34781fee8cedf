"""Results as people read them on a terminal: the verdict and what is wrong first, then who, what and why."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TextIO

import msgspec

from jitadmin.core.errors import InputError
from jitadmin.core.jit.result import Change, Delta, Effect, FieldValue, Preview
from jitadmin.core.message import Assertion, Origin
from jitadmin.core.messages import cause_sentences, check_sentence, inert, sentence
from jitadmin.core.trace import Step
from jitadmin.core.verification import Check, Verification

_COLOURS = {"pass": "32", "fail": "31;1", "warn": "33", "skip": "2", "dim": "2", "bold": "1"}
_MARKS = {"pass": "✓", "fail": "✗", "warn": "!", "skip": "·", "info": "·", "yes": "✓", "no": "✗"}
_PLAIN = {"✓": "+", "✗": "x", "·": "-", "→": "->", "–": "-"}
_KINDS = {"yes": "pass", "no": "fail", "error": "fail", "warning": "warn", "info": "skip"}
_LABEL = 12
_LONGEST = 2000
_VALUES = 50
_LINE = 80


class Style(msgspec.Struct, frozen=True):
    """How a stream may be written to: with colours or without, with marks beyond ASCII or without."""

    colours: bool = False
    unicode: bool = True

    @classmethod
    def of(cls, stream: TextIO) -> "Style":
        """Colours only for a terminal that has them and a person who wants them (https://no-color.org)."""
        terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")
        return cls(colours=terminal and not os.environ.get("NO_COLOR"), unicode=encoding.startswith("utf"))

    def paint(self, text: str, kind: str) -> str:
        """The text in the colour of a result."""
        text = self.marked(text)
        colour = _COLOURS.get(kind)
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colours and colour else text

    def mark(self, result: str) -> str:
        """The sign in front of a line."""
        return self.paint(_MARKS.get(result, "·"), _KINDS.get(result, result))

    def marked(self, text: str) -> str:
        """The text with our own signs replaced where the terminal has no Unicode."""
        if self.unicode:
            return text
        for sign, plain in _PLAIN.items():
            text = text.replace(sign, plain)
        return text


class Talk:
    """Puts results into paragraphs; every text from outside is made inert on its way."""

    def __init__(self, style: Style, *, verbose: bool = False, explain: bool = False) -> None:
        self._style = style
        self._verbose = verbose
        self.explain = explain

    def unreadable(self, origin: Origin, error: InputError | None) -> str:
        """A place where nothing could be read."""
        return "\n".join([self._title(origin), f"  {self._verdict('unreadable', '')}", f"    {error}"])

    def inspected(self, origin: Origin, verification: Verification) -> str:
        """What one message says and whether it holds."""
        return "\n".join([*self._head(origin, verification), *self._claims(verification)])

    def previewed(self, origin: Origin, preview: Preview) -> str:
        """What provisioning would do with one login."""
        verification = preview.verification
        lines = [*self._head(origin, verification), *self._claims(verification)]
        if verification.verdict != "accepted":
            lines.append(self._line("Outcome", f"{self._style.paint('deny', 'fail')}  {sentence('preview.refused')}"))
        if preview.effect is not None:
            accepted = verification.verdict == "accepted"
            lines += self._effect(preview.effect, "Outcome" if accepted else "Would have")
        if self.explain:
            lines += ["  Why", *self._steps(preview.trace, 2)]
        return "\n".join(lines)

    def _title(self, origin: Origin) -> str:
        number = f" #{origin.index}" if origin.index else ""
        return self._style.paint(inert(origin.path) + number, "bold")

    def _head(self, origin: Origin, verification: Verification) -> Iterator[str]:
        yield self._title(origin)
        yield f"  {self._verdict(verification.verdict, _when(verification))}"
        order = {"fail": 0, "warn": 1, "skip": 2, "pass": 3}
        for check in sorted(verification.checks, key=lambda check: order[check.result]):
            if check.result in ("fail", "warn") or self._verbose:
                yield from self._check(check)

    def _verdict(self, verdict: str, when: str) -> str:
        kind = {"accepted": "pass", "refused": "fail"}.get(verdict, "fail")
        return f"{self._style.mark(kind)} {self._style.paint(verdict.upper(), kind)}{when}"

    def _check(self, check: Check) -> Iterator[str]:
        said, place = check_sentence(check), f"({inert(check.where)})"
        told = not check.where or place in said
        where = "" if told else self._style.paint(f"  {place}", "dim")
        yield f"    {self._style.mark(check.result)} {said}{where}"
        if check.result in ("fail", "warn"):
            for cause in cause_sentences(check):
                yield f"        {self._style.paint('→', 'dim')} {cause}"

    def _claims(self, verification: Verification) -> Iterator[str]:
        assertion = verification.assertion
        if assertion is None:
            return
        if verification.verdict != "accepted":
            yield "  " + self._style.paint("Not verified, so only claimed:", "warn")
        yield from self._who(assertion)
        attributes = assertion.attributes
        yield self._line("Attributes", "" if attributes else "none")
        width = min(40, max((len(a.name) for a in attributes), default=0))
        for attribute in attributes:
            values = [short(text) for text in attribute.texts[:_VALUES]]
            if len(attribute.texts) > _VALUES:
                values.append(f"and {len(attribute.texts) - _VALUES} more")
            name = inert(attribute.friendly_name or "")
            friendly = self._style.paint(f"  ({name})", "dim") if name and name != inert(attribute.name) else ""
            yield f"    {inert(attribute.name):<{width}}  {_listed(values, width + 6)}{friendly}"

    def _who(self, assertion: Assertion) -> Iterator[str]:
        name_id = assertion.name_id
        if name_id is not None:
            kind = (name_id.format or "").rpartition(":")[2]
            yield self._line("Person", short(name_id.value) + (f"  (NameID, {inert(kind)})" if kind else "  (NameID)"))
        if assertion.issuer:
            yield self._line("Issuer", short(assertion.issuer))

    def _effect(self, effect: Effect, label: str) -> Iterator[str]:
        kind = "fail" if effect.outcome == "deny" else "pass"
        words = sentence(f"preview.{effect.outcome}")
        yield self._line(label, f"{self._style.paint(effect.outcome, kind)}  {words}")
        for reason in (effect.denial, effect.dropped):
            if reason is not None:
                yield self._line("", f"{self._style.mark('fail')} {sentence(reason.code, reason.args)}")
        account = effect.match.account
        if account is not None:
            by = f"  (found by {inert(effect.match.by)})" if effect.match.by else ""
            yield self._line("Account", inert(account.label) + by)
        elif effect.after is not None:
            yield self._line("Account", f"{inert(effect.after.label)}  (new)")
        if effect.changes:
            yield self._line("Changes", "")
            width = min(40, max(len(change.field) for change in effect.changes))
            yield from (self._change(change, width) for change in effect.changes)
        for kept in ("Roles", "Groups", "Entitlements", "Permissions"):
            yield from self._delta(kept, getattr(effect, kept.lower()))
        for finding in effect.findings:
            mark = self._style.mark(_KINDS.get(finding.severity, "skip"))
            yield f"    {mark} {sentence(finding.code, finding.args)}"

    def _change(self, change: Change, width: int) -> str:
        before, after = _value(change.before), _value(change.after)
        return f"    {inert(change.field):<{width}}  {before} {self._style.marked('→')} {after}"

    def _delta(self, label: str, delta: Delta) -> Iterator[str]:
        signs: Iterable[tuple[str, tuple[str, ...], str]] = (
            ("+", delta.gained, "pass"), ("-", delta.lost, "fail"), ("=", delta.held, "dim"),
        )  # fmt: skip
        parts = [self._style.paint(f"{sign} {inert(name)}", kind) for sign, names, kind in signs for name in names]
        if parts:
            yield self._line(label, "  ".join(parts))

    def _steps(self, step: Step, depth: int) -> Iterator[str]:
        origin = self._style.paint(f"  ({inert(step.origin)})", "dim") if step.origin else ""
        yield f"{'  ' * depth}{self._style.mark(step.verdict)} {sentence(step.code, step.args)}{origin}"
        for child in step.children:
            yield from self._steps(child, depth + 1)

    def _line(self, label: str, text: str) -> str:
        return f"  {self._style.paint(f'{label:<{_LABEL}}', 'bold')} {text}".rstrip()


def short(text: str) -> str:
    """Text from outside, inert and not longer than a screen."""
    return inert(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)")


def _listed(values: list[str], indent: int) -> str:
    """Several values side by side where that is short and plain, else below each other."""
    if any("," in value for value in values) or sum(map(len, values)) > _LINE:
        return ("\n" + " " * indent).join(values)
    return ", ".join(values) or "(empty)"


def _value(value: FieldValue) -> str:
    if value is None or value in ("", ()):
        return "(none)"
    if isinstance(value, bool):
        return "true" if value else "false"
    return short(value) if isinstance(value, str) else ", ".join(short(item) for item in value)


def _when(verification: Verification) -> str:
    """The instant of the judgement, and how old the message is."""
    as_of = verification.as_of
    if as_of is None:
        return ""
    issued = _issued(verification)
    text = f"  as of {as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if issued is None:
        return text
    age = _ago((datetime.now(UTC) - issued).total_seconds())
    return f"{text}, when it was issued ({age})" if issued == as_of else f"{text}; issued {age}"


def _issued(verification: Verification) -> datetime | None:
    message = verification.message
    response = message.response if message else None
    moment = response.issue_instant if response else None
    if moment is None and verification.assertion is not None:
        moment = verification.assertion.issue_instant
    return moment if isinstance(moment, datetime) else None


def _ago(seconds: float) -> str:
    if seconds < 0:
        return "in the future"
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        number = int(seconds // size)
        if number:
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return "just now"
