"""Genuine messages that nobody here wrote: what the corpus says of their signatures, and each further reason."""

import base64
import csv
from pathlib import Path

import pytest

from jitadmin.adapters.saml import judge, read_metadata, trust_from_metadata
from jitadmin.adapters.saml.structure import identifiers
from jitadmin.adapters.saml.xml import parse
from jitadmin.core.trust import Retired, Trust
from jitadmin.core.verification import Verification
from tests.saml_judging import failed, only, warned

ACS = "http://127.0.0.1:18999/acs"
ALL_RETIRED: dict[Retired, None] = {"sha1": None, "rsa-short": None, "rsa-1_5": None}

# Messages whose signature holds by xmlsec and that are refused all the same, and why that is right.
REASONS = {
    "okta-good-resp": ({"signature.reference"}, "the Reference has no URI; SAML core 5.4.2 wants the ID of the parent"),
    "onelogin-response_without_assertion_reference_uri.xml": (
        {"signature.reference", "signature.digest_mismatch"},
        "the Reference is empty and means the whole document, although the signature stands in the assertion",
    ),
    "other-response-signed": (
        {"signature.reference", "signature.transform"},
        "the Reference is empty, and there is no exclusive canonicalisation",
    ),
    "onelogin-good_response_twice_signed": (
        {"structure.unexpected", "structure.required", "confirmation.in_response_to", "in_response_to.differs"},
        "an element that SAML does not know, no IssueInstant, and two different requests that it answers",
    ),
    "onelogin-response_notbefore_future_signed": (
        {
            "structure.unexpected", "structure.required", "confirmation.in_response_to", "in_response_to.differs",
            "conditions.not_before",
        },
        "as before, and NotBefore lies in the future on purpose",
    ),
    "other-response_external_signed_assertion": (
        {"structure.unexpected", "structure.required", "confirmation.in_response_to", "in_response_to.differs"},
        "as before",
    ),
    "onelogin-no_value_nameid.xml": ({"subject.name_id"}, "the NameID is empty"),
    "onelogin-no_name_id": ({"subject.name_id"}, "the NameID is empty"),
    "onelogin-response.root-signed.assertion-signed-1": (
        {"issue_instant.past", "conditions.not_before", "authn_instant.past"},
        "the assertion was issued months after the response around it",
    ),
    "simplesamlphp-no_conditions.xml": ({"conditions.missing"}, "there are no Conditions, so no audience"),
    "simplesamlphp-no_authnstatement.xml": (
        {"authn_statement.present"}, "profiles 4.1.4.2 wants an AuthnStatement for a browser login",
    ),
    "other-saml20.validToken": (
        {"authn_statement.present", "confirmation.data"},
        "a WS-Trust token: no AuthnStatement, no SubjectConfirmationData",
    ),
    "other-valid_signature_utf8": ({"recipient.missing"}, "the bearer confirmation has no Recipient"),
    "other-TestSPRealWorldAssertionSignedNotResponse_response": (
        {"confirmation.not_before"}, "the bearer confirmation has NotBefore, which profiles 4.1.4.2 forbids",
    ),
}  # fmt: skip
SIGNATURE_CODES = ("signature.", "structure.")


def sample(path: Path) -> bytes:
    data = path.read_bytes()
    return data if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else base64.b64decode(data)


def public(corpus: Path) -> list[dict[str, str]]:
    with (corpus / "public" / "INDEX.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def verdict(corpus: Path, name: str, retired: dict[Retired, None]) -> Verification:
    folder = corpus / "public"
    trust = trust_from_metadata(read_metadata((folder / f"{name}.trust.xml").read_bytes()), accept_retired=retired)
    return judge(sample(folder / f"{name}.xml"), trust, as_of=None)


def test_public_messages_get_the_verdict_that_their_index_states(corpus: Path) -> None:
    rows = public(corpus)
    assert len(rows) == 73
    for row in rows:
        name = row["name"]
        verification = verdict(corpus, name, ALL_RETIRED)
        if row["signature"] == "holds":
            codes, _why = REASONS.get(name, (set(), ""))
            assert failed(verification) == codes, name
            assert verification.verdict == ("refused" if codes else "accepted"), name
        else:
            assert verification.verdict == "refused", name
            assert any(code.startswith(SIGNATURE_CODES) for code in failed(verification)), name
            assert not any(signature.trusted for signature in verification.signatures), name


def test_every_reason_is_about_a_message_of_the_corpus(corpus: Path) -> None:
    assert set(REASONS) <= {row["name"] for row in public(corpus) if row["signature"] == "holds"}


def test_a_retired_choice_is_named_as_the_only_obstacle(corpus: Path) -> None:
    seen = 0
    for row in public(corpus):
        if row["signature"] != "holds" or row["name"] in REASONS:
            continue
        retired = {"sha1"} if "sha1" in row["signature_algorithm"] + row["digest"] else set()
        retired |= {"rsa-short"} if int(row["key_bits"]) < 2048 else set()
        verification = verdict(corpus, row["name"], {})
        assert verification.verdict == ("refused" if retired else "accepted"), row["name"]
        if retired:
            seen += 1
            assert set(only(verification, "verdict.only_retired").args["choices"]) == retired, row["name"]
    assert seen > 20


def test_two_elements_of_one_id_are_never_believed(corpus: Path) -> None:
    for row in public(corpus):
        data = sample(corpus / "public" / f"{row['name']}.xml")
        values = identifiers(parse(data))
        if len(values) != len(set(values)):
            assert verdict(corpus, row["name"], ALL_RETIRED).verdict == "refused", row["name"]


@pytest.mark.parametrize(
    ("name", "audience"),
    [
        ("signed_assertion", "signed_assertion"),
        ("signed_response", "signed_response"),
        ("signed_both", "signed_both"),
        ("multivalued_groups_email", "multivalued_groups_email"),
        ("persistent_nameid", "persistent_nameid"),
        ("transient_nameid", "transient_nameid"),
        ("sha512", "sha512"),
        ("sp_initiated", "signed_response"),
    ],
)
def test_logins_of_a_real_simplesamlphp_are_accepted(corpus: Path, name: str, audience: str) -> None:
    verification = judge(sample(corpus / "simplesamlphp" / f"{name}.xml"), live_trust(corpus, audience), as_of=None)
    assert (verification.verdict, failed(verification)) == ("accepted", set())
    expected = "skip" if name == "sp_initiated" else "pass"
    assert only(verification, "in_response_to.unsolicited").result == expected
    assert warned(verification) == set()


def live_trust(corpus: Path, audience: str, **settings: object) -> Trust:
    entities = read_metadata((corpus / "simplesamlphp" / "idp-metadata.xml").read_bytes())
    given = {"audiences": (f"https://sp.peers.test/{audience}",), "acs_urls": (ACS,), **settings}
    return trust_from_metadata(entities, **given)


def test_a_login_answers_the_request_that_is_outstanding(corpus: Path) -> None:
    data = sample(corpus / "simplesamlphp" / "sp_initiated.xml")
    asked = parse(data).get("InResponseTo")
    answered = judge(data, live_trust(corpus, "signed_response", in_response_to=asked), as_of=None)
    assert answered.verdict == "accepted"
    assert only(answered, "in_response_to.match").result == "pass"
    other = judge(data, live_trust(corpus, "signed_response", in_response_to="_other"), as_of=None)
    assert failed(other) == {"in_response_to.match", "confirmation.in_response_to"}
    closed = judge(data, live_trust(corpus, "signed_response", allow_unsolicited=False), as_of=None)
    assert failed(closed) == {"in_response_to.unsolicited"}


def test_a_failed_login_says_why_in_words(corpus: Path) -> None:
    data = sample(corpus / "simplesamlphp" / "status_no_passive.xml")
    verification = judge(data, live_trust(corpus, "signed_response"), as_of=None)
    assert failed(verification) == {"status.success"}
    assert only(verification, "status.success").causes == ("cause.status.NoPassive",)


def test_exact_values_of_a_real_login(corpus: Path) -> None:
    data = sample(corpus / "simplesamlphp" / "persistent_nameid.xml")
    verification = judge(data, live_trust(corpus, "persistent_nameid"), as_of=None)
    attributes = {attribute.name: attribute.texts for attribute in verification.attributes}
    assert any(not text.isascii() for texts in attributes.values() for text in texts)
    assert any("&" in text for texts in attributes.values() for text in texts)
    assert verification.name_id
    assert verification.name_id.sp_name_qualifier == "https://sp.peers.test/persistent_nameid"
