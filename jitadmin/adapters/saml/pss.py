"""RSA-PSS with its parameters spelt out (RFC 9231 2.3.9), of which only sound combinations are read."""

import re

from cryptography.hazmat.primitives.hashes import HashAlgorithm
from lxml import etree

from jitadmin.adapters.saml.keys import HASHES, Scheme
from jitadmin.adapters.saml.names import DIGEST_METHOD, MORE07

_PARAMETERS = f"{{{MORE07}}}RSAPSSParams"
_MASK = f"{{{MORE07}}}MaskGenerationFunction"
_SALT = f"{{{MORE07}}}SaltLength"
_TRAILER = f"{{{MORE07}}}TrailerField"
_MGF1 = MORE07 + "MGF1"
_SHA256 = HASHES["http://www.w3.org/2001/04/xmlenc#sha256"]
_SALT_LIMIT = 512


def pss_scheme(method: etree._Element) -> Scheme | None:
    """What the parameters of a SignatureMethod say, with the defaults of the standard; None for odd ones."""
    children = list(method)
    if not children:
        return Scheme("pss", _SHA256, _SHA256.digest_size, _SHA256)
    if len(children) != 1 or children[0].tag != _PARAMETERS:
        return None
    given = {str(child.tag): child for child in children[0]}
    if len(given) != len(children[0]) or not set(given) <= {DIGEST_METHOD, _MASK, _SALT, _TRAILER}:
        return None
    if (trailer := given.get(_TRAILER)) is not None and (trailer.text or "").strip() != "1":
        return None
    digest = _digest(given.get(DIGEST_METHOD))
    mask = _mask(given.get(_MASK), digest)
    salt = _salt(given.get(_SALT), digest)
    if digest is None or mask is None or salt is None:
        return None
    return Scheme("pss", digest, salt, mask)


def _digest(element: etree._Element | None) -> HashAlgorithm | None:
    return _SHA256 if element is None else HASHES.get(element.get("Algorithm", ""))


def _mask(element: etree._Element | None, digest: HashAlgorithm | None) -> HashAlgorithm | None:
    if element is None:
        return digest
    children = list(element)
    if element.get("Algorithm") != _MGF1 or len(children) > 1:
        return None
    if not children:
        return digest
    return _digest(children[0]) if children[0].tag == DIGEST_METHOD else None


def _salt(element: etree._Element | None, digest: HashAlgorithm | None) -> int | None:
    if element is None:
        return digest.digest_size if digest else None
    text = (element.text or "").strip()
    return int(text) if re.fullmatch("[0-9]{1,3}", text) and int(text) <= _SALT_LIMIT else None
