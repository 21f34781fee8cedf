"""The parts of the policy page, each over one record of the connection."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from jitadmin.core.connection.attribute_map import Transform
from jitadmin.core.connection.policy import MatchStep, Unique
from jitadmin.core.connection.role_map import DirectRoles
from jitadmin.core.errors import JitadminError
from jitadmin.core.jit.rowtext import parse_row, transform_text
from jitadmin.gui.editors import policy_words as words
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.knobs import NO_OFFERS, UNREAD, Knobs, listed, optional, whole
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.words import field_name, people
from jitadmin.gui.workbench.typed import FIELDS

LINK, STORED = "link", "the stored link"
Offers = Callable[[], Sequence[Offer]]


class Known:
    """What the fields of the page offer: account fields, attributes, groups and roles that are known."""

    def __init__(self, everybody: Everybody) -> None:
        self._everybody = everybody

    def fields(self) -> list[Offer]:
        """Account fields: those that the map writes first."""
        rows = self._everybody.evaluation.document.connection.attributes.rows
        mapped = list(dict.fromkeys(row.field for row in rows))
        offers = [Offer(name, "written by the attribute map") for name in mapped]
        return offers + [Offer(name, note) for name, note in FIELDS if name not in mapped]

    def keys(self) -> list[Offer]:
        """What an account can be found by."""
        return [Offer(STORED, "the identity that was stored with the account"), *self.fields()]

    def attributes(self) -> list[Offer]:
        """The attributes of the samples."""
        gathered = self._everybody.gathered
        return [Offer(one.name, f"{people(one.people)} · {one.examples(1)}") for one in gathered.names.values()]

    def roles(self) -> list[Offer]:
        """The names that the application is known to have."""
        declared = self._everybody.evaluation.document.connection.roles.roles
        return [Offer(role.name, ", ".join(role.permissions[:3])) for role in declared]

    def groups(self) -> list[Offer]:
        """The groups that were seen."""
        roles = self._everybody.evaluation.document.connection.roles
        found = dict(self._everybody.gathered.values_of(roles.groups_attribute or "groups"))
        return [Offer(name, people(count)) for name, count in found.items()]

    def domains(self) -> list[Offer]:
        """The domains of the addresses that were seen."""
        found: dict[str, int] = {}
        for seen in self._everybody.gathered.names.values():
            for value, count in seen.values:
                if value.count("@") == 1 and " " not in value:
                    domain = value.rpartition("@")[2].lower()
                    found[domain] = max(found.get(domain, 0), found.get(domain, 0) + count)
        return [Offer(name) for name in sorted(found, key=lambda name: -found[name])]


def match_step(known: Known) -> Callable[[Knobs, Knobs], object]:
    """The form of one look-up."""

    def build(form: Knobs, rare: Knobs) -> None:
        form.offered("Looks for", "by", _key_text, _read_key, "an account field", known.keys)
        form.pick("Compared", "compare", words.COMPARES)
        form.pick("If several fit", "several", words.SEVERAL)
        form.flag("Enabled ones only", "active_only")
        rare.offered(
            "By the value of", "value", str, str.strip, "the same field", known.fields,
            "The field whose reading is looked for, or nameId; by default that of the field itself.",
        )  # fmt: skip
        rare.pick("A hit needs", "requires", words.REQUIRES)
        rare.pick("A hit without it", "otherwise", words.OTHERWISE)

    return build


def step_title(step: MatchStep) -> str:
    """What a look-up is called."""
    return _key_text(step.by) if step.by == LINK else field_name(step.by)


def _key_text(name: str) -> str:
    return STORED if name == LINK else name


def _read_key(text: str) -> object:
    name = text.strip()
    if name.casefold() in (LINK, STORED, "stored link"):
        return LINK
    return name if name and " " not in name else UNREAD


def unique_field(known: Known) -> Callable[[Knobs, Knobs], object]:
    """The form of one field that must be unique."""

    def build(form: Knobs, _rare: Knobs) -> None:
        form.offered("Field", "field", str, _read_key, "an account field", known.fields)
        form.pick("Compared", "compare", words.COMPARES)
        form.pick("Taken, for a new account", "on_create", words.UNIQUE_CREATE)
        form.pick("Taken, for a change", "on_update", words.UNIQUE_UPDATE)
        form.flag("Two empty ones clash too", "empty")

    return build


def unique_title(unique: Unique) -> str:
    """What such a field is called."""
    return field_name(unique.field)


def direct_values(known: Known) -> Callable[[Knobs, Knobs], object]:
    """The form of an attribute whose values are names themselves."""

    def build(form: Knobs, rare: Knobs) -> None:
        form.offered("Values of the attribute", "attribute", str, str.strip, "", known.attributes)
        form.pick("Are names of", "kind", words.KINDS)
        form.pick("These names", "effect", words.EFFECT)
        form.offered(
            "Several in one value, cut at", "separator", optional, lambda text: text or None, "not cut", NO_OFFERS
        )
        rare.offered("Or of an expression", "cel", optional, lambda text: text.strip() or None, "none", NO_OFFERS,
                     "In the Common Expression Language; it takes the place of the attribute.")  # fmt: skip
        rare.offered("Keeps of each value", "pattern", optional, lambda text: text or None, "all", NO_OFFERS,
                     "A regular expression; its first group is kept.")  # fmt: skip
        rare.pick("A value not in the table", "unmapped", words.UNMAPPED)
        rare.pick("Values without text", "empty", words.EMPTY_VALUES)
        rare.pick("A name the application lacks", "unknown", words.as_for_roles(words.UNKNOWN))  # type: ignore[arg-type]
        rare.flag("The table ignores case", "ignore_case")
        rare.table("Other names", "rename", "The value", "stands for (parted by commas)", _renamed, _read_renamed)

    return build


def direct_settled(direct: DirectRoles, name: str) -> DirectRoles:
    """An attribute and an expression take each other's place."""
    if name == "cel" and direct.cel is not None:
        return msgspec.structs.replace(direct, attribute="")
    if name == "attribute" and direct.attribute:
        return msgspec.structs.replace(direct, cel=None)
    return direct


def direct_title(direct: DirectRoles) -> str:
    """What such values are called."""
    return direct.attribute.rstrip("/").rpartition("/")[2] or direct.attribute or f"expression {direct.cel}"


def _renamed(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {value: ", ".join(names) for value, names in table.items()}


def _read_renamed(pairs: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {value: listed(names) for value, names in pairs.items()}


def gates(form: Knobs, known: Known) -> None:
    """Who may come in."""
    form.names("Allowed &e-mail domains", "domains", "any domain", known.domains)
    form.names("&Required groups", "groups", "none", known.groups)
    form.offered("Most &active accounts", "seats", optional, whole, "no limit", NO_OFFERS)
    form.pick("&Asked", "apply", words.GATES)


def rare_gates(form: Knobs, known: Known) -> None:
    """What is seldom said about addresses."""
    form.offered("The address is", "address", str, _read_key, "emails.work", known.fields)
    form.pick("Without an address", "no_address", words.PASS)
    form.pick("With letters beyond ASCII", "non_ascii", words.PASS)


def library(form: Knobs) -> None:
    """What the application's SAML library does first."""
    form.flag("Trims every value", "trim", "White space at both ends is removed before anything else.")
    form.flag("Drops empty values", "drop_empty")
    form.pick("An attribute that comes twice", "repeated", words.REPEATED)
    form.pick("The NameID", "name_id", words.NAME_ID_NEEDED)
    form.pick("The attribute statement", "attribute_statement", words.NEEDED)
    form.pick("An attribute without values", "valueless", words.VALUELESS)
    form.pick("Names are read", "names", words.LIBRARY_NAMES,
              "Some libraries turn urn:oid:2.5.4.42 into givenName before the map sees it.")  # fmt: skip
    form.pick("Names it does not know", "unknown_names", words.UNKNOWN_NAMES)


def new_account(form: Knobs) -> None:
    """What a new account gets besides the values of the login."""
    form.flag("Is enabled at once", "active")
    form.table("Fixed values", "fields", "Field", "Value", _plain, _read_plain)
    form.table("Texts where the login left none ({userName} is a field, {random} anything)", "fallbacks", "Field",
               "Text", dict, dict)  # fmt: skip
    form.table("Changes to a value as it is stored", "transforms", "Field", "Steps, such as trim | lower",
               _steps, _read_steps)  # fmt: skip


def _plain(fields: dict[str, str | bool]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in fields.items()}


def _read_plain(pairs: dict[str, str]) -> dict[str, str | bool]:
    return {name: value == "true" if value in ("true", "false") else value for name, value in pairs.items()}


def _steps(transforms: dict[str, tuple[Transform, ...]]) -> dict[str, str]:
    return {name: " | ".join(transform_text(one) for one in steps) for name, steps in transforms.items()}


def _read_steps(pairs: dict[str, str]) -> Any:
    try:
        return {name: parse_row(f"| {steps}")[1] if steps.strip() else () for name, steps in pairs.items()}
    except JitadminError:
        return UNREAD


def roles(form: Knobs, known: Known) -> None:
    """How rules meet what an account holds."""
    form.pick("Of the rules that hold, &count", "pick", words.PICK)
    form.pick("Roles held &before", "membership", words.MEMBERSHIP)
    form.pick("If &nothing holds", "no_match", words.NO_MATCH)
    form.pick("If the attributes are a&bsent", "absent", words.ABSENT)
    form.names("De&fault roles", "defaults", "none", known.roles)
    form.pick("&Given", "give_defaults", words.GIVE_DEFAULTS)
    form.offered("Groups are &in", "groups_attribute", optional, lambda text: text.strip() or None,
                 "the usual attributes", known.attributes)  # fmt: skip
    form.pick("&Works", "when", words.WHEN)


def rare_roles(form: Knobs, known: Known) -> None:
    """What is seldom said about roles."""
    form.pick("A name the application lacks", "unknown", words.UNKNOWN)
    form.pick("A default that it lacks", "missing_default", words.MISSING_DEFAULT)
    form.pick("Defaults are", "default_kind", words.KINDS)
    form.names("Also taken away", "managed", "only what rules give", known.roles,
               "Names that count as given by rules, so that a login takes them away.")  # fmt: skip
    form.table("Names for object ids", "group_names", "Object id", "Group", dict, dict)


def kind_rules(form: Knobs, known: Known) -> None:
    """Where groups or entitlements go by rules of their own."""
    form.pick("Held before", "membership", words.as_for_roles(words.MEMBERSHIP))  # type: ignore[arg-type]
    form.pick("Works", "when", words.as_for_roles(words.WHEN))  # type: ignore[arg-type]
    form.pick("If the attributes are absent", "absent", words.as_for_roles(words.ABSENT))  # type: ignore[arg-type]
    form.pick("If nothing holds", "no_match", words.as_for_roles(words.NO_MATCH))  # type: ignore[arg-type]
    form.offered("Defaults", "defaults", _some, _read_some, "as for roles; - for none", known.roles, several=True)
    form.pick("Given", "give_defaults", words.as_for_roles(words.GIVE_DEFAULTS))  # type: ignore[arg-type]
    form.pick("A name it lacks", "unknown", words.as_for_roles(words.UNKNOWN))  # type: ignore[arg-type]
    form.pick("A default it lacks", "missing_default", words.as_for_roles(words.MISSING_DEFAULT))  # type: ignore[arg-type]
    form.offered("Also taken away", "managed", _some, _read_some, "as for roles; - for none", known.roles, several=True)


def _some(names: tuple[str, ...] | None) -> str:
    return "" if names is None else ", ".join(names) or "-"


def _read_some(text: str) -> tuple[str, ...] | None:
    text = text.strip()
    return None if not text else () if text == "-" else listed(text)
