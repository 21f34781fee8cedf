"""What a case is, and what its builder has to work with."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from lxml import etree

from tests.builders import NOW, IdP, Key, Signing, key, sign_element, to_bytes
from tests.saml_builders.names import DS, SAML, SAMLP

GOOD = "ada@example.test"
EVIL = "eve@evil.test"
EVIL_ID = "_evil"
AS_OF = NOW + timedelta(seconds=30)
NS = {"a": SAML, "p": SAMLP, "ds": DS}
ASSERTION = f"{{{SAML}}}Assertion"
SIGNATURE = f"{{{DS}}}Signature"
RESPONSE = f"{{{SAMLP}}}Response"

Expect: TypeAlias = Literal["accept", "refuse"]
Element: TypeAlias = etree._Element


class Context:
    """The parties of a case: fresh for each, so that a case is the same whenever it is built."""

    def __init__(self) -> None:
        self.idp = IdP()
        self.attacker = IdP(key=key(name="attacker").named("idp.example.test"))
        self.other = IdP("https://other.example.test/idp", name="other")
        self.sp_key = key(name="sp")
        self.sp_next_key = key(name="sp-next")

    def tree(self, **knobs: object) -> Element:
        """A genuine response as a tree."""
        return self.idp.tree(**knobs)

    def sign(self, element: Element, how: Signing | None = None, k: Key | None = None) -> Element:
        """Sign an element in place as the identity provider would."""
        return sign_element(element, k or self.idp.key, how or Signing())


Build: TypeAlias = Callable[[Context], bytes]


@dataclass(frozen=True)
class Case:
    """One message and the right answer to it.

    ``codes`` are the codes of exactly the checks that must fail, so that a refusal for another reason is a fault.
    ``trust`` changes the trust it is judged with; ``keys`` names the decryption keys at hand, ``trusted`` the keys in
    the metadata. ``form`` says whether ``build`` gives the XML or a file as an admin would open it. ``name_id`` and
    ``attributes`` are what an accepting reader must have read, ``warns`` the codes of what it must say aloud: an
    accepted message warns of nothing else.
    """

    name: str
    family: str
    build: Build
    expect: Expect
    codes: frozenset[str] | None = None
    note: str = ""
    trust: Mapping[str, object] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    trusted: Callable[[Context], list[Key]] = field(default=lambda ctx: [ctx.idp.key])
    issuer: str | None = None
    form: Literal["xml", "file"] = "xml"
    name_id: str | None = GOOD
    attributes: Mapping[str, tuple[str, ...]] | None = None
    warns: tuple[str, ...] = ()
    as_of: datetime = AS_OF


class Family:
    """Collects the cases of one family."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cases: list[Case] = []

    def add(self, name: str, build: Build, expect: Expect, *codes: str, note: str = "", **more: object) -> None:
        """Add a case; without codes a refusal may have any reason (which only an unfinished case does)."""
        wanted = frozenset(codes) or None
        self.cases.append(Case(name, self.name, build, expect, wanted, note, **more))  # type: ignore[arg-type]

    def refuse(self, name: str, *codes: str, note: str = "", **more: object) -> Callable[[Build], Build]:
        """Register the decorated builder as a case that must be refused."""

        def register(build: Build) -> Build:
            self.add(name, build, "refuse", *codes, note=note, **more)
            return build

        return register

    def accept(self, name: str, note: str = "", **more: object) -> Callable[[Build], Build]:
        """Register the decorated builder as a case that must be accepted."""

        def register(build: Build) -> Build:
            self.add(name, build, "accept", note=note, **more)
            return build

        return register


def out(root: Element) -> bytes:
    """The bytes of a tree."""
    return to_bytes(root)


def only(found: list[Element]) -> Element:
    """The one element that was looked for."""
    assert len(found) == 1, found
    return found[0]


def find(root: Element, path: str) -> Element:
    """The one element at a path, with the prefixes a, p and ds."""
    return only(root.findall(path, NS))


def take(element: Element) -> Element:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    assert parent is not None
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
        element.tail = None
    parent.remove(element)
    return element


def clone(element: Element) -> Element:
    """A copy that stands alone."""
    copied = copy.deepcopy(element)
    copied.tail = None
    return copied


def forge(element: Element, *, identifier: str | None = EVIL_ID, signed: bool = False) -> Element:
    """A copy of an element in which somebody else logs in; its signature is left out unless ``signed``."""
    evil = clone(element)
    for name_id in evil.iter(f"{{{SAML}}}NameID"):
        name_id.text = EVIL
    if identifier is not None:
        evil.set("ID", identifier)
    if not signed:
        for signature in evil.findall("ds:Signature", NS):
            evil.remove(signature)
    assert EVIL.encode() in etree.tostring(evil)
    return evil


def replaced(data: bytes, old: bytes, new: bytes, count: int = 1) -> bytes:
    """Bytes with one known passage changed; the passage must be there as often as said."""
    assert data.count(old) == count, (old, data.count(old))
    return data.replace(old, new)


def child(parent: Element, tag: str, **attributes: str) -> Element:
    """A new last child."""
    return etree.SubElement(parent, tag, attributes)


def extensions(root: Element) -> Element:
    """An Extensions element in the place that the schema gives it."""
    made = etree.Element(f"{{{SAMLP}}}Extensions")
    status = find(root, "p:Status")
    status.addprevious(made)
    return made
