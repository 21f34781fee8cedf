"""The signature over metadata, checked with a certificate of the admin's by the code that checks messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from lxml import etree

from jitadmin.adapters.saml.names import SIGNATURE
from jitadmin.adapters.saml.signature import Examiner
from jitadmin.adapters.saml.xml import MEGABYTE, Limits, NotReadable, parse
from jitadmin.core.errors import InputError
from jitadmin.core.messages import check_sentence, sentence
from jitadmin.core.trust import Trust, TrustedCertificate
from jitadmin.core.verification import Check

# The digest needs the whole tree at once, several times the size of the text.
SIGNED_LIMITS: Final = Limits(size=256 * MEGABYTE, elements=16_000_000, canonical=2048 * MEGABYTE)
_SAME_ID: Final = etree.XPath("count(//*[@ID = $value or @Id = $value or @id = $value])", smart_strings=False)


class Vouched(msgspec.Struct, frozen=True):
    """The bytes that a signature covers, from which alone anything is read, and the certificate that verified it."""

    data: bytes
    certificate: str


def vouched(data: bytes, certificates: Sequence[TrustedCertificate], now: datetime) -> Vouched | None:
    """What the signature of the outermost element covers, or None where that element carries none.

    Raises ``InputError`` where the signature does not hold with any of the certificates (saml-metadata 3, with the
    profile of saml-core 5.4: one reference, to the element itself).
    """
    try:
        root = parse(data, SIGNED_LIMITS)
    except NotReadable as refusal:
        raise InputError("metadata.unreadable", reason=check_sentence(refusal.check)) from None
    if root.find(SIGNATURE) is None:
        return None
    identifier = root.get("ID", "")
    unique = bool(identifier) and _SAME_ID(root, value=identifier) == 1
    # No entity ID is empty, so that no issuer is taken for the one expected.
    examiner = Examiner(Trust(idp_entity_id="", certificates=tuple(certificates)), now.date())
    examined = examiner.examine(root, "metadata", unique=unique, sound=True)
    if examined is None or examined.canonical is None or examined.signature.key is None:
        failed = [check for check in examined.checks if check.result == "fail"] if examined else []
        reasons = dict.fromkeys(_reason(check) for check in failed)
        raise InputError("registry.signature", reason=" ".join(list(reasons)[:2]))
    return Vouched(examined.canonical, examined.signature.key)


def _reason(check: Check) -> str:
    # Of a connection that could accept a retired choice, the sentences for messages speak in vain here.
    retired = check.code in {"signature.retired_sha1", "signature.retired_key"}
    return sentence("registry.retired") if retired else check_sentence(check)
