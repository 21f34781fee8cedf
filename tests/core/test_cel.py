"""Expressions are bounded before they reach the engine, and every fault has a place."""

import contextlib
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jitadmin.core.cel import FUNCTIONS, METHODS, CelError, as_texts, check, compiled
from jitadmin.core.messages import sentence

LOGIN: dict[str, Any] = {
    "attributes": {"mail": ["ada@x.org"], "groups": ["staff", "admins"]},
    "nameId": "ada",
    "issuer": "https://idp",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("attributes.mail[0]", "ada@x.org"),
        ("attributes['mail'][0].endsWith('@x.org')", True),
        ("'staff' in attributes.groups && nameId != 'x'", True),
        ("attributes.groups.filter(g, g.startsWith('a'))", ["admins"]),
        ("attributes.groups.exists(g, g.matches('^st'))", True),
        ("has(attributes.title) ? attributes.title[0] : 'none'", "none"),
        ("size(attributes.groups)", 2),
        ("issuer + '/' + nameId", "https://idp/ada"),
    ],
)
def test_an_expression_is_evaluated(text: str, value: object) -> None:
    assert check(text) is None
    assert compiled(text).run(LOGIN) == value


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("1 +", "cel.syntax", 1, 4),
        ("nameId\n  ++ 'a", "cel.syntax", 2, 4),
        ("", "cel.syntax", 1, 1),
        ("nmeId == 'a'", "cel.unknown_variable", 1, 1),
        ("true &&\n  foo", "cel.unknown_variable", 2, 3),
        ("'" + "x" * 2100 + "'", "cel.too_long", 1, 2049),
        (" + ".join(["1"] * 200), "cel.too_many_operators", 1, 403),
        ("(" * 30 + "1" + ")" * 30, "cel.too_deep", 1, 25),
        ("[[1]].map(a, a.map(b, [b].map(c, c)))", "cel.nested_comprehensions", 1, 26),
        ("[1].map(a, 1).map(b, 2)", "", 0, 0),
        ("nope(1) == 2", "cel.unknown_function", 1, 1),
        ("true &&\n  nameId.startWith('a')", "cel.unknown_function_near", 2, 10),
        ("nameId . lower( ) == 'a'", "cel.unknown_function", 1, 10),
        ("attributes.groups.exist(g, g == 'a')", "cel.unknown_function_near", 1, 19),
        ("startsWith(nameId, 'a')", "cel.function_on_value", 1, 1),
        ("nameId.string()", "cel.function_alone", 1, 8),
        ("[1].transformList(i, v, v)", "cel.unknown_function", 1, 5),
        ("attributes.groups.all(true)", "cel.macro_form", 1, 19),
        ("'lower(' + nameId // lower(", "", 0, 0),
        ("now.getFullYear() > 2025 && int('1') == 1", "", 0, 0),
    ],
)
def test_a_fault_has_a_place(text: str, code: str, line: int, column: int) -> None:
    fault = check(text)
    assert (fault.code if fault else "") == code
    if fault:
        assert (fault.line, fault.column) == (line, column)
        assert sentence(fault.code, fault.args_by_name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("attributes.title[0]", "cel.absent"),
        ("attributes.mail[3]", "cel.absent"),
        ("attributes.mail[0] + 1", "cel.failed"),
        ("nope(1)", "cel.failed"),
        ("attributes.groups.map(a, attributes.groups.map(b, a + b))", "cel.too_many_values"),
    ],
)
def test_an_expression_that_fails_says_why(text: str, code: str) -> None:
    variables = {**LOGIN, "attributes": {"mail": ["a"], "groups": ["g"] * 600}}
    with pytest.raises(CelError) as caught:
        compiled(text).run(variables)
    assert caught.value.code == code
    assert sentence(code, caught.value.args_by_name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_known_function_is_one_of_the_engine(name: str) -> None:
    example = {"duration": "'1s'", "timestamp": "'2026-01-01T00:00:00Z'", "size": "'a'", "bytes": "'a'"}.get(name, "1")
    compiled(f"{name}({example})").run({})


@pytest.mark.parametrize("name", METHODS)
def test_each_known_method_is_one_of_the_engine(name: str) -> None:
    on_time = name.startswith("get")
    value = "timestamp('2026-01-01T00:00:00Z')" if on_time else "'a'"
    compiled(f"{value}.{name}({'' if on_time or name == 'size' else value})").run({})


def test_the_suggestion_is_what_was_meant() -> None:
    fault = check("nameId.startWith('a')")
    assert fault is not None
    assert fault.args_by_name["near"] == "startsWith"


def test_nothing_that_is_allowed_overflows_a_small_stack() -> None:
    """The engine recurses natively; the bounds must hold it inside the stack of a worker thread."""
    terms = ["!" * 90 + "true", "-" * 90 + "1", " || ".join(["true"] * 99), " + ".join(["'a'"] * 99)]
    terms += ["(" * 24 + "1" + ")" * 24, "[" * 24 + "]" * 24, "a" + ".b" * 99, "true ? 1 : " * 45 + "2"]
    done: list[str] = []

    def work() -> None:
        for term in terms:
            with contextlib.suppress(CelError):
                compiled(term).run({})
            done.append(term)

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert done == terms


@settings(deadline=None)
@given(st.text(alphabet="ab.()[]{}!-+?:'\"\\ |&<>=,0123456789\n", max_size=80))
def test_any_text_compiles_or_says_why(text: str) -> None:
    fault = check(text)
    assert fault is None or sentence(fault.code, fault.args_by_name)


def test_results_become_values() -> None:
    assert as_texts(None) == ()
    assert as_texts(["a", 1, True, None]) == ("a", "1", "true")
    assert as_texts(datetime(2026, 1, 1, tzinfo=UTC)) == ("2026-01-01T00:00:00Z",)
    with pytest.raises(CelError, match=r"cel\.wrong_type"):
        as_texts({"a": 1})


@pytest.mark.parametrize(
    ("text", "column", "why"),
    [
        ("1 +", 4, "the expression ends too early"),
        ('attributes["la', 12, 'the quote of "la is not closed'),
        ("attributes[0 + 1", 17, "']' is missing at the end"),
        ("nameId issuer", 8, "unexpected 'issuer'"),
        ("nameId = 'a'", 8, "nothing can be made of '= '"),
    ],
)
def test_a_fault_is_said_without_the_names_of_the_parser(text: str, column: int, why: str) -> None:
    fault = check(text)
    assert fault is not None
    assert (fault.column, fault.args_by_name["why"]) == (column, why)
