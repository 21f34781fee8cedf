"""A workspace with keys in a real Secret Service is worked on; then every file that came of it is searched for them."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from keyring.backends.SecretService import Keyring as SecretService

from jitadmin.adapters import keys as making
from jitadmin.adapters.store import Store
from jitadmin.adapters.vault import KeyringVault
from tests.builders import ACS, NOW, SP, IdP
from tests.cli.conftest import DOCUMENT
from tests.peers import secret_service
from tests.peers.command_line import CommandLine

PASSWORD = "correct-horse-battery-7481"
NAME = "example"
# So much of a number tells it from every other, and so little that the pages of a database cannot part all of it.
WINDOW = 20
# Formats that have files for keys.
KEYED = ("pysaml2", "mod-auth-mellon", "python3-saml", "shibboleth-sp", "node-saml", "directus")


@pytest.fixture
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    if absent := secret_service.missing():
        pytest.skip(f"a real Secret Service needs {', '.join(absent)}")
    with secret_service.running(tmp_path_factory.mktemp("keyring")) as environment:
        yield environment


@pytest.fixture
def world(tmp_path: Path, session: dict[str, str]) -> CommandLine:
    return CommandLine(tmp_path, session)


def secret_numbers(pem: str) -> list[int]:
    """Everything in a private key that is not in its certificate."""
    private, _ = making.read_key(pem.encode())
    if isinstance(private, rsa.RSAPrivateKey):
        numbers = private.private_numbers()
        return [numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp]
    return [private.private_numbers().private_value]


def forms(number: int) -> Iterator[bytes]:
    """Pieces of a number as it might be written down: raw in both orders, hex, decimal, base64 at each alignment."""
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    yield from windows(raw)
    yield from windows(raw[::-1])
    yield from windows(raw.hex().encode())
    yield from windows(raw.hex().upper().encode())
    yield from windows(str(number).encode())
    for shift in range(3):
        # The first and the last letters depend on what stands around the number.
        yield from windows(base64.b64encode(bytes(shift) + raw)[4:-4])


def windows(text: bytes) -> Iterator[bytes]:
    """Pieces from all over a text."""
    for start in range(0, len(text) - WINDOW + 1, max(1, (len(text) - WINDOW) // 8)):
        yield text[start : start + WINDOW]


def found(folder: Path, secrets: list[str]) -> dict[str, str]:
    """The files that hold any piece of a secret, with what gave it away."""
    pieces = {piece for pem in secrets for number in secret_numbers(pem) for piece in forms(number)}
    pieces |= {PASSWORD.encode(), b"PRIVATE KEY-----"}
    hits = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            # Lines of PEM, of JSON and of base64 are read as one.
            joined = data.replace(b"\\n", b"").replace(b"\n", b"").replace(b"\r", b"")
            hit = next((piece for piece in pieces if piece in data or piece in joined), None)
            if hit is not None:
                hits[str(path.relative_to(folder))] = repr(hit)
    return hits


def test_no_private_key_leaves_the_keyring(
    world: CommandLine, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    prepare(world.folder, outside)
    place = world.folder / "data" / "jitadmin" / "workspace.sqlite"
    made = [
        world.one("keys", "new", "--name", "sp.example.test", "--kind", "rsa-2048", "--owner", NAME)["id"],
        world.one("keys", "new", "--name", "sp.example.test", "--kind", "ec-p384", "--use", "signing")["id"],
        world.one("keys", "import", str(outside / "old.p12"), "--password-file", str(outside / "password"))["id"],
    ]
    # As long as somebody has it open, the database keeps its log beside it.
    held = Store(place, author="test", now=NOW)
    held.heads("key")
    made.append(world.one("keys", "rotate", made[0], "--signs-from", "2999-01-01")["id"])
    gone = world.one("keys", "new", "--name", "gone.example.test", "--kind", "rsa-2048")["id"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", world.environment["DBUS_SESSION_BUS_ADDRESS"])
    vault = KeyringVault(SecretService())
    secrets = [vault.get(key) for key in (*made, gone)]
    world.run("keys", "remove", gone, "--yes")
    work(world, made, outside)
    assert place.with_name("workspace.sqlite-wal").stat().st_size > 0
    files = {path.name for path in world.folder.rglob("*") if path.is_file()}
    assert {"workspace.sqlite", "sp_config.py", "history.csv"} <= files
    assert found(world.folder, secrets) == {}
    held.close()
    assert found(world.folder, secrets) == {}
    # The search finds what is there.
    world.run("export", NAME, "--format", "pysaml2", "--with-secrets", "-o", "wished")
    assert list(found(world.folder, secrets)) == [f"wished/sp{number}.key" for number in ("-2", "-3", "")]
    for path in (world.folder / "wished").glob("*.key"):
        path.unlink()
    for number, place in ((0, "raw.bin"), (1, "half.txt")):
        (world.folder / place).write_bytes(leak(secrets[number], place))
    assert set(found(world.folder, secrets)) == {"raw.bin", "half.txt"}


def leak(pem: str, place: str) -> bytes:
    """A secret as a careless program would leave it: the DER in a page, or half a number in hex."""
    private, _ = making.read_key(pem.encode())
    if place == "raw.bin":
        encoding = serialization.Encoding.DER
        der = private.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return os.urandom(100) + der + os.urandom(100)
    text = f"{secret_numbers(pem)[0]:x}"
    return f"value={text[: len(text) // 2]}…".encode()


def prepare(folder: Path, outside: Path) -> None:
    """What an admin has at hand; the key file and its password lie outside of what is searched."""
    idp = IdP()
    (folder / "idp.xml").write_bytes(idp.metadata_xml())
    (folder / "ada.xml").write_bytes(idp.response(attributes={"mail": "ada@example.test"}, name_id="ada-1"))
    (folder / "connection.yaml").write_text(DOCUMENT.format(entity_id=idp.entity_id, sp=SP, acs=ACS))
    (folder / "accounts.csv").write_text("userName,displayName\nada@example.test,Ada\n")
    private = making.new_key("rsa-3072")
    certificate = making.self_signed(private, "old.example.test", now=NOW, days=3650)
    closed = serialization.BestAvailableEncryption(PASSWORD.encode())
    data = pkcs12.serialize_key_and_certificates(b"old", private, certificate, None, closed)
    (outside / "old.p12").write_bytes(data)
    (outside / "password").write_text(PASSWORD)
    (outside / "wrong").write_text("not it")


def work(world: CommandLine, made: list[str], outside: Path) -> None:
    """All that a workspace is used for, and some of it done wrong."""
    world.run("apply", "connection.yaml")
    world.run("accounts", "import", NAME, "accounts.csv")
    world.run("preview", NAME, "ada.xml", "--explain", "-v")
    world.run("keys", "change", made[2], "--owner", NAME, "--title", "Old key")
    world.run("keys", "request", made[0], "-o", "request.csr")
    world.run("keys", "certificate", made[1], "-o", "certificate.crt")
    world.run("keys", "list")
    world.run("keys", "import", str(outside / "old.p12"), "--password-file", str(outside / "wrong"), "-v", code=3)
    world.run("keys", "import", str(outside / "old.p12"), "--password-file", str(outside / "password"), "-v", code=2)
    for name in KEYED:
        world.run("export", NAME, "--format", name, "-o", f"out/{name}/", "-v")
    world.run("export", NAME, "--format", "saml-metadata", "--sign", "-o", "signed.xml")
    world.run("history", "--format", "jsonl", "-o", "history.jsonl")
    world.run("history", "--format", "csv", "-o", "history.csv")
    world.run("show", NAME)
    world.run("doctor", "-v")
