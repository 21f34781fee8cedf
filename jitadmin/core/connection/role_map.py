"""The role map: which roles, groups and entitlements a login brings, and what becomes of those held before."""

from typing import Literal

import msgspec

from jitadmin.core.connection.record import Record


class Condition(Record, frozen=True, kw_only=True):
    """A test on the login: exactly one of ``all``, ``any``, ``not``, ``cel``, ``memberOf``, or an operand with a
    comparison.

    The operand is ``attribute`` (any of its values may satisfy the test), ``name_id`` or ``field`` (of the account as
    the attribute map reads it). ``member_of`` looks in ``attribute`` (or the role map's ``groups_attribute``) for a
    group by its name, by the leaf of a distinguished name, or by its object id.
    """

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    not_: "Condition | None" = msgspec.field(default=None, name="not")
    cel: str | None = None
    member_of: str | None = None
    attribute: str | None = None
    field: str | None = None
    name_id: bool = False
    equals: str | None = None
    in_: tuple[str, ...] | None = msgspec.field(default=None, name="in")
    matches: str | None = None
    starts_with: str | None = None
    ends_with: str | None = None
    contains: str | None = None
    present: bool | None = None
    ignore_case: bool = False


Kind = Literal["role", "group", "entitlement"]


class Role(Record, frozen=True, kw_only=True):
    """A role, group or entitlement of the application, with what it allows and how far it reaches.

    ``privilege`` orders roles from 0 (nothing) to 100 (owns everything). ``exists`` is false where the application must
    have it before a login can give it and does not.
    """

    name: str
    title: str = ""
    kind: Kind = "role"
    permissions: tuple[str, ...] = ()
    privilege: int = 10
    exists: bool = True


When = Literal["everyLogin", "onCreate", "createThenRemove", "never"]


class RoleRule(Record, frozen=True, kw_only=True):
    """If ``when`` holds (left out: always) the login brings all of ``grant``, names of roles; ``kind`` is theirs where
    the role map does not declare them. ``apply`` overrides for this rule at which logins the role map works.
    """

    grant: tuple[str, ...]
    when: Condition | None = None
    kind: Kind = "role"
    apply: When | None = None
    name: str = ""
    note: str = ""


Unknown = Literal["accept", "ignore", "create", "refuse", "refuseAfterStoring"]


class DirectRoles(Record, frozen=True, kw_only=True):
    """Values of an attribute, or of a CEL expression, that are themselves the names of roles or groups.

    ``rename`` maps a value to the names it stands for; ``unmapped`` says whether a value that is not in it is kept as a
    name or dropped; ``separator`` splits composite values; ``pattern`` keeps its first group of each value. ``empty:
    keep`` takes a value without text for a name as well. ``effect: remove`` takes the names away. ``unknown`` overrides
    that of the role map.
    """

    attribute: str = ""
    cel: str | None = None
    kind: Kind = "role"
    rename: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    unmapped: Literal["keep", "drop"] = "keep"
    ignore_case: bool = False
    separator: str | None = None
    pattern: str | None = None
    empty: Literal["drop", "keep"] = "drop"
    effect: Literal["give", "remove"] = "give"
    unknown: Unknown | None = None


Membership = Literal["addOnly", "exact", "managed"]
Absent = Literal["keep", "strip", "refuse"]
NoMatch = Literal["keep", "strip", "refuse", "stripThenRefuse"]
GiveDefaults = Literal["onCreate", "onCreateIfAbsent", "everyLogin", "ifNone"]
MissingDefault = Literal["accept", "ignore", "refuse", "refuseAfterStoring"]


class KindRules(Record, frozen=True, kw_only=True):
    """Where groups or entitlements go by other rules than the role map says for all; what is not given is the same."""

    membership: Membership | None = None
    when: When | None = None
    absent: Absent | None = None
    no_match: NoMatch | None = None
    defaults: tuple[str, ...] | None = None
    give_defaults: GiveDefaults | None = None
    missing_default: MissingDefault | None = None
    unknown: Unknown | None = None
    managed: tuple[str, ...] | None = None


class RoleMap(Record, frozen=True, kw_only=True):
    """Rules, direct values and defaults, and how they meet what the account already holds.

    ``pick`` chooses among the rules that match: the ``first``, or, for roles, groups and entitlements apart, the rule
    (or value that is itself a name) of most or least privilege; a rule counts as its highest role and brings all that
    it grants. ``membership``: ``addOnly`` never removes; ``exact`` leaves only what this login brings; ``managed``
    removes only names that a login could have given (any of ``roles``, where values are names themselves), or those in
    ``managed``. ``when`` is ``everyLogin``, ``onCreate``, ``never``, or
    ``createThenRemove``: later logins take away and give nothing.
    ``absent`` (the attributes used are not in the assertion) and ``no_match`` (nothing was granted) say what follows:
    ``keep`` what is held, ``strip`` it, or ``refuse`` the login. ``defaults`` are given ``onCreate``,
    ``onCreateIfAbsent`` (where the login says nothing about roles), on ``everyLogin``, or only ``ifNone`` was granted.
    ``unknown`` is what becomes of a name that the application does not have. ``group_names`` gives readable names to
    object ids.
    """

    roles: tuple[Role, ...] = ()
    rules: tuple[RoleRule, ...] = ()
    direct: tuple[DirectRoles, ...] = ()
    groups_attribute: str | None = None
    group_names: dict[str, str] = msgspec.field(default_factory=dict)
    pick: Literal["all", "first", "mostPrivileged", "leastPrivileged"] = "all"
    membership: Membership = "managed"
    when: When = "everyLogin"
    absent: Absent = "keep"
    no_match: NoMatch = "strip"
    defaults: tuple[str, ...] = ()
    default_kind: Kind = "role"
    give_defaults: GiveDefaults = "ifNone"
    missing_default: MissingDefault = "accept"
    unknown: Unknown = "accept"
    managed: tuple[str, ...] = ()
    groups: KindRules | None = None
    entitlements: KindRules | None = None
