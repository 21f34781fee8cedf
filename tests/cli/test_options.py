"""Options and names: what every verb takes, and what none does."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_dash_is_standard_output(run: Run, desk: Path) -> None:
    ran = run("inspect", "ada.xml", "--format", "jsonl", "-o", "-")
    assert ran.one["verdict"] == "refused"
    assert not (desk / "-").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", ""],
        ["inspect", "ada.xml", "-q", ""],
        ["inspect", "--idp", "", "ada.xml"],
        ["inspect", "ada.xml", "-o", ""],
        ["preview", "--document", "", "ada.xml"],
        ["-w", "", "history"],
        ["apply", ""],
        ["show", ""],
        ["idp", "add", ""],
        ["sp", "new", ""],
    ],
)
def test_an_empty_name_is_usage_and_does_not_mean_here(run: Run, desk: Path, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "it is empty" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "caf\udce9"],
        ["preview", "caf\udce9", "ada.xml"],
        ["-w", "caf\udce9.sqlite", "history"],
        ["idp", "show", "caf\udce9"],
        ["idp", "add", "caf\udce9.xml"],
        ["accounts", "import", "caf\udce9", "x.csv"],
        ["keys", "new", "--name", "caf\udce9"],
        ["apply", "connection.yaml", "--note", "caf\udce9"],
    ],
)
def test_a_name_that_no_workspace_can_keep_is_usage(run: Run, desk: Path, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "not UTF-8" in ran.err


def test_a_file_whose_name_is_not_utf_8_is_read_like_any_other(run: Run, desk: Path) -> None:
    for old, new in (("ada.xml", "caf\udce9.xml"), ("connection.yaml", "caf\udce9.yaml")):
        try:
            (desk / new).write_bytes((desk / old).read_bytes())
        except OSError:
            pytest.skip("the file system wants UTF-8")
    ran = run("preview", "--document", "caf\udce9.yaml", "caf\udce9.xml", "--format", "jsonl")
    assert (ran.code, ran.one["outcome"], ran.one["source"]["path"]) == (0, "create", "caf\\udce9.xml")


def test_an_unknown_option_is_told_beside_those_of_its_verb(run: Run) -> None:
    ran = run("keys", "list", "--zzz")
    assert ran.code == 2
    assert ran.err.startswith("usage: jitadmin keys list")
    assert ran.err.endswith("--zzz\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", "x", "--max-count", "-5"],
        ["inspect", "x", "--max-ratio", "0"],
        ["keys", "new", "--name", "x", "--days", "0"],
    ],
)
def test_a_number_that_cannot_be_is_usage(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "no whole number" in ran.err


PRINTING = ["inspect", "preview", "show", "history", "idp list", "sp new", "keys list", "keys new", "formats", "doctor"]


@pytest.mark.parametrize("verb", [*PRINTING, "apply", "accounts import", "export"])
def test_every_verb_can_be_quiet_verbose_and_written_to_a_file(run: Run, verb: str) -> None:
    told = run(*verb.split(), "--help").out
    assert "-q, --quiet" in told
    assert "-v, --verbose" in told
    assert ("-o FILE" in told) == (verb in (*PRINTING, "export"))


def test_the_doctor_writes_to_a_file_and_is_quiet_about_what_is_well(run: Run, desk: Path) -> None:
    ran = run("doctor", "--format", "jsonl", "-o", "all.jsonl")
    probes = [json.loads(line) for line in (desk / "all.jsonl").read_text().splitlines()]
    assert ran.out == ""
    assert "pass" in {probe["result"] for probe in probes}
    quiet = run("doctor", "--format", "jsonl", "-q")
    assert quiet.code == ran.code
    assert [line["code"] for line in quiet.lines] == [p["code"] for p in probes if p["result"] != "pass"]


def test_the_formats_go_to_a_file(run: Run, desk: Path) -> None:
    ran = run("formats", "--format", "jsonl", "-o", "formats.jsonl")
    assert (ran.code, ran.out) == (0, "")
    assert "saml-metadata" in (desk / "formats.jsonl").read_text()


def test_an_export_to_a_dash_is_printed_and_carries_no_secret(run: Run, desk: Path) -> None:
    export = ("export", "--document", "connection.yaml", "--format", "saml-metadata", "-o", "-")
    ran = run(*export)
    assert (ran.code, ran.out[:5]) == (0, "<?xml")
    assert run(*export, "--with-secrets").code == 2
    assert not (desk / "-").exists()
