"""Judging what a message says: status, names, addresses and times, as of a chosen instant (saml-profiles 4.1.4).

Nothing here knows of XML or keys. Every question is asked and answered; a question that the trust leaves open is
skipped and says so.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from jitadmin.core.confirmation import BEARER, judge_confirmations
from jitadmin.core.diagnose import (
    address_causes,
    against_issue,
    issuer_causes,
    moment_args,
    name_causes,
    time_causes,
)
from jitadmin.core.message import Assertion, BadTime, Message, Response, Signature, Time
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Check, Result

SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
ENTITY: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
UNSPECIFIED: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


def judge_meaning(
    message: Message, assertion: Assertion | None, signatures: Sequence[Signature], trust: Trust, as_of: datetime | None
) -> list[Check]:
    """All checks on the meaning of a message; ``assertion`` is the one that was read, believed or not."""
    believed = {signature.covers for signature in signatures if signature.trusted}
    looked_at = {signature.covers for signature in signatures}
    if assertion is None and message.encrypted_count:
        looked_at.add("assertion")
    checks = _coverage(message, assertion, believed, looked_at, trust)
    response = message.response
    at = "Response/Assertion" if response else "Assertion"
    if response:
        checks += _response(response, "response" in believed, trust, as_of)
    checks += _issuer(response, assertion, trust, at)
    if response or assertion:
        checks.append(_in_response_to(response, assertion, trust))
    if assertion:
        said = _assertion(assertion, trust, as_of, at) + judge_confirmations(assertion, response, trust, as_of, at)
        issued, outside = assertion.issue_instant, response.issue_instant if response else None
        checks += [
            check
            if check.result != "fail"
            else against_issue(check, outside if check.code == "issue_instant.past" else issued)
            for check in said
        ]
    return checks


_WANTED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"either": (), "response": ("response",), "assertion": ("assertion",), "both": ("response", "assertion")}
)


def _coverage(
    message: Message,
    assertion: Assertion | None,
    believed: AbstractSet[str],
    looked_at: AbstractSet[str],
    trust: Trust,
) -> list[Check]:
    """The parts that the trust wants signed (saml-profiles 4.1.4.3)."""
    checks = []
    wanted = _WANTED[trust.signed]
    if wanted:
        missing = [part for part in wanted if part not in believed]
        # A signature that does not hold, or a part that stays sealed, has failed by itself and for another reason.
        unsigned = [part for part in missing if part not in looked_at]
        args = {"wanted": list(wanted), "missing": unsigned or missing}
        result: Result = "fail" if unsigned else "skip" if missing else "pass"
        checks.append(Check("signature.required_parts", result, args))
    if message.response and assertion and "assertion" in believed and "response" not in believed:
        alone = _unsupported(message.response, assertion)
        args = {"names": alone}
        checks.append(Check("signature.response_unsigned", "warn" if alone else "pass", args, "Response"))
    if trust.require_encryption:
        held = any(assertion.encrypted for assertion in message.assertions) or message.encrypted_count > 0
        checks.append(Check("encryption.required", "pass" if held else "fail", {}, "Response/EncryptedAssertion"))
    return checks


def _unsupported(response: Response, assertion: Assertion) -> list[str]:
    """What an unsigned response says and the signed assertion in it does not: the word of whoever delivered it."""
    held = [item for item in assertion.confirmations if item.method == BEARER]
    succeeded = response.status is not None and response.status.codes[:1] == (SUCCESS,)
    backed = {
        "Status": succeeded,
        "Issuer": response.issuer in {None, assertion.issuer},
        "Destination": response.destination in {None, *(item.recipient for item in held)},
        "InResponseTo": response.in_response_to in {item.in_response_to for item in held},
    }
    return [name for name, holds in backed.items() if not holds]


def _response(response: Response, signed: bool, trust: Trust, as_of: datetime | None) -> list[Check]:
    return [
        _version(response.version, "Response"),
        _issued(response.issue_instant, trust, as_of, "Response"),
        _status(response, signed),
        _destination(response, signed, trust),
    ]


def _status(response: Response, signed: bool) -> Check:
    status, where = response.status, "Response/Status"
    if status is None or not status.codes:
        return Check("status.missing", "fail", {}, "Response")
    args: dict[str, Any] = {"codes": status.codes, "message": status.message or "", "signed": signed}
    if status.codes[0] == SUCCESS:
        return Check("status.success", "pass", args, where)
    args["names"] = inner = [code.rpartition(":")[2] for code in status.codes]
    causes = [f"cause.status.{name}" for name in reversed(inner) if name in STATUS_CAUSES]
    return Check("status.success", "fail", args, where, tuple(causes[:1]))


STATUS_CAUSES: Final = frozenset(
    {
        "AuthnFailed", "InvalidNameIDPolicy", "NoPassive", "RequestDenied", "NoAuthnContext", "UnsupportedBinding",
        "UnknownPrincipal", "VersionMismatch", "Requester", "Responder",
    }
)  # fmt: skip


def _destination(response: Response, signed: bool, trust: Trust) -> Check:
    """bindings 3.5.5.2: a signed message over HTTP-POST names the address that it was sent to."""
    actual, where = response.destination, "Response"
    args = {"expected": trust.acs_urls, "actual": actual or "", "signed": signed}
    if not trust.acs_urls:
        return Check("destination.match", "skip", args, where)
    if actual is None:
        return Check("destination.missing", "fail" if signed else "warn", args, where)
    if actual in trust.acs_urls:
        return Check("destination.match", "pass", args, where)
    return Check("destination.match", "fail", args, where, address_causes(trust.acs_urls, actual, trust))


def _version(version: str | None, where: str) -> Check:
    return Check("structure.version", "pass" if version == "2.0" else "fail", {"actual": version or ""}, where)


def _issued(instant: Time | None, trust: Trust, as_of: datetime | None, where: str) -> Check:
    if instant is None:
        return Check("structure.required", "fail", {"missing": "IssueInstant"}, where)
    if isinstance(instant, BadTime):
        return Check("time.malformed", "fail", {"name": "IssueInstant", "actual": instant.text}, where)
    if as_of is None or instant - as_of <= timedelta(seconds=trust.clock_skew):
        return Check("issue_instant.past", "pass", {"moment": instant, "as_of": as_of}, where)
    args = moment_args(instant, as_of, trust)
    return Check("issue_instant.past", "fail", args, where, time_causes(args))


def _issuer(response: Response | None, assertion: Assertion | None, trust: Trust, at: str) -> list[Check]:
    """The issuer of the assertion, and of the response where it names one (saml-profiles 4.1.4.2)."""
    checks = []
    outer = response.issuer if response else None
    if response and outer is not None:
        checks.append(_one_issuer(outer, response.issuer_format, trust, "Response/Issuer"))
    if assertion:
        inner, where = assertion.issuer, f"{at}/Issuer"
        if inner is None:
            checks.append(Check("structure.required", "fail", {"missing": "Issuer"}, at))
        else:
            checks.append(_one_issuer(inner, assertion.issuer_format, trust, where))
        if outer is not None and inner is not None and inner != outer:
            checks.append(Check("issuer.differs", "fail", {"response": outer, "assertion": inner}, where))
    return checks


def _one_issuer(actual: str, form: str | None, trust: Trust, where: str) -> Check:
    args = {"expected": trust.idp_entity_id or "", "actual": actual}
    if form not in {None, ENTITY, UNSPECIFIED}:
        return Check("issuer.format", "fail", {"actual": form or ""}, where)
    if trust.idp_entity_id is None:
        return Check("issuer.match", "skip", args, where)
    if actual == trust.idp_entity_id:
        return Check("issuer.match", "pass", args, where)
    if actual in trust.other_idps:
        return Check("issuer.other_idp", "fail", {"other": trust.other_idps[actual], **args}, where)
    return Check("issuer.match", "fail", args, where, issuer_causes(trust.idp_entity_id, actual))


def _in_response_to(response: Response | None, assertion: Assertion | None, trust: Trust) -> Check:
    """Whether it answers the request that is outstanding; confirmations are judged on their own."""
    stated = [response.in_response_to] if response else []
    wanted = trust.in_response_to or (response.in_response_to if response else None)
    if assertion:
        inside = [c.in_response_to for c in assertion.confirmations if c.has_data and c.method == BEARER]
        # One confirmation that holds is enough; what the others answer is then of no account.
        stated += [wanted] if wanted is not None and wanted in inside else inside
    answered = sorted({item for item in stated if item is not None})
    args: dict[str, Any] = {"expected": trust.in_response_to or "", "actual": answered}
    where = "Response" if response else "Assertion"
    if trust.in_response_to is not None:
        if not answered:
            return Check("in_response_to.match", "fail", args, where, ("cause.unsolicited",))
        right = answered == [trust.in_response_to] and None not in stated[:1]
        return Check("in_response_to.match", "pass" if right else "fail", args, where)
    if len(answered) > 1:
        return Check("in_response_to.differs", "fail", args, where)
    if trust.allow_unsolicited:
        return Check("in_response_to.unsolicited", "skip" if answered else "pass", args, where)
    cause = "cause.request_not_named" if answered else "cause.unsolicited"
    return Check("in_response_to.unsolicited", "fail", args, where, (cause,))


def _assertion(assertion: Assertion, trust: Trust, as_of: datetime | None, at: str) -> list[Check]:
    checks = [_version(assertion.version, at), _issued(assertion.issue_instant, trust, as_of, at)]
    if not assertion.id:
        checks.append(Check("structure.required", "fail", {"missing": "ID"}, at))
    checks.append(_subject(assertion, at))
    checks += _qualifiers(assertion, trust, f"{at}/Subject/NameID")
    checks += _conditions(assertion, trust, as_of, f"{at}/Conditions")
    checks += _authentication(assertion, trust, as_of, f"{at}/AuthnStatement")
    if assertion.foreign:
        args = {"name": assertion.foreign}
        checks.append(Check("structure.unexpected", "fail", args, f"{at}/AttributeStatement"))
    checks += _attributes(assertion, f"{at}/AttributeStatement")
    return checks


def _subject(assertion: Assertion, at: str) -> Check:
    where = f"{at}/Subject"
    if not assertion.has_subject:
        return Check("subject.missing", "fail", {}, at)
    name_id = assertion.name_id
    if name_id is None:
        return Check("subject.name_id", "warn", {}, where)
    args = {"format": name_id.format or "", "length": len(name_id.value)}
    return Check("subject.name_id", "pass" if name_id.value.strip() else "fail", args, f"{where}/NameID")


def _qualifiers(assertion: Assertion, trust: Trust, where: str) -> list[Check]:
    """A name that was made by another provider or for another one (saml-core 8.3.7) says who it is only there.

    Some applications, Slack among them, ask for their own host name as the NameQualifier.
    """
    name_id = assertion.name_id
    if name_id is None or not (name_id.name_qualifier or name_id.sp_name_qualifier):
        return []
    ours = (*trust.audiences, *(urlsplit(url).hostname or "" for url in trust.acs_urls))
    return [
        Check("subject.qualifier", "warn", {"name": name, "actual": actual, "expected": expected}, where)
        for name, actual, expected in (
            ("NameQualifier", name_id.name_qualifier, (assertion.issuer or "", *ours)),
            ("SPNameQualifier", name_id.sp_name_qualifier, trust.audiences),
        )
        if actual and expected and actual not in expected
    ]


def _conditions(assertion: Assertion, trust: Trust, as_of: datetime | None, where: str) -> list[Check]:
    conditions = assertion.conditions
    if conditions is None:
        return [Check("conditions.missing", "fail", {}, where.rpartition("/")[0])]
    checks = [
        judge_from(conditions.not_before, "conditions.not_before", "NotBefore", trust, as_of, where),
        judge_until(conditions.not_on_or_after, "conditions.not_on_or_after", "NotOnOrAfter", trust, as_of, where),
        _audience(conditions.audiences, trust, f"{where}/AudienceRestriction"),
    ]
    if conditions.one_time_use:
        checks.append(Check("conditions.one_time_use", "pass", {}, f"{where}/OneTimeUse"))
    if conditions.unknown:
        checks.append(Check("conditions.unknown", "fail", {"names": conditions.unknown}, where))
    return checks


def judge_from(moment: Time | None, code: str, name: str, trust: Trust, as_of: datetime | None, where: str) -> Check:
    """A time before which nothing holds; clocks may differ by the skew."""
    if isinstance(moment, BadTime):
        return Check("time.malformed", "fail", {"name": name, "actual": moment.text}, where)
    if moment is None or as_of is None:
        return Check(code, "skip", {"name": name}, where)
    if moment - as_of <= timedelta(seconds=trust.clock_skew):
        return Check(code, "pass", {"moment": moment, "as_of": as_of}, where)
    args = moment_args(moment, as_of, trust)
    return Check(code, "fail", args, where, time_causes(args))


def judge_until(moment: Time | None, code: str, name: str, trust: Trust, as_of: datetime | None, where: str) -> Check:
    """A time from which on nothing holds any more: that instant itself is outside (saml-core 2.5.1.2)."""
    if isinstance(moment, BadTime):
        return Check("time.malformed", "fail", {"name": name, "actual": moment.text}, where)
    if moment is None or as_of is None:
        return Check(code, "skip", {"name": name}, where)
    if as_of - moment < timedelta(seconds=trust.clock_skew):
        return Check(code, "pass", {"moment": moment, "as_of": as_of}, where)
    args = moment_args(moment, as_of, trust)
    return Check(code, "fail", args, where, time_causes(args))


def _audience(restrictions: tuple[tuple[str, ...], ...], trust: Trust, where: str) -> Check:
    """Every AudienceRestriction must name us, letter by letter (saml-core 2.5.1.4)."""
    named = [audience for restriction in restrictions for audience in restriction]
    args = {"expected": trust.audiences, "actual": named}
    if not restrictions:
        return Check("audience.missing", "fail" if trust.audiences else "warn", args, where.rpartition("/")[0])
    if not trust.audiences:
        return Check("audience.match", "skip", args, where)
    if not any(set(trust.audiences).isdisjoint(restriction) for restriction in restrictions):
        return Check("audience.match", "pass", args, where)
    return Check("audience.match", "fail", args, where, name_causes(trust.audiences, named, trust))


def _authentication(assertion: Assertion, trust: Trust, as_of: datetime | None, where: str) -> list[Check]:
    """saml-profiles 4.1.4.2: at least one AuthnStatement, whose session has not ended."""
    if not assertion.authn_statements:
        return [Check("authn_statement.present", "fail", {}, where.rpartition("/")[0])]
    checks = [Check("authn_statement.present", "pass", {}, where)]
    for statement in assertion.authn_statements:
        if not statement.has_context:
            checks.append(Check("authn_statement.context", "warn", {}, where))
        began, ends = statement.authn_instant, statement.session_not_on_or_after
        if began is None:
            checks.append(Check("structure.required", "fail", {"missing": "AuthnInstant"}, where))
        else:
            checks.append(judge_from(began, "authn_instant.past", "AuthnInstant", trust, as_of, where))
        if ends is not None:
            checks.append(judge_until(ends, "session.not_on_or_after", "SessionNotOnOrAfter", trust, as_of, where))
    return checks


def _attributes(assertion: Assertion, where: str) -> list[Check]:
    """Odd but allowed shapes that other software reads in other ways: said, so that nobody is surprised."""
    seen: set[tuple[str, str | None]] = set()
    twice: list[str] = []
    nested: list[str] = []
    friendly: dict[str, str] = {}
    shared: list[str] = []
    nameless = 0
    for attribute in assertion.attributes:
        name, nickname = attribute.name, attribute.friendly_name
        if not attribute.named:
            nameless += 1
            continue
        key = (name, attribute.name_format)
        if key in seen:
            twice.append(name)
        seen.add(key)
        for value in attribute.values:
            if value.element and value.element != "NameID":
                nested.append(name)
                break
        if nickname and friendly.setdefault(nickname, name) != name:
            shared.append(nickname)
    odd = {"attributes.same_name": twice, "attributes.nested": nested, "attributes.same_friendly_name": shared}
    checks = [Check(code, "warn", {"names": names}, where) for code, names in odd.items() if names]
    if nameless:
        checks.append(Check("attributes.no_name", "warn", {"count": nameless}, where))
    return checks
