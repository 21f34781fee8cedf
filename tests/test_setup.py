"""The set-up: what it pins, and what it says of a system that lacks something."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN, FULL = "constraints-run.txt", "constraints.txt"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Data classes look their module up.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def system() -> ModuleType:
    return script("system_packages")


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0].lower() for one in requirements}


def test_everything_that_running_needs_is_pinned() -> None:
    optional = PROJECT["optional-dependencies"]
    assert names(PROJECT["dependencies"] + optional["run"]) <= set(pins(RUN))


def test_everything_that_developing_needs_is_pinned() -> None:
    optional = PROJECT["optional-dependencies"]
    assert names(PROJECT["dependencies"] + optional["dev"]) <= set(pins(FULL))


def test_both_files_pin_the_same_versions() -> None:
    assert pins(RUN).items() <= pins(FULL).items()


@pytest.mark.parametrize("name", [RUN, FULL])
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.partition("\n")[2])
    assert len(blocks) == len(re.findall("==", re.sub(r";.*", "", text)))
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert set(re.findall(r"--[a-z-]+", text)) == {"--hash"}


def test_a_required_gap_is_named_with_the_line_that_closes_it(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    needs = [*system.library("libnone1", "libnone.so.1", "libnone-x.so.1", purpose="a test"), *system.window_needs()]
    monkeypatch.setitem(system.NEEDS, "demo", lambda: needs)
    monkeypatch.setattr(system.sys, "platform", "linux")
    assert system.main(["demo", "--check"]) == 1
    said = capsys.readouterr().err
    assert "Missing (required): libnone.so.1, libnone-x.so.1 of the package libnone1, for a test." in said
    assert re.search(r"^  sudo apt-get install -y --no-install-recommends libnone1\b", said, re.MULTILINE)


def test_an_optional_gap_stops_nothing(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(
        system.NEEDS, "demo", lambda: [system.program("nonesuch", "no-such-program", "a test", required=False)]
    )
    monkeypatch.setattr(system.sys, "platform", "linux")
    assert system.main(["demo", "--check"]) == 0
    assert "Missing (optional): no-such-program of the package nonesuch, for a test." in capsys.readouterr().err


def test_one_package_that_cannot_be_had_does_not_keep_the_others_away(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def apt(_before: list[str], *arguments: str) -> bool:
        asked.append(arguments)
        return "gone" not in arguments

    monkeypatch.setattr(system, "apt", apt)
    system.install([], ["one", "gone", "two"])
    assert [call[-1] for call in asked[2:]] == ["one", "gone", "two"]


def test_without_the_right_to_install_nothing_is_tried(system: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = {"apt-get": "/usr/bin/apt-get", "sudo": "/usr/bin/sudo"}
    monkeypatch.setattr(system.shutil, "which", programs.get)
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(system.subprocess, "run", refuse)
    assert system.privilege() is None
    assert asked == [["sudo", "-n", "true"]]


@pytest.mark.parametrize("name", ["setup", "system_packages"])
def test_an_old_python_gets_as_far_as_being_told(name: str) -> None:
    tree = ast.parse((ROOT / "scripts" / f"{name}.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    first = [one.names[0].name for one in tree.body if isinstance(one, ast.Import)]
    assert "tomllib" not in first
    assert any(isinstance(one, ast.ImportFrom) and one.module == "__future__" for one in tree.body)


def test_a_python_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    setup = script("setup")
    monkeypatch.setattr(setup.sys, "argv", ["setup.py", "run"])
    monkeypatch.setattr(setup.sys, "version_info", (3, 10, 9))
    assert setup.main() == 1
    assert "jitadmin needs Python 3.11 to 3.14" in capsys.readouterr().err
