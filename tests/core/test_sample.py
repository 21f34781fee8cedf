"""A login is found in a list by what it claims about its person."""

import pytest

from jitadmin.core.message import Assertion, Attribute, AttributeValue, NameId
from jitadmin.core.sample import called

CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"


def assertion(name_id: str | None = None, /, **attributes: str) -> Assertion:
    return Assertion(
        id="_1",
        version="2.0",
        issue_instant=None,
        issuer=None,
        name_id=NameId(value=name_id) if name_id is not None else None,
        attributes=tuple(
            Attribute(name=name, values=(AttributeValue(text="", nil=True), AttributeValue(text=text)))
            for name, text in attributes.items()
        ),
    )


@pytest.mark.parametrize(
    ("given", "label", "detail"),
    [
        (assertion("x17", displayName="Ada Byron", mail="ada@example.test"), "Ada Byron", "ada@example.test"),
        (assertion("x17", first_name="Ada", last_name="Byron"), "Ada Byron", "x17"),
        (assertion("x17", **{f"{CLAIMS}givenname": "Ada", f"{CLAIMS}emailaddress": "ada@e.test"}), "Ada", "ada@e.test"),
        (assertion("x17", **{"urn:oid:2.5.4.42": "Ada", "urn:oid:2.5.4.4": "Byron"}), "Ada Byron", "x17"),
        (assertion("ada@example.test"), "ada@example.test", ""),
        (assertion("x17", mail="ada@example.test"), "ada@example.test", "x17"),
        (assertion(None, cn="Ada Byron"), "Ada Byron", ""),
        (assertion("x17", displayName="  ", cn="Ada"), "Ada", "x17"),
        (assertion(None), "", ""),
        (None, "", ""),
    ],
)
def test_the_person_is_named_as_the_message_claims(given: Assertion | None, label: str, detail: str) -> None:
    assert called(given) == (label, detail)


def test_a_name_of_a_megabyte_does_not_fill_the_list() -> None:
    label, detail = called(assertion("n" * 1_000_000, displayName="x" * 1_000_000))
    assert len(label) == len(detail) == 200
