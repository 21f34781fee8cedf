"""Keys and exports on the command line: what is printed, what is written, and what is refused."""

import getpass
import io
import json
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from jitadmin.adapters import keys as making
from jitadmin.adapters import vault as vaults
from jitadmin.adapters.vault import MemoryVault
from jitadmin.app import Workspace
from jitadmin.core.errors import SurroundingsError
from jitadmin.core.exporting import FORMATS
from tests.builders import NOW
from tests.cli.conftest import Run

NAME = "example"


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> MemoryVault:
    """The keyring of this session."""
    made = MemoryVault()
    monkeypatch.setattr(vaults, "open_vault", lambda: made)
    return made


@pytest.fixture
def place(desk: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one connection."""
    path = desk / "workspace.sqlite"
    monkeypatch.setenv("JITADMIN_WORKSPACE", str(path))
    workspace = Workspace.open(path)
    workspace.load_document(desk / "connection.yaml")
    workspace.close()
    return path


def terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """A person at the keyboard."""
    stream = io.StringIO(typed)
    stream.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", stream)
    monkeypatch.setattr(getpass, "getpass", lambda _: typed.rstrip("\n"))


@pytest.fixture
def w(place: Path) -> list[str]:
    return ["-w", str(place)]


def test_a_key_is_made_listed_and_removed(run: Run, w: list[str], vault: MemoryVault) -> None:
    made = run(
        "keys", "new", *w, "--name", "sp.example.test", "--kind", "rsa-2048", "--owner", NAME, "--format", "jsonl"
    )
    assert made.code == 0, made.err
    key = made.one
    assert (key["kind"], key["standing"], key["privateKey"]) == ("rsa-2048", "signs", vault.title)
    assert "PRIVATE" not in made.out
    listed = run("keys", "list", *w, "--format", "jsonl")
    assert [line["id"] for line in listed.lines] == [key["id"]]
    text = run("keys", "list", *w).out
    assert "signs now" in text
    assert "days left" in text
    refused = run("keys", "remove", *w, key["id"])
    assert refused.code == 2
    assert "The connection example uses it" in refused.err
    assert run("keys", "list", *w, "--format", "json").out.count(key["id"]) == 1
    assert run("keys", "remove", *w, key["id"][:6], "--yes").code == 0
    assert run("keys", "list", *w).out == ""
    assert vault._secrets == {}


def test_a_person_is_asked_before_a_key_is_removed(run: Run, w: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    key = run("keys", "new", *w, "--name", "sp", "--kind", "ec-p256", "--use", "signing", "--format", "jsonl").one
    terminal(monkeypatch, "no\n")
    assert run("keys", "remove", *w, key["id"]).code == 2
    terminal(monkeypatch, "y\n")
    assert run("keys", "remove", *w, key["id"]).code == 0


def test_a_rotated_key_signs_from_its_day(run: Run, w: list[str]) -> None:
    old = run("keys", "new", *w, "--name", "sp", "--kind", "rsa-2048", "--owner", NAME, "--format", "jsonl").one
    new = run("keys", "rotate", *w, old["id"], "--signs-from", "2999-01-02", "--format", "jsonl").one
    assert (new["standing"], new["signsFrom"]) == ("next", "2999-01-02T00:00:00+00:00")
    states = {line["id"]: line["standing"] for line in run("keys", "list", *w, "--format", "jsonl").lines}
    assert states == {old["id"]: "signs", new["id"]: "next"}
    metadata = run("export", *w, NAME, "--format", "saml-metadata").out
    assert metadata.count("<ds:X509Certificate>") == 2
    assert run("keys", "rotate", *w, old["id"], "--signs-from", "tomorrow").code == 2


def test_a_password_comes_from_the_terminal_or_a_file_and_never_from_the_arguments(
    run: Run, w: list[str], desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = making.new_key("rsa-2048")
    certificate = making.self_signed(private, "sp", now=NOW, days=30)
    closed = serialization.BestAvailableEncryption(b"hunter2")
    (desk / "key.p12").write_bytes(pkcs12.serialize_key_and_certificates(b"", private, certificate, None, closed))
    (desk / "password").write_text("hunter2\n")
    terminal(monkeypatch, "wrong\n")
    wrong = run("keys", "import", *w, "key.p12")
    assert wrong.code == 3
    assert "does not open" in wrong.err
    terminal(monkeypatch, "hunter2\n")
    key = run("keys", "import", *w, "key.p12", "--format", "jsonl").one
    assert run("keys", "remove", *w, key["id"], "--yes").code == 0
    assert run("keys", "import", *w, "key.p12", "--password-file", "password").code == 0
    assert run("keys", "import", *w, "key.p12", "--password", "hunter2").code == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert run("keys", "import", *w, "key.p12").code == 3


def test_certificate_and_request_are_printed(run: Run, w: list[str], desk: Path) -> None:
    key = run("keys", "new", *w, "--name", "sp", "--kind", "rsa-2048", "--format", "jsonl").one
    assert run("keys", "certificate", *w, key["id"]).out.startswith("-----BEGIN CERTIFICATE-----\n")
    assert run("keys", "request", *w, key["id"], "-o", "request.pem").code == 0
    assert (desk / "request.pem").read_text().startswith("-----BEGIN CERTIFICATE REQUEST-----\n")
    assert run("keys", "certificate", *w, key["id"], "--take", "request.pem").code == 3
    assert run("keys", "certificate", *w, "nothing").code == 2
    assert run("keys", "import", *w, "nothing.pem").code == 3


def test_title_and_owner_are_changed(run: Run, w: list[str]) -> None:
    key = run("keys", "new", *w, "--name", "sp", "--kind", "rsa-2048", "--format", "jsonl").one
    typo = run("keys", "change", *w, key["id"], "--owner", "exmaple")
    assert typo.code == 0
    assert "No connection and no service provider is called exmaple yet" in typo.err
    changed = run("keys", "change", *w, key["id"], "--title", "Other", "--owner", NAME, "--format", "jsonl").one
    assert (changed["title"], changed["owner"], changed["standing"]) == ("Other", NAME, "signs")


def test_a_keyring_that_fails_ends_with_4(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> MemoryVault:
        raise SurroundingsError("vault.absent")

    monkeypatch.setattr(vaults, "open_vault", absent)
    ran = run("keys", "new", "-w", place, "--name", "sp")
    assert ran.code == 4
    assert "no keyring" in ran.err
    listed = run("keys", "list", "-w", place)
    assert listed.code == 0
    assert "no keyring" in listed.err


def test_a_locked_keyring_is_said_beside_the_list(
    run: Run, w: list[str], vault: MemoryVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = run("keys", "new", *w, "--name", "sp", "--kind", "ec-p256", "--use", "signing", "--format", "jsonl").one

    run("keys", "new", *w, "--name", "sp", "--kind", "ec-p256", "--use", "signing")
    asked = []

    def locked(name: str) -> str:
        asked.append(name)
        raise SurroundingsError("vault.locked", backend="Secret Service")

    monkeypatch.setattr(vault, "get", locked)
    listed = run("keys", "list", *w)
    assert len(asked) == 1
    assert "not in this keyring" not in listed.out
    assert [line["privateKey"] for line in run("keys", "list", *w, "--format", "jsonl").lines] == [None, None]
    assert listed.code == 0
    assert key["id"] in listed.out
    assert listed.err.count("is locked") == 1
    assert run("keys", "remove", *w, key["id"], "--yes").code == 4


def test_all_formats_are_listed_with_what_they_cannot_express(run: Run) -> None:
    lines = run("formats", "--format", "jsonl").lines
    assert [line["id"] for line in lines] == list(FORMATS)
    assert all(line["cannot"] and line["files"] for line in lines)
    text = run("formats").out
    assert "Spring Security" in text
    assert "Rules that give roles or groups." in text


def test_one_file_is_printed_and_losses_are_said_beside_it(run: Run, w: list[str]) -> None:
    ran = run("export", *w, NAME, "--format", "setup-sheet")
    assert ran.code == 0
    assert ran.out.startswith("# Set up")
    assert "Not in this export" in ran.err or "Only the application itself" in ran.err
    assert "setup-sheet.html" in ran.err
    html = run("export", *w, NAME, "--format", "setup-sheet", "--file", "setup-sheet.html")
    assert html.out.startswith("<!")
    assert run("export", *w, NAME, "--format", "setup-sheet", "--file", "none").code == 2


def test_several_files_go_to_a_folder(run: Run, w: list[str], desk: Path) -> None:
    ran = run("export", *w, NAME, "--format", "python3-saml", "-o", "out/")
    assert ran.code == 0, ran.err
    assert json.loads((desk / "out" / "settings.json").read_text())["sp"]["entityId"]
    assert str(Path("out/settings.json")) in ran.err
    assert run("export", *w, NAME, "--format", "setup-sheet", "-o", "connection.yaml").code == 2
    assert run("export", *w, NAME, "--format", "unheard").code == 2
    assert run("export", *w, "unheard", "--format", "pysaml2").code == 2
    assert run("export", *w, "--format", "pysaml2").code == 2


def test_private_keys_are_written_on_an_explicit_wish_only(run: Run, w: list[str], desk: Path) -> None:
    run("keys", "new", *w, "--name", "sp", "--kind", "rsa-2048", "--owner", NAME)
    plain = run("export", *w, NAME, "--format", "pysaml2", "-o", "plain")
    assert plain.code == 0
    assert "PRIVATE KEY" not in "".join(path.read_text() for path in (desk / "plain").rglob("*") if path.is_file())
    assert "The private key" in plain.err
    assert run("export", *w, NAME, "--format", "pysaml2", "--with-secrets").code == 2
    wished = run("export", *w, NAME, "--format", "pysaml2", "--with-secrets", "-o", "wished")
    assert wished.code == 0
    secret = desk / "wished" / "sp.key"
    assert secret.read_text().startswith("-----BEGIN PRIVATE KEY-----")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert "PRIVATE KEY" not in wished.out + wished.err


def test_a_document_is_exported_without_a_workspace(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("export", "--document", "connection.yaml", "--format", "saml-metadata")
    assert ran.code == 0, ran.err
    assert "EntityDescriptor" in ran.out
    # The metadata file beside the document says where requests go.
    written = run("export", "--document", "connection.yaml", "--format", "node-saml", "-o", "node")
    assert written.code == 0, written.err
    assert (desk / "node" / "idp.crt").read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert run("export", NAME, "--document", "connection.yaml", "--format", "saml-metadata").code == 2
    assert run("export", "--document", "none.yaml", "--format", "saml-metadata").code == 3
    signed = run("export", "--document", "connection.yaml", "--format", "saml-metadata", "--sign")
    assert signed.code == 2
    assert "no key that signs" in signed.err
