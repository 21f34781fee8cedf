"""Metadata is read whole and as strictly as messages; trust is built from it and from nothing else."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jitadmin.adapters.saml import judge, read_metadata, trust_from, trust_from_metadata
from jitadmin.core.connection import API_VERSION, Connection
from jitadmin.core.connection.parties import AcceptRetired, IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.errors import InputError, LimitError
from tests.builders import ACS, NOW, SP, IdP, key, sp_metadata_xml
from tests.saml_judging import failed

NEXT = key(name="next")


def test_an_identity_provider_is_read() -> None:
    idp = IdP()
    until = NOW + timedelta(days=7)
    data = idp.metadata_xml(keys=[idp.key, NEXT], encryption_keys=[key(name="enc")], valid_until=until)
    (entity,) = read_metadata(data)
    assert entity.entity_id == idp.entity_id
    assert entity.valid_until == until
    assert not entity.signed
    assert entity.sp is None
    assert entity.idp
    assert [c.der for c in entity.idp.signing] == [idp.key.certificate_der, NEXT.certificate_der]
    assert [c.der for c in entity.idp.encryption] == [key(name="enc").certificate_der]
    assert {endpoint.location for endpoint in entity.idp.endpoints} == {"https://idp.example.test/sso"}


def test_a_key_without_use_serves_both_and_an_encryption_key_never_signs() -> None:
    idp = IdP()
    (entity,) = read_metadata(idp.metadata_xml(use=None))
    assert entity.idp
    assert entity.idp.signing == entity.idp.encryption != ()
    (sealed,) = read_metadata(idp.metadata_xml(keys=[], encryption_keys=[idp.key]))
    trust = trust_from_metadata([sealed])
    assert trust.certificates == ()
    assert failed(judge(idp.response(), trust, as_of=None)) == {"signature.no_trusted_key"}


def test_a_service_provider_is_read() -> None:
    (entity,) = read_metadata(sp_metadata_xml(encryption_key=key(name="sp")))
    assert entity.idp is None
    assert entity.sp
    assert [(e.location, e.index, e.default) for e in entity.sp.endpoints] == [(ACS, 0, True)]
    assert len(entity.sp.encryption) == 1
    assert entity.sp.wants_signed
    with pytest.raises(InputError, match="no identity provider"):
        trust_from_metadata([entity])


def test_an_aggregate_binds_each_key_to_its_entity() -> None:
    one, two = IdP(), IdP("https://other.example.test/idp", name="other")
    body = one.metadata_xml() + two.metadata_xml()
    data = b'<x:EntitiesDescriptor xmlns:x="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="2026-12-01T00:00:00Z">'
    entities = read_metadata(data + body.replace(b'ID="_metadata"', b"") + b"</x:EntitiesDescriptor>")
    assert [entity.entity_id for entity in entities] == [one.entity_id, two.entity_id]
    assert {entity.valid_until for entity in entities} == {datetime(2026, 12, 1, tzinfo=UTC)}
    first = trust_from_metadata(entities, audiences=(SP,), acs_urls=(ACS,))
    assert judge(one.response(), first, as_of=None).verdict == "accepted"
    assert "issuer.other_idp" in failed(judge(two.response(), first, as_of=None))
    mixed = IdP(one.entity_id, name="other").response()
    assert failed(judge(mixed, first, as_of=None)) == {"signature.key_untrusted"}
    second = trust_from_metadata(entities, issuer=two.entity_id)
    assert judge(two.response(), second, as_of=None).verdict == "accepted"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "metadata.unreadable"),
        (b"<!DOCTYPE a><a/>", "metadata.unreadable"),
        (b"<a/>", "metadata.other"),
        (IdP().response(), "metadata.other"),
        (b'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>', "metadata.no_entity_id"),
    ],
)
def test_what_is_no_metadata_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_metadata(data)
    assert caught.value.code == code
    assert str(caught.value)


def test_metadata_has_a_size_limit() -> None:
    with pytest.raises(LimitError):
        read_metadata(b" " * (64 * 1024 * 1024 + 1))


def test_metadata_of_the_corpus_is_read(corpus: Path) -> None:
    folder = corpus / "metadata"
    with (folder / "INDEX.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 24
    for row in rows:
        data = (folder / row["name"]).read_bytes()
        if row["name"] == "saml-kit-README.lit1.xml":
            with pytest.raises(InputError, match="no entityID"):
                read_metadata(data)
            continue
        entities = read_metadata(data)
        kinds = {kind for e in entities for kind, role in (("idp", e.idp), ("sp", e.sp)) if role}
        assert kinds == set(row["kind"].removeprefix("metadata-").split("+")), row["name"]


def connection(idp: IdentityProvider, **trust: object) -> Connection:
    return Connection(
        api_version=API_VERSION,
        name="test",
        identity_provider=idp,
        service_provider=ServiceProvider(entity_id=SP, acs=(ACS,)),
        trust=TrustSettings(**trust),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("form", ["pem", "base64", "wrapped"])
def test_a_connection_trusts_the_certificates_that_it_carries(form: str) -> None:
    idp = IdP()
    bare = idp.key.certificate_base64
    text = {"pem": idp.key.certificate_pem.decode(), "base64": bare, "wrapped": f"\n {bare[:64]}\n {bare[64:]}\n"}[form]
    trust = trust_from(connection(IdentityProvider(entity_id=idp.entity_id, certificates=(text, bare))))
    assert len(trust.certificates) == 1
    assert trust.audiences == (SP,)
    verification = judge(idp.response(), trust, as_of=None)
    assert (verification.verdict, failed(verification)) == ("accepted", set())


def test_a_connection_trusts_the_metadata_file_beside_it(tmp_path: Path) -> None:
    idp = IdP()
    (tmp_path / "idp.xml").write_bytes(idp.metadata_xml(keys=[NEXT, idp.key]))
    given = IdentityProvider(entity_id=idp.entity_id, metadata_file="idp.xml")
    trust = trust_from(connection(given), folder=tmp_path)
    assert judge(idp.response(), trust, as_of=None).verdict == "accepted"
    other = IdentityProvider(entity_id="https://other.test", metadata_file="idp.xml")
    with pytest.raises(InputError, match=r"describes no identity provider https://other\.test"):
        trust_from(connection(other), folder=tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        trust_from(connection(IdentityProvider(entity_id="x", metadata_file="none.xml")), folder=tmp_path)


def test_a_connection_passes_its_settings_on() -> None:
    idp = IdP()
    given = IdentityProvider(entity_id=idp.entity_id, certificates=(idp.key.certificate_base64,))
    retired = (AcceptRetired(choice="sha1", until=date(2026, 12, 31)),)
    settings = {"signed": "both", "clock_skew": 5, "unsolicited": "refuse", "encrypted": "required"}
    trust = trust_from(connection(given, accept_retired=retired, expired_certificates="refuse", **settings))
    assert (trust.signed, trust.clock_skew, trust.allow_unsolicited, trust.require_encryption) == (
        "both", 5, False, True,
    )  # fmt: skip
    assert trust.accept_retired == {"sha1": date(2026, 12, 31)}
    assert trust.expired_certificates == "refuse"


def test_a_broken_certificate_is_refused_in_words() -> None:
    for text in ("", "no certificate", "AAAA", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"):
        with pytest.raises(InputError) as caught:
            trust_from(connection(IdentityProvider(entity_id="x", certificates=(text,))))
        assert caught.value.code == "key.certificate_unreadable"
