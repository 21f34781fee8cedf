"""What can be chosen on each side: an entry of the catalogue, a party from metadata, or one that is in neither."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from jitadmin.app import Workspace
from jitadmin.core.catalogue import Head, IdpTemplate, SpTemplate
from jitadmin.core.catalogue.finding import matching, recognised
from jitadmin.core.catalogue.other import (
    OTHER,
    as_described_idp,
    as_described_sp,
    other_application,
    other_head,
    other_identity_provider,
)
from jitadmin.core.entity import Entity

Kind = Literal["idp", "sp"]
OTHER_NAMES = {"idp": "Another identity provider", "sp": "Another application"}
_CATEGORIES = {
    "crm": "CRM", "e-signature": "e-signature", "hr": "HR", "itsm": "IT service desk",
    "sales-marketing": "sales and marketing", "self-hosted": "self-hosted",
}  # fmt: skip


@dataclass(frozen=True)
class Party:
    """One line of the list: how it is listed, and the metadata that it comes from, if any.

    ``metadata`` is its text and ``source`` what that is called; a registered party has neither, the registry has both.
    """

    head: Head
    entity: Entity | None = None
    metadata: bytes = field(default=b"", repr=False)
    source: str = ""

    @property
    def detail(self) -> str:
        """What stands beside the name."""
        if self.entity is not None:
            return "from metadata" if self.metadata else "registered"
        return category_words(self.head.category) if self.head.id != OTHER else "in no catalogue"

    @property
    def unnamed(self) -> bool:
        """Whether no catalogue says what it is called, so that a person may."""
        return self.head.id == OTHER

    def usual_name(self, entity_id: str = "") -> str:
        """What one that is in no catalogue is called until a person says otherwise: by its own name, or its host."""
        if self.entity is not None:
            return self.entity.name or _host(self.entity.entity_id)
        return _host(entity_id)


def category_words(category: str) -> str:
    """The kind of a product as a person reads it."""
    return _CATEGORIES.get(category, category.replace("-", " "))


def _host(entity_id: str) -> str:
    try:
        return urlsplit(entity_id).netloc or entity_id
    except ValueError:
        return entity_id


class Parties:
    """The parties of one side. Reads a template when it is looked at, and remembers it."""

    def __init__(self, workspace: Workspace, kind: Kind, beside: "Parties | None" = None) -> None:
        self.kind: Kind = kind
        catalogue = workspace.catalogue()
        self._catalogue = catalogue
        if beside is not None:
            self._catalogue = beside._catalogue
        self._given: list[Party] = []
        self._templates: dict[str, IdpTemplate | SpTemplate] = {}

    @property
    def heads(self) -> tuple[Head, ...]:
        """The entries of the catalogue, which lists them when somebody first asks."""
        listing = self._catalogue.identity_providers if self.kind == "idp" else self._catalogue.service_providers
        return listing.heads

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with files that cannot be used."""
        listing = self._catalogue.identity_providers if self.kind == "idp" else self._catalogue.service_providers
        return tuple(str(fault) for fault in listing.faults)

    def described(self, entities: Sequence[Entity], metadata: bytes = b"", source: str = "") -> tuple[Party, ...]:
        """The parties of metadata that play this side, each with the product it is recognised as; may take a while."""
        found = (self._from_metadata(entity) for entity in entities if getattr(entity, self.kind) is not None)
        return tuple(replace(party, metadata=metadata, source=source) for party in found)

    def registered(self, entity: Entity, name: str, product: str) -> Party | None:
        """A registered party under its name there and as the product that it is said to be; None on the other side."""
        if getattr(entity, self.kind) is None:
            return None
        return self._from_metadata(msgspec.structs.replace(entity, name=name or entity.name), product)

    def add(self, new: Sequence[Party]) -> None:
        """Offer parties from metadata; those already there are replaced."""
        ids = {party.entity.entity_id for party in new if party.entity}
        self._given = [*new, *(old for old in self._given if old.entity and old.entity.entity_id not in ids)]

    def _from_metadata(self, entity: Entity, product: str = "") -> Party:
        said = next((head for head in self.heads if product and head.id == product), None)
        found = None if said else recognised(entity.entity_id, [self.template(head) for head in self.heads])
        known = self.template(said) if said else found[0] if found else None
        vendor = known.name if known else OTHER_NAMES[self.kind]
        name = entity.name or (known.name if known else entity.entity_id)
        head = Head(
            api_version="jitadmin/v1", kind=self.kind, id=known.id if known else OTHER, name=name, vendor=vendor,
            category="metadata",
        )  # fmt: skip
        return Party(head, entity)

    def found(self, text: str) -> list[Party]:
        """The parties that fit what was typed: those of metadata first, the one that is in no catalogue last."""
        given = {party.head: party for party in self._given}
        parties = [given[head] for head in matching(given, text)]
        parties += [Party(head) for head in matching(self.heads, text)]
        other = Party(other_head(self.kind, OTHER_NAMES[self.kind]))
        return [*parties, other]

    def template(self, head: Head) -> IdpTemplate | SpTemplate:
        """The whole entry; raises ``DocumentError`` for a file that cannot be used."""
        if head.id not in self._templates:
            self._templates[head.id] = self._read(head.id)
        return self._templates[head.id]

    def _read(self, entry: str) -> IdpTemplate | SpTemplate:
        if entry == OTHER:
            name = OTHER_NAMES[self.kind]
            return other_identity_provider(name) if self.kind == "idp" else other_application(name)
        if self.kind == "idp":
            return self._catalogue.identity_provider(entry)
        return self._catalogue.service_provider(entry)

    def idp(self, party: Party) -> IdpTemplate:
        """The chosen identity provider, with what its metadata says."""
        template = self.template(party.head)
        if not isinstance(template, IdpTemplate):
            raise TypeError(party.head.kind)
        return as_described_idp(template, party.entity) if party.entity else template

    def sp(self, party: Party) -> SpTemplate:
        """The chosen application, with what its metadata says."""
        template = self.template(party.head)
        if not isinstance(template, SpTemplate):
            raise TypeError(party.head.kind)
        return as_described_sp(template, party.entity) if party.entity else template
