"""Messages that are truly signed and say the wrong thing, or an odd one (attacks.md 7 and 9)."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from lxml import etree

from tests.attack_cases.catalogue import AS_OF, EVIL, GOOD, Build, Context, Expect, Family, find, out, replaced
from tests.builders import ACS, NOW, SP, Attribute, Confirmation, Raw
from tests.saml_builders.names import BEARER, DS, EMAIL, HOLDER_OF_KEY, PERSISTENT, SAML, SENDER_VOUCHES, TRANSIENT

FAMILY = Family("meaning")
refuse, accept = FAMILY.refuse, FAMILY.accept

AUDIENCE = "audience.match"
RECIPIENT = "recipient.match"
DESTINATION = "destination.match"
ISSUER = "issuer.match"
MALFORMED = "time.malformed"
REQUIRED = "structure.required"
DUPLICATE = "structure.duplicate_element"
ANSWER = "in_response_to.match"
CONFIRMED_ANSWER = "confirmation.in_response_to"
BOTH = {"sign": "both"}
SECOND = timedelta(seconds=1)
SKEW = timedelta(seconds=180)


def signed(name: str, expect: Expect, *codes: str, note: str = "", knobs: Mapping[str, object], **more: object) -> None:
    """A case that is nothing but a genuine response made with other knobs."""
    FAMILY.add(name, _made(knobs), expect, *codes, note=note, **more)


def _made(knobs: Mapping[str, object]) -> Build:
    return lambda ctx: out(ctx.tree(**knobs))


def replacing(old: str, new: str) -> Callable[[str], str]:
    """An edit of the text before it is signed; the passage must be there."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new)

    return edit


# Audience.

for _name, _audience in {
    "aud-other": "https://other.example.test/saml",
    "aud-case": "https://sp.example.test/SAML",
    "aud-slash": SP + "/",
    "aud-blank": SP + " ",
    "aud-newline": SP + "\n",
    "aud-prefix": SP + ".evil.test",
    "aud-acs": ACS,
    "aud-scheme": SP.replace("https", "http"),
    "aud-port": SP.replace("test/", "test:443/"),
    "aud-empty": "",
    "aud-list-in-one": f"{SP},https://other.example.test",
    "aud-homoglyph": SP.replace("a", "а"),
}.items():
    signed(_name, "refuse", AUDIENCE, knobs={"audience": _audience})
signed(
    "aud-two-restrictions", "refuse", AUDIENCE, note="All must hold.", knobs={"audience": [SP, "https://other.test"]}
)
signed("aud-restriction-empty", "refuse", AUDIENCE, knobs={"audience": [[]]})
signed("aud-missing", "refuse", "audience.missing", knobs={"audience": None})
signed("ok-aud-two-in-one", "accept", knobs={"audience": [["https://other.test", SP]]}, note="One of them is enough.")
signed("ok-aud-two-restrictions", "accept", knobs={"audience": [["https://a.test", SP], SP]})

# Times of the conditions and of the confirmation: the last instant inside and the first outside.

for _name, _expect, _codes, _knobs in (
    ("notbefore-future", "refuse", ("conditions.not_before",), {"not_before": AS_OF + SKEW + SECOND}),
    ("ok-notbefore-within-skew", "accept", (), {"not_before": AS_OF + SKEW}),
    ("notonorafter-past", "refuse", ("conditions.not_on_or_after",), {"not_on_or_after": AS_OF - SKEW - SECOND}),
    ("notonorafter-exactly", "refuse", ("conditions.not_on_or_after",), {"not_on_or_after": AS_OF - SKEW}),
    ("ok-notonorafter-within-skew", "accept", (), {"not_on_or_after": AS_OF - SKEW + SECOND}),
    (
        "scd-expired",
        "refuse",
        ("confirmation.not_on_or_after",),
        {"confirmation_not_on_or_after": AS_OF - SKEW - SECOND},
    ),
    ("scd-exactly", "refuse", ("confirmation.not_on_or_after",), {"confirmation_not_on_or_after": AS_OF - SKEW}),
    ("ok-scd-within-skew", "accept", (), {"confirmation_not_on_or_after": AS_OF - SKEW + SECOND}),
    ("scd-no-time", "refuse", ("confirmation.not_on_or_after_missing",), {"confirmation_not_on_or_after": None}),
    ("session-expired", "refuse", ("session.not_on_or_after",), {"session_not_on_or_after": AS_OF - SKEW - SECOND}),
    ("ok-session-within-skew", "accept", (), {"session_not_on_or_after": AS_OF - SKEW + SECOND}),
    ("authn-instant-future", "refuse", ("authn_instant.past",), {"authn_instant": AS_OF + SKEW + SECOND}),
    ("ok-authn-instant-within-skew", "accept", (), {"authn_instant": AS_OF + SKEW}),
    ("ok-authn-instant-long-ago", "accept", (), {"authn_instant": NOW - timedelta(days=20)}),
    ("issued-in-the-future", "refuse", ("issue_instant.past",), {"issue_instant": AS_OF + SKEW + SECOND}),
    ("ok-no-condition-times", "accept", (), {"not_before": None, "not_on_or_after": None}),
    (
        "conditions-reversed",
        "refuse",
        ("conditions.not_on_or_after",),
        {"not_before": NOW, "not_on_or_after": NOW - SKEW},
    ),
):
    signed(_name, _expect, *_codes, knobs=_knobs)  # type: ignore[arg-type]
signed("scd-not-before", "refuse", "confirmation.not_before", knobs={"confirmations": [Confirmation(not_before=NOW)]})
signed(
    "everything-expired",
    "refuse",
    "conditions.not_on_or_after",
    "confirmation.not_on_or_after",
    knobs={},
    as_of=NOW + timedelta(days=30),
)

for _name, _text in {
    "no-zone": "2026-11-01T12:04:00",
    "word": "tomorrow",
    "empty": "",
    "date-alone": "2026-11-02",
    "blank-between": "2026-11-01 12:04:00Z",
    "leap-second": "2026-12-31T23:59:60Z",
    "hour-24": "2026-11-01T24:00:01Z",
    "month-13": "2026-13-01T12:00:00Z",
    "day-31": "2026-11-31T12:00:00Z",
    "year-0000": "0000-11-01T12:00:00Z",
    "year-10000": "10000-11-01T12:00:00Z",
    "negative-year": "-2026-11-01T12:00:00Z",
    "arabic-digits": "٢٠٢٦-11-01T12:04:00Z",
    "trailing-text": "2026-11-01T12:04:00Z and more",
    "epoch": "1793880240",
    "zone-name": "2026-11-01T12:04:00UTC",
}.items():
    signed(f"time-{_name}", "refuse", MALFORMED, knobs={"not_on_or_after": _text})
signed("time-malformed-confirmation", "refuse", MALFORMED, knobs={"confirmation_not_on_or_after": "soon"})
signed("time-malformed-session", "refuse", MALFORMED, knobs={"session_not_on_or_after": "later"})
signed("time-malformed-issue-instant", "refuse", MALFORMED, knobs={"issue_instant": "now"}, note="In both parts.")
signed("time-malformed-authn-instant", "refuse", MALFORMED, knobs={"authn_instant": "just now"})
signed("issue-instant-missing", "refuse", REQUIRED, knobs={"issue_instant": None})
for _name, _text in {
    "fraction": "2026-11-01T12:04:00.123456789Z",
    "offset": "2026-11-01T14:04:00+02:00",
    "negative-offset": "2026-11-01T06:04:00-06:00",
    "year-9999": "9999-12-31T23:59:59Z",
    "whitespace": " 2026-11-01T12:04:00Z\n",
}.items():
    signed(f"ok-time-{_name}", "accept", knobs={"not_on_or_after": _text})
signed("ok-time-year-0001", "accept", knobs={"not_before": "0001-01-01T00:00:00Z"})

# Addresses.

for _name, _address in {
    "other": "https://other.example.test/saml/acs",
    "case": "https://sp.example.test/SAML/acs",
    "host-case": "https://SP.example.test/saml/acs",
    "scheme": "http://sp.example.test/saml/acs",
    "port": "https://sp.example.test:443/saml/acs",
    "other-port": "https://sp.example.test:8443/saml/acs",
    "slash": ACS + "/",
    "query": ACS + "?x=1",
    "blank": ACS + " ",
    "prefix": ACS + ".evil",
    "user": "https://user@sp.example.test/saml/acs",
    "empty": "",
    "entity-id": SP,
}.items():
    signed(f"recipient-{_name}", "refuse", RECIPIENT, knobs={"recipient": _address})
    signed(f"destination-{_name}", "refuse", DESTINATION, knobs={"destination": _address, **BOTH})
signed("recipient-missing", "refuse", "recipient.missing", knobs={"recipient": None})
signed("destination-missing-signed", "refuse", "destination.missing", knobs={"destination": None, **BOTH})
signed(
    "ok-destination-missing-unsigned",
    "accept",
    knobs={"destination": None},
    note="Only a signed response must name it.",
    warns=("destination.missing",),
)
signed(
    "ok-second-acs",
    "accept",
    knobs={"acs": "https://sp.example.test/saml/acs2"},
    trust={"acs_urls": (ACS, "https://sp.example.test/saml/acs2")},
)
signed(
    "ok-second-entity-id",
    "accept",
    knobs={"audience": "sp-by-another-name"},
    trust={"audiences": (SP, "sp-by-another-name")},
)


@refuse("destination-forged-unsigned", DESTINATION, note="Said to be unsigned, and judged all the same.")
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree()), b'Destination="https://sp.', b'Destination="https://evil.')


@refuse(
    "status-forged-unsigned", "status.success", note="An unsigned status of failure is believed, never one of success."
)
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree()), b"status:Success", b"status:AuthnFailed")


# Confirmation.

for _name, _confirmations in {
    "sc-holder-of-key": [Confirmation(HOLDER_OF_KEY)],
    "sc-sender-vouches": [Confirmation(SENDER_VOUCHES)],
    "sc-none": [],
    "sc-method-unknown": [Confirmation("urn:example:method")],
    "sc-method-empty": [Confirmation("")],
    "sc-method-case": [Confirmation(BEARER.upper())],
    "sc-method-blank": [Confirmation(BEARER + " ")],
}.items():
    signed(_name, "refuse", "confirmation.bearer", knobs={"confirmations": _confirmations})
signed("sc-no-data", "refuse", "confirmation.data", knobs={"confirmations": [Confirmation(data=False)]})
signed(
    "sc-two-both-wrong",
    "refuse",
    RECIPIENT,
    knobs={"confirmations": [Confirmation(recipient="https://a.test"), Confirmation(recipient="https://b.test")]},
)
signed(
    "sc-parts-of-two",
    "refuse",
    RECIPIENT,
    note="One has the recipient, the other the time: neither holds.",
    knobs={
        "confirmations": [
            Confirmation(not_on_or_after="2020-01-01T00:00:00Z", recipient="https://a.test"),
            Confirmation(recipient="https://a.test"),
        ]
    },
)
signed(
    "ok-sc-one-of-two",
    "accept",
    note="One that holds is enough.",
    knobs={"confirmations": [Confirmation(recipient="https://a.test"), Confirmation()]},
)
signed("ok-sc-holder-beside-bearer", "accept", knobs={"confirmations": [Confirmation(HOLDER_OF_KEY), Confirmation()]})
signed("ok-sc-address", "accept", knobs={"confirmations": [Confirmation(address="192.0.2.1")]})
signed(
    "ok-sc-key-info-in-data",
    "accept",
    note="A key in a bearer's confirmation data is not for us.",
    knobs={
        "confirmations": [Confirmation(content=f'<ds:KeyInfo xmlns:ds="{DS}"><ds:KeyName>x</ds:KeyName></ds:KeyInfo>')]
    },
)

# InResponseTo.

ASKED = {"in_response_to": "_asked"}
signed("irt-missing", "refuse", ANSWER, CONFIRMED_ANSWER, knobs={}, trust=ASKED)
signed("irt-other", "refuse", ANSWER, CONFIRMED_ANSWER, knobs={"in_response_to": "_other"}, trust=ASKED)
signed("irt-case", "refuse", ANSWER, CONFIRMED_ANSWER, knobs={"in_response_to": "_Asked"}, trust=ASKED)
signed(
    "irt-response-only",
    "refuse",
    CONFIRMED_ANSWER,
    trust=ASKED,
    knobs={"in_response_to": None, "response_in_response_to": "_asked"},
)
signed(
    "irt-confirmation-only",
    "refuse",
    ANSWER,
    trust=ASKED,
    knobs={"in_response_to": "_asked", "response_in_response_to": None},
)
signed(
    "irt-response-other",
    "refuse",
    ANSWER,
    trust=ASKED,
    knobs={"in_response_to": "_asked", "response_in_response_to": "_other"},
)
signed(
    "irt-differ",
    "refuse",
    "in_response_to.differs",
    CONFIRMED_ANSWER,
    knobs={"in_response_to": "_one", "response_in_response_to": "_two"},
)
signed(
    "irt-unsolicited-forbidden", "refuse", "in_response_to.unsolicited", knobs={}, trust={"allow_unsolicited": False}
)
signed(
    "irt-unknown-request-forbidden",
    "refuse",
    "in_response_to.unsolicited",
    knobs={"in_response_to": "_x"},
    trust={"allow_unsolicited": False},
)
signed("ok-irt", "accept", knobs={"in_response_to": "_asked"}, trust=ASKED)
signed("ok-irt-both-signed", "accept", knobs={"in_response_to": "_asked", **BOTH}, trust=ASKED)
signed("ok-unsolicited", "accept", knobs={}, note="Begun at the identity provider, which the trust allows.")


@refuse("irt-forged-unsigned", CONFIRMED_ANSWER, trust=ASKED, note="Put into the unsigned envelope.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    root.set("InResponseTo", "_asked")
    return out(root)


# Status.

for _name, _status in {
    "status-responder": ("Responder",),
    "status-no-passive": ("Responder", "NoPassive"),
    "status-authn-failed": ("Responder", "AuthnFailed"),
    "status-requester": ("Requester", "InvalidNameIDPolicy"),
    "status-version": ("VersionMismatch",),
    "status-unknown": ("urn:example:status:Success",),
    "status-case": ("success",),
    "status-success-second": ("Responder", "Success"),
    "status-empty": ("urn:oasis:names:tc:SAML:2.0:status:",),
}.items():
    signed(_name, "refuse", "status.success", knobs={"status": _status, **BOTH})
signed(
    "status-error-without-assertion",
    "refuse",
    "status.success",
    knobs={
        "status": ("Responder", "NoPassive"),
        "status_message": "not now",
        "sign": "response",
        "omit": frozenset({"assertion"}),
    },
)
signed(
    "status-error-unsigned",
    "refuse",
    "status.success",
    knobs={"status": ("Responder",), "sign": "none", "omit": frozenset({"assertion"})},
    warns=("signature.missing",),
)
signed("status-missing", "refuse", "status.missing", knobs={"omit": frozenset({"status"}), **BOTH})
signed(
    "status-code-two",
    "refuse",
    DUPLICATE,
    note="Success first, failure behind.",
    knobs={
        "edit": replacing(
            "</samlp:Status>", '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/></samlp:Status>'
        ),
        **BOTH,
    },
)
signed(
    "status-two",
    "refuse",
    DUPLICATE,
    knobs={"edit": replacing("</samlp:Status>", "</samlp:Status><samlp:Status/>"), **BOTH},
)
signed("ok-status-second-level", "accept", knobs={"status": ("Success", "urn:example:partly"), **BOTH})

# Versions, issuers and required parts.

signed("version-1.1", "refuse", "structure.version", knobs={"version": "1.1", **BOTH})
signed("version-assertion-1.1", "refuse", "structure.version", knobs={"assertion_version": "1.1"})
signed("version-2", "refuse", "structure.version", knobs={"assertion_version": "2"})
signed("version-missing", "refuse", "structure.version", knobs={"version": None, **BOTH})
signed("version-2.1", "refuse", "structure.version", knobs={"version": "2.1", **BOTH})
signed(
    "issuer-other",
    "refuse",
    ISSUER,
    knobs={"entity_id": "https://evil.example.test/idp"},
    note="Ours signed it, but it names another.",
)
for _name, _issuer in {
    "issuer-case": "https://idp.example.test/IDP",
    "issuer-slash": "https://idp.example.test/idp/",
    "issuer-blank": "https://idp.example.test/idp ",
    "issuer-empty": "",
    "issuer-homoglyph": "https://idр.example.test/idp",
}.items():
    signed(_name, "refuse", ISSUER, knobs={"entity_id": _issuer})
signed("issuer-differs", "refuse", ISSUER, "issuer.differs", knobs={"response_issuer": "https://evil.test/idp", **BOTH})
signed(
    "issuer-assertion-differs",
    "refuse",
    ISSUER,
    "issuer.differs",
    knobs={"assertion_issuer": "https://evil.test/idp", **BOTH},
)
signed("issuer-missing", "refuse", REQUIRED, knobs={"assertion_issuer": None})
signed("ok-response-issuer-missing", "accept", knobs={"response_issuer": None})
signed(
    "issuer-other-idp",
    "refuse",
    "issuer.other_idp",
    knobs={"entity_id": "https://second.example.test/idp"},
    trust={"other_idps": {"https://second.example.test/idp": "Second"}},
    note="Mix-up of two identity providers.",
)
signed(
    "issuer-format-foreign",
    "refuse",
    "issuer.format",
    knobs={"edit": replacing("<saml:Issuer>", f'<saml:Issuer Format="{EMAIL}">')},
)
signed(
    "ok-issuer-format-entity",
    "accept",
    knobs={
        "edit": replacing("<saml:Issuer>", '<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">')
    },
)


@refuse("mix-up-key", "signature.key_untrusted", note="Another identity provider signs in the name of ours.")
def _(ctx: Context) -> bytes:
    return out(ctx.other.tree(entity_id=ctx.idp.entity_id, name_id=EVIL))


@refuse("mix-up-issuer", "signature.key_untrusted", ISSUER, note="Another identity provider's genuine response.")
def _(ctx: Context) -> bytes:
    return out(ctx.other.tree(name_id=EVIL))


signed(
    "issuer-twice",
    "refuse",
    DUPLICATE,
    knobs={
        "edit": replacing("<saml:Subject>", "<saml:Issuer>https://idp.example.test/idp</saml:Issuer><saml:Subject>")
    },
)
signed(
    "subject-twice",
    "refuse",
    DUPLICATE,
    knobs={
        "edit": replacing(
            "<saml:Conditions ", f"<saml:Subject><saml:NameID>{EVIL}</saml:NameID></saml:Subject><saml:Conditions "
        )
    },
)
signed(
    "nameid-twice",
    "refuse",
    DUPLICATE,
    knobs={"edit": replacing("</saml:NameID>", f"</saml:NameID><saml:NameID>{EVIL}</saml:NameID>")},
)
signed(
    "conditions-twice",
    "refuse",
    DUPLICATE,
    knobs={"edit": replacing("</saml:Conditions>", "</saml:Conditions><saml:Conditions/>")},
)
signed(
    "scd-twice",
    "refuse",
    "structure.duplicate_element",
    knobs={
        "edit": replacing(
            "</saml:SubjectConfirmationData>", "</saml:SubjectConfirmationData><saml:SubjectConfirmationData/>"
        )
    },
)
signed(
    "assertion-child-unknown",
    "refuse",
    "structure.unexpected",
    knobs={"edit": replacing("<saml:Subject>", "<saml:Subjekt/><saml:Subject>")},
)
signed(
    "assertion-child-foreign",
    "refuse",
    "structure.unexpected",
    knobs={"edit": replacing("<saml:Subject>", '<x xmlns="urn:example:x"/><saml:Subject>')},
)
signed("response-id-missing", "refuse", REQUIRED, knobs={"omit": frozenset({"response_id"})})
signed("subject-missing", "refuse", "subject.missing", knobs={"omit": frozenset({"subject"})})
signed("subject-empty", "refuse", "confirmation.bearer", knobs={"name_id": None, "confirmations": []}, name_id=None)
signed("nameid-empty", "refuse", "subject.name_id", knobs={"name_id": ""})
for _name, _value in {"in": "ada<x>.evil</x>@example.test", "first": "<x>admin</x>@example.test"}.items():
    signed(
        f"nameid-element-{_name}",
        "refuse",
        "structure.unexpected",
        knobs={"name_id": Raw(_value.replace("<x>", '<x xmlns="urn:x">'))},
        note="Readers differ in where the name ends; a name has no elements.",
    )
signed(
    "nameid-beside-sealed",
    "refuse",
    DUPLICATE,
    knobs={"edit": replacing("</saml:NameID>", "</saml:NameID><saml:EncryptedID/>")},
    note="Which of them is the person is open.",
)
signed(
    "nameid-beside-base",
    "refuse",
    DUPLICATE,
    knobs={"edit": replacing("</saml:NameID>", "</saml:NameID><saml:BaseID/>")},
    note="Which of them is the person is open.",
)
signed(
    "issuer-element",
    "refuse",
    "structure.unexpected",
    knobs={
        "edit": replacing(
            "<saml:Issuer>https://idp.example.test/idp<",
            '<saml:Issuer>https://idp.<x xmlns="urn:x">example.test/idp</x><',
        )
    },
    note="Some readers stop where an element begins.",
)
signed(
    "aud-element",
    "refuse",
    "structure.unexpected",
    knobs={"edit": replacing("</saml:Audience>", '<x xmlns="urn:x">.evil.test</x></saml:Audience>')},
    trust={"audiences": (SP + ".evil.test",)},
    note="Some readers stop where an element begins.",
)
signed(
    "attribute-foreign",
    "refuse",
    "structure.unexpected",
    knobs={
        "attributes": {"a": "1"},
        "edit": replacing("</saml:AttributeStatement>", '<x xmlns="urn:x"/></saml:AttributeStatement>'),
    },
    note="No attribute stands among the attributes.",
)
signed(
    "attribute-value-foreign",
    "refuse",
    "structure.unexpected",
    knobs={
        "attributes": {"a": "1"},
        "edit": replacing("</saml:Attribute>", "<saml:Value>admins</saml:Value></saml:Attribute>"),
    },
    note="No value stands among the values.",
)
signed("nameid-blank", "refuse", "subject.name_id", knobs={"name_id": "  \n "})
signed(
    "ok-nameid-absent",
    "accept",
    knobs={"name_id": None},
    name_id=None,
    note="The profile allows it; who needs it says so.",
    warns=("subject.name_id",),
)
signed("conditions-missing", "refuse", "conditions.missing", knobs={"omit": frozenset({"conditions"})})
signed(
    "condition-unknown",
    "refuse",
    "conditions.unknown",
    note="A condition that is not understood is not met.",
    knobs={
        "conditions": '<saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:x="urn:x" xsi:type="x:OnTuesdays"/>'
    },
)
signed("condition-foreign", "refuse", "conditions.unknown", knobs={"conditions": '<x:OnlyIf xmlns:x="urn:example:x"/>'})
signed("authn-statement-missing", "refuse", "authn_statement.present", knobs={"omit": frozenset({"authn_statement"})})
signed("authn-instant-missing", "refuse", REQUIRED, knobs={"authn_instant": None})
signed(
    "ok-authn-context-missing",
    "accept",
    knobs={"edit": lambda text: re.sub(r"<saml:AuthnContext>.*</saml:AuthnContext>", "", text, flags=re.DOTALL)},
    note="The schema requires it; some applications do not look.",
    warns=("authn_statement.context",),
)
signed("ok-one-time-use", "accept", knobs={"conditions": "<saml:OneTimeUse/>"})
signed("ok-proxy-restriction", "accept", knobs={"conditions": '<saml:ProxyRestriction Count="0"/>'})
signed(
    "ok-two-authn-statements",
    "accept",
    knobs={
        "edit": replacing(
            "<saml:AuthnStatement ",
            '<saml:AuthnStatement AuthnInstant="2026-11-01T12:00:00Z">'
            "<saml:AuthnContext><saml:AuthnContextClassRef>urn:x</saml:AuthnContextClassRef></saml:AuthnContext>"
            "</saml:AuthnStatement><saml:AuthnStatement ",
        )
    },
)
signed("ok-no-attributes", "accept", knobs={"omit": frozenset({"attribute_statement"})}, attributes={})

# The name.

for _name, _value in {
    "long": "x" * 10_000,
    "spaces": "  ada  ",
    "unicode": "ада@пример.test 佐藤 🌸",
    "markup": "<b>&'\"",
    "opaque": "G-" + "ab12" * 16,
}.items():
    signed(f"ok-nameid-{_name}", "accept", knobs={"name_id": _value}, name_id=_value)
for _name, _format in {
    "none": None,
    "unknown": "urn:example:format",
    "persistent": PERSISTENT,
    "transient": TRANSIENT,
    "saml2-email": "urn:oasis:names:tc:SAML:2.0:nameid-format:emailAddress",
}.items():
    signed(f"ok-nameid-format-{_name}", "accept", knobs={"name_id_format": _format})
signed(
    "ok-nameid-qualifiers",
    "accept",
    knobs={"name_id_attributes": {"NameQualifier": "https://elsewhere.test", "SPNameQualifier": "https://other.test"}},
    warns=("subject.qualifier",),
)
for _name, _value in {
    "upper": "Ada@Example.test",
    "plus-tag": "ada+admin@example.test",
    "homoglyph": "аda@example.test",
    "full-width": "ａda@example.test",
    "dotless-i": "adamın@example.test",
    "zero-width": "a\u200bda@example.test",
    "no-break-space": "ada@example.test\u00a0",
    "right-to-left": "\u202eada@example.test",
    "combining": "a\u0301da@example.test",
    "trailing-dot": "ada@example.test.",
    "ligature": "oﬃce@example.test",
    "idn": "ada@exämple.test",
}.items():
    signed(
        f"id-{_name}",
        "accept",
        note="Accepted as the exact text; matching is another matter.",
        knobs={"name_id": _value, "attributes": {"mail": _value}},
        name_id=_value,
        attributes={"mail": (_value,)},
    )

# Attributes: kept apart and exact.

NIL = Attribute("nil", [None])
for _name, _list, _read in (
    ("multi", [("groups", ["b", "a", "b"])], {"groups": ("b", "a", "b")}),
    ("empty-value", [("x", [""])], {"x": ("",)}),
    ("no-value", [Attribute("x", [])], {"x": ()}),
    ("whitespace", [("x", ["  a \n b  "])], {"x": ("  a \n b  ",)}),
    ("any-type", [Attribute("x", ["a"], value_type="anyType")], {"x": ("a",)}),
    ("foreign-type", [Attribute("x", ["YWRh"], value_type="xs:base64Binary")], {"x": ("YWRh",)}),
    ("untyped", [Attribute("x", ["a"], value_type=None)], {"x": ("a",)}),
    ("unicode", [("näme", ["佐藤 🌸", "\u202e<b>"])], {"näme": ("佐藤 🌸", "\u202e<b>")}),
    (
        "formula",
        [("x", ['=HYPERLINK("http://evil.test")', "\u200b"])],
        {"x": ('=HYPERLINK("http://evil.test")', "\u200b")},
    ),
    ("long", [("x", ["y" * 200_000])], {"x": ("y" * 200_000,)}),
    ("name-odd", [("a b/c<d>&\"'", ["1"])], {"a b/c<d>&\"'": ("1",)}),
    ("name-empty", [("", ["1"])], {"": ("1",)}),
    ("nil", [NIL], {"nil": ()}),
):
    signed(f"ok-attribute-{_name}", "accept", knobs={"attributes": _list}, attributes=_read)
signed(
    "ok-attribute-nameless",
    "accept",
    knobs={"attributes": {"a": "1"}, "edit": replacing(' Name="a"', "")},
    note="The schema requires a name; nothing else depends on it.",
    warns=("attributes.no_name",),
)
signed(
    "ok-same-attribute-twice",
    "accept",
    note="Two elements of one name stay two (Keycloak writes roles so).",
    knobs={"attributes": [("Role", ["a"]), ("Role", ["b"])]},
    warns=("attributes.same_name",),
)
signed(
    "ok-name-formats-differ",
    "accept",
    knobs={"attributes": [("x", ["a"], "urn:f1"), ("x", ["b"], "urn:f2"), ("x", ["c"], None)]},
)
signed(
    "ok-same-friendly-name",
    "accept",
    attributes={"urn:one": ("a",), "urn:two": ("b",)},
    knobs={
        "attributes": [
            Attribute("urn:one", ["a"], friendly_name="mail"),
            Attribute("urn:two", ["b"], friendly_name="mail"),
        ]
    },
    warns=("attributes.same_friendly_name",),
)
signed(
    "ok-targeted-id",
    "accept",
    note="eduPersonTargetedID holds a NameID, whose text is the value.",
    attributes={"urn:oid:1.3.6.1.4.1.5923.1.1.1.10": ("opaque-1",)},
    knobs={
        "attributes": [
            Attribute(
                "urn:oid:1.3.6.1.4.1.5923.1.1.1.10",
                [
                    Raw(
                        f'<saml:NameID xmlns:saml="{SAML}" Format="{PERSISTENT}" NameQualifier="a" '
                        'SPNameQualifier="b">opaque-1</saml:NameID>'
                    )
                ],
                value_type=None,
            )
        ]
    },
)
signed(
    "ok-language-variants",
    "accept",
    attributes={"title": ("Direktorin", "Director")},
    knobs={
        "attributes": [Attribute("title", ["Direktorin", "Director"], value_type=None)],
        "edit": replacing(">Direktorin", ' xml:lang="de">Direktorin'),
    },
)
signed(
    "ok-two-attribute-statements",
    "accept",
    attributes={"a": ("1",), "b": ("2",)},
    knobs={
        "attributes": {"a": "1", "b": "2"},
        "edit": replacing(
            '</saml:Attribute><saml:Attribute Name="b"',
            '</saml:Attribute></saml:AttributeStatement><saml:AttributeStatement><saml:Attribute Name="b"',
        ),
    },
)


@accept(
    "ok-nested-markup-in-value",
    attributes=None,
    note="Markup in a value is odd, signed, and said (SAML injection).",
    warns=("attributes.nested",),
)
def _(ctx: Context) -> bytes:
    inner = '<x:evil xmlns:x="urn:example:x">admin</x:evil>'
    data = out(ctx.tree(attributes=[Attribute("note", [Raw(inner)], value_type=None)]))
    assert find(etree.fromstring(data), ".//a:AttributeValue")[0].tag == "{urn:example:x}evil"
    return data


@refuse(
    "saml-injection-second-subject",
    "structure.several_assertions",
    "authn_statement.present",
    "conditions.missing",
    "confirmation.bearer",
    note="An injected assertion that the IdP signed.",
)
def _(ctx: Context) -> bytes:
    # The identity provider pasted what the user wrote before it signed the response.
    name = Raw(
        f"{GOOD}</saml:NameID></saml:Subject></saml:Assertion><saml:Assertion ID='_x' Version='2.0' "
        f"IssueInstant='2026-11-01T12:00:00Z'><saml:Issuer>https://idp.example.test/idp</saml:Issuer>"
        f"<saml:Subject><saml:NameID>{EVIL}"
    )
    declared = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    edit = replacing("<samlp:Response ", f"<samlp:Response {declared} ")
    return out(ctx.tree(name_id=name, sign="response", edit=edit))
