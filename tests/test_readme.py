"""What the README shows is what happens."""

import json
import re
from pathlib import Path

import pytest

from jitadmin import cli
from tests.builders import IdP

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTED = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
ADA = {"mail": "ada@example.com", "name": "Ada Lovelace", "groups": ["Engineering", "Admins"]}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the examples are typed."""
    (document,) = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    idp = IdP(entity_id="https://idp.example.com")
    wiki = "https://wiki.example.com"
    response = idp.response(attributes=ADA, name_id="ada", audience=wiki, acs=f"{wiki}/saml/acs")
    (tmp_path / "wiki.yaml").write_text(document, encoding="utf-8")
    (tmp_path / "idp.xml").write_bytes(idp.metadata_xml())
    (tmp_path / "response.xml").write_bytes(response)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(number: int) -> tuple[list[str], str]:
    """One example of the README: the arguments and what the README says is printed."""
    examples = re.findall(r"^    \$ jitadmin (.*)\n((?:    .*\n)+)", README, re.MULTILINE)
    typed, printed = examples[number]
    return typed.split(), "".join(line.removeprefix("    ") + "\n" for line in printed.splitlines())


def without_age(text: str) -> str:
    """Leave out how long ago the message was issued, which alone depends on the day."""
    return re.sub(r"\(\d+ \w+ ago\)", "(… ago)", text)


def test_the_preview_is_the_one_shown(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, expected = shown(0)
    assert cli.main(arguments) == 0
    assert without_age(capsys.readouterr().out).strip() == without_age(expected).strip()


def test_the_complaint_is_the_one_shown(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = desk / "wiki.yaml"
    document.write_text(document.read_text(encoding="utf-8").replace("attributes:", "atributes:"), encoding="utf-8")
    arguments, expected = shown(1)
    assert cli.main(arguments) == 3
    assert capsys.readouterr().err == expected


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    assert links
    assert [link for page, link in links if not (page.parent / link).exists()] == []


def test_every_make_command_exists() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+)", " ".join(re.findall(r"`make \w+`|^    make \w+", README, re.MULTILINE))):
        assert re.search(rf"^{target}:", rules, re.MULTILINE), target


@pytest.mark.parametrize("verb", re.findall(r"^\| `jitadmin (\w+)", README, re.MULTILINE))
def test_every_verb_exists(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([verb, "--help"])
    assert left.value.code == 0
    assert verb in capsys.readouterr().out


def test_the_object_for_programs_is_the_one_documented(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^```json\n(.*?)^```", DOCUMENTED, re.MULTILINE | re.DOTALL)
    expected = json.loads(block)
    assert cli.main(["preview", "--document", "wiki.yaml", "--format", "jsonl", "response.xml"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == list(expected)
    # The documentation shows one check of many and no step, and the signature is another each time.
    assert expected["checks"][0] in printed["checks"]
    printed["checks"], printed["trace"]["children"] = expected["checks"], []
    printed["source"]["sha256"] = expected["source"]["sha256"]
    assert printed == expected


def test_every_key_and_exit_code_is_documented(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    response = desk / "response.xml"
    response.write_bytes(response.read_bytes().replace(b"Ada Lovelace", b"Eve Lovelace"))
    cli.main(["preview", "--document", "wiki.yaml", "--format", "jsonl", "response.xml"])
    keys = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", DOCUMENTED, re.MULTILINE)
    assert re.findall(r"\w+", " ".join(keys)) == list(json.loads(capsys.readouterr().out))
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    told = re.findall(r"^  (\d+)  ", capsys.readouterr().out, re.MULTILINE)
    assert re.findall(r"^\| (\d+) \|", DOCUMENTED, re.MULTILINE) == told


def test_the_documented_policy_explains_a_login_in_whole_sentences(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    (document,) = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (desk / "seventh.yaml").write_text(document, encoding="utf-8")
    assert cli.main(["preview", "--document", "seventh.yaml", "--explain", "response.xml"]) == 0
    told = capsys.readouterr().out
    assert "it would have brought: nothing." in told
    assert [line for line in told.splitlines() if re.search(r"(:|is|has) \.", line)] == []
