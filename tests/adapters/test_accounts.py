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
        ("id,email,E-Mail\n", "mean the same field: emails.work"),
        ('id\n"a\n', "no valid CSV"),
        ("[1]", "[0]: An account is an object"),
        ('[{"roles": "x", "id": "1"}]', "“roles” must be a list"),
        ('{"a": 1}', "neither a list of accounts nor a SCIM ListResponse"),
        ("[{", "no valid JSON"),
        ("[{}]", "nothing tells it from others"),
        ("ada,ada@example.org\nbo,bo@example.org\n", "first line holds values (ada@example.org)"),
        ("id,userName\n1,a\0\n", "Line 2 holds a NUL character"),
        ("PK\3\4\0\0", "Save the sheet as CSV"),
        ('{"totalResults": 5, "Resources": [{"id": "1"}]}', "there are 5 accounts and holds 1"),
    ],
)
def test_what_is_no_list_of_accounts_is_named(text: str, words: str) -> None:
    (fault,) = faults(text)
    assert words in fault


def test_an_old_encoding_and_a_missing_file_are_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert faults("id\ncafé\n".encode("latin-1")) == ["The text is not UTF-8. Save it as UTF-8."]
    with pytest.raises(DocumentError, match="There is no file"):
        read_accounts(tmp_path / "none.csv")


def test_a_line_that_tells_excel_how_cells_are_parted_is_no_line_of_names() -> None:
    (ada,) = parse_accounts(b"sep=;\r\nid;Name, written out\r\n7;Byron, Ada\r\n")
    assert (ada.id, ada.fields) == ("7", {"Name, written out": "Byron, Ada"})
    assert faults("sep=;\nid;active\n1;maybe\n")[0].startswith("line 3: row 3:")


@pytest.mark.parametrize("text", ['"Last, First";E-Mail\n"Byron, Ada";a@example.org\n', "id|E-Mail\n7|a@example.org\n"])
def test_what_parts_the_cells_is_found_outside_of_quotes(text: str) -> None:
    (ada,) = parse_accounts(text.encode())
    assert ada.fields["emails.work"] == "a@example.org"


def test_blanks_behind_every_comma_and_the_guards_of_excel_are_no_part_of_a_value() -> None:
    (ada,) = parse_accounts(b'id, email, "full name"\n"=""007""", a@example.org, "Byron, Ada"\n')
    assert (ada.id, ada.fields) == ("007", {"emails.work": "a@example.org", "displayName": "Byron, Ada"})


@pytest.mark.parametrize(
    ("column", "word", "active", "kept"),
    [
        ("Status", "Primary Owner", True, True),
        ("Status", "DEPROVISIONED", False, True),
        ("Status [READ ONLY]", "Suspended", False, False),
        ("accountEnabled", "False", False, False),
        ("Block credential", "True", False, False),
        ("suspended", "False", True, False),
        ("deleted", "true", False, False),
        ("Actif", "Non", False, False),
    ],
)
def test_a_state_is_read_as_products_write_it_and_what_it_says_more_is_kept(
    column: str, word: str, active: bool, kept: bool
) -> None:
    (ada,) = parse_accounts(f"id,{column}\n7,{word}\n".encode())
    assert ada.active is active
    assert ada.fields == ({column: word} if kept else {})


def test_a_column_that_begins_to_be_filled_late_is_not_left_out() -> None:
    rows = "".join(f"{number},,\n" for number in range(1000))
    found = parse_accounts(f"id,Floor,Room\n{rows}x,4,\n".encode())
    assert [account.fields for account in found if account.fields] == [{"Floor": "4"}]


def test_names_of_scim_have_no_case_and_an_unassigned_state_is_active() -> None:
    text = '{"resources": [{"ID": "7", "username": "ada", "Active": "False", "Emails": [{"Value": "a@example.org"}]}]}'
    (ada,) = parse_accounts(text.encode())
    assert (ada.id, ada.active, ada.fields) == ("7", False, {"userName": "ada", "emails.work": "a@example.org"})
    (bo,) = parse_accounts(b'[{"id": "8", "active": null, "emails": "bo@example.org"}]')
    assert (bo.active, bo.fields) == (True, {"emails.work": "bo@example.org"})


def test_groups_in_a_list_give_memberships_and_become_no_accounts() -> None:
    group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Editors",
             "members": [{"value": "7"}]}  # fmt: skip
    (ada,) = parse_accounts(json.dumps({"totalResults": 2, "Resources": [USER, group]}).encode())
    assert ada.groups == ("Staff", "Editors")


def test_pages_of_one_list_are_read_together_and_an_empty_one_is_empty() -> None:
    pages = [{"totalResults": 2, "Resources": [USER]}, {"totalResults": 2, "Resources": [{**USER, "id": "8"}]}]
    assert [account.id for account in parse_accounts(json.dumps(pages).encode())] == ["7", "8"]
    assert parse_accounts(b'{"totalResults": 0}') == ()


def test_nothing_of_a_scim_user_is_lost_and_it_is_written_as_it_was() -> None:
    manager = {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"displayName": "Bo"}}}
    home = {"type": "home", "primary": True, "streetAddress": "1 Road", "locality": "Ulm"}
    emails = [{"type": "work", "value": "a@example.org"}, {"type": "work", "value": "b@example.org", "primary": "true"}]
    user = {"id": "7", "addresses": [home], "emails": emails, "things": [{"a": 1}], **manager}
    (ada,) = parse_accounts(json.dumps([user]).encode())
    assert ada.fields["emails.work"] == ("b@example.org", "a@example.org")
    written = scim(ada)
    assert written["addresses"] == [home]
    assert [item["value"] for item in written["emails"]] == ["b@example.org", "a@example.org"]
    assert written["things"] == ['{"a":1}']
    assert {name: written[name] for name in manager} == manager


def test_a_plain_value_in_the_place_of_parts_keeps_both() -> None:
    (ada,) = parse_accounts(b'[{"id": "7", "name": "Ada", "name.givenName": "Ada", "photos": "x"}]')
    assert scim(ada)["name"] == "Ada"
    assert scim(ada)["name.givenName"] == "Ada"
