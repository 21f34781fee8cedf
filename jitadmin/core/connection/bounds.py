"""What single fields may hold, as data: the reader of documents and their JSON Schema both follow it.

The records are named by their classes, the fields as a document writes them.
"""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Connection": ("name",),
    "IdentityProvider": ("entityId", "metadataFile"),
    "ServiceProvider": ("entityId",),
    "Source": ("attribute",),
    "AttributeRow": ("field",),
    "Condition": ("memberOf",),
    "MatchStep": ("by",),
    "Unique": ("field",),
})  # fmt: skip
"""Texts that are more than white space."""

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"AttributeRow": ("from",), "RoleRule": ("grant",)})
"""Lists with at least one entry."""

NUMBERS: Mapping[str, Mapping[str, tuple[int, int | None]]] = MappingProxyType({
    "TrustSettings": {"clockSkew": (0, None)},
    "AttributeRow": {"maxLength": (1, None)},
    "Role": {"privilege": (0, 100)},
    "Gates": {"seats": (0, None)},
})  # fmt: skip
"""The least and the greatest number."""

ONE_OF: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Source": ("attribute", "constant", "cel", "nameId"),
    "DirectRoles": ("attribute", "cel"),
})  # fmt: skip
"""Fields of which exactly one is given."""
