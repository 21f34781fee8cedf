"""How the well-known products write a response: prefixes, layout, lifetimes and attribute names of each."""

from dataclasses import dataclass, field

from tests.saml_builders.names import (
    CONTEXT,
    EMAIL,
    NAME_BASIC,
    NAME_UNSPECIFIED,
    NAME_URI,
    PERSISTENT,
    TRANSIENT,
    UNSPECIFIED,
)
from tests.saml_builders.signing import Signing

CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
MS_CLAIMS = "http://schemas.microsoft.com/ws/2008/06/identity/claims/"
MS_IDENTITY = "http://schemas.microsoft.com/identity/claims/"


@dataclass(frozen=True)
class Person:
    """Somebody who logs in; a shape turns this into the attributes that its product would send."""

    email: str = "ada@example.test"
    first: str = "Ada"
    last: str = "Lovelace"
    groups: tuple[str, ...] = ("Engineering", "Everyone")
    key: str = "7f0c2d9e-51b4-4b1e-9a43-0d1f5a1c3e77"

    @property
    def display(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Shape:
    """The handwriting of one product.

    ``fields`` are (attribute name, friendly name, field of Person); an empty prefix is the default namespace.
    Offsets are seconds from the issue instant.
    """

    name: str
    entity_id: str
    protocol: str = "samlp"
    assertion: str = "saml"
    assertion_default_too: bool = False
    declare_at_root: bool = True
    root_declares: tuple[str, ...] = ()
    assertion_declares: tuple[str, ...] = ()
    values_declare: bool = False
    statement_declares: bool = False
    schema_prefix: str = "xs"
    value_type: str | None = "string"
    xml_declaration: str = ""
    pretty: bool = False
    sign: str = "assertion"
    signing: Signing = field(default=Signing())
    id_prefix: str = "_"
    milliseconds: bool = True
    attributes_first: bool = False
    issuer_format: str | None = None
    consent: bool = False
    name_format: str | None = None
    name_id_format: str | None = EMAIL
    name_id_field: str = "email"
    qualifiers: tuple[str, ...] = ()
    locality: str | None = None
    not_before: int = -300
    not_on_or_after: int = 300
    confirmation: int = 300
    session: int | None = None
    context: str = CONTEXT + "PasswordProtectedTransport"
    session_is_assertion: bool = False
    one_attribute_per_value: bool = False
    fields: tuple[tuple[str, str | None, str], ...] = (
        ("email", None, "email"),
        ("firstName", None, "first"),
        ("lastName", None, "last"),
        ("groups", None, "groups"),
    )


_MICROSOFT = (
    (CLAIMS + "emailaddress", None, "email"),
    (CLAIMS + "givenname", None, "first"),
    (CLAIMS + "surname", None, "last"),
    (CLAIMS + "name", None, "email"),
)
_OIDS = (
    ("urn:oid:0.9.2342.19200300.100.1.3", "mail", "email"),
    ("urn:oid:2.5.4.42", "givenName", "first"),
    ("urn:oid:2.5.4.4", "sn", "last"),
    ("urn:oid:2.16.840.1.113730.3.1.241", "displayName", "display"),
    ("urn:oid:1.3.6.1.4.1.5923.1.5.1.1", "isMemberOf", "groups"),
)

PLAIN = Shape("plain", "https://idp.example.test/idp")

_ALL = (
    PLAIN,
    Shape(
        "entra",
        "https://sts.windows.net/2f1c7d2e-8f0a-4a53-9f0c-5d1d2f3a4b5c/",
        assertion="",
        declare_at_root=False,
        value_type=None,
        signing=Signing(prefix=""),
        attributes_first=True,
        not_on_or_after=3600,
        confirmation=3600,
        context=CONTEXT + "Password",
        session_is_assertion=True,
        fields=(
            (MS_IDENTITY + "tenantid", None, "key"),
            (MS_IDENTITY + "objectidentifier", None, "key"),
            (MS_IDENTITY + "displayname", None, "display"),
            (MS_CLAIMS + "groups", None, "groups"),
            *_MICROSOFT,
        ),
    ),
    Shape(
        "adfs",
        "http://adfs.example.test/adfs/services/trust",
        assertion="",
        declare_at_root=False,
        value_type=None,
        signing=Signing(key_info="default-ns"),
        attributes_first=True,
        consent=True,
        name_id_format=None,
        not_before=0,
        not_on_or_after=3600,
        session_is_assertion=True,
        fields=(*_MICROSOFT, ("http://schemas.xmlsoap.org/claims/Group", None, "groups")),
    ),
    Shape(
        "okta",
        "http://www.okta.com/exk1a2b3c4d5e6f7g8h9",
        protocol="saml2p",
        assertion="saml2",
        declare_at_root=False,
        root_declares=("xs",),
        assertion_declares=("xs",),
        values_declare=True,
        xml_declaration='<?xml version="1.0" encoding="UTF-8"?>',
        sign="both",
        signing=Signing(prefix_list=("xs",)),
        id_prefix="id",
        issuer_format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
        name_format=NAME_UNSPECIFIED,
        name_id_format=UNSPECIFIED,
    ),
    Shape(
        "google",
        "https://accounts.google.com/o/saml2?idpid=C01abc2de",
        protocol="saml2p",
        assertion="saml2",
        declare_at_root=False,
        values_declare=True,
        value_type="anyType",
        xml_declaration='<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
        sign="response",
        signing=Signing(key_info="x509-subject", wrap_value=76),
        context=CONTEXT + "unspecified",
        session_is_assertion=True,
        name_id_format=EMAIL,
        fields=(
            ("email", None, "email"),
            ("firstName", None, "first"),
            ("lastName", None, "last"),
            ("member-of", None, "groups"),
        ),
    ),
    Shape(
        "keycloak",
        "https://sso.example.test/realms/staff",
        assertion_default_too=True,
        values_declare=True,
        sign="response",
        signing=Signing(prefix="dsig", key_info="keycloak"),
        id_prefix="ID_",
        name_format=NAME_BASIC,
        not_before=-2,
        not_on_or_after=58,
        confirmation=58,
        session=36000,
        context=CONTEXT + "unspecified",
        one_attribute_per_value=True,
        fields=(
            ("email", "email", "email"),
            ("givenName", "givenName", "first"),
            ("surname", "surname", "last"),
            ("Role", None, "groups"),
        ),
    ),
    Shape(
        "shibboleth",
        "https://idp.example.test/idp/shibboleth",
        protocol="saml2p",
        assertion="saml2",
        declare_at_root=False,
        assertion_declares=("xsd",),
        values_declare=True,
        schema_prefix="xsd",
        xml_declaration='<?xml version="1.0" encoding="UTF-8"?>',
        sign="both",
        signing=Signing(line_breaks=True, wrap_value=76, prefix_list=("xsd",)),
        name_format=NAME_URI,
        name_id_format=TRANSIENT,
        name_id_field="key",
        qualifiers=("NameQualifier", "SPNameQualifier"),
        locality="192.0.2.7",
        not_before=0,
        fields=_OIDS,
    ),
    Shape(
        "simplesamlphp",
        "https://idp.example.test/simplesaml/saml2/idp/metadata.php",
        assertion_declares=("xs", "xsi"),
        sign="both",
        signing=Signing(line_breaks=True),
        milliseconds=False,
        name_format=NAME_BASIC,
        name_id_format=TRANSIENT,
        name_id_field="key",
        qualifiers=("SPNameQualifier",),
        not_before=-30,
        session=28800,
        context=CONTEXT + "Password",
        fields=(
            ("mail", None, "email"),
            ("givenName", None, "first"),
            ("sn", None, "last"),
            ("displayName", None, "display"),
            ("groups", None, "groups"),
        ),
    ),
    Shape(
        "onelogin",
        "https://app.onelogin.com/saml/metadata/1a2b3c4d-5e6f",
        assertion_declares=("xs", "xsi"),
        values_declare=True,
        sign="response",
        id_prefix="pfx",
        milliseconds=False,
        name_format=NAME_BASIC,
        not_before=-180,
        not_on_or_after=180,
        confirmation=180,
        session=86400,
        fields=(
            ("User.email", None, "email"),
            ("User.FirstName", None, "first"),
            ("User.LastName", None, "last"),
            ("memberOf", None, "groups"),
        ),
    ),
    Shape(
        "ping",
        "https://sso.example.test:9031/sp/eid/sxpmrhbkzn",
        declare_at_root=False,
        values_declare=True,
        sign="response",
        signing=Signing(line_breaks=True, wrap_value=76, key_info="none"),
        name_format=NAME_UNSPECIFIED,
        context=CONTEXT + "Password",
        session_is_assertion=True,
        fields=(
            ("firstname", None, "first"),
            ("lastname", None, "last"),
            ("email", None, "email"),
            ("group", None, "groups"),
        ),
    ),
    Shape(
        "auth0",
        "urn:example.eu.auth0.com",
        declare_at_root=False,
        statement_declares=True,
        value_type="anyType",
        signing=Signing(prefix=""),
        name_id_format=UNSPECIFIED,
        name_id_field="key",
        name_format=NAME_URI,
        not_before=0,
        not_on_or_after=3600,
        confirmation=3600,
        context=CONTEXT + "unspecified",
        fields=(
            (CLAIMS + "nameidentifier", None, "key"),
            *_MICROSOFT,
            ("http://schemas.auth0.com/roles", None, "groups"),
        ),
    ),
    Shape(
        "jumpcloud",
        "https://sso.jumpcloud.com/saml2/example",
        protocol="saml2p",
        assertion="saml2",
        declare_at_root=False,
        values_declare=True,
        xml_declaration='<?xml version="1.0" encoding="UTF-8"?>',
        sign="assertion",
        signing=Signing(line_breaks=True, wrap_value=64),
        name_format=NAME_UNSPECIFIED,
        name_id_format=PERSISTENT,
        not_before=0,
        not_on_or_after=600,
        confirmation=600,
        fields=(
            ("email", None, "email"),
            ("firstname", None, "first"),
            ("lastname", None, "last"),
            ("memberOf", None, "groups"),
        ),
    ),
)
SHAPES = {shape.name: shape for shape in _ALL}
