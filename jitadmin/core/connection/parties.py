"""The two ends of a connection and the trust between them, as the admin writes them down."""

from datetime import date
from typing import Literal

from jitadmin.core.connection.record import Record


class IdentityProvider(Record, frozen=True, kw_only=True):
    """The party that signs. ``certificates`` are PEM texts or bare base64 DER, the ones trusted and no others."""

    entity_id: str
    name: str = ""
    certificates: tuple[str, ...] = ()
    metadata_file: str | None = None
    domains: tuple[str, ...] = ()
    product: str = ""


class ServiceProvider(Record, frozen=True, kw_only=True):
    """The application that accounts are made in. ``audiences`` defaults to the entity ID."""

    entity_id: str
    name: str = ""
    acs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    template: str = ""


class AcceptRetired(Record, frozen=True, kw_only=True):
    """A retired choice of this identity provider that is accepted, loudly, until the end of a day."""

    choice: Literal["sha1", "rsa-short", "rsa-1_5"]
    until: date


class TrustSettings(Record, frozen=True, kw_only=True):
    """What must be signed, and how strictly times and requests are judged; ``clock_skew`` in seconds."""

    signed: Literal["either", "response", "assertion", "both"] = "either"
    clock_skew: int = 180
    unsolicited: Literal["allow", "refuse"] = "allow"
    encrypted: Literal["optional", "required"] = "optional"
    accept_retired: tuple[AcceptRetired, ...] = ()
    expired_certificates: Literal["warn", "refuse"] = "warn"
