"""Just-in-time provisioning of an application as data: what a login finds, makes, changes, keeps and refuses."""

from typing import Literal

import msgspec

from jitadmin.core.catalogue.common import UNKNOWN, Certainty, Known
from jitadmin.core.connection.record import Record

FieldPolicy = Literal["createOnly", "everyLogin", "optIn", "never", "unknown"]


class MatchKey(Record, frozen=True, kw_only=True):
    """One look-up, in order: ``nameId``, or an account field such as ``externalId``, ``emails.work``, ``userName``.

    ``nameId`` is the value that the application stored at the first login. ``compare`` says how values are compared.
    """

    by: str
    compare: Literal["exact", "ignoreCase", "normalised", "unknown"] = UNKNOWN


class Precondition(Record, frozen=True, kw_only=True):
    """Something outside SAML without which no account is made; ``needed`` is false for what merely helps."""

    kind: Literal[
        "verifiedDomain", "domainAutoClaim", "domainLinkedToDirectory", "enforcedPolicy", "planTier", "spSwitch",
        "vanityUrl", "defaultRole", "defaultLicence", "seats", "groupsExist", "invitation", "existingAccount",
        "allowedGroups", "allowedDomains", "schemaField",
    ]  # fmt: skip
    needed: Known = True
    default: Literal["on", "off", "unknown"] = UNKNOWN
    setting: str = ""
    note: str = ""


class Jit(Record, frozen=True, kw_only=True):
    """What a login does at this application; every knob is ``unknown`` until a source says otherwise.

    ``on_conflict``: an account that is found by another key than the stored identity is linked, linked after the person
    confirms (``confirmLink``), left aside while a second one is made (``duplicate``), or the login is refused.
    ``not_found``: what follows where no account is found. ``field_policy`` names fields that differ from ``fields``.
    ``membership_policy``: groups and roles are only added, made equal to the assertion (``exact``), made equal among
    those that a mapping can give (``managed``), changed by lists of additions and removals (``delta``), or left alone.
    ``when_no_mapping_matches``: ``stripAndRefuse`` takes all roles away and denies the session.
    ``inactive``: a disabled account is refused, updated and left disabled, or enabled again.
    ``certainty`` is ``unsure`` where no page of the vendor says what happens to a person who is not known: only another
    source does, or settings suggest it.
    """

    supported: Known = UNKNOWN
    certainty: Certainty = "verified"
    creates: Known = UNKNOWN
    updates_on_login: Known = UNKNOWN
    deactivates: Known = UNKNOWN
    default_enabled: Known = UNKNOWN
    match: tuple[MatchKey, ...] = ()
    match_configurable: Known = UNKNOWN
    on_conflict: Literal["link", "confirmLink", "duplicate", "refuse", "unknown"] = UNKNOWN
    not_found: Literal["create", "refuse", "askPerson", "unknown"] = UNKNOWN
    fields: FieldPolicy = UNKNOWN
    field_policy: dict[str, FieldPolicy] = msgspec.field(default_factory=dict)
    membership_policy: Literal["addOnly", "exact", "managed", "delta", "none", "unknown"] = UNKNOWN
    membership_when: Literal["everyLogin", "onCreate", "unknown"] = UNKNOWN
    when_role_attribute_absent: Literal["keep", "default", "strip", "refuse", "unknown"] = UNKNOWN
    when_no_mapping_matches: Literal["keep", "default", "strip", "refuse", "stripAndRefuse", "unknown"] = UNKNOWN
    unknown_groups: Literal["ignore", "create", "refuse", "unknown"] = UNKNOWN
    default_role: str = UNKNOWN
    inactive: Literal["refuse", "keepInactive", "reactivate", "unknown"] = UNKNOWN
    generated_fields: tuple[str, ...] = ()
    also_creates: tuple[str, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
