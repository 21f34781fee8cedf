"""Shibboleth's own programs load what is exported for it and see attributes under the right names."""

from pathlib import Path

import pytest

from jitadmin.adapters.export import write_files
from jitadmin.adapters.export.quoting import identifiers
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
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
from tests.peers import shibboleth

BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"


@pytest.fixture
def installed() -> None:
    reason = shibboleth.missing()
    if reason:
        pytest.skip(reason)


def written(made: Connection, folder: Path, **more: object) -> Path:
    write_files(exported(made, "shibboleth-sp", secret=True, folder=str(folder), **more), folder)
    return folder


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("kind", ["rsa-2048", "ec-p256"])
def test_the_daemon_loads_it_without_a_complaint(tmp_path: Path, kind: str) -> None:
    made = key(kind, f"shib-{kind}")
    assert shibboleth.complaints(written(with_roles(), tmp_path, key=made)) == []


@pytest.mark.usefixtures("installed")
def test_a_missing_private_key_would_be_noticed(tmp_path: Path) -> None:
    written(connection(), tmp_path)
    (tmp_path / "sp.key").unlink()
    assert any("sp.key" in line for line in shibboleth.complaints(tmp_path))


@pytest.mark.usefixtures("installed")
def test_a_site_sees_attributes_of_any_format_and_the_name_id(tmp_path: Path) -> None:
    names = [f"a{text}" for text in XML_HOLDS if "\n" not in text and "\t" not in text and text == text.strip()]
    written(connection(*names), tmp_path)
    forms = (BASIC, URI, UNSPECIFIED)
    attributes = [Attribute(name, (f"value-{n}",), name_format=forms[n % 3]) for n, name in enumerate(names)]
    attributes.append(Attribute(MAIL, ("ada@export.test",), name_format=URI))
    told = shibboleth.seen(
        tmp_path, IDP.entity_id, IDP.assertion(attributes=attributes, audience=SP, acs=ACS, name_id="ada")
    )
    ids = identifiers(["uid", "mail", *names])
    expected = {ids[name]: f"value-{number}" for number, name in enumerate(names)}
    assert told == {**expected, "mail": "ada@export.test", "name-id": "ada"}


def test_trust_becomes_its_settings() -> None:
    result = exported(with_roles(), "shibboleth-sp")
    text = result.file("shibboleth2.xml").text
    for said in ('clockSkew="60"', 'policyId="blockUnsolicited"', 'requireSignedAssertions="true"', 'signing="true"'):
        assert said in text
    assert {"export.lost.signed", "export.lost.encrypted", "export.lost.roleRules"} <= codes(result)


def test_people_are_known_by_what_the_connection_finds_them_by() -> None:
    rows = (AttributeRow(field="userName", sources=(Source(attribute="uid"), Source(attribute=MAIL), "nameId")),)
    made = connection(attributes=AttributeMap(rows=rows))
    assert 'REMOTE_USER="uid mail name-id"' in exported(made, "shibboleth-sp").file("shibboleth2.xml").text


def test_the_usual_address_keeps_its_usual_handler() -> None:
    made = changed(connection(), "service_provider", acs=("https://sp.export.test/Shibboleth.sso/SAML2/POST",))
    text = exported(made, "shibboleth-sp").file("shibboleth2.xml").text
    assert 'handlerURL="/Shibboleth.sso"' in text
    assert 'Location="/SAML2/POST"' in text


def test_an_address_without_room_for_a_handler_is_refused() -> None:
    with pytest.raises(UsageError, match="two parts"):
        exported(changed(connection(), "service_provider", acs=("https://sp.export.test/acs",)), "shibboleth-sp")


def test_addresses_that_it_does_not_serve_are_said() -> None:
    others = ("https://sp.export.test/one", "https://sp.export.test/elsewhere/post")
    made = changed(connection(), "service_provider", acs=(ACS, *others, f"{ACS}/second"))
    result = exported(made, "shibboleth-sp")
    (said,) = [loss for loss in result.losses if loss.code == "export.acs_elsewhere"]
    assert all(address in str(said) for address in others)
    consumers = result.files[0].text.count("<md:AssertionConsumerService")
    assert (consumers, f"{ACS}/second" in str(said)) == (2, False)


@pytest.mark.parametrize("name", [" padded", "padded ", "nul\x00"])
def test_a_name_that_the_map_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no way to write"):
        exported(connection(name), "shibboleth-sp")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_entity_id_is_loaded_or_refused(tmp_path: Path, text: str) -> None:
    made = changed(connection(), "service_provider", entity_id=f"urn:x:{text}", name=text)
    if text not in XML_HOLDS or any(character.isspace() for character in text) or "%" in text:
        with pytest.raises(UsageError, match="no way to write"):
            exported(made, "shibboleth-sp")
        return
    assert shibboleth.complaints(written(made, tmp_path)) == []
