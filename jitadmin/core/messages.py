"""One place that puts codes into English sentences.

Every part of the core says ``code`` + ``args``; this module alone holds the words, one table for each family in
``core/wording/``. A hole in a sentence is ``{name}``; a value is shown with control characters made visible.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from string import Formatter
from typing import Any, Final

from jitadmin.core.verification import Check, Result
from jitadmin.core.wording import SENTENCES

LONGEST: Final = 1000


def sentence(code: str, args: Mapping[str, Any] | None = None) -> str:
    """The English sentence of ``code``; an unknown code is a fault of the program and raises KeyError."""
    holes = _holes(code)
    # Only what a sentence has a hole for is put into words.
    words = {hole: _shown(args[hole]) for hole in holes} if args else {}
    return SENTENCES[code].format_map(words)


@lru_cache(maxsize=len(SENTENCES))
def _holes(code: str) -> tuple[str, ...]:
    """The names that the sentence of a code leaves open; found once, since a batch says few sentences many times."""
    return tuple(hole for _, hole, _, _ in Formatter().parse(SENTENCES[code]) if hole)


@lru_cache(maxsize=len(SENTENCES))
def _code_said(code: str, result: Result) -> str:
    said = f"{code}:{result}"
    return said if said in SENTENCES else code


def check_sentence(check: Check) -> str:
    """The sentence of a check: that of its code and result, else the one sentence of its code."""
    return sentence(_code_said(check.code, check.result), check.args)


def cause_sentences(check: Check) -> tuple[str, ...]:
    """The likely causes of a failed check with their remedies, the likeliest first."""
    return tuple(sentence(cause, check.args) for cause in check.causes)


def _shown(value: object) -> str:
    if isinstance(value, str):
        return inert(value if len(value) <= LONGEST else f"{value[:LONGEST]}…")
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(item) or "(empty)" for item in value) or "nothing"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).isoformat(' ', 'seconds')[:19]} UTC"
    text = span(value) if isinstance(value, timedelta) else str(value)
    return inert(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def span(value: timedelta) -> str:
    """A length of time in its two largest units, such as "2 days 23 hours"."""
    left, parts = int(value.total_seconds()), []
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "0 seconds"


def inert(text: str) -> str:
    """Text from outside, made safe to show in a terminal or a log: no control, bidi or separator characters."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
