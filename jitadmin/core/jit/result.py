"""The one result that the window, the command line, batches and reports all show."""

from typing import Any, Literal

import msgspec

from jitadmin.core.account import Account
from jitadmin.core.trace import Step
from jitadmin.core.verification import Verification

Outcome = Literal["create", "update", "link", "unchanged", "reactivate", "deny", "none"]
FieldValue = str | tuple[str, ...] | bool | None


class FieldReading(msgspec.Struct, frozen=True, kw_only=True):
    """What one row of the attribute map read from the login.

    ``state``: ``value`` (text was read), ``empty`` (the source is there without text), ``missing`` (no source is
    there), ``error`` (a transform or an expression failed; ``step`` says why). ``row`` is the index of the row.
    """

    row: int
    field: str
    state: Literal["value", "empty", "missing", "error"]
    value: FieldValue = None
    step: Step


class AttributeSet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the attribute map read: one reading for each row, and the attributes that no row and no rule uses."""

    readings: tuple[FieldReading, ...] = ()
    unmapped: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Which existing account the login is for: ``by`` is the field that found it, None when none was found."""

    account: Account | None = None
    by: str | None = None
    candidates: tuple[Account, ...] = ()


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What one name (role, group, entitlement) of the outcome rests on: ``origins`` are rows such as
    ``roles.rules[2]``.
    """

    name: str
    kind: Literal["role", "group", "entitlement"] = "role"
    origins: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the account that the login changes."""

    field: str
    before: FieldValue = None
    after: FieldValue = None


class Delta(msgspec.Struct, frozen=True, kw_only=True):
    """Names that come, go and stay."""

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something an admin should know; ``origin`` is the row that causes it."""

    code: str
    severity: Literal["error", "warning", "info"]
    args: dict[str, Any] = {}
    origin: str = ""


class Denial(msgspec.Struct, frozen=True, kw_only=True):
    """Why a person is refused.

    ``failure`` marks an application that breaks (such as HTTP 500) instead of refusing; ``stored`` says that the
    changes of this login were kept all the same.
    """

    code: str
    args: dict[str, Any] = {}
    origin: str = ""
    stored: bool = False
    failure: bool = False


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What provisioning would do with a login that is let in as far as its signature goes.

    ``outcome`` "deny" means that the application refuses the person (no session); changes may still have been stored,
    then ``after`` differs from ``before``. ``before`` is None for a person without an account; ``after`` is None where
    no account results. ``denial`` says why. ``dropped`` is why the application let the person in without storing the
    changes of this login.
    """

    outcome: Outcome
    attributes: AttributeSet = AttributeSet()
    match: Match = Match()
    grants: tuple[Grant, ...] = ()
    before: Account | None = None
    after: Account | None = None
    changes: tuple[Change, ...] = ()
    roles: Delta = Delta()
    groups: Delta = Delta()
    entitlements: Delta = Delta()
    permissions: Delta = Delta()
    findings: tuple[Finding, ...] = ()
    denial: Denial | None = None
    dropped: Denial | None = None
    trace: Step


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """The verification of a login and its effect.

    Where the verification refused the message, the outcome is "deny" and ``effect`` is what would have been. ``effect``
    is None where no assertion could be read.
    """

    verification: Verification
    effect: Effect | None
    trace: Step

    @property
    def outcome(self) -> Outcome:
        """The outcome that counts: a refused message denies, whatever its content would have done."""
        if self.verification.verdict != "accepted":
            return "deny"
        return self.effect.outcome if self.effect else "none"
