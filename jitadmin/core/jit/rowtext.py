"""A row of the attribute map as one short text for a table cell, and back.

``emailaddress | lower``, ``mail, nameId | first``, ``attribute "with | odd name"``, ``"constant"``,
``= cel expression``: sources in their order, parted by commas, then the transforms, each after a bar. Names that hold
white space or signs are written in quotes.
"""

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, get_args

from jitadmin.core.connection.attribute_map import (
    AttributeRow,
    Capture,
    Date,
    Default,
    Join,
    Lookup,
    Nth,
    Replace,
    Source,
    SourceWord,
    Split,
    Template,
    Transform,
    TransformWord,
)
from jitadmin.core.jit.conditiontext import condition_text, parse_condition
from jitadmin.core.jit.tokens import Reader, bare, quoted

SOURCE_WORDS: tuple[SourceWord, ...] = get_args(SourceWord)
TRANSFORM_WORDS: tuple[TransformWord, ...] = get_args(TransformWord)
_IF_EMAIL, _ALWAYS = "nameIdIfEmail", "nameIdAlways"
_SUFFIXES = ("ignoringCase", "orFriendlyName", "nameFormat", "friendlyName")
_RESERVED = frozenset((*SOURCE_WORDS, _IF_EMAIL, _ALWAYS, "attribute", "cel"))
_MATCHES: Mapping[str, str] = {"nameIgnoringCase": "ignoringCase", "nameOrFriendlyName": "orFriendlyName"}


def row_text(row: AttributeRow) -> str:
    """The sources and transforms of a row as text; ``parse_row`` gives them back."""
    parts = [", ".join(source_text(source) for source in row.sources)]
    parts += [transform_text(transform) for transform in row.transforms]
    return " | ".join(parts).strip()


def source_text(source: Source | SourceWord) -> str:
    """One source as text."""
    if isinstance(source, str):
        return source
    if source.attribute is not None:
        return _attribute_text(source, source.attribute)
    if source.constant is not None:
        return quoted(source.constant)
    if source.cel is not None:
        return f"= {source.cel}" if _stands_alone(source.cel) else f"cel {quoted(source.cel)}"
    return _IF_EMAIL if source.name_id == "ifEmail" else _ALWAYS


def _attribute_text(source: Source, name: str) -> str:
    parts = [name if bare(name, _RESERVED) else f"attribute {quoted(name)}"]
    if source.match != "name":
        parts.append(_MATCHES[source.match])
    if source.name_format is not None:
        parts.append(f"nameFormat {quoted(source.name_format)}")
    if source.friendly_name is not None:
        parts.append(f"friendlyName {quoted(source.friendly_name)}")
    return " ".join(parts)


def transform_text(transform: Transform) -> str:
    """One transform as text."""
    match transform:
        case Split() | Join():
            return f"{transform.__struct_config__.tag}({quoted(transform.separator)})"
        case Nth(index=index):
            return f"nth({index})"
        case Capture(pattern=pattern, group=group):
            return f"capture({quoted(pattern)})" if group == 1 else f"capture({quoted(pattern)}, {group})"
        case Replace(pattern=pattern, replacement=replacement):
            return f"replace({quoted(pattern)}, {quoted(replacement)})"
        case Template(text=text) | Default(value=text):
            return f"{transform.__struct_config__.tag}({quoted(text)})"
        case Date(parse=parse, write=write):
            return f"date({quoted(parse)}, {quoted(write)})"
        case Lookup():
            return _lookup_text(transform)
        case _:
            return str(transform)


def _lookup_text(transform: Lookup) -> str:
    parts = [json.dumps(transform.table, ensure_ascii=False)]
    if transform.unmatched != "keep" or transform.other:
        parts.append(transform.unmatched)
    if transform.other:
        parts.append(quoted(transform.other))
    if transform.ignore_case:
        parts.append("ignoringCase")
    return f"lookup({', '.join(parts)})"


def parse_row(text: str) -> tuple[tuple[Source | SourceWord, ...], tuple[Transform, ...]]:
    """The sources and transforms that a text means; raises ``DocumentError`` with the column of the fault."""
    reader = Reader(text, "text.bad_row")
    sources: list[Source | SourceWord] = []
    if reader.token.kind != "end" and not (reader.token.kind == "sign" and reader.token.text == "|"):
        sources.append(_source(reader))
        while reader.sign(","):
            sources.append(_source(reader))
    transforms: list[Transform] = []
    while reader.sign("|"):
        transforms.append(_transform(reader))
    if reader.token.kind != "end":
        reader.fail("text.not_expected", reader.token.at, found=reader.token.text, known=_SUFFIXES)
    return tuple(sources), tuple(transforms)


def _source(reader: Reader) -> Source | SourceWord:
    token = reader.token
    if token.kind == "sign" and token.text == "=":
        end = _cel_end(reader.text, token.at + 1)
        expression = reader.text[token.at + 1 : end].strip()
        if not expression:
            reader.fail("text.no_expression", token.at)
        reader.skip_to(end)
        return Source(cel=expression)
    if token.kind == "string":
        return Source(constant=reader.next().text)
    if token.kind != "word":
        reader.fail("text.no_source", token.at, found=token.text or "the end")
    word = reader.next().text
    for known in SOURCE_WORDS:
        if word == known:
            return known
    if word in (_IF_EMAIL, _ALWAYS):
        return Source(name_id="ifEmail" if word == _IF_EMAIL else "always")
    if word == "cel":
        return Source(cel=reader.string())
    name = reader.string() if word == "attribute" else word
    return _narrowed(reader, name)


def _narrowed(reader: Reader, name: str) -> Source:
    given: dict[str, Any] = {}
    while reader.token.kind == "word":
        token = reader.token
        if reader.word("ignoringCase"):
            given["match"] = "nameIgnoringCase"
        elif reader.word("orFriendlyName"):
            given["match"] = "nameOrFriendlyName"
        elif reader.word("nameFormat"):
            given["name_format"] = reader.string(bare_too=True)
        elif reader.word("friendlyName"):
            given["friendly_name"] = reader.string(bare_too=True)
        else:
            reader.fail("text.unknown_suffix", token.at, known=_SUFFIXES, found=token.text)
    return Source(attribute=name, **given)


_CEL_PART = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\|\||.""", re.DOTALL)
_PAIRS: Mapping[str, str] = {")": "(", "]": "[", "}": "{"}


def _stands_alone(text: str) -> bool:
    """Whether an expression can be written without quotes: nothing in it is open or ends it early."""
    if not text or text != text.strip() or not text.isprintable():
        return False
    return _cel_end(text, 0) == len(text) == _cel_end(text + "|", 0) and not any(
        part.group() in ('"', "'") for part in _CEL_PART.finditer(text)
    )


def _cel_end(text: str, start: int) -> int:
    """Where an expression ends: at a bar or comma outside of quotes and brackets, or at the end of the text."""
    open_brackets: list[str] = []
    for part in _CEL_PART.finditer(text, start):
        sign = part.group()
        if sign in ("(", "[", "{"):
            open_brackets.append(sign)
        elif sign in _PAIRS:
            if open_brackets and open_brackets[-1] == _PAIRS[sign]:
                open_brackets.pop()
        elif sign in ("|", ",") and not open_brackets:
            return part.start()
    return len(text)


def _transform(reader: Reader) -> Transform:
    token = reader.token
    if token.kind != "word":
        reader.fail("text.no_transform", token.at, found=token.text or "the end")
    word = reader.next().text
    for known in TRANSFORM_WORDS:
        if word == known:
            return known
    build = _BUILDERS.get(word)
    if build is None:
        reader.fail("text.unknown_transform", token.at, known=(*TRANSFORM_WORDS, *_BUILDERS), found=word)
    reader.expect("(")
    made = build(reader)
    reader.expect(")")
    return made


def _integer(reader: Reader) -> int:
    token = reader.token
    if token.kind != "word" or not re.fullmatch(r"-?[0-9]{1,6}", token.text):
        reader.fail("text.expected_number", token.at, found=token.text or "the end")
    return int(reader.next().text)


def _two(reader: Reader) -> tuple[str, str]:
    first = reader.string()
    reader.expect(",")
    return first, reader.string()


def _capture(reader: Reader) -> Transform:
    pattern = reader.string()
    return Capture(pattern=pattern, group=_integer(reader) if reader.sign(",") else 1)


def _replace(reader: Reader) -> Transform:
    pattern, replacement = _two(reader)
    return Replace(pattern=pattern, replacement=replacement)


def _date(reader: Reader) -> Transform:
    parse, write = _two(reader)
    return Date(parse=parse, write=write)


def _lookup(reader: Reader) -> Transform:
    table = _table(reader)
    given: dict[str, Any] = {}
    while reader.sign(","):
        token = reader.token
        if token.kind == "string":
            given["other"] = reader.next().text
        elif token.text in ("keep", "drop", "other", "refuse"):
            given["unmatched"] = reader.next().text
        elif not reader.word("ignoringCase"):
            known = ("keep", "drop", "other", "refuse", "ignoringCase")
            reader.fail("text.unknown_suffix", token.at, known=known, found=token.text or "the end")
        else:
            given["ignore_case"] = True
    return Lookup(table=table, **given)


def _table(reader: Reader) -> dict[str, str]:
    if reader.token.kind != "sign" or reader.token.text != "{":
        reader.fail("text.expected", reader.token.at, wanted="{", found=reader.token.text or "the end")
    start = reader.token.at
    try:
        value, end = json.JSONDecoder().raw_decode(reader.text, start)
    except (ValueError, RecursionError) as error:
        at = start + 1 if isinstance(error, RecursionError) else getattr(error, "pos", start)
        reader.fail("text.bad_table", at)
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        reader.fail("text.bad_table", start)
    reader.skip_to(end)
    return value


_BUILDERS: Mapping[str, Callable[[Reader], Transform]] = MappingProxyType(
    {
        "split": lambda reader: Split(separator=reader.string()),
        "join": lambda reader: Join(separator=reader.string()),
        "nth": lambda reader: Nth(index=_integer(reader)),
        "capture": _capture,
        "replace": _replace,
        "template": lambda reader: Template(text=reader.string()),
        "date": _date,
        "lookup": _lookup,
        "default": lambda reader: Default(value=reader.string()),
    }
)

__all__ = ["condition_text", "parse_condition", "parse_row", "row_text", "source_text", "transform_text"]
