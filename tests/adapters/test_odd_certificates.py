"""A certificate of a version that X.509 does not know is no certificate, wherever it comes from."""

import base64

import pytest

from jitadmin.adapters import keys
from jitadmin.adapters.saml import read_metadata
from jitadmin.adapters.saml.trusting import read_certificate
from jitadmin.core.errors import InputError
from tests.builders import IdP

VERSION_3 = bytes.fromhex("a003020102")
VERSION_107 = bytes.fromhex("a00302016a")


@pytest.fixture
def metadata() -> bytes:
    return IdP().metadata_xml()


@pytest.fixture
def odd(metadata: bytes) -> bytes:
    (entity,) = read_metadata(metadata)
    assert entity.idp is not None
    der = entity.idp.signing[0].der
    assert VERSION_3 in der
    return der.replace(VERSION_3, VERSION_107, 1)


def pem(der: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


def test_a_trusted_certificate_of_an_unknown_version_is_refused_in_words(odd: bytes) -> None:
    for text in (pem(odd).decode(), base64.b64encode(odd).decode()):
        with pytest.raises(InputError) as caught:
            read_certificate(text)
        assert caught.value.code == "key.certificate_unreadable"


def test_an_imported_certificate_of_an_unknown_version_is_refused_in_words(odd: bytes) -> None:
    for data in (pem(odd), odd):
        with pytest.raises(InputError) as caught:
            keys.read_certificate(data)
        assert caught.value.code == "key.certificate_unreadable"


def test_metadata_counts_a_certificate_of_an_unknown_version_as_unreadable(metadata: bytes, odd: bytes) -> None:
    (genuine,) = read_metadata(metadata)
    assert genuine.idp is not None
    text = base64.b64encode(genuine.idp.signing[0].der)
    assert text in metadata
    (entity,) = read_metadata(metadata.replace(text, base64.b64encode(odd)))
    assert entity.idp is not None
    assert entity.idp.signing == ()
    assert entity.idp.unreadable_keys == 1
