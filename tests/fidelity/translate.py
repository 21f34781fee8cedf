"""The configuration of a recorded or live application as a connection, by the shipped preset and translation."""

from collections.abc import Mapping
from typing import Any

import msgspec

from jitadmin.adapters.presets import preset
from jitadmin.core.connection import Connection
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider
from jitadmin.core.connection.role_map import Kind, Role, RoleMap
from jitadmin.core.jit.presets import Preset, apply_preset
from tests.fidelity.applications import (
    directus,
    djangosaml2,
    flask_appbuilder,
    grafana_django_saml2_auth,
    social_auth_core,
)
from tests.fidelity.applications.common import existing

PROVIDER = "lab"


def connection_for(application: str, settings: Mapping[str, Any], has: Mapping[str, Any], allows: Any) -> Connection:
    """What an admin would have who chose the preset and pasted the settings."""
    bare = Connection(
        api_version="jitadmin/v1",
        name=application,
        identity_provider=IdentityProvider(entity_id="https://idp.example.org"),
        service_provider=ServiceProvider(entity_id="https://sp.example.org"),
    )
    made = apply_preset(_translated(application, settings), bare, maps=True)
    return with_names(made, has, allows)


def with_names(connection: Connection, has: Mapping[str, Any], allows: Mapping[str, list[str]]) -> Connection:
    """The connection that knows which roles and groups the application has at this moment.

    Permissions belong to roles where there are any (Flask-AppBuilder), else to groups (Django).
    """
    kinds: tuple[tuple[str, Kind], ...] = (("roles", "role"), ("groups", "group"))
    roles: tuple[Role, ...] = ()
    for key, kind in kinds:
        allowed = {} if kind == "group" and has.get("roles") else allows
        roles += existing({name: tuple(allowed.get(name, ())) for name in has.get(key, ())}, kind)
    changed: RoleMap = msgspec.structs.replace(connection.roles, roles=roles)
    return msgspec.structs.replace(connection, roles=changed)


def _translated(application: str, settings: Mapping[str, Any]) -> Preset:
    base = preset(application)
    own = settings.get("settings", {})
    match application:
        case "djangosaml2":
            # The laboratory lets plain names pass unless the configuration says otherwise.
            library = {"allow_unknown_attributes": True, **settings.get("pysaml2", {})}
            return djangosaml2.translate(base, {**own, **library})
        case "grafana-django-saml2-auth":
            return grafana_django_saml2_auth.translate(base, own)
        case "social-auth-core":
            return social_auth_core.translate(base, own, settings["idp"], PROVIDER)
        case "flask-appbuilder":
            return flask_appbuilder.translate(base, own, settings["attribute_mapping"], settings.get("security", {}))
        case "directus":
            named = own.get(f"AUTH_{PROVIDER.upper()}_DEFAULT_ROLE_ID")
            return directus.translate(base, own, PROVIDER, "default" if named else None)
    raise AssertionError(application)
