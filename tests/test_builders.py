"""What the builders make is judged by libraries that share no code with them."""

import itertools

import pytest
import xmlsec
from lxml import etree

from tests.builders import ACS, NOW, SHAPES, SP, Attribute, Confirmation, Encrypting, IdP, Raw, key
from tests.saml_builders.names import SAML, SAMLP
from tests.saml_builders.referees import signxml_verifies, xmlsec_decrypts, xmlsec_verifies

RSA = ("rsa-sha1", "rsa-sha256", "rsa-sha384", "rsa-sha512", "rsa-pss-sha256", "rsa-pss-sha512")
ECDSA = ("ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512")
METHODS = [
    *itertools.product(["rsa-2048", "rsa-3072"], RSA),
    *itertools.product(["ec-p256", "ec-p384", "ec-p521"], ECDSA),
]


@pytest.mark.parametrize("pretty", [False, True], ids=["plain", "pretty"])
@pytest.mark.parametrize(("sign", "count"), [("assertion", 1), ("response", 1), ("both", 2)])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_signed_as_two_libraries_read_it(shape: str, sign: str, count: int, pretty: bool) -> None:
    idp = IdP(shape=shape)
    data = idp.response(sign=sign, pretty=pretty)
    assert xmlsec_verifies(data, idp.key) == count
    assert len(signxml_verifies(data, idp.key)) == count


@pytest.mark.parametrize(("kind", "method"), METHODS)
def test_every_signature_method_holds(kind: str, method: str) -> None:
    idp = IdP(key=kind)
    digest = "sha" + method.rpartition("sha")[2]
    assert xmlsec_verifies(idp.response(method=method, digest=digest, sign="both"), idp.key) == 2


def test_a_changed_value_breaks_the_signature() -> None:
    idp = IdP()
    changed = idp.response().replace(b"ada@example.test", b"eve@example.test")
    with pytest.raises(xmlsec.Error):
        xmlsec_verifies(changed, idp.key)


def test_the_signature_of_another_key_does_not_hold() -> None:
    with pytest.raises(xmlsec.Error):
        xmlsec_verifies(IdP().response(), key(name="somebody else"))


@pytest.mark.parametrize("content", ["aes128-gcm", "aes256-gcm", "aes128-cbc", "aes256-cbc"])
@pytest.mark.parametrize(
    ("transport", "oaep_digest", "mgf"),
    [
        ("rsa-oaep-mgf1p", "sha1", None),
        ("rsa-oaep-mgf1p", None, None),
        ("rsa-oaep", "sha256", "sha256"),
        ("rsa-1_5", None, None),
    ],
)
def test_an_encrypted_assertion_is_the_signed_one(content: str, transport: str, oaep_digest: str, mgf: str) -> None:
    idp, sp = IdP(), key(name="sp")
    how = Encrypting(content=content, transport=transport, oaep_digest=oaep_digest, mgf=mgf)
    data = idp.response(encrypt_to=sp, encrypting=how)
    assert b"ada@example.test" not in data
    decrypted = xmlsec_decrypts(data, sp)
    assertion = decrypted.find(f"{{{SAML}}}EncryptedAssertion/{{{SAML}}}Assertion")
    assert assertion is not None
    assert xmlsec_verifies(etree.tostring(assertion), idp.key) == 1


def test_the_knobs_reach_the_message() -> None:
    data = IdP().response(
        name_id="zoë & co",
        attributes=[
            ("urn:oid:2.5.4.4", ["Ångström", "<b>"], "urn:f", "sn"),
            Attribute("nothing", [None, Raw("<x xmlns='urn:x'/>")], value_type=None),
        ],
        audience=["https://a.test", ["https://b.test", "https://c.test"]],
        in_response_to="_q1",
        destination=None,
        confirmations=[Confirmation(), Confirmation("urn:other", recipient=None, not_before=NOW)],
        status=("Responder", "NoPassive"),
        status_message="no",
    )
    root = etree.fromstring(data)
    ns = {"a": SAML, "p": SAMLP}
    assert root.xpath("string(//a:NameID)", namespaces=ns) == "zoë & co"
    assert root.xpath(
        "//a:Attribute[@FriendlyName='sn'][@NameFormat='urn:f']/a:AttributeValue/text()", namespaces=ns
    ) == [
        "Ångström",
        "<b>",
    ]
    assert root.xpath("count(//a:AttributeValue/*[local-name()='x'])", namespaces=ns) == 1
    assert [len(r) for r in root.findall(f".//{{{SAML}}}AudienceRestriction")] == [1, 2]
    assert root.get("Destination") is None
    assert root.get("InResponseTo") == "_q1"
    recipients = [d.get("Recipient") for d in root.iter(f"{{{SAML}}}SubjectConfirmationData")]
    assert recipients == [ACS, None]
    assert root.xpath("//p:StatusCode/p:StatusCode/@Value", namespaces=ns) == [
        "urn:oasis:names:tc:SAML:2.0:status:NoPassive"
    ]


def test_two_responses_share_no_id_and_two_runs_make_the_same() -> None:
    first, second = IdP(), IdP()
    one, two = first.response(), first.response()
    assert one == second.response()
    ids = [e.get("ID") for e in [*etree.fromstring(one).iter(), *etree.fromstring(two).iter()] if e.get("ID")]
    assert len(ids) == len(set(ids)) == 4


def test_metadata_lists_the_keys() -> None:
    idp = IdP()
    root = etree.fromstring(idp.metadata_xml(keys=[idp.key, key(name="next")], sign_with=idp.key))
    assert root.get("entityID") == idp.entity_id
    assert len(root.findall(".//{*}X509Certificate")) == 3
    assert xmlsec_verifies(etree.tostring(root), idp.key) == 1
    assert SP.encode() in IdP().response()
