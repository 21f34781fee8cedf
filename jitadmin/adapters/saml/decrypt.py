"""Decryption of assertions, NameIDs and attributes (xmlenc-core1).

Whatever fails, it fails as ``encryption.decrypt`` and after the same work: who sends forged cipher texts learns nothing
from the answer. Nothing is fetched, and a plain text goes through the same hard parser as a message.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from jitadmin.adapters.keys import kind_of, read_key
from jitadmin.adapters.saml.keys import HASHES, SHA1, decode_base64
from jitadmin.adapters.saml.names import (
    ASSERTION,
    ATTRIBUTE,
    DIGEST_METHOD,
    ENCRYPTED_ID,
    KEY_INFO,
    NAME_ID,
    RETRIEVAL_METHOD,
    XENC,
    XENC11,
    local_name,
)
from jitadmin.adapters.saml.xml import MESSAGE_LIMITS, Limits, NotReadable, parse, parse_canonical, place
from jitadmin.core.errors import InputError
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Check, Result

ENCRYPTED_DATA: Final = f"{{{XENC}}}EncryptedData"
ENCRYPTED_KEY: Final = f"{{{XENC}}}EncryptedKey"
METHOD: Final = f"{{{XENC}}}EncryptionMethod"
CIPHER_VALUE: Final = f"{{{XENC}}}CipherData/{{{XENC}}}CipherValue"
OAEP_PARAMS: Final = f"{{{XENC}}}OAEPparams"
MGF: Final = f"{{{XENC11}}}MGF"

OAEP_MGF1P: Final = XENC + "rsa-oaep-mgf1p"
OAEP: Final = XENC11 + "rsa-oaep"
RSA_1_5: Final = XENC + "rsa-1_5"
KEY_SIZES: Final[Mapping[str, int]] = {
    XENC + "aes128-cbc": 16,
    XENC + "aes192-cbc": 24,
    XENC + "aes256-cbc": 32,
    XENC11 + "aes128-gcm": 16,
    XENC11 + "aes192-gcm": 24,
    XENC11 + "aes256-gcm": 32,
}
MASKS: Final[Mapping[str, hashes.HashAlgorithm]] = {
    XENC11 + "mgf1sha1": SHA1,
    XENC11 + "mgf1sha256": hashes.SHA256(),
    XENC11 + "mgf1sha384": hashes.SHA384(),
    XENC11 + "mgf1sha512": hashes.SHA512(),
}
ENCRYPTED_KEYS_LIMIT: Final = 8
# How often a private key is used for one message; that is the dear part.
UNWRAP_LIMIT: Final = 512


class DecryptionKey:
    """A private key of the service provider; it shows its fingerprint and nothing else."""

    __slots__ = ("_private", "sha256")

    def __init__(self, private: rsa.RSAPrivateKey) -> None:
        self._private = private
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.sha256 = hashlib.sha256(public).hexdigest()

    def __repr__(self) -> str:
        return f"<DecryptionKey {self.sha256[:16]}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A private key is not written anywhere")

    def unwrap(self, wrapped: bytes, scheme: padding.AsymmetricPadding) -> bytes | None:
        """The session key, or None where this key or this padding does not fit."""
        try:
            return self._private.decrypt(wrapped, scheme)
        except (ValueError, UnsupportedAlgorithm):
            return None


def load_decryption_key(pem: bytes, password: str | None = None) -> DecryptionKey:
    """A private RSA key; raises InputError that says what is wrong and never quotes the key."""
    private, _certificate = read_key(pem, password)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise InputError("key.decryption_not_rsa", kind=kind_of(private))
    return DecryptionKey(private)


class Opener:
    """Opens what is encrypted in one message and collects the checks."""

    def __init__(
        self,
        keys: Sequence[DecryptionKey],
        trust: Trust,
        as_of: datetime | None,
        limits: Limits = MESSAGE_LIMITS,
    ) -> None:
        self.limits = limits
        self.keys = keys
        self.trust = trust
        self.on = as_of.date() if as_of else None
        self.checks: list[Check] = []
        self.last_method = ""
        self.unwraps_left = UNWRAP_LIMIT

    def assertion(self, sealed: etree._Element) -> etree._Element | None:
        """The Assertion inside an EncryptedAssertion as the root of a document of its own."""
        return self._open(sealed, ASSERTION)

    def reveal(self, sealed: etree._Element) -> etree._Element | None:
        """The element inside an EncryptedID or EncryptedAttribute."""
        return self._open(sealed, NAME_ID if sealed.tag == ENCRYPTED_ID else ATTRIBUTE)

    @property
    def used_cbc(self) -> bool:
        """Whether the last thing opened was AES-CBC, which proves nothing about who encrypted it."""
        return self.last_method.endswith("-cbc")

    def _open(self, sealed: etree._Element, wanted: str) -> etree._Element | None:
        part = local_name(sealed.tag)
        where = place(sealed)
        held = sealed.findall(ENCRYPTED_DATA)
        # Of two it is open which one another reader takes.
        data = held[0] if len(held) == 1 else None
        method = _algorithm(data)
        self.last_method = method
        if not self.keys:
            self._say("encryption.no_key", where, part=part)
            return None
        found = None
        if data is not None and method in KEY_SIZES:
            wrapped = list(self._encrypted_keys(sealed, data))
            if not self._transport_allowed(wrapped, where):
                return None
            found = self._plain(data, method, wrapped, wanted)
        if found is None:
            self._say("encryption.decrypt", where, part=part, algorithm=method)
            return None
        self.checks.append(
            Check(code="encryption.decrypt", result="pass", args={"part": part, "algorithm": method}, where=where)
        )
        return found

    def _say(self, code: str, where: str, **args: Any) -> None:
        self.checks.append(Check(code=code, result="fail", args=args, where=where))

    def _encrypted_keys(self, sealed: etree._Element, data: etree._Element) -> Iterator[etree._Element]:
        """EncryptedKeys inside the KeyInfo, beside the data, or named by a RetrievalMethod of this document."""
        info = data.find(KEY_INFO)
        near = [*sealed.iterfind(ENCRYPTED_KEY)]
        if info is not None:
            near = [*info.iterfind(ENCRYPTED_KEY), *near]
            named = {item.get("URI", "").removeprefix("#") for item in info.iterfind(RETRIEVAL_METHOD)} - {""}
            if named:
                near += [item for item in sealed.getroottree().iter(ENCRYPTED_KEY) if item.get("Id") in named]
        yield from list(dict.fromkeys(near))[:ENCRYPTED_KEYS_LIMIT]

    def _transport_allowed(self, wrapped: list[etree._Element], where: str) -> bool:
        if not any(_algorithm(item) == RSA_1_5 for item in wrapped):
            return True
        accepted = "rsa-1_5" in self.trust.accept_retired
        until = self.trust.accept_retired.get("rsa-1_5")
        if until is not None and (self.on is None or self.on > until):
            accepted = False
        args = {"choice": "rsa-1_5", "until": until or ""}
        result: Result = "warn" if accepted else "fail"
        self.checks.append(Check(code="encryption.retired_rsa15", result=result, args=args, where=where))
        return accepted

    def _plain(
        self, data: etree._Element, method: str, wrapped: list[etree._Element], wanted: str
    ) -> etree._Element | None:
        cipher = decode_base64(_text(data.find(CIPHER_VALUE))) or b""
        for session_key in self._session_keys(wrapped, KEY_SIZES[method]):
            plain = _content(cipher, session_key, method)
            root = None if plain is None else _element(plain, data, self.limits)
            if root is not None and root.tag == wanted and (wanted != NAME_ID or root.find("*") is None):
                return root
        return None

    def _session_keys(self, wrapped: list[etree._Element], size: int) -> list[bytes]:
        """All keys that come out, or a random one, so that a bad key takes the same way as a bad text."""
        found = []
        for item in wrapped:
            value = decode_base64(_text(item.find(CIPHER_VALUE)))
            scheme = _padding(item.find(METHOD))
            if value is None or scheme is None:
                continue
            for key in self.keys[: self.unwraps_left]:
                self.unwraps_left -= 1
                session_key = key.unwrap(value, scheme)
                if session_key is not None and len(session_key) == size:
                    found.append(session_key)
        return found or [os.urandom(size)]


def _algorithm(element: etree._Element | None) -> str:
    method = None if element is None else element.find(METHOD)
    return "" if method is None else method.get("Algorithm", "")


def _text(element: etree._Element | None) -> str:
    return "" if element is None or len(element) else element.text or ""


def _padding(method: etree._Element | None) -> padding.AsymmetricPadding | None:
    """How the session key was wrapped; None for what is not known (xmlenc-core1 5.5)."""
    if method is None:
        return None
    algorithm = method.get("Algorithm")
    if algorithm == RSA_1_5:
        return padding.PKCS1v15()
    if algorithm not in {OAEP_MGF1P, OAEP}:
        return None
    named = method.find(DIGEST_METHOD)
    digest = SHA1 if named is None else HASHES.get(named.get("Algorithm", ""))
    mask: hashes.HashAlgorithm | None = SHA1
    if algorithm == OAEP and (chosen := method.find(MGF)) is not None:
        mask = MASKS.get(chosen.get("Algorithm", ""))
    label = method.find(OAEP_PARAMS)
    if digest is None or mask is None:
        return None
    return padding.OAEP(padding.MGF1(mask), digest, None if label is None else decode_base64(label.text or ""))


def _content(cipher: bytes, key: bytes, method: str) -> bytes | None:
    if method.endswith("-gcm"):
        try:
            return AESGCM(key).decrypt(cipher[:12], cipher[12:], None) if len(cipher) >= 28 else None
        except InvalidTag:
            return None
    if len(cipher) < 32 or len(cipher) % 16:
        return None
    decryptor = Cipher(algorithms.AES(key), modes.CBC(cipher[:16])).decryptor()
    padded = decryptor.update(cipher[16:]) + decryptor.finalize()
    # xmlenc-core1 5.2.2: only the last byte of the padding says something.
    return padded[: -padded[-1]] if 1 <= padded[-1] <= 16 else None


def _element(plain: bytes, context: etree._Element, limits: Limits) -> etree._Element | None:
    """The plain text as an element; prefixes that it does not declare mean what they mean around it."""
    try:
        return parse(plain, limits)
    except NotReadable as refusal:
        if refusal.check.code not in {"xml.malformed", "xml.truncated"}:
            return None
    declared = "".join(
        f' xmlns{":" + prefix if prefix else ""}="{uri}"'
        for prefix, uri in context.nsmap.items()
        if not set(uri) & set("\"<&>'")
    )
    try:
        wrapper = parse(f"<context{declared}>".encode() + plain + b"</context>", limits)
    except NotReadable:
        return None
    if len(wrapper) != 1 or not isinstance(wrapper[0].tag, str):
        return None
    return parse_canonical(etree.tostring(wrapper[0], encoding="UTF-8", with_tail=False))
