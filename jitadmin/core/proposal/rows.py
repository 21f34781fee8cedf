"""The attribute map of a proposal: one row for each field that the application is known to read."""

from typing import Literal

from jitadmin.core.catalogue import AppAttribute, IdpAttribute, ValueShape, fill, holes, is_known
from jitadmin.core.connection.attribute_map import (
    AttributeMap,
    AttributeRow,
    Source,
    SourceWord,
    Split,
    Transform,
    Update,
)
from jitadmin.core.proposal.record import Notes
from jitadmin.core.trace import Step

NOT_FIELDS = ("groups", "roles", "entitlements")
_USUAL = ("emails.work", "name.givenName", "name.familyName", "displayName")
_UPDATES: dict[str, Update] = {"createOnly": "onCreate", "everyLogin": "always", "optIn": "onCreate", "never": "never"}
_ABSENT: dict[str, Literal["keep", "clear", "refuse"]] = {"clear": "clear", "refuse": "refuse"}
_MATCHES: dict[str, Literal["name", "nameOrFriendlyName", "nameIgnoringCase"]] = {"ignoreCase": "nameIgnoringCase"}


def attribute_map(notes: Notes, values: dict[str, str]) -> AttributeMap:
    """Rows for what the application lists, for its NameID, and the usual fields where it lists nothing."""
    wanted: dict[str, list[AppAttribute]] = {}
    for item in notes.sp.attributes:
        if _is_field(item) and not _left_out(item, values):
            for field in item.to:
                wanted.setdefault(field, []).append(item)
    rows: list[AttributeRow] = []
    for field, items in wanted.items():
        rows.append(_row(notes, field, items, values, f"attributes.rows[{len(rows)}]"))
    for field in notes.sp.name_id.to:
        if field not in wanted:
            rows.append(name_id_row(notes, field, f"attributes.rows[{len(rows)}]"))
    if not notes.sp.attributes:
        notes.assume("no-attribute-list", "attributes")
        _usual_rows(notes, rows, _USUAL, "proposal.row.usual")
    elif notes.sp.account_model != "sessionOnly":
        _usual_rows(notes, rows, _USUAL[:1], "proposal.row.address")
    return AttributeMap(rows=tuple(rows))


def wire_name(notes: Notes, item: AppAttribute, meaning: str, values: dict[str, str]) -> str:
    """The Name to expect: the application's own, or, where it is typed into a setting, what the identity provider
    sends.
    """
    own = notes.idp.attribute(meaning)
    if item.name and (item.name_chosen_by != "admin" or not item.slot):
        return fill(item.name, values)
    if own is not None and own.name and own.sent == "byDefault":
        return own.name
    return fill(item.name, values) or (own.name if own else "") or meaning.rpartition(":")[2].rpartition(".")[2]


def name_match(notes: Notes) -> Literal["name", "nameOrFriendlyName", "nameIgnoringCase"]:
    """How the application compares attribute names, as far as a source says."""
    names = notes.sp.attribute_names
    return "nameOrFriendlyName" if names.friendly_name is True else _MATCHES.get(names.compare, "name")


def name_id_row(notes: Notes, field: str, origin: str) -> AttributeRow:
    """A row that reads the NameID."""
    update, steps = _update(notes, field, None)
    args = {"sp": notes.sp.name, "field": field}
    notes.reasons.append(Step("proposal.row.name-id", args, children=tuple(steps), origin=origin))
    return AttributeRow(field=field, sources=("nameId",), update=update)


def _is_field(item: AppAttribute) -> bool:
    return not item.record and item.flag is None and item.effect == "set" and not set(item.to) & set(NOT_FIELDS)


def _left_out(item: AppAttribute, values: dict[str, str]) -> bool:
    """An optional attribute whose name has a hole that nobody filled is not used."""
    return item.required is not True and any(not values.get(hole) for hole in holes(item.name))


def _row(notes: Notes, field: str, items: list[AppAttribute], values: dict[str, str], origin: str) -> AttributeRow:
    first = items[0]
    sources: list[Source | SourceWord] = []
    for item in items:
        sources += _sources(notes, item, values)
    if field in notes.sp.name_id.to:
        sources.insert(0 if notes.sp.name_id.required is True else len(sources), "nameId")
    update, steps = _update(notes, field, first)
    notes.reasons.append(_reason(notes, field, first, values, origin, steps))
    shape = first.shape
    transforms: tuple[Transform, ...] = ()
    if shape is not None and shape.form in ("joined", "either") and shape.separator:
        transforms = (Split(separator=shape.separator),)
    return AttributeRow(
        field=field,
        sources=tuple(dict.fromkeys(sources)),
        transforms=transforms,
        required=any(item.required is True for item in items),
        multiple="all" if first.multi_valued is True else "first",
        update=update,
        missing=_ABSENT.get(first.missing, "keep"),
        empty=_ABSENT.get(first.empty, "keep" if first.empty == "keep" else "missing"),
        type="boolean" if field == "active" else "text",
        max_length=shape.max_length if shape else None,
    )


def _sources(notes: Notes, item: AppAttribute, values: dict[str, str]) -> list[Source | SourceWord]:
    match = name_match(notes)
    if item.variants:
        found: list[Source | SourceWord] = [
            Source(attribute=variant.name, name_format=variant.name_format, match=match) for variant in item.variants
        ]
    else:
        names = [wire_name(notes, item, item.to[0], values), *item.aliases]
        found = [Source(attribute=name, match=match) for name in dict.fromkeys(names)]
    if item.fallback == "nameId":
        found.append("nameId")
    elif item.fallback == "nameIdIfEmail":
        found.append(Source(name_id="ifEmail"))
    elif item.fallback == "userName":
        others = [other for other in notes.sp.attributes if "userName" in other.to and other is not item]
        for other in others:
            found += _sources(notes, other, values)
    return found


def _update(notes: Notes, field: str, item: AppAttribute | None) -> tuple[Update, list[Step]]:
    jit = notes.sp.jit
    policy = jit.field_policy.get(field, jit.fields)
    if item is not None and item.insert_only is True:
        return "onCreate", [Step("proposal.note.insert-only")]
    if is_known(policy):
        return _UPDATES[policy], [Step(f"proposal.note.update.{policy}")]
    return "always", [Step("proposal.note.update.unknown", verdict="warn")]


def _reason(
    notes: Notes, field: str, item: AppAttribute, values: dict[str, str], origin: str, steps: list[Step]
) -> Step:
    name = wire_name(notes, item, item.to[0], values)
    own = notes.idp.attribute(item.to[0])
    args = {"sp": notes.sp.name, "idp": notes.idp.name, "field": field, "name": name, "slot": item.slot}
    args["source"] = own.source if own else ""
    children = [*steps, *_notes(item, own)]
    if item.slot and field == item.to[0]:
        notes.task("slot", origin, slot=item.slot, name=name)
    if own is None:
        if item.required is True:
            notes.warn("no-source", origin, field=field, name=name)
        return Step("proposal.row.no-source", args, "warn", tuple(children), origin)
    already = own.name == name and own.sent == "byDefault"
    if not already and field == item.to[0]:
        notes.task("send", origin, source=own.source, name=name)
    return Step(_code(item, already=already), args, "info", tuple(children), origin)


def _code(item: AppAttribute, *, already: bool) -> str:
    sent = "-sent" if already else ""
    if item.slot:
        return f"proposal.row.slot{sent}"
    if not item.name:
        return "proposal.row.unnamed"
    return "proposal.row.sample" if item.name_chosen_by == "admin" else f"proposal.row.fixed{sent}"


def _notes(item: AppAttribute, own: IdpAttribute | None) -> list[Step]:
    found = []
    if item.required is True:
        found.append(Step("proposal.note.required"))
    if item.aliases:
        found.append(Step("proposal.note.aliases", {"names": item.aliases}))
    if item.variants:
        found.append(Step("proposal.note.variants", {"names": tuple(v.name for v in item.variants)}))
    if item.mapping != "name":
        found.append(Step("proposal.note.expression", {"slot": item.slot or item.name}))
    if item.missing in ("default", "derived"):
        found.append(Step(f"proposal.note.missing.{item.missing}"))
    found += _bounds(item.shape)
    if item.note:
        found.append(Step("proposal.note.text", {"text": item.note}))
    if own is not None and own.certainty == "unsure":
        found.append(Step("proposal.note.unsure", {"source": own.source}, "warn"))
    return found


def _bounds(shape: ValueShape | None) -> list[Step]:
    """What values the application takes, as far as a source says."""
    found = []
    if shape is not None and shape.minimum is not None and shape.maximum is not None:
        found.append(Step("proposal.note.range", {"minimum": shape.minimum, "maximum": shape.maximum}))
    if shape is not None and shape.min_length is not None and shape.max_length is not None:
        found.append(Step("proposal.note.length", {"minimum": shape.min_length, "maximum": shape.max_length}))
    if shape is not None and shape.pattern:
        found.append(Step("proposal.note.pattern", {"pattern": shape.pattern}))
    return found


def _usual_rows(notes: Notes, rows: list[AttributeRow], fields: tuple[str, ...], code: str) -> None:
    """Fields that every account has, under the names of the identity provider, where no source says what is read."""
    taken = {row.field for row in rows}
    for field in fields:
        own = notes.idp.attribute(field)
        if own is None or not own.name or field in taken:
            continue
        origin = f"attributes.rows[{len(rows)}]"
        update, steps = _update(notes, field, None)
        args = {"sp": notes.sp.name, "idp": notes.idp.name, "field": field, "name": own.name, "source": own.source}
        sent = own.sent == "byDefault"
        if not sent:
            notes.task("send", origin, source=own.source, name=own.name)
        notes.reasons.append(Step(f"{code}-sent" if sent else code, args, "warn", tuple(steps), origin))
        sources: tuple[Source, ...] = (Source(attribute=own.name),)
        if field == "emails.work":
            sources = (*sources, Source(name_id="ifEmail"))
        rows.append(AttributeRow(field=field, sources=sources, update=update))
