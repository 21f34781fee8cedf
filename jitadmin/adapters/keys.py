"""Making and reading private keys, certificates and certificate requests, with ``cryptography``."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.key import KINDS, KeyRecord, KeyUse

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
LONGEST = 3650 * 3

_MAKERS: Mapping[str, Callable[[], PrivateKey]] = MappingProxyType(
    {
        "rsa-2048": lambda: rsa.generate_private_key(65537, 2048),
        "rsa-3072": lambda: rsa.generate_private_key(65537, 3072),
        "rsa-4096": lambda: rsa.generate_private_key(65537, 4096),
        "ec-p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "ec-p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    }
)


def new_key(kind: str) -> PrivateKey:
    """A new private key; raises UsageError for a kind that is not in ``core.key.KINDS``."""
    if kind not in _MAKERS:
        raise UsageError("key.kind_unknown", kind=kind, known=KINDS)
    return _MAKERS[kind]()


def kind_of(key: object) -> str:
    """The kind of a key as a person knows it; raises InputError where SAML software could not use it."""
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size >= 2048:
            return f"rsa-{key.key_size}"
        raise InputError("key.kind_unsupported", kind=f"RSA with {key.key_size} bits")
    if isinstance(key, ec.EllipticCurvePrivateKey):
        curves = {"secp256r1": "ec-p256", "secp384r1": "ec-p384"}
        if key.curve.name in curves:
            return curves[key.curve.name]
        raise InputError("key.kind_unsupported", kind=f"EC on {key.curve.name}")
    raise InputError("key.kind_unsupported", kind=type(key).__name__.removesuffix("PrivateKey"))


def self_signed(key: PrivateKey, common_name: str, *, now: datetime, days: int) -> x509.Certificate:
    """A certificate that only carries the key (RFC 5280): SAML partners pin it and trust no issuer behind it.

    It begins an hour early, for partners whose clock is behind.
    """
    name = _subject(common_name)
    if not 1 <= days <= LONGEST:
        raise UsageError("key.days_range", days=days, most=LONGEST)
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(key, _digest(key))


def request(key: PrivateKey, common_name: str) -> str:
    """A certificate request (PKCS#10, RFC 2986) in PEM, for those whose rules ask for a certificate authority."""
    made = x509.CertificateSigningRequestBuilder().subject_name(_subject(common_name)).sign(key, _digest(key))
    return made.public_bytes(serialization.Encoding.PEM).decode("ascii")


def request_like(key: PrivateKey, certificate: x509.Certificate) -> str:
    """A certificate request in PEM under the subject that a certificate of the key has already."""
    made = x509.CertificateSigningRequestBuilder().subject_name(certificate.subject).sign(key, _digest(key))
    return made.public_bytes(serialization.Encoding.PEM).decode("ascii")


def common_name(certificate: x509.Certificate) -> str:
    """The common name of the subject, or nothing where it has none."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def secret_of(key: PrivateKey) -> str:
    """The private half as PKCS#8 in PEM, the form in which the vault keeps it."""
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return text.decode("ascii")


def read_key(data: bytes, password: str | None = None) -> tuple[PrivateKey, x509.Certificate | None]:
    """A private key from PEM or PKCS#12, with its certificate where the file has one.

    Raises InputError: unreadable, a wrong or missing password, a kind that SAML software cannot use, or a certificate
    that belongs to another key. No error carries anything of the file.
    """
    secret = password.encode() if password else None
    key, certificate = _from_pem(data, secret) if b"-----BEGIN" in data else _from_pkcs12(data, secret)
    if certificate is not None and certificate.public_key() != key.public_key():
        raise InputError("key.not_its_certificate")
    return key, certificate


def read_certificate(data: bytes) -> x509.Certificate:
    """A certificate from PEM or DER; raises InputError where there is none."""
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except (ValueError, x509.InvalidVersion):
        raise InputError("key.certificate_unreadable") from None


def record(
    key_id: str, key: PrivateKey, certificate: x509.Certificate, *, title: str, use: KeyUse, owner: str = ""
) -> KeyRecord:
    """What may be known of a key without its private half."""
    return KeyRecord(
        id=key_id,
        title=title,
        kind=kind_of(key),
        use=use,
        certificate_pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        subject=certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc.astimezone(UTC),
        not_after=certificate.not_valid_after_utc.astimezone(UTC),
        owner=owner,
    )


def with_certificate(known: KeyRecord, certificate: x509.Certificate) -> KeyRecord:
    """The same key under another certificate of it."""
    return msgspec.structs.replace(
        known,
        certificate_pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        subject=certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc.astimezone(UTC),
        not_after=certificate.not_valid_after_utc.astimezone(UTC),
    )


def _subject(common_name: str) -> x509.Name:
    if not common_name.strip():
        raise UsageError("key.subject_empty")
    # RFC 5280 bounds a common name to 64 characters.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name.strip()[:64])])


def _digest(key: PrivateKey) -> hashes.SHA256 | hashes.SHA384:
    wide = isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.key_size > 256
    return hashes.SHA384() if wide else hashes.SHA256()


def _from_pem(data: bytes, secret: bytes | None) -> tuple[PrivateKey, x509.Certificate | None]:
    try:
        # A password for a key that has none is no mistake that should keep the key out.
        protected = b"ENCRYPTED" in data
        key = serialization.load_pem_private_key(data, secret if protected else None)
    except TypeError:
        raise InputError("key.password_missing") from None
    except ValueError:
        raise InputError("key.password_wrong" if secret and b"ENCRYPTED" in data else "key.unreadable") from None
    except UnsupportedAlgorithm:
        raise InputError("key.unreadable") from None
    return _usable(key), _own(_usable(key), data)


def _own(key: PrivateKey, data: bytes) -> x509.Certificate | None:
    """The certificate of a key among those of a file, in which those of its issuers may stand before it."""
    if b"-----BEGIN CERTIFICATE-----" not in data:
        return None
    try:
        found = x509.load_pem_x509_certificates(data)
    except (ValueError, x509.InvalidVersion):
        raise InputError("key.certificate_unreadable") from None
    return next((item for item in found if item.public_key() == key.public_key()), found[0])


def _from_pkcs12(data: bytes, secret: bytes | None) -> tuple[PrivateKey, x509.Certificate | None]:
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, secret)
    except ValueError as error:
        if "password" not in str(error).lower():
            raise InputError("key.unreadable") from None
        raise InputError("key.password_wrong" if secret else "key.password_missing") from None
    except UnsupportedAlgorithm:
        raise InputError("key.unreadable") from None
    if key is None:
        raise InputError("key.unreadable")
    return _usable(key), certificate


def _usable(key: object) -> PrivateKey:
    kind = kind_of(key)
    if isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
        return key
    raise InputError("key.kind_unsupported", kind=kind)
