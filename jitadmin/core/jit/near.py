"""Near misses: what the login has instead of the attribute that a row asked for."""

from jitadmin.core.connection.attribute_map import Source
from jitadmin.core.jit.login import Login
from jitadmin.core.message import Attribute
from jitadmin.core.names import GROUP_ATTRIBUTES, OVERAGE, are_kin, family
from jitadmin.core.trace import Step


def near_misses(source: Source, login: Login, origin: str) -> tuple[Step, ...]:
    """Each attribute of the login that the source nearly means, with the difference in words.

    Names are those that the application's library hands on; what it drops can be met by no source.
    """
    name = source.attribute or ""
    found: list[Step] = []
    wanted, meaning = name.lower(), family(name)
    seen = [(entry.name, element) for entry in login.entries.values() for element in entry.elements]
    for other, element in (*seen, *((element.name, element) for element in login.dropped)):
        code = _difference(source, wanted, meaning, other, element)
        if code:
            args = {
                "name": name,
                "other": other,
                "format": element.name_format or "none",
                "friendly": element.friendly_name or "",
            }
            code = "near.dropped" if element in login.dropped else code
            found.append(Step(code, args, "warn", origin=origin, evidence=element.where))
    if OVERAGE in login.entries and name in GROUP_ATTRIBUTES:
        args = {"name": name, "other": OVERAGE}
        found.append(Step("near.overage", args, "warn", origin=origin, evidence=login.entries[OVERAGE].where))
    return tuple(found)


def _difference(source: Source, wanted: str, meaning: str | None, other: str, element: Attribute) -> str | None:
    name, friendly = source.attribute or "", element.friendly_name
    if other == name:
        other_format = source.name_format is not None and source.name_format != element.name_format
        return "near.name_format" if other_format else "near.friendly_differs"
    if other.lower() == wanted:
        return "near.case"
    if other.strip() == name.strip():
        return "near.space"
    if friendly == name:
        return "near.friendly_name"
    if meaning is not None and family(other) == meaning and other != OVERAGE:
        return "near.same_attribute"
    if are_kin(meaning, family(other)) and other != OVERAGE:
        return "near.kin"
    if other.rpartition("/")[2] == name.rpartition("/")[2] and other.rpartition("/")[2]:
        return "near.same_ending"
    return None
