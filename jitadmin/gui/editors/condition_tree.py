"""A condition as a tree that is changed in one place at a time; nothing here shows anything.

A path is the numbers of the parts from the top down; a negation is no level of its own.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from jitadmin.core.connection.role_map import Condition
from jitadmin.core.trace import Step

Path = tuple[int, ...]
GroupWord = Literal["all", "any"]
COMPARISONS: tuple[tuple[str, str], ...] = (
    ("equals", "is"),
    ("in_", "is one of"),
    ("member_of", "has the group"),
    ("contains", "contains"),
    ("starts_with", "starts with"),
    ("ends_with", "ends with"),
    ("matches", "matches the pattern"),
    ("present", "is there"),
    ("absent", "is missing"),
)
_TESTS = ("equals", "in_", "contains", "starts_with", "ends_with", "matches", "present")


class Part(NamedTuple):
    """One line of the builder. ``kind``: all, any, test, member, cel, or other for what only the text form can say."""

    path: Path
    condition: Condition
    negated: bool
    core: Condition
    kind: str

    @property
    def comparison(self) -> str:
        """The name of the comparison of a test."""
        if self.core.member_of is not None:
            return "member_of"
        if self.core.present is False:
            return "absent"
        return next((name for name in _TESTS if getattr(self.core, name) is not None), "equals")


def core_of(condition: Condition) -> tuple[bool, Condition]:
    """Whether a condition is negated, and what is inside."""
    return (True, condition.not_) if condition.not_ is not None else (False, condition)


def negated(condition: Condition) -> Condition:
    """The opposite."""
    return condition.not_ if condition.not_ is not None else Condition(not_=condition)


def children(condition: Condition) -> tuple[Condition, ...]:
    """The parts of a group, negated or not."""
    core = core_of(condition)[1]
    return core.all if core.all is not None else core.any if core.any is not None else ()


def kind_of(core: Condition) -> str:
    """What a line for this shows."""
    if core.all is not None:
        return "all"
    if core.any is not None:
        return "any"
    if core.cel is not None:
        return "cel"
    if core.member_of is not None:
        return "member"
    tests = sum(getattr(core, name) is not None for name in _TESTS)
    return "test" if tests == 1 and core.not_ is None else "other"


def parts(condition: Condition | None, path: Path = ()) -> Iterator[Part]:
    """The lines from the top down."""
    if condition is None:
        return
    negative, core = core_of(condition)
    yield Part(path, condition, negative, core, kind_of(core))
    for at, part in enumerate(children(condition)):
        yield from parts(part, (*path, at))


def at_path(condition: Condition, path: Path) -> Condition:
    """The condition at a path."""
    for step in path:
        condition = children(condition)[step]
    return condition


def _regrouped(condition: Condition, kids: tuple[Condition, ...]) -> Condition:
    negative, core = core_of(condition)
    made = Condition(all=kids) if core.all is not None else Condition(any=kids)
    return Condition(not_=made) if negative else made


def put(condition: Condition | None, path: Path, new: Condition | None) -> Condition | None:
    """The whole with another condition at a path; None removes it, and a group that is left with one part goes too."""
    if not path or condition is None:
        return new
    kids = list(children(condition))
    made = put(kids[path[0]], path[1:], new)
    if made is not None:
        kids[path[0]] = made
        return _regrouped(condition, tuple(kids))
    del kids[path[0]]
    if not kids:
        return None
    if len(kids) == 1:
        return negated(kids[0]) if core_of(condition)[0] else kids[0]
    return _regrouped(condition, tuple(kids))


def added(condition: Condition | None, path: Path, new: Condition) -> tuple[Condition, Path]:
    """The whole with one more condition after the one at a path, or as the last of the group there; and its path."""
    if condition is None:
        return new, ()
    here = at_path(condition, path)
    if kind_of(core_of(here)[1]) in ("all", "any"):
        kids = (*children(here), new)
        return _sure(put(condition, path, _regrouped(here, kids))), (*path, len(kids) - 1)
    if not path:
        return Condition(all=(condition, new)), (1,)
    above, at = path[:-1], path[-1]
    group = at_path(condition, above)
    kids = children(group)
    grown = _regrouped(group, (*kids[: at + 1], new, *kids[at + 1 :]))
    return _sure(put(condition, above, grown)), (*above, at + 1)


def grouped(condition: Condition, path: Path) -> tuple[Condition, Path]:
    """The whole with the condition at a path put into a group of its own, where another can join it."""
    here = at_path(condition, path)
    above = core_of(at_path(condition, path[:-1]))[1] if path else None
    made = Condition(any=(here,)) if above is None or above.all is not None else Condition(all=(here,))
    return _sure(put(condition, path, made)), (*path, 0)


def ungrouped(condition: Condition, path: Path) -> Condition:
    """The whole with the parts of a group in its place, where that means the same; else as it was."""
    here = at_path(condition, path)
    if core_of(here)[0] or not path:
        return condition
    above, at = path[:-1], path[-1]
    group = at_path(condition, above)
    kids = children(group)
    return _sure(put(condition, above, _regrouped(group, (*kids[:at], *children(here), *kids[at + 1 :]))))


def with_word(condition: Condition, path: Path, word: GroupWord) -> Condition:
    """The whole with a group that asks for all, or for any, of its parts."""
    here = at_path(condition, path)
    kids = children(here)
    made = Condition(all=kids) if word == "all" else Condition(any=kids)
    return _sure(put(condition, path, Condition(not_=made) if core_of(here)[0] else made))


def moved(condition: Condition, path: Path, step: int) -> tuple[Condition, Path]:
    """The whole with a part one place up or down: within its group, into the group there, or out of its own."""
    if not path:
        return condition, path
    above, at = path[:-1], path[-1]
    group = at_path(condition, above)
    kids = list(children(group))
    to = at + step
    if not 0 <= to < len(kids):
        return condition, path
    kids[at], kids[to] = kids[to], kids[at]
    return _sure(put(condition, above, _regrouped(group, tuple(kids)))), (*above, to)


def _sure(condition: Condition | None) -> Condition:
    if condition is None:
        raise AssertionError("a change that adds cannot leave nothing")
    return condition


# What a test compares.


def with_operand(core: Condition, operand: Condition) -> Condition:
    """The test of ``core`` on another operand; a test that the operand does not know becomes the usual one."""
    if operand.cel is not None or operand.member_of is not None:
        return operand
    value = value_text(core)
    name = Part((), core, False, core, "test").comparison if core.cel is None else "equals"
    if name == "member_of" and operand.attribute is None:
        name = "equals"
    return with_comparison(msgspec.structs.replace(operand, ignore_case=core.ignore_case), name, value)


def with_comparison(core: Condition, name: str, value: str | None = None) -> Condition:
    """Another comparison on the same operand with the same value."""
    value = value_text(core) if value is None else value
    operand = {"attribute": core.attribute, "field": core.field, "name_id": core.name_id}
    if name in ("present", "absent"):
        return Condition(**operand, present=name == "present")  # type: ignore[arg-type]
    given = {"ignore_case": core.ignore_case, name: _listed(value) if name == "in_" else value}
    return Condition(**operand, **given)  # type: ignore[arg-type]


def with_value(core: Condition, text: str) -> Condition:
    """Another value for the same comparison."""
    part = Part((), core, False, core, "test")
    name = part.comparison
    if name in ("present", "absent"):
        return core
    return msgspec.structs.replace(core, **{name: _listed(text) if name == "in_" else text})


def value_text(core: Condition) -> str:
    """The value of a test as it is typed."""
    if core.in_ is not None:
        return ", ".join(core.in_)
    texts = (core.member_of, core.equals, core.contains, core.starts_with, core.ends_with, core.matches)
    return next((text for text in texts if text is not None), "")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def verdicts(condition: Condition, step: Step, path: Path = ()) -> Iterator[tuple[Path, bool]]:
    """For each line whether it holds, out of the step that evaluating the whole gave."""
    yield path, step.verdict == "yes"
    inside = step.children[0] if condition.not_ is not None and step.children else step
    for at, (part, below) in enumerate(zip(children(condition), inside.children, strict=False)):
        yield from verdicts(part, below, (*path, at))
