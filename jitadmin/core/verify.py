"""Judging what a message says: status, names, addresses and times, as of a chosen instant (saml-profiles 4.1.4).

Nothing here knows of XML or keys. Every question is asked and answered; a question that the trust leaves open is
skipped and says so.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from jitadmin.core.confirmation import BEARER, judge_confirmations
from jitadmin.core.diagnose import address_causes, issuer_causes, name_causes, time_causes
from jitadmin.core.message import Assertion, BadTime, Message, Response, Signature, Time
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Check, Result

SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
ENTITY: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
UNSPECIFIED: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


def check(code: str, result: Result, where: str = "", causes: Sequence[str] = (), **args: Any) -> Check:
    """One Check; it saves the braces."""
    return Check(code=code, result=result, args=args, where=where, causes=tuple(causes))


def judge_meaning(
    message: Message, assertion: Assertion | None, signatures: Sequence[Signature], trust: Trust, as_of: datetime | None
) -> list[Check]:
    """All checks on the meaning of a message; ``assertion`` is the one that was read, believed or not."""
    believed = {signature.covers for signature in signatures if signature.trusted}
    checks: list[Check] = []
    checks.extend(_coverage(message, assertion, believed, trust))
    response = message.response
    at = "Response/Assertion" if response else "Assertion"
    if response:
        checks.extend(_response(response, "response" in believed, trust, as_of))
    checks.extend(_issuer(message, assertion, trust, at))
    if response or assertion:
        checks.append(_in_response_to(response, assertion, trust))
    if assertion:
        checks.extend(_assertion(assertion, trust, as_of, at))
        checks.extend(judge_confirmations(assertion, response, trust, as_of, at))
    return checks


def _coverage(
    message: Message, assertion: Assertion | None, believed: AbstractSet[str], trust: Trust
) -> Iterator[Check]:
    """The parts that the trust wants signed (saml-profiles 4.1.4.3)."""
    wanted = {"both": ["response", "assertion"], "either": []}.get(trust.signed, [trust.signed])
    missing = [part for part in wanted if part not in believed]
    if wanted:
        yield check("signature.required_parts", "fail" if missing else "pass", wanted=wanted, missing=missing)
    if message.response and assertion and "assertion" in believed and "response" not in believed:
        alone = _unsupported(message.response, assertion)
        yield check("signature.response_unsigned", "warn" if alone else "pass", "Response", names=alone)
    if trust.require_encryption:
        held = any(assertion.encrypted for assertion in message.assertions) or message.encrypted_count > 0
        yield check("encryption.required", "pass" if held else "fail", "Response/EncryptedAssertion")


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


def _response(response: Response, signed: bool, trust: Trust, as_of: datetime | None) -> Iterator[Check]:
    yield _version(response.version, "Response")
    yield _issued(response.issue_instant, trust, as_of, "Response")
    yield _status(response, signed)
    yield _destination(response, signed, trust)


def _status(response: Response, signed: bool) -> Check:
    status, where = response.status, "Response/Status"
    if status is None or not status.codes:
        return check("status.missing", "fail", "Response")
    args: dict[str, Any] = {"codes": status.codes, "message": status.message or "", "signed": signed}
    if status.codes[0] == SUCCESS:
        return check("status.success", "pass", where, **args)
    inner = [code.rpartition(":")[2] for code in status.codes]
    causes = [f"cause.status.{name}" for name in reversed(inner) if name in STATUS_CAUSES]
    return check("status.success", "fail", where, causes[:1], **args, names=inner)


STATUS_CAUSES: Final = frozenset(
    {
        "AuthnFailed", "InvalidNameIDPolicy", "NoPassive", "RequestDenied", "NoAuthnContext", "UnsupportedBinding",
        "UnknownPrincipal", "VersionMismatch", "Requester", "Responder",
    }
)  # fmt: skip


def _destination(response: Response, signed: bool, trust: Trust) -> Check:
    """bindings 3.5.5.2: a signed message over HTTP-POST names the address that it was sent to."""
    actual, where = response.destination, "Response"
    args: dict[str, Any] = {"expected": trust.acs_urls, "actual": actual or "", "signed": signed}
    if not trust.acs_urls:
        return check("destination.match", "skip", where, **args)
    if actual is None:
        return check("destination.missing", "fail" if signed else "warn", where, **args)
    if actual in trust.acs_urls:
        return check("destination.match", "pass", where, **args)
    return check("destination.match", "fail", where, address_causes(trust.acs_urls, actual, trust), **args)


def _version(version: str | None, where: str) -> Check:
    return check("structure.version", "pass" if version == "2.0" else "fail", where, actual=version or "")


def _issued(instant: Time | None, trust: Trust, as_of: datetime | None, where: str) -> Check:
    if instant is None:
        return check("structure.required", "fail", where, missing="IssueInstant")
    if isinstance(instant, BadTime):
        return check("time.malformed", "fail", where, name="IssueInstant", actual=instant.text)
    if as_of is None or instant - as_of <= timedelta(seconds=trust.clock_skew):
        return check("issue_instant.past", "pass", where, moment=instant, as_of=as_of)
    args = _moment_args(instant, as_of, trust)
    return check("issue_instant.past", "fail", where, time_causes(args), **args)


def _issuer(message: Message, assertion: Assertion | None, trust: Trust, at: str) -> Iterator[Check]:
    """The issuer of the assertion, and of the response where it names one (saml-profiles 4.1.4.2)."""
    response = message.response
    if response and response.issuer is not None:
        yield _one_issuer(response.issuer, response.issuer_format, trust, "Response/Issuer")
    if assertion:
        if assertion.issuer is None:
            yield check("structure.required", "fail", at, missing="Issuer")
        else:
            yield _one_issuer(assertion.issuer, assertion.issuer_format, trust, f"{at}/Issuer")
        if response and response.issuer is not None and assertion.issuer not in {None, response.issuer}:
            yield check(
                "issuer.differs", "fail", f"{at}/Issuer", response=response.issuer, assertion=assertion.issuer or ""
            )


def _one_issuer(actual: str, form: str | None, trust: Trust, where: str) -> Check:
    args: dict[str, Any] = {"expected": trust.idp_entity_id or "", "actual": actual}
    if form not in {None, ENTITY, UNSPECIFIED}:
        return check("issuer.format", "fail", where, actual=form or "")
    if trust.idp_entity_id is None:
        return check("issuer.match", "skip", where, **args)
    if actual == trust.idp_entity_id:
        return check("issuer.match", "pass", where, **args)
    if actual in trust.other_idps:
        return check("issuer.other_idp", "fail", where, other=trust.other_idps[actual], **args)
    return check("issuer.match", "fail", where, issuer_causes(trust.idp_entity_id, actual), **args)


def _in_response_to(response: Response | None, assertion: Assertion | None, trust: Trust) -> Check:
    """Whether it answers the request that is outstanding; confirmations are judged on their own."""
    stated = [response.in_response_to] if response else []
    if assertion:
        stated += [c.in_response_to for c in assertion.confirmations if c.has_data]
    answered = sorted({item for item in stated if item is not None})
    args: dict[str, Any] = {"expected": trust.in_response_to or "", "actual": answered}
    where = "Response" if response else "Assertion"
    if trust.in_response_to is not None:
        if not answered:
            return check("in_response_to.match", "fail", where, ("cause.unsolicited",), **args)
        right = answered == [trust.in_response_to] and None not in stated[:1]
        return check("in_response_to.match", "pass" if right else "fail", where, (), **args)
    if len(answered) > 1:
        return check("in_response_to.differs", "fail", where, **args)
    if trust.allow_unsolicited:
        return check("in_response_to.unsolicited", "skip" if answered else "pass", where, **args)
    cause = "cause.request_not_named" if answered else "cause.unsolicited"
    return check("in_response_to.unsolicited", "fail", where, (cause,), **args)


def _assertion(assertion: Assertion, trust: Trust, as_of: datetime | None, at: str) -> Iterator[Check]:
    yield _version(assertion.version, at)
    yield _issued(assertion.issue_instant, trust, as_of, at)
    if not assertion.id:
        yield check("structure.required", "fail", at, missing="ID")
    yield _subject(assertion, at)
    yield from _qualifiers(assertion, trust, f"{at}/Subject/NameID")
    yield from _conditions(assertion, trust, as_of, f"{at}/Conditions")
    yield from _authentication(assertion, trust, as_of, f"{at}/AuthnStatement")
    yield from _attributes(assertion, at)


def _subject(assertion: Assertion, at: str) -> Check:
    where = f"{at}/Subject"
    if not assertion.has_subject:
        return check("subject.missing", "fail", at)
    if assertion.name_id is None:
        return check("subject.name_id", "warn", where)
    empty = not assertion.name_id.value.strip()
    args: dict[str, Any] = {"format": assertion.name_id.format or "", "length": len(assertion.name_id.value)}
    return check("subject.name_id", "fail" if empty else "pass", f"{where}/NameID", **args)


def _qualifiers(assertion: Assertion, trust: Trust, where: str) -> Iterator[Check]:
    """A name that was made by another provider or for another one (saml-core 8.3.7) says who it is only there.

    Some applications, Slack among them, ask for their own host name as the NameQualifier.
    """
    name_id = assertion.name_id
    if name_id is None or not (name_id.name_qualifier or name_id.sp_name_qualifier):
        return
    ours = (*trust.audiences, *(urlsplit(url).hostname or "" for url in trust.acs_urls))
    strange = [
        (name, actual, expected)
        for name, actual, expected in (
            ("NameQualifier", name_id.name_qualifier, (assertion.issuer or "", *ours)),
            ("SPNameQualifier", name_id.sp_name_qualifier, trust.audiences),
        )
        if actual and expected and actual not in expected
    ]
    for name, actual, expected in strange:
        yield check("subject.qualifier", "warn", where, name=name, actual=actual, expected=expected)


def _conditions(assertion: Assertion, trust: Trust, as_of: datetime | None, where: str) -> Iterator[Check]:
    conditions = assertion.conditions
    if conditions is None:
        yield check("conditions.missing", "fail", where.rpartition("/")[0])
        return
    yield judge_from(conditions.not_before, "conditions.not_before", "NotBefore", trust, as_of, where)
    yield judge_until(conditions.not_on_or_after, "conditions.not_on_or_after", "NotOnOrAfter", trust, as_of, where)
    yield _audience(conditions.audiences, trust, f"{where}/AudienceRestriction")
    if conditions.one_time_use:
        yield check("conditions.one_time_use", "pass", f"{where}/OneTimeUse")
    if conditions.unknown:
        yield check("conditions.unknown", "fail", where, names=conditions.unknown)


def judge_from(moment: Time | None, code: str, name: str, trust: Trust, as_of: datetime | None, where: str) -> Check:
    """A time before which nothing holds; clocks may differ by the skew."""
    if isinstance(moment, BadTime):
        return check("time.malformed", "fail", where, name=name, actual=moment.text)
    if moment is None or as_of is None:
        return check(code, "skip", where, name=name)
    if moment - as_of <= timedelta(seconds=trust.clock_skew):
        return check(code, "pass", where, moment=moment, as_of=as_of)
    args = _moment_args(moment, as_of, trust)
    return check(code, "fail", where, time_causes(args), **args)


def judge_until(moment: Time | None, code: str, name: str, trust: Trust, as_of: datetime | None, where: str) -> Check:
    """A time from which on nothing holds any more: that instant itself is outside (saml-core 2.5.1.2)."""
    if isinstance(moment, BadTime):
        return check("time.malformed", "fail", where, name=name, actual=moment.text)
    if moment is None or as_of is None:
        return check(code, "skip", where, name=name)
    if as_of - moment < timedelta(seconds=trust.clock_skew):
        return check(code, "pass", where, moment=moment, as_of=as_of)
    args = _moment_args(moment, as_of, trust)
    return check(code, "fail", where, time_causes(args), **args)


def _moment_args(moment: datetime, as_of: datetime | None, trust: Trust) -> dict[str, Any]:
    away = int((moment - as_of).total_seconds()) if as_of else 0
    return {
        "moment": moment, "as_of": as_of, "skew": trust.clock_skew, "seconds": abs(away),
        "span": timedelta(seconds=abs(away)), "ahead": away > 0,
    }  # fmt: skip


def _audience(restrictions: tuple[tuple[str, ...], ...], trust: Trust, where: str) -> Check:
    """Every AudienceRestriction must name us, letter by letter (saml-core 2.5.1.4)."""
    named = [audience for restriction in restrictions for audience in restriction]
    args: dict[str, Any] = {"expected": trust.audiences, "actual": named}
    if not restrictions:
        return check("audience.missing", "fail" if trust.audiences else "warn", where.rpartition("/")[0], **args)
    if not trust.audiences:
        return check("audience.match", "skip", where, **args)
    if all(set(restriction) & set(trust.audiences) for restriction in restrictions):
        return check("audience.match", "pass", where, **args)
    return check("audience.match", "fail", where, name_causes(trust.audiences, named, trust), **args)


def _authentication(assertion: Assertion, trust: Trust, as_of: datetime | None, where: str) -> Iterator[Check]:
    """saml-profiles 4.1.4.2: at least one AuthnStatement, whose session has not ended."""
    if not assertion.authn_statements:
        yield check("authn_statement.present", "fail", where.rpartition("/")[0])
        return
    yield check("authn_statement.present", "pass", where)
    for statement in assertion.authn_statements:
        if statement.authn_instant is None:
            yield check("structure.required", "fail", where, missing="AuthnInstant")
        else:
            yield judge_from(statement.authn_instant, "authn_instant.past", "AuthnInstant", trust, as_of, where)
        if statement.session_not_on_or_after is not None:
            yield judge_until(
                statement.session_not_on_or_after, "session.not_on_or_after", "SessionNotOnOrAfter", trust, as_of, where
            )


def _attributes(assertion: Assertion, at: str) -> Iterator[Check]:
    """Odd but allowed shapes that other software reads in other ways: said, so that nobody is surprised."""
    seen: set[tuple[str, str | None]] = set()
    twice: list[str] = []
    nested: list[str] = []
    friendly: dict[str, str] = {}
    shared: list[str] = []
    for attribute in assertion.attributes:
        key = (attribute.name, attribute.name_format)
        if key in seen:
            twice.append(attribute.name)
        seen.add(key)
        for value in attribute.values:
            if value.element and value.element != "NameID":
                nested.append(attribute.name)
                break
        if attribute.friendly_name and friendly.setdefault(attribute.friendly_name, attribute.name) != attribute.name:
            shared.append(attribute.friendly_name)
    where = f"{at}/AttributeStatement"
    if twice:
        yield check("attributes.same_name", "warn", where, names=twice)
    if nested:
        yield check("attributes.nested", "warn", where, names=nested)
    if shared:
        yield check("attributes.same_friendly_name", "warn", where, names=shared)
