"""What differs, told so that a person finds the place; and nothing that differs is left out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitadmin.core.difference import Difference, differences


def told(before: Any, after: Any) -> list[tuple[str, str, Any, Any]]:
    return [(one.path, one.change, one.before, one.after) for one in differences(before, after)]


ROWS = [{"field": "userName", "from": ["nameId"]}, {"field": "title"}, {"field": "locale"}]
CASES: dict[str, tuple[Any, Any, list[tuple[str, str, Any, Any]]]] = {
    "nothing": ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, []),
    "a value": ({"a": {"b": 1}}, {"a": {"b": 2}}, [("a.b", "changed", 1, 2)]),
    "a name that came": ({"a": 1}, {"a": 1, "b": None}, [("b", "added", None, None)]),
    "a name that went": ({"a": 1, "b": 2}, {"a": 1}, [("b", "removed", 2, None)]),
    "true is not one": ({"a": 1}, {"a": True}, [("a", "changed", 1, True)]),
    "a row in front": (
        {"rows": ROWS},
        {"rows": [{"field": "emails.work"}, *ROWS]},
        [("rows[0]", "added", None, {"field": "emails.work"})],
    ),
    "a row less": ({"rows": ROWS}, {"rows": [ROWS[0], ROWS[2]]}, [("rows[1]", "removed", {"field": "title"}, None)]),
    "within a row that moved down": (
        {"rows": [ROWS[0], ROWS[1]]},
        {"rows": [{"field": "nickName"}, ROWS[0], {"field": "title", "required": True}]},
        [("rows[0]", "added", None, {"field": "nickName"}), ("rows[2].required", "added", None, True)],
    ),
    "one text of a list": (
        {"acs": ["https://a", "https://b"]},
        {"acs": ["https://a", "https://c"]},
        [("acs[1]", "changed", "https://b", "https://c")],
    ),
    "an object that was made": (None, {"a": 1}, [("a", "added", None, 1)]),
    "an object that was deleted": ({"a": 1}, None, [("a", "removed", 1, None)]),
    "another kind of value": ({"a": [1]}, {"a": {"b": 1}}, [("a", "changed", [1], {"b": 1})]),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_a_difference_is_named_by_its_place(before: Any, after: Any, expected: list[tuple[str, str, Any, Any]]) -> None:
    assert told(before, after) == expected


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(["name", "rows", "x"]), PLAIN, max_size=3)


@given(OBJECTS, OBJECTS)
def test_there_is_a_difference_exactly_where_two_objects_differ(before: Any, after: Any) -> None:
    found = differences(before, after)
    assert bool(found) == (repr(sorted(before.items())) != repr(sorted(after.items())))
    assert all(isinstance(one, Difference) for one in found)
