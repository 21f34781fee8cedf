"""The regular expressions of maps and rules, in linear time: the one home of the RE2 engine.

A pattern in a document that somebody sent must not be able to stall the program, which Python's own engine allows. The
syntax is RE2's (https://github.com/google/re2/wiki/Syntax), as for CEL's ``matches``: no look-around and no
back-references in a pattern; classes such as ``\\w`` are ASCII, ``\\pL`` is any letter.
"""

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

    def sub(self, replacement: str, text: str, /) -> str:
        """The text with every match replaced; ``\\1`` in the replacement is the first group."""


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
