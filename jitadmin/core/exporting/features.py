"""Everything of a connection that an export may or may not hold, as a table: how to see that a connection uses it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeRow, Source
from jitadmin.core.connection.parties import TrustSettings
from jitadmin.core.connection.policy import Policy
from jitadmin.core.connection.role_map import RoleMap
from jitadmin.core.exporting.record import Format, Loss
from jitadmin.core.exporting.wanted import wanted

Args = dict[str, Any]


class Feature(msgspec.Struct, frozen=True):
    """Where the feature stands in the document, and what of it a connection uses (None: nothing to lose)."""

    path: str
    used: Callable[[Connection], Args | None]


def lost(connection: Connection, format: Format) -> Iterator[Loss]:  # noqa: A002
    """A sentence for each feature that this connection uses and the format has no place for.

    An identity provider has no use for what the application does with a login; that becomes one sentence.
    """
    used = {name: feature.used(connection) for name, feature in FEATURES.items() if name not in format.carries}
    apart = _APPLICATION if format.side == "identityProvider" else frozenset()
    for name, args in used.items():
        if args is not None and name not in apart:
            yield Loss(code=f"export.lost.{name}", args=args, path=FEATURES[name].path)
    parts = dict.fromkeys(FEATURES[name].path for name, args in used.items() if args is not None and name in apart)
    if parts:
        yield Loss(code="export.lost.application", args={"parts": tuple(parts)})


def _unless(held: bool, **args: Any) -> Args | None:
    return args if held else None


def _elsewhere(_: Connection) -> Args | None:
    """Nothing of the document: metadata alone tells it, and ``adapters.export`` says where that is lost."""
    return None


def _several_acs(connection: Connection) -> Args | None:
    acs = connection.service_provider.acs
    return _unless(len(acs) > 1, others=acs[1:])


def _audiences(connection: Connection) -> Args | None:
    sp = connection.service_provider
    others = tuple(item for item in sp.audiences if item != sp.entity_id)
    return _unless(bool(others), others=others)


def _retired(connection: Connection) -> Args | None:
    choices = tuple(item.choice for item in connection.trust.accept_retired)
    return _unless(bool(choices), choices=choices)


def _names(connection: Connection) -> Args | None:
    names = tuple(item.name for item in wanted(connection))
    return _unless(bool(names), names=names)


def _rows(test: Callable[[AttributeRow], bool]) -> Callable[[Connection], Args | None]:
    def used(connection: Connection) -> Args | None:
        fields = tuple(dict.fromkeys(row.field for row in connection.attributes.rows if test(row)))
        return _unless(bool(fields), fields=fields)

    return used


def unusual_sources(row: AttributeRow) -> bool:
    """Whether a row reads anything but one attribute by its name."""
    first = row.sources[0] if row.sources else None
    if len(row.sources) != 1 or not isinstance(first, Source):
        return True
    return first.attribute is None or first.match != "name"


_PLAIN = AttributeRow(field="", sources=())
_WRITING = ("required", "multiple", "update", "missing", "empty", "type", "max_length", "too_long")


def unusual_writing(row: AttributeRow) -> bool:
    """Whether a row says more about when and how its field is written than "always, the first value"."""
    return any(getattr(row, name) != getattr(_PLAIN, name) for name in _WRITING)


def _rules(connection: Connection) -> Args | None:
    rules = connection.roles.rules
    names = tuple(dict.fromkeys(name for rule in rules for name in rule.grant))
    return _unless(bool(rules), count=len(rules), names=names)


def _direct(connection: Connection) -> Args | None:
    direct = connection.roles.direct
    return _unless(bool(direct), names=tuple(item.attribute or "CEL" for item in direct))


def _defaults(connection: Connection) -> Args | None:
    roles = connection.roles
    kinds = (roles.groups, roles.entitlements)
    names = (*roles.defaults, *(name for kind in kinds if kind for name in kind.defaults or ()))
    return _unless(bool(names), names=names)


_MEETING = ("pick", "membership", "when", "absent", "no_match", "give_defaults", "missing_default", "unknown",
            "managed", "groups", "entitlements")  # fmt: skip


def _membership(connection: Connection) -> Args | None:
    roles, plain = connection.roles, RoleMap()
    parts = tuple(name for name in _MEETING if getattr(roles, name) != getattr(plain, name))
    return _unless(bool(parts), parts=tuple(_camel(name) for name in parts))


def _policy(*names: str) -> Callable[[Connection], Args | None]:
    plain = Policy()

    def used(connection: Connection) -> Args | None:
        policy = connection.policy
        parts = tuple(_camel(name) for name in names if getattr(policy, name) != getattr(plain, name))
        return _unless(bool(parts), parts=parts)

    return used


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _trust(name: str) -> Callable[[Connection], Args | None]:
    plain = getattr(TrustSettings(), name)

    def used(connection: Connection) -> Args | None:
        value = getattr(connection.trust, name)
        return _unless(value != plain, value=value)

    return used


_APPLICATION = frozenset({
    "clockSkew", "unsolicited", "retired", "expired", "fields", "sources", "transforms", "writing", "roleRules",
    "directRoles", "defaultRoles", "membership", "library", "gates", "match", "inactive", "create", "newAccount",
    "update", "links", "unique",
})  # fmt: skip

FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        "severalAcs": Feature("serviceProvider.acs", _several_acs),
        "acsIndexes": Feature("serviceProvider.acs", _elsewhere),
        "logout": Feature("serviceProvider", _elsewhere),
        "audiences": Feature("serviceProvider.audiences", _audiences),
        "signed": Feature("trust.signed", _trust("signed")),
        "clockSkew": Feature("trust.clockSkew", _trust("clock_skew")),
        "unsolicited": Feature("trust.unsolicited", _trust("unsolicited")),
        "encrypted": Feature("trust.encrypted", _trust("encrypted")),
        "retired": Feature("trust.acceptRetired", _retired),
        "expired": Feature("trust.expiredCertificates", _trust("expired_certificates")),
        "names": Feature("attributes.rows", _names),
        "fields": Feature("attributes.rows", _rows(lambda _: True)),
        "sources": Feature("attributes.rows", _rows(unusual_sources)),
        "transforms": Feature("attributes.rows", _rows(lambda row: bool(row.transforms))),
        "writing": Feature("attributes.rows", _rows(unusual_writing)),
        "roleRules": Feature("roles.rules", _rules),
        "directRoles": Feature("roles.direct", _direct),
        "defaultRoles": Feature("roles.defaults", _defaults),
        "membership": Feature("roles", _membership),
        "library": Feature("policy.library", _policy("library")),
        "gates": Feature("policy.gates", _policy("gates")),
        "match": Feature("policy.match", _policy("match", "conflict")),
        "inactive": Feature("policy.inactive", _policy("inactive")),
        "create": Feature("policy.create", _policy("create")),
        "newAccount": Feature("policy.newAccount", _policy("new_account")),
        "update": Feature("policy.update", _policy("update", "together")),
        "links": Feature("policy.links", _policy("links")),
        "unique": Feature("policy.unique", _policy("unique")),
    }
)
"""All features by name, in the order of the document."""
