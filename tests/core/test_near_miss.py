"""A message that was refused here is told where it belongs."""

import msgspec

from jitadmin.core.near_miss import Likeness, near_misses
from jitadmin.core.trust import Trust
from tests.builders import ACS, SP, IdP
from tests.saml_judging import judged, trust_in


def test_the_connection_that_a_message_was_made_for_comes_first() -> None:
    idp, other = IdP(), IdP("https://other.example.test/idp", name="other")
    data = idp.response(audience="https://drift.test", acs="https://drift.test/acs")
    here = judged(data, idp)
    assert here.verdict == "refused"
    there = trust_in(idp, audiences=("https://drift.test",), acs_urls=("https://drift.test/acs",))
    found = near_misses(here, [("here", trust_in(idp)), ("other", trust_in(other)), ("drift", there)])
    assert [item.name for item in found] == ["drift", "here"]
    assert found[0].fits
    assert not found[1].fits
    assert [(item.side, item.degree) for item in found[1].likenesses] == [
        ("issuer", "same"),
        ("audience", "other"),
        ("address", "other"),
        ("key", "same"),
    ]


def test_a_mistyped_name_is_almost_the_same_and_says_how() -> None:
    idp = IdP()
    verification = judged(idp.response(audience=SP + "/"), idp)
    (found,) = near_misses(verification, [("here", trust_in(idp))])
    assert Likeness("audience", "almost", "cause.trailing_slash") in found.likenesses
    assert not found.fits


def test_another_tenant_of_the_same_product_is_another_identity_provider() -> None:
    idp = IdP("https://accounts.example.test/o/saml2?idpid=C01")
    verification = judged(idp.response(), idp)
    other = msgspec.structs.replace(trust_in(idp), idp_entity_id="https://accounts.example.test/o/saml2?idpid=C02")
    (found,) = near_misses(verification, [("other", other)])
    assert Likeness("issuer", "other") in found.likenesses


def test_a_key_that_the_message_shows_counts_for_the_search_and_for_nothing_else() -> None:
    idp = IdP()
    stranger = IdP("https://new.example.test/idp", name="other")
    verification = judged(stranger.response(), idp)
    renamed = Trust(idp_entity_id="https://new.example.test/IDP", certificates=trust_in(stranger).certificates)
    (here, there) = near_misses(verification, [("here", trust_in(idp)), ("renamed", renamed)])
    assert {here.name, there.name} == {"here", "renamed"}
    renamed_found = here if here.name == "renamed" else there
    assert Likeness("key", "same") in renamed_found.likenesses
    assert verification.verdict == "refused"


def test_nothing_in_common_is_no_near_miss() -> None:
    idp = IdP()
    verification = judged(idp.response(audience="urn:x", acs=ACS), idp)
    other = Trust(idp_entity_id="https://else.test", audiences=("urn:y",), acs_urls=(ACS,))
    assert near_misses(verification, [("other", other), ("empty", Trust())]) == ()
    unreadable = judged(b"no xml", idp)
    assert near_misses(unreadable, [("here", trust_in(idp))]) == ()
