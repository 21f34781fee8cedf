"""One problem of a document: where it stands and what is wrong, in codes."""

from typing import Any

import msgspec

from jitadmin.core.messages import inert, sentence


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A fault in a document; ``path`` as in ``roles.rules[2].when``, ``line`` and ``column`` counted from 1 (0:
    unknown).
    """

    code: str
    path: str = ""
    line: int = 0
    column: int = 0
    args: dict[str, Any] = {}

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        path = f"{inert(self.path)}: " if self.path else ""
        return f"{place}{path}{sentence(self.code, self.args)}"
