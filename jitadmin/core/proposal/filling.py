"""One party of the catalogue with its placeholders filled in, without a connection to any other."""

from collections.abc import Iterator
from typing import Final

import msgspec

from jitadmin.core.catalogue import IdpTemplate, SpTemplate, fill, holes, is_known
from jitadmin.core.errors import DocumentError
from jitadmin.core.problem import Problem
from jitadmin.core.proposal.asks import acs, asked, entity_id, sp_placeholders
from jitadmin.core.proposal.record import Answers, Ask

_STATES: Final = {"missing": "registry.value_missing", "invalid": "registry.value_invalid"}


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue knows of one party once it is filled in.

    ``acs`` is where it takes messages: the responses of an application, the requests of an identity provider, whose
    address is left out while a value of it is missing.
    """

    entity_id: str
    name: str
    acs: tuple[str, ...] = ()
    values: dict[str, str] = {}


def party_asks(template: SpTemplate | IdpTemplate, values: dict[str, str], answers: Answers) -> tuple[Ask, ...]:
    """The placeholders of one party, first those that its entity ID and its address need."""
    if isinstance(template, IdpTemplate):
        found = asked("identityProvider", template.placeholders, set(holes(template.entity_id)), values)
    else:
        texts = (*entity_id(template, answers), acs(template, answers))
        needed = {name for text in texts for name in holes(text)}
        found = asked("serviceProvider", sp_placeholders(template), needed, values)
    return tuple(sorted(found, key=lambda ask: not ask.needed))


def filled(template: SpTemplate | IdpTemplate, values: dict[str, str], answers: Answers) -> Party:
    """The party; raises ``DocumentError`` with every value that is missing, does not fit or is not asked for."""
    found = party_asks(template, values, answers)
    wrong = [*_wrong(found), *_unknown(found, values)]
    if wrong:
        raise DocumentError("registry.template", wrong, template=template.name)
    said = {ask.name: ask.value for ask in found if ask.state == "filled"}
    if isinstance(template, IdpTemplate):
        sign_on = fill(template.sso, said)
        known = is_known(template.sso) and not holes(sign_on)
        return Party(
            entity_id=fill(template.entity_id, said),
            name=template.name,
            acs=(sign_on,) if known else (),
            values=said,
        )
    return Party(
        entity_id=fill(entity_id(template, answers)[0], said),
        name=template.name,
        acs=(fill(acs(template, answers), said),),
        values=said,
    )


def _wrong(found: tuple[Ask, ...]) -> Iterator[Problem]:
    for ask in found:
        if ask.state == "invalid" or (ask.needed and ask.state == "missing"):
            args = {"label": ask.placeholder.label, "example": ask.placeholder.example, "value": ask.value}
            yield Problem(code=_STATES[ask.state], args={**args, "name": ask.name})


def _unknown(found: tuple[Ask, ...], values: dict[str, str]) -> Iterator[Problem]:
    known = [ask.name for ask in found]
    for name in values:
        if name not in known:
            yield Problem(code="registry.value_unknown", args={"name": name, "known": known or "nothing"})
