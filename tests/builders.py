"""SAML messages for every test, made without jitadmin's own code.

``IdP().response()`` is a genuine login; each knob of ``Plan`` changes one thing about it, ``shape="okta"`` (and the
other names of ``SHAPES``) writes it as that product does. The fixed instant is ``NOW``; the service provider that it
is meant for is ``SP`` at ``ACS``. Keys come from ``key(kind, name)`` and exist for one run.
"""

from tests.saml_builders.encryption import Encrypting, encrypted_xml
from tests.saml_builders.keys import Key, key
from tests.saml_builders.message import (
    ACS,
    NOW,
    SP,
    Attribute,
    Confirmation,
    Plan,
    Raw,
    build_tree,
    encrypt_assertion,
    to_bytes,
)
from tests.saml_builders.parties import IdP, key_descriptor, sp_metadata_xml
from tests.saml_builders.shapes import PLAIN, SHAPES, Person, Shape
from tests.saml_builders.signing import Signing, canonical, digest_of, sign_element, signature_for, signature_over

__all__ = [
    "ACS",
    "NOW",
    "PLAIN",
    "SHAPES",
    "SP",
    "Attribute",
    "Confirmation",
    "Encrypting",
    "IdP",
    "Key",
    "Person",
    "Plan",
    "Raw",
    "Shape",
    "Signing",
    "build_tree",
    "canonical",
    "digest_of",
    "encrypt_assertion",
    "encrypted_xml",
    "key",
    "key_descriptor",
    "sign_element",
    "signature_for",
    "signature_over",
    "sp_metadata_xml",
    "to_bytes",
]
