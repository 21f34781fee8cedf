"""XML encryption of assertions, NameIDs and attributes for a service provider's certificate."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.saml_builders.keys import Key
from tests.saml_builders.names import CONTENT_METHODS, DIGEST_METHODS, DS, TRANSPORT_METHODS, XENC, XENC11
from tests.saml_builders.signing import HASHES, unchanged

ELEMENT = XENC + "Element"
MGF = XENC11 + "mgf1"


@dataclass(frozen=True)
class Encrypting:
    """How content is encrypted; ``oaep_digest`` and ``mgf`` are hash names, None leaves the element out (SHA-1).

    ``seed`` makes session key and initialisation vector reproducible. ``layout`` places the EncryptedKey: ``inside``
    the KeyInfo of EncryptedData, ``beside`` it in the parent, or ``retrieval`` (beside, named by RetrievalMethod).
    """

    content: str = "aes256-gcm"
    transport: str = "rsa-oaep-mgf1p"
    oaep_digest: str | None = "sha1"
    mgf: str | None = None
    label: bytes | None = None
    layout: str = "inside"
    recipient: str | None = None
    key_size: int | None = None
    seed: str = "content"
    certificate: bool = False
    edit_plaintext: Callable[[bytes], bytes] = field(default=lambda plaintext: plaintext)
    edit_cipher: Callable[[bytes], bytes] = field(default=lambda cipher: cipher)
    edit_padding: Callable[[bytes], bytes] = field(default=lambda padded: padded)
    edit_wrapped: Callable[[bytes], bytes] = field(default=lambda wrapped: wrapped)
    edit_xml: Callable[[str], str] = field(default=unchanged)

    def but(self, **changes: object) -> "Encrypting":
        return replace(self, **changes)  # type: ignore[arg-type]


def _stream(seed: str, size: int) -> bytes:
    return hashlib.shake_256(seed.encode()).digest(size)


def encrypt_bytes(plaintext: bytes, session_key: bytes, how: Encrypting) -> bytes:
    """CipherValue of the content: initialisation vector, cipher text and, for GCM, the tag."""
    if how.content.endswith("-gcm"):
        iv = _stream(how.seed + "iv", 12)
        return iv + AESGCM(session_key).encrypt(iv, plaintext, None)
    block = 8 if how.content == "tripledes-cbc" else 16
    missing = block - len(plaintext) % block
    padded = how.edit_padding(plaintext + b"\0" * (missing - 1) + bytes([missing]))
    iv = _stream(how.seed + "iv", block)
    algorithm = TripleDES(session_key) if block == 8 else algorithms.AES(session_key)
    encryptor = Cipher(algorithm, modes.CBC(iv)).encryptor()
    return iv + encryptor.update(padded) + encryptor.finalize()


def wrap_key(session_key: bytes, recipient: Key, how: Encrypting) -> bytes:
    """The session key under the recipient's public key."""
    public = recipient.private.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    if how.transport == "rsa-1_5":
        return public.encrypt(session_key, padding.PKCS1v15())
    digest = HASHES[how.oaep_digest or "sha1"]()
    mask: hashes.HashAlgorithm = HASHES[how.mgf or "sha1"]() if how.transport == "rsa-oaep" else HASHES["sha1"]()
    return public.encrypt(session_key, padding.OAEP(padding.MGF1(mask), digest, how.label))


def _transport_xml(how: Encrypting) -> str:
    inner = ""
    if how.transport != "rsa-1_5":
        if how.label:
            inner += f"<xenc:OAEPparams>{base64.b64encode(how.label).decode()}</xenc:OAEPparams>"
        if how.oaep_digest:
            inner += f'<ds:DigestMethod xmlns:ds="{DS}" Algorithm="{DIGEST_METHODS[how.oaep_digest]}"/>'
        if how.mgf:
            inner += f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{MGF}{how.mgf}"/>'
    algorithm = TRANSPORT_METHODS.get(how.transport, how.transport)
    return f'<xenc:EncryptionMethod Algorithm="{algorithm}">{inner}</xenc:EncryptionMethod>'


def encrypted_xml(plaintext: bytes, recipient: Key, how: Encrypting, type_uri: str = ELEMENT) -> str:
    """EncryptedData (with its EncryptedKey) as text, ready to stand in an EncryptedAssertion or EncryptedID."""
    size = how.key_size or {"aes128": 16, "aes192": 24, "aes256": 32, "tripledes": 24}[how.content.split("-")[0]]
    session_key = _stream(how.seed + "key", size)
    cipher = how.edit_cipher(encrypt_bytes(how.edit_plaintext(plaintext), session_key, how))
    wrapped = how.edit_wrapped(wrap_key(session_key, recipient, how))
    identifier = "_ek" + hashlib.sha256(how.seed.encode()).hexdigest()[:8]
    naming = f' Recipient="{how.recipient}"' if how.recipient else ""
    certificate = (
        f'<ds:KeyInfo xmlns:ds="{DS}"><ds:X509Data><ds:X509Certificate>{recipient.certificate_base64}'
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        if how.certificate
        else ""
    )
    key_xml = (
        f'<xenc:EncryptedKey xmlns:xenc="{XENC}" Id="{identifier}"{naming}>'
        f"{_transport_xml(how)}{certificate}<xenc:CipherData>"
        f"<xenc:CipherValue>{base64.b64encode(wrapped).decode()}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedKey>"
    )
    inside = {
        "inside": key_xml,
        "beside": "",
        "retrieval": f'<ds:RetrievalMethod Type="{XENC}EncryptedKey" URI="#{identifier}"/>',
    }[how.layout]
    info = f'<ds:KeyInfo xmlns:ds="{DS}">{inside}</ds:KeyInfo>' if inside else ""
    method = CONTENT_METHODS.get(how.content, how.content)
    text = (
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Type="{type_uri}"><xenc:EncryptionMethod Algorithm="{method}"/>'
        f"{info}<xenc:CipherData><xenc:CipherValue>{base64.b64encode(cipher).decode()}</xenc:CipherValue>"
        f"</xenc:CipherData></xenc:EncryptedData>{'' if how.layout == 'inside' else key_xml}"
    )
    return how.edit_xml(text)
