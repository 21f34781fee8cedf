"""Logins that a real SimpleSAMLphp just made are accepted, and read as the people were made up."""

from datetime import UTC, datetime

import pytest

from jitadmin.adapters.saml import judge, load_decryption_key, read_metadata, trust_from_metadata
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification
from tests.peers.simplesamlphp import ACS, SERVICE_PROVIDERS, USERS, ServiceProvider, SimpleSamlPhp

pytestmark = pytest.mark.peer
OID_MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
CLAIM_MAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"


def trust_in(peer: SimpleSamlPhp, sp: str, **settings: object) -> Trust:
    """The trust in the peer by the metadata that it publishes."""
    entities = read_metadata(peer.metadata_xml())
    audience = peer.service_providers[sp].entity_id
    return trust_from_metadata(entities, audiences=(audience,), acs_urls=(ACS,), **settings)


def judged(peer: SimpleSamlPhp, user: str, sp: str, request_id: str | None = None, **settings: object) -> Verification:
    """The verdict on a fresh login, as of now."""
    posted = peer.login(user, sp, request_id=request_id)
    keys = [load_decryption_key(peer.sp_key.private_pem)]
    return judge(posted.xml, trust_in(peer, sp, **settings), as_of=datetime.now(UTC), keys=keys)


@pytest.mark.parametrize("sp", [sp for sp in SERVICE_PROVIDERS if sp.name != "unsigned"], ids=lambda sp: sp.name)
def test_every_way_of_signing_and_encrypting_is_accepted(simplesamlphp: SimpleSamlPhp, sp: ServiceProvider) -> None:
    verdict = judged(simplesamlphp, "ada", sp.name)
    assert [check.code for check in verdict.failed] == []
    assert verdict.verdict == "accepted"
    assert verdict.name_id is not None
    assert verdict.name_id.format == sp.name_id_format
    if sp.name_id_attribute:
        assert (verdict.name_id.value,) == USERS["ada"][sp.name_id_attribute]
    mail = {"name2oid": OID_MAIL, "name2claim": CLAIM_MAIL}.get(sp.attribute_map or "", "mail")
    assert {a.name: a.texts for a in verdict.attributes}[mail] == ("ada@peers.test",)


@pytest.mark.parametrize("user", USERS)
def test_every_person_is_read_exactly(simplesamlphp: SimpleSamlPhp, user: str) -> None:
    verdict = judged(simplesamlphp, user, "signed-both")
    assert verdict.verdict == "accepted"
    assert {a.name: a.texts for a in verdict.attributes} == USERS[user]


def test_an_unsigned_login_is_refused(simplesamlphp: SimpleSamlPhp) -> None:
    verdict = judged(simplesamlphp, "ada", "unsigned")
    assert [check.code for check in verdict.failed] == ["signature.missing"]


def test_an_answer_fits_its_request_and_no_other(simplesamlphp: SimpleSamlPhp) -> None:
    right = judged(simplesamlphp, "zoe", "email", "_asked", in_response_to="_asked")
    other = judged(simplesamlphp, "zoe", "email", "_asked", in_response_to="_another")
    assert right.verdict == "accepted"
    assert {check.code for check in other.failed} == {"in_response_to.match", "confirmation.in_response_to"}


def test_the_login_of_another_service_provider_is_refused(simplesamlphp: SimpleSamlPhp) -> None:
    posted = simplesamlphp.login("ada", "email")
    verdict = judge(posted.xml, trust_in(simplesamlphp, "sha512"), as_of=datetime.now(UTC))
    assert [check.code for check in verdict.failed] == ["audience.match"]


def test_one_changed_letter_is_noticed(simplesamlphp: SimpleSamlPhp) -> None:
    changed = simplesamlphp.login("ada", "email").xml.replace(b"Lovelace", b"Lovelass")
    verdict = judge(changed, trust_in(simplesamlphp, "email"), as_of=datetime.now(UTC))
    assert [check.code for check in verdict.failed] == ["signature.digest_mismatch"]
