"""``preview``: what the login would bring about, with every key of the contract."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import IdP
from tests.cli.conftest import Run

KEYS = ["source", "verdict", "checks", "subject", "attributes", "outcome", "match", "account", "changes", "roles",
        "permissions", "findings", "trace"]  # fmt: skip
BASE = ("preview", "--format", "jsonl", "--document", "connection.yaml")


def sections(report: dict[str, Any]) -> tuple[object, ...]:
    return tuple(report[name] for name in ("outcome", "match", "roles", "permissions"))


def test_a_new_person_gets_an_account(run: Run, desk: Path) -> None:
    ran = run(*BASE, "ada.xml")
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.one) == KEYS
    assert ran.one["verdict"] == "accepted"
    assert ran.one["outcome"] == "create"
    assert ran.one["match"] == {"by": None, "account": None}
    assert ran.one["account"] == {
        "userName": "ada@example.test",
        "displayName": "Ada",
        "active": True,
        "roles": [{"value": "admin"}, {"value": "member"}],
    }
    assert {"field": "displayName", "before": None, "after": "Ada"} in ran.one["changes"]
    assert ran.one["roles"] == {"granted": ["admin", "member"], "revoked": [], "kept": []}
    assert sorted(ran.one["permissions"]["gained"]) == ["delete", "read", "write"]
    assert all(set(finding) == {"code", "severity", "message"} for finding in ran.one["findings"])
    assert set(ran.one["trace"]) == {"code", "verdict", "children"}


@pytest.mark.parametrize("name", ["accounts.csv", "accounts.json"])
def test_a_known_person_is_changed(run: Run, desk: Path, name: str) -> None:
    known = {"id": "7", "userName": "ada@example.test", "displayName": "A.", "roles": [{"value": "member"}]}
    (desk / "accounts.json").write_text(json.dumps({"Resources": [known]}))
    (desk / "accounts.csv").write_text("id,userName,displayName,roles\n7,ada@example.test,A.,member\n")
    ran = run(*BASE, "--accounts", name, "ada.xml")
    took = "; columns taken: id → id, userName → userName, displayName → displayName, roles → roles"
    assert ran.err.strip() == f"{name}: accounts read: 1{took if name.endswith('csv') else ''}"
    assert run(*BASE, "--quiet", "--accounts", name, "ada.xml").err == ""
    one = ran.one
    assert one["outcome"] == "update"
    assert one["match"] == {"by": "userName", "account": "7"}
    assert one["changes"] == [{"field": "displayName", "before": "A.", "after": "Ada"}]
    assert one["roles"] == {"granted": ["admin"], "revoked": [], "kept": ["member"]}
    assert one["permissions"] == {"gained": ["write", "delete"], "lost": [], "held": ["read"]}


def test_a_refused_message_denies_and_shows_the_rest_as_would_have_been(run: Run, desk: Path) -> None:
    one = run(*BASE, "forged.xml").one
    assert list(one) == [*KEYS, "would_have"]
    assert (one["verdict"], one["outcome"], one["subject"], one["account"]) == ("refused", "deny", None, None)
    assert (one["attributes"], one["changes"], one["findings"]) == ({}, [], [])
    assert one["roles"] == {"granted": [], "revoked": [], "kept": []}
    assert list(one["would_have"]) == KEYS[3:]
    assert one["would_have"]["outcome"] == "create"
    assert one["would_have"]["account"]["userName"] == "eve@example.test"
    assert "eve@" not in json.dumps({name: value for name, value in one.items() if name != "would_have"})


def test_an_unreadable_file_has_the_same_keys(run: Run, desk: Path) -> None:
    (desk / "cut.xml").write_bytes((desk / "ada.xml").read_bytes()[:500])
    ran = run(*BASE, "none.xml", "cut.xml")
    assert ran.code == 3
    for line in ran.lines:
        assert list(line) == KEYS
        assert (line["verdict"], line["outcome"], line["account"]) == ("unreadable", "deny", None)


def test_a_denial_by_the_application_counts_as_refused_for_pipelines(run: Run, desk: Path, idp: IdP) -> None:
    (desk / "anonymous.xml").write_bytes(idp.response(attributes={"name": "X"}))
    one = run(*BASE, "anonymous.xml").one
    assert (one["verdict"], one["outcome"]) == ("accepted", "deny")
    assert run(*BASE, "--fail-on", "refused", "anonymous.xml").code == 1
    assert run(*BASE, "--fail-on", "refused", "ada.xml").code == 0
    assert "The application refuses the login" in run("preview", "--document", "connection.yaml", "anonymous.xml").out


def test_people_read_outcome_changes_and_why(run: Run, desk: Path) -> None:
    (desk / "accounts.csv").write_text("id,userName,displayName,roles\n7,ada@example.test,A.,old;member\n")
    out = run("preview", "--document", "connection.yaml", "--accounts", "accounts.csv", "ada.xml").out
    assert "Outcome      update  The login changes the account." in out
    assert "Account      ada@example.test  (found by userName)" in out
    assert "displayName  A. → Ada" in out
    assert "Roles        + admin  = old  = member" in out
    assert "Why" not in out
    explained = run("preview", "--explain", "--document", "connection.yaml", "ada.xml").out
    assert "  Why\n" in explained
    assert "(roles.rules[0])" in explained


def test_people_are_told_that_nothing_comes_of_a_refused_message(run: Run, desk: Path) -> None:
    (desk / "changed.xml").write_bytes((desk / "ada.xml").read_bytes().replace(b">Ada<", b">Eve<"))
    out = run("preview", "--document", "connection.yaml", "changed.xml").out
    assert "REFUSED" in out
    assert "Outcome      deny  The message is refused, so nothing comes of it." in out
    assert "Would have   create  The login makes a new account." in out


def test_explained_steps_carry_their_sentences_in_json(run: Run, desk: Path) -> None:
    trace = run(*BASE, "--explain", "ada.xml").one["trace"]
    assert trace["message"] == "The login makes a new account."
    assert set(trace) == {"code", "verdict", "message", "origin", "children"}


def test_a_broken_document_names_every_problem(run: Run, desk: Path) -> None:
    text = (desk / "connection.yaml").read_text().replace("attributes:", "atributes:").replace("grant:", "grnt:")
    (desk / "connection.yaml").write_text(text)
    ran = run(*BASE, "ada.xml")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("jitadmin: connection.yaml has 2 problems:\n  line 9: atributes: ")
    assert "did you mean “attributes”?" in ran.err
    assert "did you mean “grant”?" in ran.err


def test_what_is_missing_is_named(run: Run, desk: Path) -> None:
    without = run("preview", "ada.xml")
    assert (without.code, without.out) == (2, "")
    assert "--document connection.yaml" in without.err
    assert run("preview", "--document", "none.yaml", "ada.xml").code == 3
    wrong = run(*BASE, "--accounts", "ada.xml", "ada.xml")
    assert wrong.code == 3
    (desk / "idp.xml").unlink()
    lost = run(*BASE, "ada.xml")
    assert lost.code == 3
    assert "idp.xml" in lost.err


def test_metadata_is_found_beside_the_document(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    ran = run("preview", "--format", "jsonl", "--document", "../connection.yaml", "../ada.xml")
    assert ran.one["verdict"] == "accepted"


def test_a_login_of_a_real_identity_provider_is_foretold(run: Run, corpus: Path, tmp_path: Path) -> None:
    folder = corpus / "simplesamlphp"
    document = tmp_path / "connection.yaml"
    document.write_text(f"""\
apiVersion: jitadmin/v1
name: peers
identityProvider:
  entityId: http://127.0.0.1:18080/saml2/idp/metadata.php
  metadataFile: {folder / "idp-metadata.xml"}
serviceProvider:
  entityId: https://sp.peers.test/signed_assertion
  acs: [http://127.0.0.1:18999/acs]
attributes:
  rows:
    - {{field: userName, from: [{{attribute: uid}}]}}
    - {{field: emails.work, from: [{{attribute: mail}}]}}
    - field: displayName
      from: [{{attribute: displayName}}]
roles:
  rules:
    - when: {{memberOf: engineering}}
      grant: [engineer]
  groupsAttribute: memberOf
""")
    one = run("preview", "--format", "jsonl", "--document", document, folder / "signed_assertion.xml").one
    assert one["verdict"] == "accepted"
    assert one["outcome"] == "create"
    assert one["account"]["userName"] == "ada"
    assert one["account"]["emails"][0]["value"] == "ada.okafor@peers.test"
    assert one["roles"]["granted"] == ["engineer"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("none.xml", "The metadata file none.xml cannot be read. No such file or directory."),
        ("connection.yaml", "The metadata file connection.yaml cannot be read. This is no SAML response"),
        ("/dev/zero", "The metadata /dev/zero is larger than 64 MB."),
    ],
)
def test_a_metadata_file_that_cannot_be_used_is_named_and_bounded(run: Run, desk: Path, file: str, said: str) -> None:
    if file.startswith("/dev") and not Path(file).exists():
        pytest.skip("the system has no such device")
    document = (desk / "connection.yaml").read_text().replace("metadataFile: idp.xml", f"metadataFile: {file}")
    (desk / "other.yaml").write_text(document)
    ran = run("preview", "--document", "other.yaml", "ada.xml")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"jitadmin: {said}")
