"""The likely causes of a failed check, as codes: what the field has seen before, the likeliest first.

The sentences with the remedy at the right side are in ``core.wording.causes``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from jitadmin.core.message import Time
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Check

HOUR: Final = 3600
_LIKENESSES: Final = frozenset({"cause.other_path", "cause.other_host"})
# How the entity IDs of two tenants, realms or applications of one product differ.
_TENANT: Final = frozenset({"cause.other_path", "cause.query"})
_DAMAGED: Final = ("cause.damaged",)
_TAMPERED: Final = ("cause.two_instances",)
_HOME_MADE: Final = ("cause.not_by_standard",)
CAUSES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "xml.empty": _DAMAGED,
        "xml.encoding": _DAMAGED,
        "xml.malformed": _DAMAGED,
        "xml.truncated": _DAMAGED,
        "xml.trailing": _DAMAGED,
        "xml.leading": _DAMAGED,
        "xml.too_large": ("cause.too_much",),
        "xml.too_many_elements": ("cause.too_much",),
        "xml.text_too_long": ("cause.too_much",),
        "xml.doctype": _TAMPERED,
        "xml.xinclude": _TAMPERED,
        "xml.processing_instruction": _TAMPERED,
        "xml.relative_namespace": _TAMPERED,
        "xml.namespace_character": _TAMPERED,
        "xml.too_deep": _TAMPERED,
        "xml.too_many_attributes": _TAMPERED,
        "xml.namespace_bomb": _TAMPERED,
        "xml.version": _HOME_MADE,
        "message.saml1": ("cause.other_protocol",),
        "message.ws_federation": ("cause.other_protocol",),
        "structure.no_assertion": ("cause.no_assertion",),
        "structure.unexpected": (*_HOME_MADE, *_TAMPERED),
        "structure.duplicate_element": (*_HOME_MADE, *_TAMPERED),
        "structure.required": _HOME_MADE,
        "structure.version": _HOME_MADE,
        "status.missing": _HOME_MADE,
        "status.success": _HOME_MADE,
        "signature.reference": ("cause.odd_signature",),
        "signature.shape": ("cause.odd_signature",),
        "signature.comment": ("cause.odd_signature",),
        "signature.void_canonicalization": ("cause.odd_signature",),
        "signature.canonicalization": ("cause.canonicalization",),
        "signature.transform": ("cause.canonicalization", "cause.odd_signature"),
        "signature.certificate_not_yet_valid": ("cause.certificate_early",),
        "encryption.retired_rsa15": ("cause.rsa15",),
        "encryption.required": ("cause.not_encrypted_at_idp",),
        "issuer.format": _HOME_MADE,
        "issuer.other_idp": ("cause.other_connection",),
        "destination.missing": ("cause.address_not_set",),
        "recipient.missing": ("cause.address_not_set",),
        "audience.missing": ("cause.audience_not_set",),
        "conditions.missing": ("cause.audience_not_set",),
        "conditions.unknown": ("cause.condition_unknown",),
        "confirmation.bearer": ("cause.not_a_browser_login",),
        "confirmation.data": ("cause.not_a_browser_login",),
        "confirmation.not_on_or_after_missing": ("cause.not_a_browser_login",),
        "confirmation.not_before": ("cause.confirmation_not_before",),
        "authn_statement.context": _HOME_MADE,
        "attributes.no_name": _HOME_MADE,
        "authn_statement.present": ("cause.not_a_browser_login",),
        "time.malformed": ("cause.time_format",),
        "replay.first": ("cause.replayed",),
        "signature.missing": ("cause.not_signed_at_idp",),
        "signature.digest_mismatch": ("cause.edited",),
        "signature.value_mismatch": ("cause.key_unknown", "cause.edited"),
        "signature.key_untrusted": ("cause.key_other_idp", "cause.key_rolled_over"),
        "signature.no_trusted_key": ("cause.no_certificate",),
        "signature.algorithm": ("cause.weak_algorithm",),
        "signature.retired_sha1": ("cause.weak_algorithm",),
        "signature.retired_key": ("cause.short_key",),
        "signature.certificate_expired": ("cause.certificate_renew",),
        "signature.required_parts": ("cause.sign_other_part",),
        "signature.several": ("cause.two_instances",),
        "signature.wrapped": ("cause.two_instances",),
        "structure.several_assertions": ("cause.two_instances",),
        "structure.assertion_elsewhere": ("cause.two_instances",),
        "structure.duplicate_id": ("cause.two_instances",),
        "encryption.decrypt": ("cause.wrong_decryption_key",),
        "encryption.no_key": ("cause.encryption_key_missing",),
        "subject.missing": ("cause.name_id_missing",),
        "issuer.differs": ("cause.two_instances",),
        "in_response_to.differs": ("cause.other_request",),
        "in_response_to.match": ("cause.other_request",),
    }
)


def explained(check: Check) -> Check:
    """A check that did not pass, with the causes known for its code where none was found by looking closer."""
    if check.causes or check.result not in {"fail", "warn"}:
        return check
    causes = CAUSES.get(check.code, ("cause.not_a_login",) if check.code.startswith("message.") else ())
    if check.code == "subject.name_id":
        causes = ("cause.name_id_empty",) if check.result == "fail" else ("cause.name_id_missing",)
    return msgspec.structs.replace(check, causes=causes) if causes else check


def name_causes(expected: Sequence[str], actual: Sequence[str], trust: Trust) -> tuple[str, ...]:
    """Why an audience may differ from what was expected."""
    swapped = []
    if not set(actual).isdisjoint(trust.acs_urls):
        swapped.append("cause.audience_is_acs")
    if trust.idp_entity_id in actual:
        swapped.append("cause.audience_is_idp")
    alike = [cause for value in actual for wanted in expected for cause in near(wanted, value)]
    return tuple(swapped) or _likeliest(alike) or ("cause.audience_other",)


def issuer_causes(expected: str, actual: str) -> tuple[str, ...]:
    """Why an issuer may differ from the one that is trusted."""
    found = near(expected, actual)
    if set(found) <= _TENANT and _one_host(expected, actual):
        return ("cause.other_tenant",)
    return _likeliest(found) or ("cause.issuer_other",)


def address_causes(expected: Sequence[str], actual: str, trust: Trust) -> tuple[str, ...]:
    """Why a Destination or Recipient may differ from the addresses of the service provider."""
    if actual in trust.audiences:
        return ("cause.address_is_entity_id",)
    return _likeliest([cause for wanted in expected for cause in near(wanted, actual)]) or ("cause.address_other",)


def moment_args(moment: datetime, as_of: datetime, trust: Trust) -> dict[str, Any]:
    """How far a time is away, as every check of a time that is out tells it."""
    away = int((moment - as_of).total_seconds())
    return {
        "moment": moment, "as_of": as_of, "skew": trust.clock_skew, "seconds": abs(away),
        "span": timedelta(seconds=abs(away)), "ahead": away > 0,
    }  # fmt: skip


def time_causes(args: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a time may be out: an old sample, or clocks that differ."""
    if args["ahead"]:
        return ("cause.clock_ahead",) if args["seconds"] < HOUR else ("cause.future_sample",)
    return ("cause.clock_behind", "cause.expired_sample") if args["seconds"] < HOUR else ("cause.expired_sample",)


def against_issue(check: Check, issued: Time | None) -> Check:
    """A failed check of a time, with the right cause where the time does not fit the message's own time of issue.

    One clock wrote both, so that neither the age of a sample nor clocks that differ explain it.
    """
    moment = check.args.get("moment")
    if not isinstance(issued, datetime) or moment is None:
        return check
    allowed = timedelta(seconds=check.args["skew"])
    never = moment - issued > allowed if check.args["ahead"] else issued - moment >= allowed
    return msgspec.structs.replace(check, causes=("cause.against_issue",)) if never else check


def near(wanted: str, actual: str) -> list[str]:
    """How two names differ that a person would take for one."""
    if wanted == actual:
        return []
    if wanted.strip() == actual.strip():
        return ["cause.blanks"]
    if wanted.rstrip("/") == actual.rstrip("/"):
        return ["cause.trailing_slash"]
    if wanted.casefold() == actual.casefold():
        return ["cause.case"]
    return _url_causes(wanted, actual)


def _url_causes(wanted: str, actual: str) -> list[str]:
    try:
        one, two = urlsplit(wanted.strip()), urlsplit(actual.strip())
        ports = (one.port, two.port)
    except ValueError:
        return []
    if not (one.hostname and two.hostname):
        return []
    same_path = one.path.rstrip("/").casefold() == two.path.rstrip("/").casefold()
    found = []
    if one.hostname == two.hostname and same_path:
        if one.scheme != two.scheme:
            found.append("cause.http_vs_https")
        elif ports[0] != ports[1]:
            found.append("cause.port")
        elif one.query != two.query or one.fragment != two.fragment:
            found.append("cause.query")
    elif same_path and one.scheme == two.scheme and one.path.strip("/"):
        found.append("cause.other_host")
    elif one.hostname == two.hostname:
        found.append("cause.other_path")
    return found


def _one_host(expected: str, actual: str) -> bool:
    try:
        return bool(urlsplit(expected).hostname) and urlsplit(expected).hostname == urlsplit(actual).hostname
    except ValueError:
        return False


def _likeliest(causes: Sequence[str]) -> tuple[str, ...]:
    """The causes, each once; a mere likeness only where nothing says more."""
    return tuple(dict.fromkeys([cause for cause in causes if cause not in _LIKENESSES] or causes))
