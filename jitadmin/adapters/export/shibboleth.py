"""Shibboleth SP 3: its two files, the part for Apache, and the metadata of the identity provider."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from jitadmin.adapters.export.material import POST, Material, Written
from jitadmin.adapters.export.quoting import apache, identifiers, unwritable
from jitadmin.adapters.export.xmltext import document, element
from jitadmin.core.connection.attribute_map import Source
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import File, Loss
from jitadmin.core.exporting.formats import IDP_METADATA
from jitadmin.core.exporting.wanted import BASIC, UNSPECIFIED, URI
from jitadmin.core.names import NAME_ID_FORMATS

_CONFIG = "urn:mace:shibboleth:3.0:native:sp:config"
_MD = "urn:oasis:names:tc:SAML:2.0:metadata"
_MAP = "urn:mace:shibboleth:2.0:attribute-map"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_USUAL = "/Shibboleth.sso"
NAME_ID = "name-id"


def write(material: Material) -> Written:
    """The two files that replace those of the package, a site that asks for a login, and what they name."""
    files = (
        File(name="shibboleth2.xml", text=document(_configuration(material))),
        File(name="attribute-map.xml", text=document(_attribute_map(material))),
        File(name="shibboleth.conf", text=_site(material)),
        material.idp_metadata(),
        *material.certificate_files(),
    )
    return Written(files, (*_signed(material), *_elsewhere(material), *material.key_losses()))


def _elsewhere(material: Material) -> Iterator[Loss]:
    """The addresses that are not below the handler of the first one."""
    handler, _ = _handler(material.acs)
    others = tuple(acs for acs in material.connection.service_provider.acs if not _below(acs, handler))
    if others:
        args = {"format": material.format.title, "handler": handler, "others": others}
        yield Loss(code="export.acs_elsewhere", args=args, path="serviceProvider.acs")


def _signed(material: Material) -> Iterator[Loss]:
    """It can ask for signed assertions, and otherwise takes whichever part is signed."""
    value = material.connection.trust.signed
    if value in ("response", "both"):
        yield Loss(code="export.lost.signed", args={"value": value}, path="trust.signed")


def _configuration(material: Material) -> ET.Element:
    root = {"xmlns": _CONFIG, "xmlns:md": _MD, "clockSkew": str(material.connection.trust.clock_skew)}
    return element(
        "SPConfig",
        root,
        _application(material),
        _plugin("SecurityPolicyProvider", path="security-policy.xml"),
        _plugin("ProtocolProvider", path="protocols.xml", reloadChanges="false"),
    )


def _site(material: Material) -> str:
    """What Apache needs: a login for everything, and the handler open, since logins arrive there."""
    handler, _ = _handler(material.acs)
    return (
        "# Shibboleth: everything below / asks for a login; narrow the first Location to protect a part of the site.\n"
        '<Location "/">\n    AuthType shibboleth\n    ShibRequestSetting requireSession 1\n'
        "    Require shib-session\n</Location>\n"
        f"<Location {apache(handler, 'the ACS')}>\n    AuthType None\n    Require all granted\n"
        "    SetHandler shib\n</Location>\n"
    )


def _application(material: Material) -> ET.Element:
    trust = material.connection.trust
    attributes = {
        "entityID": _uri(material.connection.service_provider.entity_id, "the entity ID"),
        "REMOTE_USER": _user(material),
        "policyId": "blockUnsolicited" if trust.unsolicited == "refuse" else "default",
        "signing": "true" if material.signing else "false",
        "requireSignedAssertions": "true" if trust.signed in ("assertion", "both") else "false",
    }
    if material.name_id_format:
        attributes["NameIDFormat"] = _uri(material.name_id_format, "the NameID format")
    return element(
        "ApplicationDefaults",
        attributes,
        _sessions(material),
        _plugin("MetadataProvider", path=material.at(IDP_METADATA)),
        _plugin("AttributeExtractor", path=material.at("attribute-map.xml"), reloadChanges="false"),
        *_credentials(material),
    )


def _sessions(material: Material) -> ET.Element:
    secure = urlsplit(material.acs).scheme == "https"
    handler, _ = _handler(material.acs)
    attributes = {
        "lifetime": "28800",
        "timeout": "3600",
        "relayState": "ss:mem",
        "checkAddress": "false",
        "handlerURL": _uri(handler, "the ACS"),
        "handlerSSL": "true" if secure else "false",
        "cookieProps": "https" if secure else "http",
        "redirectLimit": "exact",
    }
    login = {
        "type": "Chaining",
        "Location": "/Login",
        "isDefault": "true",
        "id": "Login",
        "entityID": _uri(material.connection.identity_provider.entity_id, "the identity provider's entity ID"),
    }
    asking = {"type": "SAML2", "acsIndex": "1", "template": "bindingTemplate.html"}
    return element(
        "Sessions",
        attributes,
        element("SessionInitiator", login, element("SessionInitiator", asking)),
        *_consumers(material, handler),
        element("Handler", {"type": "Session", "Location": "/Session", "showAttributeValues": "false"}),
    )


def _consumers(material: Material, handler: str) -> Iterator[ET.Element]:
    """Every address below the same handler; one elsewhere cannot be served by the same site."""
    for number, acs in enumerate(material.connection.service_provider.acs, 1):
        location = _below(acs, handler)
        if location:
            attributes = {"Location": location, "index": str(number), "Binding": POST}
            yield element("md:AssertionConsumerService", attributes)


def _below(acs: str, handler: str) -> str:
    """The place of an address below the handler; nothing where it is elsewhere."""
    path = urlsplit(acs).path
    return path.removeprefix(handler) if path.startswith(f"{handler}/") else ""


def _handler(acs: str) -> tuple[str, str]:
    """The part of an address that belongs to Shibboleth, and the place below it."""
    path = urlsplit(acs).path
    if path.startswith(f"{_USUAL}/"):
        return _USUAL, path.removeprefix(_USUAL)
    handler, name = posixpath.split(path)
    if not name or handler in ("", "/"):
        raise UsageError("export.acs_too_short", format="Shibboleth", acs=acs)
    return handler, f"/{name}"


def _uri(value: str, what: str) -> str:
    """An xs:anyURI: the parser changes blanks, and refuses a lone % and a second #."""
    if re.search(r"\s|%(?![0-9A-Fa-f]{2})|#.*#", value):
        raise unwritable(value, what, "Shibboleth")
    return value


def _trimmed(value: str) -> str:
    """A name as the attribute map can hold it: blanks around it would be cut off."""
    if value != value.strip():
        raise unwritable(value, "an attribute's name", "Shibboleth")
    return value


def _plugin(name: str, **attributes: str) -> ET.Element:
    return element(name, {"type": "XML", "validate": "true", **attributes})


def _credentials(material: Material) -> Iterator[ET.Element]:
    for item in material.key_files:
        uses = [
            name for name, needed in (("signing", item == material.signing), ("encryption", item.decrypts)) if needed
        ]
        for use in uses:
            files = {"key": material.at(item.key), "certificate": material.at(item.certificate)}
            yield element("CredentialResolver", {"type": "File", "use": use, **files})


def _ids(material: Material) -> dict[str, str]:
    return identifiers(item.local for item in material.wanted)


def _user(material: Material) -> str:
    """What becomes ``REMOTE_USER``: the sources of the field that people are found by, in their order."""
    ids = _ids(material)
    found = []
    for source in material.key_sources:
        if isinstance(source, Source) and source.attribute:
            found += [ids[item.local] for item in material.wanted if source.attribute in (item.name, item.local)]
        else:
            found.append(NAME_ID)
    return " ".join(dict.fromkeys(found)) or NAME_ID


def _attribute_map(material: Material) -> ET.Element:
    """Each attribute under any NameFormat; one without ``nameFormat`` stands for the URI format."""
    ids = _ids(material)
    rules = [
        element(
            "Attribute",
            {"name": _trimmed(item.name), "id": ids[item.local], **({} if form == URI else {"nameFormat": form})},
        )
        for item in material.wanted
        for form in (URI, BASIC, UNSPECIFIED)
    ]
    return element("Attributes", {"xmlns": _MAP, "xmlns:xsi": _XSI}, *rules, *_name_ids())


def _name_ids() -> Iterator[ET.Element]:
    """The NameID of any format as an attribute of its own."""
    for form in NAME_ID_FORMATS:
        decoder = element("AttributeDecoder", {"xsi:type": "NameIDAttributeDecoder", "formatter": "$Name"})
        yield element("Attribute", {"name": form, "id": NAME_ID}, decoder)
