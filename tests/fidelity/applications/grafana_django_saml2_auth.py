"""grafana-django-saml2-auth (django-saml2-auth-community): its ``SAML2_AUTH`` settings."""

from collections.abc import Mapping
from typing import Any

import msgspec

from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.policy import MatchStep
from jitadmin.core.connection.role_map import DirectRoles
from jitadmin.core.jit.presets import Preset
from tests.fidelity.applications.common import Settings, field, replaced

_COLUMNS = ("username", "email", "first_name", "last_name")


def translate(preset: Preset, settings: Settings) -> Preset:
    """The preset as these settings change it."""
    names: Mapping[str, str] = settings.get("ATTRIBUTES_MAP", {})
    profile: Mapping[str, Any] = settings.get("NEW_USER_PROFILE", {})
    policy = preset.policy
    library = msgspec.structs.replace(
        policy.library, unknown_names="keep" if settings.get("allow_unknown_attributes", True) else "drop"
    )
    flags = {"isStaff": profile.get("STAFF_STATUS", False), "isSuperuser": profile.get("SUPERUSER_STATUS", False)}
    new = msgspec.structs.replace(policy.new_account, active=profile.get("ACTIVE_STATUS", True), fields=flags)
    sensitive = settings.get("LOGIN_CASE_SENSITIVE", False)
    step = MatchStep(by="userName", compare="exact" if sensitive else "ignoreAsciiCase")
    rows = tuple(_row(column, names[column]) for column in _COLUMNS if column in names)
    return replaced(
        preset,
        attributes=AttributeMap(rows=rows),
        roles={
            "direct": _groups(settings, names.get("groups")),
            "defaults": tuple(profile.get("USER_GROUPS", ())),
            "unknown": "create" if settings.get("CREATE_GROUPS", False) else "ignore",
        },
        policy={"library": library, "match": (step,), "create": settings.get("CREATE_USER", True), "new_account": new},
    )


def _row(column: str, attribute: str) -> AttributeRow:
    return AttributeRow(
        field=field(column),
        sources=(Source(attribute=attribute),),
        transforms=("lower",) if column in ("username", "email") else (),
        required=column == "username",
        update="onCreate",
    )


def _groups(settings: Settings, attribute: str | None) -> tuple[DirectRoles, ...]:
    """A name that is not in ``GROUPS_MAP`` is used as it is."""
    if attribute is None:
        return ()
    renames: dict[str, tuple[str, ...]] = {name: (target,) for name, target in settings.get("GROUPS_MAP", {}).items()}
    return (DirectRoles(attribute=attribute, kind="group", rename=renames, empty="keep"),)
