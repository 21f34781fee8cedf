"""The regular expressions of maps and rules, in linear time: the one home of the RE2 engine.

A pattern in a document that somebody sent must not be able to stall the program, which Python's own engine allows. The
syntax is RE2's (https://github.com/google/re2/wiki/Syntax), as for CEL's ``matches``: no look-around and no
back-references in a pattern; classes such as ``\\w`` are ASCII, ``\\pL`` is any letter.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import re2


class Found(Protocol):
    """A match: its groups by number."""

    def group(self, number: int, /) -> str | None:
        """The text of a group, None where it took no part; 0 is all that matched."""


class Pattern(Protocol):
    """A compiled pattern, as Python's own."""

    @property
    def groups(self) -> int:
        """How many groups it has."""

    def search(self, text: str, /) -> Found | None:
        """The first match anywhere."""

    def fullmatch(self, text: str, /) -> Found | None:
        """A match of the whole text."""

    def sub(self, replacement: Callable[[Found], str], text: str, /) -> str:
        """The text with every match replaced by what is made of it."""


class PatternError(ValueError):
    """The text is no regular expression; the message says why."""


@lru_cache(maxsize=512)
def compiled(text: str) -> Pattern:
    """Compile a pattern; raises ``PatternError`` with the reason in words."""
    options = re2.Options()
    # The engine would write its reason to standard error as well.
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        pattern: Pattern = re2.compile(text, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise PatternError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    return pattern


_HOLE = re.compile(r"\\(?:(?P<group>\d{1,2})|g<(?P<named>\d{1,2})>|(?P<backslash>\\))")


@lru_cache(maxsize=512)
def replacement(pattern: str, text: str) -> Callable[[Found], str]:
    """What a match of a pattern is replaced by: ``\\1`` or ``\\g<1>`` is its first group, ``\\\\`` a backslash.

    The engine's own reading of such texts spoils every letter outside ASCII. Raises ``PatternError`` for a group that
    the pattern does not have and for any other use of a backslash.
    """
    groups = compiled(pattern).groups
    parts: list[str | int] = []
    end = 0
    for hole in _HOLE.finditer(text):
        parts.append(text[end : hole.start()])
        number = hole["group"] or hole["named"]
        if number is not None and int(number) > groups:
            raise PatternError(f"there is no group {number}, the pattern has {groups}")
        parts.append("\\" if number is None else int(number))
        end = hole.end()
    parts.append(text[end:])
    if any(isinstance(part, str) and "\\" in part for part in parts[::2]):
        raise PatternError("a backslash stands only before the number of a group or another backslash")
    return lambda found: "".join(part if isinstance(part, str) else found.group(part) or "" for part in parts)
