"""Words, quoted texts and signs of the short forms that rows and conditions have in table cells."""

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NoReturn

import msgspec

from jitadmin.core.errors import DocumentError
from jitadmin.core.problem import Problem

_STRING = r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"'
_WORD = r'[^\s|,"()={}&]+'
_TOKEN = re.compile(rf"\s*(?:(?P<string>{_STRING})|(?P<sign>[|,()={{}}&])|(?P<word>{_WORD}))")
_BARE = re.compile(_WORD)


class Token(msgspec.Struct, frozen=True):
    """One token: ``kind`` is ``word``, ``string``, ``sign`` or ``end``; ``at`` counts from 0."""

    kind: str
    text: str
    at: int


def quoted(text: str) -> str:
    """The text in double quotes, with JSON's escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def bare(text: str, reserved: Iterable[str]) -> bool:
    """Whether the text can stand without quotes."""
    return _BARE.fullmatch(text) is not None and text not in reserved and text.isprintable()


class Reader:
    """Reads tokens one after the other; every fault is a ``DocumentError`` with its column and a suggestion."""

    def __init__(self, text: str, head: str) -> None:
        self.text = text
        self.head = head
        self.at = 0
        self.token = self._scan()

    def _scan(self) -> Token:
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            rest = self.text[self.at :]
            if rest.strip():
                start = self.at + len(rest) - len(rest.lstrip())
                self.fail("text.unreadable", start, found=self.text[start : start + 20])
            return Token("end", "", len(self.text))
        self.at = found.end()
        kind = found.lastgroup or "end"
        text = found.group(kind)
        return Token(kind, json.loads(text) if kind == "string" else text, found.start(kind))

    def next(self) -> Token:
        """The token that stands here; reading goes on behind it."""
        token, self.token = self.token, self._scan()
        return token

    def skip_to(self, at: int) -> None:
        """Goes on at a place of the text."""
        self.at = at
        self.token = self._scan()

    def sign(self, text: str) -> bool:
        """Whether the sign stands here; it is read if so."""
        if self.token.kind == "sign" and self.token.text == text:
            self.next()
            return True
        return False

    def word(self, text: str) -> bool:
        """Whether the word stands here; it is read if so."""
        if self.token.kind == "word" and self.token.text == text:
            self.next()
            return True
        return False

    def expect(self, text: str) -> None:
        """Reads a sign that must stand here."""
        if not self.sign(text):
            self.fail("text.expected", self.token.at, wanted=text, found=self.token.text or "the end")

    def string(self, bare_too: bool = False) -> str:
        """Reads a text in quotes that must stand here, or a bare word where that is as good."""
        if self.token.kind == "string" or (bare_too and self.token.kind == "word"):
            return self.next().text
        return self.fail("text.expected_quotes", self.token.at, found=self.token.text or "the end")

    def fail(self, code: str, at: int, known: Iterable[str] = (), **args: Any) -> NoReturn:
        """Raises the fault with its column, counted from 1, and the nearest known word."""
        near = get_close_matches(str(args.get("found", "")), list(known), 1, 0.6)
        if near:
            code, args = code + "_near", {**args, "near": near[0]}
        raise DocumentError(self.head, problems=(Problem(code=code, column=at + 1, args={**args, "column": at + 1}),))
