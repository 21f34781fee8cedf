"""Writes the metadata of one party (saml-metadata-2.0-os) with pysaml2's own elements; the inverse of reading it."""

import base64
import hashlib
from collections.abc import Sequence

from lxml import etree
from saml2 import md, xmldsig
from saml2.samlp import NAMESPACE as SAMLP

from jitadmin.adapters.saml.make.signing import SigningKey, signature_over
from jitadmin.adapters.saml.names import DS, MD
from jitadmin.core.entity import Endpoint, Entity, RequestedAttribute, Role
from jitadmin.core.trust import TrustedCertificate

_PREFIXES = {"md": MD, "ds": DS}
_LANGUAGE = "en"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def metadata_xml(entity: Entity, *, signs_requests: bool = False, key: SigningKey | None = None) -> str:
    """The EntityDescriptor of a party, signed where a key is given; ``signs_requests`` is said of a service provider.

    Every text of the entity must be writable as XML; ``adapters.export`` sees to it.
    """
    descriptor = md.EntityDescriptor(
        entity_id=entity.entity_id,
        idpsso_descriptor=_identity_provider(entity.idp) if entity.idp else None,
        spsso_descriptor=_service_provider(entity, entity.sp, signs_requests) if entity.sp else None,
    )
    if key is not None:
        descriptor.id = "_" + hashlib.sha256(descriptor.to_string()).hexdigest()[:32]
    text = _indented(descriptor.to_string(_PREFIXES))
    return text if key is None else _signed(text, descriptor.id, key)


def _indented(data: bytes) -> str:
    root = etree.fromstring(data)
    etree.indent(root)
    return f"{_DECLARATION}{etree.tostring(root, encoding='unicode')}\n"


def _signed(text: str, identifier: str, key: SigningKey) -> str:
    """The signature is the first child, as the schema says (saml-metadata 3)."""
    root = etree.fromstring(text.encode())
    canonical = etree.tostring(root, method="c14n", exclusive=True).decode()
    root.insert(0, etree.Element("here"))
    # No value can hold the mark, since every < of a value is written as an entity.
    whole = etree.tostring(root, encoding="unicode").replace("<here/>", signature_over(canonical, identifier, key), 1)
    return f"{_DECLARATION}{whole}\n"


def _identity_provider(role: Role) -> md.IDPSSODescriptor:
    return md.IDPSSODescriptor(
        protocol_support_enumeration=SAMLP,
        want_authn_requests_signed="true" if role.wants_signed else None,
        key_descriptor=_keys(role),
        single_logout_service=[_service(md.SingleLogoutService, item) for item in role.logout],
        name_id_format=[md.NameIDFormat(text=item) for item in role.name_id_formats],
        single_sign_on_service=[_service(md.SingleSignOnService, item) for item in role.endpoints],
    )


def _service_provider(entity: Entity, role: Role, signs_requests: bool) -> md.SPSSODescriptor:
    return md.SPSSODescriptor(
        protocol_support_enumeration=SAMLP,
        authn_requests_signed="true" if signs_requests else "false",
        want_assertions_signed="true" if role.wants_signed else "false",
        key_descriptor=_keys(role),
        single_logout_service=[_service(md.SingleLogoutService, item) for item in role.logout],
        name_id_format=[md.NameIDFormat(text=item) for item in role.name_id_formats],
        assertion_consumer_service=[_acs(item) for item in role.endpoints],
        attribute_consuming_service=_asking(entity.name or entity.entity_id, role.requested),
    )


def _service(kind: type[md.EndpointType_], item: Endpoint) -> md.EndpointType_:
    return kind(binding=item.binding, location=item.location, response_location=item.responses or None)


def _acs(item: Endpoint) -> md.AssertionConsumerService:
    return md.AssertionConsumerService(
        binding=item.binding,
        location=item.location,
        index=str(item.index or 0),
        is_default="true" if item.default else None,
    )


def _asking(name: str, requested: Sequence[RequestedAttribute]) -> list[md.AttributeConsumingService]:
    if not requested:
        return []
    attributes = [
        md.RequestedAttribute(
            name=item.name,
            name_format=item.name_format,
            friendly_name=item.friendly_name,
            is_required="true" if item.required else None,
        )
        for item in requested
    ]
    title = md.ServiceName(text=name, lang=_LANGUAGE)
    return [md.AttributeConsumingService(index="0", service_name=[title], requested_attribute=attributes)]


def _keys(role: Role) -> list[md.KeyDescriptor]:
    """A certificate for both purposes stands in one descriptor without ``use`` (saml-metadata 2.4.1.1)."""
    encrypts = {item.sha256 for item in role.encryption}
    signs = {item.sha256 for item in role.signing}
    described = [_key(item, None if item.sha256 in encrypts else "signing") for item in role.signing]
    return described + [_key(item, "encryption") for item in role.encryption if item.sha256 not in signs]


def _key(certificate: TrustedCertificate, use: str | None) -> md.KeyDescriptor:
    text = base64.b64encode(certificate.der).decode()
    data = xmldsig.X509Data(x509_certificate=[xmldsig.X509Certificate(text=text)])
    return md.KeyDescriptor(use=use, key_info=xmldsig.KeyInfo(x509_data=[data]))
