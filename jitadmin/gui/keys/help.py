"""What F1 says of the fields about keys."""

from collections.abc import Mapping
from types import MappingProxyType

HELP: Mapping[str, str] = MappingProxyType(
    {
        "Belongs to": "The connection whose requests the key signs and whose logins it opens. Without one, no export "
        "names the key.",
        "Name in the certificate": "Whom the certificate names, usually the host name of the service. Partners pin the "
        "certificate itself, so the name is for people.",
        "Title": "What you and your colleagues call the key.",
        "Kind": "RSA is understood by every SAML software. 3072 bits suit a key that lasts for years. EC keys are "
        "smaller, and only sign.",
        "Use": "A key that signs stands in the metadata for checking requests, one that decrypts for encrypting "
        "logins.",
        "Valid for": "How long the new certificate lasts. SAML partners pin it, and many warn of one that has ended.",
        "Key file": "A PEM file with a private key, or a PKCS#12 file. Its content is read once, when the key is "
        "imported.",
        "Password": "The password of the key file. It is used for this one reading and kept nowhere.",
        "Certificate": "The certificate that belongs to the key, in PEM or DER.",
        "New certificate for": "Partners know a key by its certificate. Make a new one only where there is none yet.",
        "Signs from": "The day on which requests are signed with the new key for the first time. Partners need its "
        "certificate by then.",
    }
)
