"""The peer itself: what it posts is what it was asked for, in the eyes of libraries that are not ours."""

import pytest
import xmlsec
from lxml import etree

from tests.peers.simplesamlphp import ACS, SERVICE_PROVIDERS, USERS, ServiceProvider, SimpleSamlPhp
from tests.saml_builders.names import EMAIL, SAML, SAMLP, TRANSIENT
from tests.saml_builders.referees import signxml_verifies, xmlsec_decrypts, xmlsec_verifies

pytestmark = pytest.mark.peer
NS = {"a": SAML, "p": SAMLP}
SIGNATURES = {sp.name: sp.sign_response + sp.sign_assertion for sp in SERVICE_PROVIDERS}


@pytest.mark.parametrize("sp", SERVICE_PROVIDERS, ids=lambda sp: sp.name)
def test_each_service_provider_gets_what_it_registered(simplesamlphp: SimpleSamlPhp, sp: ServiceProvider) -> None:
    posted = simplesamlphp.login("ada", sp.name)
    assert posted.url == ACS
    visible = sp.sign_response if sp.encrypted else SIGNATURES[sp.name]
    assert xmlsec_verifies(posted.xml, simplesamlphp.key) == visible
    assert len(signxml_verifies(posted.xml, simplesamlphp.key)) == visible
    root = etree.fromstring(posted.xml)
    if sp.encrypted or "nameid.encryption" in sp.metadata:
        assert b"ada@peers.test" not in posted.xml or not sp.encrypted
        root = xmlsec_decrypts(posted.xml, simplesamlphp.sp_key)
    name_id = root.find(f".//{{{SAML}}}NameID")
    assert name_id is not None
    assert name_id.get("Format") == sp.name_id_format
    assert root.xpath("//a:Audience/text()", namespaces=NS) == [sp.entity_id]
    assert root.find(f".//{{{SAML}}}Attribute") is not None


@pytest.mark.parametrize("user", USERS)
def test_each_person_has_the_attributes_that_were_made_up(simplesamlphp: SimpleSamlPhp, user: str) -> None:
    root = etree.fromstring(simplesamlphp.login(user, "signed-both").xml)
    read = {a.get("Name"): tuple("".join(v.itertext()) for v in a) for a in root.iter(f"{{{SAML}}}Attribute")}
    assert read == USERS[user]


def test_an_answer_names_its_request(simplesamlphp: SimpleSamlPhp) -> None:
    posted = simplesamlphp.login("zoe", "email", request_id="_question1", relay_state="/start?x=1&y")
    root = etree.fromstring(posted.xml)
    assert root.get("InResponseTo") == "_question1"
    assert root.xpath("//a:SubjectConfirmationData/@InResponseTo", namespaces=NS) == ["_question1"]
    assert posted.relay_state == "/start?x=1&y"
    assert etree.fromstring(simplesamlphp.login("zoe", "email").xml).get("InResponseTo") is None


def test_a_passive_request_is_answered_with_an_error(simplesamlphp: SimpleSamlPhp) -> None:
    root = etree.fromstring(simplesamlphp.login("ada", "email", request_id="_question2", passive=True).xml)
    assert root.xpath("//p:StatusCode/p:StatusCode/@Value", namespaces=NS) == [
        "urn:oasis:names:tc:SAML:2.0:status:NoPassive"
    ]
    assert root.find(f"{{{SAML}}}Assertion") is None


def test_a_service_provider_can_be_added_while_it_runs(simplesamlphp: SimpleSamlPhp) -> None:
    simplesamlphp.register(ServiceProvider("late", TRANSIENT, sign_response=True))
    assert xmlsec_verifies(simplesamlphp.login("ada", "late").xml, simplesamlphp.key) == 2
    simplesamlphp.register(ServiceProvider("late", EMAIL, "mail", sign_response=True, sign_assertion=False))
    posted = simplesamlphp.login("ada", "late")
    assert xmlsec_verifies(posted.xml, simplesamlphp.key) == 1
    assert b">ada@peers.test</saml:NameID>" in posted.xml


def test_its_metadata_holds_its_certificate(simplesamlphp: SimpleSamlPhp) -> None:
    metadata = simplesamlphp.metadata_xml()
    assert simplesamlphp.key.certificate_base64.encode() in b"".join(metadata.split())
    assert etree.fromstring(metadata).get("entityID") == simplesamlphp.entity_id


def test_a_changed_answer_is_noticed(simplesamlphp: SimpleSamlPhp) -> None:
    changed = simplesamlphp.login("ada", "email").xml.replace(b"Lovelace", b"Lovelass")
    with pytest.raises(xmlsec.Error):
        xmlsec_verifies(changed, simplesamlphp.key)


def test_a_wrong_password_is_said(simplesamlphp: SimpleSamlPhp) -> None:
    with pytest.raises(RuntimeError, match="posted no response for nobody"):
        simplesamlphp.login("nobody")
