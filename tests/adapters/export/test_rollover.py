"""Two keys at once: partners are told of both, nobody encrypts for a key that opens nothing, and the rest is said."""

import importlib.util
from pathlib import Path

import msgspec
import pytest
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor

from jitadmin.adapters.export import write_files
from jitadmin.adapters.saml import read_metadata
from jitadmin.core.connection.parties import TrustSettings
from jitadmin.core.entity import Role
from jitadmin.core.exporting import FORMATS, Exported
from jitadmin.core.key import KeyRecord
from tests.adapters.export.made import NOW, bare, codes, connection, exported, key

NOW_KEY, NOW_SECRET = key(name="one", year=2025)
NEXT, NEXT_SECRET = key(name="next")
NEXT = msgspec.structs.replace(NEXT, signs_from=NOW.replace(year=2027))
KEYS = (NOW_KEY, NEXT)
SECRETS = {NOW_KEY.id: NOW_SECRET, NEXT.id: NEXT_SECRET}
ONE_OPENS = ("mod-auth-mellon", "directus", "node-saml", "python3-saml")


def rolling(name: str, keys: tuple[KeyRecord, ...] = KEYS) -> Exported:
    return exported(connection(), name, sp_keys=keys, secrets={item.id: SECRETS[item.id] for item in keys})


def announced(result: Exported) -> Role:
    found = read_metadata(result.file("sp-metadata.xml").text.encode())[0].sp
    assert found is not None
    return found


def prints(role: Role, use: str) -> list[str]:
    return [item.sha256 for item in getattr(role, use)]


@pytest.mark.parametrize("name", ["mod-auth-mellon", "directus"])
def test_where_one_key_opens_logins_nobody_is_asked_to_encrypt_for_the_other(name: str) -> None:
    role = announced(rolling(name))
    assert prints(role, "signing") == [NOW_KEY.sha256, NEXT.sha256]
    assert prints(role, "encryption") == [NOW_KEY.sha256]


def test_metadata_alone_says_that_software_with_one_key_takes_other_metadata() -> None:
    said = [str(loss) for loss in rolling("saml-metadata").losses]
    assert any("Partners may encrypt for any of" in text for text in said)
    alone = exported(connection(), "saml-metadata")
    assert "export.any_key" not in codes(alone)


def test_metadata_alone_announces_both_for_everything() -> None:
    role = announced(rolling("saml-metadata"))
    assert prints(role, "signing") == prints(role, "encryption") == [NOW_KEY.sha256, NEXT.sha256]


@pytest.mark.parametrize("name", ONE_OPENS)
def test_the_key_that_has_no_place_is_said_and_its_private_half_stays(name: str) -> None:
    result = rolling(name)
    told = [str(loss) for loss in result.losses if loss.code == "export.key_unused"]
    assert len(told) == 1
    assert f"“{NEXT.title}” (certificate until {NEXT.not_after:%Y-%m-%d})" in told[0]
    secret = [item.text for item in result.files if item.secret]
    assert secret == [NOW_SECRET]


def test_every_other_format_has_a_place_for_both_keys() -> None:
    for name in FORMATS:
        assert ("export.key_unused" in codes(rolling(name))) == (name in ONE_OPENS)


def test_the_set_up_sheet_says_from_when_the_next_key_signs() -> None:
    for item in rolling("setup-sheet").files[:2]:
        assert "(will sign our requests from 2027-11-23 on)" in item.text
        assert item.text.count("(signs our requests now)") == 1


@pytest.mark.parametrize("name", ["pysaml2", "djangosaml2"])
def test_pysaml2_announces_both_keys_for_signing(tmp_path: Path, name: str) -> None:
    result = rolling(name)
    write_files(result, tmp_path)
    specification = importlib.util.spec_from_file_location("rolling", tmp_path / result.files[0].name)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    settings = dict(vars(module).get("CONFIG") or module.SAML_CONFIG)
    settings.pop("attribute_map_dir", None)
    role = read_metadata(str(entity_descriptor(SPConfig().load(settings))).encode())[0].sp
    assert role is not None
    assert prints(role, "signing") == prints(role, "encryption") == [NOW_KEY.sha256, NEXT.sha256]


def test_simplesamlphp_has_two_keys_and_the_third_is_said() -> None:
    third, private = key(name="three", year=2024)
    result = exported(connection(), "simplesamlphp-sp", sp_keys=(*KEYS, third), secrets={**SECRETS, third.id: private})
    assert "export.key_unused" in codes(result)
    named = result.files[0].text
    secret = {item.name for item in result.files if item.secret}
    assert secret == {"cert/sp.key", "cert/sp-2.key"}
    assert all(item.removeprefix("cert/") in named for item in secret)


@pytest.mark.parametrize("name", FORMATS)
def test_logins_that_must_be_encrypted_and_cannot_be_are_said(name: str) -> None:
    trust = TrustSettings(encrypted="required")
    signing = msgspec.structs.replace(NOW_KEY, use="signing")
    assert "export.no_decryption_key" in codes(exported(connection(trust=trust), name, sp_keys=(signing,)))
    assert "export.no_decryption_key" not in codes(exported(connection(trust=trust), name, sp_keys=KEYS))


def test_simplesamlphp_encrypts_only_where_there_is_a_certificate() -> None:
    made = connection(trust=TrustSettings(encrypted="required"))
    without = exported(made, "simplesamlphp-remote", sp_keys=()).files[0].text
    assert "'assertion.encryption' => false" in without
    assert bare(NOW_KEY.certificate_pem) in exported(made, "simplesamlphp-remote", sp_keys=KEYS).files[0].text
