"""What no source says of an entry, by its path in the file, so that the window can show each gap as unknown."""

from collections.abc import Iterator
from typing import Any

import msgspec

from jitadmin.core.catalogue.common import UNKNOWN


def unknowns(record: msgspec.Struct, path: str = "") -> Iterator[str]:
    """The paths of all values that are unknown, such as ``jit.inactive`` or ``attributes[2].required``."""
    for field in msgspec.structs.fields(record):
        yield from _below(getattr(record, field.name), f"{path}.{field.encode_name}" if path else field.encode_name)


def _below(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, msgspec.Struct):
        yield from unknowns(value, path)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _below(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _below(item, f"{path}.{name}")
    elif value == UNKNOWN:
        yield path
