"""Enveloped XML signatures by lxml's canonicalisation and cryptography's keys, every part of them adjustable."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from tests.saml_builders.keys import Key
from tests.saml_builders.names import C14N, C14N11, DIGEST_METHODS, DS, ENVELOPED, EXC_C14N, SIGNATURE_METHODS

HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


def unchanged(text: str) -> str:
    """The edit that changes nothing."""
    return text


@dataclass(frozen=True)
class Signing:
    """How a signature is made and written; ``method`` and ``digest`` are the short names of ``names.py``.

    Without a method the key decides: RSA, ECDSA or DSA with SHA-256.

    ``edit_signed_info`` changes the text of SignedInfo before it is signed, so that the signature over it holds;
    ``edit_signature`` changes the finished Signature.
    """

    method: str = ""
    digest: str = "sha256"
    prefix: str = "ds"
    key_info: str = "x509"
    prefix_list: tuple[str, ...] = ()
    canonicalization: str = EXC_C14N
    line_breaks: bool = False
    wrap_value: int = 0
    hmac_secret: bytes = b""
    salt_length: int | None = None
    uri: str | None = None
    digest_value: str | None = None
    edit_signed_info: Callable[[str], str] = field(default=unchanged)
    edit_signature: Callable[[str], str] = field(default=unchanged)

    def but(self, **changes: object) -> "Signing":
        return replace(self, **changes)  # type: ignore[arg-type]

    def for_key(self, key: Key) -> "Signing":
        """The same with a method that the key can sign with, unless one was asked for."""
        if self.method:
            return self
        if isinstance(key.private, rsa.RSAPrivateKey):
            return self.but(method="rsa-sha256")
        return self.but(method="ecdsa-sha256" if isinstance(key.private, ec.EllipticCurvePrivateKey) else "dsa-sha256")


def in_scope_copy(element: etree._Element) -> etree._Element:
    """The element as the root of a document of its own, with every namespace that was in scope."""
    return etree.fromstring(etree.tostring(element, encoding="UTF-8", with_tail=False))


def canonical(element: etree._Element, algorithm: str = EXC_C14N, prefix_list: tuple[str, ...] = ()) -> bytes:
    """The canonical bytes of an element in its document (exclusive and inclusive XML canonicalisation)."""
    comments = algorithm.endswith("WithComments")
    algorithm = algorithm.removesuffix("WithComments")
    if algorithm.rstrip("#") in (C14N, C14N11):
        return etree.tostring(in_scope_copy(element), method="c14n", exclusive=False, with_comments=comments)
    if prefix_list:
        element = in_scope_copy(element)
    return etree.tostring(
        element,
        method="c14n",
        exclusive=True,
        with_comments=comments,
        inclusive_ns_prefixes=list(prefix_list) or None,
    )


def digest_of(element: etree._Element, digest: str = "sha256", prefix_list: tuple[str, ...] = ()) -> str:
    """The base64 digest of an element that does not hold its signature yet."""
    name = digest.replace("-", "_")
    return base64.b64encode(hashlib.new(name, canonical(element, EXC_C14N, prefix_list)).digest()).decode()


def raw_signature(key: Key, method: str, data: bytes, *, secret: bytes = b"", salt_length: int | None = None) -> bytes:
    """The bytes of a SignatureValue (RFC 9231): PKCS#1, PSS, ECDSA and DSA as r and s of fixed width, HMAC."""
    family, _, hash_name = method.rpartition("-")
    if family == "hmac":
        return hmac.new(secret, data, hash_name).digest()
    algorithm = HASHES[hash_name]()
    private = key.private
    if isinstance(private, rsa.RSAPrivateKey):
        if family == "rsa-pss":
            length = algorithm.digest_size if salt_length is None else salt_length
            return private.sign(data, padding.PSS(padding.MGF1(algorithm), length), algorithm)
        return private.sign(data, padding.PKCS1v15(), algorithm)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return fixed_width(private.sign(data, ec.ECDSA(algorithm)), (private.curve.key_size + 7) // 8)
    assert isinstance(private, dsa.DSAPrivateKey)
    width = (private.parameters().parameter_numbers().q.bit_length() + 7) // 8
    return fixed_width(private.sign(data, algorithm), width)


def fixed_width(der: bytes, width: int) -> bytes:
    """A DER signature as XML Signature writes it: r and s, each of the width of the order."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def key_info_xml(key: Key, style: str, prefix: str) -> str:
    """KeyInfo as products write it: ``x509``, ``x509-subject``, ``keycloak``, ``default-ns``, ``value``, ``none``."""
    p = f"{prefix}:" if prefix else ""
    data = f"<{p}X509Data><{p}X509Certificate>{key.certificate_base64}</{p}X509Certificate></{p}X509Data>"
    if style == "none":
        return ""
    if style == "x509":
        return f"<{p}KeyInfo>{data}</{p}KeyInfo>"
    if style == "default-ns":
        return f'<KeyInfo xmlns="{DS}">{data}</KeyInfo>'
    if style == "x509-subject":
        subject = f"<{p}X509SubjectName>{key.certificate.subject.rfc4514_string()}</{p}X509SubjectName>"
        return f"<{p}KeyInfo>{data.replace('X509Data>', 'X509Data>' + subject, 1)}</{p}KeyInfo>"
    if style == "keycloak":
        return f"<{p}KeyInfo><{p}KeyName>signing</{p}KeyName>{data}{_key_value(key, p)}</{p}KeyInfo>"
    if style == "value":
        return f"<{p}KeyInfo>{_key_value(key, p)}</{p}KeyInfo>"
    raise ValueError(style)


def _key_value(key: Key, p: str) -> str:
    public = key.private.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        return ""
    numbers = public.public_numbers()
    modulus, exponent = (
        base64.b64encode(n.to_bytes((n.bit_length() + 7) // 8, "big")).decode() for n in (numbers.n, numbers.e)
    )
    return (
        f"<{p}KeyValue><{p}RSAKeyValue><{p}Modulus>{modulus}</{p}Modulus>"
        f"<{p}Exponent>{exponent}</{p}Exponent></{p}RSAKeyValue></{p}KeyValue>"
    )


def signed_info_xml(uri: str, digest_value: str, how: Signing) -> str:
    """SignedInfo as text, with one Reference and the two transforms that SAML core 5.4.4 allows."""
    p = f"{how.prefix}:" if how.prefix else ""
    n = "\n" if how.line_breaks else ""
    method = SIGNATURE_METHODS.get(how.method, how.method)
    digest = DIGEST_METHODS.get(how.digest, how.digest)
    exclusive = f'<{p}Transform Algorithm="{EXC_C14N}"/>'
    if how.prefix_list:
        inclusive = f'<ec:InclusiveNamespaces xmlns:ec="{EXC_C14N}" PrefixList="{" ".join(how.prefix_list)}"/>'
        exclusive = f'<{p}Transform Algorithm="{EXC_C14N}">{inclusive}</{p}Transform>'
    return (
        f'<{p}SignedInfo>{n}<{p}CanonicalizationMethod Algorithm="{how.canonicalization}"/>{n}'
        f'<{p}SignatureMethod Algorithm="{method}"/>{n}<{p}Reference URI="{uri}">{n}<{p}Transforms>{n}'
        f'<{p}Transform Algorithm="{ENVELOPED}"/>{n}{exclusive}{n}</{p}Transforms>{n}'
        f'<{p}DigestMethod Algorithm="{digest}"/>{n}<{p}DigestValue>{digest_value}</{p}DigestValue>{n}'
        f"</{p}Reference>{n}</{p}SignedInfo>"
    )


def signature_for(element: etree._Element, key: Key, how: Signing) -> etree._Element:
    """A finished Signature over an element, not yet placed."""
    how = how.for_key(key)
    value = how.digest_value or digest_of(element, how.digest, how.prefix_list)
    uri = f"#{element.get('ID')}" if how.uri is None else how.uri
    return signature_over(how.edit_signed_info(signed_info_xml(uri, value, how)), key, how)


def signature_over(signed_info: str, key: Key, how: Signing) -> etree._Element:
    """A Signature whose value is right for the SignedInfo given as text."""
    how = how.for_key(key)
    p = f"{how.prefix}:" if how.prefix else ""
    declaration = f'xmlns{":" if how.prefix else ""}{how.prefix}="{DS}"'
    n = "\n" if how.line_breaks else ""
    head, tail = f"<{p}Signature {declaration}>{n}", f"</{p}Signature>"
    tree = etree.fromstring(head + signed_info + tail)
    algorithm = how.canonicalization if how.canonicalization.rstrip("#") in (C14N, C14N11) else EXC_C14N
    if how.canonicalization.endswith("WithComments"):
        algorithm = how.canonicalization
    data = canonical(tree[0], algorithm)
    raw = raw_signature(key, how.method, data, secret=how.hmac_secret, salt_length=how.salt_length)
    text = base64.b64encode(raw).decode()
    if how.wrap_value:
        text = "\n" + "\n".join(text[i : i + how.wrap_value] for i in range(0, len(text), how.wrap_value)) + "\n"
    whole = (
        f"{head}{signed_info}{n}<{p}SignatureValue>{text}</{p}SignatureValue>{n}"
        f"{key_info_xml(key, how.key_info, how.prefix)}{tail}"
    )
    return etree.fromstring(how.edit_signature(whole))


def sign_element(element: etree._Element, key: Key, how: Signing) -> etree._Element:
    """Sign an element in place: its Signature goes right behind the Issuer, where the schema wants it."""
    signature = signature_for(element, key, how)
    issuer = next((i for i, child in enumerate(element) if etree.QName(child).localname == "Issuer"), None)
    element.insert(0 if issuer is None else issuer + 1, signature)
    return signature
