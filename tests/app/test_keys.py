"""Keys of a workspace: records on the shelf, private halves in the vault, and what a crash between the two leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from jitadmin.adapters import keys as making
from jitadmin.adapters.store import Store
from jitadmin.adapters.vault import MemoryVault
from jitadmin.app.history import History
from jitadmin.app.keys import Keys
from jitadmin.app.memory import MemoryShelf
from jitadmin.app.shelf import Shelf
from jitadmin.core.connection import Connection, plain
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider
from jitadmin.core.errors import InputError, SurroundingsError, UsageError
from jitadmin.core.key import KeyRecord

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SP = "https://sp.example.test"
CONNECTION = Connection(
    api_version="jitadmin/v1",
    name="crm",
    title="CRM",
    identity_provider=IdentityProvider(entity_id="https://idp.example.test"),
    service_provider=ServiceProvider(entity_id=SP, acs=(f"{SP}/saml/acs",)),
)


class Clock:
    """Time that goes on only when it is told to."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Locked(MemoryVault):
    """A keyring that was locked in the meantime."""

    locked = False

    def get(self, name: str) -> str:
        if self.locked:
            raise SurroundingsError("vault.locked", backend="test")
        return super().get(name)


@pytest.fixture(params=["memory", "sqlite"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    opened: Shelf = MemoryShelf()
    if request.param == "sqlite":
        opened = Store(tmp_path / "workspace.sqlite", author="ada", now=NOW)
    opened.save("connection", "crm", plain(CONNECTION), seen=0, now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def vault() -> Locked:
    return Locked()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(shelf: Shelf, vault: Locked, clock: Clock) -> Keys:
    return Keys(shelf, lambda: vault, clock)


def made(keys: Keys, **wishes: str) -> KeyRecord:
    return keys.new(**{"kind": "rsa-2048", "use": "both", "common_name": "sp.example.test", **wishes})  # type: ignore[arg-type]


def test_a_new_key_is_on_the_shelf_and_its_private_half_in_the_vault_alone(
    keys: Keys, shelf: Shelf, vault: Locked
) -> None:
    key = made(keys, owner="crm", title="CRM 2026")
    assert keys.all() == (key,)
    assert (key.title, key.kind, key.subject, key.days_left(NOW)) == (
        "CRM 2026",
        "rsa-2048",
        "CN=sp.example.test",
        1095,
    )
    private, _ = making.read_key(vault.get(key.id).encode())
    assert private.public_key() == making.read_certificate(key.certificate_pem.encode()).public_key()
    assert "PRIVATE" not in str(list(shelf.log())) + str(shelf.heads("key"))
    assert keys.held(key.id)


def test_a_key_is_found_by_its_id_the_beginning_of_it_and_its_title(keys: Keys) -> None:
    one, two = made(keys, kind="ec-p256", use="signing", title="one"), made(keys, title="two")
    assert keys.get(one.id) == keys.get(one.id[:6]) == keys.get("one") == one
    third = made(keys, title="two")
    with pytest.raises(UsageError) as error:
        keys.get("two")
    assert {two.id, third.id} == set(error.value.args_by_name["ids"])
    for unknown in ("", "three"):
        with pytest.raises(UsageError, match="has no key"):
            keys.get(unknown)


def test_a_rollover_overlaps_and_the_new_key_signs_from_its_day(keys: Keys, clock: Clock) -> None:
    old = made(keys, owner=SP)
    new = keys.rotate(old.id, signs_from=NOW + timedelta(days=14))
    assert (new.kind, new.use, new.owner, new.subject) == (old.kind, old.use, old.owner, old.subject)
    assert set(keys.of(CONNECTION)) == {old, new}
    assert (keys.standing(old), keys.standing(new)) == ("signs", "next")
    clock.now = NOW + timedelta(days=14)
    assert (keys.standing(old), keys.standing(new)) == ("former", "signs")
    assert keys.successor(new.id) == old


def test_a_key_that_only_decrypts_has_no_day_on_which_it_begins_to_sign(keys: Keys) -> None:
    old = made(keys, use="encryption", owner="crm")
    with pytest.raises(UsageError, match="signs nothing"):
        keys.rotate(old.id, signs_from=NOW)
    new = keys.rotate(old.id)
    assert [keys.standing(key) for key in (old, new)] == ["decrypts", "decrypts"]


def test_an_ec_key_is_not_made_for_decryption(keys: Keys) -> None:
    with pytest.raises(UsageError, match="encrypts for one"):
        made(keys, kind="ec-p256")


def pair() -> tuple[making.PrivateKey, x509.Certificate]:
    private = making.new_key("ec-p256")
    return private, making.self_signed(private, "imported.example.test", now=NOW, days=30)


def test_a_key_comes_in_from_pkcs12_with_its_password(keys: Keys, vault: Locked) -> None:
    private, certificate = pair()
    data = pkcs12.serialize_key_and_certificates(
        b"k", private, certificate, None, serialization.BestAvailableEncryption(b"hunter2")
    )
    for password, code in ((None, "key.password_missing"), ("wrong", "key.password_wrong")):
        with pytest.raises(InputError) as error:
            keys.load(data, password=password)
        assert error.value.code == code
    assert keys.all() == ()
    key = keys.load(data, password="hunter2", owner="crm")
    assert (key.title, key.use, key.owner) == ("imported.example.test", "signing", "crm")
    assert making.read_key(vault.get(key.id).encode())[0].public_key() == private.public_key()
    with pytest.raises(UsageError, match="in the workspace already"):
        keys.load(data, password="hunter2")


def test_a_bare_key_needs_its_certificate_or_a_name_for_a_new_one(keys: Keys) -> None:
    private, certificate = pair()
    bare = making.secret_of(private).encode()
    with pytest.raises(InputError, match="without a certificate"):
        keys.load(bare)
    stranger = pair()[1].public_bytes(serialization.Encoding.PEM)
    with pytest.raises(InputError, match="belongs to another key"):
        keys.load(bare, certificate=stranger)
    given = keys.load(bare, certificate=certificate.public_bytes(serialization.Encoding.DER))
    assert given.subject == "CN=imported.example.test"
    assert keys.load(bare, common_name="new.example.test").subject == "CN=new.example.test"


def test_a_request_is_signed_by_the_key_and_its_answer_taken(keys: Keys, vault: Locked) -> None:
    key = made(keys, owner="crm")
    request = x509.load_pem_x509_csr(keys.request(key.id).encode())
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == key.subject
    private, _ = making.read_key(vault.get(key.id).encode())
    issued = making.self_signed(private, "issued.example.test", now=NOW, days=9)
    taken = keys.certify(key.id, issued.public_bytes(serialization.Encoding.PEM))
    assert (taken.id, taken.subject, taken.days_left(NOW)) == (key.id, "CN=issued.example.test", 9)
    assert keys.certificate(key.id) == taken.certificate_pem
    with pytest.raises(InputError, match="belongs to another key"):
        keys.certify(key.id, pair()[1].public_bytes(serialization.Encoding.PEM))


def test_what_uses_a_key_is_listed_and_removal_takes_both_halves(keys: Keys, shelf: Shelf, vault: Locked) -> None:
    shelf.save("serviceProvider", SP, {"entityId": SP, "name": "The CRM"}, seen=0, now=NOW)
    own, shared, idle = made(keys, owner="crm"), made(keys, owner=SP), made(keys)
    assert [(user.kind, user.name) for user in keys.dependents(own.id)] == [("connection", "crm")]
    assert [user.title for user in keys.dependents(shared.id)] == ["CRM", "The CRM"]
    assert keys.dependents(idle.id) == ()
    keys.remove(shared.id)
    assert set(keys.all()) == {own, idle}
    with pytest.raises(SurroundingsError):
        vault.get(shared.id)


def test_a_locked_keyring_stops_a_removal_before_the_record_is_gone(keys: Keys, vault: Locked) -> None:
    key = made(keys)
    vault.locked = True
    with pytest.raises(SurroundingsError, match="locked"):
        keys.remove(key.id)
    assert keys.all() == (key,)


def test_a_key_of_another_admin_is_known_without_its_private_half(keys: Keys, shelf: Shelf, clock: Clock) -> None:
    key = made(keys, owner="crm")
    elsewhere = Keys(shelf, MemoryVault, clock)
    assert elsewhere.all() == (key,)
    assert not elsewhere.held(key.id)
    with pytest.raises(SurroundingsError) as error:
        elsewhere.secret(key.id)
    assert error.value.code == "vault.missing"
    elsewhere.remove(key.id)
    assert keys.all() == ()


def test_no_record_is_left_where_the_keyring_refuses_and_no_secret_where_the_database_does(
    shelf: Shelf, vault: Locked, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SurroundingsError("vault.denied", backend="test")

    keys = Keys(shelf, lambda: vault, clock)
    with monkeypatch.context() as patch:
        patch.setattr(vault, "put", refuse)
        with pytest.raises(SurroundingsError):
            made(keys)
    assert keys.all() == ()
    with monkeypatch.context() as patch:
        patch.setattr(shelf, "save", refuse)
        with pytest.raises(SurroundingsError):
            made(keys)
    assert (keys.all(), vault._secrets) == ((), {})


def test_an_exported_private_key_is_noted_without_it(keys: Keys, shelf: Shelf) -> None:
    key = made(keys)
    assert keys.secret(key.id).startswith("-----BEGIN PRIVATE KEY-----")
    last = list(shelf.log())[-1]
    assert (last.action, last.kind, last.name) == ("secret.exported", "key", key.id)
    assert "PRIVATE" not in str(last)


def test_title_and_owner_can_change(keys: Keys) -> None:
    key = made(keys)
    assert keys.standing(key) == "unassigned"
    changed = keys.change(key.id, owner="crm", title="other")
    assert (changed.owner, changed.title, changed.id) == ("crm", "other", key.id)
    assert keys.standing(changed) == "signs"


class Crash(BaseException):
    """The program is gone from one moment to the next."""


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["put", "save", "delete", "remove"])
def test_a_crash_at_any_step_leaves_no_record_of_half_a_key(
    shelf: Shelf, vault: Locked, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str, late: bool
) -> None:
    keys = Keys(shelf, lambda: vault, clock)
    kept = made(keys, owner="crm")
    target = vault if step in ("put", "remove") else shelf
    real = getattr(target, step)

    def crashing(*arguments: object, **more: object) -> None:
        if late:
            real(*arguments, **more)
        raise Crash

    monkeypatch.setattr(target, step, crashing)
    work = partial(made, keys, owner="crm") if step in ("put", "save") else partial(keys.remove, kept.id)
    with pytest.raises(Crash):
        work()
    monkeypatch.undo()
    again = Keys(shelf, lambda: vault, clock)
    assert all(again.held(key.id) for key in again.all())
    gone = (step, late) in {("delete", True), ("remove", False), ("remove", True)}
    assert (kept in again.all()) is not gone
    assert len(again.all()) == (not gone) + ((step, late) == ("save", True))


def test_a_removed_key_is_not_brought_back_by_its_history(keys: Keys, shelf: Shelf, clock: Clock) -> None:
    key = made(keys, title="first")
    keys.change(key.id, title="second")
    history = History(shelf, clock, lambda: None)
    history.restore("key", key.id, 1)
    assert keys.get(key.id).title == "first"
    keys.remove(key.id)
    with pytest.raises(UsageError, match="private half"):
        history.restore("key", key.id, 1)
    assert keys.all() == ()
