"""node-saml and Directus's SAML library take the exports, ask for a login and read the answer."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jitadmin.adapters.export import write_files
from jitadmin.adapters.export.quoting import dotenv
from jitadmin.core.connection import Connection
from jitadmin.core.connection.parties import TrustSettings
from jitadmin.core.connection.policy import Policy
from jitadmin.core.errors import UsageError
from tests.adapters.export.made import (
    ACS,
    HOSTILE,
    IDP,
    MAIL,
    ONE_LINE,
    SP,
    XML_HOLDS,
    changed,
    codes,
    connection,
    exported,
    key,
    row,
)
from tests.builders import Attribute
from tests.peers import node

pytestmark = pytest.mark.peer


@pytest.fixture(autouse=True)
def _installed() -> None:
    reason = node.missing()
    if reason:
        pytest.skip(reason)


def answer(folder: Path, **more: Any) -> str:
    """A login as it stands in the posted form, in a file."""
    attribute = Attribute(MAIL, ("ada@export.test",), name_format="urn:oasis:names:tc:SAML:2.0:attrname-format:uri")
    made = IDP.response(**{
        "audience": SP, "acs": ACS, "attributes": [attribute], "issued": datetime.now(UTC), "sign": "assertion", **more,
    })  # fmt: skip
    file = folder / "response"
    file.write_bytes(base64.b64encode(made))
    return str(file)


def node_saml(made: Connection, folder: Path, *, login: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    write_files(exported(made, "node-saml", secret=True, **more), folder)
    return dict(node.told("node-saml", str(folder), answer(folder, **(login or {}))))


def test_node_saml_asks_and_takes_the_answer(tmp_path: Path) -> None:
    said = node_saml(connection(), tmp_path)
    assert said["address"].startswith("https://idp.export.test/sso?SAMLRequest=")
    assert "Signature=" in said["address"]
    assert said.get("attributes") == {MAIL: "ada@export.test"}, said.get("refused")


@pytest.mark.parametrize(
    ("trust", "login", "refused"),
    [
        (TrustSettings(signed="both"), {"sign": "assertion"}, "Invalid document signature"),
        (TrustSettings(signed="assertion"), {"sign": "response"}, "Invalid signature"),
        (TrustSettings(unsolicited="refuse"), {}, "InResponseTo"),
        (TrustSettings(), {"audience": "https://other.test"}, "audience"),
        (TrustSettings(), {"sign": "none"}, "Invalid signature"),
    ],
)
def test_node_saml_refuses_what_the_connection_would_refuse(
    tmp_path: Path, trust: TrustSettings, login: dict[str, Any], refused: str
) -> None:
    said = node_saml(connection(trust=trust), tmp_path, login=login)
    assert refused.lower() in said.get("refused", "").lower()


def test_node_saml_takes_every_certificate_of_the_identity_provider(tmp_path: Path) -> None:
    other = key(name="other")[0].certificate_pem
    made = changed(connection(), "identity_provider", certificates=(other,))
    said = node_saml(made, tmp_path)
    assert len(said["options"]["idpCert"]) == 2
    assert said["attributes"] == {MAIL: "ada@export.test"}


def test_node_saml_reads_hostile_texts_as_they_were(tmp_path: Path) -> None:
    """The issuer goes into the request, so it is kept to what XML can hold."""
    whole, issuer = "|".join(HOSTILE), "|".join(XML_HOLDS)
    made = changed(connection(), "service_provider", entity_id=issuer, audiences=(f"urn:a:{whole}",))
    options = node_saml(changed(made, "identity_provider", entity_id=whole), tmp_path)["options"]
    assert (options["issuer"], options["audience"], options["idpIssuer"]) == (issuer, f"urn:a:{whole}", whole)


def directus_connection(**more: Any) -> Connection:
    rows = (row("externalId", "uid"), row("emails.work", MAIL), row("name.givenName", "givenName"))
    made = connection(**more)
    made = changed(made, "attributes", rows=rows)
    return changed(made, "service_provider", acs=("https://sp.export.test/auth/login/shop/acs",))


def test_directus_asks_and_takes_the_answer(tmp_path: Path) -> None:
    made = directus_connection(trust=TrustSettings(signed="assertion"), policy=Policy(create=False))
    result = exported(made, "directus", secret=True, folder=str(tmp_path))
    write_files(result, tmp_path)
    said = node.told("directus", str(tmp_path), "SHOP", answer(tmp_path, acs=made.service_provider.acs[0]))
    assert said["entity"] == SP
    assert "Signature=" in said["address"]
    assert said["attributes"] == {MAIL: "ada@export.test"}
    settings = {name: said["settings"][name] for name in ("emailKey", "identifierKey", "allowPublicRegistration")}
    assert settings == {"emailKey": MAIL, "identifierKey": "uid", "allowPublicRegistration": False}
    assert "export.acs_path" not in codes(result)


def test_directus_without_a_key_asks_unsigned(tmp_path: Path) -> None:
    made = directus_connection()
    write_files(exported(made, "directus", sp_keys=(), folder=str(tmp_path)), tmp_path)
    said = node.told("directus", str(tmp_path), "SHOP", answer(tmp_path, acs=made.service_provider.acs[0]))
    assert "Signature=" not in said["address"]


def test_directus_says_what_has_no_place() -> None:
    assert {"export.row", "export.acs_path"} <= codes(exported(connection("extra"), "directus"))


def test_dotenv_reads_hostile_texts_as_they_were_or_they_are_refused(tmp_path: Path) -> None:
    written, refused = {}, []
    for number, text in enumerate(HOSTILE):
        try:
            written[f"V{number}"] = (dotenv(text, "a value"), text)
        except UsageError:
            refused.append(text)
    assert [text for text in refused if text in ONE_LINE] == ["ends in \\"]
    file = tmp_path / "file.env"
    file.write_text("".join(f"{name}={quoted}\n" for name, (quoted, _) in written.items()), encoding="utf-8")
    assert node.told("dotenv", str(file)) == {name: text for name, (_, text) in written.items()}
