"""Lists of existing accounts are read from what applications export, and every bad row is named."""

import json

import pytest

from jitadmin.adapters.accounts import parse_accounts, read_accounts
from jitadmin.core.account import Account, Link, scim
from jitadmin.core.errors import DocumentError

ADA = Account(
    id="7",
    fields={"userName": "ada", "name.givenName": "Ada", "name.familyName": "Byron", "emails.work": "ada@example.org"},
    active=True,
    roles=("admin", "member"),
    groups=("Staff",),
)
CSV = """id,userName,First Name,Last name,E-Mail,Active,Roles,Groups
7,ada,Ada,Byron,ada@example.org,true,admin;member,Staff
8,bo,Bo,,,disabled,,
"""


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_accounts(text if isinstance(text, bytes) else text.encode(), "accounts")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("text", [CSV, CSV.replace(";", "|").replace(",", ";"), "\ufeff" + CSV.replace("\n", "\r\n")])
def test_a_csv_export_is_read(text: str) -> None:
    ada, bo = parse_accounts(text.encode())
    assert ada == ADA
    assert (bo.id, bo.active, bo.roles) == ("8", False, ())
    assert bo.fields == {"userName": "bo", "name.givenName": "Bo"}


def test_a_column_of_its_own_becomes_a_field_and_the_user_name_an_id() -> None:
    (one,) = parse_accounts(
        b"userName;urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\nada;R&D\n"
    )
    assert one.id == "ada"
    assert scim(one)["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] == {"department": "R&D"}


USER = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": "7",
    "userName": "ada",
    "name": {"givenName": "Ada", "familyName": "Byron"},
    "emails": [
        {"value": "ada@home.example", "type": "home"},
        {"value": "ada@example.org", "type": "work", "primary": True},
    ],
    "active": True,
    "roles": [{"value": "admin"}, {"value": "member"}],
    "groups": [{"value": "g-1", "display": "Staff"}],
    "meta": {"resourceType": "User"},
}


def test_a_scim_list_response_is_read() -> None:
    answer = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 1, "Resources": [USER]}
    (ada,) = parse_accounts(json.dumps(answer).encode())
    assert dict(ada.fields) == {**ADA.fields, "emails.home": "ada@home.example"}
    assert (ada.id, ada.roles, ada.groups) == ("7", ADA.roles, ADA.groups)


def test_a_plain_list_may_have_dotted_names_and_links() -> None:
    plain = {"userName": "ada", "emails.work": "ada@example.org", "active": False,
             "links": [{"issuer": "https://idp", "value": "x"}], "roles": ["admin"]}  # fmt: skip
    (ada,) = parse_accounts(json.dumps([plain]).encode())
    assert (ada.id, ada.active, ada.links, ada.roles) == ("ada", False, (Link("https://idp", "x"),), ("admin",))
    assert ada.fields["emails.work"] == "ada@example.org"


def test_every_bad_row_is_named() -> None:
    text = "id,userName,active\n1,ada,maybe\n2,bo\n,,\n3,cy,true\n3,di,true\n"
    assert faults(text) == [
        "line 2: row 2: “maybe” says neither that the account is active nor that it is not. Write true or false.",
        "line 3: row 3: The row has 2 cells where the header has 3.",
        "line 6: row 6: The account 3 stands in the list twice.",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must name the columns"),
        ("shoe,size\n1,2\n", "tells accounts apart"),
        ("id,email,mail\n", "mean the same field: emails.work"),
        ('id\n"a\n', "no valid CSV"),
        ("[1]", "[0]: An account is an object"),
        ('[{"roles": "x", "id": "1"}]', "“roles” must be a list"),
        ('{"a": 1}', "neither a list of accounts nor a SCIM ListResponse"),
        ("[{", "no valid JSON"),
        ("[{}]", "nothing tells it from others"),
    ],
)
def test_what_is_no_list_of_accounts_is_named(text: str, words: str) -> None:
    (fault,) = faults(text)
    assert words in fault


def test_an_old_encoding_and_a_missing_file_are_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert faults("id\ncafé\n".encode("latin-1")) == ["The text is not UTF-8. Save it as UTF-8."]
    with pytest.raises(DocumentError, match="There is no document"):
        read_accounts(tmp_path / "none.csv")
