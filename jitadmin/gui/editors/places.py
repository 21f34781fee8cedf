"""Places in a message: from the evidence of a step to the element, and from the element to what was read there.

Evidence is written as the reader writes it: below the assertion, such as ``Subject/NameID`` or
``AttributeStatement/Attribute[3]``; a check says ``Response/Assertion/Issuer (line 4)``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from jitadmin.core.xml_node import XmlNode

_LINE = re.compile(r"^(?P<path>.*?) \(line (?P<line>\d+)\)$")
_SEALED = {"EncryptedAttribute": "Attribute", "EncryptedID": "NameID", "EncryptedAssertion": "Assertion"}


def local(node: XmlNode) -> str:
    """The name of an element without its prefix."""
    return node.name.rpartition(":")[2]


def assertion_of(root: XmlNode, identifier: str) -> XmlNode | None:
    """The assertion that was read: the one with the ID, else the first that counts."""
    found = [node for node in root.walk() if local(node) == "Assertion" and node.mark != "ignored"]
    named = (node for node in found if dict(node.attributes).get("ID") == identifier)
    return next(named, found[0] if found else None)


def places(assertion: XmlNode) -> dict[str, XmlNode]:
    """Each element below the assertion by its path."""
    found: dict[str, XmlNode] = {}
    for node, path in _walk(assertion, ""):
        found.setdefault(path, node)
    return found


def _walk(node: XmlNode, above: str) -> Iterator[tuple[XmlNode, str]]:
    read = list(_read(node))
    totals = Counter(name for name, _ in read)
    counts: Counter[str] = Counter()
    for name, child in read:
        counts[name] += 1
        paths = [f"{above}{name}[{counts[name]}]"]
        if totals[name] == 1:
            paths.insert(0, f"{above}{name}")
        for path in paths:
            yield child, path
        for path in paths:
            yield from _walk(child, f"{path}/")


def _read(node: XmlNode) -> Iterator[tuple[str, XmlNode]]:
    """The children as the reader sees them: what was decrypted stands in the place of its cover."""
    for child in node.children:
        if child.kind != "element":
            continue
        name = local(child)
        if name in _SEALED:
            opened = next((below for below in child.children if below.decrypted), child)
            yield _SEALED[name], opened
        else:
            yield name, child


def locate(root: XmlNode, known: Mapping[str, XmlNode], evidence: str) -> XmlNode | None:
    """The element that an evidence names."""
    with_line = _LINE.match(evidence)
    if with_line:
        return _by_line(root, with_line.group("path"), int(with_line.group("line")))
    path = evidence.partition("/@")[0]
    return known.get(path) or known.get(path.replace("Issuer", "Issuer[1]"))


def _by_line(root: XmlNode, path: str, line: int) -> XmlNode | None:
    name = path.rpartition("/")[2]
    return next((node for node in root.walk() if node.line == line and local(node) == name), None)
