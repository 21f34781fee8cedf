"""What a message is judged against: keys, names and addresses that the admin configured, and nothing from the
message.
"""

from datetime import date, datetime
from typing import Literal

import msgspec


class TrustedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate from trusted metadata: its DER bytes, and what a person recognises it by."""

    der: bytes
    sha256: str
    subject: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None


Retired = Literal["sha1", "rsa-short", "rsa-1_5"]


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """All that verification may rely on.

    An empty tuple or None means "not configured": the check is then skipped and says so, except for the certificates,
    without which nothing can be believed. ``accept_retired`` maps a retired choice to the last day it is accepted
    (None: without end). ``clock_skew`` is in seconds. ``in_response_to`` is the ID of the request that is outstanding.
    ``expired_certificates`` says what an expired certificate in the metadata means.
    """

    idp_entity_id: str | None = None
    certificates: tuple[TrustedCertificate, ...] = ()
    audiences: tuple[str, ...] = ()
    acs_urls: tuple[str, ...] = ()
    signed: Literal["either", "response", "assertion", "both"] = "either"
    clock_skew: int = 180
    in_response_to: str | None = None
    allow_unsolicited: bool = True
    accept_retired: dict[Retired, date | None] = {}
    require_encryption: bool = False
    expired_certificates: Literal["warn", "refuse"] = "warn"
    other_idps: dict[str, str] = {}
