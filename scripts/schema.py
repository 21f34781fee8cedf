#!/usr/bin/env python3
"""Write the JSON Schemas of connection documents and catalogue files anew from the records of the core."""

from pathlib import Path

from jitadmin.adapters import catalogue
from jitadmin.adapters.documents.schema import schema_text
from jitadmin.core.catalogue import IdpTemplate, SpTemplate

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "schema"


def main() -> None:
    """Write the files that are shipped."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("connection", schema_text()),
        ("catalogue-service-provider", catalogue.schema_text(SpTemplate)),
        ("catalogue-identity-provider", catalogue.schema_text(IdpTemplate)),
    ):
        (FOLDER / f"{name}.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
