"""A federation's metadata of many megabytes, read as a stream: memory holds one party at a time.

The same hardness as for messages: UTF-8 alone, no DTD, no entity, no instruction, everything bounded. What is picked
out of it is a document of its own, which is read again by the one parser of messages before anybody relies on it.
"""

import codecs
from collections.abc import Iterator
from typing import Final, cast

import msgspec
from lxml import etree

from jitadmin.adapters.saml.looks import kind_of, looks_like
from jitadmin.adapters.saml.metadata import ENTITIES, ENTITY, display_name, display_names, earlier
from jitadmin.adapters.saml.names import MD, SAMLP, SIGNATURE, local_name
from jitadmin.adapters.saml.xml import MEGABYTE, Limits, NotReadable, check_start, text_of
from jitadmin.core.errors import InputError, LimitError
from jitadmin.core.message import Time
from jitadmin.core.messages import check_sentence
from jitadmin.core.registry import Found, ProviderKind, Readable
from jitadmin.core.times import read_duration, read_time

AGGREGATE_LIMITS: Final = Limits(size=512 * MEGABYTE, depth=64)
# One party with all its keys and logos stays far below; nothing else may stand between two of them.
PARTY_BYTES: Final = 8 * MEGABYTE
_PIECE: Final = 1 << 16
_ROLES: Final[tuple[tuple[str, ProviderKind], ...]] = (
    (f"{{{MD}}}IDPSSODescriptor", "identityProvider"),
    (f"{{{MD}}}SPSSODescriptor", "serviceProvider"),
)
_SCOPE: Final = ".//{urn:mace:shibboleth:metadata:1.0}Scope"
_HINT: Final = ".//{urn:oasis:names:tc:SAML:metadata:ui}DomainHint"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One party in the stream, with what the elements around it say of it; its tree lives until the next is asked for.

    ``signed`` tells of a signature on the party itself, ``signed_around`` of one on an element around it.
    """

    element: etree._Element
    entity_id: str
    kinds: tuple[ProviderKind, ...]
    valid_until: Time | None = None
    cache_duration: int = 0
    signed: bool = False
    signed_around: bool = False

    def found(self) -> Found:
        """What a search shows of it."""
        domains = [text_of(item).strip() for path in (_SCOPE, _HINT) for item in self.element.iterfind(path)]
        return Found(
            entity_id=self.entity_id,
            name=display_name(self.element),
            kinds=self.kinds,
            names=tuple(dict.fromkeys(display_names(self.element))),
            domains=tuple(dict.fromkeys(filter(None, domains))),
        )

    def xml(self) -> bytes:
        """The party as a document of its own, with all namespaces that it needs."""
        return etree.tostring(self.element, encoding="UTF-8", xml_declaration=False, with_tail=False)


def parties(source: Readable, limits: Limits = AGGREGATE_LIMITS) -> Iterator[Party]:
    """The parties of metadata in document order; raises InputError, also late, where it is none."""
    try:
        yield from _Stream(source, limits).parties()
    except NotReadable as refusal:
        kind = LimitError if refusal.check.code == "xml.too_large" else InputError
        raise kind("metadata.unreadable", reason=check_sentence(refusal.check)) from None


class _Around(msgspec.Struct):
    """What an EntitiesDescriptor says for all in it (saml-metadata 2.3.1)."""

    until: Time | None = None
    cache: int = 0
    signed: bool = False


class _Stream:
    def __init__(self, source: Readable, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._parser = etree.XMLPullParser(
            ("start", "end", "pi"),
            tag=(ENTITY, ENTITIES),
            resolve_entities=False,
            load_dtd=False,
            dtd_validation=False,
            no_network=True,
            huge_tree=False,
            collect_ids=False,
        )
        self._around: list[_Around] = []
        self._since = 0
        self._begun = False

    def parties(self) -> Iterator[Party]:
        size = 0
        text = codecs.getincrementaldecoder("utf-8")()
        first = last = b""
        for piece in iter(lambda: self._source.read(_PIECE), b""):
            if not size:
                check_start(piece)
            size += len(piece)
            if size > self._limits.size:
                raise NotReadable("xml.too_large", size=size, limit=self._limits.size)
            _is_text(text, piece, size)
            first, last = first or piece, piece
            try:
                self._parser.feed(piece)
            except etree.XMLSyntaxError as error:
                raise _fault(first, error, size) from None
            yield from self._events()
            self._since += len(piece)
            if self._since > PARTY_BYTES:
                raise NotReadable("xml.too_large", size=self._since, limit=PARTY_BYTES)
        if not size:
            raise NotReadable("xml.empty")
        self._end(first, last, size)
        yield from self._events()

    def _end(self, first: bytes, last: bytes, size: int) -> None:
        try:
            root = self._parser.close()
        except etree.XMLSyntaxError as error:
            raise _fault(first, error, size, cut=not last.rstrip().endswith(b">")) from None
        if root.tag not in {ENTITY, ENTITIES}:
            raise InputError("metadata.other", kind=kind_of(root), name=local_name(root.tag))

    def _events(self) -> Iterator[Party]:
        for event, found in self._parser.read_events():
            item = cast("etree._Element", found)
            if event == "pi":
                line = f"line {item.sourceline}"
                raise NotReadable("xml.processing_instruction", unreadable=False, where=line)
            if event == "start":
                self._started(item)
            elif item.tag == ENTITIES:
                self._around.pop()
                _forget(item)
            else:
                yield self._party(item)
                self._since = 0
                _forget(item)

    def _started(self, element: etree._Element) -> None:
        parent = element.getparent()
        if not self._begun:
            self._begun = True
            _check_root(element)
        elif parent is None or parent.tag != ENTITIES:
            raise InputError("registry.nested", line=element.sourceline)
        if element.tag == ENTITIES:
            if len(self._around) >= self._limits.depth:
                raise NotReadable("xml.too_deep", unreadable=False, limit=self._limits.depth)
            outer = self._around[-1] if self._around else _Around()
            self._around.append(_said(element, outer))

    def _party(self, element: etree._Element) -> Party:
        outer = self._around[-1] if self._around else _Around()
        # The signature of a group stands before its parties (saml-metadata 2.3.1), so it has been read by now.
        for item, said in zip(reversed(list(element.iterancestors(ENTITIES))), self._around, strict=False):
            said.signed = said.signed or item.find(SIGNATURE) is not None
        entity_id = element.get("entityID", "")
        if not entity_id:
            raise InputError("metadata.no_entity_id", line=element.sourceline)
        own = _said(element, outer)
        return Party(
            element=element,
            entity_id=entity_id,
            kinds=tuple(kind for tag, kind in _ROLES if _speaks(element, tag)),
            valid_until=own.until,
            cache_duration=own.cache,
            signed=element.find(SIGNATURE) is not None,
            signed_around=any(said.signed for said in self._around),
        )


def _said(element: etree._Element, outer: _Around) -> _Around:
    """The earliest end and the shortest time to keep hold (saml-metadata 2.3.1)."""
    until = earlier(outer.until, read_time(element.get("validUntil")))
    durations = [item for item in (outer.cache, read_duration(element.get("cacheDuration"))) if item]
    return _Around(until=until, cache=min(durations, default=0))


def _speaks(element: etree._Element, tag: str) -> bool:
    return any(SAMLP in item.get("protocolSupportEnumeration", "").split() for item in element.iterchildren(tag))


def _check_root(root: etree._Element) -> None:
    information = root.getroottree().docinfo
    if information.doctype:  # type: ignore[attr-defined]
        raise NotReadable("xml.doctype", unreadable=False, line=1)
    if information.xml_version != "1.0":
        raise NotReadable("xml.version", unreadable=False, version=information.xml_version, where="line 1")
    if root.getparent() is not None:
        top = list(root.iterancestors())[-1]
        raise InputError("metadata.other", kind=kind_of(top), name=local_name(top.tag))


def _is_text(decoder: codecs.IncrementalDecoder, piece: bytes, end: int) -> None:
    try:
        decoder.decode(piece)
    except UnicodeDecodeError as error:
        position = end - len(piece) + error.start
        raise NotReadable("xml.encoding", encoding="no UTF-8", position=position) from None
    if b"\0" in piece:
        position = end - len(piece) + piece.index(b"\0")
        raise NotReadable("xml.encoding", encoding="text with NUL characters", position=position)


def _forget(element: etree._Element) -> None:
    """Let go of a party and of everything before it, but for the attributes of the elements around it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _fault(first: bytes, error: etree.XMLSyntaxError, size: int, *, cut: bool = False) -> NotReadable:
    line, column = error.position
    reason = (error.msg or "").split(", line ")[0]
    kind = looks_like(first)
    if kind in {"html", "base64", "json", "text"}:
        return NotReadable(f"message.{kind}")
    where = f"line {line}, column {column}"
    if "depth" in reason.lower():
        return NotReadable("xml.too_deep", unreadable=False, where=where, limit=256)
    code = "xml.truncated" if cut or "Premature end" in reason or "EndTag" in reason else "xml.malformed"
    return NotReadable(code, where=where, size=size, line=line, column=column, reason=reason)
