"""Each transform does what its name says, and fails with a reason instead of a traceback."""

import pytest

from jitadmin.core.connection.attribute_map import (
    Capture,
    Date,
    Default,
    Join,
    Lookup,
    Nth,
    Replace,
    Split,
    Template,
    Transform,
)
from jitadmin.core.connection.policy import Library
from jitadmin.core.connection.soundness import faults
from jitadmin.core.jit.login import receive
from jitadmin.core.jit.transforms import TransformError, apply, dn_leaf
from jitadmin.core.messages import sentence
from tests.core.jit.sample import login


@pytest.mark.parametrize(
    ("transform", "before", "after"),
    [
        ("trim", (" a ", "\tb\n"), ("a", "b")),
        ("lower", ("ŽOFIE",), ("žofie",)),
        ("upper", ("straße",), ("STRASSE",)),
        ("caseFold", ("Straße",), ("strasse",)),
        ("asciiLower", ("ŽOFIE",), ("Žofie",)),
        ("nfc", ("z\u030cofie",), ("žofie",)),
        ("nfkc", ("ﬁ①",), ("fi1",)),
        ("first", ("a", "b"), ("a",)),
        ("last", ("a", "b"), ("b",)),
        ("first", (), ()),
        ("unique", ("b", "a", "b"), ("b", "a")),
        ("sort", ("b", "a"), ("a", "b")),
        ("emailLocalPart", ("ada@x.org", "ada", "a@b@c"), ("ada", "ada", "a@b")),
        ("emailDomain", ("ada@x.org", "ada"), ("x.org", "")),
        ("dnLeaf", ("CN=staff,OU=x,DC=y", "plain"), ("staff", "plain")),
        ("boolean", ("TRUE", " 1 ", "yes", "t", "on"), ("true",) * 5),
        ("boolean", ("false", "0", "No", "F", "off"), ("false",) * 5),
        ("dropEmpty", ("", " ", "a"), ("a",)),
        (Split(separator=";"), ("a;b", "c"), ("a", "b", "c")),
        (Split(separator=""), (" a  b ",), ("a", "b")),
        (Join(separator="-"), ("a", "b"), ("a-b",)),
        (Join(separator="-"), (), ()),
        (Nth(index=2), ("a", "b"), ("b",)),
        (Nth(index=-1), ("a", "b"), ("b",)),
        (Nth(index=3), ("a", "b"), ()),
        (Nth(index=0), ("a", "b"), ()),
        (Capture(pattern="^(.+)@"), ("ada@x", "bob"), ("ada",)),
        (Capture(pattern="a(x)?b"), ("ab",), ("",)),
        (Capture(pattern="(a)(b)", group=2), ("ab",), ("b",)),
        (Replace(pattern=r"\W+", replacement="_"), ("a b",), ("a_b",)),
        (Replace(pattern="(a)", replacement=r"\1\1"), ("a",), ("aa",)),
        (Replace(pattern="ae", replacement="ä"), ("baer", "日本"), ("bär", "日本")),
        (Replace(pattern="(a)(x)?", replacement=r"<\g<1>\2\0\\>"), ("a",), (r"<aa\>",)),
        (Template(text="{value}@{attribute:domain} {nameId}"), ("ada",), ("ada@x.org ada.n",)),
        (Template(text="{attribute:none}{value}{other}"), ("a",), ("a{other}",)),
        (Date(), ("2026-11-23T10:00:00Z",), ("2026-11-23",)),
        (Date(parse="%d.%m.%Y", write="%Y/%m"), ("23.11.2026",), ("2026/11",)),
        (Lookup(table={"a": "b"}), ("a", "c"), ("b", "c")),
        (Lookup(table={"a": "b"}, unmatched="drop"), ("a", "c"), ("b",)),
        (Lookup(table={"a": "b"}, unmatched="other", other="z"), ("c",), ("z",)),
        (Lookup(table={"A": "b"}, ignore_case=True), ("a",), ("b",)),
        (Default(value="x"), ("", " "), ("x",)),
        (Default(value="x"), ("a",), ("a",)),
    ],
)
def test_a_transform(transform: Transform, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    sent = login("ada.n", {"domain": "x.org"}).assertion
    assert sent is not None
    assert apply(transform, before, receive(sent, Library())[0]) == after


@pytest.mark.parametrize(
    ("transform", "value", "code"),
    [
        ("boolean", "maybe", "transform.not_boolean"),
        (Capture(pattern="("), "a", "transform.bad_pattern"),
        (Capture(pattern="a", group=3), "a", "transform.no_group"),
        (Replace(pattern="a", replacement=r"\9"), "a", "transform.bad_replacement"),
        (Replace(pattern="a", replacement="\\"), "a", "transform.bad_replacement"),
        (Replace(pattern="a", replacement=r"\n"), "a", "transform.bad_replacement"),
        (Date(), "yesterday", "transform.not_a_date"),
        (Date(parse="%Y %Y"), "2026 2026", "transform.not_a_date"),
        (Date(parse="%Q"), "x", "transform.not_a_date"),
        (Lookup(table={}, unmatched="refuse"), "a", "transform.not_in_table"),
        (Split(separator=","), "," * 20_000, "transform.too_much"),
        (Replace(pattern="a", replacement="b" * 1000), "a" * 1000, "transform.too_much"),
    ],
)
def test_a_transform_that_cannot_be_applied_says_why(transform: Transform, value: str, code: str) -> None:
    with pytest.raises(TransformError) as caught:
        apply(transform, (value,), None)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "leaf"),
    [
        ("CN=staff,OU=x", "staff"),
        ("cn = staff , ou=x", "staff"),
        (r"CN=a\,b,OU=x", "a,b"),
        (r"CN=\C5\BEofie,OU=x", "žofie"),
        ('CN="a,b",OU=x', "a,b"),
        ("2.5.4.3=staff,DC=x", "staff"),
        ("CN=a+UID=b,DC=x", "a"),
        ("a=b", "b"),
        ("no name", "no name"),
        ("1+1=2", "1+1=2"),
        ("", ""),
        # RFC 4514 2.4: an escaped space at an end is a part of the value.
        ("CN=end \\ ,OU=Groups", "end  "),
        ("CN=\\ start ,OU=Groups", " start"),
        ("CN=back\\\\ ,OU=Groups", "back\\"),
    ],
)
def test_the_leaf_of_a_distinguished_name(name: str, leaf: str) -> None:
    assert dn_leaf(name) == leaf


def test_a_pattern_that_would_stall_other_engines_is_answered_at_once() -> None:
    hostile = "a" * 50_000 + "!"
    assert apply(Capture(pattern="(a+)+$"), (hostile, "aa"), None) == ("aa",)
    with pytest.raises(TransformError) as error:
        apply(Capture(pattern="(?=a)b"), ("ab",), None)
    assert error.value.code == "transform.bad_pattern"


@pytest.mark.parametrize(
    ("kind", "fields", "field", "code"),
    [
        ("Replace", {"pattern": "(a)", "replacement": r"\1"}, None, None),
        ("Replace", {"pattern": "(a)", "replacement": r"\2"}, "replacement", "document.replacement"),
        ("Replace", {"pattern": "a", "replacement": "\\"}, "replacement", "document.replacement"),
        ("Replace", {"pattern": "("}, "pattern", "document.pattern"),
        ("Date", {"parse": "%d.%m.%Y"}, None, None),
        ("Date", {"parse": "%Q"}, "parse", "document.date_form"),
        ("Date", {"parse": "%Y %Y"}, "parse", "document.date_form"),
        ("Condition", {"memberOf": ""}, "memberOf", "document.empty_text"),
        ("Unique", {"field": " "}, "field", "document.empty_text"),
    ],
)
def test_what_would_fail_at_every_login_is_found_in_the_document(
    kind: str, fields: dict[str, str], field: str | None, code: str | None
) -> None:
    found = list(faults(kind, fields))
    assert [(one.field, one.code) for one in found] == ([(field, code)] if code else [])
    for one in found:
        assert sentence(one.code, one.args)
