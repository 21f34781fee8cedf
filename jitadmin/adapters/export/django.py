"""Django: settings for djangosaml2 and for grafana-django-saml2-auth, as a module to import from."""

import keyword
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from jitadmin.adapters.export import pysaml2
from jitadmin.adapters.export.material import Material, Written, left, stricter
from jitadmin.adapters.export.quoting import python
from jitadmin.core.connection.attribute_map import AttributeRow, Source
from jitadmin.core.exporting import File, Loss
from jitadmin.core.exporting.formats import IDP_METADATA
from jitadmin.core.local_names import local_name

_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "userName": "username",
        "emails.work": "email",
        "name.givenName": "first_name",
        "name.familyName": "last_name",
        "active": "is_active",
        "isStaff": "is_staff",
        "isSuperuser": "is_superuser",
    }
)
_HEAD: Final = '''"""Settings of {what}, to import all of from settings.py. The files that they name lie beside it."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
'''
_NOT_EXACT: Final = ("ignoreAsciiCase", "ignoreCase", "normalised")


def write_djangosaml2(material: Material) -> Written:
    """``SAML_CONFIG`` for pysaml2, and how attributes become a user."""
    settings, losses = _djangosaml2(material)
    text = _module("djangosaml2", {"SAML_CONFIG": pysaml2.configuration(material), **settings})
    files = (File(name="saml_settings.py", text=text), *pysaml2.companions(material))
    return Written(files, (*losses, *material.key_losses()))


def write_saml2_auth(material: Material) -> Written:
    """``SAML2_AUTH``, whose library reads attributes by pysaml2's own maps."""
    losses: list[Loss] = []
    settings = {**_saml2_auth(material), **_accounts(material, losses)}
    text = _module("grafana-django-saml2-auth", {"SAML2_AUTH": settings})
    files = (
        File(name="saml2_auth_settings.py", text=text),
        material.idp_metadata(),
        *material.certificate_files(),
    )
    if material.connection.trust.signed == "either":
        losses.append(stricter(material))
    return Written(files, (*losses, *material.key_losses()))


def _module(what: str, settings: Mapping[str, Any]) -> str:
    return _HEAD.format(what=what) + "".join(f"\n{name} = {python(value)}\n" for name, value in settings.items())


def column_of(field: str) -> str:
    """The column of the user table that a field is kept in, empty where there can be none."""
    name = _COLUMNS.get(field, field)
    return name if name.isidentifier() and not keyword.iskeyword(name) else ""


def _djangosaml2(material: Material) -> tuple[dict[str, Any], list[Loss]]:
    policy = material.connection.policy
    step = policy.match[0] if policy.match else None
    key = step.by if step else "userName"
    losses = [left("match", parts=("match",))] if len(policy.match) != 1 or not column_of(key) else []
    mapping: dict[str, tuple[str, ...]] = {}
    for row in material.connection.attributes.rows:
        source, column = first_attribute(row), column_of(row.field)
        if source and column:
            mapping[source] = (*mapping.get(source, ()), column)
        elif source:
            losses.append(_row(row))
    name_id = "nameId" in material.key_sources
    settings: dict[str, Any] = {
        "SAML_DJANGO_USER_MAIN_ATTRIBUTE": column_of(key) or "username",
        "SAML_USE_NAME_ID_AS_USERNAME": name_id,
        "SAML_CREATE_UNKNOWN_USER": policy.create,
        "SAML_ATTRIBUTE_MAPPING": mapping,
    }
    if step is not None and step.compare in _NOT_EXACT:
        settings["SAML_DJANGO_USER_MAIN_ATTRIBUTE_LOOKUP"] = "__iexact"
    return settings, losses


def first_attribute(row: AttributeRow) -> str:
    """The first attribute that a row reads, empty where it reads none."""
    found = (source.attribute for source in row.sources if isinstance(source, Source) and source.attribute)
    return next(found, "")


def _row(row: AttributeRow) -> Loss:
    return Loss(code="export.row", args={"field": row.field, "what": first_attribute(row)}, path="attributes.rows")


def _saml2_auth(material: Material) -> dict[str, Any]:
    trust, signing = material.connection.trust, material.signing
    address = urlsplit(material.acs)
    settings: dict[str, Any] = {
        "METADATA_LOCAL_FILE_PATH": pysaml2.beside(IDP_METADATA),
        "ENTITY_ID": material.connection.service_provider.entity_id,
        "ASSERTION_URL": f"{address.scheme}://{address.netloc}",
        "WANT_ASSERTIONS_SIGNED": trust.signed != "response",
        "WANT_RESPONSE_SIGNED": trust.signed in ("response", "both"),
        "ACCEPTED_TIME_DIFF": trust.clock_skew,
        "AUTHN_REQUESTS_SIGNED": signing is not None,
        "LOGOUT_REQUESTS_SIGNED": signing is not None,
        "TOKEN_REQUIRED": False,
    }
    if material.name_id_format:
        settings["NAME_ID_FORMAT"] = material.name_id_format
    if signing is not None:
        settings["KEY_FILE"] = pysaml2.beside(signing.key)
        settings["CERT_FILE"] = pysaml2.beside(signing.certificate)
    if material.decrypting:
        settings["ENCRYPTION_KEYPAIRS"] = [
            {"key_file": pysaml2.beside(item.key), "cert_file": pysaml2.beside(item.certificate)}
            for item in material.decrypting
        ]
    return settings


def _accounts(material: Material, losses: list[Loss]) -> dict[str, Any]:
    connection, roles = material.connection, material.connection.roles
    new = connection.policy.new_account
    names = dict(_columns(material, losses))
    groups = [item for item in roles.direct if item.kind == "group" and item.attribute]
    if groups:
        names["groups"] = _local(material, groups[0].attribute)
    if len(groups) != len(roles.direct) or len(groups) > 1:
        losses.append(left("directRoles", names=tuple(item.attribute or "CEL" for item in roles.direct)))
    exact = all(step.compare == "exact" for step in connection.policy.match)
    return {
        "ATTRIBUTES_MAP": names,
        "GROUPS_MAP": {name: targets[0] for item in groups[:1] for name, targets in item.rename.items() if targets},
        "CREATE_USER": connection.policy.create,
        "CREATE_GROUPS": roles.unknown == "create",
        "LOGIN_CASE_SENSITIVE": exact,
        "NEW_USER_PROFILE": {
            "USER_GROUPS": list(roles.defaults) if roles.default_kind == "group" else [],
            "ACTIVE_STATUS": new.active,
            "STAFF_STATUS": new.fields.get("isStaff") is True,
            "SUPERUSER_STATUS": new.fields.get("isSuperuser") is True,
        },
    }


def _columns(material: Material, losses: list[Loss]) -> Iterator[tuple[str, str]]:
    for row in material.connection.attributes.rows:
        source, column = first_attribute(row), column_of(row.field)
        if source and column in ("username", "email", "first_name", "last_name"):
            yield column, _local(material, source)
        elif source:
            losses.append(_row(row))


def _local(material: Material, attribute: str) -> str:
    """The name that the library has for an attribute of the document."""
    if material.connection.policy.library.names == "friendly":
        return attribute
    form = next((item.name_format for item in material.wanted if item.name == attribute), "")
    return (local_name(attribute, form) if form else None) or attribute.strip()
