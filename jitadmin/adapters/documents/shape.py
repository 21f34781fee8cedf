"""Holds a parsed document against the records of the core, and names every difference at once."""

import datetime as dt
import difflib
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from msgspec import inspect

from jitadmin.adapters.documents.nodes import Mapping, Node, Scalar, Sequence, joined
from jitadmin.core.connection.soundness import faults
from jitadmin.core.problem import Problem

BAD: Any = object()
"""Stands for a value that could not be read; its problem has been noted."""


class Reading:
    """One walk over one document; ``problems`` grows in the order of the text."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._places: dict[str, Node] = {}

    def value(self, node: Node, kind: inspect.Type, path: str) -> Any:
        """The plain value of ``node`` as ``kind`` wants it, or ``BAD``."""
        self._places[path] = node
        match kind:
            case inspect.UnionType():
                return self._union(node, kind, path)
            case inspect.StructType():
                return self._struct(node, kind, path)
            case inspect.VarTupleType() | inspect.ListType():
                return self._sequence(node, kind.item_type, path)
            case inspect.DictType():
                return self._dictionary(node, kind.value_type, path)
            case inspect.LiteralType():
                return self._literal(node, [kind], path)
            case _:
                return self._scalar(node, kind, path)

    def _note(self, node: Node, path: str, code: str, **args: Any) -> Any:
        self.problems.append(Problem(code=code, path=path, line=node.line, column=node.column, args=args))
        return BAD

    def _struct(self, node: Node, kind: inspect.StructType, path: str) -> Any:
        if not isinstance(node, Mapping):
            return self._wrong(node, kind, path)
        known = {field.encode_name: field for field in kind.fields}
        given = {key.text: value for key, value in node.items}
        values: dict[str, Any] = {}
        meant: set[str] = set()
        whole = True
        for key, inner in node.items:
            name = key.text
            if name in known:
                value = self.value(inner, known[name].type, joined(path, name))
                if value is not BAD:
                    values[name] = value
                whole = whole and value is not BAD
            elif name == kind.tag_field:
                values[name] = kind.tag
            else:
                whole = False
                right = self._unknown_name(key, [n for n in known if n not in given], list(known), joined(path, name))
                if right and right not in given and right not in meant:
                    # What stands below a misspelt name is read as what was meant, so that its problems show, too.
                    self.value(inner, known[right].type, joined(path, name))
                meant.add(right)
        for name, field in known.items():
            # A misspelt name has its problem already.
            if field.required and name not in given:
                whole = False
                if name not in meant:
                    self._note(node, path, "document.missing", name=name)
        return values if self._sound(node, kind, values, path, complete=whole) and whole else BAD

    def _sound(
        self, node: Node, kind: inspect.StructType, values: dict[str, Any], path: str, *, complete: bool
    ) -> bool:
        found = list(faults(kind.cls.__name__, values, complete=complete))
        for fault in found:
            inner = joined(path, fault.field) if fault.field else path
            args = fault.args
            if "among" in args:
                args = {"name": args["name"], **_like(args["name"], args["among"])}
            self._note(self._places.get(inner, node), inner, _with_hint(fault.code, args), **args)
        return not found

    def _unknown_name(self, key: Scalar, free: list[str], known: list[str], path: str) -> str:
        hint = _like(key.text, free) or _like(key.text, known)
        if hint:
            self._note(key, path, "document.unknown_name_like", name=key.text, **hint)
        else:
            self._note(key, path, "document.unknown_name", name=key.text, choices=sorted(known))
        return hint.get("meant", "")

    def _sequence(self, node: Node, item: inspect.Type, path: str) -> Any:
        if not isinstance(node, Sequence):
            return self._note(node, path, "document.type", expected="a list", found=_described(node))
        values = [self.value(inner, item, f"{path}[{number}]") for number, inner in enumerate(node.items)]
        return BAD if BAD in values else values

    def _dictionary(self, node: Node, item: inspect.Type, path: str) -> Any:
        if not isinstance(node, Mapping):
            return self._note(node, path, "document.type", expected=_SETTINGS, found=_described(node))
        values = {key.text: self.value(inner, item, joined(path, key.text)) for key, inner in node.items}
        return BAD if BAD in values.values() else values

    def _union(self, node: Node, kind: inspect.UnionType, path: str) -> Any:
        structs = [t for t in kind.types if isinstance(t, inspect.StructType)]
        literals = [t for t in kind.types if isinstance(t, inspect.LiteralType)]
        if isinstance(node, Mapping) and structs:
            chosen = structs[0] if len(structs) == 1 else self._tagged(node, structs, path)
            return chosen if chosen is BAD else self.value(node, chosen, path)
        fitting = [
            t for t in kind.types if not isinstance(t, inspect.StructType | inspect.LiteralType) and _fits(node, t)
        ]
        if fitting:
            return self.value(node, fitting[0], path)
        if literals and isinstance(node, Scalar) and isinstance(node.value, str):
            also = ("true", "false") if any(isinstance(t, inspect.BoolType) for t in kind.types) else ()
            return self._literal(node, literals, path, {t.tag for t in structs if t.tag_field}, also)
        return self._wrong(node, kind, path)

    def _tagged(self, node: Mapping, structs: list[inspect.StructType], path: str) -> Any:
        field = structs[0].tag_field or ""
        tags = {str(struct.tag): struct for struct in structs}
        for key, inner in node.items:
            if key.text == field:
                word = inner.value if isinstance(inner, Scalar) else None
                if isinstance(word, str) and word in tags:
                    return tags[word]
                return self._choice(inner, sorted(tags), joined(path, field))
        return self._note(node, path, "document.missing_choice", name=field, choices=sorted(tags))

    def _literal(
        self,
        node: Node,
        kinds: list[inspect.LiteralType],
        path: str,
        tags: Iterable[Any] = (),
        also: tuple[str, ...] = (),
    ) -> Any:
        choices = [value for kind in kinds for value in kind.values]
        if isinstance(node, Scalar) and any(node.value == c and type(node.value) is type(c) for c in choices):
            return node.value
        if path == "apiVersion":
            return self._version(node)
        if isinstance(node, Scalar) and node.value in tags:
            return self._note(node, path, "document.choice_settings", value=node.text)
        return self._choice(node, [*also, *map(str, choices)], path)

    def _choice(self, node: Node, choices: list[str], path: str) -> Any:
        if not isinstance(node, Scalar):
            return self._note(node, path, "document.type", expected=_one_of(choices), found=_described(node))
        hint = _like(node.text, choices)
        code = "document.choice_like" if hint else "document.choice"
        return self._note(node, path, code, value=node.text, choices=choices, **hint)

    def _version(self, node: Node) -> Any:
        text = node.text if isinstance(node, Scalar) else ""
        newer = text.startswith("jitadmin/v")
        return self._note(node, "apiVersion", "document.version_newer" if newer else "document.version", value=text)

    def _scalar(self, node: Node, kind: inspect.Type, path: str) -> Any:
        if not _fits(node, kind):
            return self._wrong(node, kind, path)
        return node.value if isinstance(node, Scalar) else BAD

    def _wrong(self, node: Node, kind: inspect.Type, path: str) -> Any:
        expected = _expected(kind)
        if isinstance(node, Scalar) and node.value is None:
            return self._note(node, path, "document.nothing", expected=expected)
        if isinstance(node, Scalar) and expected == _TEXT:
            return self._note(node, path, "document.type_quote", found=_described(node), text=node.text)
        return self._note(node, path, "document.type", expected=expected, found=_described(node))


_TEXT = "a text"
_SETTINGS = "a mapping (name: value)"


def _fits(node: Node, kind: inspect.Type) -> bool:
    if isinstance(node, Sequence):
        return isinstance(kind, inspect.VarTupleType | inspect.ListType | inspect.AnyType)
    if isinstance(node, Mapping):
        return isinstance(kind, inspect.DictType | inspect.AnyType)
    test = _TESTS.get(type(kind))
    return test is not None and test(node.value)


_TESTS: MappingProxyType[type, Callable[[Any], bool]] = MappingProxyType({
    inspect.NoneType: lambda value: value is None,
    inspect.StrType: lambda value: isinstance(value, str),
    inspect.BoolType: lambda value: isinstance(value, bool),
    inspect.IntType: lambda value: isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62,
    inspect.FloatType: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    inspect.DateType: lambda value: isinstance(value, str) and _is_date(value),
    inspect.AnyType: lambda value: True,  # noqa: ARG005
})  # fmt: skip


def _is_date(text: str) -> bool:
    # fromisoformat alone would also take 20261231 and 2026-W53-4.
    try:
        return len(text) == 10 and text[4] == text[7] == "-" and dt.date.fromisoformat(text) is not None
    except ValueError:
        return False


def _expected(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.LiteralType):
        return _one_of([str(value) for value in kind.values])
    if isinstance(kind, inspect.UnionType):
        words = [_expected(member) for member in kind.types if not isinstance(member, inspect.NoneType)]
        return " or ".join(dict.fromkeys(words))
    return _WORDS.get(type(kind), _SETTINGS)


_WORDS: MappingProxyType[type, str] = MappingProxyType({
    inspect.StrType: _TEXT,
    inspect.BoolType: "true or false",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.DateType: "a date such as 2026-12-31",
    inspect.VarTupleType: "a list",
    inspect.ListType: "a list",
})  # fmt: skip


def _one_of(choices: list[str]) -> str:
    return "one of " + ", ".join(choices)


def _described(node: Node) -> str:
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return f"the truth value {node.text}"
    return f"the number {node.text}" if isinstance(node.value, int | float) else f"the text “{node.text[:60]}”"


def _like(word: str, choices: Iterable[str]) -> dict[str, str]:
    """The choice that was probably meant; spelling in another case, or with other separators, counts as the same."""
    known = list(choices)
    flat = {_flat(choice): choice for choice in known}
    if _flat(word) in flat:
        return {"meant": flat[_flat(word)]}
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.7) or [
        flat[match] for match in difflib.get_close_matches(_flat(word), flat, n=1, cutoff=0.75)
    ]
    return {"meant": close[0]} if close else {}


def _flat(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")


def _with_hint(code: str, args: dict[str, Any]) -> str:
    return f"{code}_like" if "meant" in args else code
