"""Keys and certificates issued on demand: none is ever stored, each lives for one run of the tests."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import NameOID

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | dsa.DSAPrivateKey

CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1(), "k256": ec.SECP256K1()}


@dataclass(frozen=True, eq=False)
class Key:
    """A private key and the self-signed certificate that goes with it."""

    private: PrivateKey
    certificate: x509.Certificate

    @property
    def certificate_der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def certificate_base64(self) -> str:
        return base64.b64encode(self.certificate_der).decode()

    @property
    def private_pem(self) -> bytes:
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def named(
        self,
        subject: str,
        *,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        serial: int | None = None,
    ) -> "Key":
        """The same key in another certificate."""
        return Key(self.private, _certificate(self.private, subject, not_before, not_after, serial))


def _private(kind: str) -> PrivateKey:
    family, _, size = kind.partition("-")
    if family == "rsa":
        bits, _, exponent = size.partition("-e")
        return rsa.generate_private_key(int(exponent or 65537), int(bits))
    if family == "ec":
        return ec.generate_private_key(CURVES[size])
    if family == "dsa":
        return dsa.generate_private_key(int(size))
    raise ValueError(kind)


def _certificate(
    private: PrivateKey,
    subject: str,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    serial: int | None = None,
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(not_before or datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(not_after or datetime(2036, 1, 1, tzinfo=UTC))
        .sign(private, hashes.SHA256())
    )


@cache
def key(kind: str = "rsa-2048", name: str = "idp") -> Key:
    """The key of this kind and name, the same one all through a test run.

    Kinds: ``rsa-BITS`` (``rsa-2048-e3`` for another exponent), ``ec-p256``, ``ec-p384``, ``ec-p521``, ``dsa-BITS``.
    """
    private = _private(kind)
    return Key(private, _certificate(private, f"{name}.example.test"))
