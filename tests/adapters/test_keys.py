"""Keys are made, requested, written and read again, and openssl agrees."""

import subprocess
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from jitadmin.adapters import keys
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.key import KINDS, signer

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def openssl(*arguments: str, given: str) -> str:
    done = subprocess.run(["openssl", *arguments], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    made = keys.new_key("rsa-2048")
    assert isinstance(made, rsa.RSAPrivateKey)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_each_kind_survives_its_stay_in_the_vault(kind: str) -> None:
    made = keys.new_key(kind)
    again, certificate = keys.read_key(keys.secret_of(made).encode())
    assert keys.kind_of(again) == kind
    assert again.private_numbers() == made.private_numbers()
    assert certificate is None


@pytest.mark.parametrize("kind", ["rsa-2048", "ec-p256", "ec-p384"])
def test_openssl_accepts_the_certificate_and_the_request(kind: str) -> None:
    made = keys.new_key(kind)
    certificate = keys.self_signed(made, "sp.example.org", now=NOW, days=90)
    text = certificate.public_bytes(serialization.Encoding.PEM).decode()
    assert "sp.example.org" in openssl("x509", "-noout", "-subject", given=text)
    assert "CA:FALSE" in openssl("x509", "-noout", "-ext", "basicConstraints", given=text)
    assert "verify OK" in openssl("req", "-verify", "-noout", "-subject", given=keys.request(made, "sp.example.org"))


def test_the_record_says_how_long_the_certificate_lasts(key: rsa.RSAPrivateKey) -> None:
    certificate = keys.self_signed(key, "sp.example.org", now=NOW, days=90)
    record = keys.record("k1", key, certificate, title="Signing", use="both")
    assert record.days_left(NOW) == 90
    assert record.days_left(NOW + timedelta(days=91)) == -1
    assert "PRIVATE" not in repr(record)


def test_a_pkcs12_file_opens_with_its_password_only(key: rsa.RSAPrivateKey) -> None:
    certificate = keys.self_signed(key, "sp.example.org", now=NOW, days=90)
    data = pkcs12.serialize_key_and_certificates(b"k", key, certificate, None, BestAvailableEncryption(b"open sesame"))
    read, found = keys.read_key(data, "open sesame")
    assert (read.private_numbers(), found) == (key.private_numbers(), certificate)
    for password, code in ((None, "key.password_missing"), ("wrong", "key.password_wrong")):
        with pytest.raises(InputError) as error:
            keys.read_key(data, password)
        assert error.value.code == code


def test_a_protected_pem_opens_with_its_password_only(key: rsa.RSAPrivateKey) -> None:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    data = key.private_bytes(*form, BestAvailableEncryption(b"open sesame"))
    assert keys.read_key(data, "open sesame")[0].private_numbers() == key.private_numbers()
    for password, code in ((None, "key.password_missing"), ("wrong", "key.password_wrong")):
        with pytest.raises(InputError) as error:
            keys.read_key(data, password)
        assert error.value.code == code
    assert keys.read_key(keys.secret_of(key).encode(), "not needed")[0].private_numbers() == key.private_numbers()


def test_a_key_beside_the_certificate_of_another_is_refused(key: rsa.RSAPrivateKey) -> None:
    other = keys.self_signed(keys.new_key("rsa-2048"), "other", now=NOW, days=9)
    data = keys.secret_of(key).encode() + other.public_bytes(serialization.Encoding.PEM)
    with pytest.raises(InputError, match="another key"):
        keys.read_key(data)


@pytest.mark.parametrize("own_first", [True, False])
def test_the_own_certificate_is_found_among_those_of_its_issuers(key: rsa.RSAPrivateKey, own_first: bool) -> None:
    own = keys.self_signed(key, "sp.example.org", now=NOW, days=90)
    issuer = keys.self_signed(keys.new_key("ec-p256"), "issuer.example.org", now=NOW, days=90)
    chain = (own, issuer) if own_first else (issuer, own)
    pem = b"".join(item.public_bytes(serialization.Encoding.PEM) for item in chain)
    _, found = keys.read_key(keys.secret_of(key).encode() + pem)
    assert found == own


@pytest.mark.parametrize(
    "unfit",
    [ed25519.Ed25519PrivateKey.generate(), dsa.generate_private_key(2048), rsa.generate_private_key(65537, 1024)],  # noqa: S505
    ids=["ed25519", "dsa", "rsa-1024"],
)
def test_a_kind_that_saml_software_cannot_use_is_named(
    unfit: ed25519.Ed25519PrivateKey | dsa.DSAPrivateKey | rsa.RSAPrivateKey,
) -> None:
    data = unfit.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(InputError) as error:
        keys.read_key(data)
    assert error.value.code == "key.kind_unsupported"


@pytest.mark.parametrize("junk", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----"])
def test_junk_is_refused_without_repeating_it(junk: bytes) -> None:
    with pytest.raises(InputError) as error:
        keys.read_key(junk, "password")
    assert error.value.code == "key.unreadable"
    assert "secret" not in str(error.value)
    with pytest.raises(InputError):
        keys.read_certificate(junk)


def test_wrong_wishes_are_refused(key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(UsageError, match="rsa-2048"):
        keys.new_key("rsa-1024")
    with pytest.raises(UsageError):
        keys.self_signed(key, " ", now=NOW, days=90)
    with pytest.raises(UsageError):
        keys.self_signed(key, "sp", now=NOW, days=0)


def test_the_new_key_signs_from_its_day(key: rsa.RSAPrivateKey) -> None:
    def made(name: str, issued: datetime) -> x509.Certificate:
        return keys.self_signed(key, name, now=issued, days=400)

    old = keys.record("old", key, made("old", NOW - timedelta(days=300)), title="old", use="both")
    begins = NOW + timedelta(days=14)
    fresh = keys.record("new", key, made("new", NOW), title="new", use="both")
    fresh = msgspec.structs.replace(fresh, signs_from=begins)
    assert signer((old, fresh), NOW) == old
    assert signer((old, fresh), begins) == fresh
    assert signer((), NOW) is None
