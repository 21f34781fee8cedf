"""The attribute map: sources in order, missing and empty kept apart, several values, near misses named."""

import msgspec
import pytest

from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.jit.result import FieldReading
from tests.core.jit.sample import account, attribute, codes, connection, effect, login, policy, roles, row

WS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"


def read(made: object, name_id: str | None = "ada", **attributes: object) -> FieldReading:
    found = effect(connection({"x": made}), login(name_id, attributes))  # type: ignore[dict-item, arg-type]
    return found.attributes.readings[0]


@pytest.mark.parametrize(
    ("sources", "attributes", "state", "value"),
    [
        (["nameId"], {}, "value", "ada"),
        ([{"attribute": "a"}], {"a": "1"}, "value", "1"),
        ([{"attribute": "a"}, {"attribute": "b"}], {"b": "2"}, "value", "2"),
        ([{"attribute": "a"}, {"attribute": "b"}], {"a": "", "b": "2"}, "value", "2"),
        ([{"attribute": "a"}, {"attribute": "b"}], {"a": "1", "b": "2"}, "value", "1"),
        ([{"attribute": "a"}], {}, "missing", None),
        ([{"attribute": "a"}], {"a": ""}, "empty", ""),
        ([{"attribute": "a"}], {"a": []}, "empty", None),
        ([{"constant": "c"}], {}, "value", "c"),
        ([{"cel": "attributes.a[0] + '!'"}], {"a": "1"}, "value", "1!"),
        ([{"cel": "attributes.a[0]"}, {"constant": "c"}], {}, "value", "c"),
        ([{"cel": "1 +"}], {}, "error", None),
        ([{"nameId": "ifEmail"}], {}, "missing", None),
        (["issuer"], {}, "value", "https://idp.example.com"),
        (["authnContext", "sessionIndex", "authnInstant"], {}, "missing", None),
        ([{"attribute": "A", "match": "nameIgnoringCase"}], {"a": "1"}, "value", "1"),
    ],
)
def test_sources_are_asked_in_their_order(
    sources: list[object], attributes: dict[str, object], state: str, value: object
) -> None:
    found = read(row("x", *sources), **attributes)
    assert (found.state, found.value) == (state, value)


def test_a_source_that_is_there_without_text_can_end_the_search() -> None:
    found = read(row("x", {"attribute": "a"}, "nameId", nextIfEmpty=False), a="")
    assert (found.state, found.value) == ("empty", "")


@pytest.mark.parametrize(
    ("multiple", "value"),
    [
        ("first", "a"),
        ("last", "b"),
        ("all", ("a", "b")),
        ("join", "a, b"),
        ("json", '["a","b"]'),
        ("refuse", None),
    ],
)
def test_several_values(multiple: str, value: object) -> None:
    assert read(row("x", {"attribute": "a"}, multiple=multiple), a=["a", "b"]).value == value


def test_several_values_that_are_refused_deny_the_login_only_where_they_would_be_stored() -> None:
    made = connection({"userName": "nameId", "x": row("x", {"attribute": "a"}, multiple="refuse", update="onCreate")})
    sent = login("ada", {"a": ["1", "2"]})
    assert effect(made, sent).denial is not None
    assert effect(made, sent, account("ada")).outcome == "unchanged"


@pytest.mark.parametrize(
    ("given", "value", "code"),
    [
        ({"type": "email"}, "ada", "read.not_an_address"),
        ({"type": "email"}, " ada@x.org ", "read.not_an_address"),
        ({"type": "boolean"}, "maybe", "read.not_boolean"),
        ({"type": "integer"}, "1.5", "read.not_a_number"),
        ({"maxLength": 3}, "abcd", "read.too_long"),
        ({"required": True}, "", "read.required_empty"),
        ({"empty": "refuse"}, "", "read.required_empty"),
    ],
)
def test_a_value_that_the_field_cannot_hold_denies(given: dict[str, object], value: str, code: str) -> None:
    found = effect(connection({"x": row("x", {"attribute": "a"}, **given)}), login("ada", {"a": value}))
    assert found.outcome == "deny"
    assert found.denial is not None
    assert found.denial.code == code
    assert found.denial.origin == "attributes.rows[0]"
    assert found.after is None


def test_values_that_fit_are_stored_in_their_type() -> None:
    rows = {
        "flag": row("flag", {"attribute": "f"}, type="boolean"),
        "short": row("short", {"attribute": "s"}, maxLength=3, tooLong="cut"),
        "number": row("number", {"attribute": "n"}, type="integer"),
        "emails.work": row("emails.work", {"attribute": "m"}, type="email"),
    }
    found = effect(connection(rows), login("ada", {"f": "Yes", "s": "abcdef", "n": "-12", "m": "ada@x.org"}))
    assert found.after is not None
    assert found.after.fields == {
        "flag": True, "short": "abc", "number": "-12", "emails.work": "ada@x.org", "userName": "ada",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sent", "stored"),
    [
        ({}, {}, "old"),
        ({}, {"a": ""}, "old"),
        ({}, {"a": "new"}, "new"),
        ({"missing": "clear"}, {}, None),
        ({"missing": "clear"}, {"a": ""}, None),
        ({"empty": "clear"}, {"a": ""}, None),
        ({"empty": "clear"}, {}, "old"),
        ({"empty": "clear", "update": "ifNotEmpty"}, {"a": ""}, "old"),
        ({"update": "ifStoredEmpty"}, {"a": "new"}, "old"),
        ({"update": "onCreate"}, {"a": "new"}, "old"),
        ({"update": "never"}, {"a": "new"}, "old"),
        ({"update": "onUpdate"}, {"a": "new"}, "new"),
    ],
)
def test_what_an_update_stores(given: dict[str, object], sent: dict[str, str], stored: str | None) -> None:
    made = connection({"title": row("title", {"attribute": "a"}, **given)})
    found = effect(made, login("ada", sent), account("ada", {"title": "old"}))
    assert found.after is not None
    assert found.after.fields.get("title") == stored


@pytest.mark.parametrize(
    ("update", "stored"),
    [("always", "v"), ("onCreate", "v"), ("ifStoredEmpty", "v"), ("onUpdate", None), ("never", None)],
)
def test_what_a_new_account_stores(update: str, stored: str | None) -> None:
    found = effect(connection({"title": row("title", {"attribute": "a"}, update=update)}), login("ada", {"a": "v"}))
    assert found.after is not None
    assert found.after.fields.get("title") == stored


def test_of_two_rows_for_one_field_the_first_or_the_last_counts() -> None:
    rows = (row("title", {"attribute": "a"}), row("title", {"attribute": "b"}))
    for which, sent, expected in [
        ("first", {"a": "1", "b": "2"}, "1"),
        ("last", {"a": "1", "b": "2"}, "2"),
        ("first", {"b": "2"}, "2"),
        ("last", {"a": "1"}, "1"),
    ]:
        made = msgspec.structs.replace(connection(), attributes=AttributeMap(rows=rows, several_rows=which))
        found = effect(made, login("ada", sent))
        assert found.after is not None
        assert found.after.fields["title"] == expected


@pytest.mark.parametrize(
    ("wanted", "sent", "code"),
    [
        ({"attribute": "mail"}, attribute("Mail", "x"), "near.case"),
        ({"attribute": "mail"}, attribute("mail ", "x"), "near.space"),
        ({"attribute": "mail"}, attribute("urn:oid:0.9.2342.19200300.100.1.3", "x"), "near.same_attribute"),
        ({"attribute": "mail"}, attribute(WS + "emailaddress", "x"), "near.same_attribute"),
        ({"attribute": "mail"}, attribute("User.Email", "x"), "near.same_attribute"),
        ({"attribute": "email"}, attribute("mail", "x"), "near.kin"),
        ({"attribute": "memberOf"}, attribute("urn:oid:1.3.6.1.4.1.5923.1.5.1.1", "x"), "near.kin"),
        ({"attribute": "x-mail"}, attribute("urn:1", "x", friendly_name="x-mail"), "near.friendly_name"),
        ({"attribute": "mail", "nameFormat": "urn:a"}, attribute("mail", "x", name_format="urn:b"), "near.name_format"),
        ({"attribute": "mail", "friendlyName": "M"}, attribute("mail", "x"), "near.friendly_differs"),
        ({"attribute": "https://a/claims/office"}, attribute("https://b/office", "x"), "near.same_ending"),
    ],
)
def test_the_nearest_miss_is_named(wanted: dict[str, str], sent: object, code: str) -> None:
    found = effect(connection({"x": row("x", wanted)}), login("ada", [sent]))  # type: ignore[list-item]
    step = found.attributes.readings[0].step
    assert code in codes(step)
    near = next(s for s in step.walk() if s.code == code)
    assert near.verdict == "warn"
    assert near.evidence


def test_mail_and_the_other_email_oid_are_not_taken_for_one() -> None:
    sent = login("ada", {"urn:oid:1.2.840.113549.1.9.1": "x"})
    found = effect(connection({"x": "mail"}), sent)
    assert "near.same_attribute" not in codes(found.attributes.readings[0].step)


def test_attributes_that_nothing_reads_are_listed() -> None:
    found = effect(connection({"emails.work": "mail"}), login("ada", {"mail": "a@b.c", "shoeSize": "42"}))
    assert found.attributes.unmapped == ("shoeSize",)


def test_a_default_stands_in_for_an_absent_attribute() -> None:
    found = read(row("x", {"attribute": "a"}, transforms=[{"do": "default", "value": "d"}]))
    assert (found.state, found.value) == ("value", "d")


def test_what_the_library_does_to_values_comes_first() -> None:
    made = connection(
        {"emails.work": "mail", "title": "title"},
        policy=policy(library={"trim": True, "dropEmpty": True, "names": "friendly", "unknownNames": "drop"}),
    )
    form = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
    sent = [
        attribute("urn:oid:0.9.2342.19200300.100.1.3", "", " ada@x.org ", name_format=form),
        attribute("urn:oid:2.5.4.12", "T", name_format=form),
        attribute("urn:oid:2.5.4.42", "no NameFormat"),
    ]
    found = effect(made, login("ada", sent))
    assert found.after is not None
    assert (found.after.fields["emails.work"], found.after.fields["title"]) == ("ada@x.org", "T")
    assert "library.dropped_name" in codes(found.trace)
    renamed = [step.args["local"] for step in found.trace.walk() if step.code == "library.renamed"]
    assert renamed == ["mail", "title"]


@pytest.mark.parametrize(
    ("library", "sent", "code"),
    [
        (
            {"repeated": "refuse"},
            login("ada", [attribute("a", "1"), attribute("a", "2")]),
            "library.repeated_attribute",
        ),
        ({"nameId": "required"}, login(None, {"a": "1"}), "library.no_name_id"),
        ({"attributeStatement": "required"}, login("ada"), "library.no_attributes"),
    ],
)
def test_what_the_library_refuses(library: dict[str, object], sent: object, code: str) -> None:
    found = effect(connection({"userName": "nameId"}, policy=policy(library=library)), sent)  # type: ignore[arg-type]
    assert found.outcome == "deny"
    assert found.denial is not None
    assert found.denial.code == code


@pytest.mark.parametrize(("how", "value"), [("join", ("1", "2")), ("first", ("1",)), ("last", ("2",))])
def test_two_elements_of_one_name(how: str, value: object) -> None:
    made = connection({"x": row("x", {"attribute": "a"}, multiple="all")}, policy=policy(library={"repeated": how}))
    found = effect(made, login("ada", [attribute("a", "1"), attribute("a", "2")]))
    assert found.attributes.readings[0].value == value


@pytest.mark.parametrize(
    ("transforms", "given", "state", "value"),
    [
        (["boolean"], {"type": "boolean"}, "value", False),
        (["upper"], {}, "value", "FALSE"),
    ],
)
def test_a_default_is_transformed_as_any_other_value(
    transforms: list[str], given: dict[str, object], state: str, value: object
) -> None:
    found = read(row("x", {"attribute": "a"}, transforms=[{"do": "default", "value": "false"}, *transforms], **given))
    assert (found.state, found.value) == (state, value)


@pytest.mark.parametrize(
    ("transforms", "given", "code"),
    [
        (["boolean"], {}, "transform.not_boolean"),
        ([{"do": "date"}], {}, "transform.not_a_date"),
        ([{"do": "lookup", "table": {}, "unmatched": "refuse"}], {}, "transform.not_in_table"),
        ([], {"maxLength": 3}, "read.too_long"),
        ([], {"type": "integer"}, "read.not_a_number"),
    ],
)
def test_a_default_that_does_not_fit_is_said_as_any_other_value(
    transforms: list[object], given: dict[str, object], code: str
) -> None:
    found = read(row("x", {"attribute": "a"}, transforms=[{"do": "default", "value": "maybe"}, *transforms], **given))
    assert (found.state, found.value) == ("error", None)
    assert found.step.children[-1].code == code


@pytest.mark.parametrize(
    ("made", "unread"),
    [
        (row("x", {"attribute": "MAIL", "match": "nameIgnoringCase"}), ("cn", "groups")),
        (row("x", {"cel": "attributes.mail[0] + attributes['cn'][0]"}), ("groups",)),
        (row("x", {"cel": "'cn' in attributes ? 'a' : 'b'"}), ("mail", "groups")),
        (row("x", {"cel": "attributes.exists(name, name.startsWith('c')) ? 'a' : 'b'"}), ()),
        (row("x", "nameId", transforms=[{"do": "template", "text": "{attribute:cn} {value}"}]), ("mail", "groups")),
    ],
)
def test_only_what_nothing_reads_is_unread(made: object, unread: tuple[str, ...]) -> None:
    sent = {"mail": "a@x.org", "cn": "Ada", "groups": ["g"]}
    found = effect(connection({"x": made}), login("ada", sent))  # type: ignore[dict-item]
    assert found.attributes.unmapped == unread
    told = [step.args["names"] for step in found.trace.walk() if step.code == "map.unread"]
    assert told == ([unread] if unread else [])


@pytest.mark.parametrize(
    ("roles_given", "policy_given", "unread"),
    [
        ({"rules": [{"grant": ["r"], "when": {"memberOf": "g"}}]}, {}, ("role", "cn")),
        ({"rules": [{"grant": ["r"], "when": {"not": {"cel": "'x' in attributes.cn"}}}]}, {}, ("role", "groups")),
        ({"direct": [{"attribute": "role"}]}, {}, ("groups", "cn")),
        ({"direct": [{"cel": "attributes.role"}]}, {}, ("groups", "cn")),
        ({}, {"gates": {"groups": ["g"]}}, ("role", "cn")),
        ({}, {"gates": {"condition": {"attribute": "cn", "present": True}}}, ("role", "groups")),
        ({}, {"links": {"value": [{"attribute": "cn"}]}}, ("role", "groups")),
    ],
)
def test_rules_links_and_gates_read_too(
    roles_given: dict[str, object], policy_given: dict[str, object], unread: tuple[str, ...]
) -> None:
    made = connection({}, roles(**roles_given), policy(**policy_given))
    found = effect(made, login("ada", {"role": "a", "groups": ["g"], "cn": "Ada"}))
    assert found.attributes.unmapped == unread


@pytest.mark.parametrize(
    ("repeated", "value", "evidence"), [("first", "1", "one"), ("last", "2", "two"), ("join", "1", "one")]
)
def test_a_repeated_attribute_is_never_dropped_without_a_word(repeated: str, value: str, evidence: str) -> None:
    one = msgspec.structs.replace(attribute("a", "1"), where="one")
    two = msgspec.structs.replace(attribute("a", "2"), where="two")
    made = connection({"x": "a"}, policy=policy(library={"repeated": repeated}))
    found = effect(made, login("ada", [one, two]))
    assert found.attributes.readings[0].value == value
    assert found.attributes.readings[0].step.evidence == evidence
    told = next(step for step in found.trace.walk() if step.code == "library.repeated")
    assert (told.args["count"], told.args["how"]) == (2, repeated)


def test_the_name_in_the_login_is_told_whatever_the_row_calls_it() -> None:
    found = read(row("x", {"attribute": "A", "match": "nameIgnoringCase"}), a="1")
    assert [step.args["name"] for step in found.step.children] == ["a"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({"nameFormat": "f", "friendlyName": "x"}, "near.friendly_differs"),
        ({"nameFormat": "g", "friendlyName": "y"}, "near.name_format"),
        ({"friendlyName": "x"}, "near.friendly_differs"),
    ],
)
def test_a_near_miss_names_what_differs(source: dict[str, str], code: str) -> None:
    made = connection({"x": row("x", {"attribute": "a", **source})})
    sent = login("ada", [attribute("a", "1", name_format="f", friendly_name="y")])
    assert [one for one in codes(effect(made, sent).trace) if one.startswith("near.")] == [code]


def test_values_are_trimmed_before_empty_ones_are_dropped() -> None:
    """As python3-saml does: a value of spaces alone is no value."""
    made = connection({"x": "a"}, policy=policy(library={"trim": True, "dropEmpty": True}))
    found = effect(made, login("ada", {"a": ["  ", " b "]})).attributes.readings[0]
    assert found.value == "b"


def test_an_account_can_be_stored_before_the_name_id_is_missed() -> None:
    made = connection({"userName": "uid"}, policy=policy(library={"nameId": "requiredAfterStoring"}))
    found = effect(made, login(None, {"uid": "ada"}))
    assert found.outcome == "deny"
    assert found.denial is not None
    assert (found.denial.code, found.denial.stored) == ("library.no_name_id", True)
    assert found.after is not None
    assert found.after.fields["userName"] == "ada"


def test_an_attribute_without_values_is_not_forgotten_without_a_word() -> None:
    made = connection(
        {"title": row("title", {"attribute": "t"}, empty="clear")}, policy=policy(library={"valueless": "absent"})
    )
    found = effect(made, login("ada", {"t": []}), account("ada", {"title": "T"}))
    assert found.outcome == "unchanged"
    assert "library.valueless" in codes(found.trace)
