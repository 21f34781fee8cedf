"""The condition of a role rule as one short text for a table cell, and back.

``groups has "slack-admins"``, ``department = "HR" and not title matches "Intern.*"``, ``mail endsWith "@example.org"
ignoringCase``, ``memberOf "staff"``, ``cel "…"``; the empty text is a rule that always holds. Tests of the same value
may be joined by ``&``; as a condition compares once, they become parts of an ``all``.
"""

from typing import Any

from jitadmin.core.connection.role_map import Condition
from jitadmin.core.jit.tokens import Reader, bare, quoted

_TESTS = (("startsWith", "starts_with"), ("endsWith", "ends_with"), ("contains", "contains"), ("matches", "matches"))
_OPERATORS = ("has", "in", "is", *(word for word, _ in _TESTS))
_RESERVED = frozenset(
    (*_OPERATORS, "and", "or", "not", "always", "all", "any", "cel", "memberOf", "nameId", "field", "ignoringCase")
)
MAX_DEPTH = 32


def condition_text(condition: Condition | None) -> str:
    """The condition as text; ``parse_condition`` gives it back."""
    return "" if condition is None else _text(condition, 0)


def _text(condition: Condition, binding: int) -> str:
    """``binding``: 0 stands alone, 1 inside ``or``, 2 inside ``and``, 3 after ``not``."""
    if condition.all is not None:
        return _joined("all", " and ", condition.all, 2, binding)
    if condition.any is not None:
        return _joined("any", " or ", condition.any, 1, binding)
    if condition.not_ is not None:
        return f"not {_text(condition.not_, 3)}"
    if condition.cel is not None:
        return f"cel {quoted(condition.cel)}"
    case = " ignoringCase" if condition.ignore_case else ""
    if condition.member_of is not None:
        if condition.attribute is None:
            return f"memberOf {quoted(condition.member_of)}{case}"
        return f"{_name(condition.attribute)} has {quoted(condition.member_of)}{case}"
    return f"{_operand(condition)} {_tests(condition)}{case}".strip()


def _joined(word: str, joint: str, parts: tuple[Condition, ...], level: int, binding: int) -> str:
    if len(parts) < 2:
        return f"{word}({', '.join(_text(part, 0) for part in parts)})"
    text = joint.join(_text(part, level) for part in parts)
    return f"({text})" if binding >= level else text


def _name(name: str) -> str:
    return name if bare(name, _RESERVED) else quoted(name)


def _operand(condition: Condition) -> str:
    if condition.attribute is not None:
        return _name(condition.attribute)
    if condition.field is not None:
        return f"field {_name(condition.field)}"
    return "nameId"


def _tests(condition: Condition) -> str:
    parts: list[str] = []
    if condition.equals is not None:
        parts.append(f"= {quoted(condition.equals)}")
    if condition.in_ is not None:
        parts.append(f"in ({', '.join(quoted(item) for item in condition.in_)})")
    for word, field in _TESTS:
        value = getattr(condition, field)
        if value is not None:
            parts.append(f"{word} {quoted(value)}")
    if condition.present is not None:
        parts.append("is present" if condition.present else "is absent")
    return " & ".join(parts)


def parse_condition(text: str) -> Condition | None:
    """The condition that a text means, None for a rule that always holds; raises ``DocumentError`` with the column."""
    reader = Reader(text, "text.bad_condition")
    if reader.token.kind == "end" or (reader.word("always") and reader.token.kind == "end"):
        return None
    made = _or(reader, 0)
    if reader.token.kind != "end":
        token = reader.token
        reader.fail("text.not_expected", token.at, known=("and", "or", "ignoringCase"), found=token.text)
    return made


def _or(reader: Reader, depth: int) -> Condition:
    parts = [_and(reader, depth)]
    while reader.word("or"):
        parts.append(_and(reader, depth))
    return parts[0] if len(parts) == 1 else Condition(any=tuple(parts))


def _and(reader: Reader, depth: int) -> Condition:
    parts = [_not(reader, depth)]
    while reader.word("and"):
        parts.append(_not(reader, depth))
    return parts[0] if len(parts) == 1 else Condition(all=tuple(parts))


def _not(reader: Reader, depth: int) -> Condition:
    if depth > MAX_DEPTH:
        reader.fail("text.too_deep", reader.token.at, limit=MAX_DEPTH)
    if reader.word("not"):
        return Condition(not_=_not(reader, depth + 1))
    if reader.sign("("):
        inner = _or(reader, depth + 1)
        reader.expect(")")
        return inner
    return _primary(reader, depth)


def _primary(reader: Reader, depth: int) -> Condition:
    token = reader.token
    if token.kind in ("sign", "end"):
        reader.fail("text.no_condition", token.at, found=token.text or "the end")
    for word in ("all", "any"):
        if reader.word(word):
            parts = _listed(reader, depth)
            return Condition(all=parts) if word == "all" else Condition(any=parts)
    if reader.word("cel"):
        return Condition(cel=reader.string())
    if reader.word("memberOf"):
        return Condition(member_of=reader.string(bare_too=True), ignore_case=reader.word("ignoringCase"))
    if reader.word("nameId"):
        return _compared(reader, {"name_id": True})
    if reader.word("field"):
        return _compared(reader, {"field": reader.string(bare_too=True)})
    if token.kind == "word" and token.text in _RESERVED:
        reader.fail("text.no_condition", token.at, found=token.text)
    return _compared(reader, {"attribute": reader.next().text})


def _listed(reader: Reader, depth: int) -> tuple[Condition, ...]:
    reader.expect("(")
    parts: list[Condition] = []
    if not reader.sign(")"):
        parts.append(_or(reader, depth + 1))
        while reader.sign(","):
            parts.append(_or(reader, depth + 1))
        reader.expect(")")
    return tuple(parts)


def _compared(reader: Reader, operand: dict[str, Any]) -> Condition:
    given = dict(operand)
    if "attribute" in operand and reader.word("has"):
        given["member_of"] = reader.string(bare_too=True)
    else:
        tests = [_test(reader)]
        while reader.sign("&"):
            tests.append(_test(reader))
        if reader.word("ignoringCase"):
            given["ignore_case"] = True
        made = tuple(Condition(**given, **test) for test in tests)
        return made[0] if len(made) == 1 else Condition(all=made)
    if reader.word("ignoringCase"):
        given["ignore_case"] = True
    return Condition(**given)


def _test(reader: Reader) -> dict[str, Any]:
    token = reader.token
    if reader.sign("="):
        return {"equals": reader.string(bare_too=True)}
    if reader.word("in"):
        return {"in_": _items(reader)}
    if reader.word("is"):
        at, word = reader.token.at, reader.token.text
        if not (reader.word("present") or reader.word("absent")):
            reader.fail("text.unknown_state", at, known=("present", "absent"), found=word or "the end")
        return {"present": word == "present"}
    field = next((field for word, field in _TESTS if reader.word(word)), "")
    if not field:
        reader.fail("text.no_test", token.at, known=_OPERATORS, found=token.text or "the end")
    return {field: reader.string(bare_too=True)}


def _items(reader: Reader) -> tuple[str, ...]:
    reader.expect("(")
    items: list[str] = []
    if not reader.sign(")"):
        items.append(reader.string(bare_too=True))
        while reader.sign(","):
            items.append(reader.string(bare_too=True))
        reader.expect(")")
    return tuple(items)
