"""Signing keys and enveloped signatures (xmldsig-core, saml-core 5.4)."""

import base64
import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from jitadmin.adapters.keys import PrivateKey, new_key, self_signed
from jitadmin.adapters.saml.names import DS, ENVELOPED, EXC_C14N, MORE
from jitadmin.core.key import KeyKind

_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


class SigningKey:
    """A private key with its certificate. It has no way to be written down, and its ``repr`` shows the subject only."""

    def __init__(self, private: PrivateKey, certificate: x509.Certificate) -> None:
        self._private = private
        self._certificate = certificate
        large = isinstance(private, ec.EllipticCurvePrivateKey) and private.key_size > 256
        self._hash: hashes.SHA256 | hashes.SHA384 = hashes.SHA384() if large else hashes.SHA256()
        family = "rsa" if isinstance(private, rsa.RSAPrivateKey) else "ecdsa"
        self.algorithm = f"{MORE}{family}-{self._hash.name}"
        self.certificate_base64 = base64.b64encode(self.certificate_der).decode()

    @classmethod
    def generate(cls, kind: KeyKind, subject: str, *, now: datetime, days: int = 3 * 365) -> "SigningKey":
        """A new key with a self-signed certificate that is valid from ``now``."""
        private = new_key(kind)
        return cls(private, self_signed(private, subject, now=now, days=days))

    @property
    def certificate_der(self) -> bytes:
        """The certificate, which metadata and connection documents carry."""
        return self._certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        """The bytes of a SignatureValue; for ECDSA r and s of fixed width (RFC 9231 2.3.6)."""
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), self._hash)
        r, s = decode_dss_signature(self._private.sign(data, ec.ECDSA(self._hash)))
        width = (self._private.key_size + 7) // 8
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")

    def __repr__(self) -> str:
        return f"SigningKey({self._certificate.subject.rfc4514_string()!r})"

    def __reduce__(self) -> str:
        raise TypeError("a signing key is not written down")


def signed(element: str, identifier: str, key: SigningKey) -> str:
    """The element with an enveloped signature right behind its Issuer, where the schema wants it (saml-core 5.4).

    ``element`` is canonical text whose ID is ``identifier``; raises ``ValueError`` where it has no Issuer.
    """
    head, issuer_end, rest = element.partition("</Issuer>")
    if not issuer_end:
        raise ValueError("only an element with an Issuer can be signed")
    return f"{head}{issuer_end}{signature_over(element, identifier, key)}{rest}"


def signature_over(element: str, identifier: str, key: SigningKey) -> str:
    """The Signature that an element takes in; ``element`` is its canonical text without one."""
    digest = base64.b64encode(hashlib.sha256(element.encode()).digest()).decode()
    info = _signed_info(identifier, digest, key.algorithm)
    value = base64.b64encode(key.sign(f'<SignedInfo xmlns="{DS}">{info}'.encode())).decode()
    return (
        f'<Signature xmlns="{DS}"><SignedInfo>{info}<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data>'
        f"<X509Certificate>{key.certificate_base64}</X509Certificate></X509Data></KeyInfo></Signature>"
    )


def _signed_info(identifier: str, digest: str, algorithm: str) -> str:
    """The canonical content of SignedInfo with its end tag."""
    return (
        f'<CanonicalizationMethod Algorithm="{EXC_C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{algorithm}"></SignatureMethod><Reference URI="#{identifier}"><Transforms>'
        f'<Transform Algorithm="{ENVELOPED}"></Transform><Transform Algorithm="{EXC_C14N}"></Transform>'
        f'</Transforms><DigestMethod Algorithm="{_SHA256}"></DigestMethod><DigestValue>{digest}</DigestValue>'
        "</Reference></SignedInfo>"
    )
