"""SAML metadata of the service provider, read by the schema of the standard and by other people's libraries."""

import shutil
import subprocess
from pathlib import Path

import pytest
import xmlsec
from lxml import etree

from jitadmin.adapters import keys
from jitadmin.adapters.saml import read_metadata
from jitadmin.adapters.saml.make.signing import SigningKey
from jitadmin.core.connection.parties import TrustSettings
from jitadmin.core.connection.policy import Library, Policy
from jitadmin.core.errors import UsageError
from tests.adapters.export.made import (
    ACS,
    HOSTILE,
    MAIL,
    SP,
    XML_HOLDS,
    bare,
    changed,
    codes,
    connection,
    exported,
    key,
)
from tests.saml_builders.keys import Key
from tests.saml_builders.referees import signxml_verifies, xmlsec_verifies

SCHEMA = Path("/usr/share/simplesamlphp/schemas/saml-schema-metadata-2.0.xsd")


def validated(text: str, folder: Path) -> str:
    """The text, which the schema of the standard accepts."""
    if not SCHEMA.exists() or shutil.which("xmllint") is None:
        pytest.skip("xmllint or SimpleSAMLphp's schemas are not installed")
    file = folder / "metadata.xml"
    file.write_text(text, encoding="utf-8")
    answer = subprocess.run(
        ["xmllint", "--nonet", "--noout", "--schema", str(SCHEMA), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return text


def test_the_schema_accepts_it_and_it_says_what_the_connection_says(tmp_path: Path) -> None:
    made = changed(connection(trust=TrustSettings(signed="assertion")), "service_provider", acs=(ACS, f"{ACS}2"))
    text = validated(exported(made, "saml-metadata").files[0].text, tmp_path)
    (entity,) = read_metadata(text.encode())
    assert entity.entity_id == SP
    assert entity.sp is not None
    assert [(item.location, item.index, item.default) for item in entity.sp.endpoints] == [
        (ACS, 0, True),
        (f"{ACS}2", 1, False),
    ]
    assert entity.sp.wants_signed
    assert [(item.name, item.required) for item in entity.sp.requested] == [("uid", True), (MAIL, False)]
    assert [item.sha256 for item in entity.sp.signing] == [key()[0].sha256] == [i.sha256 for i in entity.sp.encryption]


def test_a_library_that_renames_asks_for_the_names_that_are_sent() -> None:
    made = connection("givenName", policy=Policy(library=Library(names="friendly")))
    (entity,) = read_metadata(exported(made, "saml-metadata").files[0].text.encode())
    assert entity.sp is not None
    asked = {item.friendly_name: item.name for item in entity.sp.requested}
    assert asked["givenName"] == "urn:oid:2.5.4.42"
    assert asked["uid"] == "urn:oid:0.9.2342.19200300.100.1.1"


def test_all_certificates_of_a_rollover_are_in_it_and_the_one_that_signs_now_is_first(tmp_path: Path) -> None:
    records = [key(name="old", year=2025)[0], key(name="new")[0], key(name="enc", use="encryption")[0]]
    made = exported(connection(), "saml-metadata", sp_keys=tuple(records))
    (entity,) = read_metadata(validated(made.files[0].text, tmp_path).encode())
    assert entity.sp is not None
    assert [item.sha256 for item in entity.sp.signing] == [records[1].sha256, records[0].sha256]
    assert {item.sha256 for item in entity.sp.encryption} == {item.sha256 for item in records}


def test_an_ec_key_signs_and_is_never_offered_for_encryption(tmp_path: Path) -> None:
    made = exported(connection(), "saml-metadata", sp_keys=(key("ec-p256", "ec")[0],))
    (entity,) = read_metadata(validated(made.files[0].text, tmp_path).encode())
    assert entity.sp is not None
    assert len(entity.sp.signing) == 1
    assert entity.sp.encryption == ()
    assert "export.ec_decryption" in codes(made)


@pytest.mark.parametrize("kind", ["rsa-2048", "ec-p256", "ec-p384"])
def test_signed_on_request_as_others_verify_it(tmp_path: Path, kind: str) -> None:
    record, secret = key(kind, f"signs-{kind}")
    private, _ = keys.read_key(secret.encode())
    certificate = keys.read_certificate(record.certificate_pem.encode())
    made = exported(connection("Zoë <&> 東京"), "saml-metadata", sign_with=SigningKey(private, certificate))
    text = validated(made.files[0].text, tmp_path)
    data = text.partition("\n")[2].encode()
    verifier = Key(private, certificate)
    assert xmlsec_verifies(data, verifier) == 1
    if kind.startswith("rsa"):
        assert signxml_verifies(data, verifier)[0].get("entityID") == SP
    with pytest.raises(xmlsec.Error):
        xmlsec_verifies(data.replace(SP.encode(), b"https://evil.test/"), verifier)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_texts_come_back_as_they_were_or_are_refused(tmp_path: Path, text: str) -> None:
    made = changed(connection(text), "service_provider", entity_id=f"urn:x:{text}", name=text)
    if text not in XML_HOLDS:
        with pytest.raises(UsageError, match="no way to write"):
            exported(made, "saml-metadata")
        return
    (entity,) = read_metadata(exported(made, "saml-metadata").files[0].text.encode())
    assert entity.entity_id == f"urn:x:{text}"
    assert entity.sp is not None
    assert text in [item.name for item in entity.sp.requested]
    root = etree.fromstring(exported(made, "saml-metadata").files[0].text.encode())
    assert root.xpath("string(//*[local-name()='ServiceName'])") == text


def test_no_address_for_responses_is_said() -> None:
    with pytest.raises(UsageError, match="no address for responses"):
        exported(changed(connection(), "service_provider", acs=()), "saml-metadata")


def test_a_private_key_is_never_in_it() -> None:
    record, secret = key()
    made = exported(connection(), "saml-metadata", secrets={record.id: secret})
    assert len(made.files) == 1
    assert bare(secret)[100:160] not in made.files[0].text
