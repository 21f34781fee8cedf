"""Encrypted logins are opened with the keys of the workspace, and the keyring is asked only for them."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from jitadmin.adapters.vault import MemoryVault
from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider
from jitadmin.core.errors import SurroundingsError
from jitadmin.core.key import KeyRecord
from jitadmin.core.message import Origin
from jitadmin.core.sample import Sample
from tests.builders import ACS, NOW, SP, IdP, Key

IDP = IdP()
CONNECTION = Connection(
    api_version="jitadmin/v1",
    name="crm",
    identity_provider=IdentityProvider(entity_id=IDP.entity_id, certificates=(IDP.key.certificate_base64,)),
    service_provider=ServiceProvider(entity_id=SP, acs=(ACS,)),
    attributes=AttributeMap(rows=(AttributeRow(field="userName", sources=("nameId",)),)),
)


class Watched(MemoryVault):
    """A keyring that counts who asks, and that can be locked."""

    locked = False
    asked = 0

    def get(self, name: str) -> str:
        self.asked += 1
        if self.locked:
            raise SurroundingsError("vault.locked", backend="test")
        return super().get(name)


@pytest.fixture
def vault() -> Watched:
    return Watched()


@pytest.fixture
def workspace(vault: Watched) -> Workspace:
    workspace = Workspace.empty(clock=lambda: NOW)
    workspace.vault = vault
    workspace.save(CONNECTION)
    return workspace


def new(workspace: Workspace, **options: object) -> KeyRecord:
    return workspace.keys.new(kind="rsa-2048", use="encryption", common_name="crm", owner="crm", **options)  # type: ignore[arg-type]


def login(name: str, workspace: Workspace, key: KeyRecord | None = None) -> Sample:
    """A login, encrypted for a key of the workspace."""
    recipient = None
    if key and workspace.vault:
        private = load_pem_private_key(workspace.vault.get(key.id).encode(), None)
        assert isinstance(private, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey))
        recipient = Key(private, load_pem_x509_certificate(key.certificate_pem.encode()))
    data = IDP.response(name_id=name, encrypt_to=recipient)
    return Sample(origin=Origin(path=name, sha256=name), label=name, data=data)


def test_logins_for_both_keys_of_a_rollover_are_opened(workspace: Workspace) -> None:
    old = new(workspace)
    young = workspace.keys.rotate(old.id)
    for key in (old, young):
        preview = workspace.preview(CONNECTION, login(f"ada-{key.id}", workspace, key))
        assert preview.verification.verdict == "accepted"
        assert preview.effect is not None
        assert preview.effect.after.fields["userName"] == f"ada-{key.id}"


def test_a_key_that_is_made_later_opens_what_was_refused_before(workspace: Workspace) -> None:
    first = new(workspace)
    sample = login("ada", workspace, first)
    workspace.keys.remove(first.id)
    assert [check.code for check in workspace.preview(CONNECTION, sample).verification.failed] == ["encryption.no_key"]
    second = new(workspace)
    assert [check.code for check in workspace.preview(CONNECTION, sample).verification.failed] != ["encryption.no_key"]
    assert workspace.preview(CONNECTION, login("eve", workspace, second)).verification.verdict == "accepted"


def test_the_keyring_is_left_alone_where_nothing_is_encrypted(workspace: Workspace, vault: Watched) -> None:
    new(workspace)
    asked = vault.asked
    vault.locked = True
    assert workspace.preview(CONNECTION, login("ada", workspace)).verification.verdict == "accepted"
    assert vault.asked == asked


def test_a_locked_keyring_is_said(workspace: Workspace, vault: Watched) -> None:
    sample = login("ada", workspace, new(workspace))
    vault.locked = True
    with pytest.raises(SurroundingsError, match="locked"):
        workspace.preview(CONNECTION, sample)
    vault.locked = False
    assert workspace.preview(CONNECTION, sample).verification.verdict == "accepted"
