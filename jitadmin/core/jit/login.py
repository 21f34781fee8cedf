"""A login as the application's SAML library hands it on: names and values after its own treatment."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from jitadmin.core.connection.attribute_map import Source, SourceWord
from jitadmin.core.connection.policy import Library
from jitadmin.core.jit.result import Denial
from jitadmin.core.local_names import local_name
from jitadmin.core.message import Assertion, Attribute, BadTime, Time
from jitadmin.core.trace import Step


class Entry(msgspec.Struct, frozen=True):
    """One attribute of a login: its name as the map sees it, its values, and the elements of the name, that of the
    values first.
    """

    name: str
    values: tuple[str, ...]
    elements: tuple[Attribute, ...]

    @property
    def where(self) -> str:
        """The place of the values in the message, or of the first of them."""
        return self.elements[0].where


class Login(msgspec.Struct, frozen=True):
    """What maps and rules read.

    ``dropped`` are the attributes whose names the library does not know, ``forgotten`` those without a value.
    ``trusted`` says that the verified issuer is the configured identity provider.
    """

    assertion: Assertion
    entries: Mapping[str, Entry]
    dropped: tuple[Attribute, ...] = ()
    forgotten: tuple[Entry, ...] = ()
    trusted: bool = False
    now: datetime | None = None

    def word(self, word: SourceWord) -> str | None:
        """The value of a part of the assertion that is no attribute, None where it is absent."""
        assertion = self.assertion
        name_id = assertion.name_id
        if word == "nameId":
            return name_id.value if name_id else None
        if word == "nameIdFormat":
            return name_id.format if name_id else None
        if word == "issuer":
            return assertion.issuer
        statement = assertion.authn_statements[0] if assertion.authn_statements else None
        if statement is None:
            return None
        if word == "authnContext":
            return statement.context_class
        if word == "sessionIndex":
            return statement.session_index
        return _instant(statement.authn_instant if word == "authnInstant" else statement.session_not_on_or_after)

    def find(self, source: Source) -> Entry | None:
        """The attribute that a source means, None where the login has none."""
        name = source.attribute or ""
        narrow = source.name_format is not None or source.friendly_name is not None
        if source.match == "name" and not narrow:
            return self.entries.get(name)
        wanted = name.lower()
        for entry in self.entries.values():
            if _named(entry, name, wanted, source) and (not narrow or any(_fits(e, source) for e in entry.elements)):
                return entry
        return None


def _named(entry: Entry, name: str, wanted: str, source: Source) -> bool:
    if entry.name == name:
        return True
    if source.match == "nameIgnoringCase":
        return entry.name.lower() == wanted
    return source.match == "nameOrFriendlyName" and any(e.friendly_name == name for e in entry.elements)


def _fits(element: Attribute, source: Source) -> bool:
    form_fits = source.name_format is None or element.name_format == source.name_format
    return form_fits and (source.friendly_name is None or element.friendly_name == source.friendly_name)


def _instant(time: Time | None) -> str | None:
    if time is None:
        return None
    return time.text if isinstance(time, BadTime) else time.isoformat().replace("+00:00", "Z")


def receive(
    assertion: Assertion, library: Library, now: datetime | None = None, trusted: bool = False
) -> tuple[Login, Denial | None]:
    """The login after the library's treatment, and why the library refuses it, if it does."""
    entries: dict[str, Entry] = {}
    dropped: list[Attribute] = []
    denial = _refused(assertion, library)
    for element in assertion.attributes:
        name = _local_name(element, library)
        if name is None:
            dropped.append(element)
            continue
        values = _treated(element.texts, library)
        held = entries.get(name)
        if held is None:
            entries[name] = Entry(name, values, (element,))
        elif library.repeated == "join":
            entries[name] = Entry(name, held.values + values, (*held.elements, element))
        elif library.repeated == "last":
            entries[name] = Entry(name, values, (element, *held.elements))
        elif library.repeated == "first":
            entries[name] = Entry(name, held.values, (*held.elements, element))
        elif denial is None:
            denial = Denial(code="library.repeated_attribute", args={"name": name}, origin="policy.library")
    forgotten: tuple[Entry, ...] = ()
    if library.valueless == "absent":
        forgotten = tuple(entry for entry in entries.values() if not entry.values)
        entries = {name: entry for name, entry in entries.items() if entry.values}
    if library.trim and assertion.name_id:
        assertion = msgspec.structs.replace(
            assertion, name_id=msgspec.structs.replace(assertion.name_id, value=assertion.name_id.value.strip())
        )
    return Login(assertion, entries, tuple(dropped), forgotten, trusted, now), denial


def _refused(assertion: Assertion, library: Library) -> Denial | None:
    if library.name_id != "optional" and not (assertion.name_id and assertion.name_id.value):
        stored = library.name_id == "requiredAfterStoring"
        return Denial(code="library.no_name_id", origin="policy.library", stored=stored)
    if library.attribute_statement == "required" and not assertion.has_attribute_statement:
        return Denial(code="library.no_attributes", origin="policy.library")
    return None


def _local_name(element: Attribute, library: Library) -> str | None:
    if library.names == "exact":
        return element.name
    unknown = element.name.strip() if library.unknown_names == "keep" else None
    return local_name(element.name, element.name_format) or unknown


def _treated(values: Iterable[str], library: Library) -> tuple[str, ...]:
    if library.trim:
        values = (value.strip() for value in values)
    if library.drop_empty:
        values = (value for value in values if value)
    return tuple(values)


def library_step(login: Login, library: Library, denial: Denial | None) -> Step:
    """What the library did, for the explanation."""
    children = []
    for element in login.dropped:
        told = {"name": element.name, "format": element.name_format or "none"}
        children.append(Step("library.dropped_name", told, "warn", origin="policy.library", evidence=element.where))
    for entry in login.forgotten:
        told = {"name": entry.name}
        children.append(Step("library.valueless", told, "warn", origin="policy.library", evidence=entry.where))
    for entry in login.entries.values():
        for sent in dict.fromkeys(element.name for element in entry.elements):
            if sent != entry.name:
                told = {"name": sent, "local": entry.name}
                children.append(Step("library.renamed", told, origin="policy.library", evidence=entry.where))
        if len(entry.elements) > 1:
            args = {"name": entry.name, "count": len(entry.elements), "how": library.repeated}
            children.append(Step("library.repeated", args, "warn", origin="policy.library", evidence=entry.where))
    if denial:
        children.append(Step(denial.code, denial.args, "no", origin=denial.origin))
    args = {"count": len(login.entries)}
    return Step("library.received", args, "no" if denial else "yes", tuple(children), "policy.library")
