"""What the texts on a command line are taken for, and what is said of one that cannot be taken so."""

import argparse
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, TypeVar

from jitadmin.core.messages import sentence

_T = TypeVar("_T")
_SIZE = re.compile(r"(\d+)\s*([KMG]?)I?B?", re.IGNORECASE)
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_NUMBER = re.compile("[0-9]{1,15}")


def given(text: str) -> str:
    """A text that is not empty: an unset variable of a script must not mean “here”."""
    if not text:
        raise ValueError(text)
    return text


def kept(text: str) -> str:
    """A text that a workspace can keep: what was typed is UTF-8."""
    text.encode()
    return text


def number(text: str) -> int:
    """A whole number from 1 up."""
    if index(text) == 0:
        raise ValueError(text)
    return int(text)


def index(text: str) -> int:
    """A whole number from 0 up."""
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return int(text)


def instant(text: str) -> datetime | Literal["issued", "system"]:
    """The instant of ``--now``: one of the two words, or a time with its zone (RFC 3339)."""
    if text in ("issued", "system"):
        return "issued" if text == "issued" else "system"
    # RFC 3339 lets both letters be small (5.6).
    written = text.upper()
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None or "T" not in written:
        raise ValueError(text)
    return moment.astimezone(UTC)


def day(text: str) -> datetime:
    """A day or an instant with its zone; a day begins at midnight in UTC."""
    if text == "now":
        return datetime.now(UTC).replace(microsecond=0)
    written = text.upper()
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None and "T" in written:
        raise ValueError(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def size(text: str) -> int:
    """A number of bytes, or one with K, M or G."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(found[1]) * _FACTORS[found[2].upper()]


def _checked(read: Callable[[str], _T], code: str) -> Callable[[str], _T]:
    """The reader as argparse wants it, with a sentence for what it refuses."""

    def checked(text: str) -> _T:
        try:
            return read(text)
        except (ValueError, OverflowError):
            raise argparse.ArgumentTypeError(sentence(code, {"value": text})) from None

    return checked


GIVEN = _checked(given, "usage.empty")
NAME = _checked(lambda text: kept(given(text)), "usage.name")
NOTE = _checked(kept, "usage.not_utf8")
NUMBER = _checked(number, "usage.number")
INDEX = _checked(index, "usage.index")
INSTANT = _checked(instant, "usage.now")
DAY = _checked(day, "usage.signs_from")
SIZE = _checked(size, "usage.size")
