"""Genuine messages are believed and read exactly; one changed byte is not."""

import copy
import re
from datetime import date, timedelta

import pytest
from lxml import etree

from jitadmin.adapters.saml import claims, judge, raised_limits
from jitadmin.adapters.saml.xml import Limits
from jitadmin.core.message import AttributeValue, BadTime
from jitadmin.core.messages import check_sentence
from tests.builders import NOW, SHAPES, SP, Attribute, IdP, Raw, Signing, key, sign_element, to_bytes
from tests.saml_builders.names import SAML, SAMLP
from tests.saml_judging import failed, judged, only, trust_in, trusted, warned


@pytest.mark.parametrize("pretty", [False, True], ids=["plain", "pretty"])
@pytest.mark.parametrize("sign", ["assertion", "response", "both"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_accepted(shape: str, sign: str, pretty: bool) -> None:
    idp = IdP(shape=shape)
    verification = judged(idp.response(sign=sign, pretty=pretty), idp)
    assert (verification.verdict, failed(verification)) == ("accepted", set())
    assert {signature.covers for signature in verification.signatures} == (
        {"assertion", "response"} if sign == "both" else {sign}
    )
    assert all(signature.key == trusted(idp.key).sha256 for signature in verification.signatures)
    assert verification.assertion
    assert verification.assertion.issuer == idp.entity_id
    assert verification.attributes
    assert verification.as_of == NOW


@pytest.mark.parametrize(
    ("kind", "methods"),
    [
        ("rsa-2048", ("rsa-sha256", "rsa-sha384", "rsa-sha512", "rsa-pss-sha256", "rsa-pss-sha384", "rsa-pss-sha512")),
        ("rsa-4096", ("rsa-sha256",)),
        ("rsa-2048-e3", ("rsa-sha256",)),
        ("ec-p256", ("ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512")),
        ("ec-p384", ("ecdsa-sha256", "ecdsa-sha384")),
        ("ec-p521", ("ecdsa-sha512",)),
    ],
)
def test_every_current_algorithm_is_accepted(kind: str, methods: tuple[str, ...]) -> None:
    idp = IdP(key=kind)
    for method in methods:
        for digest in ("sha256", "sha384", "sha512"):
            verification = judged(idp.response(method=method, digest=digest), idp)
            assert (verification.verdict, failed(verification)) == ("accepted", set()), (method, digest)


@pytest.mark.parametrize(
    ("kind", "method", "digest", "codes"),
    [
        ("rsa-2048", "rsa-sha1", "sha1", {"signature.retired_sha1"}),
        ("rsa-2048", "rsa-sha1", "sha256", {"signature.retired_sha1"}),
        ("rsa-2048", "rsa-sha256", "sha1", {"signature.retired_sha1"}),
        ("rsa-1024", "rsa-sha256", "sha256", {"signature.retired_key"}),
        ("rsa-2048", "rsa-md5", "sha256", {"signature.algorithm"}),
        ("rsa-2048", "rsa-sha256", "md5", {"signature.algorithm"}),
        ("rsa-2048", "rsa-sha224", "sha256", {"signature.algorithm"}),
        ("rsa-2048", "rsa-sha256", "sha3-256", {"signature.algorithm"}),
        ("dsa-2048", "dsa-sha256", "sha256", {"signature.algorithm"}),
        ("rsa-2048", "hmac-sha256", "sha256", {"signature.algorithm"}),
        ("ec-k256", "ecdsa-sha256", "sha256", {"signature.algorithm"}),
    ],
)
def test_every_other_algorithm_is_refused_by_name(kind: str, method: str, digest: str, codes: set[str]) -> None:
    idp = IdP(key=kind)
    verification = judged(idp.response(method=method, digest=digest), idp)
    assert (verification.verdict, failed(verification)) == ("refused", codes)


def test_hmac_with_the_public_key_as_secret_is_refused() -> None:
    idp = IdP()
    for secret in (idp.key.certificate_pem, idp.key.certificate_der, idp.key.public_pem):
        data = idp.response(signing=Signing(method="hmac-sha256", hmac_secret=secret))
        assert failed(judged(data, idp)) == {"signature.algorithm"}


def test_sha1_is_accepted_loudly_until_the_day_that_the_trust_names() -> None:
    idp = IdP()
    data = idp.response(method="rsa-sha1", digest="sha1")
    refused = judged(data, idp)
    assert only(refused, "verdict.only_retired").args["choices"] == ["sha1"]
    assert "only for SHA-1." in check_sentence(only(refused, "verdict.only_retired"))
    for until, verdict in ((None, "accepted"), (NOW.date(), "accepted"), (NOW.date() - timedelta(1), "refused")):
        verification = judged(data, idp, accept_retired={"sha1": until})
        assert verification.verdict == verdict
        assert only(verification, "signature.retired_sha1").result == ("warn" if verdict == "accepted" else "fail")


@pytest.mark.parametrize("wanted", ["response", "assertion", "both"])
def test_a_part_whose_signature_is_refused_is_not_called_unsigned(wanted: str) -> None:
    idp = IdP()
    sign = "both" if wanted == "both" else wanted
    verification = judged(idp.response(sign=sign, method="rsa-sha1", digest="sha1"), idp, signed=wanted)
    assert (verification.verdict, failed(verification)) == ("refused", {"signature.retired_sha1"})
    assert only(verification, "signature.required_parts").result == "skip"
    assert "verdict.only_retired" in warned(verification)


def test_a_short_key_is_accepted_only_where_the_trust_says_so() -> None:
    idp = IdP(key="rsa-1024")
    data = idp.response()
    assert failed(judged(data, idp, accept_retired={"sha1": None})) == {"signature.retired_key"}
    verification = judged(data, idp, accept_retired={"rsa-short": date(2026, 12, 31)})
    assert verification.verdict == "accepted"
    assert only(verification, "signature.retired_key").args["bits"] == 1024


def test_one_changed_byte_in_a_signed_value_is_a_digest_mismatch_and_nothing_is_verified() -> None:
    idp = IdP()
    for sign in ("assertion", "response", "both"):
        data = idp.response(sign=sign).replace(b"ada@example.test", b"adb@example.test")
        verification = judged(data, idp)
        assert verification.verdict == "refused"
        assert failed(verification) == {"signature.digest_mismatch"}
        assert not any(signature.trusted for signature in verification.signatures)


def test_no_single_byte_can_be_changed_without_the_values_staying_what_was_signed() -> None:
    idp = IdP()
    data = idp.response(sign="response", key_info="none")
    genuine = judged(data, idp)
    assert genuine.verdict == "accepted"
    trust = trust_in(idp)
    for position in range(0, len(data), 3):
        changed = bytes([*data[:position], data[position] ^ 1, *data[position + 1 :]])
        verification = judge(changed, trust, as_of=NOW)
        if verification.verdict == "accepted":
            assert verification.assertion == genuine.assertion, position
            assert verification.message
            assert genuine.message
            assert verification.message.response == genuine.message.response


def test_without_a_certificate_nothing_is_believed_but_the_digest_is_still_checked() -> None:
    idp = IdP()
    data = idp.response()
    assert failed(judged(data, idp, certificates=())) == {"signature.no_trusted_key"}
    changed = data.replace(b"ada@example.test", b"adb@example.test")
    codes = failed(judged(changed, idp, certificates=()))
    assert codes == {"signature.no_trusted_key", "signature.digest_mismatch"}


def test_another_key_is_told_apart_from_a_damaged_signature() -> None:
    idp = IdP()
    other = (trusted(key(name="next")),)
    assert failed(judged(idp.response(), idp, certificates=other)) == {"signature.key_untrusted"}
    assert failed(judged(idp.response(key_info="none"), idp, certificates=other)) == {"signature.value_mismatch"}
    damaged = re.sub(rb"(SignatureValue>)(.{8})", lambda m: m[1] + m[2][::-1], idp.response(), count=1)
    assert failed(judged(damaged, idp)) == {"signature.value_mismatch"}


def test_a_value_that_does_not_fit_is_explained_by_the_certificate_that_came_along() -> None:
    idp, stranger = IdP(), key(name="stranger").named("stranger.example.test")

    def causes(data: bytes) -> tuple[str, ...]:
        return only(judged(data, idp), "signature.value_mismatch").causes

    def damaged(data: bytes) -> bytes:
        return re.sub(rb"(SignatureValue>)(.{8})", lambda m: m[1] + m[2][::-1], data, count=1)

    assert causes(damaged(idp.response())) == ("cause.edited",)
    assert causes(damaged(IdP(key=stranger).response())) == ("cause.key_rolled_over", "cause.edited")
    assert causes(IdP(key=stranger).response(key_info="none")) == ("cause.key_unknown", "cause.edited")
    indented = re.sub(rb"><(?!/)", b">\n<", idp.response(sign="assertion"))
    assert causes(indented) == ("cause.reformatted",)


def test_the_key_that_is_named_as_untrusted_is_the_one_that_signed() -> None:
    idp, stranger = IdP(), key(name="stranger").named("stranger.example.test")
    shown = f"<ds:X509Certificate>{idp.key.certificate_base64}</ds:X509Certificate>".encode()
    data = IdP(key=stranger).response(sign="assertion")
    data = data.replace(b"<ds:X509Certificate>", shown + b"<ds:X509Certificate>", 1)
    check = only(judged(data, idp), "signature.key_untrusted")
    assert check.args["message_key"] == trusted(stranger).sha256


@pytest.mark.parametrize("key_info", ["x509", "none"])
def test_a_certificate_of_an_odd_kind_beside_a_good_one_is_blamed_for_its_own_signatures_alone(key_info: str) -> None:
    idp, odd = IdP(), key("ec-k256", name="odd")
    both = (trusted(odd), trusted(idp.key))
    stranger = IdP(key=key(name="stranger").named("stranger.example.test"))
    told = failed(judged(stranger.response(key_info=key_info), idp, certificates=both))
    assert told == ({"signature.key_untrusted"} if key_info == "x509" else {"signature.value_mismatch"})
    own = judged(IdP(key=odd).response(method="ecdsa-sha256", key_info=key_info), idp, certificates=both)
    assert failed(own) == {"signature.algorithm"}
    assert own.failed[0].causes == ("cause.key_kind",)


def test_any_of_several_trusted_keys_will_do_during_a_rollover() -> None:
    idp = IdP()
    verification = judged(idp.response(), idp, certificates=(trusted(key(name="next")), trusted(idp.key)))
    assert verification.verdict == "accepted"
    assert verification.signatures[0].key == trusted(idp.key).sha256


def test_dates_of_a_trusted_certificate_warn_or_refuse_as_the_trust_says() -> None:
    old = key().named("old.example.test", not_before=NOW - timedelta(900), not_after=NOW - timedelta(2))
    young = key().named("young.example.test", not_before=NOW + timedelta(2))
    for k, code in ((old, "signature.certificate_expired"), (young, "signature.certificate_not_yet_valid")):
        idp = IdP(key=k)
        verification = judged(idp.response(), idp)
        assert verification.verdict == "accepted"
        assert code in warned(verification)
        assert failed(judged(idp.response(), idp, expired_certificates="refuse")) == {code}


def test_the_whole_text_of_a_value_is_read_whatever_stands_in_it() -> None:
    idp = IdP()
    values = [Raw("one<!-- x -->two"), Raw("<![CDATA[a<b]]>&amp;c"), "", Raw("&#x41;&#xA;"), " blanks "]
    data = idp.response(name_id=Raw("admin@example.test<!-- -->.evil.test"), attributes=[Attribute("odd", values)])
    verification = judged(data, idp)
    assert verification.verdict == "accepted"
    assert verification.name_id
    assert verification.name_id.value == "admin@example.test.evil.test"
    (attribute,) = verification.attributes
    assert attribute.texts == ("onetwo", "a<b&c", "", "A\n", " blanks ")


def test_comments_put_in_after_signing_do_not_cut_a_value_short() -> None:
    idp = IdP()
    data = idp.response().replace(b">ada@example.test<", b">ada<!-- -->@example.test<")
    verification = judged(data, idp)
    assert verification.verdict == "accepted"
    assert verification.name_id
    assert verification.name_id.value == "ada@example.test"


def test_nil_nested_and_repeated_attributes_stay_apart() -> None:
    idp = IdP()
    nested = Raw(f'<saml:NameID xmlns:saml="{SAML}" Format="f">opaque</saml:NameID>')
    attributes = [
        Attribute("groups", ["a", "b"]),
        Attribute("groups", ["b"]),
        Attribute("targeted", [nested]),
        Attribute("gone", [None]),
    ]
    verification = judged(idp.response(attributes=attributes), idp)
    assert verification.verdict == "accepted"
    assert [attribute.name for attribute in verification.attributes] == ["groups", "groups", "targeted", "gone"]
    assert verification.attributes[2].values[0].element == "NameID"
    assert verification.attributes[2].texts == ("opaque",)
    gone: AttributeValue = verification.attributes[3].values[0]
    assert gone.nil
    assert only(verification, "attributes.same_name").args["names"] == ["groups"]


def test_two_thousand_groups_are_read() -> None:
    idp = IdP()
    groups = [f"group-{number}" for number in range(2000)]
    verification = judged(idp.response(attributes=[Attribute("groups", groups)]), idp)
    assert verification.verdict == "accepted"
    assert verification.attributes[0].texts == tuple(groups)


def test_prefixes_of_a_prefix_list_that_only_the_response_declares_are_found() -> None:
    idp = IdP()
    how = Signing(prefix_list=("xs", "samlp"))
    assert judged(idp.response(signing=how), idp).verdict == "accepted"
    assert judged(idp.response(signing=how, sign="both"), idp).verdict == "accepted"


def test_a_lone_assertion_is_judged_by_itself() -> None:
    idp = IdP()
    verification = judged(idp.assertion(), idp)
    assert (verification.verdict, failed(verification)) == ("accepted", set())
    assert verification.message
    assert verification.message.response is None
    assert verification.as_of == NOW


def test_what_is_signed_inside_an_unsigned_response_is_told_apart_from_what_is_not() -> None:
    idp = IdP()
    data = idp.response().replace(b'Destination="https://sp.example.test/saml/acs"', b'Destination="https://evil.test"')
    verification = judged(data, idp)
    assert failed(verification) == {"destination.match"}
    assert "signature.response_unsigned" in warned(verification)
    forged = idp.response(status=("Responder",))
    assert failed(judged(forged, idp)) == {"status.success"}


@pytest.mark.parametrize(
    ("signed", "sign", "codes"),
    [
        ("response", "assertion", {"signature.required_parts"}),
        ("assertion", "response", {"signature.required_parts"}),
        ("both", "assertion", {"signature.required_parts"}),
        ("both", "both", set()),
        ("response", "response", set()),
    ],
)
def test_the_trust_says_which_part_must_be_signed(signed: str, sign: str, codes: set[str]) -> None:
    idp = IdP()
    assert failed(judged(idp.response(sign=sign), idp, signed=signed)) == codes


def test_nothing_signed_is_refused_and_still_read() -> None:
    idp = IdP()
    verification = judged(idp.response(sign="none"), idp)
    assert failed(verification) == {"signature.missing"}
    assert verification.name_id
    assert verification.name_id.value == "ada@example.test"


def test_all_faults_are_named_and_not_only_the_first() -> None:
    idp = IdP()
    data = idp.response(audience="https://other.test", recipient="https://other.test/acs", sign="none")
    codes = failed(judged(data, idp))
    assert codes == {"signature.missing", "audience.match", "recipient.match"}


def test_places_name_the_element_and_the_line() -> None:
    idp = IdP()
    data = idp.response(audience="https://other.test", pretty=True)
    verification = judged(data, idp)
    where = only(verification, "audience.match").where
    line = next(n for n, text in enumerate(data.splitlines(), 1) if b"<saml:AudienceRestriction" in text)
    assert where == f"Response/Assertion/Conditions/AudienceRestriction (line {line})"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml.empty"),
        (b"  \n", "xml.empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "message.html"),
        (b"<html><body><br></body></html>", "message.html"),
        (b"{}", "message.json"),
        (b"PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46b2FzaXM=", "message.base64"),
        (b"hello there", "message.text"),
        (b"<a><b></a>", "xml.malformed"),
        (b"<a><b>", "xml.truncated"),
        (b'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>', "message.metadata"),
        (f'<p:AuthnRequest xmlns:p="{SAMLP}"/>'.encode(), "message.authn_request"),
        (f'<p:LogoutResponse xmlns:p="{SAMLP}"/>'.encode(), "message.logout_response"),
        (b"<Response/>", "message.namespace"),
        (b"<other/>", "message.xml"),
        (b"\xff\xfe<\x00a\x00", "xml.encoding"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "xml.encoding"),
        (b"<a>\xff</a>", "xml.encoding"),
        (b"<a/>" * 2, "xml.trailing"),
        (b" " * (10 * 1024 * 1024 + 1), "xml.too_large"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(data: bytes, code: str) -> None:
    verification = judge(data, trust_in(IdP()), as_of=None)
    assert verification.verdict == "unreadable"
    assert [check.code for check in verification.checks] == [code]


def test_a_truncated_message_says_so_wherever_it_is_cut() -> None:
    data = IdP().response(pretty=True)
    for size in range(50, len(data) - 10, 97):
        verification = judge(data[:size], trust_in(IdP()), as_of=None)
        assert verification.verdict == "unreadable"
        assert verification.checks[0].code == "xml.truncated"


def test_times_that_are_none_are_kept_as_the_text_they_were() -> None:
    idp = IdP()
    verification = judged(idp.response(not_before="yesterday"), idp)
    assert failed(verification) == {"time.malformed"}
    assert verification.assertion
    assert verification.assertion.conditions
    assert verification.assertion.conditions.not_before == BadTime("yesterday")


def test_claims_are_read_without_believing_anything() -> None:
    found = claims(IdP().response(sign="none"))
    assert found
    assert found.name_id
    assert found.name_id.value == "ada@example.test"
    assert claims(b"no xml") is None
    assert claims(b"<other/>") is None


def test_a_genuine_assertion_beside_a_forged_one_proves_nothing() -> None:
    idp = IdP()
    tree = idp.tree()
    evil = copy.deepcopy(tree.find(f"{{{SAML}}}Assertion"))
    assert evil is not None
    evil.set("ID", "_evil")
    tree.insert(0, evil)
    verification = judged(to_bytes(tree), idp)
    assert "structure.several_assertions" in failed(verification)
    assert not any(signature.trusted for signature in verification.signatures)


def test_a_signature_over_an_id_that_names_two_elements_is_refused() -> None:
    idp = IdP()
    tree = idp.tree(extensions='<x xmlns="urn:x" id="ALSO"/>')
    identifier = tree.find(f"{{{SAML}}}Assertion").get("ID")  # type: ignore[union-attr]
    tree.find(".//{urn:x}x").set("id", str(identifier).upper())  # type: ignore[union-attr]
    assert failed(judged(to_bytes(tree), idp)) == {"structure.duplicate_id"}


@pytest.mark.parametrize(("mine", "other"), [("_k\u00e9", "_ke\u0301"), ("_ka", "_k\uff41")], ids=["composed", "wide"])
def test_ids_that_differ_by_normalisation_alone_are_one(mine: str, other: str) -> None:
    idp = IdP()
    data = idp.response(assertion_id=mine, extensions=f'<x xmlns="urn:x" ID="{other}"/>')
    assert failed(judged(data, idp)) == {"structure.duplicate_id"}
    harmless = idp.response(assertion_id=mine, extensions='<x xmlns="urn:x" ID="_else"/>')
    assert judged(harmless, idp).verdict == "accepted"


def test_limits_can_be_raised_and_are_named_when_met() -> None:
    idp = IdP()
    data = idp.response(attributes=[Attribute("groups", ["x" * 2_000_000])])
    met = judged(data, idp)
    assert (met.verdict, failed(met)) == ("refused", {"xml.text_too_long"})
    raised = judge(data, trust_in(idp), as_of=None, limits=Limits(text=3_000_000))
    assert raised.verdict == "accepted"
    assert failed(judge(data, trust_in(idp), as_of=None, limits=Limits(size=1000))) == {"xml.too_large"}
    assert failed(judge(idp.response(), trust_in(idp), as_of=None, limits=Limits(depth=3))) == {"xml.too_deep"}
    assert failed(judge(idp.response(), trust_in(idp), as_of=None, limits=Limits(elements=9))) == {
        "xml.too_many_elements",
    }  # fmt: skip


def test_with_the_size_of_a_message_grows_what_it_can_hold() -> None:
    idp = IdP()
    limits = raised_limits(size=30 << 20)
    held = idp.response(attributes=[Attribute("groups", ["g" * 2_500_000, *("x" * 300_000)])])
    assert judge(held, trust_in(idp), as_of=None, limits=limits).verdict == "accepted"
    endless = [b"<x>" + b"g" * 10_000_001 + b"</x>", b"<x><!--" + b"g" * 10_000_001 + b"--></x>"]
    for data in endless:
        assert failed(judge(data, trust_in(idp), as_of=None, limits=limits)) == {"xml.text_too_long"}
    assert raised_limits(size=1, depth=1) == Limits()


@pytest.mark.parametrize(("depth", "verdict"), [(0, "refused"), (100, "accepted"), (1000, "accepted")])
def test_the_depth_can_be_raised(depth: int, verdict: str) -> None:
    idp = IdP()
    data = idp.response(extensions='<x xmlns="urn:x">' + "<x>" * 90 + "</x>" * 90 + "</x>")
    assert judge(data, trust_in(idp), as_of=None, limits=raised_limits(depth=depth)).verdict == verdict


@pytest.mark.parametrize("before", ["", '<t xmlns="urn:t">xmlns="</t>'], ids=["in the open", "behind a text"])
def test_namespaces_that_canonical_xml_repeats_cannot_fill_the_memory(before: str) -> None:
    idp = IdP()
    elements = "<n:x/>" * 20_000
    bomb = f'{before}<x xmlns="urn:x" xmlns:n="urn:{"n" * 10_000}">{elements}</x>'
    data = idp.response(extensions=bomb, sign="response", edit=lambda text: text.replace('<x xmlns="urn:x" ', "<x "))
    verification = judged(data, idp)
    assert (verification.verdict, failed(verification)) == ("refused", {"xml.namespace_bomb"})


def test_the_audience_is_compared_letter_by_letter() -> None:
    idp = IdP()
    for audience in (SP.upper(), SP + "/", SP + " ", SP.replace("https", "http")):
        verification = judged(idp.response(audience=audience), idp)
        assert failed(verification) == {"audience.match"}
        assert only(verification, "audience.match").causes[0].startswith("cause.")


def test_a_tree_signed_twice_is_refused() -> None:
    idp = IdP()
    tree = idp.tree()
    assertion = tree.find(f"{{{SAML}}}Assertion")
    assert assertion is not None
    sign_element(assertion, idp.key, Signing())
    assert "signature.several" in failed(judged(to_bytes(tree), idp))
    assert isinstance(tree, etree._Element)


def before(passage: str, added: str, text: str) -> str:
    assert text.count(passage) == 1
    return text.replace(passage, added + passage)


def crowd(count: int) -> str:
    return "".join(f'<a:Assertion xmlns:a="{SAML}" ID="n{n}"/>' for n in range(count))


def test_a_crowd_of_assertions_is_refused_in_a_few_words() -> None:
    text = IdP().response(sign="none").decode()
    verification = judged(before("</samlp:Response>", crowd(3000), text).encode(), IdP())
    assert only(verification, "structure.several_assertions").args["count"] == 3001
    assert verification.message
    assert len(verification.message.assertions) < 20
    assert len(verification.checks) < 200


def test_a_crowd_of_quoted_assertions_hides_no_other() -> None:
    text = IdP().response(sign="none").decode()
    text = before("<saml:AuthnStatement ", f"<saml:Advice>{crowd(500)}</saml:Advice>", text)
    verification = judged(text.encode(), IdP())
    assert len(verification.checks) < 200
    assert failed(verification) == {"signature.missing"}
    for place in ("</saml:Assertion>", "<samlp:Status>"):
        other = judged(before(place, f'<x xmlns="urn:x">{crowd(1)}</x>', text).encode(), IdP())
        assert "structure.assertion_elsewhere" in failed(other)
