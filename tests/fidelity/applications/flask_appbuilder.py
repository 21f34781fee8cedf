"""Flask-AppBuilder (Superset, Airflow): ``AUTH_*`` settings and the ``attribute_mapping`` of a SAML provider."""

from collections.abc import Mapping
from typing import Any

import msgspec

from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.policy import MatchStep
from jitadmin.core.connection.role_map import DirectRoles, KindRules
from jitadmin.core.jit.presets import Preset
from tests.fidelity.applications.common import Settings, field, replaced


def translate(preset: Preset, settings: Settings, mapping: Mapping[str, str], security: Settings) -> Preset:
    """The preset as these settings, the provider's attribute mapping and python3-saml's security settings change it."""
    policy = preset.policy
    library = msgspec.structs.replace(
        policy.library,
        repeated="join" if security.get("allowRepeatAttributeName") else "refuse",
        attribute_statement="required" if security.get("wantAttributeStatement", True) else "optional",
    )
    ignoring = settings.get("AUTH_USERNAME_CI", True)
    by_name = MatchStep(by="userName", compare="ignoreAsciiCase" if ignoring else "exact")
    return replaced(
        preset,
        attributes=AttributeMap(rows=_rows(mapping), several_rows="last"),
        roles=_roles(settings, mapping),
        policy={
            "library": library,
            "match": (by_name, MatchStep(by="emails.work")),
            "create": settings.get("AUTH_USER_REGISTRATION", False),
        },
    )


def _rows(mapping: Mapping[str, str]) -> tuple[AttributeRow, ...]:
    """The NameID stands in for an absent user name, and then for an absent address too."""
    names = [attribute for attribute, column in mapping.items() if column == "username"]
    addresses = [attribute for attribute, column in mapping.items() if column == "email"]
    rows = [
        AttributeRow(
            field="userName",
            sources=(*(Source(attribute=name) for name in reversed(names)), "nameId"),
            next_if_empty=False,
            empty="refuse",
            update="onCreate",
        ),
        AttributeRow(
            field="emails.work",
            sources=(*(Source(attribute=n) for n in reversed(addresses)), Source(cel=_name_id_as_address(names))),
            next_if_empty=False,
            update="ifNotEmpty",
        ),
    ]
    rows += [
        AttributeRow(field=field(column), sources=(Source(attribute=attribute),), update="ifNotEmpty")
        for attribute, column in mapping.items()
        if column not in ("username", "email", "role_keys")
    ]
    return tuple(rows)


def _name_id_as_address(names: list[str]) -> str:
    """The NameID is the address only where it is the user name as well."""
    absent = "".join(f"!({msgspec.json.encode(name).decode()} in attributes) && " for name in names)
    return f"{absent}nameId.contains('@') ? nameId : ''"


def _roles(settings: Settings, mapping: Mapping[str, str]) -> dict[str, Any]:
    attribute = next((name for name, column in mapping.items() if column == "role_keys"), None)
    every = settings.get("AUTH_ROLES_SYNC_AT_LOGIN", False)
    renames = {key: tuple(names) for key, names in settings.get("AUTH_ROLES_MAPPING", {}).items()}
    direct: list[DirectRoles] = []
    if attribute and renames:
        direct.append(DirectRoles(attribute=attribute, rename=renames, unmapped="drop"))
    groups = None
    if attribute and settings.get("AUTH_GROUPS_SYNC_AT_LOGIN", False):
        direct.append(DirectRoles(attribute=attribute, kind="group"))
        create = settings.get("AUTH_AUTO_CREATE_GROUPS", False)
        groups = KindRules(when="everyLogin", unknown="create" if create else "ignore")
    registration = settings.get("AUTH_USER_REGISTRATION", False)
    default = settings.get("AUTH_USER_REGISTRATION_ROLE", "Public")
    return {
        "direct": tuple(direct),
        "when": "everyLogin" if every else "onCreate",
        "defaults": (default,) if registration and default else (),
        "give_defaults": "everyLogin" if every else "onCreate",
        "groups": groups,
    }
