#!/usr/bin/env python3
"""Write the JSON Schema of the connection document anew from the records of the core."""

from pathlib import Path

from jitadmin.adapters.documents.schema import schema_text

TARGET = Path(__file__).resolve().parent.parent / "resources" / "schema" / "connection.schema.json"


def main() -> None:
    """Write the file that is shipped."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
