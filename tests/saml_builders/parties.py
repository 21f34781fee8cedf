"""The two sides of a login: an identity provider that answers, and the metadata of both."""

import itertools
from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from tests.saml_builders.keys import Key, key
from tests.saml_builders.message import ACS, SP, Plan, build_tree, lone_assertion, to_bytes
from tests.saml_builders.names import DS, MD, SAMLP
from tests.saml_builders.shapes import PLAIN, SHAPES, Shape
from tests.saml_builders.signing import Signing, sign_element

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


def key_descriptor(k: Key, use: str | None) -> str:
    """A KeyDescriptor of metadata with one certificate."""
    naming = f' use="{use}"' if use else ""
    return (
        f'<md:KeyDescriptor{naming}><ds:KeyInfo xmlns:ds="{DS}"><ds:X509Data><ds:X509Certificate>'
        f"{k.certificate_base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )


class IdP:
    """An identity provider: ``response(**knobs)`` takes every field of ``Plan``."""

    def __init__(
        self,
        entity_id: str | None = None,
        key: Key | str = "rsa-2048",
        *,
        shape: str | Shape = PLAIN,
        name: str = "idp",
    ) -> None:
        self.shape = SHAPES[shape] if isinstance(shape, str) else shape
        self.entity_id = entity_id or self.shape.entity_id
        self.key = _key(key, name)
        self._numbers = itertools.count(1)

    def plan(self, **knobs: object) -> Plan:
        """The plan that ``response`` would follow; ``shape`` may be a name."""
        shape = knobs.pop("shape", self.shape)
        known = {"entity_id": self.entity_id, "key": self.key}
        shape = SHAPES[shape] if isinstance(shape, str) else shape
        return Plan(**{**known, "shape": shape, **knobs})  # type: ignore[arg-type]

    def tree(self, **knobs: object) -> etree._Element:
        """A response as a tree, for tests that change it afterwards."""
        return build_tree(self.plan(**knobs), next(self._numbers))

    def response(self, **knobs: object) -> bytes:
        """A response as bytes, each with IDs of its own."""
        plan = self.plan(**knobs)
        return to_bytes(build_tree(plan, next(self._numbers)), plan.shape.xml_declaration)

    def assertion(self, **knobs: object) -> bytes:
        """A signed Assertion without a Response around it."""
        return lone_assertion(self.plan(**knobs), next(self._numbers))

    def metadata_xml(
        self,
        *,
        keys: Sequence[Key] | None = None,
        encryption_keys: Sequence[Key] = (),
        use: str | None = "signing",
        valid_until: datetime | None = None,
        sign_with: Key | None = None,
        sso_url: str = "https://idp.example.test/sso",
    ) -> bytes:
        """This identity provider's EntityDescriptor, with all keys given (the own one by default)."""
        until = f' validUntil="{valid_until:%Y-%m-%dT%H:%M:%SZ}"' if valid_until else ""
        described = "".join(key_descriptor(k, use) for k in ([self.key] if keys is None else keys))
        described += "".join(key_descriptor(k, "encryption") for k in encryption_keys)
        services = "".join(f'<md:SingleSignOnService Binding="{b}" Location="{sso_url}"/>' for b in (REDIRECT, POST))
        text = (
            f'<md:EntityDescriptor xmlns:md="{MD}" ID="_metadata" entityID="{self.entity_id}"{until}>'
            f'<md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP}">{described}{services}</md:IDPSSODescriptor>'
            "</md:EntityDescriptor>"
        )
        root = etree.fromstring(text)
        if sign_with:
            sign_element(root, sign_with, Signing())
        return to_bytes(root)


def sp_metadata_xml(entity_id: str = SP, acs: str = ACS, *, encryption_key: Key | None = None) -> bytes:
    """A service provider's EntityDescriptor."""
    described = key_descriptor(encryption_key, "encryption") if encryption_key else ""
    return (
        f'<md:EntityDescriptor xmlns:md="{MD}" entityID="{entity_id}">'
        f'<md:SPSSODescriptor protocolSupportEnumeration="{SAMLP}" WantAssertionsSigned="true">{described}'
        f'<md:AssertionConsumerService Binding="{POST}" Location="{acs}" index="0" isDefault="true"/>'
        "</md:SPSSODescriptor></md:EntityDescriptor>"
    ).encode()


def _key(wanted: Key | str, name: str) -> Key:
    return key(wanted, name) if isinstance(wanted, str) else wanted
