"""A workspace on the command line: documents in and out, accounts, previews by name, and what the doctor says."""

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from jitadmin.adapters.documents import dump, load
from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from tests.adapters.documents_made import connections
from tests.builders import IdP
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def place(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace that is meant where none is named; it is not there yet."""
    path = desk / "w.sqlite"
    monkeypatch.setenv("JITADMIN_WORKSPACE", str(path))
    return path


def log(place: Path) -> list[tuple[str, str, str]]:
    workspace = Workspace.open(place)
    entries = [(entry.action, entry.kind, entry.name) for entry in workspace.history.entries()]
    workspace.close()
    return entries


def test_a_document_is_applied_and_shown_as_it_was(run: Run, desk: Path, place: Path, idp: IdP) -> None:
    ran = run("apply", "connection.yaml", "--note", "begun")
    told = [f"{idp.entity_id}: registered from idp.xml.", "example: made as revision 1."]
    assert (ran.code, ran.out, ran.err.splitlines()) == (0, "", told)
    shown = run("show", "example")
    assert (shown.code, shown.err) == (0, "")
    assert load(shown.out) == load((desk / "connection.yaml").read_bytes())
    assert json.loads(run("show", "example", "--format", "json").out)["identityProvider"]["metadataFile"] == "idp.xml"
    again = run("apply", "connection.yaml")
    assert (again.code, again.err) == (0, "example: no change, revision 1 stays.\n")
    assert log(place) == [("created", "identityProvider", idp.entity_id), ("created", "connection", "example")]


def test_what_was_shown_goes_into_a_file_in_the_form_of_its_name(run: Run, desk: Path) -> None:
    run("apply", "-q", "connection.yaml")
    for name in ("out.json", "out.yaml"):
        assert run("show", "example", "-o", name).out == ""
        assert load((desk / name).read_bytes(), name).name == "example"
    assert (desk / "out.json").read_text().startswith("{")


def test_one_broken_document_keeps_all_out_and_every_problem_is_said(run: Run, desk: Path, place: Path) -> None:
    text = (desk / "connection.yaml").read_text()
    (desk / "bad.yaml").write_text(text.replace("attributes:", "atributes:").replace("acs:", "asc:"))
    (desk / "worse.yaml").write_text("a: [")
    (desk / "twin.yaml").write_text(text)
    ran = run("apply", "connection.yaml", "bad.yaml", "worse.yaml", "twin.yaml", "absent.yaml")
    assert (ran.code, ran.out) == (3, "")
    for said in ("atributes", "asc", "worse.yaml", "The connection example stands in connection.yaml", "absent.yaml"):
        assert said in ran.err
    assert ran.err.splitlines()[-1] == "jitadmin: Nothing was applied, because not all of it can be read."
    assert log(place) == []


def test_a_metadata_file_that_cannot_be_read_keeps_the_document_out(run: Run, desk: Path, place: Path) -> None:
    (desk / "idp.xml").write_text("<html>")
    ran = run("apply", "connection.yaml")
    assert (ran.code, log(place)) == (3, [])
    (desk / "idp.xml").unlink()
    assert run("apply", "connection.yaml").code == 3


def test_a_folder_is_applied_whole_and_a_dry_run_only_says_what_would_be(run: Run, desk: Path, place: Path) -> None:
    text = (desk / "connection.yaml").read_text()
    folder = desk / "all"
    folder.mkdir()
    (folder / "a.yaml").write_text(text.replace("metadataFile: idp.xml", "metadataFile: ../idp.xml"))
    (folder / "notes.txt").write_text("no document")
    (folder / "accounts.json").write_text("[]")
    dry = run("apply", "--dry-run", "all")
    assert "example: would be made." in dry.err
    assert log(place) == []
    assert run("apply", "all").code == 0
    # The file may be gone once the provider is registered.
    (desk / "idp.xml").unlink()
    changed = (folder / "a.yaml").read_text().replace("privilege: 90", "privilege: 80")
    (folder / "a.yaml").write_text(changed)
    dry = run("apply", "--dry-run", "all")
    assert dry.err.splitlines() == ["example: one value would change.", "  roles.roles[0].privilege = 90 → 80"]
    assert run("apply", "all").err == "example: saved as revision 2 (one value changed).\n"
    assert run("apply", "all", "--format", "x").code == 2


def test_nothing_to_apply_is_said(run: Run, desk: Path) -> None:
    (desk / "empty").mkdir()
    assert run("apply", "empty").code == 3


def test_documents_come_through_standard_input(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (desk / "connection.yaml").read_bytes()
    second = data.replace(b"name: example", b"name: second")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data + b"---\n" + second)))
    assert run("apply", "-").code == 0
    assert load(run("show", "second").out).name == "second"


def test_an_unknown_connection_is_answered_with_the_known_ones(run: Run) -> None:
    run("apply", "-q", "connection.yaml")
    for arguments in (("show", "eno"), ("preview", "eno", "ada.xml"), ("accounts", "import", "eno", "idp.xml")):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert "Known are: example" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("show", "example"),
        ("history",),
        ("preview", "example", "response.xml"),
        ("export", "example", "--format", "pysaml2"),
        ("accounts", "import", "example", "accounts.csv"),
    ],
    ids=lambda words: words[0],
)
def test_what_is_only_read_is_not_made(run: Run, place: Path, words: tuple[str, ...]) -> None:
    ran = run(*words)
    said = f"jitadmin: There is no workspace at {place}. `apply`, `idp add` and the window make one.\n"
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(said)
    assert not place.exists()


def test_a_preview_by_name_is_that_of_the_document(run: Run, desk: Path) -> None:
    (desk / "accounts.csv").write_text("id,userName,displayName\n7,ada@example.test,A.\n")
    run("apply", "-q", "connection.yaml")
    imported = run("accounts", "import", "example", "accounts.csv")
    assert (imported.code, imported.out) == (0, "")
    assert imported.err.startswith("accounts.csv: accounts read: 1")
    by_document = run(
        "preview", "--format", "jsonl", "--document", "connection.yaml", "--accounts", "accounts.csv", "ada.xml",
        "forged.xml",
    )  # fmt: skip
    # The metadata is in the workspace, and so are the accounts.
    for name in ("idp.xml", "accounts.csv", "connection.yaml"):
        (desk / name).unlink()
    by_name = run("preview", "example", "--format", "jsonl", "ada.xml", "forged.xml")
    assert (by_name.code, by_name.out) == (by_document.code, by_document.out)
    assert by_name.lines[0]["outcome"] == "update"
    assert run("preview", "example", "forged.xml", "--fail-on", "refused", "-q").code == 1
    assert run("preview", "example").code == 2


def test_accounts_are_read_from_one_place(run: Run) -> None:
    run("apply", "-q", "connection.yaml")
    assert run("accounts", "import", "example").code == 2
    assert run("accounts", "import", "example", "a.csv", "--scim", "https://x.example").code == 2
    assert run("accounts", "import", "example", "absent.csv").code == 3
    assert run("accounts", "import", "example", "--scim", "http://plain.example/scim").code in (2, 3)


def test_the_history_is_printed_and_an_older_revision_comes_back(run: Run, desk: Path, place: Path) -> None:
    Workspace.open(place).close()
    assert run("show", "example").err == (
        "jitadmin: There is no connection named example: this workspace has none yet.\n"
    )
    run("apply", "-q", "connection.yaml")
    first = (desk / "connection.yaml").read_text()
    (desk / "connection.yaml").write_text(first.replace("privilege: 90", "privilege: 80"))
    run("apply", "-q", "connection.yaml")
    lines = run("history").out.splitlines()
    assert [line.split()[4:] for line in lines] == [
        ["created", "identityProvider", lines[0].split()[-1]], ["created", "connection", "example"],
        ["changed", "connection", "example"],
    ]  # fmt: skip
    assert run("history", "--after", "2").out.splitlines() == lines[2:]
    assert [line["action"] for line in run("history", "--format", "jsonl").lines] == ["created", "created", "changed"]
    run("history", "--format", "csv", "-o", "log.csv")
    with (desk / "log.csv").open(newline="", encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)][1:] == ["example", "example"]
    shown = run("show", "example", "--revision", "1")
    assert load(shown.out) == load(first)
    assert run("show", "example", "--revision", "7").code == 3
    (desk / "old.yaml").write_text(shown.out)
    assert run("apply", "old.yaml").err == "example: saved as revision 3 (one value changed).\n"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=connections())
def test_nothing_is_lost_between_apply_and_show(run: Run, desk: Path, document: dict[str, Any]) -> None:
    document["identityProvider"].pop("metadataFile", None)
    connection = msgspec.convert(document, Connection)
    (desk / "in.yaml").write_text(dump(connection), encoding="utf-8", newline="\n")
    ran = run("apply", "-q", "in.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert run("show", "-o", "out.yaml", "--", connection.name).code == 0
    assert load((desk / "out.yaml").read_bytes()) == connection


def doctored(run: Run) -> tuple[object, dict[str, tuple[str, str]]]:
    ran = run("doctor", "--format", "jsonl")
    return ran.code, {line["code"]: (line["result"], line["message"]) for line in ran.lines}


def test_the_doctor_verifies_the_log_and_names_the_entry_that_was_altered(run: Run, place: Path) -> None:
    code, said = doctored(run)
    assert (code, said["doctor.database_none"][0], place.exists()) == (0, "pass", False)
    run("apply", "-q", "connection.yaml")
    code, said = doctored(run)
    assert code == 0
    assert "version 0001" in said["doctor.database"][1]
    assert said["store.log_holds"] == ("pass", "The log of the workspace holds: 2 entries, none altered.")
    file = sqlite3.connect(place)
    file.execute("UPDATE audit SET line = replace(line, 'example', 'sample') WHERE number = 2")
    file.commit()
    file.close()
    code, said = doctored(run)
    assert code == 4
    assert said["store.log_broken"][0] == "fail"
    assert "altered at entry 2" in said["store.log_broken"][1]


def test_the_doctor_changes_nothing_of_what_is_no_workspace_or_a_newer_one(run: Run, place: Path) -> None:
    place.write_bytes(b"dear aunt " * 99)
    code, said = doctored(run)
    assert (code, said["store.no_workspace"][0]) == (4, "fail")
    assert place.read_bytes() == b"dear aunt " * 99
    place.unlink()
    run("apply", "-q", "connection.yaml")
    file = sqlite3.connect(place)
    file.execute("UPDATE alembic_version SET version_num = '9999'")
    file.commit()
    file.close()
    code, said = doctored(run)
    assert (code, said["store.newer"][0]) == (4, "fail")
