"""Encrypts an assertion for a service provider (saml-core 6, xmlenc-core1)."""

import base64
import secrets

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jitadmin.adapters.saml.names import DS, SAML, XENC, XENC11
from jitadmin.core.errors import InputError

_GCM = f"{XENC11}aes256-gcm"


def encrypted_assertion(assertion: str, recipient: x509.Certificate) -> str:
    """The assertion as an EncryptedAssertion: AES-256-GCM under a fresh key, that key under RSA-OAEP.

    OAEP is used with SHA-1, as ``rsa-oaep-mgf1p`` has it by default: every product can read that, and OAEP does not
    rest on collision resistance. Raises ``InputError`` where the certificate has no RSA key.
    """
    public = recipient.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise InputError("make.no_rsa_key")
    session_key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    content = nonce + AESGCM(session_key).encrypt(nonce, assertion.encode(), None)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303 (see above)
    wrapped = public.encrypt(session_key, oaep)
    return (
        f'<EncryptedAssertion xmlns="{SAML}">'
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element">'
        f'<xenc:EncryptionMethod Algorithm="{_GCM}"></xenc:EncryptionMethod>'
        f'<KeyInfo xmlns="{DS}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{XENC}rsa-oaep-mgf1p">'
        f'<DigestMethod Algorithm="{DS}sha1"></DigestMethod></xenc:EncryptionMethod>'
        f"<xenc:CipherData><xenc:CipherValue>{_base64(wrapped)}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedKey></KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{_base64(content)}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedData></EncryptedAssertion>"
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
