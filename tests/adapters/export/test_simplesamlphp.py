"""SimpleSAMLphp itself loads the exported files, signs a request with them, and finds every text as it was."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from jitadmin.adapters.export import write_files
from jitadmin.adapters.export.quoting import php
from jitadmin.core.connection import Connection
from jitadmin.core.connection.parties import TrustSettings
from tests.adapters.export.made import ACS, HOSTILE, MAIL, SP, changed, codes, connection, exported, key
from tests.peers.simplesamlphp import missing

SCRIPT = Path(__file__).with_name("load_simplesamlphp.php")
OWN_ACS = "https://sp.export.test/simplesaml/module.php/saml/sp/saml2-acs.php/shop-sp"


@pytest.fixture(autouse=True)
def _installed() -> None:
    reason = missing()
    if reason:
        pytest.skip(f"SimpleSAMLphp cannot be started: {reason}")


def told(made: Connection, name: str, folder: Path, *words: str, **more: Any) -> dict[str, Any]:
    """What SimpleSAMLphp has of the files, given as words of the script."""
    write_files(exported(made, name, secret=True, folder=str(folder), **more), folder)
    settings = {
        "baseurlpath": "https://sp.export.test/simplesaml/",
        "certdir": f"{folder}/cert/",
        "metadatadir": f"{folder}/metadata/",
        "loggingdir": str(folder),
        "tempdir": f"{folder}/tmp",
        "secretsalt": "for one run",
        "technicalcontact_email": "admin@export.test",
        "auth.adminpassword": "for one run",
        "logging.handler": "errorlog",
        "store.type": "phpsession",
        "module.enable": {"saml": True},
        "metadata.sources": [{"type": "flatfile"}],
    }
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "config.php").write_text(f"<?php\n$config = {php(settings)};\n")
    answer = subprocess.run(
        ["php", "-d", "error_log=/dev/null", str(SCRIPT), *words],
        env={**os.environ, "SIMPLESAMLPHP_CONFIG_DIR": str(folder / "config")},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return dict(json.loads(answer.stdout))


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def sp(made: Connection, folder: Path, **more: Any) -> dict[str, Any]:
    own = changed(made, "service_provider", acs=(OWN_ACS,))
    return told(own, "simplesamlphp-sp", folder, "sp", "shop-sp", encoded(own.identity_provider.entity_id), **more)


def remote(made: Connection, folder: Path, **more: Any) -> dict[str, Any]:
    return told(made, "simplesamlphp-remote", folder, "remote", encoded(made.service_provider.entity_id), **more)


def test_a_source_signs_a_request_to_the_identity_provider(tmp_path: Path) -> None:
    said = sp(connection(trust=TrustSettings(signed="assertion", encrypted="required")), tmp_path)
    assert said["entity"] == SP
    assert said["request"].startswith("https://idp.export.test/sso?SAMLRequest=")
    assert "&Signature=" in said["request"]
    assert said["keys"] == 1
    assert said["metadata"]["assertion.encryption"] is True
    assert said["metadata"]["attributes"] == ["uid", MAIL]


def test_the_next_key_is_known_beside_the_one_in_use(tmp_path: Path) -> None:
    (old, _), new = key(name="old", year=2025), key(name="new")
    said = sp(connection(), tmp_path, sp_keys=(old, new[0]), key=new)["metadata"]
    assert (tmp_path / "cert" / said["certificate"]).read_text() == new[0].certificate_pem
    assert (tmp_path / "cert" / said["new_certificate"]).read_text() == old.certificate_pem


def test_an_identity_provider_knows_the_service_provider(tmp_path: Path) -> None:
    made = changed(connection(trust=TrustSettings(signed="both")), "service_provider", acs=(ACS, f"{ACS}2"))
    said = remote(made, tmp_path)
    assert said["acs"]["Location"] == ACS
    assert said["encryption"] == 1
    wishes = {name: said["metadata"][name] for name in ("saml20.sign.response", "saml20.sign.assertion")}
    assert wishes == {"saml20.sign.response": True, "saml20.sign.assertion": True}
    assert said["metadata"]["validate.authnrequest"] is True


def test_an_address_of_another_product_is_said() -> None:
    assert "export.acs_path" in codes(exported(connection(), "simplesamlphp-sp"))


def test_hostile_texts_come_back_as_they_were(tmp_path: Path) -> None:
    """All at once as attributes and names; an entity ID of its own each would take a process each."""
    whole = "|".join(HOSTILE)
    made = changed(connection(*HOSTILE), "service_provider", entity_id=f"urn:x:{whole}", name=whole)
    made = changed(made, "identity_provider", entity_id=f"urn:i:{whole}", name=whole)
    (tmp_path / "sp").mkdir()
    (tmp_path / "remote").mkdir()
    entities = {"sp": sp(changed(made, "identity_provider", entity_id="urn:i:x"), tmp_path / "sp")}
    entities["remote"] = remote(changed(made, "service_provider", entity_id="urn:x:x"), tmp_path / "remote")
    assert entities["sp"]["entity"] == f"urn:x:{whole}"
    for name in ("sp", "remote"):
        assert entities[name]["metadata"]["name"]["en"] == whole
        assert entities[name]["metadata"]["attributes"] == ["uid", MAIL, *HOSTILE]
    assert entities["sp"]["idp"]["name"]["en"] == whole


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text], ids=ascii)
def test_a_hostile_literal_is_read_by_php_as_it_was(tmp_path: Path, text: str) -> None:
    file = tmp_path / "literal.php"
    file.write_bytes(f"<?php\necho json_encode({php({text: text})});\n".encode())
    answer = subprocess.run(["php", str(file)], capture_output=True, check=True, stdin=subprocess.DEVNULL)
    assert json.loads(answer.stdout) == {text: text}
