"""One contract for every vault, and the faults of a keyring that a person must be told about."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.backends.SecretService import Keyring as SecretService
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

from jitadmin.adapters.vault import PART, KeyringVault, MemoryVault, Vault, choose
from jitadmin.core.errors import SurroundingsError
from tests.peers import secret_service

RSA_4096_PEM = "-----BEGIN PRIVATE KEY-----\n" + "Äx9/" * 800 + "\n-----END PRIVATE KEY-----\n"


class WindowsLike(KeyringBackend):
    """Behaves as the Windows Credential Manager: 1,280 characters an entry and no more."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.writes_left = 10**6
        self.forgets = False

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.writes_left == 0:
            raise PasswordSetError(f"no more room for {password}")
        self.writes_left -= 1
        assert len(password.encode("utf-16-le")) <= 2 * 1280
        if not self.forgets:
            self.entries[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise PasswordDeleteError("not there")
        del self.entries[service, username]


class Broken(WindowsLike):
    """Answers every call with one error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    if absent := secret_service.missing():
        pytest.skip(f"a real Secret Service needs {', '.join(absent)}")
    with secret_service.running(tmp_path_factory.mktemp("secrets")) as environment:
        yield environment


@pytest.fixture(params=["memory", "windows-like", "secret-service"])
def vault(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Vault:
    if request.param == "memory":
        return MemoryVault()
    if request.param == "windows-like":
        return KeyringVault(WindowsLike())
    address = request.getfixturevalue("session")["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    return KeyringVault(SecretService())


@pytest.mark.parametrize("secret", ["", "short", "x" * PART, "x" * (PART + 1), RSA_4096_PEM], ids=len)
def test_what_was_put_is_there_until_it_is_removed(vault: Vault, secret: str) -> None:
    vault.put("key/one", secret)
    assert vault.get("key/one") == secret
    vault.put("key/one", "newer")
    assert vault.get("key/one") == "newer"
    vault.remove("key/one")
    vault.remove("key/one")
    with pytest.raises(SurroundingsError) as error:
        vault.get("key/one")
    assert error.value.code == "vault.missing"


def test_names_do_not_disturb_each_other(vault: Vault) -> None:
    vault.put("a", RSA_4096_PEM)
    vault.put("a/0", "other")
    vault.remove("a/0")
    assert vault.get("a") == RSA_4096_PEM
    vault.remove("a")


def test_an_interrupted_write_leaves_the_old_secret_whole() -> None:
    for writes in range(4):
        backend = WindowsLike()
        KeyringVault(backend).put("key", "the old one")
        backend.writes_left = writes
        with pytest.raises(SurroundingsError) as error:
            KeyringVault(backend).put("key", RSA_4096_PEM)
        assert "x9" not in str(error.value)
        assert error.value.__cause__ is None
        assert KeyringVault(backend).get("key") == "the old one"


def test_nothing_is_left_behind() -> None:
    backend = WindowsLike()
    vault = KeyringVault(backend)
    vault.put("key", RSA_4096_PEM)
    vault.put("key", RSA_4096_PEM + "x")
    vault.remove("key")
    assert backend.entries == {}


def test_a_lost_part_is_named_and_never_half_a_key() -> None:
    backend = WindowsLike()
    vault = KeyringVault(backend)
    vault.put("key", RSA_4096_PEM)
    del backend.entries[next(entry for entry in backend.entries if entry[1].endswith("/1"))]
    with pytest.raises(SurroundingsError, match="incomplete: 2 of 3 parts"):
        vault.get("key")


@pytest.mark.parametrize("index", ["", " ", "x y z", "-1 a b", f"99999999 {'0' * 64} k/x", "1", "PEM"])
def test_a_foreign_entry_in_the_place_of_a_key_is_no_fault_of_the_program(index: str) -> None:
    backend = WindowsLike()
    vault = KeyringVault(backend)
    backend.entries["jitadmin", "k"] = index
    with pytest.raises(SurroundingsError) as error:
        vault.get("k")
    assert error.value.code == ("vault.damaged" if index else "vault.missing")
    vault.put("k", "secret")
    assert vault.get("k") == "secret"
    backend.entries["jitadmin", "k"] = index or "x"
    vault.remove("k")
    assert ("jitadmin", "k") not in backend.entries


def test_a_keyring_that_forgets_is_found_out() -> None:
    backend = WindowsLike()
    backend.forgets = True
    with pytest.raises(SurroundingsError):
        KeyringVault(backend).put("key", "secret")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyringLocked("x"), "vault.locked"),
        (NoKeyringError("x"), "vault.absent"),
        (InitError("secret text"), "vault.denied"),
        (PermissionError("x"), "vault.denied"),
        (OSError("x"), "vault.failed"),
        (LookupError("secret text"), "vault.failed"),
    ],
)
def test_each_failure_has_its_own_sentence(error: Exception, code: str) -> None:
    with pytest.raises(SurroundingsError) as raised:
        KeyringVault(Broken(error)).get("key")
    assert raised.value.code == code
    assert "secret text" not in str(raised.value)


def test_only_trusted_backends_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for refused in (null.Keyring(), WindowsLike()):
        with pytest.raises(SurroundingsError, match=type(refused).__module__):
            choose(refused)
    with pytest.raises(SurroundingsError) as error:
        choose(fail.Keyring())
    assert error.value.code == "vault.absent"
    trusted = SecretService()
    chain = chainer.ChainerBackend()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [WindowsLike(), trusted])
    assert choose(chain) is trusted


def test_the_session_keyring_is_found_and_named(session: dict[str, str], tmp_path: Path) -> None:
    script = (
        "from jitadmin.adapters.vault import open_vault\n"
        "vault = open_vault(); vault.put('probe', 'x' * 5000); print(vault.title, len(vault.get('probe')))\n"
        "vault.remove('probe')"
    )
    done = subprocess.run([sys.executable, "-c", script], env=session, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Secret Service 5000\n", "")


def test_without_any_keyring_it_says_so(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DBUS_", "XDG_"))}
    environment |= {"HOME": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}
    script = "from jitadmin.adapters.vault import open_vault\ntry: open_vault()\nexcept Exception as e: print(e.code)"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "vault.absent\n"
