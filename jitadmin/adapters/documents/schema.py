"""The JSON Schema of the connection document, made from the records, so that editors complete what is being typed."""

import json
import re
from typing import Any

import msgspec

from jitadmin.core.connection import Connection

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "jitadmin connection"


def connection_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) with the explanations of the records as descriptions."""
    schema = msgspec.json.schema(Connection)
    definitions = schema["$defs"]
    for definition in definitions.values():
        if "description" in definition:
            definition["description"] = _plain(definition["description"])
    return {"$schema": DIALECT, "title": TITLE, **schema}


def schema_text() -> str:
    """The schema as it is shipped."""
    return json.dumps(connection_schema(), ensure_ascii=False, indent=2) + "\n"


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip()
