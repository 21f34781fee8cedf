"""Messages mutated by knowledge of what they are made of never break a promise of the reader (tests/fuzz)."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from lxml import etree

from tests.builders import Attribute, IdP, Raw, Signing, key
from tests.fuzz.mutations import Mutator
from tests.fuzz.promises import BrokenPromise, Party, bounded_memory
from tests.saml_builders.names import SAML
from tests.saml_judging import failed, judged


@pytest.fixture(scope="module")
def party() -> Party:
    return Party(key(name="idp"), key(name="sp"), key(name="attacker"), cases=False)


@pytest.fixture(scope="module")
def mutator(party: Party) -> Mutator:
    return Mutator([*party.genuine, *party.foreign], recipient=party.recipient, attacker=party.attacker)


@seed(20261123)
@settings(
    max_examples=250,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(random=st.randoms(use_true_random=False), number=st.integers(0, 999))
def test_no_mutant_breaks_a_promise(party: Party, mutator: Mutator, random: Random, number: int) -> None:
    party.check(mutator(party.genuine[number % len(party.genuine)], random))


def test_many_mutants_give_verdicts_of_each_kind_and_memory_stays_bounded(party: Party, mutator: Mutator) -> None:
    verdicts = set()
    with bounded_memory():
        for number in range(1500):
            random = Random(number)
            one, two = random.choice(party.genuine), random.choice(party.foreign)
            mutant = mutator.crossed(one, two, random) if number % 8 == 0 else mutator(one, random)
            verdicts |= set(party.check(mutant))
    # Mutants that were all unreadable, or all genuine still, would prove nothing.
    assert verdicts == {"accepted", "refused", "unreadable"}


def test_the_promises_are_checked(party: Party) -> None:
    """The judgement of a login that nobody here ever made or signed is a broken promise."""
    made = party.idp.response(name_id="never made before")
    with pytest.raises(BrokenPromise):
        party.check(made)


def test_another_version_of_xml_is_refused() -> None:
    idp = IdP()
    verification = judged(b"<?xml version='1.1'?>" + idp.response(), idp)
    assert (verification.verdict, failed(verification)) == ("refused", {"xml.version"})


# What mutants found.


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("<samlp:Status>", "<samlp:Status><!-- fine -->", set()),
        ("<samlp:StatusCode", "<!-- fine --><samlp:StatusCode", set()),
        ("<saml:Subject>", '<saml:Subject xml:id="1 2">', {"signature.digest_mismatch"}),
        ("</samlp:Status>", '<x xml:id="a"/><x xml:id="a"/></samlp:Status>', set()),
        ("<samlp:Status>", '<samlp:Status xml:space="odd"><u:x/>', {"xml.malformed"}),
        ("<samlp:Status>", '<samlp:Status xml:space="odd" u:x="">', {"xml.malformed"}),
        ("<samlp:Status>", '<samlp:Status xmlns:u="urn:a&amp;b">', {"xml.namespace_character"}),
        ("<samlp:Status>", '<samlp:Status xmlns:u="urn:a&#38;b">', {"xml.namespace_character"}),
    ],
)
def test_oddities_around_the_signed_part_are_judged(old: str, new: str, codes: set[str]) -> None:
    idp = IdP()
    for how in (Signing(), Signing(prefix_list=("xs",))):
        data = idp.response(signing=how).decode()
        assert data.count(old) == 1
        assert failed(judged(data.replace(old, new).encode(), idp)) == codes


def test_a_name_beyond_ascii_can_be_signed() -> None:
    """An attribute value may be any element; the prefix list makes the reader write it once more."""
    value = Raw('<v:Größe xmlns:v="urn:v" Länge="1">x</v:Größe>')
    idp, sp = IdP(), key(name="sp")
    attributes = [Attribute("size", [value], value_type=None)]
    for sealed in ({}, {"encrypt_to": sp}):
        data = idp.response(attributes=attributes, signing=Signing(prefix_list=("xs",)), **sealed)
        verification = judged(data, idp, sp)
        assert verification.verdict == "accepted"
        assert verification.attributes[0].texts == ("x",)
    root = etree.fromstring(idp.response(attributes=attributes, encrypt_attributes=True, encrypt_to=sp))
    assert root.find(f".//{{{SAML}}}EncryptedAttribute") is not None
    assert judged(etree.tostring(root), idp, sp).attributes[0].texts == ("x",)
