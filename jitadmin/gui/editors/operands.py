"""What a condition can look at, as entries to choose from, and the values seen there."""

from collections import Counter
from collections.abc import Iterator

from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import Condition
from jitadmin.core.names import GROUP_ATTRIBUTES
from jitadmin.gui.editors.cel_words import quoted
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.picker import Entry
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.words import field_name, number, people, value_text

VALUES = 300


def entries(everybody: Everybody) -> list[Entry]:
    """Groups, attributes of the samples, account fields, the NameID, and an expression."""
    connection = everybody.evaluation.document.connection
    gathered = everybody.gathered
    found = [Entry("Membership")]
    where = connection.roles.groups_attribute or "the usual attributes of groups"
    found.append(
        Entry("Groups", detail=f"by name, leaf of a DN or object id, in {where}", payload=Condition(member_of=""))
    )
    if gathered.names:
        found.append(Entry("Attributes in the samples"))
        found += [
            Entry(
                seen.name,
                f"{number(seen.people)} of {number(gathered.total)}",
                seen.examples(),
                Condition(attribute=seen.name),
                seen.friendly,
                mono=True,
            )
            for seen in gathered.names.values()
        ]
    found.append(Entry("The account as the attribute map reads it"))
    fields = dict.fromkeys(row.field for row in connection.attributes.rows)
    found += [Entry(field_name(name), detail=name, payload=Condition(field=name)) for name in fields]
    found.append(Entry("Something else"))
    found.append(Entry("NameID", detail="the name of the person in the assertion", payload=Condition(name_id=True)))
    first = next((name for name in (*GROUP_ATTRIBUTES, *gathered.names) if name in gathered.names), "groups")
    expression = Condition(cel=f'attributes[{quoted(first)}].exists(g, g == "staff")')
    found.append(Entry("An expression…", detail="in the Common Expression Language", payload=expression, find="cel"))
    return found


def typed_entries(text: str, everybody: Everybody) -> list[Entry]:
    """An attribute that no sample has."""
    if not text or text in everybody.gathered.names:
        return []
    return [Entry(f"The attribute {text}", "in no sample", payload=Condition(attribute=text))]


def operand_words(core: Condition) -> str:
    """What a condition looks at, in short."""
    if core.attribute is not None:
        name = core.attribute
        return "…/" + name.rstrip("/").rpartition("/")[2] if name.startswith("http") else name
    if core.field is not None:
        return f"account {field_name(core.field)}"
    if core.name_id:
        return "NameID"
    return "Groups" if core.member_of is not None else "Expression"


def values_seen(core: Condition, everybody: Everybody) -> list[Offer]:
    """The values that the samples have there, the commonest first."""
    connection = everybody.evaluation.document.connection
    found = dict(_values(core, everybody, connection))
    offers = [Offer(value, people(count)) for value, count in found.items()]
    if core.member_of is not None:
        names = connection.roles.group_names
        offers += [
            Offer(name, "a name for an object id") for name in dict.fromkeys(names.values()) if name not in found
        ]
    return offers[:VALUES]


def _values(core: Condition, everybody: Everybody, connection: Connection) -> Iterator[tuple[str, int]]:
    gathered = everybody.gathered
    if core.attribute is not None:
        yield from gathered.values_of(core.attribute)
    elif core.name_id:
        seen = gathered.words.get("nameId")
        yield from seen.values if seen else ()
    elif core.member_of is not None:
        wanted = connection.roles.groups_attribute
        names = [wanted] if wanted else [name for name in GROUP_ATTRIBUTES if name in gathered.names]
        for name in names:
            yield from gathered.values_of(name)
    elif core.field is not None:
        counted: Counter[str] = Counter()
        for brief in everybody.evaluation.survey.briefs:
            value = brief.fields.get(core.field)
            if value is not None and len(counted) < VALUES:
                counted[value_text(value)] += 1
        yield from counted.most_common()
