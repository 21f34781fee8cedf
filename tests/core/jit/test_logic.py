"""What follows from a condition: checked against the evaluation of conditions on logins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitadmin.core.connection.policy import Library
from jitadmin.core.connection.role_map import Condition, RoleMap
from jitadmin.core.jit.conditions import Situation, evaluate
from jitadmin.core.jit.conditiontext import parse_condition
from jitadmin.core.jit.logic import contradicts, implies
from jitadmin.core.jit.login import receive
from tests.builders import NOW
from tests.core.jit.sample import login


def read(text: str) -> Condition:
    made = parse_condition(text)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ('memberOf "a" and dept = "x"', 'memberOf "a"'),
        ('memberOf "a" and (dept = "x" and title = "y")', 'title = "y" and memberOf "a"'),
        ('memberOf "a"', 'memberOf "b" or memberOf "a"'),
        ('dept = "x" or dept = "y"', 'dept in ("z", "x", "y")'),
        ('dept in ("x1", "x2")', 'dept startsWith "x"'),
        ('dept = "x"', "dept is present"),
        ('dept contains "x"', "dept is present"),
        ('dept = "X" ignoringCase', 'dept in ("x", "y") ignoringCase'),
        ('not dept in ("x", "y")', 'not dept = "x"'),
    ],
)
def test_one_condition_implies_another(narrow: str, wide: str) -> None:
    assert implies(read(narrow), read(wide))
    assert not implies(read(wide), read(narrow))
    assert implies(read(narrow), None)
    assert not implies(None, read(narrow))


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ('memberOf "a"', 'memberOf "A"'),
        ('dept = "X" ignoringCase', 'dept = "X"'),
        ('dept startsWith "x"', 'dept startsWith "xy"'),
        ('dept = "x"', 'title = "x"'),
        ("dept is present", 'dept contains "x"'),
        ('dept = ""', "dept is present"),
        ('cel "true"', 'cel "1 == 1"'),
        ('a = "1" or b = "2"', 'a = "1"'),
    ],
)
def test_nothing_is_said_where_it_is_not_certain(narrow: str, wide: str) -> None:
    assert not implies(read(narrow), read(wide))


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ('memberOf "a" and not memberOf "a"', True),
        ('memberOf "a" and (dept = "x" and not (memberOf "a" or memberOf "b"))', True),
        ('dept = "x" and not dept in ("x", "y")', True),
        ('dept is absent and dept = "x"', True),
        ("dept is absent and dept is present", True),
        ('dept = "x" and dept = "y"', False),
        ('memberOf "a" and not memberOf "b"', False),
        ('dept = "x" and not dept = "X"', False),
    ],
)
def test_a_contradiction_is_found(text: str, never: bool) -> None:
    assert contradicts(read(text)) is never


LEAVES = st.sampled_from(
    ['a = "1"', 'a in ("1", "2")', 'a startsWith "1"', "a is present", "a is absent", 'b contains "1"', 'nameId = "1"',
     'a has "1"', 'a = "X" ignoringCase', 'a = "x"', 'b = ""']
).map(read)  # fmt: skip
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Condition(all=tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Condition(any=tuple(parts))),
        inner.map(lambda part: Condition(not_=part)),
    ),
    max_leaves=6,
)
VALUES = st.lists(st.sampled_from(["1", "2", "12", "x", "X", ""]), max_size=2)


def holds(condition: Condition, a: list[str], b: list[str], name_id: str) -> bool:
    sent = {name: values for name, values in (("a", a), ("b", b)) if values}
    verification = login(name_id, sent)
    assert verification.assertion is not None
    received, _ = receive(verification.assertion, Library(), NOW, True)
    return evaluate(condition, Situation(received, {}, RoleMap()), "").verdict == "yes"


@given(CONDITIONS, CONDITIONS, VALUES, VALUES, st.sampled_from(["1", "2"]))
def test_what_is_said_is_true_of_every_login(
    narrow: Condition, wide: Condition, a: list[str], b: list[str], name_id: str
) -> None:
    held = holds(narrow, a, b, name_id)
    if held and implies(narrow, wide):
        assert holds(wide, a, b, name_id)
    if held:
        assert not contradicts(narrow)
