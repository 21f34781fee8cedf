"""Reading SAML: the strict profile. What others need of it is named here."""

from jitadmin.adapters.saml.decrypt import DecryptionKey, load_decryption_key
from jitadmin.adapters.saml.judge import judge

__all__ = ["DecryptionKey", "judge", "load_decryption_key"]
