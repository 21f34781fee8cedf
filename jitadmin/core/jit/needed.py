"""What the catalogue says an application requires, and no row of the map writes."""

from collections.abc import Iterator

from jitadmin.core.catalogue import AppAttribute, SpTemplate
from jitadmin.core.connection import Connection
from jitadmin.core.jit.result import Finding

_LISTS = ("roles", "groups", "entitlements")


def needed_findings(connection: Connection, template: SpTemplate) -> tuple[Finding, ...]:
    """A finding for each attribute without which the application refuses a login and that nothing reads."""
    return tuple(_unmapped(connection, template))


def _unmapped(connection: Connection, template: SpTemplate) -> Iterator[Finding]:
    for item in template.attributes:
        if item.required is True and item.to and not _written(connection, item):
            args = {"field": item.to[0], "name": item.name or item.slot, "application": template.name}
            origin = "roles" if item.to[0] in _LISTS else "attributes"
            yield Finding(code="finding.required_unmapped", severity="error", args=args, origin=origin)


def _written(connection: Connection, item: AppAttribute) -> bool:
    """Whether a row writes one of the fields, or for roles and groups whether anything is said of them."""
    fields = {row.field for row in connection.attributes.rows}
    asks = bool(connection.roles.rules or connection.roles.direct)
    return any(name in fields or (name in _LISTS and asks) for name in item.to)
