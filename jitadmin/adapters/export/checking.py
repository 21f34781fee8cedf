"""What is wrong with texts before any format is asked."""

from collections.abc import Iterator

import msgspec

from jitadmin.adapters.export.quoting import xml
from jitadmin.core.connection import Connection
from jitadmin.core.entity import Entity
from jitadmin.core.errors import UsageError


def check_texts(connection: Connection) -> None:
    """Raises UsageError for a text that no file in UTF-8 can hold."""
    for path, text in texts(connection):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError("export.text", what=path, value=ascii(text)) from None


def check_xml(entity: Entity) -> Entity:
    """The entity, all of whose texts XML can hold; raises UsageError for the first that it cannot."""
    for path, text in texts(entity):
        xml(text, path)
    return entity


def texts(record: object) -> Iterator[tuple[str, str]]:
    """Every text of a record with its path."""
    return _texts(msgspec.to_builtins(record), "")


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield f"{path}.{name}".lstrip("."), name
            yield from _texts(item, f"{path}.{name}".lstrip("."))
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _texts(item, f"{path}[{number}]")
