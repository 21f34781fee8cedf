"""The element tree of a message for people: what of it is signed by which key, encrypted, unsigned or ignored."""

from collections.abc import Iterator

from jitadmin.cli.text import Style
from jitadmin.core.messages import inert, sentence
from jitadmin.core.verification import Verification
from jitadmin.core.xml_node import XmlNode

_COLOURS = {"signed": "pass", "encrypted": "warn", "unsigned": "fail"}
_MARKS = {
    "unsigned": "tree.unsigned",
    "encrypted": "tree.encrypted",
    "ignored": "tree.ignored",
    "signature": "tree.signature",
}
_LONGEST = 120
_DEEPEST = 40
_SHOWN = 16


def tree_lines(root: XmlNode | None, verification: Verification, style: Style) -> Iterator[str]:
    """One line for each node; all text of the message is made inert."""
    if root is None:
        yield f"  {sentence('tree.none')}"
        return
    names = {item.key: item.key_subject or "" for item in verification.signatures if item.key}
    for number, (key, subject) in enumerate(names.items(), 1):
        yield f"  {sentence('tree.key', {'number': number, 'subject': subject, 'key': key[:_SHOWN]})}"
    numbers: dict[str, str] = {key: str(number) for number, key in enumerate(names, 1)}
    yield from _lines(root, numbers, style, 0)


def _lines(node: XmlNode, numbers: dict[str, str], style: Style, depth: int) -> Iterator[str]:
    mark = node.mark
    if mark == "signed":
        mark_text = sentence("tree.signed", {"keys": "+".join(numbers[key] for key in node.keys)})
    else:
        mark_text = sentence(_MARKS[mark])
    if node.kind != "element":
        mark_text = ""
    if node.decrypted:
        mark_text += f", {sentence('tree.decrypted')}"
    margin = style.paint(f"{mark_text:<22}", _COLOURS.get(mark, "dim"))
    yield f"    {margin} {node.line or '':>5}  {'  ' * min(depth, _DEEPEST)}{_words(node)}".rstrip()
    for child in node.children:
        yield from _lines(child, numbers, style, depth + 1)
    if node.left_out:
        yield f"    {'':<28}  {'  ' * min(depth + 1, _DEEPEST)}{sentence('tree.left_out', {'count': node.left_out})}"


def _words(node: XmlNode) -> str:
    if node.kind == "comment":
        return f"<!--{_short(node.text)}-->"
    if node.kind == "text":
        return _short(node.text)
    attributes = "".join(f' {inert(name)}="{_short(value)}"' for name, value in node.attributes)
    text = _short(node.text.strip())
    return f"<{inert(node.name)}{attributes}>{text}"


def _short(text: str) -> str:
    return inert(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
