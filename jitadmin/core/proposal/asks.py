"""The placeholders of a pair: which there are, which the connection needs, and whether what was said fits."""

import re
from collections.abc import Iterator

from jitadmin.core.catalogue import IdpTemplate, Placeholder, SpTemplate, holes, is_known
from jitadmin.core.catalogue.common import UNKNOWN
from jitadmin.core.proposal.record import Answers, Ask, Side

_ADDRESS = r"\S{1,2048}"
_UNPRINTED = {
    "entityId": ("Entity ID of the application", "https://app.example.com/saml/metadata"),
    "acs": ("ACS (reply) URL of the application", "https://app.example.com/saml/acs"),
}


def asks(idp: IdpTemplate, sp: SpTemplate, answers: Answers) -> tuple[Ask, ...]:
    """All placeholders of both sides, first those that the connection needs."""
    found = [
        *asked("identityProvider", idp.placeholders, set(holes(idp.entity_id)), answers.identity_provider),
        *asked("serviceProvider", sp_placeholders(sp), _needed(sp, answers), answers.service_provider),
    ]
    return tuple(sorted(found, key=lambda ask: not ask.needed))


def sp_placeholders(sp: SpTemplate) -> dict[str, Placeholder]:
    """The declared placeholders, and one for each address that no source prints: it is copied from the application."""
    made = dict(sp.placeholders)
    for name, (label, example) in _UNPRINTED.items():
        if not is_known(getattr(sp.endpoints, "entity_id" if name == "entityId" else name)):
            made[name] = Placeholder(label=label, example=example, pattern=_ADDRESS, origin="application")
    return made


def entity_id(sp: SpTemplate, answers: Answers) -> tuple[str, str]:
    """The pattern of the entity ID that was chosen, and that of the audience."""
    ends = sp.endpoints
    if 0 < answers.entity_id <= len(ends.entity_id_alternatives):
        other = ends.entity_id_alternatives[answers.entity_id - 1]
        return other.value, other.audience or other.value
    usual = "{entityId}" if ends.entity_id == UNKNOWN else ends.entity_id
    return usual, usual


def acs(sp: SpTemplate, answers: Answers) -> str:
    """The pattern of the ACS that was chosen."""
    ends = sp.endpoints
    if 0 < answers.acs <= len(ends.acs_alternatives):
        return ends.acs_alternatives[answers.acs - 1].value
    return "{acs}" if ends.acs == UNKNOWN else ends.acs


def _needed(sp: SpTemplate, answers: Answers) -> set[str]:
    texts = [*entity_id(sp, answers), acs(sp, answers)]
    texts += [item.name for item in sp.attributes if item.required is True]
    return {name for text in texts for name in holes(text)}


def asked(side: Side, declared: dict[str, Placeholder], needed: set[str], given: dict[str, str]) -> Iterator[Ask]:
    """How things stand with each placeholder of one side."""
    for name, placeholder in declared.items():
        value = given.get(name, "").strip()
        try:
            fits = placeholder.accepts(value)
        except re.error:
            fits = False
        yield Ask(
            side=side,
            name=name,
            placeholder=placeholder,
            needed=name in needed,
            state="filled" if fits and value else "invalid" if value else "missing",
            value=value,
        )
