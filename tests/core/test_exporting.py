"""Which attributes a connection reads, and so asks its identity provider for."""

import pytest

from jitadmin.core.connection.attribute_map import AttributeRow, Source, Template
from jitadmin.core.connection.policy import Gates, Library, Links, Policy
from jitadmin.core.connection.role_map import Condition, DirectRoles, RoleMap, RoleRule
from jitadmin.core.exporting import wanted
from jitadmin.core.jit.login import receive
from tests.adapters.export.made import changed, connection
from tests.core.jit.sample import attribute, login

URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"


def names(*rows: AttributeRow, **more: object) -> dict[str, object]:
    return {item.name: item for item in wanted(changed(connection(**more), "attributes", rows=rows))}


def test_every_place_that_reads_an_attribute_asks_for_it() -> None:
    row = AttributeRow(
        field="displayName",
        sources=(Source(attribute="cn"), Source(cel='attributes["first"][0] + attributes.last[0]'), "nameId"),
        transforms=(Template(text="{value} {attribute:title}"),),
    )
    roles = RoleMap(
        rules=(RoleRule(grant=("x",), when=Condition(any=(Condition(attribute="dept", equals="x"),))),),
        direct=(DirectRoles(attribute="groups"), DirectRoles(cel='attributes["teams"]')),
        groups_attribute="memberOf",
    )
    policy = Policy(links=Links(value=(Source(attribute="guid"),)), gates=Gates(condition=Condition(attribute="gate")))
    found = names(row, roles=roles, policy=policy)
    assert list(found) == ["cn", "first", "last", "title", "guid", "groups", "memberOf", "teams", "dept", "gate"]


def test_an_attribute_that_a_rule_tests_is_no_list_of_groups() -> None:
    tests = (
        Condition(attribute="department", equals="Sales"),
        Condition(cel="'x' in attributes['site']"),
        Condition(not_=Condition(attribute="groups", contains="guest")),
        Condition(member_of="Admins", attribute="teams"),
    )
    found = names(roles=RoleMap(rules=(RoleRule(grant=("x",), when=Condition(all=tests)),)))
    kinds = {name: (item.groups, item.decides) for name, item in found.items()}  # type: ignore[attr-defined]
    assert kinds == {
        "department": (False, True),
        "site": (False, True),
        "groups": (True, False),
        "teams": (True, False),
    }


def test_a_rule_on_any_group_attribute_asks_for_none_in_particular() -> None:
    roles = RoleMap(rules=(RoleRule(grant=("x",), when=Condition(member_of="Admins")),))
    assert names(roles=roles) == {}


def test_two_readers_of_one_attribute_are_one_request() -> None:
    rows = (
        AttributeRow(field="userName", sources=(Source(attribute="mail"),), required=True),
        AttributeRow(field="emails.work", sources=(Source(attribute="mail"),), multiple="all"),
    )
    (item,) = wanted(changed(connection(roles=RoleMap(groups_attribute="mail")), "attributes", rows=rows))
    assert (item.fields, item.required, item.multiple, item.groups) == (("userName", "emails.work"), True, True, True)


def test_a_source_with_an_alternative_is_not_required() -> None:
    row = AttributeRow(field="userName", sources=(Source(attribute="a"), Source(attribute="b")), required=True)
    assert [item.required for item in wanted(changed(connection(), "attributes", rows=(row,)))] == [False, False]


def test_the_name_format_is_what_the_document_says_or_what_the_name_looks_like() -> None:
    rows = [
        AttributeRow(field=f"f{number}", sources=(source,))
        for number, source in enumerate(
            (
                Source(attribute="mail"),
                Source(attribute="urn:oid:2.5.4.42"),
                Source(attribute="http://schemas.test/x"),
                Source(attribute="odd", name_format=URI, friendly_name="oddity"),
            )
        )
    ]
    found = wanted(changed(connection(), "attributes", rows=tuple(rows)))
    assert [(item.local, item.name_format) for item in found] == [
        ("mail", BASIC),
        ("givenName", URI),
        ("http://schemas.test/x", URI),
        ("oddity", URI),
    ]


def test_a_library_that_renames_is_sent_the_oid() -> None:
    row = AttributeRow(field="name.givenName", sources=(Source(attribute="givenName"),))
    made = changed(connection(policy=Policy(library=Library(names="friendly"))), "attributes", rows=(row,))
    (item,) = wanted(made)
    assert (item.name, item.name_format, item.friendly_name) == ("urn:oid:2.5.4.42", URI, "givenName")


@pytest.mark.parametrize("unknown", ["keep", "drop"])
@pytest.mark.parametrize("name", ["uid", "mail", "email", "emailAddress", "mobile", "surname", "groupSid", "groups"])
def test_a_library_that_renames_finds_what_it_is_sent(name: str, unknown: str) -> None:
    library = Library(names="friendly", unknown_names=unknown)  # type: ignore[arg-type]
    row = AttributeRow(field="x", sources=(Source(attribute=name),))
    (item,) = wanted(changed(connection(policy=Policy(library=library)), "attributes", rows=(row,)))
    assertion = login("ada", [attribute(item.name, "x", name_format=item.name_format)]).assertion
    assert assertion is not None
    found, _ = receive(assertion, library)
    # pysaml2 has no groups in its maps, so an application that drops unknown names never sees them.
    assert set(found.entries) == (set() if (name, unknown) == ("groups", "drop") else {name})
    assert item.local == name
