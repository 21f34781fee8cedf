"""Conditions changed in one place at a time mean what they meant everywhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitadmin.core.connection.role_map import Condition
from jitadmin.core.jit.rowtext import condition_text, parse_condition
from jitadmin.gui.editors import condition_tree as tree


def read(text: str) -> Condition:
    made = parse_condition(text)
    assert made is not None
    return made


def text(condition: Condition | None) -> str:
    return condition_text(condition)


WHOLE = 'a = "1" and (b = "2" or not c = "3") and not (d = "4" and e is present)'


def test_each_line_has_a_path_and_a_negation_is_no_level() -> None:
    shown = [(part.path, part.kind, part.negated) for part in tree.parts(read(WHOLE))]
    assert shown == [
        ((), "all", False),
        ((0,), "test", False),
        ((1,), "any", False),
        ((1, 0), "test", False),
        ((1, 1), "test", True),
        ((2,), "all", True),
        ((2, 0), "test", False),
        ((2, 1), "test", False),
    ]


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ((0,), '(b = "2" or not c = "3") and not (d = "4" and e is present)'),
        ((1, 0), 'a = "1" and not c = "3" and not (d = "4" and e is present)'),
        ((2, 1), 'a = "1" and (b = "2" or not c = "3") and not d = "4"'),
        ((2,), 'a = "1" and (b = "2" or not c = "3")'),
    ],
)
def test_removing_a_part_leaves_the_others_as_they_are(path: tree.Path, left: str) -> None:
    assert tree.put(read(WHOLE), path, None) == read(left)


def test_removing_the_last_part_leaves_no_condition() -> None:
    assert tree.put(read('a = "1"'), (), None) is None


def test_one_more_condition_joins_with_and() -> None:
    new = read('z = "9"')
    assert tree.added(None, (), new) == (new, ())
    made, path = tree.added(read('a = "1"'), (), new)
    assert (text(made), path) == ('a = "1" and z = "9"', (1,))
    made, path = tree.added(read(WHOLE), (1, 0), new)
    assert path == (1, 1)
    assert tree.at_path(made, path) == new
    made, path = tree.added(read(WHOLE), (2,), new)
    assert path == (2, 2)
    assert text(made).endswith('not (d = "4" and e is present and z = "9")')


def test_a_group_of_its_own_means_the_same_and_can_be_dissolved() -> None:
    made, path = tree.grouped(read(WHOLE), (0,))
    assert path == (0, 0)
    assert tree.ungrouped(made, (0,)) == read(WHOLE)


def test_a_negated_group_is_not_dissolved() -> None:
    assert tree.ungrouped(read(WHOLE), (2,)) == read(WHOLE)


def test_a_part_moves_within_its_group() -> None:
    made, path = tree.moved(read(WHOLE), (1, 0), 1)
    assert path == (1, 1)
    assert text(tree.at_path(made, (1,))) == 'not c = "3" or b = "2"'
    assert tree.moved(read(WHOLE), (0,), -1) == (read(WHOLE), (0,))


def test_all_becomes_any_and_stays_negated() -> None:
    assert text(tree.with_word(read(WHOLE), (2,), "any")).endswith('not (d = "4" or e is present)')


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("in_", 'a in ("x y")'),
        ("member_of", 'a has "x y"'),
        ("starts_with", 'a startsWith "x y"'),
        ("present", "a is present"),
        ("absent", "a is absent"),
    ],
)
def test_another_comparison_keeps_operand_and_value(name: str, wanted: str) -> None:
    core = read('a = "x y"')
    made = tree.with_comparison(core, name)
    assert text(made) == wanted
    if name not in ("present", "absent"):
        assert tree.with_comparison(made, "equals") == core


def test_another_operand_keeps_the_test_where_it_knows_it() -> None:
    core = read('a startsWith "x" ignoringCase')
    assert text(tree.with_operand(core, Condition(field="title"))) == 'field title startsWith "x" ignoringCase'
    assert text(tree.with_operand(read('a has "x"'), Condition(name_id=True))) == 'nameId = "x"'


def test_several_values_are_parted_by_commas() -> None:
    assert tree.with_value(read('a in ("1", "2")'), " 3,4 ,, 3").in_ == ("3", "4")


def test_what_only_the_text_can_say_is_shown_as_such() -> None:
    (part,) = tree.parts(Condition(attribute="a", starts_with="x", ends_with="y"))
    assert part.kind == "other"


leaves = st.sampled_from(
    ['a = "1"', 'b has "g"', "c is present", 'field d contains "x"', 'memberOf "staff"', 'nameId = "n"']
)
conditions = st.recursive(
    leaves.map(read),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Condition(all=tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Condition(any=tuple(parts))),
        inner.filter(lambda one: one.not_ is None).map(lambda one: Condition(not_=one)),
    ),
    max_leaves=8,
)


@given(conditions, st.data())
def test_putting_a_part_back_changes_nothing(condition: Condition, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(list(tree.parts(condition))))
    assert tree.put(condition, part.path, part.condition) == condition


@given(conditions, st.data())
def test_every_line_can_be_removed_and_what_stays_is_a_subset(condition: Condition, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(list(tree.parts(condition))))
    left = tree.put(condition, part.path, None)
    before = [text(one.core) for one in tree.parts(condition) if one.kind not in ("all", "any")]
    after = [text(one.core) for one in tree.parts(left) if one.kind not in ("all", "any")]
    gone = [text(one.core) for one in tree.parts(part.condition) if one.kind not in ("all", "any")]
    assert sorted(after + gone) == sorted(before)


@given(conditions)
def test_the_text_form_and_the_lines_are_the_same_thing(condition: Condition) -> None:
    again = parse_condition(condition_text(condition))
    assert [part.core for part in tree.parts(again)] == [part.core for part in tree.parts(condition)]
