"""All formats, as data."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from jitadmin.core.errors import UsageError
from jitadmin.core.exporting.record import Format

SP_METADATA: Final = "sp-metadata.xml"
IDP_METADATA: Final = "idp-metadata.xml"

_ALL: Final = (
    Format(
        id="saml-metadata",
        title="SAML metadata of the service provider",
        side="identityProvider",
        files=(SP_METADATA,),
        carries=frozenset({"logout", "acsIndexes", "severalAcs", "names"}),
        sign_on=False,
        ec=True,
    ),
    Format(
        id="pysaml2",
        title="pysaml2",
        side="serviceProvider",
        files=("sp_config.py", IDP_METADATA, "attribute_maps/jitadmin_names.py"),
        carries=frozenset({"logout", "severalAcs", "signed", "clockSkew", "unsolicited", "names"}),
    ),
    Format(
        id="mod-auth-mellon",
        title="mod_auth_mellon",
        side="serviceProvider",
        files=("mellon.conf", SP_METADATA, IDP_METADATA),
        carries=frozenset({"logout", "acsIndexes", "names"}),
        key=True,
        opens="signer",
        folder="/etc/apache2/saml",
    ),
    Format(
        id="shibboleth-sp",
        title="Shibboleth SP",
        side="serviceProvider",
        files=("shibboleth2.xml", "attribute-map.xml", "shibboleth.conf", IDP_METADATA),
        carries=frozenset({"logout", "severalAcs", "signed", "clockSkew", "unsolicited", "names"}),
        ec=True,
        folder="/etc/shibboleth",
    ),
    Format(
        id="simplesamlphp-sp",
        title="SimpleSAMLphp as service provider",
        side="serviceProvider",
        files=("config/authsources.php", "metadata/saml20-idp-remote.php"),
        carries=frozenset({"logout", "encrypted", "names"}),
        folder="/etc/simplesamlphp",
    ),
    Format(
        id="simplesamlphp-remote",
        title="SimpleSAMLphp as identity provider (remote metadata)",
        side="identityProvider",
        files=("metadata/saml20-sp-remote.php",),
        carries=frozenset({"logout", "acsIndexes", "severalAcs", "signed", "encrypted", "names"}),
        sign_on=False,
        folder="/etc/simplesamlphp",
    ),
    Format(
        id="djangosaml2",
        title="djangosaml2",
        side="serviceProvider",
        files=("saml_settings.py", IDP_METADATA, "attribute_maps/jitadmin_names.py"),
        carries=frozenset(
            {
                "logout",
                "severalAcs",
                "signed",
                "clockSkew",
                "unsolicited",
                "names",
                "fields",
                "match",
                "create",
            }
        ),
    ),
    Format(
        id="django-saml2-auth",
        title="grafana-django-saml2-auth",
        side="serviceProvider",
        files=("saml2_auth_settings.py", IDP_METADATA),
        carries=frozenset(
            {
                "logout",
                "signed",
                "clockSkew",
                "names",
                "fields",
                "directRoles",
                "defaultRoles",
                "create",
                "newAccount",
            }
        ),
    ),
    Format(
        id="python3-saml",
        title="python3-saml",
        side="serviceProvider",
        files=("settings.json",),
        carries=frozenset({"signed", "encrypted", "retired", "names", "library"}),
        opens="signer",
    ),
    Format(
        id="satosa",
        title="SATOSA",
        side="serviceProvider",
        files=("plugins/backends/saml2_backend.yaml", "internal_attributes.yaml", IDP_METADATA),
        carries=frozenset({"logout", "severalAcs", "signed", "clockSkew", "unsolicited", "names", "fields"}),
        folder="/etc/satosa",
    ),
    Format(
        id="node-saml",
        title="node-saml",
        side="serviceProvider",
        files=("saml-options.cjs",),
        carries=frozenset({"audiences", "signed", "clockSkew", "unsolicited"}),
        opens="one",
    ),
    Format(
        id="spring-security",
        title="Spring Security",
        side="serviceProvider",
        files=("application.yml",),
        carries=frozenset(),
    ),
    Format(
        id="directus",
        title="Directus",
        side="serviceProvider",
        files=("directus.env", SP_METADATA, IDP_METADATA),
        carries=frozenset({"logout", "acsIndexes", "encrypted", "names", "fields", "create"}),
        opens="one",
        folder="/directus/saml",
    ),
    Format(
        id="keycloak-client",
        title="Keycloak client",
        side="identityProvider",
        files=("keycloak-client.json",),
        carries=frozenset({"severalAcs", "signed", "encrypted", "names"}),
        sign_on=False,
    ),
    Format(
        id="terraform-keycloak",
        title="Terraform for Keycloak",
        side="identityProvider",
        files=("keycloak.tf",),
        carries=frozenset({"severalAcs", "signed", "encrypted", "names"}),
        sign_on=False,
    ),
    Format(
        id="terraform-okta",
        title="Terraform for Okta",
        side="identityProvider",
        files=("okta.tf",),
        carries=frozenset({"severalAcs", "audiences", "signed", "names"}),
        sign_on=False,
    ),
    Format(
        id="setup-sheet",
        title="Set-up sheet",
        side="identityProvider",
        files=("setup-sheet.md", "setup-sheet.html"),
        carries=frozenset({"severalAcs", "audiences", "signed", "encrypted", "names", "fields"}),
        sign_on=False,
        ec=True,
    ),
)

FORMATS: Final[Mapping[str, Format]] = MappingProxyType({item.id: item for item in _ALL})
"""All formats by id, in the order in which they are listed."""


def format_of(name: str) -> Format:
    """The format of that id; raises UsageError for an unknown one."""
    try:
        return FORMATS[name]
    except KeyError:
        raise UsageError("export.unknown_format", name=name, known=tuple(FORMATS)) from None
