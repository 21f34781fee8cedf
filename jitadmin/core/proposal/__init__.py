"""A complete connection for an identity provider and an application, with the reason for everything in it."""

from typing import Literal

import msgspec

from jitadmin.core.catalogue import IdpTemplate, SpTemplate, fill, is_known
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.connection.role_map import RoleMap
from jitadmin.core.proposal.asks import acs, asks, entity_id
from jitadmin.core.proposal.grants import role_map
from jitadmin.core.proposal.policy import policy
from jitadmin.core.proposal.record import Answers, Ask, Notes, Proposal, Side
from jitadmin.core.proposal.rows import attribute_map, name_id_row
from jitadmin.core.trace import Step

__all__ = ["Answers", "Ask", "Proposal", "propose"]

_TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"


def propose(idp: IdpTemplate, sp: SpTemplate, answers: Answers | None = None) -> Proposal:
    """The connection that the two catalogues suggest; holes that nobody filled stay in it as ``{name}``."""
    answers = answers or Answers()
    notes = Notes(idp, sp)
    asked = asks(idp, sp, answers)
    values = _filled(asked, "serviceProvider")
    attributes = attribute_map(notes, values)
    rules = policy(notes, attributes, answers.domains)
    attributes = _matchable(notes, attributes, [step.by for step in rules.match])
    connection = Connection(
        api_version="jitadmin/v1",
        name=answers.name or f"{sp.id}-{idp.id}",
        title=f"{sp.name} through {idp.name}",
        identity_provider=_identity_provider(notes, answers, _filled(asked, "identityProvider")),
        service_provider=_service_provider(notes, answers, values),
        attributes=attributes,
        policy=rules,
    )
    roles, trust = role_map(notes, values), _trust(notes)
    if roles != RoleMap():
        connection = msgspec.structs.replace(connection, roles=roles)
    if trust != TrustSettings():
        connection = msgspec.structs.replace(connection, trust=trust)
    _subject(notes, values)
    return Proposal(
        connection=connection,
        asks=asked,
        reasons=tuple(notes.reasons),
        assumptions=tuple(notes.assumptions),
        tasks=tuple(notes.tasks),
        needs=tuple(notes.needs),
        warnings=tuple(notes.warnings),
    )


def _filled(asked: tuple[Ask, ...], side: Side) -> dict[str, str]:
    return {ask.name: ask.value for ask in asked if ask.state == "filled" and ask.side == side}


def _matchable(notes: Notes, attributes: AttributeMap, keys: list[str]) -> AttributeMap:
    """Every key that people are found by needs a row; the NameID is the only other thing that identifies them."""
    fields = {row.field for row in attributes.rows}
    rows = list(attributes.rows)
    for key in keys:
        if key != "link" and key not in fields:
            rows.append(name_id_row(notes, key, f"attributes.rows[{len(rows)}]"))
            notes.assume("key-from-name-id", f"attributes.rows[{len(rows) - 1}]", field=key)
    return msgspec.structs.replace(attributes, rows=tuple(rows))


def _identity_provider(notes: Notes, answers: Answers, values: dict[str, str]) -> IdentityProvider:
    if notes.idp.entity_id_certainty == "unsure":
        notes.assume("idp-entity-id", "identityProvider.entityId", idp=notes.idp.name)
    notes.task("certificate", "identityProvider.certificates")
    return IdentityProvider(
        entity_id=fill(notes.idp.entity_id, values),
        name=notes.idp.name,
        domains=answers.domains,
        product=notes.idp.id,
    )


def _service_provider(notes: Notes, answers: Answers, values: dict[str, str]) -> ServiceProvider:
    name, audience = (fill(text, values) for text in entity_id(notes.sp, answers))
    address = fill(acs(notes.sp, answers), values)
    notes.task("entity-id", "serviceProvider.entityId", entityId=name)
    notes.task("acs", "serviceProvider.acs", acs=address)
    if notes.sp.endpoints.acs_for_idp_initiated and not is_known(notes.sp.endpoints.acs_for_idp_initiated):
        notes.warn("idp-initiated-acs", "serviceProvider.acs")
    return ServiceProvider(
        entity_id=name,
        name=notes.sp.name,
        acs=(address,),
        audiences=(audience,) if audience != name else (),
        template=notes.sp.id,
    )


def _trust(notes: Notes) -> TrustSettings:
    signing = notes.sp.signing
    assertion, response = signing.assertion is True, signing.response is True
    if not assertion and not response and signing.either is not True:
        notes.assume("signing", "trust.signed")
        return TrustSettings()
    signed: Literal["either", "response", "assertion", "both"] = (
        "both" if assertion and response else "assertion" if assertion else "response" if response else "either"
    )
    notes.reasons.append(Step(f"proposal.trust.{signed}", {"sp": notes.sp.name}, origin="trust.signed"))
    if (response and notes.idp.signing.response is not True) or (assertion and notes.idp.signing.assertion is not True):
        notes.task("signing", "trust.signed", signed=signed)
    return TrustSettings(signed=signed)


def _subject(notes: Notes, values: dict[str, str]) -> None:
    """What to put into the NameID at the identity provider, and what is wrong with its default."""
    use, own = notes.sp.name_id, notes.idp.name_id
    source = _subject_source(notes)
    form = use.format if is_known(use.format) else own.format
    if source:
        notes.task("name-id" if is_known(form) else "name-id-value", "attributes", source=source, format=form)
    elif is_known(use.format):
        notes.task("name-id-format", "attributes", format=use.format)
    elif is_known(own.source):
        notes.task("name-id-kept", "attributes", source=own.source)
    else:
        notes.task("name-id-any", "attributes")
    if use.name_qualifier or use.sp_name_qualifier:
        notes.task(
            "name-id-qualifiers",
            "attributes",
            qualifier=fill(use.name_qualifier, values),
            sp_qualifier=fill(use.sp_name_qualifier, values),
        )
    for quirk in use.refused:
        notes.warn("format-refused", "attributes", format=quirk)
    if own.format == _TRANSIENT and use.format != _TRANSIENT:
        if use.to or use.must_not_change is True:
            notes.warn("transient", "attributes")
        elif not source:
            notes.warn("transient-perhaps", "attributes")


def _subject_source(notes: Notes) -> str:
    wanted = {"email": "emails.work", "userName": "userName", "stableId": "externalId", "objectId": "externalId",
              "federationId": "externalId"}.get(notes.sp.name_id.source)  # fmt: skip
    if wanted is None:
        notes.assume("name-id-source", "attributes")
        return ""
    if wanted == "externalId" and is_known(notes.idp.name_id.stable_source):
        return notes.idp.name_id.stable_source
    own = notes.idp.attribute(wanted)
    return own.source if own else ""
