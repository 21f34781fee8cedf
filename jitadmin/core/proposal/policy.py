"""The policy of a proposal: how people are found, made and refused, as far as a source says."""

from typing import Literal

import msgspec

from jitadmin.core.catalogue import is_known
from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.connection.policy import Compare, Gates, Links, MatchStep, NewAccount, Policy, Unique
from jitadmin.core.proposal.record import Notes
from jitadmin.core.trace import Step

_COMPARE: dict[str, Compare] = {"exact": "exact", "ignoreCase": "ignoreCase", "normalised": "normalised"}
_INACTIVE: dict[str, Literal["refuse", "storeThenRefuse", "signIn", "reactivate"]] = {
    "refuse": "refuse", "keepInactive": "storeThenRefuse", "reactivate": "reactivate",
}  # fmt: skip


def policy(notes: Notes, attributes: AttributeMap, domains: tuple[str, ...]) -> Policy:
    """All knobs; the ones that no source speaks of stay as they are and are listed as assumptions."""
    jit = notes.sp.jit
    steps, links = _match(notes, attributes)
    if jit.match_configurable is True:
        notes.assume("match-setting", "policy.match")
    _needs(notes)
    if jit.certainty == "unsure" and (is_known(jit.supported) or is_known(jit.creates)):
        notes.assume("second-hand", "policy")
    if not is_known(jit.inactive):
        notes.assume("inactive", "policy.inactive")
    generated = dict.fromkeys(jit.generated_fields, "{random}")
    for field in jit.generated_fields:
        notes.reasons.append(
            Step("proposal.policy.generated", {"sp": notes.sp.name, "field": field}, "warn", origin="policy.newAccount")
        )
    create = _create(notes)
    rules = Policy(
        match=steps,
        links=links,
        create=create,
        update=_update(notes),
        inactive=_INACTIVE.get(jit.inactive, "refuse"),
        unique=_unique(notes) if create else (),
    )
    if generated:
        rules = msgspec.structs.replace(rules, new_account=NewAccount(fallbacks=generated))
    if domains and _by_domain(notes):
        rules = msgspec.structs.replace(rules, gates=Gates(domains=domains))
    return rules


def _match(notes: Notes, attributes: AttributeMap) -> tuple[tuple[MatchStep, ...], Links | None]:
    jit, fields = notes.sp.jit, {row.field for row in attributes.rows}
    steps: list[MatchStep] = []
    links = None
    for key in jit.match:
        origin = f"policy.match[{len(steps)}]"
        compare = _COMPARE.get(key.compare, "exact")
        if key.by != "nameId":
            step = MatchStep(by=key.by, compare=compare)
        elif "externalId" in notes.sp.name_id.to:
            step = MatchStep(by="externalId", value="nameId", compare=compare)
        else:
            step, links = MatchStep(by="link", compare=compare), Links()
        steps.append(step)
        args = {"sp": notes.sp.name, "by": key.by}
        notes.reasons.append(Step("proposal.policy.match", args, origin=origin))
        if not is_known(key.compare):
            notes.assume("compare", origin, by=key.by)
    if not steps:
        by = _likely(notes, fields)
        notes.assume("match", "policy.match", by=by)
        steps = [MatchStep(by=by)]
    return tuple(steps), links


def _likely(notes: Notes, fields: set[str]) -> str:
    """What an application probably finds people by: what its NameID is for, else the address, else what there is."""
    candidates = (*notes.sp.name_id.to, "emails.work", "userName", "externalId")
    return next((field for field in candidates if field in fields), "userName")


def _create(notes: Notes) -> bool:
    jit = notes.sp.jit
    if notes.sp.account_model == "sessionOnly":
        notes.assume("session-only", "policy.create")
        return True
    if is_known(jit.not_found):
        code = f"proposal.policy.not-found.{jit.not_found}"
        notes.reasons.append(Step(code, {"sp": notes.sp.name}, origin="policy.create"))
        return jit.not_found == "create"
    if is_known(jit.creates):
        return jit.creates is True
    notes.assume("create", "policy.create")
    return jit.supported is not False


def _update(notes: Notes) -> Literal["everyLogin", "whenLinked", "never"]:
    known = notes.sp.jit.updates_on_login
    if not is_known(known):
        notes.assume("update", "policy.update")
    return "never" if known is False else "everyLogin"


def _unique(notes: Notes) -> tuple[Unique, ...]:
    """An account that must be linked by hand stands in the way of a new one with the same address."""
    conflict = notes.sp.jit.on_conflict
    if not is_known(conflict):
        notes.assume("conflict", "policy.unique")
    if conflict not in ("confirmLink", "refuse"):
        return ()
    notes.reasons.append(Step(f"proposal.policy.conflict.{conflict}", {"sp": notes.sp.name}, origin="policy.unique[0]"))
    return (Unique(field="emails.work", compare="ignoreCase", on_create="refuse", on_update="keepStored"),)


def _by_domain(notes: Notes) -> bool:
    kinds = {need.kind for need in notes.sp.jit.preconditions if need.needed is not False}
    return bool(kinds & {"verifiedDomain", "domainAutoClaim", "allowedDomains"})


def _needs(notes: Notes) -> None:
    for need in notes.sp.jit.preconditions:
        args = {"sp": notes.sp.name, "setting": need.setting or need.note, "note": need.note}
        verdict: Literal["info", "warn"] = "info" if need.needed is False else "warn"
        code = f"catalogue.precondition.{need.kind}"
        children = (Step("proposal.note.text", {"text": need.note}),) if need.note else ()
        detail = (Step("catalogue.precondition.setting", {"setting": need.setting}),) if need.setting else ()
        doubt = () if is_known(need.needed) else (Step("proposal.note.maybe", {"sp": notes.sp.name}, "warn"),)
        notes.needs.append(Step(code, args, verdict, (*detail, *children, *doubt), "policy"))
