"""An identity provider of the catalogue: what it calls things, sends by default, and where its limits are."""

from datetime import date
from typing import Literal

import msgspec

from jitadmin.core.catalogue.common import UNKNOWN, Certainty, Known, Placeholder, Quirk, Reference, Switch
from jitadmin.core.connection.record import Record


class IdpAttribute(Record, frozen=True, kw_only=True):
    """One thing the product knows of a person.

    ``meaning`` is the SCIM field (or ``groups``, ``roles``) it stands for; ``source`` what the admin picks in the
    product; ``name`` the Name on the wire where the product, or custom, gives one. ``sent``: without set-up
    (``byDefault``), once it is added (``whenAdded``).
    """

    meaning: str
    source: str
    name: str = ""
    name_format: str = UNKNOWN
    friendly_name: str = ""
    name_chosen_by: Literal["product", "admin", "unknown"] = UNKNOWN
    sent: Literal["byDefault", "whenAdded", "unknown"] = UNKNOWN
    stable: Known = UNKNOWN
    multi_valued: bool = False
    value_forms: tuple[Literal["name", "objectId", "dn", "sid", "path", "email"], ...] = ()
    certainty: Certainty = "known"


class IdpNameId(Record, frozen=True, kw_only=True):
    """What the product puts into the NameID unless told otherwise."""

    format: str = UNKNOWN
    source: str = UNKNOWN
    meaning: str = UNKNOWN
    formats: tuple[str, ...] = ()
    stable_source: str = UNKNOWN
    certainty: Certainty = "known"


class Limit(Record, frozen=True, kw_only=True):
    """A bound of the product: ``of`` what, how many, and what happens above it.

    ``marker`` is the attribute that takes the place of what is left out.
    """

    of: Literal["groups", "attributeName", "expression", "claimConditions"]
    maximum: int
    unit: Literal["entries", "characters"] = "entries"
    above: Literal["omitted", "replacedByLink", "refused", "unknown"] = UNKNOWN
    marker: str = ""
    note: str = ""
    certainty: Certainty = "known"


class IdpSigning(Record, frozen=True, kw_only=True):
    """What the product signs, with what, unless told otherwise."""

    assertion: Switch = UNKNOWN
    response: Switch = UNKNOWN
    algorithm: str = UNKNOWN
    choices: tuple[Literal["assertion", "response", "both"], ...] = ()
    encryption: Switch = UNKNOWN
    certainty: Certainty = "known"


class ConsoleTerm(Record, frozen=True, kw_only=True):
    """What the product calls a thing, and where that is found in its console."""

    thing: Literal[
        "create", "entityId", "acs", "signOn", "slo", "relayState", "audience", "nameId", "nameIdFormat", "attributes",
        "groups", "signing", "certificate", "metadata", "assign", "test",
    ]  # fmt: skip
    label: str
    where: str = ""
    certainty: Certainty = "known"


class IdpTemplate(Record, frozen=True, kw_only=True):
    """One identity provider product, with a mark of certainty on everything that may have changed."""

    api_version: Literal["jitadmin/v1"]
    kind: Literal["IdentityProviderTemplate"]
    id: str
    name: str
    vendor: str
    category: str
    collected: date
    entity_id: str = UNKNOWN
    sso: str = UNKNOWN
    metadata: str = UNKNOWN
    placeholders: dict[str, Placeholder] = msgspec.field(default_factory=dict)
    entity_id_certainty: Certainty = "known"
    name_id: IdpNameId = IdpNameId()
    default_name_format: str = UNKNOWN
    attributes: tuple[IdpAttribute, ...] = ()
    limits: tuple[Limit, ...] = ()
    signing: IdpSigning = IdpSigning()
    console: tuple[ConsoleTerm, ...] = ()
    quirks: tuple[Quirk, ...] = ()
    sources: tuple[Reference, ...] = ()

    def attribute(self, meaning: str) -> IdpAttribute | None:
        """The first attribute with this meaning: the one the product sends by default where there is one."""
        found = [item for item in self.attributes if item.meaning == meaning]
        by_default = (item for item in found if item.sent == "byDefault")
        return next(by_default, found[0] if found else None)
