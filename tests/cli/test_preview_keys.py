"""A preview by name without the keyring: what needs no key is foretold, and why the rest is not is said."""

from pathlib import Path

import pytest

from jitadmin.adapters.vault import MemoryVault
from jitadmin.app import Workspace
from tests.cli.conftest import Run


def test_without_the_keyring_what_is_not_encrypted_is_foretold(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    place = desk / "w.sqlite"
    run("apply", "-w", place, "connection.yaml")
    workspace = Workspace.open(place)
    workspace.vault = MemoryVault()
    workspace.keys.new(kind="rsa-2048", use="encryption", common_name="example", owner="example")
    workspace.close()
    ran = run("preview", "-w", place, "example", "ada.xml", "--format", "jsonl")
    assert (ran.code, ran.one["outcome"]) == (0, "create")
    assert "keyring" in ran.err
