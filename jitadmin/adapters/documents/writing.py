"""Writes connection documents for people: block style, the order of the records, long texts line by line."""

import json
from collections.abc import Callable
from typing import Literal

import yaml

from jitadmin.adapters.documents.yaml_text import resolved
from jitadmin.core.connection import Connection, plain

_WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """SafeDumper that never needs an alias and quotes whatever YAML 1.2 would not read as a text."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if not text.replace("\n", "").isprintable():
        # YAML 1.1 breaks lines at characters where YAML 1.2 does not.
        style = '"'
    elif "\n" in text and text.strip("\n") and not text.startswith((" ", "\n")):
        style = "|"
    elif not isinstance(resolved(text), str):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dump(connection: Connection, form: Literal["yaml", "json"] = "yaml") -> str:
    """The document of a connection; loading it again gives an equal connection."""
    document = plain(connection)
    if form == "json":
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        return _seen(text, lambda character: json.dumps(character)[1:-1])
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return _seen(text, lambda character: f"\\U{ord(character):08X}")


def _seen(text: str, escape: Callable[[str], str]) -> str:
    """The text with escapes for what no reader would see, such as marks that turn a line around.

    All of it stands within double quotes, where both forms know escapes.
    """
    return "".join(c if c == "\n" or c.isprintable() else escape(c) for c in text)
