"""Exports of a workspace: what it knows around a connection is in them, private keys only where they were wished."""

import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from jitadmin.adapters.catalogue import Catalogue
from jitadmin.adapters.saml import read_metadata
from jitadmin.adapters.vault import MemoryVault
from jitadmin.app import Workspace
from jitadmin.app.exports import Around, Exports
from jitadmin.app.keys import Keys
from jitadmin.app.memory import MemoryShelf
from jitadmin.core.entity import Entity
from jitadmin.core.errors import SurroundingsError, UsageError
from jitadmin.core.exporting import FORMATS
from jitadmin.core.registry import Provider
from tests.app.test_keys import CONNECTION, NOW, made
from tests.builders import IdP

SECRET_FORMATS = ("pysaml2", "shibboleth-sp", "mod-auth-mellon", "python3-saml", "djangosaml2", "node-saml", "satosa")


@pytest.fixture(scope="module")
def idp() -> Entity:
    return read_metadata(IdP().metadata_xml())[0]


@pytest.fixture
def shelf() -> MemoryShelf:
    return MemoryShelf(author="ada")


@pytest.fixture
def keys(shelf: MemoryShelf) -> Keys:
    vault = MemoryVault()
    return Keys(shelf, lambda: vault, lambda: NOW)


@pytest.fixture
def exports(shelf: MemoryShelf, keys: Keys, idp: Entity) -> Exports:
    around = Around(
        connection=lambda _: CONNECTION, joined=lambda one: one, idp=lambda _: idp, sp=lambda _: None,
        catalogue=Catalogue.shipped,
    )  # fmt: skip
    return Exports(shelf, keys, around, lambda: NOW)


def test_every_format_is_offered(exports: Exports) -> None:
    assert [item.id for item in exports.formats()] == list(FORMATS)


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_format_is_written_without_a_private_key(exports: Exports, keys: Keys, format_id: str) -> None:
    made(keys, owner="crm")
    exported = exports.export("crm", format_id)
    assert exported.connection == "crm"
    assert set(FORMATS[format_id].files) <= {item.name for item in exported.files}
    assert not exported.has_secrets
    assert all("PRIVATE KEY" not in item.text for item in exported.files)


@pytest.mark.parametrize("format_id", SECRET_FORMATS)
def test_a_wished_private_key_goes_into_a_file_of_its_owner_alone(
    exports: Exports, keys: Keys, shelf: MemoryShelf, tmp_path: Path, format_id: str
) -> None:
    key = made(keys, owner="crm")
    made(keys, owner="another")
    exported = exports.export("crm", format_id, with_secrets=True)
    noted = [entry.name for entry in shelf.log() if entry.action == "secret.exported"]
    assert noted == [key.id]
    written = exports.write(exported, tmp_path / "out")
    secret = [path for path in written if "PRIVATE KEY" in path.read_text()]
    assert len(secret) == 1
    assert stat.S_IMODE(secret[0].stat().st_mode) == 0o600
    last = list(shelf.log())[-1]
    assert (last.action, last.name) == ("exported", "crm")
    assert last.after == {"format": format_id, "files": [item.name for item in exported.files], "secrets": True}
    assert "PRIVATE" not in str(list(shelf.log()))


def test_a_format_without_a_place_for_keys_takes_none_out_of_the_keyring(
    exports: Exports, keys: Keys, shelf: MemoryShelf
) -> None:
    made(keys, owner="crm")
    assert not exports.export("crm", "keycloak-client", with_secrets=True).has_secrets
    assert [entry for entry in shelf.log() if entry.action == "secret.exported"] == []


def test_metadata_is_signed_on_request(exports: Exports, keys: Keys) -> None:
    with pytest.raises(UsageError, match="no key that signs"):
        exports.export("crm", "saml-metadata", sign=True)
    made(keys, owner="crm")
    root = etree.fromstring(exports.export("crm", "saml-metadata", sign=True).files[0].text.encode())
    assert root[0].tag == "{http://www.w3.org/2000/09/xmldsig#}Signature"
    with pytest.raises(UsageError, match="Only SAML metadata"):
        exports.export("crm", "pysaml2", sign=True)


def test_both_certificates_of_a_rollover_stand_in_the_metadata(exports: Exports, keys: Keys) -> None:
    old = made(keys, owner="crm")
    new = keys.rotate(old.id, signs_from=datetime(2026, 12, 24, tzinfo=UTC))
    (entity,) = read_metadata(exports.export("crm", "saml-metadata").files[0].text.encode())
    assert entity.sp is not None
    assert {item.sha256 for item in entity.sp.signing} == {old.sha256, new.sha256}
    assert {item.sha256 for item in entity.sp.encryption} == {old.sha256, new.sha256}


def test_several_files_need_a_folder_and_one_may_have_a_name_of_its_own(exports: Exports, tmp_path: Path) -> None:
    sheet = exports.export("crm", "setup-sheet")
    taken = tmp_path / "taken"
    taken.write_text("of somebody")
    with pytest.raises(UsageError, match="2 files"):
        exports.write(sheet, taken)
    assert taken.read_text() == "of somebody"
    one = sheet.only("setup-sheet.html")
    assert exports.write(one, tmp_path / "mine.html") == (tmp_path / "mine.html",)
    assert (tmp_path / "mine.html").read_text() == one.files[0].text
    with pytest.raises(UsageError, match="has no file"):
        sheet.only("else")


def test_a_folder_that_cannot_be_written_is_said(exports: Exports, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SurroundingsError):
        exports.write(exports.export("crm", "saml-metadata"), tmp_path / "file" / "below.xml")


def test_what_the_application_signs_with_itself_is_told_to_who_sets_up_the_identity_provider() -> None:
    with closing(Workspace.empty(clock=lambda: NOW)) as workspace:
        workspace.registry.add_metadata("identityProvider", IdP(CONNECTION.identity_provider.entity_id).metadata_xml())
        entity_id = CONNECTION.service_provider.entity_id
        workspace.registry.add(Provider(
            entity_id=entity_id, kind="serviceProvider", acs=("https://crm.test/saml/acs",),
            certificates=(IdP().key.certificate_base64,),
        ))  # fmt: skip
        workspace.save(CONNECTION)
        for item in FORMATS.values():
            if not item.key:
                codes = {loss.code for loss in workspace.exports.export(CONNECTION.name, item.id).losses}
                assert ("export.own_certificates" in codes) == (item.side == "identityProvider")
        workspace.registry.add(
            Provider(entity_id=entity_id, kind="serviceProvider", acs=("https://crm.test/saml/acs",))
        )
        losses = workspace.exports.export(CONNECTION.name, "keycloak-client").losses
        assert "export.own_certificates" not in {loss.code for loss in losses}
