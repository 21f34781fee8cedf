"""Python Social Auth's SAML backend: ``SOCIAL_AUTH_*`` settings and the entry of one identity provider."""

from typing import Any

import msgspec

from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source, SourceWord, Update
from jitadmin.core.connection.policy import Gates, Links, MatchStep, NewAccount, Unique
from jitadmin.core.connection.role_map import DirectRoles
from jitadmin.core.jit.presets import Preset
from tests.fidelity.applications.common import Settings, field, replaced

_WS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_BUILT_IN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("username", "attr_username", ("urn:oid:0.9.2342.19200300.100.1.1", _WS + "name", "subjectNameID", "username")),
    (
        "email",
        "attr_email",
        (
            "urn:oid:0.9.2342.19200300.100.1.3",
            "http://schemas.xmlsoap.org/claims/EmailAddress",
            _WS + "emailaddress",
            "email",
            "mail",
        ),
    ),
    (
        "first_name",
        "attr_first_name",
        (
            "urn:oid:2.5.4.42",
            _WS + "givenname",
            "first_name",
            "firstname",
            "firstName",
            "given_name",
            "givenname",
            "givenName",
        ),
    ),
    (
        "last_name",
        "attr_last_name",
        ("urn:oid:2.5.4.4", _WS + "surname", "last_name", "lastname", "lastName", "surname"),
    ),
)
_PROTECTED = ("username", "email")
_STEPS = ("create_user", "user_details")


def translate(preset: Preset, settings: Settings, idp: Settings, name: str) -> Preset:
    """The preset as these settings and this identity provider's entry, called ``name``, change it."""

    def setting(key: str, default: Any) -> Any:
        return settings.get(f"SOCIAL_AUTH_SAML_{key}", settings.get(f"SOCIAL_AUTH_{key}", default))

    pipeline = setting("PIPELINE", None)

    def runs(step: str) -> bool:
        return step in _STEPS if pipeline is None else any(entry.endswith("." + step) for entry in pipeline)

    rows = tuple(_row(column, key, built_in, setting, idp) for column, key, built_in in _BUILT_IN)
    security = setting("SECURITY_CONFIG", {})
    policy = preset.policy
    library = msgspec.structs.replace(
        policy.library,
        repeated="join" if security.get("allowRepeatAttributeName") else "refuse",
        attribute_statement="required" if security.get("wantAttributeStatement", True) else "optional",
    )
    steps = [MatchStep(by="link")]
    if runs("associate_by_email"):
        steps.append(MatchStep(by="emails.work", compare="ignoreAsciiCase", active_only=True))
    return replaced(
        preset,
        attributes=AttributeMap(rows=rows),
        roles=_roles(idp) if runs("sync_groups") else {"direct": ()},
        policy={
            "library": library,
            "gates": Gates(
                domains=tuple(setting("WHITELISTED_DOMAINS", ())),
                groups=tuple(idp.get("allow_groups", ())),
                no_address="pass",
                non_ascii="refuse",
            ),
            "match": tuple(steps),
            "create": runs("create_user"),
            "update": "everyLogin" if runs("user_details") else "never",
            "inactive": "signIn" if setting("ALLOW_INACTIVE_USERS_LOGIN", False) else "storeThenRefuse",
            "links": Links(value=_permanent_id(idp), provider=name),
            "new_account": _new_account(policy.new_account, rows, setting),
            "unique": (Unique(field="userName", on_create="suffix"),),
        },
    )


def _row(column: str, key: str, built_in: tuple[str, ...], setting: Any, idp: Settings) -> AttributeRow:
    """An attribute that is configured is required; one that is found by its usual names is optional."""
    configured = idp.get(key)
    if column == "username" and setting("USERNAME_IS_FULL_EMAIL", False):
        configured = idp.get("attr_email", configured)
    sources = (_source(configured),) if configured else tuple(Source(attribute=name) for name in built_in)
    lower = column == "email" and setting("FORCE_EMAIL_LOWERCASE", False)
    return AttributeRow(
        field=field(column),
        sources=sources,
        transforms=("lower",) if lower else (),
        update=_update(column, setting),
        next_if_empty=False,
        missing="refuse" if configured else "keep",
        empty="keep",
        max_length=150 if column == "username" else None,
        too_long="cut",
    )


def _update(column: str, setting: Any) -> Update:
    protected = () if setting("NO_DEFAULT_PROTECTED_USER_FIELDS", False) is True else _PROTECTED
    if column in setting("PROTECTED_USER_FIELDS", ()):
        return "onCreate" if column in _PROTECTED else "never"
    if column in protected:
        return "onCreate"
    return "ifStoredEmpty" if column in setting("IMMUTABLE_USER_FIELDS", ()) else "always"


def _source(name: str) -> Source | SourceWord:
    return "nameId" if name == "name_id" else Source(attribute=name)


def _permanent_id(idp: Settings) -> tuple[Source | SourceWord, ...]:
    configured = idp.get("attr_user_permanent_id")
    if configured:
        return (_source(configured),)
    return (Source(attribute="urn:oid:0.9.2342.19200300.100.1.1"), "nameId")


def _new_account(new: NewAccount, rows: tuple[AttributeRow, ...], setting: Any) -> NewAccount:
    """User names are cleaned, unless the very login that makes the account stores the name as it came."""
    unprotected = any(row.field == "userName" and row.update == "always" for row in rows)
    if unprotected or not setting("CLEAN_USERNAMES", True):
        return msgspec.structs.replace(new, transforms={})
    return new


def _roles(idp: Settings) -> dict[str, Any]:
    attribute = idp.get("attr_groups")
    if not attribute:
        return {"direct": ()}
    renames = {name: tuple(targets) for name, targets in idp.get("groups_map", {}).items()}
    direct = DirectRoles(attribute=attribute, kind="group", rename=renames, unmapped="drop")
    return {"direct": (direct,), "absent": "strip" if idp.get("groups_missing_as_empty") else "refuse"}
