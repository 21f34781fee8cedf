"""The set-up sheet for the administrator of the identity provider: what to enter where, as data.

Its words are codes; where the catalogue knows the product, labels are those of the product's own console.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec

from jitadmin.core.catalogue import ConsoleTerm, IdpTemplate, Limit
from jitadmin.core.connection import Connection
from jitadmin.core.exporting.wanted import Wanted, name_id_fields
from jitadmin.core.jit.lint import parts
from jitadmin.core.jit.summary import field_words
from jitadmin.core.key import KeyRecord


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to enter: what the product calls it and where that is, and the values; ``note`` is a sentence's code.

    ``label`` is empty where the catalogue knows no word for it; then the thing is named by its code.
    """

    thing: str
    label: str = ""
    where: str = ""
    values: tuple[str, ...] = ()
    note: str = ""
    args: dict[str, Any] = {}
    sure: bool = True


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One attribute to send: its name, and what of the person goes into it, as the product calls that."""

    name: str
    name_format: str
    source: str
    fields: tuple[str, ...]
    required: bool
    groups: bool
    """Whether roles or groups depend on it."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate of ours, to compare with what was entered."""

    title: str
    sha256: str
    until: str
    signs: bool
    begins: str = ""
    """The day from which it signs, where that is still to come."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The whole sheet."""

    application: str
    provider: str
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]
    groups: tuple[str, ...]
    certificates: tuple[Certificate, ...]
    limits: tuple[Limit, ...]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the sheet is made from."""

    connection: Connection
    application: str
    provider: str
    wanted: tuple[Wanted, ...]
    name_id_format: str
    keys: tuple[KeyRecord, ...]
    signer: str
    now: datetime
    product: IdpTemplate | None = None


def sheet(facts: Facts) -> Sheet:
    """The sheet of a connection."""
    return Sheet(
        application=facts.application,
        provider=facts.product.name if facts.product else facts.provider,
        steps=tuple(_steps(facts)),
        rows=tuple(_row(item, facts.product) for item in facts.wanted),
        groups=tuple(dict.fromkeys(_groups(facts.connection))),
        certificates=tuple(
            Certificate(
                title=key.title,
                sha256=":".join(key.sha256[at : at + 2] for at in range(0, len(key.sha256), 2)).upper(),
                until=f"{key.not_after:%Y-%m-%d}",
                signs=key.id == facts.signer,
                begins=f"{key.signs_from:%Y-%m-%d}" if key.signs_from and key.signs_from > facts.now else "",
            )
            for key in facts.keys
        ),
        limits=facts.product.limits if facts.product else (),
    )


_SIGNED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "either": "export.sheet.sign-either",
        "assertion": "export.sheet.sign-assertion",
        "response": "export.sheet.sign-response",
        "both": "export.sheet.sign-both",
    }
)


def _steps(facts: Facts) -> Iterator[Step]:
    sp, trust = facts.connection.service_provider, facts.connection.trust
    yield _step(facts, "create", args={"application": facts.application}, note="export.sheet.create")
    yield _step(facts, "entityId", values=(sp.entity_id,))
    yield _step(facts, "acs", values=sp.acs)
    audiences = tuple(item for item in sp.audiences if item != sp.entity_id)
    if audiences:
        yield _step(facts, "audience", values=audiences)
    if facts.name_id_format:
        yield _step(facts, "nameIdFormat", values=(facts.name_id_format,))
    fields = name_id_fields(facts.connection)
    if fields:
        named = tuple(dict.fromkeys(map(field_words, fields)))
        sources = (_known_source(facts.product, (field,)) for field in fields)
        values = tuple(source for source in sources if source)[:1]
        yield _step(facts, "nameId", values=values, note="export.sheet.name-id", args={"fields": named})
    yield _step(facts, "attributes", note="export.sheet.attributes")
    if any(item.groups for item in facts.wanted):
        yield _step(facts, "groups", values=tuple(item.name for item in facts.wanted if item.groups))
    yield _step(facts, "signing", note=_SIGNED[trust.signed])
    if trust.encrypted == "required":
        yield Step(thing="encryption", note="export.sheet.encrypt")
    if facts.signer:
        yield Step(thing="requests", note="export.sheet.requests")
    yield _step(facts, "assign", note="export.sheet.assign")
    yield _step(facts, "metadata", note="export.sheet.metadata")
    yield _step(facts, "test", note="export.sheet.test")


def _step(facts: Facts, thing: str, **more: Any) -> Step:
    term = _term(facts.product, thing)
    if term is None:
        return Step(thing=thing, **more)
    return Step(thing=thing, label=term.label, where=term.where, sure=term.certainty != "unsure", **more)


def _term(product: IdpTemplate | None, thing: str) -> ConsoleTerm | None:
    return next((term for term in product.console if term.thing == thing), None) if product else None


def _row(item: Wanted, product: IdpTemplate | None) -> Row:
    meanings = (*item.meanings, *(("groups",) if item.groups else ()))
    return Row(
        name=item.name,
        name_format=item.name_format,
        source=_known_source(product, meanings),
        fields=item.fields,
        required=item.required,
        groups=item.groups or item.decides,
    )


def _known_source(product: IdpTemplate | None, meanings: tuple[str, ...]) -> str:
    known = (product.attribute(meaning) for meaning in meanings) if product else ()
    return next((attribute.source for attribute in known if attribute is not None), "")


def _groups(connection: Connection) -> Iterator[str]:
    """The names of groups that rules and gates test, which must reach the application as they are written here."""
    for rule in connection.roles.rules:
        for condition in parts(rule.when):
            if condition.member_of:
                yield condition.member_of
    for direct in connection.roles.direct:
        yield from direct.rename
    yield from connection.policy.gates.groups
