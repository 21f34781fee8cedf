"""The one hardened way from bytes to a tree, used for messages, decrypted parts and metadata alike.

There is no DTD, no entity, no network and no XInclude, and everything is bounded. The checks come before the parser
where a parser could already be hurt, and after it where only the tree can tell.
"""

import re
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import msgspec
from lxml import etree

from jitadmin.adapters.saml.looks import looks_like
from jitadmin.adapters.saml.names import DS, EXC_C14N, SAML, SAMLP, XENC, XENC11, XINCLUDE, XSI, local_name
from jitadmin.core.verification import Check

MEGABYTE: Final = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds on one document; two thousand groups of a person stay far below them."""

    size: int = 10 * MEGABYTE
    depth: int = 64
    elements: int = 250_000
    attributes: int = 256
    namespaces: int = 64
    text: int = 1 * MEGABYTE
    canonical: int = 64 * MEGABYTE


MESSAGE_LIMITS: Final = Limits()
# The parser itself goes no further.
_DEEPEST: Final = 256
_LONGEST_TEXT: Final = 10_000_000


def raised_limits(*, size: int = 0, depth: int = 0) -> Limits:
    """The bounds with that of the size or the depth raised; with the size grow those of what a message can hold."""
    usual = MESSAGE_LIMITS
    factor = max(1.0, size / usual.size)
    return Limits(
        size=max(size, usual.size),
        depth=min(max(depth, usual.depth), _DEEPEST),
        elements=int(usual.elements * factor),
        text=min(int(usual.text * factor), _LONGEST_TEXT),
        canonical=int(usual.canonical * factor),
    )


class NotReadable(Exception):
    """The bytes give no tree that may be looked at; ``unreadable`` is False where the XML is fine but refused."""

    def __init__(self, code: str, *, unreadable: bool = True, where: str = "", **args: Any) -> None:
        super().__init__(code)
        self.check = Check(code=code, result="fail", args=args, where=where)
        self.unreadable = unreadable


_PARSER: Final = etree.XMLParser(
    resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False, collect_ids=False
)
_ALONE: Final = Lock()
_DECLARATION: Final = re.compile(rb"""\A<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]{1,64})["']""")
_SAML_LATER: Final = re.compile(rb"<(?:[A-Za-z0-9]+:)?(?:Response|Assertion)[\s>]")
# No value of an attribute holds a "<", so text that looks like a declaration cannot hide the one behind it.
_NAMESPACES: Final = re.compile(rb"""xmlns(?::[^\s=<>"']+)?\s*=\s*("[^"<]*"|'[^'<]*')""")
_KNOWN: Final = frozenset(
    f'"{uri}"'.encode() for uri in (SAML, SAMLP, DS, EXC_C14N, XENC, XENC11, XSI, "http://www.w3.org/2001/XMLSchema")
)
_KNOWN_LONGEST: Final = max(map(len, _KNOWN))
_ABSOLUTE: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*:")
_USUAL: Final = (b"urn:", b"http:", b"https:")
_XINCLUDE: Final = XINCLUDE.encode()
_UTF8_NAMES: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_BOM: Final = b"\xef\xbb\xbf"
_FOREIGN_BOMS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\x00<", b"<\x00")


def parse(data: bytes, limits: Limits = MESSAGE_LIMITS) -> etree._Element:
    """The root element of a document; raises NotReadable with the one check that says why not."""
    if len(data) > limits.size:
        raise NotReadable("xml.too_large", size=len(data), limit=limits.size)
    _encoding(data)
    _prolog(data)
    # The log belongs to the parser, which lxml lets only one thread use at a time anyway.
    with _ALONE:
        try:
            root = etree.fromstring(data, _PARSER)
        except etree.XMLSyntaxError as error:
            raise _syntax(data, error, limits) from None
        log = _PARSER.error_log
    if len(log):
        _forgiven(log)
    _bounds(data, root, limits)
    return root


def parse_canonical(data: bytes) -> etree._Element:
    """The root of canonical bytes that came out of a tree of ours, and so need no second look."""
    return etree.fromstring(data, _PARSER)


def _encoding(data: bytes) -> None:
    """UTF-8 alone, as bytes and as declared (attacks.md 5): two readers never see two texts."""
    if not data.strip(b" \t\r\n"):
        raise NotReadable("xml.empty")
    if data.startswith(_FOREIGN_BOMS):
        raise NotReadable("xml.encoding", encoding="UTF-16 or UTF-32", position=0)
    if not data.isascii():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotReadable("xml.encoding", encoding="no UTF-8", position=error.start) from None
    if b"\0" in data:
        raise NotReadable("xml.encoding", encoding="text with NUL characters", position=data.index(b"\0"))
    _declaration(data)


def check_start(data: bytes) -> None:
    """Refuse by its first bytes what a stream must not go on with; raises NotReadable."""
    if data.startswith(_FOREIGN_BOMS):
        raise NotReadable("xml.encoding", encoding="UTF-16 or UTF-32", position=0)
    _declaration(data)
    _prolog(data)


def _declaration(data: bytes) -> None:
    declared = _DECLARATION.match(data.removeprefix(_BOM))
    if declared and (name := declared[1].decode("ascii", "replace")).lower() not in _UTF8_NAMES:
        raise NotReadable("xml.encoding", encoding=name, position=declared.start(1))


def _prolog(data: bytes) -> None:
    """Refuse a DOCTYPE before the parser sees it; it can stand only between the start and the root element."""
    at = len(_BOM) if data.startswith(_BOM) else 0
    while True:
        at = _skip_space(data, at)
        if data.startswith(b"<!--", at):
            end, size = data.find(b"-->", at + 4), 3
        elif data.startswith(b"<?", at):
            end, size = data.find(b"?>", at + 2), 2
        else:
            break
        if end < 0:
            return
        at = end + size
    if data.startswith(b"<!", at):
        if looks_like(data) == "html":
            raise NotReadable("message.html")
        line = data.count(b"\n", 0, at) + 1
        raise NotReadable("xml.doctype", unreadable=False, line=line, where=f"line {line}")


def _skip_space(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in b" \t\r\n":
        at += 1
    return at


def _syntax(data: bytes, error: etree.XMLSyntaxError, limits: Limits) -> NotReadable:
    line, column = error.position
    reason = (error.msg or "").split(", line ")[0]
    kind = looks_like(data)
    if kind == "text" and _SAML_LATER.search(data):
        return NotReadable("xml.leading", line=1, where="line 1")
    if kind in {"html", "base64", "json", "text"}:
        return NotReadable(f"message.{kind}")
    where = f"line {line}, column {column}"
    args: dict[str, Any] = {"line": line, "column": column, "reason": reason}
    if "depth" in reason.lower():
        return NotReadable("xml.too_deep", unreadable=False, where=where, limit=limits.depth)
    if reason.startswith("Resource limit exceeded") or "too big" in reason:
        return NotReadable("xml.text_too_long", unreadable=False, where=where, limit=min(limits.text, _LONGEST_TEXT))
    if "Extra content" in reason:
        return NotReadable("xml.trailing", where=where, **args)
    if not data.rstrip().endswith(b">") or "Premature end" in reason or "EndTag" in reason:
        return NotReadable("xml.truncated", where=where, size=len(data), **args)
    return NotReadable("xml.malformed", where=where, **args)


def _forgiven(log: etree._ListErrorLog) -> None:
    """Refuse what lxml lets pass: behind a mere warning (xml:space="x") it forgets that a prefix was not declared."""
    for error in log.filter_from_errors():
        where = f"line {error.line}, column {error.column}"
        args = {"line": error.line, "column": error.column, "reason": error.message}
        raise NotReadable("xml.malformed", where=where, **args)


def _bounds(data: bytes, root: etree._Element, limits: Limits) -> None:
    tree = root.getroottree()
    information = tree.docinfo
    if information.doctype:  # type: ignore[attr-defined]
        raise NotReadable("xml.doctype", unreadable=False, line=1)
    if information.xml_version != "1.0":
        raise NotReadable("xml.version", unreadable=False, version=information.xml_version, where="line 1")
    # Byte counts bound what the tree can hold, so that ordinary messages are not walked for the rare bomb.
    if len(data) > limits.elements and sum(1 for _ in root.iter()) > limits.elements:
        raise NotReadable("xml.too_many_elements", unreadable=False, limit=limits.elements)
    if _oddities(limits.depth, limits.attributes)(root):
        _refuse_oddity(root, limits)
    if len(data) > limits.text:
        _text_bounds(root, limits)
    _namespaces(data, root, limits)


@lru_cache(maxsize=8)
def _oddities(depth: int, attributes: int) -> etree.XPath:
    """Whether anything is too deep, has too many attributes or is an instruction: one question is faster than three."""
    too_deep = "/*" * (depth + 1)
    return etree.XPath(
        f"boolean({too_deep} | /descendant::*/@*[{attributes + 1}] | /descendant::processing-instruction())"
    )


def _refuse_oddity(root: etree._Element, limits: Limits) -> None:
    if root.xpath("boolean(" + "/*" * (limits.depth + 1) + ")"):
        raise NotReadable("xml.too_deep", unreadable=False, limit=limits.depth)
    _attribute_bounds(root, limits)
    _processing_instructions(root)


def _namespaces(data: bytes, root: etree._Element, limits: Limits) -> None:
    """Namespaces that would make canonical XML enormous or undefined.

    Exclusive canonicalisation writes a namespace wherever it is used anew, so a long one on the root and a small
    element used often grow without bound; colons and tags bound how often that can be.
    """
    found = _NAMESPACES.findall(data)
    if len(found) > limits.namespaces:
        _namespace_bounds(data, limits)
    if _KNOWN.issuperset(found) and len(data) * _KNOWN_LONGEST < limits.canonical:
        return
    values = {quoted[1:-1] for quoted in found}
    longest = len(max(values, key=len, default=b""))
    if len(data) * (1 + longest) > limits.canonical and (
        len(data) + longest * (data.count(b":") + data.count(b"<")) > limits.canonical
    ):
        raise NotReadable("xml.namespace_bomb", unreadable=False, limit=limits.canonical)
    # Whatever is not written as it is mostly written, and an escape could hide a name, is looked at in the tree.
    odd = [value for value in values if b"&" in value or not value.startswith(_USUAL)]
    if any(value and not _ABSOLUTE.match(value) for value in odd):
        _relative_namespaces(root)
    if _XINCLUDE in values or any(b"&" in value for value in odd):
        _inclusions(root)
    if any(b"&" in value for value in values):
        _ampersands(root)


def _attribute_bounds(root: etree._Element, limits: Limits) -> None:
    for element in root.iter(etree.Element):
        count = len(element.attrib)
        if count > limits.attributes:
            raise NotReadable(
                "xml.too_many_attributes", unreadable=False, limit=limits.attributes, where=place(element)
            )


def _namespace_bounds(data: bytes, limits: Limits) -> None:
    # A start tag holds no second "<", so the pieces between them bound the declarations of one element.
    line = 1
    for piece in data.split(b"<"):
        if piece.count(b"xmlns") > limits.namespaces:
            raise NotReadable(
                "xml.too_many_attributes", unreadable=False, limit=limits.namespaces, where=f"line {line}"
            )
        line += piece.count(b"\n")


def _text_bounds(root: etree._Element, limits: Limits) -> None:
    for element in root.iter():
        longest = max(len(element.text or ""), len(element.tail or ""), *map(len, element.attrib.values()), 0)
        if longest > limits.text:
            raise NotReadable("xml.text_too_long", unreadable=False, limit=limits.text, where=place(element))


def _processing_instructions(root: etree._Element) -> None:
    around = (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter(etree.ProcessingInstruction))
    found = next((item for item in around if isinstance(item, etree._ProcessingInstruction)), None)
    if found is not None:
        where = place(found.getparent()) or f"line {found.sourceline}"
        raise NotReadable("xml.processing_instruction", unreadable=False, where=where)


def _inclusions(root: etree._Element) -> None:
    found = next(root.iter(f"{{{XINCLUDE}}}*"), None)
    if found is not None:
        raise NotReadable("xml.xinclude", unreadable=False, where=place(found))


def _ampersands(root: etree._Element) -> None:
    """libxml2 writes "&" in a namespace as it is, so that the canonical bytes are no XML."""
    for element in root.iter(etree.Element):
        if any("&" in uri for uri in element.nsmap.values()):
            raise NotReadable("xml.namespace_character", unreadable=False, where=place(element))


def _relative_namespaces(root: etree._Element) -> None:
    """Canonical XML is not defined where a namespace is a relative URI (xml-c14n 1.3); libxml2 says so."""
    try:
        etree.tostring(root, method="c14n", exclusive=True, with_comments=False)
    except etree.C14NError:
        raise NotReadable("xml.relative_namespace", unreadable=False) from None


_NAME_SHOWN: Final = 64


def place(element: etree._Element | None) -> str:
    """Where an element stands, for a person: ``Response/Assertion/Issuer (line 4)``."""
    if element is None:
        return ""
    steps = [_step(item)[:_NAME_SHOWN] for item in (*reversed(list(element.iterancestors())), element)]
    return f"{'/'.join(steps)} (line {element.sourceline})"


def _step(element: etree._Element) -> str:
    return local_name(element.tag) or "?"


def text_of(element: etree._Element) -> str:
    """The whole text of an element: comments and CDATA never cut it short (CVE-2017-11427 family)."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)
