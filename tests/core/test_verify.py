"""What a message says is judged as of an instant: each condition alone, with its likely cause."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import msgspec
import pytest

from jitadmin.core.diagnose import near
from jitadmin.core.message import (
    Assertion,
    Attribute,
    AttributeValue,
    AuthnStatement,
    BadTime,
    Conditions,
    Message,
    NameId,
    Origin,
    Response,
    Signature,
    Status,
    SubjectConfirmation,
)
from jitadmin.core.messages import cause_sentences, check_sentence
from jitadmin.core.times import read_time
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Check
from jitadmin.core.verify import SUCCESS, judge_meaning

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDP, SP, ACS = "https://idp.test/id", "https://sp.test/id", "https://sp.test/acs"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
TRUST = Trust(idp_entity_id=IDP, audiences=(SP,), acs_urls=(ACS,))
SIGNED = (Signature(covers="response", trusted=True), Signature(covers="assertion", trusted=True))


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


CONFIRMATION = SubjectConfirmation(method=BEARER, has_data=True, recipient=ACS, not_on_or_after=later(300))
CONDITIONS = Conditions(not_before=later(-300), not_on_or_after=later(300), audiences=((SP,),))
AUTHN = AuthnStatement(authn_instant=later(-5), session_not_on_or_after=later(3600))
ASSERTION = Assertion(
    id="_a",
    version="2.0",
    issue_instant=NOW,
    issuer=IDP,
    name_id=NameId(value="ada"),
    has_subject=True,
    confirmations=(CONFIRMATION,),
    conditions=CONDITIONS,
    authn_statements=(AUTHN,),
)
RESPONSE = Response(
    id="_r", version="2.0", issue_instant=NOW, issuer=IDP, destination=ACS, status=Status(codes=(SUCCESS,))
)


def change(record: msgspec.Struct, **changes: object) -> object:
    return msgspec.structs.replace(record, **changes)


def checks(
    assertion: object = ASSERTION,
    response: object = RESPONSE,
    trust: Trust = TRUST,
    as_of: datetime | None = NOW,
    signatures: tuple[Signature, ...] = SIGNED,
) -> list[Check]:
    assert assertion is None or isinstance(assertion, Assertion)
    assert response is None or isinstance(response, Response)
    message = Message(origin=Origin(), response=response, assertions=(assertion,) if assertion else ())
    found = judge_meaning(message, assertion, signatures, trust, as_of)
    for check in found:
        assert check_sentence(check)
        assert all(cause_sentences(check)) or not check.causes
    return found


def fails(found: list[Check]) -> dict[str, tuple[str, ...]]:
    return {check.code: check.causes for check in found if check.result == "fail"}


def result(found: list[Check], code: str) -> str:
    return next(check.result for check in found if check.code == code)


def with_conditions(**changes: object) -> object:
    return change(ASSERTION, conditions=change(CONDITIONS, **changes))


def with_confirmation(**changes: object) -> object:
    return change(ASSERTION, confirmations=(change(CONFIRMATION, **changes),))


def with_authn(**changes: object) -> object:
    return change(ASSERTION, authn_statements=(change(AUTHN, **changes),))


def test_a_sound_login_has_no_failing_check() -> None:
    found = checks()
    assert fails(found) == {}
    assert {check.result for check in found} == {"pass"}


def test_nothing_configured_is_skipped_and_said() -> None:
    found = checks(trust=Trust())
    assert fails(found) == {}
    skipped = {check.code for check in found if check.result == "skip"}
    assert skipped == {"issuer.match", "destination.match", "audience.match", "recipient.match"}


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(-1, "pass"), (180, "pass"), (180.5, "fail"), (181, "fail"), (240, "fail")]
)
def test_not_before_allows_the_skew(seconds: float, outcome: str) -> None:
    assert result(checks(with_conditions(not_before=later(seconds))), "conditions.not_before") == outcome


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(1, "pass"), (0, "pass"), (-179, "pass"), (-180, "fail"), (-181, "fail")]
)
def test_the_instant_of_not_on_or_after_is_outside_with_the_skew(seconds: float, outcome: str) -> None:
    found = checks(with_conditions(not_on_or_after=later(seconds)))
    assert result(found, "conditions.not_on_or_after") == outcome
    found = checks(with_confirmation(not_on_or_after=later(seconds)))
    assert result(found, "confirmation.not_on_or_after") == outcome
    found = checks(with_authn(session_not_on_or_after=later(seconds)))
    assert result(found, "session.not_on_or_after") == outcome


def test_without_skew_the_boundary_is_exact() -> None:
    exact = Trust(idp_entity_id=IDP, audiences=(SP,), acs_urls=(ACS,), clock_skew=0)
    assert result(checks(with_conditions(not_on_or_after=NOW), trust=exact), "conditions.not_on_or_after") == "fail"
    assert result(checks(with_conditions(not_before=NOW), trust=exact), "conditions.not_before") == "pass"


def test_a_clock_that_is_ahead_is_told_with_its_minutes() -> None:
    ahead = change(with_conditions(not_before=later(240)), issue_instant=later(240))
    check = next(check for check in checks(ahead) if check.code == "conditions.not_before")
    assert check.causes == ("cause.clock_ahead",)
    assert "4 minutes ahead" in cause_sentences(check)[0]


@pytest.mark.parametrize("as_of", [NOW, later(-900)])
@pytest.mark.parametrize(
    ("assertion", "code"),
    [
        (with_conditions(not_before=later(181)), "conditions.not_before"),
        (with_conditions(not_before=later(86400)), "conditions.not_before"),
        (with_authn(authn_instant=later(600)), "authn_instant.past"),
        (with_conditions(not_on_or_after=later(-1200)), "conditions.not_on_or_after"),
        (with_confirmation(not_on_or_after=later(-1200)), "confirmation.not_on_or_after"),
        (with_authn(session_not_on_or_after=later(-1200)), "session.not_on_or_after"),
        (change(ASSERTION, issue_instant=later(600)), "issue_instant.past"),
    ],
)
def test_no_clock_is_blamed_where_a_message_contradicts_its_own_time_of_issue(
    assertion: object, code: str, as_of: datetime
) -> None:
    assert fails(checks(assertion, as_of=as_of))[code] == ("cause.against_issue",)


def test_a_time_within_the_skew_of_the_issue_is_still_a_matter_of_clocks() -> None:
    found = checks(with_conditions(not_before=later(180)), as_of=later(-60))
    assert fails(found) == {"conditions.not_before": ("cause.clock_ahead",)}


def test_an_authentication_without_context_is_said() -> None:
    found = checks(with_authn(has_context=False))
    assert (result(found, "authn_statement.context"), fails(found)) == ("warn", {})
    assert "authn_statement.context" not in {check.code for check in checks()}


def test_attributes_without_a_name_are_said_apart_from_empty_names() -> None:
    nameless, empty = Attribute(name="", named=False), Attribute(name="")
    found = checks(change(ASSERTION, attributes=(nameless, empty, nameless)))
    (check,) = [check for check in found if check.result == "warn"]
    assert (check.code, check.args, fails(found)) == ("attributes.no_name", {"count": 2}, {})


def test_an_expired_sample_is_a_state_of_its_own() -> None:
    found = checks(as_of=later(86400 * 30))
    assert set(fails(found)) == {
        "conditions.not_on_or_after", "confirmation.not_on_or_after", "session.not_on_or_after",
    }  # fmt: skip
    assert fails(found)["conditions.not_on_or_after"] == ("cause.expired_sample",)
    check = next(check for check in found if check.code == "conditions.not_on_or_after")
    assert check_sentence(check).startswith("Expired")


@pytest.mark.parametrize(
    ("assertion", "code"),
    [
        (change(ASSERTION, conditions=None), "conditions.missing"),
        (with_conditions(audiences=()), "audience.missing"),
        (with_conditions(audiences=(("https://other.test",),)), "audience.match"),
        (with_conditions(audiences=((SP,), ("https://other.test",))), "audience.match"),
        (with_conditions(audiences=((SP,), ())), "audience.match"),
        (with_conditions(unknown=("x:Weekday",)), "conditions.unknown"),
        (with_conditions(not_before=BadTime("soon")), "time.malformed"),
        (with_conditions(not_on_or_after=BadTime("soon")), "time.malformed"),
        (change(ASSERTION, confirmations=()), "confirmation.bearer"),
        (with_confirmation(method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"), "confirmation.bearer"),
        (with_confirmation(method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"), "confirmation.bearer"),
        (with_confirmation(has_data=False), "confirmation.data"),
        (with_confirmation(recipient=None), "recipient.missing"),
        (with_confirmation(recipient="https://evil.test"), "recipient.match"),
        (with_confirmation(not_on_or_after=None), "confirmation.not_on_or_after_missing"),
        (with_confirmation(not_on_or_after=BadTime("x")), "time.malformed"),
        (with_confirmation(not_before=later(-60)), "confirmation.not_before"),
        (change(ASSERTION, authn_statements=()), "authn_statement.present"),
        (with_authn(authn_instant=later(600)), "authn_instant.past"),
        (with_authn(authn_instant=None), "structure.required"),
        (with_authn(authn_instant=BadTime("x")), "time.malformed"),
        (with_authn(session_not_on_or_after=later(-600)), "session.not_on_or_after"),
        (with_authn(session_not_on_or_after=BadTime("x")), "time.malformed"),
        (change(ASSERTION, version="1.1"), "structure.version"),
        (change(ASSERTION, version=None), "structure.version"),
        (change(ASSERTION, issue_instant=None), "structure.required"),
        (change(ASSERTION, issue_instant=BadTime("x")), "time.malformed"),
        (change(ASSERTION, issue_instant=later(600)), "issue_instant.past"),
        (change(ASSERTION, issuer=None), "structure.required"),
        (change(ASSERTION, has_subject=False, name_id=None, confirmations=()), "subject.missing"),
        (change(ASSERTION, name_id=NameId(value="  ")), "subject.name_id"),
        (change(ASSERTION, id=""), "structure.required"),
        (change(ASSERTION, issuer_format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"), "issuer.format"),
    ],
)
def test_each_fault_of_an_assertion_has_its_code(assertion: object, code: str) -> None:
    assert set(fails(checks(assertion))) == {code}


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (change(RESPONSE, status=None), "status.missing"),
        (change(RESPONSE, status=Status()), "status.missing"),
        (change(RESPONSE, destination="https://evil.test"), "destination.match"),
        (change(RESPONSE, destination=""), "destination.match"),
        (change(RESPONSE, destination=None), "destination.missing"),
        (change(RESPONSE, version="1.1"), "structure.version"),
        (change(RESPONSE, issue_instant=BadTime("x")), "time.malformed"),
        (change(RESPONSE, issue_instant=later(600)), "issue_instant.past"),
    ],
)
def test_each_fault_of_a_response_has_its_code(response: object, code: str) -> None:
    assert set(fails(checks(response=response))) == {code}


def test_a_response_without_destination_warns_where_it_is_not_signed() -> None:
    found = checks(response=change(RESPONSE, destination=None), signatures=SIGNED[1:])
    assert fails(found) == {}
    assert result(found, "destination.missing") == "warn"


ALONE = {
    "InResponseTo": {"in_response_to": "_q"},
    "Destination": {"destination": "https://sp.test/other"},
    "Issuer": {"issuer": "https://other.test"},
    "Status": {"status": Status(codes=(SUCCESS + "x",))},
}


@pytest.mark.parametrize("names", [(), ("InResponseTo",), ("Destination",), ("Issuer",), ("Status", "Destination")])
def test_an_unsigned_envelope_is_warned_about_where_it_stands_alone(names: tuple[str, ...]) -> None:
    changes = {key: value for name in names for key, value in ALONE[name].items()}
    trust = Trust(idp_entity_id=IDP, audiences=(SP,))
    found = checks(response=change(RESPONSE, **changes), trust=trust, signatures=SIGNED[1:])
    (said,) = [check for check in found if check.code == "signature.response_unsigned"]
    assert (said.result, said.args["names"]) == ("warn" if names else "pass", list(names))
    assert all(name in check_sentence(said) for name in names)
    whole = checks(response=change(RESPONSE, **changes), trust=trust)
    assert "signature.response_unsigned" not in {check.code for check in whole}


def test_a_stripped_answer_is_warned_about() -> None:
    found = checks(with_confirmation(in_response_to="_q"), RESPONSE, signatures=SIGNED[1:])
    (said,) = [check for check in found if check.code == "signature.response_unsigned"]
    assert (said.result, said.args["names"]) == ("warn", ["InResponseTo"])


def test_a_failed_status_names_both_codes_and_its_cause() -> None:
    codes = tuple(f"urn:oasis:names:tc:SAML:2.0:status:{name}" for name in ("Responder", "AuthnFailed"))
    found = checks(None, change(RESPONSE, status=Status(codes=codes, message="bad password")))
    assert fails(found) == {"status.success": ("cause.status.AuthnFailed",)}
    text = check_sentence(next(check for check in found if check.code == "status.success"))
    assert "Responder" in text
    assert "AuthnFailed" in text
    assert "bad password" in text


def test_issuers_of_response_and_assertion_must_be_one() -> None:
    found = checks(response=change(RESPONSE, issuer="https://other.test"))
    assert set(fails(found)) == {"issuer.match", "issuer.differs"}
    assert set(fails(checks(response=change(RESPONSE, issuer=None)))) == set()


def test_another_identity_provider_of_the_workspace_is_recognised() -> None:
    trust = Trust(idp_entity_id=IDP, audiences=(SP,), acs_urls=(ACS,), other_idps={"https://other.test": "Other Ltd"})
    other = change(ASSERTION, issuer="https://other.test")
    found = checks(other, change(RESPONSE, issuer="https://other.test"), trust)
    assert set(fails(found)) == {"issuer.other_idp"}
    assert any("Other Ltd" in check_sentence(check) for check in found if check.result == "fail")


def test_one_confirmation_that_holds_is_enough() -> None:
    bad = change(CONFIRMATION, recipient="https://evil.test", not_on_or_after=later(-900))
    assert fails(checks(change(ASSERTION, confirmations=(bad, CONFIRMATION)))) == {}
    assert set(fails(checks(change(ASSERTION, confirmations=(bad, bad))))) == {
        "recipient.match", "confirmation.not_on_or_after",
    }  # fmt: skip


@pytest.mark.parametrize("expected", ["_q", None])
@pytest.mark.parametrize("method", [BEARER, "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"])
def test_a_confirmation_beside_the_one_that_holds_may_answer_another_request(method: str, expected: str | None) -> None:
    here = change(CONFIRMATION, in_response_to="_q")
    beside = change(CONFIRMATION, in_response_to="_other", method=method)
    response = change(RESPONSE, in_response_to="_q")
    for both in ((here, beside), (beside, here)):
        assert fails(checks(change(ASSERTION, confirmations=both), response, request_trust(expected))) == {}
    other = change(RESPONSE, in_response_to="_third")
    found = fails(checks(change(ASSERTION, confirmations=(here, beside)), other, request_trust(expected)))
    assert any(code.startswith("in_response_to.") for code in found)


def request_trust(expected: str | None, unsolicited: bool = True) -> Trust:
    return Trust(
        idp_entity_id=IDP, audiences=(SP,), acs_urls=(ACS,), in_response_to=expected, allow_unsolicited=unsolicited
    )


@pytest.mark.parametrize(
    ("outer", "inner", "expected", "unsolicited", "codes"),
    [
        (None, None, None, True, set()),
        (None, None, None, False, {"in_response_to.unsolicited"}),
        ("_q", "_q", None, True, set()),
        ("_q", "_q", None, False, {"in_response_to.unsolicited"}),
        ("_q", "_q", "_q", False, set()),
        ("_q", "_q", "_other", True, {"in_response_to.match", "confirmation.in_response_to"}),
        (None, None, "_q", True, {"in_response_to.match", "confirmation.in_response_to"}),
        ("_q", None, "_q", True, {"confirmation.in_response_to"}),
        (None, "_q", "_q", True, {"in_response_to.match"}),
        ("_q", "_p", None, True, {"in_response_to.differs", "confirmation.in_response_to"}),
        ("_q", "_p", "_q", True, {"in_response_to.match", "confirmation.in_response_to"}),
        (None, "_q", None, True, set()),
    ],
)
def test_answers_are_matched_to_requests(
    outer: str | None, inner: str | None, expected: str | None, unsolicited: bool, codes: set[str]
) -> None:
    found = checks(
        with_confirmation(in_response_to=inner),
        change(RESPONSE, in_response_to=outer),
        request_trust(expected, unsolicited),
    )
    assert set(fails(found)) == codes


@pytest.mark.parametrize(
    ("actual", "cause"),
    [
        (ACS, "cause.audience_is_acs"),
        (IDP, "cause.audience_is_idp"),
        (SP + "/", "cause.trailing_slash"),
        (SP.upper(), "cause.case"),
        (SP + " ", "cause.blanks"),
        ("\n" + SP, "cause.blanks"),
        ("http://sp.test/id", "cause.http_vs_https"),
        ("https://sp.test:8443/id", "cause.port"),
        ("https://sp.test/id?x", "cause.query"),
        ("https://old.test/id", "cause.other_host"),
        ("https://sp.test/other", "cause.other_path"),
        ("urn:amazon:webservices", "cause.audience_other"),
    ],
)
def test_a_wrong_audience_is_explained(actual: str, cause: str) -> None:
    found = checks(with_conditions(audiences=((actual,),)))
    assert fails(found)["audience.match"][0] == cause


@pytest.mark.parametrize(
    ("actual", "cause"),
    [
        (SP, "cause.address_is_entity_id"),
        ("http://sp.test/acs", "cause.http_vs_https"),
        ("https://sp.test:444/acs", "cause.port"),
        ("https://sp.test/acs/", "cause.trailing_slash"),
        ("https://sp.test/ACS", "cause.case"),
        ("https://[bad/acs", "cause.address_other"),
        ("https://else.test/x", "cause.address_other"),
    ],
)
def test_a_wrong_address_is_explained(actual: str, cause: str) -> None:
    assert fails(checks(response=change(RESPONSE, destination=actual)))["destination.match"][0] == cause
    assert fails(checks(with_confirmation(recipient=actual)))["recipient.match"][0] == cause


def test_a_wrong_issuer_is_explained() -> None:
    for actual, cause in (
        ("https://idp.test/other", "cause.other_tenant"),
        ("https://idp.test/id?idpid=C02", "cause.other_tenant"),
        ("https://elsewhere.test/id", "cause.other_host"),
        ("http://idp.test/id", "cause.http_vs_https"),
        ("HTTPS://IDP.TEST/ID", "cause.case"),
        ("https://elsewhere.test/x", "cause.issuer_other"),
    ):
        found = checks(change(ASSERTION, issuer=actual), change(RESPONSE, issuer=None))
        assert fails(found)["issuer.match"][0] == cause


def test_no_likeness_is_told_beside_a_cause_that_says_all() -> None:
    audience = fails(checks(with_conditions(audiences=((ACS,),))))["audience.match"]
    assert audience == ("cause.audience_is_acs",)
    assert fails(checks(response=change(RESPONSE, destination=SP)))["destination.match"] == (
        "cause.address_is_entity_id",
    )
    two = Trust(idp_entity_id=IDP, audiences=(SP,), acs_urls=("https://sp.test/saml", ACS))
    slash = fails(checks(response=change(RESPONSE, destination=ACS + "/"), trust=two))["destination.match"]
    assert slash == ("cause.trailing_slash",)
    proxied = fails(checks(response=change(RESPONSE, destination="http://sp.test:8080/acs")))["destination.match"]
    assert proxied == ("cause.http_vs_https",)


def test_names_that_are_equal_have_no_difference() -> None:
    assert near(SP, SP) == []


def test_a_lone_assertion_answers_requests_too() -> None:
    for expected, unsolicited, inner, codes in (
        (None, False, None, {"in_response_to.unsolicited"}),
        (None, True, None, set()),
        ("_q", True, "_q", set()),
        ("_q", True, None, {"in_response_to.match", "confirmation.in_response_to"}),
        ("_q", True, "_p", {"in_response_to.match", "confirmation.in_response_to"}),
    ):
        found = checks(with_confirmation(in_response_to=inner), None, request_trust(expected, unsolicited))
        assert set(fails(found)) == codes


def test_a_name_made_for_another_provider_is_warned_about() -> None:
    other = "https://other.test"
    for name_id in (NameId(value="ada", name_qualifier=other), NameId(value="ada", sp_name_qualifier=other)):
        found = checks(change(ASSERTION, name_id=name_id))
        assert fails(found) == {}
        assert result(found, "subject.qualifier") == "warn"
    same = checks(change(ASSERTION, name_id=NameId(value="ada", name_qualifier=IDP, sp_name_qualifier=SP)))
    assert "subject.qualifier" not in {check.code for check in same}
    own_host = urlsplit(ACS).hostname
    hosted = checks(change(ASSERTION, name_id=NameId(value="ada", name_qualifier=own_host, sp_name_qualifier=SP)))
    assert "subject.qualifier" not in {check.code for check in hosted}


def test_encryption_can_be_required() -> None:
    trust = Trust(idp_entity_id=IDP, audiences=(SP,), acs_urls=(ACS,), require_encryption=True)
    assert set(fails(checks(trust=trust))) == {"encryption.required"}
    assert fails(checks(change(ASSERTION, encrypted=True), trust=trust)) == {}


def test_odd_attributes_are_warned_about() -> None:
    attributes = (
        Attribute(name="a", friendly_name="f", values=(AttributeValue(text="1"),)),
        Attribute(name="b", friendly_name="f", values=(AttributeValue(text="x", element="script"),)),
        Attribute(name="c", values=(AttributeValue(text="opaque", element="NameID"),)),
    )
    found = checks(change(ASSERTION, attributes=attributes))
    warned = {check.code: check.args["names"] for check in found if check.result == "warn"}
    assert warned == {
        "attributes.same_friendly_name": ["f"],
        "attributes.nested": ["b"],
    }
    again = checks(change(ASSERTION, attributes=(attributes[1], attributes[1])))
    assert "attributes.same_name" in {check.code for check in again if check.result == "warn"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T12:00:00Z", NOW),
        ("2026-11-23T12:00:00.5Z", later(0.5)),
        ("2026-11-23T12:00:00.123456789Z", NOW.replace(microsecond=123456)),
        ("2026-11-23T13:00:00+01:00", NOW),
        (" 2026-11-23T12:00:00Z\n", NOW),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times_are_read(text: str, moment: datetime) -> None:
    assert read_time(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23 12:00:00Z", "20261123T120000Z",
        "2026-W48-1T12:00:00Z",
        "2026-11-23T12:00:60Z", "2026-02-30T12:00:00Z", "2026-11-23T24:00:01Z", "0000-01-01T00:00:00Z",
        "-2026-11-23T12:00:00Z", "12026-11-23T12:00:00Z", "0001-01-01T00:00:00+14:00", "2026-11-23T12:00:00+25:00",
        "２０２６-11-23T12:00:00Z", "2026-11-23t12:00:00z", "2026-11-23T12:00Z",
    ],
)  # fmt: skip
def test_anything_else_is_no_time(text: str) -> None:
    assert read_time(text) == BadTime(text)


def test_far_years_do_not_break_the_arithmetic() -> None:
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)):
        checks(with_conditions(not_before=moment, not_on_or_after=moment), as_of=NOW)
        checks(as_of=moment)


def test_nothing_is_judged_in_time_without_an_instant() -> None:
    found = checks(as_of=None)
    assert fails(found) == {}
    assert result(found, "conditions.not_on_or_after") == "skip"
