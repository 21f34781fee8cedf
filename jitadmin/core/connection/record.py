"""The base of every record of the connection document."""

import msgspec


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", omit_defaults=True):
    """Immutable, camelCase in documents, unknown names refused, defaults left out when written."""
