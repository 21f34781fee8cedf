"""The element tree of a message as data for people: what is signed by which key, encrypted, unsigned or ignored."""

from collections.abc import Iterator
from typing import Literal

import msgspec

Mark = Literal["signed", "unsigned", "encrypted", "ignored", "signature"]


class XmlNode(msgspec.Struct, frozen=True, kw_only=True):
    """One element, or a comment or text between elements.

    ``mark`` says what the element is worth: covered by a signature that was believed (by the keys in ``keys``, SHA-256
    fingerprints), covered by none, hidden until it is decrypted, never read, or part of a signature. ``decrypted`` is
    true for what came out of an encrypted element. ``left_out`` counts children that a limit kept out.
    """

    kind: Literal["element", "comment", "text"] = "element"
    name: str = ""
    namespace: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    line: int = 0
    mark: Mark = "unsigned"
    keys: tuple[str, ...] = ()
    decrypted: bool = False
    children: "tuple[XmlNode, ...]" = ()
    left_out: int = 0

    def walk(self) -> "Iterator[XmlNode]":
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()
