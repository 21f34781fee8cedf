"""The JIT policy: how the service provider finds, makes, changes and refuses accounts."""

from typing import Literal

from jitadmin.core.connection.record import Record

Compare = Literal["exact", "ignoreAsciiCase", "ignoreCase", "normalised"]


class MatchStep(Record, frozen=True, kw_only=True):
    """One look-up: an account field, or ``link`` for the stored link of this identity provider and NameID.

    ``several``: what more than one hit means. ``active_only`` does not see disabled accounts.
    """

    by: str
    compare: Compare = "exact"
    several: Literal["refuse", "none", "first"] = "refuse"
    active_only: bool = False


class Policy(Record, frozen=True, kw_only=True):
    """What just-in-time provisioning does at this service provider.

    ``inactive``: a disabled account is refused before or after changes are stored, signed in as it is, or reactivated.
    """

    match: tuple[MatchStep, ...] = (MatchStep(by="userName"),)
    create: bool = True
    update: bool = True
    inactive: Literal["refuse", "storeThenRefuse", "signIn", "reactivate"] = "refuse"
    active_on_create: bool = True
    allowed_domains: tuple[str, ...] = ()
    required_groups: tuple[str, ...] = ()
