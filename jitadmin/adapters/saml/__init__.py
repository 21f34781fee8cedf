"""SAML messages and metadata: reading, verifying, decrypting and making them."""

from jitadmin.adapters.saml.decrypt import DecryptionKey, load_decryption_key
from jitadmin.adapters.saml.judge import claims, judge
from jitadmin.adapters.saml.metadata import read_metadata
from jitadmin.adapters.saml.outline import outline
from jitadmin.adapters.saml.registered import Wanted, certificates_of, described, picked, searched
from jitadmin.adapters.saml.trusting import trust_from, trust_from_metadata
from jitadmin.adapters.saml.xml import Limits as MessageLimits
from jitadmin.adapters.saml.xml import raised_limits

__all__ = [
    "DecryptionKey",
    "MessageLimits",
    "Wanted",
    "certificates_of",
    "claims",
    "described",
    "judge",
    "load_decryption_key",
    "outline",
    "picked",
    "raised_limits",
    "read_metadata",
    "searched",
    "trust_from",
    "trust_from_metadata",
]
