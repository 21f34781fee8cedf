"""Public keys of trusted certificates and the allow-list of signature algorithms (RFC 9231)."""

import binascii
import hashlib
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Final, Literal, TypeAlias, cast

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.utils import CryptographyDeprecationWarning

from jitadmin.adapters.saml.names import DS, MORE, MORE07, XENC
from jitadmin.core.trust import TrustedCertificate

Family: TypeAlias = Literal["rsa", "pss", "ecdsa"]

SHA1: Final = hashes.SHA1()  # noqa: S303 - behind a dated trust setting, and as the hash inside OAEP
HASHES: Final[Mapping[str, hashes.HashAlgorithm]] = {
    DS + "sha1": SHA1,
    XENC + "sha256": hashes.SHA256(),
    MORE + "sha384": hashes.SHA384(),
    XENC + "sha512": hashes.SHA512(),
}
Hasher: TypeAlias = Callable[[bytes], "hashlib._Hash"]
HASHLIB: Final[Mapping[str, Hasher]] = {
    DS + "sha1": partial(hashlib.sha1, usedforsecurity=False),
    XENC + "sha256": hashlib.sha256,
    MORE + "sha384": hashlib.sha384,
    XENC + "sha512": hashlib.sha512,
}
_PKCS1: Final = padding.PKCS1v15()
RSA_PSS: Final = MORE07 + "rsa-pss"
RSA_BITS: Final = 2048
RSA_BITS_RETIRED: Final = 512
CURVES: Final[tuple[type[ec.EllipticCurve], ...]] = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


class Scheme(msgspec.Struct, frozen=True):
    """One SignatureMethod that may verify a signature; ``salt`` is the salt length of RSA-PSS."""

    family: Family
    digest: hashes.HashAlgorithm
    salt: int = 0
    mask: hashes.HashAlgorithm | None = None

    @property
    def retired(self) -> bool:
        """Whether it rests on SHA-1."""
        return self.digest.name == "sha1" or (self.mask is not None and self.mask.name == "sha1")


def _pss(digest: hashes.HashAlgorithm) -> Scheme:
    return Scheme("pss", digest, digest.digest_size, digest)


SCHEMES: Final[Mapping[str, Scheme]] = {
    DS + "rsa-sha1": Scheme("rsa", SHA1),
    MORE + "rsa-sha256": Scheme("rsa", hashes.SHA256()),
    MORE + "rsa-sha384": Scheme("rsa", hashes.SHA384()),
    MORE + "rsa-sha512": Scheme("rsa", hashes.SHA512()),
    MORE07 + "sha256-rsa-MGF1": _pss(hashes.SHA256()),
    MORE07 + "sha384-rsa-MGF1": _pss(hashes.SHA384()),
    MORE07 + "sha512-rsa-MGF1": _pss(hashes.SHA512()),
    MORE + "ecdsa-sha1": Scheme("ecdsa", SHA1),
    MORE + "ecdsa-sha256": Scheme("ecdsa", hashes.SHA256()),
    MORE + "ecdsa-sha384": Scheme("ecdsa", hashes.SHA384()),
    MORE + "ecdsa-sha512": Scheme("ecdsa", hashes.SHA512()),
}


class PublicKey(msgspec.Struct, frozen=True):
    """A key that may verify signatures; its kind and size are asked of it once."""

    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey
    curve: bool
    bits: int


@lru_cache(maxsize=4096)
def public_key(der: bytes) -> PublicKey | None:
    """The key of a certificate in DER, or None where it is of a kind that is not believed or cannot be read."""
    key = _any_key(der)
    if isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e >= 3 and key.key_size >= RSA_BITS_RETIRED:
        return PublicKey(key, curve=False, bits=key.key_size)
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES):
        return PublicKey(key, curve=True, bits=key.curve.key_size)
    return None


def odd_kind(der: bytes) -> str:
    """The kind of a certificate's key that is never believed, in words; empty for one that is."""
    if public_key(der) is not None:
        return ""
    key = _any_key(der)
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA of {key.key_size} bits with exponent {key.public_numbers().e}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC on {key.curve.name}"
    return "unreadable" if key is None else type(key).__name__.lstrip("_").removesuffix("PublicKey")


def _any_key(der: bytes) -> object:
    try:
        return _loaded(der).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None


def fits(key: PublicKey, scheme: Scheme) -> bool:
    """Whether a key is of the kind that the algorithm needs."""
    return key.curve == (scheme.family == "ecdsa")


def holds(key: PublicKey, scheme: Scheme, signature: bytes, data: bytes) -> bool:
    """Whether the signature value over ``data`` was made with this key and exactly this algorithm."""
    try:
        if key.curve:
            return _ecdsa_holds(key, scheme, signature, data)
        cast("rsa.RSAPublicKey", key.key).verify(signature, data, _padding(scheme), scheme.digest)
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def _padding(scheme: Scheme) -> padding.AsymmetricPadding:
    if scheme.family == "rsa":
        return _PKCS1
    return padding.PSS(padding.MGF1(scheme.mask or scheme.digest), scheme.salt)


def _ecdsa_holds(key: PublicKey, scheme: Scheme, signature: bytes, data: bytes) -> bool:
    width = (key.bits + 7) // 8
    if scheme.family != "ecdsa" or len(signature) != 2 * width:
        return False
    r, s = int.from_bytes(signature[:width], "big"), int.from_bytes(signature[width:], "big")
    cast("ec.EllipticCurvePublicKey", key.key).verify(encode_dss_signature(r, s), data, ec.ECDSA(scheme.digest))
    return True


def short_bits(key: PublicKey) -> int | None:
    """The size of an RSA key below what is believed today, else None."""
    return key.bits if not key.curve and key.bits < RSA_BITS else None


def decode_base64(text: str) -> bytes | None:
    """Base64 as xs:base64Binary allows it (white space, padding), or None for anything else."""
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        text = "".join(text.split())
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        return None


def certificate(der: bytes) -> TrustedCertificate:
    """What a person recognises a certificate by; raises ValueError where the bytes are none."""
    loaded = _loaded(der)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)
    return TrustedCertificate(
        der=der,
        sha256=digest.finalize().hex(),
        subject=loaded.subject.rfc4514_string(),
        not_before=_in_utc(loaded.not_valid_before_utc),
        not_after=_in_utc(loaded.not_valid_after_utc),
    )


def _loaded(der: bytes) -> x509.Certificate:
    # Old identity providers numbered their certificates against RFC 5280; that says nothing about the key.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        try:
            return x509.load_der_x509_certificate(der)
        except x509.InvalidVersion as error:
            raise ValueError(str(error)) from None


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
