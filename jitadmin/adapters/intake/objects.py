"""Finds the texts that may be logins in JSON of any make: records of a log, events of a gateway, saved requests."""

import binascii
from collections.abc import Iterator
from typing import Any

from jitadmin.adapters.intake.encoded import form_fields, html_fields
from jitadmin.adapters.intake.xml_root import MESSAGES, is_html, local_root

DEPTH = 32
_FIELD = "samlresponse"
_NAMES = ("name", "key", "Name", "Key")
_VALUES = ("value", "values", "Value", "Values")


def texts_within(whole: object) -> Iterator[str]:
    """The texts of every field named ``SAMLResponse``, and of such fields inside other texts, in their order.

    What is nested deeper than ``DEPTH`` is left out.
    """
    waiting: list[tuple[object, bool, int]] = [(whole, False, 0)]
    while waiting:
        item, named, depth = waiting.pop()
        if isinstance(item, str):
            yield from [item] if named else _carried(item)
        elif depth < DEPTH:
            waiting.extend((child, meant, depth + 1) for child, meant in reversed(_children(item, named)))


def _children(item: object, named: bool) -> list[tuple[object, bool]]:
    """What an object or a list holds, and whether it is the field that is looked for."""
    if isinstance(item, list):
        return [(child, named) for child in item]
    if not isinstance(item, dict):
        return []
    if item.get("isBase64Encoded") is True and isinstance(item.get("body"), str):
        item = {**item, "body": _decoded(item["body"])}
    if any(_is_field(item.get(name)) for name in _NAMES):
        # What else stands beside a value, such as its type, is no value.
        named, item = True, {name: item[name] for name in _VALUES if name in item} or item
    return [(child, named or _is_field(name)) for name, child in item.items() if not (named and name in _NAMES)]


def _is_field(name: Any) -> bool:
    return isinstance(name, str) and name.replace("_", "").lower() == _FIELD


def _carried(text: str) -> list[str]:
    """The fields in a form body, an address, a page, or JSON that was written as text; a login as XML itself."""
    if text.lstrip().startswith("<"):
        data = text.encode("utf-8", "replace")
        if is_html(data):
            return html_fields(text)
        return [text] if local_root(data) in MESSAGES else []
    return form_fields(text)


def _decoded(body: str) -> str:
    try:
        return binascii.a2b_base64(body).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return body
