"""Directus: the ``AUTH_<PROVIDER>_*`` environment variables of a SAML provider."""

import msgspec

from jitadmin.core.connection.attribute_map import AttributeMap, Source
from jitadmin.core.jit.presets import Preset
from tests.fidelity.applications.common import Settings, replaced

_KEYS = {
    "externalId": "IDENTIFIER_KEY",
    "emails.work": "EMAIL_KEY",
    "name.givenName": "GIVEN_NAME_KEY",
    "name.familyName": "FAMILY_NAME_KEY",
}


def translate(preset: Preset, settings: Settings, provider: str, default_role: str | None) -> Preset:
    """The preset as these settings change it; ``default_role`` is the name of the role that the setting names by id."""
    prefix = f"AUTH_{provider.upper()}_"
    rows = []
    for row in preset.attributes.rows if preset.attributes else ():
        attribute = settings.get(prefix + _KEYS.get(row.field, ""))
        rows.append(msgspec.structs.replace(row, sources=(Source(attribute=attribute),)) if attribute else row)
    allowed = str(settings.get(prefix + "ALLOW_PUBLIC_REGISTRATION", "false")).lower() == "true"
    new = msgspec.structs.replace(preset.policy.new_account, fields={"provider": provider.lower()})
    return replaced(
        preset,
        attributes=AttributeMap(rows=tuple(rows)),
        roles={"defaults": (default_role,) if default_role else ()},
        policy={"create": allowed, "new_account": new},
    )
