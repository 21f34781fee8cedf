"""Made logins are read by others' software: signxml and libxmlsec judge the signatures, libxmlsec decrypts."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml import XMLVerifier  # type: ignore[attr-defined]
from signxml.exceptions import InvalidDigest

from jitadmin.adapters.saml.make import LoginMaker, SigningKey
from jitadmin.adapters.saml.make.login import Sign
from jitadmin.core.errors import InputError
from jitadmin.core.key import KeyKind
from jitadmin.core.message import Attribute, AttributeValue, NameId

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NS = {"saml": "urn:oasis:names:tc:SAML:2.0:assertion", "ds": "http://www.w3.org/2000/09/xmldsig#"}
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
NAME_ID = NameId(value="p-17", format=PERSISTENT, name_qualifier="a & b", sp_name_qualifier='"quoted"')
ATTRIBUTES = (
    Attribute(name="mail", values=(AttributeValue(text="zoë@example.test"),), friendly_name="mail"),
    Attribute(name="groups", values=(AttributeValue(text="R&D <east>"), AttributeValue(text=" two\r\n\tlines "))),
)


@pytest.fixture(scope="module")
def ec_key() -> SigningKey:
    return SigningKey.generate("ec-p256", "idp", now=NOW)


def maker(key: SigningKey, sign: Sign = "assertion", encrypt_to: x509.Certificate | None = None) -> LoginMaker:
    return LoginMaker(
        issuer="https://idp.example.test/é?a=1&b=2",
        key=key,
        audience="https://sp.example.test",
        acs="https://sp.example.test/acs?x=1&y=2",
        sign=sign,
        encrypt_to=encrypt_to,
    )


def pem(key: SigningKey) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{key.certificate_base64}\n-----END CERTIFICATE-----\n"


def libxmlsec_accepts(root: etree._Element, key: SigningKey) -> int:
    """How many signatures of the tree hold for libxmlsec; it raises where one does not."""
    xmlsec.tree.add_ids(root, ["ID"])
    signatures = root.findall(".//ds:Signature", NS)
    for signature in signatures:
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(key.certificate_der, xmlsec.constants.KeyDataFormatCertDer)
        context.verify(signature)
    return len(signatures)


@pytest.mark.parametrize("kind", ["ec-p256", "ec-p384", "rsa-2048"])
@pytest.mark.parametrize(("sign", "count"), [("assertion", 1), ("response", 1), ("both", 2)])
def test_signatures_hold_for_signxml_and_libxmlsec(kind: KeyKind, sign: Sign, count: int) -> None:
    key = SigningKey.generate(kind, "idp", now=NOW)
    data = maker(key, sign).login(NAME_ID, ATTRIBUTES, issued=NOW)
    root = etree.fromstring(data)
    assert libxmlsec_accepts(root, key) == count
    element = root if sign == "response" else root.find("saml:Assertion", NS)
    result = XMLVerifier().verify(element, x509_cert=pem(key), expect_references=1, validate_schema=False)
    assert result.signed_xml is not None
    assert [v.text for v in result.signed_xml.iterfind(".//saml:AttributeValue", NS)] == [
        "zoë@example.test", "R&D <east>", " two\r\n\tlines ",
    ]  # fmt: skip


def test_a_changed_value_is_seen_by_signxml(ec_key: SigningKey) -> None:
    data = maker(ec_key).login(NAME_ID, ATTRIBUTES, issued=NOW)
    root = etree.fromstring(data.replace("zoë".encode(), b"zoe"))
    with pytest.raises(InvalidDigest):
        XMLVerifier().verify(root.find("saml:Assertion", NS), x509_cert=pem(ec_key))


def test_the_login_says_when_where_and_for_whom(ec_key: SigningKey) -> None:
    data = maker(ec_key).login(NAME_ID, ATTRIBUTES, issued=NOW, in_response_to="_request")
    root = etree.fromstring(data)
    confirmation = root.find(".//saml:SubjectConfirmationData", NS)
    conditions = root.find(".//saml:Conditions", NS)
    assert confirmation is not None
    assert conditions is not None
    assert root.get("Destination") == confirmation.get("Recipient") == "https://sp.example.test/acs?x=1&y=2"
    assert root.get("InResponseTo") == confirmation.get("InResponseTo") == "_request"
    assert conditions.get("NotBefore") == "2026-11-23T09:25:00.000Z"
    assert conditions.get("NotOnOrAfter") == confirmation.get("NotOnOrAfter") == "2026-11-23T10:30:00.000Z"
    assert root.findtext(".//saml:Audience", namespaces=NS) == "https://sp.example.test"
    name_id = root.find(".//saml:NameID", NS)
    assert name_id is not None
    assert dict(name_id.attrib) == {"Format": PERSISTENT, "NameQualifier": "a & b", "SPNameQualifier": '"quoted"'}


def test_no_two_logins_share_an_id(ec_key: SigningKey) -> None:
    logins = [etree.fromstring(maker(ec_key).login(NAME_ID, (), issued=NOW)) for _ in range(20)]
    ids = [element.get("ID") for login in logins for element in login.iter() if element.get("ID")]
    assert len(ids) == len(set(ids)) == 40


# What XML can carry: no control characters but tab and line ends, no surrogates, no non-characters.
XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda c: c >= " " or c in "\t\n\r"
    )
)


@settings(max_examples=200, deadline=None)
@given(value=XML_TEXT, name=XML_TEXT)
def test_what_is_sent_is_canonical_and_carries_every_text(value: str, name: str) -> None:
    key = SigningKey.generate("ec-p256", "idp", now=NOW)
    attribute = Attribute(name=name, values=(AttributeValue(text=value), AttributeValue(text="", nil=True)))
    data = maker(key, "both").login(NameId(value=value, name_qualifier=name), [attribute], issued=NOW)
    root = etree.fromstring(data)
    assert etree.tostring(root, method="c14n", exclusive=True) == data
    found = root.find(".//saml:Attribute", NS)
    assert found is not None
    assert found.get("Name") == name
    assert (root.findtext(".//saml:AttributeValue", namespaces=NS) or "") == value
    assert libxmlsec_accepts(root, key) == 2


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800", "\uffff"])
def test_text_that_xml_cannot_carry_is_named(ec_key: SigningKey, text: str) -> None:
    with pytest.raises(InputError) as caught:
        maker(ec_key).login(NameId(value=text), (), issued=NOW)
    assert caught.value.code == "make.character"
    assert "\x1b" not in str(caught.value)


def recipient(private: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sp")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    return builder.sign(private, hashes.SHA256())


def test_libxmlsec_decrypts_what_was_encrypted_and_the_signature_inside_holds(ec_key: SigningKey) -> None:
    private = rsa.generate_private_key(65537, 2048)
    data = maker(ec_key, encrypt_to=recipient(private)).login(NAME_ID, ATTRIBUTES, issued=NOW)
    assert "zoë".encode() not in data
    root = etree.fromstring(data)
    encrypted = root.find(".//{http://www.w3.org/2001/04/xmlenc#}EncryptedData")
    assert encrypted is not None
    keys = xmlsec.KeysManager()
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    keys.add_key(xmlsec.Key.from_memory(secret, xmlsec.constants.KeyDataFormatPem))
    assertion = xmlsec.EncryptionContext(keys).decrypt(encrypted)
    alone = etree.fromstring(etree.tostring(assertion))
    assert alone.findtext(".//saml:AttributeValue", namespaces=NS) == "zoë@example.test"
    assert libxmlsec_accepts(alone, ec_key) == 1


def test_encrypting_needs_an_rsa_certificate(ec_key: SigningKey) -> None:
    with pytest.raises(InputError) as caught:
        maker(ec_key, encrypt_to=x509.load_der_x509_certificate(ec_key.certificate_der)).login(
            NAME_ID, ATTRIBUTES, issued=NOW
        )
    assert caught.value.code == "make.no_rsa_key"


def test_a_signing_key_cannot_be_written_down(ec_key: SigningKey) -> None:
    assert repr(ec_key) == "SigningKey('CN=idp')"
    with pytest.raises(TypeError):
        pickle.dumps(ec_key)
