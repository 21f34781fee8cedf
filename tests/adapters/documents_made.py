"""Connection documents made from the records themselves, sound and in every shape, for tests by Hypothesis."""

import base64
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from jitadmin.core.connection import Connection

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12) | st.sampled_from(
    [
        "yes",
        "no",
        "null",
        "~",
        "1",
        "0o7",
        "1e3",
        ".5",
        "true",
        "2026-01-01",
        "a: b",
        "- x",
        "# c",
        " pad ",
        "a\nb\n",
        "*x",
        "line\n\n  two\t\n",
        "-----BEGIN X-----\nabc\n",
        "\u0085",
        "\u2028",
        "&a",
        "!t",
        "%",
        "@",
        "`",
        "'",
        '"',
        "{",
        "\ufeff",
    ]
)
NAMES = TEXTS.filter(lambda text: bool(text.strip()))
CERTIFICATE = base64.b64encode(b"\x30\x82\x01\x00" + bytes(256)).decode()
_KEEP_ONE = {
    "Source": ("attribute", "constant", "cel", "nameId"),
    "DirectRoles": ("attribute", "cel"),
    "Condition": ("all", "any", "not", "cel", "memberOf"),
}


def connections() -> st.SearchStrategy[dict[str, Any]]:
    """Sound documents in their plain form."""
    return _of(inspect.type_info(Connection), 0)


def _of(kind: inspect.Type, depth: int) -> st.SearchStrategy[Any]:  # noqa: PLR0911
    match kind:
        case inspect.StructType():
            return _struct(kind, depth)
        case inspect.UnionType():
            return st.one_of([_of(t, depth) for t in kind.types])
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.VarTupleType():
            return st.lists(_of(kind.item_type, depth + 1), max_size=2) if depth < 9 else st.just([])
        case inspect.DictType():
            return st.dictionaries(NAMES, _of(kind.value_type, depth + 1), max_size=2)
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType():
            return st.integers(1, 90)
        case inspect.DateType():
            return st.dates().map(lambda day: day.isoformat())
        case inspect.NoneType():
            return st.none()
        case _:
            return NAMES


@st.composite
def _struct(draw: st.DrawFn, kind: inspect.StructType, depth: int) -> dict[str, Any]:
    name = kind.cls.__name__
    if name == "Condition" and depth > 6:
        return {"cel": "true"}
    fields: dict[str, Any] = {kind.tag_field: kind.tag} if kind.tag_field else {}
    few = draw(st.integers(0, 3))
    for field in kind.fields:
        if field.required or draw(st.integers(0, 3)) <= few - 1:
            fields[field.encode_name] = draw(_of(field.type, depth + 1))
    return _sound(draw, name, fields)


def _sound(draw: st.DrawFn, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    if name in _KEEP_ONE:
        chosen = draw(st.sampled_from(_KEEP_ONE[name]))
        others = {"multiple", "kind", "rename", "unmapped", "ignoreCase", "separator", "effect", "unknown"}
        fields = {key: value for key, value in fields.items() if key == chosen or key in others}
        if fields.get(chosen) is None:
            fields = {"attribute": "mail", **({"present": True} if name == "Condition" else {})}
        if "cel" in fields:
            fields["cel"] = "true"
    if "pattern" in fields:
        fields["pattern"] = "(a+)@"
    if "group" in fields:
        fields["group"] = 1
    if "certificates" in fields:
        fields["certificates"] = [CERTIFICATE] * len(fields["certificates"])
    for list_name in ("grant", "from"):
        if list_name in fields and not fields[list_name]:
            fields[list_name] = ["nameId"]
    if name == "RoleMap":
        fields["roles"] = []
    return fields
