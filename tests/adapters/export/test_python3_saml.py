"""python3-saml's own settings object takes the exported folder and judges logins by it."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from jitadmin.adapters.export import write_files
from jitadmin.core.connection import Connection
from jitadmin.core.connection.parties import AcceptRetired, TrustSettings
from tests.adapters.export.made import (
    ACS,
    HOSTILE,
    IDP,
    MAIL,
    SP,
    bare,
    changed,
    codes,
    connection,
    exported,
    key,
    with_roles,
)  # fmt: skip
from tests.builders import Attribute


def settings(made: Connection, folder: Path, **more: Any) -> OneLogin_Saml2_Settings:
    write_files(exported(made, "python3-saml", secret=True, **more), folder)
    return OneLogin_Saml2_Settings(custom_base_path=str(folder))


def auth(made: Connection, folder: Path, response: bytes = b"") -> OneLogin_Saml2_Auth:
    request = {
        "https": "on",
        "http_host": "sp.export.test",
        "script_name": "/saml/postResponse",
        "get_data": {},
        "post_data": {"SAMLResponse": base64.b64encode(response).decode()},
    }
    return OneLogin_Saml2_Auth(request, settings(made, folder))


def response(**more: Any) -> bytes:
    attribute = Attribute(MAIL, ("ada@export.test",), name_format="urn:oasis:names:tc:SAML:2.0:attrname-format:uri")
    return IDP.response(audience=SP, acs=ACS, attributes=[attribute], issued=datetime.now(UTC), **more)


def test_it_makes_a_signed_request_and_takes_the_answer(tmp_path: Path) -> None:
    made = auth(connection(), tmp_path, response(sign="assertion"))
    assert "Signature=" in made.login()
    assert made.login().startswith("https://idp.export.test/sso?")
    made.process_response()
    assert made.get_errors() == [], made.get_last_error_reason()
    assert made.get_attributes() == {MAIL: ["ada@export.test"]}


@pytest.mark.parametrize(
    ("wanted", "sent"), [("both", "assertion"), ("response", "assertion"), ("assertion", "response")]
)
def test_it_refuses_what_the_connection_would_refuse(tmp_path: Path, wanted: Any, sent: str) -> None:
    made = auth(connection(trust=TrustSettings(signed=wanted)), tmp_path, response(sign=sent))
    made.process_response()
    assert made.get_errors() == ["invalid_response"]


def test_trust_becomes_its_settings(tmp_path: Path) -> None:
    security = settings(with_roles(), tmp_path).get_security_data()
    assert security["wantMessagesSigned"]
    assert security["wantAssertionsSigned"]
    assert security["wantAssertionsEncrypted"]
    assert security["rejectDeprecatedAlgorithm"]
    assert {"export.lost.clockSkew", "export.lost.unsolicited"} <= codes(exported(with_roles(), "python3-saml"))


def test_sha1_is_taken_only_where_the_connection_takes_it(tmp_path: Path) -> None:
    until = AcceptRetired(choice="sha1", until=datetime(2027, 1, 1, tzinfo=UTC).date())
    made = connection(trust=TrustSettings(accept_retired=(until,)))
    assert not settings(made, tmp_path).get_security_data()["rejectDeprecatedAlgorithm"]


def test_the_next_certificate_is_announced(tmp_path: Path) -> None:
    (old, _), new = key(name="old", year=2025), key(name="new")
    made = settings(connection(), tmp_path, sp_keys=(old, new[0]), key=new)
    assert bare(made.get_sp_cert()) == bare(new[0].certificate_pem)
    assert bare(made.get_sp_cert_new()) == bare(old.certificate_pem)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_texts_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    made = changed(connection(text), "service_provider", entity_id=f"urn:x:{text}", name=text)
    sp = settings(made, tmp_path).get_sp_data()
    assert sp["entityId"] == f"urn:x:{text}"
    consuming = sp["attributeConsumingService"]
    assert consuming["serviceName"] == text
    assert text in [item["name"] for item in consuming["requestedAttributes"]]
