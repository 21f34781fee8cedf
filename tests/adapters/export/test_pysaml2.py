"""pysaml2 loads what is exported for it, asks for a login and takes the answer."""

import base64
import importlib.util
import shutil
import sys
import urllib.parse
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig

from jitadmin.adapters.export import write_files
from jitadmin.core.connection import Connection
from jitadmin.core.connection.policy import Library, Policy
from jitadmin.core.errors import UsageError
from tests.adapters.export.made import (
    ACS,
    HOSTILE,
    IDP,
    MAIL,
    SP,
    XML_HOLDS,
    changed,
    codes,
    connection,
    exported,
    key,
    with_roles,
)
from tests.builders import Attribute


@pytest.fixture(autouse=True)
def _own_modules() -> Iterator[None]:
    """pysaml2 imports attribute maps as modules and leaves their folder on the path."""
    path = list(sys.path)
    yield
    sys.path[:] = path
    sys.modules.pop("jitadmin_names", None)


def settings(made: Connection, folder: Path, **more: Any) -> dict[str, Any]:
    """``CONFIG`` of the exported module, imported as an application would."""
    write_files(exported(made, "pysaml2", secret=True, **more), folder)
    specification = importlib.util.spec_from_file_location("sp_config", folder / "sp_config.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    config: dict[str, Any] = module.CONFIG
    return config


def client(made: Connection, folder: Path, **more: Any) -> Saml2Client:
    return Saml2Client(SPConfig().load(settings(made, folder, **more)))


def test_it_makes_a_signed_request_to_the_identity_provider(tmp_path: Path) -> None:
    made = client(connection(), tmp_path)
    _, information = made.prepare_for_authenticate(binding=BINDING_HTTP_REDIRECT)
    address = dict(information["headers"])["Location"]
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)
    assert address.startswith("https://idp.export.test/sso?")
    assert {"SAMLRequest", "SigAlg", "Signature"} <= set(query)
    root = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
    assert root.get("AssertionConsumerServiceURL") == ACS
    assert root.xpath("string(*[local-name()='Issuer'])") == SP


@pytest.mark.skipif(shutil.which("xmlsec1") is None, reason="pysaml2 needs xmlsec1 to verify")
@pytest.mark.parametrize(("names", "mail"), [("exact", MAIL), ("friendly", "mail")])
def test_it_takes_a_login_under_the_names_that_the_connection_reads(tmp_path: Path, names: str, mail: str) -> None:
    policy = Policy(library=Library(names=names, unknown_names="drop"))  # type: ignore[arg-type]
    made = client(connection("unheard/of", policy=policy), tmp_path)
    attributes = [
        Attribute(MAIL, ("ada@export.test",), name_format="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"),
        Attribute("unheard/of", ("here",), name_format="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"),
        Attribute("never asked for", ("here",), name_format="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"),
    ]
    response = IDP.response(audience=SP, acs=ACS, attributes=attributes, issued=datetime.now(UTC), sign="assertion")
    parsed = made.parse_authn_request_response(base64.b64encode(response).decode(), BINDING_HTTP_POST, outstanding={})
    expected = {mail: ["ada@export.test"]} | ({"unheard/of": ["here"]} if names == "exact" else {})
    assert parsed.ava == expected


def test_trust_becomes_its_settings(tmp_path: Path) -> None:
    config = SPConfig().load(settings(with_roles(), tmp_path))
    wishes = {
        name: config.getattr(name, "sp")
        for name in ("want_response_signed", "want_assertions_signed", "allow_unsolicited", "authn_requests_signed")
    }
    assert wishes == {
        "want_response_signed": True,
        "want_assertions_signed": True,
        "allow_unsolicited": False,
        "authn_requests_signed": True,
    }
    assert config.accepted_time_diff == 60
    lost = codes(exported(with_roles(), "pysaml2"))
    assert {"export.lost.encrypted", "export.lost.roleRules", "export.lost.directRoles"} <= lost
    assert not {"export.lost.signed", "export.lost.clockSkew", "export.lost.unsolicited"} & lost


def test_a_rollover_keeps_both_keys_for_decryption(tmp_path: Path) -> None:
    (old, old_secret), (new, new_secret) = key(name="old", year=2025), key(name="new")
    secrets = {"old": old_secret, "new": new_secret}
    config = settings(connection(), tmp_path, sp_keys=(old, new), secrets=secrets)
    assert Path(config["cert_file"]).read_text() == new.certificate_pem
    pairs = [(Path(p["key_file"]).read_text(), Path(p["cert_file"]).read_text()) for p in config["encryption_keypairs"]]
    assert pairs == [(new_secret, new.certificate_pem), (old_secret, old.certificate_pem)]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_texts_come_back_as_they_were_or_are_refused(tmp_path: Path, text: str) -> None:
    """pysaml2 itself trims names of attributes, so only the entity ID is compared there."""
    made = changed(connection(text), "service_provider", entity_id=f"urn:x:{text}", name=text)
    config = settings(made, tmp_path)
    assert config["entityid"] == f"urn:x:{text}"
    assert config["name"] == text
    assert text in config["service"]["sp"]["optional_attributes"]
    assert SPConfig().load(config).entityid == f"urn:x:{text}"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_an_identity_provider_with_a_hostile_name_is_found_in_the_metadata_or_refused(
    tmp_path: Path, text: str
) -> None:
    made = changed(connection(), "identity_provider", entity_id=f"urn:x:{text}")
    if text not in XML_HOLDS:
        with pytest.raises(UsageError, match="no way to write"):
            exported(made, "pysaml2")
        return
    assert list(SPConfig().load(settings(made, tmp_path)).metadata.keys()) == [f"urn:x:{text}"]


def test_without_metadata_the_missing_address_is_said() -> None:
    with pytest.raises(UsageError, match="sign-on requests is not known"):
        exported(connection(), "pysaml2", idp=None)
