"""The element tree of a message with what each part is worth, for the XML view of the window and the command line."""

from collections.abc import Sequence
from typing import Any, Final, cast

from lxml import etree

from jitadmin.adapters.saml.decrypt import DecryptionKey, Opener
from jitadmin.adapters.saml.names import (
    ADVICE,
    ASSERTION,
    ENCRYPTED_ASSERTION,
    ENCRYPTED_ATTRIBUTE,
    ENCRYPTED_ID,
    EXTENSIONS,
    RESPONSE,
    SIGNATURE,
)
from jitadmin.adapters.saml.xml import MESSAGE_LIMITS, Limits, NotReadable, parse
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification
from jitadmin.core.xml_node import Mark, XmlNode

NODES: Final = 20_000
_SEALED: Final = frozenset({ENCRYPTED_ASSERTION, ENCRYPTED_ID, ENCRYPTED_ATTRIBUTE})
_UNREAD: Final = frozenset({EXTENSIONS, ADVICE})


def outline(
    data: bytes,
    verification: Verification | None = None,
    *,
    keys: Sequence[DecryptionKey] = (),
    trust: Trust | None = None,
    limit: int = NODES,
    limits: Limits = MESSAGE_LIMITS,
) -> XmlNode | None:
    """The tree of a message, or None where the bytes give no tree that may be looked at.

    Marks come from the verification; without one everything counts as unsigned. ``keys`` and the trust that they are
    used under open what is encrypted. ``limit`` bounds the nodes, ``limits`` the message as when it was judged.
    """
    try:
        root = parse(data, limits)
    except NotReadable:
        return None
    covers: dict[str, tuple[str, ...]] = {"response": (), "assertion": ()}
    for signature in verification.signatures if verification else ():
        if signature.trusted and signature.key:
            covers[signature.covers] += (signature.key,)
    as_of = verification.as_of if verification else None
    return _Outline(covers, Opener(keys, trust or Trust(), as_of, limits), limit).node(root, _Place())


class _Place:
    """Where the walk stands: what covers the element, and whether anybody reads it."""

    def __init__(
        self, keys: tuple[str, ...] = (), *, unread: bool = False, opened: bool = False, depth: int = 0
    ) -> None:
        self.keys = keys
        self.unread = unread
        self.opened = opened
        self.depth = depth


class _Outline:
    """Walks one tree; it exists to count the nodes and hold the keys."""

    def __init__(self, covers: dict[str, tuple[str, ...]], opener: Opener, limit: int) -> None:
        self.covers = covers
        self.opener = opener
        self.left = limit

    def node(self, element: etree._Element, place: _Place) -> XmlNode:
        self.left -= 1
        below = self.place_of(element, place)
        children, left_out = self.children(element, below)
        name = etree.QName(element)
        shown = f"{element.prefix}:{name.localname}" if element.prefix else name.localname
        return XmlNode(
            name=shown,
            namespace=name.namespace or "",
            attributes=_attributes(element),
            text=_own_text(element),
            line=0 if place.opened else _line(element),
            mark=_mark(element, below),
            keys=() if below.unread else below.keys,
            decrypted=place.opened,
            children=tuple(children),
            left_out=left_out,
        )

    def place_of(self, element: etree._Element, place: _Place) -> _Place:
        keys = place.keys
        if element.tag == RESPONSE and place.depth == 0:
            keys = self.covers["response"]
        elif element.tag == ASSERTION and self.is_read(element, place):
            keys = tuple(dict.fromkeys((*keys, *self.covers["assertion"])))
        unread = place.unread or element.tag in _UNREAD
        unread = unread or (element.tag == ASSERTION and not self.is_read(element, place))
        return _Place(keys, unread=unread, opened=place.opened, depth=place.depth + 1)

    def is_read(self, element: etree._Element, place: _Place) -> bool:
        """Whether this is an assertion where one may stand: the root, a child of the response, or decrypted."""
        parent = element.getparent()
        if parent is None:
            return place.depth == 0 or place.opened
        return place.depth == 1 and parent.tag == RESPONSE

    def children(self, element: etree._Element, place: _Place) -> tuple[list[XmlNode], int]:
        found: list[XmlNode] = []
        for number, child in enumerate(element):
            if self.left <= 0:
                return found, len(element) - number
            if isinstance(child, etree._Comment):
                self.left -= 1
                found.append(XmlNode(kind="comment", text=child.text or "", line=_line(child)))
            else:
                found.append(self.node(child, place))
            if child.tail and child.tail.strip():
                found.append(XmlNode(kind="text", text=child.tail, mark=_mark(element, place), keys=place.keys))
        opened = self.opened(element)
        if opened is not None:
            found.append(self.node(opened, _Place(place.keys, unread=place.unread, opened=True, depth=place.depth)))
        return found, 0

    def opened(self, element: etree._Element) -> etree._Element | None:
        if element.tag not in _SEALED or not self.opener.keys:
            return None
        if element.tag == ENCRYPTED_ASSERTION:
            return self.opener.assertion(element)
        return self.opener.reveal(element)


def _mark(element: etree._Element, place: _Place) -> Mark:
    if element.tag == SIGNATURE or any(item.tag == SIGNATURE for item in element.iterancestors()):
        return "signature"
    if element.tag in _SEALED or any(item.tag in _SEALED for item in element.iterancestors()):
        return "encrypted"
    if place.unread:
        return "ignored"
    return "signed" if place.keys else "unsigned"


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _attributes(element: etree._Element) -> tuple[tuple[str, str], ...]:
    """XML attributes as written, with their prefixes."""
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    shown: list[tuple[str, str]] = []
    for key, value in element.attrib.items():
        name: Any = etree.QName(key)
        prefix = prefixes.get(name.namespace or "", "")
        shown.append((f"{prefix}:{name.localname}" if prefix else name.localname, str(value)))
    return tuple(shown)


def _own_text(element: etree._Element) -> str:
    text = element.text or ""
    return "" if len(element) and not text.strip() else text
