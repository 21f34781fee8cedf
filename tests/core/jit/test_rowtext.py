"""The short text of rows and conditions means the same as the records, in both directions."""

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    TransformWord,
)
from jitadmin.core.connection.role_map import Condition
from jitadmin.core.connection.soundness import faults
from jitadmin.core.errors import DocumentError
from jitadmin.core.jit.rowtext import condition_text, parse_condition, parse_row, row_text

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.none() | texts
sources = st.one_of(
    st.sampled_from(get_args(SourceWord)),
    st.builds(
        Source,
        attribute=texts | st.sampled_from(["mail", "nameId", "http://x/y#z", "attribute", "a|b", "a,b", "= x"]),
        match=st.sampled_from(["name", "nameOrFriendlyName", "nameIgnoringCase"]),
        name_format=maybe,
        friendly_name=maybe,
    ),
    st.builds(Source, constant=texts),
    st.builds(
        Source, cel=texts | st.sampled_from(["a || b", "f(a, \"x|y\") + '|'", "a[0], b", "[a, b]", "x | y", "("])
    ),
    st.builds(Source, name_id=st.sampled_from(["always", "ifEmail"])),
)
transforms = st.one_of(
    st.sampled_from(get_args(TransformWord)),
    st.builds(Split, separator=texts),
    st.builds(Join, separator=texts),
    st.builds(Nth, index=st.integers(-99, 99)),
    st.builds(Capture, pattern=texts, group=st.integers(0, 9)),
    st.builds(Replace, pattern=texts, replacement=texts),
    st.builds(Template, text=texts),
    st.builds(Date, parse=texts, write=texts),
    st.builds(
        Lookup,
        table=st.dictionaries(texts, texts, max_size=3),
        unmatched=st.sampled_from(["keep", "drop", "other", "refuse"]),
        other=texts,
        ignore_case=st.booleans(),
    ),
    st.builds(Default, value=texts),
)


@settings(deadline=None)
@given(st.lists(sources, max_size=3), st.lists(transforms, max_size=3))
def test_a_row_survives_its_text(chosen: list[Source], applied: list[TransformWord]) -> None:
    row = AttributeRow(field="x", sources=tuple(chosen), transforms=tuple(applied))
    text = row_text(row)
    assert parse_row(text) == (row.sources, row.transforms), text


# A condition of a document compares once.
tests = st.one_of(
    st.fixed_dictionaries({name: given_texts})
    for name, given_texts in {
        "equals": texts,
        "in_": st.lists(texts, max_size=3).map(tuple),
        "starts_with": texts,
        "ends_with": texts,
        "contains": texts,
        "matches": texts,
        "present": st.booleans(),
    }.items()
)
operands = st.one_of(
    st.builds(dict, attribute=texts | st.sampled_from(["groups", "and", "not", "in", "nameId", "a b"])),
    st.builds(dict, field=texts | st.just("name.givenName")),
    st.just({"name_id": True}),
)
leaves = st.one_of(
    st.builds(lambda o, t, c: Condition(**o, **t, ignore_case=c), operands, tests, st.booleans()),
    st.builds(Condition, member_of=texts, attribute=maybe, ignore_case=st.booleans()),
    st.builds(Condition, cel=texts),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Condition, all=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Condition, any=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Condition, not_=inner),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(conditions)
def test_a_condition_survives_its_text(condition: Condition) -> None:
    text = condition_text(condition)
    assert parse_condition(text) == condition, text


@pytest.mark.parametrize(
    ("text", "sources", "transforms"),
    [
        ("emailaddress | lower", (Source(attribute="emailaddress"),), ("lower",)),
        ("nameId | trim | lower", ("nameId",), ("trim", "lower")),
        ('attribute "with | odd name"', (Source(attribute="with | odd name"),), ()),
        ('"constant"', (Source(constant="constant"),), ()),
        ("= attributes.a[0] || b", (Source(cel="attributes.a[0] || b"),), ()),
        ("mail, nameId | first", (Source(attribute="mail"), "nameId"), ("first",)),
        ("= f(a, b), mail|upper", (Source(cel="f(a, b)"), Source(attribute="mail")), ("upper",)),
        ("", (), ()),
        ("http://a.b/c#d ignoringCase", (Source(attribute="http://a.b/c#d", match="nameIgnoringCase"),), ()),
        ('mail | lookup({"a": "b"}, drop)', (Source(attribute="mail"),), (Lookup(table={"a": "b"}, unmatched="drop"),)),
    ],
)
def test_a_row_is_read_as_an_admin_types_it(text: str, sources: object, transforms: object) -> None:
    assert parse_row(text) == (sources, transforms)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ('groups has "slack-admins"', Condition(attribute="groups", member_of="slack-admins")),
        ("groups has staff", Condition(attribute="groups", member_of="staff")),
        ("", None),
        ("always", None),
        (
            'department = "HR" and not title matches "Intern.*"',
            Condition(
                all=(
                    Condition(attribute="department", equals="HR"),
                    Condition(not_=Condition(attribute="title", matches="Intern.*")),
                )
            ),
        ),
        (
            "a = 1 or b = 2 and c is absent",
            Condition(
                any=(
                    Condition(attribute="a", equals="1"),
                    Condition(all=(Condition(attribute="b", equals="2"), Condition(attribute="c", present=False))),
                )
            ),
        ),
        ('field userName in (a, "b c")', Condition(field="userName", in_=("a", "b c"))),
        (
            'mail startsWith a & endsWith "@x.org" ignoringCase',
            Condition(
                all=(
                    Condition(attribute="mail", starts_with="a", ignore_case=True),
                    Condition(attribute="mail", ends_with="@x.org", ignore_case=True),
                )
            ),
        ),
    ],
)
def test_a_condition_is_read_as_an_admin_types_it(text: str, condition: object) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize("text", ['a = "1" & is present', 'not (nameId contains x & matches "x.*")', "a has b"])
def test_what_is_typed_is_what_a_document_may_say(text: str) -> None:
    def every(plain: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield plain
        for part in (*plain.get("all", ()), *([plain["not"]] if "not" in plain else ())):
            yield from every(part)

    read = parse_condition(text)
    assert read is not None
    plain = msgspec.to_builtins(read)
    assert not [fault for part in every(plain) for fault in faults("Condition", part)]


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("mail | lowr", 8, "Did you mean lower?"),
        ("mail | ", 8, "a transform is expected"),
        ("mail,", 6, "a source is expected"),
        ('mail | split(",', 14, "may not be closed"),
        ("mail | split(2)", 14, "double quotes"),
        ("mail given", 6, "Names with spaces stand in double quotes"),
        ("mail ignoringcase", 6, "Did you mean ignoringCase?"),
        ("= ", 1, "must follow"),
        ("mail | nth(x)", 12, "whole number"),
        ("mail | lookup({)", 16, "A table is written as"),
        ("mail ) x", 6, ") is not expected here"),
    ],
)
def test_a_fault_in_a_row_names_its_column_and_a_way_out(text: str, column: int, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_row(text)
    assert caught.value.problems[0].column == column
    assert words.lower() in str(caught.value).lower()


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("groups haz staff", 8, "Did you mean has?"),
        ("groups", 7, "comparison"),
        ("a = b andd c = d", 7, "Did you mean and?"),
        ("not", 4, "a condition is expected"),
        ("a is presnt", 6, "Did you mean present?"),
        ("(a = b", 7, ") is expected"),
        ("(" * 40 + "a = b" + ")" * 40, 34, "32 levels"),
        ("and", 1, "a condition is expected"),
    ],
)
def test_a_fault_in_a_condition_names_its_column_and_a_way_out(text: str, column: int, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_condition(text)
    assert caught.value.problems[0].column == column
    assert words.lower() in str(caught.value).lower()
