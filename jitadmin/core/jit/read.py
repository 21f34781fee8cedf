"""The attribute map at work: each row's sources, transforms and what an absent or empty value means."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jitadmin.core.cel import CelError, as_texts, compiled
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Default, Source, SourceWord, Transform
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.near import near_misses
from jitadmin.core.jit.result import Denial, FieldReading, FieldValue
from jitadmin.core.jit.transforms import TransformError, apply, boolean
from jitadmin.core.trace import Step, Verdict

Found = tuple[str, tuple[str, ...] | None, Step]


def read_map(attributes: AttributeMap, login: Login) -> tuple[FieldReading, ...]:
    """One reading for each row, in order."""
    return tuple([read_row(number, row, login) for number, row in enumerate(attributes.rows)])


def read_row(number: int, row: AttributeRow, login: Login) -> FieldReading:
    """What one row reads from the login, with the explanation of every source and transform."""
    origin = f"attributes.rows[{number}]"
    state, values, steps = read_sources(row.sources, login, origin, row.next_if_empty)
    value: FieldValue = None
    stands_in = any(isinstance(transform, Default) for transform in row.transforms)
    if state in ("value", "empty") or (state == "missing" and stands_in):
        without = "missing" if state == "missing" else "empty"
        try:
            values = _transformed(row.transforms, values, login, steps, origin)
            value = _single(row, values)
            state = without if value is None or value in ("", ()) else "value"
        except TransformError as error:
            state, value = ("refused" if error.refuse else "error"), None
            steps.append(Step(error.code, error.args_by_name, "no", origin=origin))
    return _reading(number, row, state, value, steps, origin)


def _reading(
    number: int, row: AttributeRow, state: str, value: FieldValue, steps: list[Step], origin: str
) -> FieldReading:
    verdict: Verdict = "yes" if state == "value" else "no"
    args: dict[str, Any] = {"field": row.field}
    if state == "value":
        args["value"] = _shown(value)
    evidence = next((step.evidence for step in steps if step.verdict == "yes" and step.evidence), "")
    step = Step(f"read.{state}", args, verdict, tuple(steps), origin, evidence)
    shown = "error" if state == "refused" else state
    return FieldReading(row=number, field=row.field, state=shown, value=value, step=step)  # type: ignore[arg-type]


def _shown(value: FieldValue) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def read_sources(
    sources: Iterable[Source | SourceWord], login: Login, origin: str, next_if_empty: bool = True
) -> tuple[str, tuple[str, ...], list[Step]]:
    """The values of the first source that counts; all sources are asked, so that what would also have counted shows."""
    state = "missing"
    values: tuple[str, ...] = ()
    steps: list[Step] = []
    decided = False
    for source in sources:
        found, got, step = _ask(source, login, origin)
        if decided:
            if found == "value":
                step = Step("source.also", step.args, "skip", step.children, origin, step.evidence)
                steps.append(step)
            continue
        steps.append(step)
        if found == "missing" or (found == "error" and state == "empty"):
            continue
        state, values = found, got or ()
        decided = found in ("value", "error") or not next_if_empty
    return state, values, steps


def _ask(source: Source | SourceWord, login: Login, origin: str) -> Found:
    if isinstance(source, str):
        return _word(source, login.word(source), origin)
    if source.attribute is not None:
        return _attribute(source, login, origin)
    if source.constant is not None:
        return "value", (source.constant,), Step("source.constant", {"value": source.constant}, "yes", origin=origin)
    if source.cel is not None:
        return _expression(source.cel, login, origin)
    value = login.word("nameId")
    if source.name_id == "ifEmail" and value is not None and "@" not in value:
        return "missing", None, Step("source.name_id_no_address", {"value": value}, "no", origin=origin)
    return _word("nameId", value, origin)


def _word(word: SourceWord, value: str | None, origin: str) -> Found:
    evidence = _PLACES.get(word, "")
    if value is None:
        return "missing", None, Step("source.absent_word", {"what": word}, "no", origin=origin)
    if not value:
        return "empty", ("",), Step("source.empty_word", {"what": word}, "no", origin=origin, evidence=evidence)
    step = Step("source.word", {"what": word, "value": value}, "yes", origin=origin, evidence=evidence)
    return "value", (value,), step


_PLACES: Mapping[str, str] = {
    "nameId": "Subject/NameID",
    "nameIdFormat": "Subject/NameID/@Format",
    "issuer": "Issuer",
    "authnContext": "AuthnStatement/AuthnContext/AuthnContextClassRef",
    "authnInstant": "AuthnStatement/@AuthnInstant",
    "sessionNotOnOrAfter": "AuthnStatement/@SessionNotOnOrAfter",
    "sessionIndex": "AuthnStatement/@SessionIndex",
}


def _attribute(source: Source, login: Login, origin: str) -> Found:
    entry = login.find(source)
    name = source.attribute or ""
    if entry is None:
        return "missing", None, Step("source.absent", {"name": name}, "no", near_misses(source, login, origin), origin)
    if not any(entry.values):
        step = Step("source.empty", {"name": entry.name}, "no", origin=origin, evidence=entry.where)
        return "empty", entry.values, step
    args = {"name": entry.name, "values": entry.values}
    return "value", entry.values, Step("source.attribute", args, "yes", origin=origin, evidence=entry.where)


def variables(login: Login, names: frozenset[str], fields: Mapping[str, FieldValue] | None = None) -> dict[str, Any]:
    """The variables of an expression, made only where it reads them."""
    given: dict[str, Any] = {}
    if "attributes" in names:
        given["attributes"] = {name: list(entry.values) for name, entry in login.entries.items()}
    for word in ("nameId", "nameIdFormat", "issuer", "authnContext"):
        if word in names:
            given[word] = login.word(word) or ""
    if "fields" in names:
        stored = ((name, value) for name, value in (fields or {}).items() if value is not None)
        given["fields"] = {name: list(value) if isinstance(value, tuple) else value for name, value in stored}
    if "now" in names and login.now is not None:
        given["now"] = login.now
    return given


def _expression(text: str, login: Login, origin: str) -> Found:
    try:
        expression = compiled(text)
        values = as_texts(expression.run(variables(login, expression.names)))
    except CelError as error:
        state = "missing" if error.code == "cel.absent" else "error"
        return state, None, Step(error.code, error.args_by_name, "no", origin=origin)
    if not any(values):
        return "empty", values, Step("source.cel_empty", {"text": text}, "no", origin=origin)
    return "value", values, Step("source.cel", {"text": text, "values": values}, "yes", origin=origin)


def _transformed(
    transforms: tuple[Transform, ...], values: tuple[str, ...], login: Login, steps: list[Step], origin: str
) -> tuple[str, ...]:
    for transform in transforms:
        made = apply(transform, values, login)
        if made != values:
            name = transform if isinstance(transform, str) else str(transform.__struct_config__.tag)
            steps.append(Step("transform.done", {"name": name, "before": values, "after": made}, origin=origin))
        values = made
    return values


def _single(row: AttributeRow, values: tuple[str, ...]) -> FieldValue:
    """The value of the field out of all values that were read, as the row's ``multiple`` and ``type`` say."""
    value: FieldValue
    if row.multiple == "all":
        return values
    if not values:
        return None
    if len(values) == 1 or row.multiple == "first":
        value = values[0]
    elif row.multiple == "last":
        value = values[-1]
    elif row.multiple == "join":
        value = ", ".join(values)
    elif row.multiple == "json":
        value = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    else:
        raise TransformError("read.several_values", refuse=True, field=row.field, values=values)
    return _typed(row, value)


def _typed(row: AttributeRow, value: str) -> FieldValue:
    if row.type == "boolean" or (row.transforms and row.transforms[-1] == "boolean"):
        if not value:
            return value
        try:
            return boolean(value) == "true"
        except TransformError:
            if row.type == "boolean":
                raise TransformError("read.not_boolean", refuse=True, field=row.field, value=value) from None
            raise
    if not value:
        return value
    if row.type == "email" and not is_address(value):
        raise TransformError("read.not_an_address", refuse=True, field=row.field, value=value)
    if row.type == "integer" and not re.fullmatch(r"[+-]?\d{1,18}", value, re.ASCII):
        raise TransformError("read.not_a_number", refuse=True, field=row.field, value=value)
    if row.max_length is not None and len(value) > row.max_length:
        if row.too_long == "refuse":
            raise TransformError("read.too_long", refuse=True, field=row.field, limit=row.max_length, length=len(value))
        value = value[: row.max_length]
    return value


_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


def is_address(value: str) -> bool:
    """Whether applications that check syntax take the text for an e-mail address."""
    return _ADDRESS.fullmatch(value) is not None


def refusal(attributes: AttributeMap, readings: Iterable[FieldReading]) -> Denial | None:
    """Why the attribute map refuses the login: the first row whose value it may not be without."""
    for reading in readings:
        row = attributes.rows[reading.row]
        origin = f"attributes.rows[{reading.row}]"
        if reading.state == "error" and row.required:
            cause = reading.step.children[-1]
            return Denial(code=cause.code, args=cause.args, origin=origin)
        if reading.state == "empty" and (row.required or _empty(row) == "refuse"):
            return Denial(code="read.required_empty", args={"field": row.field}, origin=origin)
        if reading.state == "missing" and (row.required or row.missing == "refuse"):
            return Denial(code="read.required_missing", args={"field": row.field}, origin=origin)
    return None


def unfit(reading: FieldReading) -> Denial | None:
    """Why a value that would be stored now breaks the login: the field cannot hold it."""
    if reading.step.code != "read.refused":
        return None
    cause = reading.step.children[-1]
    return Denial(code=cause.code, args=cause.args, origin=f"attributes.rows[{reading.row}]")


def _empty(row: AttributeRow) -> str:
    return row.missing if row.empty == "missing" else row.empty


def meaning(row: AttributeRow, reading: FieldReading) -> str:
    """What a reading means for the stored field: ``set`` it, ``keep`` it or ``clear`` it."""
    if reading.state == "value":
        return "set"
    if reading.state == "error" or row.update == "ifNotEmpty":
        return "keep"
    wanted = _empty(row) if reading.state == "empty" else row.missing
    return "clear" if wanted == "clear" else "keep"


def fields_read(attributes: AttributeMap, readings: Iterable[FieldReading]) -> dict[str, FieldReading]:
    """The reading that counts for each field: of several rows the first, or the last, that says something."""
    chosen: dict[str, FieldReading] = {}
    ordered = list(readings) if attributes.several_rows == "first" else list(readings)[::-1]
    for reading in ordered:
        held = chosen.get(reading.field)
        if held is None or _weight(attributes, held) < _weight(attributes, reading):
            chosen[reading.field] = reading
    return chosen


def _weight(attributes: AttributeMap, reading: FieldReading) -> int:
    """A value says most; so does an empty text that is to be stored as such."""
    if reading.state == "value":
        return 2
    if reading.state == "empty" and _empty(attributes.rows[reading.row]) in ("clear", "refuse"):
        return 2
    return 0 if reading.state == "missing" else 1
