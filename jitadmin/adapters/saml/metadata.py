"""Reading metadata: one EntityDescriptor or a whole federation's aggregate, with the same hard parser as messages."""

from collections.abc import Iterator
from typing import Any, Final, Literal

from lxml import etree

from jitadmin.adapters.saml import keys
from jitadmin.adapters.saml.looks import kind_of
from jitadmin.adapters.saml.names import MD, SAMLP, SIGNATURE, X509_CERTIFICATE
from jitadmin.adapters.saml.xml import MEGABYTE, Limits, NotReadable, parse, text_of
from jitadmin.core.entity import Endpoint, Entity, RequestedAttribute, Role
from jitadmin.core.errors import InputError, LimitError
from jitadmin.core.message import BadTime, Time
from jitadmin.core.messages import check_sentence
from jitadmin.core.times import read_time
from jitadmin.core.trust import TrustedCertificate

# A federation writes the same few namespaces hundreds of thousands of times.
METADATA_LIMITS: Final = Limits(size=64 * MEGABYTE, elements=4_000_000, canonical=1024 * MEGABYTE)
ENTITY: Final = f"{{{MD}}}EntityDescriptor"
ENTITIES: Final = f"{{{MD}}}EntitiesDescriptor"
_UI: Final = "urn:oasis:names:tc:SAML:metadata:ui"
_NAMES: Final = (
    f".//{{{_UI}}}DisplayName",
    f"{{{MD}}}Organization/{{{MD}}}OrganizationDisplayName",
    f"{{{MD}}}Organization/{{{MD}}}OrganizationName",
)
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_TRUE: Final = frozenset({"true", "1"})


def read_metadata(data: bytes) -> tuple[Entity, ...]:
    """All parties that metadata describes, in document order; raises InputError where it is no metadata."""
    try:
        root = parse(data, METADATA_LIMITS)
    except NotReadable as refusal:
        kind = LimitError if refusal.check.code == "xml.too_large" else InputError
        raise kind("metadata.unreadable", reason=check_sentence(refusal.check)) from None
    if root.tag not in {ENTITY, ENTITIES}:
        raise InputError("metadata.other", kind=kind_of(root), name=str(root.tag).rpartition("}")[2])
    return tuple(_entities(root, None, signed=False))


def _entities(root: etree._Element, until: Time | None, *, signed: bool) -> Iterator[Entity]:
    """The earliest validUntil from the outside in holds (saml-metadata 2.3.1); so does a signature."""
    until = earlier(until, read_time(root.get("validUntil")))
    signed = signed or root.find(SIGNATURE) is not None
    if root.tag == ENTITY:
        yield _entity(root, until, signed)
        return
    for child in root.iterchildren(ENTITY, ENTITIES):
        yield from _entities(child, until, signed=signed)


def earlier(one: Time | None, two: Time | None) -> Time | None:
    """The one that ends first; what is no time ends at once."""
    if one is None or isinstance(two, BadTime):
        return two
    if two is None or isinstance(one, BadTime):
        return one
    return min(one, two)


def _entity(root: etree._Element, until: Time | None, signed: bool) -> Entity:
    entity_id = root.get("entityID", "")
    if not entity_id:
        raise InputError("metadata.no_entity_id", line=root.sourceline)
    return Entity(
        entity_id=entity_id,
        name=display_name(root),
        idp=_role(root, "idp", "IDPSSODescriptor", "SingleSignOnService"),
        sp=_role(root, "sp", "SPSSODescriptor", "AssertionConsumerService"),
        valid_until=until,
        signed=signed,
    )


def display_name(root: etree._Element) -> str:
    """The name for people: English where there is a choice."""
    for path in _NAMES:
        found = {element.get(_LANGUAGE, ""): text_of(element).strip() for element in root.iterfind(path)}
        if found:
            return found.get("en") or next(iter(found.values()))
    return ""


def display_names(root: etree._Element) -> list[str]:
    """Every name for people, in all languages."""
    return [name for path in _NAMES for item in root.iterfind(path) if (name := text_of(item).strip())]


def _role(root: etree._Element, kind: Literal["idp", "sp"], tag: str, service: str) -> Role | None:
    """All descriptors of this role that speak SAML 2.0, taken together."""
    descriptors = [
        item
        for item in root.iterchildren(f"{{{MD}}}{tag}")
        if SAMLP in item.get("protocolSupportEnumeration", "").split()
    ]
    if not descriptors:
        return None
    found: dict[str, Any] = {"signing": {}, "encryption": {}, "unreadable": 0}
    for descriptor in descriptors:
        _keys(descriptor, found)
    wants = "WantAuthnRequestsSigned" if kind == "idp" else "WantAssertionsSigned"
    return Role(
        kind=kind,
        signing=tuple(found["signing"].values()),
        encryption=tuple(found["encryption"].values()),
        endpoints=tuple(_endpoints(descriptors, service)),
        logout=tuple(_endpoints(descriptors, "SingleLogoutService")),
        name_id_formats=tuple(
            text_of(item).strip() for one in descriptors for item in one.iterchildren(f"{{{MD}}}NameIDFormat")
        ),
        wants_signed=any(one.get(wants) in _TRUE for one in descriptors),
        requested=tuple(_requested(descriptors)),
        unreadable_keys=found["unreadable"],
    )


def _keys(descriptor: etree._Element, found: dict[str, Any]) -> None:
    for holder in descriptor.iterchildren(f"{{{MD}}}KeyDescriptor"):
        use = holder.get("use")
        found["unreadable"] += next(holder.iter(X509_CERTIFICATE), None) is None
        for item in holder.iter(X509_CERTIFICATE):
            certificate = _certificate(item)
            if certificate is None:
                found["unreadable"] += 1
                continue
            for name in ("signing", "encryption"):
                if use in {None, name}:
                    found[name].setdefault(certificate.sha256, certificate)


def _certificate(element: etree._Element) -> TrustedCertificate | None:
    der = keys.decode_base64(text_of(element))
    try:
        return keys.certificate(der) if der else None
    except ValueError:
        return None


def _endpoints(descriptors: list[etree._Element], service: str) -> Iterator[Endpoint]:
    for descriptor in descriptors:
        for item in descriptor.iterchildren(f"{{{MD}}}{service}"):
            index = item.get("index", "")
            yield Endpoint(
                binding=item.get("Binding", ""),
                location=item.get("Location", ""),
                index=int(index) if index.isascii() and index.isdigit() and len(index) < 6 else None,
                default=item.get("isDefault") in _TRUE,
                responses=item.get("ResponseLocation", ""),
            )


def _requested(descriptors: list[etree._Element]) -> Iterator[RequestedAttribute]:
    path = f"{{{MD}}}AttributeConsumingService/{{{MD}}}RequestedAttribute"
    for descriptor in descriptors:
        for item in descriptor.iterfind(path):
            yield RequestedAttribute(
                name=item.get("Name", ""),
                name_format=item.get("NameFormat"),
                friendly_name=item.get("FriendlyName"),
                required=item.get("isRequired") in _TRUE,
            )
