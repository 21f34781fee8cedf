"""One login as the object that ``--format jsonl`` prints, so that pipelines see what the window shows.

The values of a refused message stand under ``would_have`` alone: whoever reads the top level never takes a claim for a
verified value.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from jitadmin.core.account import Account, scim
from jitadmin.core.errors import InputError
from jitadmin.core.jit.result import Delta, Effect, Finding, Preview
from jitadmin.core.message import Origin
from jitadmin.core.messages import cause_sentences, check_sentence, sentence
from jitadmin.core.trace import Step
from jitadmin.core.verification import Check, Verification

_NO_EFFECT: Mapping[str, Any] = MappingProxyType({
    "match": {"by": None, "account": None},
    "account": None,
    "changes": [],
    "roles": {"granted": [], "revoked": [], "kept": []},
    "permissions": {"gained": [], "lost": [], "held": []},
    "findings": [],
})  # fmt: skip


def inspected(origin: Origin, verification: Verification) -> dict[str, Any]:
    """What ``inspect`` prints of one login."""
    top = {
        "source": source(origin),
        "verdict": verification.verdict,
        "checks": [check(item) for item in verification.checks],
    }
    if verification.verdict == "accepted":
        return {**top, **_claims(verification)}
    report: dict[str, Any] = {**top, "subject": None, "attributes": {}}
    if verification.assertion is not None:
        report["would_have"] = _claims(verification)
    return report


def previewed(origin: Origin, preview: Preview, *, explain: bool = False) -> dict[str, Any]:
    """What ``preview`` prints of one login; ``explain`` adds the sentence and the deciding row to each step."""
    report = inspected(origin, preview.verification)
    would_have = report.pop("would_have", None)
    effect = preview.effect
    if preview.verification.verdict == "accepted":
        shown = {"outcome": preview.outcome, **(_effect(effect) if effect else _NO_EFFECT)}
        return {**report, **shown, "trace": step(preview.trace, explain=explain)}
    report |= {"outcome": preview.outcome, **_NO_EFFECT}
    # The steps below would speak of values that nobody vouches for.
    report["trace"] = step(Step(preview.trace.code, preview.trace.args, "no"), explain=explain)
    if would_have is not None and effect is not None:
        would_have |= {"outcome": effect.outcome, **_effect(effect), "trace": step(effect.trace, explain=explain)}
    if would_have is not None:
        report["would_have"] = would_have
    return report


def unreadable(origin: Origin, error: InputError, *, preview: bool = False) -> dict[str, Any]:
    """A place where a login was expected and none could be read, in the same keys."""
    report: dict[str, Any] = {
        "source": source(origin),
        "verdict": "unreadable",
        "checks": [{"code": error.code, "result": "fail", "message": str(error), "where": ""}],
        "subject": None,
        "attributes": {},
    }
    if preview:
        trace = {"code": "preview.unreadable", "verdict": "no", "children": []}
        report |= {"outcome": "deny", **_NO_EFFECT, "trace": trace}
    return report


def source(origin: Origin) -> dict[str, Any]:
    """Where the message was found; the digest is null where there was none to take it of.

    Bytes of a file name that are no text stand as numbers: JSON has no others.
    """
    path = origin.path.encode("utf-8", "backslashreplace").decode()
    return {"path": path, "index": origin.index, "sha256": origin.sha256 or None}


def check(item: Check) -> dict[str, Any]:
    """One check; the message of a failed one goes on with the likely causes and their remedies."""
    words = [check_sentence(item), *(cause_sentences(item) if item.result != "pass" else ())]
    return {"code": item.code, "result": item.result, "message": " ".join(words), "where": item.where}


def step(item: Step, *, explain: bool = False) -> dict[str, Any]:
    """One step of the explanation and all below it."""
    told = {"message": sentence(item.code, item.args), "origin": item.origin} if explain else {}
    children = [step(child, explain=explain) for child in item.children]
    return {"code": item.code, "verdict": item.verdict, **told, "children": children}


def finding(item: Finding) -> dict[str, Any]:
    """Something an admin should know."""
    return {"code": item.code, "severity": item.severity, "message": sentence(item.code, item.args)}


def attributes(verification: Verification) -> dict[str, list[str]]:
    """The values by name; elements of one name are joined in their order, since an object has each name once."""
    values: dict[str, list[str]] = {}
    for attribute in verification.attributes:
        values.setdefault(attribute.name, []).extend(attribute.texts)
    return values


def _claims(verification: Verification) -> dict[str, Any]:
    name_id = verification.name_id
    subject = {"name_id": name_id.value, "format": name_id.format} if name_id else None
    return {"subject": subject, "attributes": attributes(verification)}


def _effect(effect: Effect) -> dict[str, Any]:
    account = effect.match.account
    return {
        "match": {"by": effect.match.by, "account": account.id if account else None},
        "account": user(effect.after) if effect.after else None,
        "changes": _changes(effect),
        "roles": _delta(effect.roles, ("granted", "revoked", "kept")),
        "permissions": _delta(effect.permissions, ("gained", "lost", "held")),
        "findings": [finding(item) for item in effect.findings],
    }


def user(account: Account) -> dict[str, Any]:
    """The account as a SCIM User with its roles, entitlements and groups (RFC 7643 4.1.2)."""
    shown = scim(account)
    for name, key in (("groups", "display"), ("roles", "value"), ("entitlements", "value")):
        held = getattr(account, name)
        if held:
            shown[name] = [{key: item} for item in held]
    return shown


def _changes(effect: Effect) -> list[dict[str, Any]]:
    changes = [{"field": c.field, "before": _plain(c.before), "after": _plain(c.after)} for c in effect.changes]
    if effect.after is not None:
        # Fields hold no memberships; for whoever compares accounts they are fields like any other.
        for name in ("groups", "entitlements"):
            before = list(getattr(effect.before, name)) if effect.before else []
            after = list(getattr(effect.after, name))
            if before != after:
                changes.append({"field": name, "before": before or None, "after": after or None})
    return changes


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _delta(delta: Delta, names: tuple[str, str, str]) -> dict[str, list[str]]:
    return dict(zip(names, (list(delta.gained), list(delta.lost), list(delta.held)), strict=True))
