"""Further constructions against the reader, beside those of the catalogue, and genuine ones that look like them."""

import base64
import copy
import re
from collections.abc import Callable

import pytest
from lxml import etree

from tests.builders import Attribute, Encrypting, IdP, Raw, Signing, key
from tests.saml_builders.names import DS, PERSISTENT, SAML, SAMLP
from tests.saml_judging import failed, judged

A, P, X = f"{{{SAML}}}", f"{{{SAMLP}}}", f"{{{DS}}}"
Element = etree._Element


def forged(assertion: Element, identifier: str, *, signed: bool = True) -> Element:
    """A copy in which somebody else logs in."""
    made = copy.deepcopy(assertion)
    for name_id in made.iter(A + "NameID"):
        name_id.text = "eve@evil.test"
    made.set("ID", identifier)
    if not signed:
        for signature in made.findall(X + "Signature"):
            made.remove(signature)
    return made


def hidden_below(path: str, identifier: str = "_e") -> Callable[[Element, Element], None]:
    """The genuine assertion inside the forged one's own signature."""

    def change(root: Element, assertion: Element) -> None:
        evil = forged(assertion, identifier)
        root.replace(assertion, evil)
        next(evil.iter(path)).append(assertion)

    return change


def in_status(root: Element, assertion: Element) -> None:
    root.replace(assertion, forged(assertion, assertion.get("ID", "")))
    code = next(root.iter(P + "StatusCode"))
    etree.SubElement(code, P + "StatusCode", Value="x").append(assertion)


def signature_one_up(root: Element, assertion: Element) -> None:
    root.insert(1, assertion[1])


def signature_with_the_id(_root: Element, assertion: Element) -> None:
    assertion[1].set("ID", assertion.get("ID", ""))


def protocol_assertion(root: Element, assertion: Element) -> None:
    evil = forged(assertion, "_e", signed=False)
    evil.tag = P + "Assertion"
    root.insert(2, evil)


def saml1_assertion(root: Element, assertion: Element) -> None:
    evil = forged(assertion, "_e", signed=False)
    evil.tag = "{urn:oasis:names:tc:SAML:1.0:assertion}Assertion"
    root.append(evil)


def empty_box(root: Element, _assertion: Element) -> None:
    root.append(etree.Element(A + "EncryptedAssertion"))


def longer_value(_root: Element, assertion: Element) -> None:
    value = next(assertion.iter(X + "SignatureValue"))
    value.text = base64.b64encode(b"\0" + base64.b64decode(value.text or "")).decode()


def overpadded_value(_root: Element, assertion: Element) -> None:
    value = next(assertion.iter(X + "SignatureValue"))
    value.text = (value.text or "").rstrip("=") + "==="


def status(value: str) -> Callable[[Element, Element], None]:
    def change(root: Element, _assertion: Element) -> None:
        next(root.iter(P + "StatusCode")).set("Value", value)

    return change


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (hidden_below(X + "KeyInfo"), {"structure.assertion_elsewhere", "signature.reference"}),
        (hidden_below(X + "X509Data"), {"structure.assertion_elsewhere", "signature.reference"}),
        (in_status, {"structure.assertion_elsewhere", "structure.duplicate_id"}),
        (signature_one_up, {"signature.reference"}),
        (signature_with_the_id, {"structure.duplicate_id"}),
        (protocol_assertion, {"structure.unexpected"}),
        (saml1_assertion, {"structure.unexpected"}),
        (empty_box, {"structure.several_assertions"}),
        (longer_value, {"signature.value_mismatch"}),
        (overpadded_value, {"signature.value_mismatch"}),
        (status("urn:oasis:names:tc:SAML:2.0:status:Success "), {"status.success"}),
        (status("urn:oasis:names:tc:SAML:2.0:status:success"), {"status.success"}),
    ],
)
def test_refused(change: Callable[[Element, Element], None], codes: set[str]) -> None:
    idp = IdP()
    root = idp.tree()
    change(root, next(root.iter(A + "Assertion")))
    verification = judged(etree.tostring(root), idp, key(name="sp"))
    assert verification.verdict == "refused"
    assert codes <= failed(verification)


TWO_NAMES = f'</saml:NameID><saml:EncryptedID xmlns:saml="{SAML}"/>'


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("</saml:NameID>", TWO_NAMES, {"structure.duplicate_element"}),
        ("</saml:NameID>", "</saml:NameID><saml:BaseID/>", {"structure.duplicate_element"}),
        (
            "example.test/idp</saml:Issuer>",
            '<x xmlns="urn:x">example.test/idp</x></saml:Issuer>',
            {"structure.unexpected"},
        ),
        ("</saml:Audience>", '<x xmlns="urn:x"/></saml:Audience>', {"structure.unexpected"}),
        ("</saml:AttributeStatement>", '<x xmlns="urn:x"/></saml:AttributeStatement>', {"structure.unexpected"}),
        ("</saml:Attribute>", "<saml:Value>admins</saml:Value></saml:Attribute>", {"structure.unexpected"}),
    ],
    ids=["name and sealed name", "name and base ID", "issuer", "audience", "no attribute", "no value"],
)
@pytest.mark.parametrize("sign", ["response", "assertion"])
def test_what_programs_read_in_different_ways_is_refused_although_it_is_signed(
    old: str, new: str, codes: set[str], sign: str
) -> None:
    idp = IdP()
    seen: list[int] = []

    def edit(text: str) -> str:
        seen.append(text.count(old))
        return text.replace(old, new)

    verification = judged(idp.response(sign=sign, edit=edit), idp)
    assert seen[0]
    assert (verification.verdict, failed(verification)) == ("refused", codes)


def test_two_assertions_in_one_cipher_text_are_none() -> None:
    idp, sp = IdP(), key(name="sp")

    def doubled(plain: bytes) -> bytes:
        return plain + etree.tostring(forged(etree.fromstring(plain), "_e", signed=False))

    data = idp.response(encrypt_to=sp, encrypting=Encrypting(edit_plaintext=doubled))
    verification = judged(data, idp, sp)
    assert (verification.verdict, verification.assertion) == ("refused", None)
    assert failed(verification) == {"encryption.decrypt"}


OPAQUE = Raw(f'<saml:NameID Format="{PERSISTENT}">opaque</saml:NameID>')


@pytest.mark.parametrize(
    ("knobs", "edit"),
    [
        ({"signing": Signing(line_breaks=True, wrap_value=64)}, ("", "")),
        ({}, (r"<ds:SignatureValue>(.{100})", r"<ds:SignatureValue>\n  \1\n\t")),
        ({}, (r"<ds:KeyInfo>.*?</ds:KeyInfo>", "")),
        ({}, (r"<samlp:Status>", "\r\n<samlp:Status>\r\n<!--</samlp:Status>-->")),
        ({}, (r">https://idp.example.test/idp<", "><![CDATA[https://idp.example.test/idp]]><")),
        ({}, (r"\A", "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n<!-- captured -->\n")),
        ({"attributes": [Attribute("eptid", [OPAQUE], value_type=None)]}, ("", "")),
        ({"attributes": [Attribute("empty", [])]}, ("", "")),
        ({"issue_instant": "2026-11-01T12:00:00.1234567Z"}, ("", "")),
        ({"extensions": '<x:Hint xmlns:x="urn:x">v</x:Hint>'}, ("", "")),
    ],
)
def test_accepted(knobs: dict[str, object], edit: tuple[str, str]) -> None:
    idp = IdP()
    data = idp.response(**knobs).decode()
    changed = re.sub(*edit, data, count=1, flags=re.DOTALL) if edit[0] else data
    assert (changed != data) == bool(edit[0])
    verification = judged(changed.encode(), idp)
    assert (verification.verdict, failed(verification)) == ("accepted", set())
