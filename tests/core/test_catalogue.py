"""Placeholders, gaps and the checks of sense that a catalogue file must pass."""

from datetime import date
from typing import Any

import msgspec
import pytest

from jitadmin.core.catalogue import (
    AppAttribute,
    Endpoints,
    IdpAttribute,
    IdpTemplate,
    Jit,
    Placeholder,
    Quirk,
    Reference,
    SpTemplate,
    fill,
    holes,
    is_known,
    unknowns,
)
from jitadmin.core.catalogue.checks import problems


def application(**changes: Any) -> SpTemplate:
    base = SpTemplate(
        api_version="jitadmin/v1",
        kind="ServiceProviderTemplate",
        id="example-app",
        name="Example",
        vendor="Example",
        category="test",
        collected=date(2026, 11, 23),
        sources=(Reference(ref="https://app.example/help", kind="vendor"),),
    )
    return msgspec.structs.replace(base, **changes)


def codes(template: SpTemplate) -> list[str]:
    return [problem.code for problem in problems(template)]


def test_a_pattern_is_filled_hole_by_hole_and_an_open_one_stays_visible() -> None:
    pattern = "https://{tenant}.app.example/{id}"
    assert holes(pattern) == ("tenant", "id")
    assert fill(pattern, {"tenant": "acme"}) == "https://acme.app.example/{id}"


def test_braces_that_hold_no_name_are_part_of_the_text() -> None:
    assert holes("{} {1} {a b}") == ()


@pytest.mark.parametrize("value", ["", "a b", "x" * 3000, "acme\n", "ACME"])
def test_a_value_must_fit_the_whole_pattern(value: str) -> None:
    placeholder = Placeholder(label="Tenant", example="acme", pattern="[a-z]+")
    assert not placeholder.accepts(value)
    assert placeholder.accepts("acme")


def test_unknown_is_told_from_no_and_from_nothing() -> None:
    jit = Jit(creates=False)
    assert is_known(jit.creates)
    assert not is_known(jit.updates_on_login)


def test_every_gap_is_listed_by_its_path() -> None:
    known = application(
        account_model="account", attributes=(AppAttribute(name="mail", to=("emails.work",), required=True),)
    )
    gaps = set(unknowns(known))
    assert {"jit.inactive", "endpoints.acs", "attributes[0].nameFormat"} <= gaps
    assert not {"accountModel", "attributes[0].required", "name"} & gaps


def test_a_bare_application_is_sound() -> None:
    assert codes(application()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "Example App"}, "catalogue.bad-id"),
        ({"sources": ()}, "catalogue.no-source"),
        ({"endpoints": Endpoints(acs="https://{tenant}/acs")}, "catalogue.undeclared-placeholder"),
        ({"attributes": (AppAttribute(name="tag:{key}", to=("title",)),)}, "catalogue.undeclared-placeholder"),
        ({"attributes": (AppAttribute(name="mail", to=()),)}, "catalogue.aimless-attribute"),
        ({"attributes": (AppAttribute(to=("title",)),)}, "catalogue.nameless-attribute"),
        ({"quirks": (Quirk(code="Odd One", about="roles", text="Odd."),)}, "catalogue.bad-quirk-code"),
        ({"quirks": (Quirk(code="odd", about="roles", text="Odd."),) * 2}, "catalogue.bad-quirk-code"),
        (
            {
                "attributes": (AppAttribute(name="uid", to=("userName",), insert_only=True),),
                "jit": Jit(fields="everyLogin"),
            },
            "catalogue.insert-only-rewritten",
        ),
    ],
)
def test_what_makes_no_sense_is_a_problem(changes: dict[str, Any], code: str) -> None:
    assert code in codes(application(**changes))


def test_a_field_of_its_own_policy_may_be_insert_only() -> None:
    attributes = (AppAttribute(name="uid", to=("userName",), insert_only=True),)
    assert (
        codes(application(attributes=attributes, jit=Jit(fields="everyLogin", field_policy={"userName": "createOnly"})))
        == []
    )


def test_the_attribute_that_is_sent_unasked_comes_first() -> None:
    product = IdpTemplate(
        api_version="jitadmin/v1",
        kind="IdentityProviderTemplate",
        id="example-idp",
        name="Example",
        vendor="Example",
        category="test",
        collected=date(2026, 11, 23),
        attributes=(
            IdpAttribute(meaning="emails.work", source="other mail", name="otherMail", sent="whenAdded"),
            IdpAttribute(meaning="emails.work", source="mail", name="mail", sent="byDefault"),
        ),
    )
    found = product.attribute("emails.work")
    assert found is not None
    assert found.name == "mail"
    assert product.attribute("title") is None
