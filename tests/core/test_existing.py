"""What becomes of the columns of a list, and what keeps them from making accounts."""

from typing import get_args

import pytest

from jitadmin.core.existing import (
    FIELDS,
    LEFT_OUT,
    AccountList,
    Reason,
    chosen,
    column_problems,
    propose,
    propose_ldap,
    taken_words,
)
from jitadmin.core.messages import sentence


def fields(*names: str, rows: tuple[tuple[str, ...], ...] = ()) -> list[tuple[str, str]]:
    return [(column.field, column.reason) for column in propose(names, rows)]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("E-Mail", "emails.work"),
        ("email address", "emails.work"),
        ("FIRST_NAME", "name.givenName"),
        ("Last name", "name.familyName"),
        ("Member ID", "id"),
        ("Job title", "title"),
        ("Teams", "groups"),
        ("Email Address [Required]", "emails.work"),
        ("Benutzername", "userName"),
        ("Prénom", "name.givenName"),
        ("Correo electrónico", "emails.work"),
        ("メールアドレス", "emails.work"),
        ("Department", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"),
    ],
)
def test_usual_names_become_their_field(name: str, field: str) -> None:
    assert fields(name) == [(field, "usual-name")]


def test_names_of_scim_stay_and_others_become_fields_of_their_own() -> None:
    assert fields("nickName", "Shoe size") == [("nickName", "same-name"), ("Shoe size", "own-field")]


def test_secrets_and_empty_columns_are_left_out_and_their_values_not_shown() -> None:
    columns = propose(["id", "Password", "Notes"], [("1", "hunter2", ""), ("2", "letmein", " ")])
    assert [(column.field, column.reason) for column in columns[1:]] == [(LEFT_OUT, "secret"), (LEFT_OUT, "empty")]
    assert columns[1].examples == ()
    assert columns[0].examples == ("1", "2")


def test_a_column_of_addresses_is_taken_where_nothing_else_tells_accounts_apart() -> None:
    rows = (("x", "ada@example.org"), ("y", "bo@example.org"))
    assert fields("Size", "Contact", rows=rows)[1] == ("emails.work", "values")
    assert fields("id", "Contact", rows=rows)[1] == ("Contact", "own-field")
    assert fields("Size", "Contact", rows=(*rows, ("z", "no address")))[1] == ("Contact", "own-field")


def test_of_columns_for_one_field_the_best_name_gets_it_and_the_others_stay() -> None:
    assert fields("id", "fullname", "displayname") == [
        ("id", "same-name"), ("fullname", "beside"), ("displayName", "usual-name"),
    ]  # fmt: skip
    rows = (("1", "", "a@example.org"),)
    assert fields("id", "Email", "Primary Email", rows=rows)[1:] == [(LEFT_OUT, "empty"), ("emails.work", "usual-name")]


def test_a_word_for_one_part_of_the_name_or_for_all_of_it_goes_by_what_stands_beside() -> None:
    assert fields("id", "Nom")[1] == ("displayName", "usual-name")
    assert fields("id", "Prénom", "Nom")[2] == ("name.familyName", "usual-name")


def test_a_state_whose_words_say_nothing_of_activity_stays_a_field_of_its_own() -> None:
    assert fields("id", "Status", rows=(("1", "married"),))[1] == ("Status", "own-field")
    assert fields("id", "Status", rows=(("1", "married"), ("2", "active")))[1] == ("active", "usual-name")


def test_of_two_attributes_of_a_directory_the_usual_one_is_taken() -> None:
    found = {one.name: one for one in propose_ldap({"cn": ("A",), "displayName": ("B",), "sAMAccountName": ("a",)})}
    assert (found["displayName"].field, found["cn"].field) == ("displayName", LEFT_OUT)
    assert found["cn"].reason == "second-choice"
    assert found["sAMAccountName"].field == "userName"


def test_what_keeps_columns_from_making_accounts_is_named() -> None:
    assert [problem.code for problem in column_problems(propose(["", " "], ()))] == ["accounts.no_header"]
    assert [problem.code for problem in column_problems(propose(["size"], ()))] == ["accounts.no_key"]
    twice = propose(["id", "E-Mail", "email"], ())
    assert [problem.args for problem in column_problems(twice)] == [{"names": ["emails.work (E-Mail, email)"]}]
    assert column_problems(chosen(twice, 2, LEFT_OUT)) == ()
    assert chosen(twice, 2, LEFT_OUT)[2].reason == "chosen"


def test_every_reason_has_a_sentence_and_every_field_is_written_as_scim_does() -> None:
    assert all(sentence(f"column.{reason}") for reason in get_args(Reason))
    assert len(set(FIELDS)) == len(FIELDS)


def test_what_was_taken_is_told_in_a_sentence() -> None:
    columns = propose(["id", "Password"], ())
    listed = AccountList(name="a.csv", form="csv", data=b"", columns=columns)
    assert sentence(*taken_words(listed, 7)) == "a.csv: accounts read: 7; columns taken: id → id; left out: Password"
    scim = AccountList(name="a.json", form="scim", data=b"")
    assert sentence(*taken_words(scim, 7)) == "a.json: accounts read: 7"
