"""What differs between two states of an object, for history, refresh and conflicts."""

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Literal

import msgspec

# What a person recognises an item of a list by, whatever else of it was changed.
_NAMES: Final = ("name", "field", "id", "entityId", "by", "attribute")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One value that was added, removed or changed; ``path`` as in ``roles.rules[2].when``.

    A place in a list is that of the new list, or of the old one for what was removed.
    """

    path: str
    change: Literal["added", "removed", "changed"]
    before: Any = None
    after: Any = None


def differences(before: Any, after: Any, path: str = "") -> tuple[Difference, ...]:
    """Every difference between two pieces of plain data (texts, numbers, lists, mappings), in their order.

    None on one side as a whole stands for an object that was not there.
    """
    if path == "" and (before is None or after is None):
        before, after = before or {}, after or {}
    return tuple(_differences(before, after, path))


def _differences(before: Any, after: Any, path: str) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mappings(before, after, path)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _lists(before, after, path)
    elif _text(before) != _text(after):
        yield Difference(path=path, change="changed", before=before, after=after)


def _mappings(before: dict[str, Any], after: dict[str, Any], path: str) -> Iterator[Difference]:
    for name in [*before, *(name for name in after if name not in before)]:
        inner = f"{path}.{name}" if path else name
        if name not in after:
            yield Difference(path=inner, change="removed", before=before[name])
        elif name not in before:
            yield Difference(path=inner, change="added", after=after[name])
        else:
            yield from _differences(before[name], after[name], inner)


def _lists(before: Sequence[Any], after: Sequence[Any], path: str) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, [_text(item) for item in before], [_text(item) for item in after], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        old, new = list(range(start, end)), list(range(new_start, new_end))
        pairs = _pairs(before, after, old, new)
        for at in (at for at in old if at not in pairs):
            yield Difference(path=f"{path}[{at}]", change="removed", before=before[at])
        partners = {there: here for here, there in pairs.items()}
        for at in new:
            if at in partners:
                yield from _differences(before[partners[at]], after[at], f"{path}[{at}]")
            else:
                yield Difference(path=f"{path}[{at}]", change="added", after=after[at])


def _pairs(before: Sequence[Any], after: Sequence[Any], old: list[int], new: list[int]) -> dict[int, int]:
    """Which item of the old list became which of the new one: by its name, else by its place where as many stand."""
    named = {_name(after[at]): at for at in reversed(new)}
    found = {at: named.pop(_name(before[at])) for at in old if _name(before[at]) in named}
    left = [at for at in old if at not in found]
    free = [at for at in new if at not in found.values()]
    if len(left) == len(free):
        found.update(zip(left, free, strict=True))
    return found


def _name(item: Any) -> str:
    if not isinstance(item, dict):
        return _text(item)
    return next((f"{name}:{_text(item[name])}" for name in _NAMES if item.get(name)), _text(item))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
