"""An assertion that comes twice in one run is marked the second time."""

import base64
import json
from pathlib import Path

from lxml import etree

from jitadmin.adapters.batch import ALONE
from tests.builders import IdP
from tests.cli.conftest import Run
from tests.saml_builders.names import SAMLP


def rewrapped(data: bytes) -> bytes:
    """The same signed assertion in another response, as a thief would send it."""
    root = etree.fromstring(data)
    assert root.tag == f"{{{SAMLP}}}Response"
    root.set("ID", "_another")
    return etree.tostring(root)


def replay(line: dict[str, object]) -> list[str]:
    checks = line["checks"]
    assert isinstance(checks, list)
    return [check["result"] for check in checks if check["code"] == "replay.first"]


def test_a_stolen_assertion_is_refused_and_the_same_message_marked(
    run: Run, desk: Path, trusted: list[str], idp: IdP
) -> None:
    (desk / "ada-stolen.xml").write_bytes(rewrapped((desk / "ada.xml").read_bytes()))
    (desk / "ada-twice.txt").write_bytes(base64.b64encode((desk / "ada.xml").read_bytes()))
    (desk / "other.xml").write_bytes(idp.response())
    places = ("ada.xml", "ada-stolen.xml", "ada-twice.txt", "other.xml")
    for verb in (("inspect", *trusted), ("preview", "--document", "connection.yaml")):
        ran = run(*verb, "--format", "jsonl", *places)
        assert [replay(line) for line in ran.lines] == [[], ["fail"], ["warn"], []]
        assert [line["verdict"] for line in ran.lines] == ["accepted", "refused", "accepted", "accepted"]
        assert ran.lines[1]["subject"] is None
        assert "2 warning" not in ran.err
    stolen = run("preview", "--document", "connection.yaml", "--format", "jsonl", *places).lines[1]
    assert stolen["outcome"] == "deny"
    assert "already used (ada.xml)" in run("inspect", *trusted, *places).out


def test_what_was_refused_uses_no_assertion_up(run: Run, desk: Path) -> None:
    ran = run("inspect", "--format", "jsonl", "ada.xml", "ada.xml")
    assert [replay(line) for line in ran.lines] == [[], []]


def test_replays_are_found_across_processes(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    one = (desk / "ada.xml").read_bytes()
    texts = [one, *[idp.response(sign="none")] * (ALONE + 300), rewrapped(one)]
    lines = [json.dumps({"SAMLResponse": base64.b64encode(text).decode()}) for text in texts]
    (desk / "many.jsonl").write_text("\n".join(lines))
    ran = run("inspect", "--format", "jsonl", *trusted, "many.jsonl")
    assert [n for n, line in enumerate(ran.lines) if replay(line)] == [len(texts) - 1]
    assert ran.lines[-1]["verdict"] == "refused"


def test_use_once_is_said(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    (desk / "once.xml").write_bytes(idp.response(conditions="<saml:OneTimeUse/>"))
    assert "used once only" in run("inspect", "-v", *trusted, "once.xml").out
