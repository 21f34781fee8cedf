"""The JSON Schema of the connection document, made from the records, so that editors complete what is being typed."""

import json
import re
from typing import Any

import msgspec

from jitadmin.core.connection import Connection, bounds

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "jitadmin connection"
_LATER_WORD = re.compile(r"(?<=[a-z0-9])_([a-z0-9])")


def connection_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) with the explanations of the records as descriptions.

    It says all that the reader asks of single fields; how several of them go together, JSON Schema says only in part.
    """
    schema = described(Connection)
    for name, definition in schema["$defs"].items():
        _bound(name, definition)
    return {"$schema": DIALECT, "title": TITLE, **schema}


def schema_text() -> str:
    """The schema as it is shipped."""
    return json.dumps(connection_schema(), ensure_ascii=False, indent=2) + "\n"


def described(record: type[msgspec.Struct]) -> dict[str, Any]:
    """The schema of a record, whose explanations name the fields as a document writes them."""
    schema = msgspec.json.schema(record)
    for definition in schema["$defs"].values():
        if "description" in definition:
            text = re.sub(r"\s+", " ", definition["description"].replace("``", "`")).strip()
            definition["description"] = re.sub(r"`[^`]+`", lambda quoted: _LATER_WORD.sub(_upper, quoted[0]), text)
    return schema


def _bound(name: str, definition: dict[str, Any]) -> None:
    fields = definition.get("properties", {})
    for field in bounds.TEXTS.get(name, ()):
        fields[field]["pattern"] = r"\S"
    for field in bounds.LISTS.get(name, ()):
        fields[field]["minItems"] = 1
    for field, (least, most) in bounds.NUMBERS.get(name, {}).items():
        fields[field] |= {"minimum": least} if most is None else {"minimum": least, "maximum": most}
    if name in bounds.ONE_OF:
        given = {"not": {"enum": [None] if name == "Source" else [None, ""]}}
        definition["oneOf"] = [{"required": [one], "properties": {one: given}} for one in bounds.ONE_OF[name]]


def _upper(letter: re.Match[str]) -> str:
    return letter[1].upper()
