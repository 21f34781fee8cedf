"""djangosaml2: ``SAML_*`` of Django's settings and pysaml2's ``allow_unknown_attributes``."""

import msgspec

from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source, SourceWord
from jitadmin.core.connection.policy import Compare, MatchStep, Unique
from jitadmin.core.jit.presets import Preset
from tests.fidelity.applications.common import Settings, field, replaced


def translate(preset: Preset, settings: Settings) -> Preset:
    """The preset as these settings change it."""
    key = field(settings.get("SAML_DJANGO_USER_MAIN_ATTRIBUTE", "username"))
    ignoring = "iexact" in settings.get("SAML_DJANGO_USER_MAIN_ATTRIBUTE_LOOKUP", "")
    compare: Compare = "ignoreAsciiCase" if ignoring else "exact"
    rows = list(_rows(settings, key))
    if settings.get("SAML_USE_NAME_ID_AS_USERNAME", False):
        rows = [row for row in rows if row.field != key]
        rows.insert(0, _row(key, "nameId", key))
    library = msgspec.structs.replace(
        preset.policy.library, unknown_names="keep" if settings.get("allow_unknown_attributes", False) else "drop"
    )
    return replaced(
        preset,
        attributes=AttributeMap(rows=tuple(rows), several_rows="last"),
        policy={
            "library": library,
            "match": (MatchStep(by=key, compare=compare),),
            "create": settings.get("SAML_CREATE_UNKNOWN_USER", True),
            "unique": (Unique(field="userName", empty=True),),
        },
    )


def _rows(settings: Settings, key: str) -> tuple[AttributeRow, ...]:
    mapping = settings.get("SAML_ATTRIBUTE_MAPPING", {"uid": ("username",)})
    return tuple(
        _row(field(name), Source(attribute=attribute), key) for attribute, names in mapping.items() for name in names
    )


def _row(name: str, source: Source | SourceWord, key: str) -> AttributeRow:
    """The key is never updated; flags take only truth values."""
    if name == key:
        return AttributeRow(field=name, sources=(source,), update="onCreate")
    flag = name in ("active", "isStaff", "isSuperuser")
    return AttributeRow(field=name, sources=(source,), empty="clear", type="boolean" if flag else "text")
