"""What bytes look like that are no SAML message, so that a person learns what was opened instead."""

import base64
import binascii
import re
from typing import Final

from lxml import etree

from jitadmin.adapters.saml.names import MD, SAMLP, local_name

_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_\-=\s%]{24,}\Z")
_KINDS: Final = {
    f"{{{SAMLP}}}AuthnRequest": "authn_request",
    f"{{{SAMLP}}}LogoutRequest": "logout_request",
    f"{{{SAMLP}}}LogoutResponse": "logout_response",
    f"{{{SAMLP}}}ArtifactResponse": "artifact_response",
    f"{{{SAMLP}}}ArtifactResolve": "artifact_resolve",
    f"{{{SAMLP}}}AttributeQuery": "attribute_query",
    f"{{{MD}}}EntityDescriptor": "metadata",
    f"{{{MD}}}EntitiesDescriptor": "metadata",
    "{http://schemas.xmlsoap.org/soap/envelope/}Envelope": "soap",
    "{http://www.w3.org/2003/05/soap-envelope}Envelope": "soap",
    "{urn:oasis:names:tc:SAML:1.0:protocol}Response": "saml1",
    "{urn:oasis:names:tc:SAML:1.0:assertion}Assertion": "saml1",
    "{urn:oasis:names:tc:SAML:2.0:assertion}EncryptedAssertion": "encrypted_assertion",
    "{http://www.w3.org/2000/09/xmldsig#}Signature": "signature",
}


def looks_like(data: bytes) -> str:
    """One word for what the bytes are: html, json, base64, xml or text."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    if head.startswith(b"<"):
        return "xml"
    if head.startswith((b"{", b"[")):
        return "json"
    if _BASE64.match(data[:4096]):
        return _decoded(data)
    return "text"


def _decoded(data: bytes) -> str:
    try:
        base64.b64decode(data[:64].replace(b"\n", b"")[:48], validate=True)
    except (binascii.Error, ValueError):
        return "text"
    return "base64"


def kind_of(root: etree._Element) -> str:
    """What an XML document is when it is neither a Response nor an Assertion of SAML 2.0."""
    kind = _KINDS.get(str(root.tag))
    if kind:
        return kind
    name = local_name(root.tag)
    if name.startswith("RequestSecurityTokenResponse"):
        return "ws_federation"
    if name.lower() == "html":
        return "html"
    return "namespace" if name in {"Response", "Assertion"} else "xml"
