"""What goes into a proposal and what comes out of it."""

from typing import Literal

import msgspec

from jitadmin.core.catalogue import IdpTemplate, Placeholder, SpTemplate
from jitadmin.core.connection import Connection
from jitadmin.core.trace import Step

Side = Literal["identityProvider", "serviceProvider"]


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What the admin said: values of placeholders for each side, which of several addresses, and the mail domains.

    ``entity_id`` and ``acs`` count the alternatives of the application from 1; 0 is its usual address.
    """

    identity_provider: dict[str, str] = msgspec.field(default_factory=dict)
    service_provider: dict[str, str] = msgspec.field(default_factory=dict)
    entity_id: int = 0
    acs: int = 0
    domains: tuple[str, ...] = ()
    name: str = ""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One placeholder, and how things stand with it. One that is not ``needed`` can be left out."""

    side: Side
    name: str
    placeholder: Placeholder
    needed: bool
    state: Literal["missing", "invalid", "filled"]
    value: str = ""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A whole connection for a pair, and what it rests on.

    ``reasons`` explain rows: the origin of each is the path of a row, such as ``attributes.rows[2]``. ``assumptions``
    are what no source says, with the default that was taken. ``tasks`` are to be set up at either side for the
    connection to hold, ``needs`` must hold outside it, and ``warnings`` are what is known to go wrong.
    """

    connection: Connection
    asks: tuple[Ask, ...] = ()
    reasons: tuple[Step, ...] = ()
    assumptions: tuple[Step, ...] = ()
    tasks: tuple[Step, ...] = ()
    needs: tuple[Step, ...] = ()
    warnings: tuple[Step, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing that the connection needs is left open."""
        return all(ask.state == "filled" for ask in self.asks if ask.needed or ask.value)


class Notes(msgspec.Struct):
    """What the parts of one proposal have to say, gathered while it is made."""

    idp: IdpTemplate
    sp: SpTemplate
    reasons: list[Step] = msgspec.field(default_factory=list)
    assumptions: list[Step] = msgspec.field(default_factory=list)
    tasks: list[Step] = msgspec.field(default_factory=list)
    needs: list[Step] = msgspec.field(default_factory=list)
    warnings: list[Step] = msgspec.field(default_factory=list)

    def assume(self, what: str, origin: str, **args: object) -> None:
        """Notes a default that was taken because no source says what the application does."""
        self.assumptions.append(Step(f"proposal.assume.{what}", {"sp": self.sp.name, **args}, "warn", origin=origin))

    def task(self, what: str, origin: str, **args: object) -> None:
        """Notes something to be set up at the identity provider or the application."""
        told = {"sp": self.sp.name, "idp": self.idp.name, **args}
        self.tasks.append(Step(f"proposal.task.{what}", told, origin=origin))

    def warn(self, what: str, origin: str, **args: object) -> None:
        """Notes something that is known to go wrong with this pair."""
        told = {"sp": self.sp.name, "idp": self.idp.name, **args}
        self.warnings.append(Step(f"proposal.warn.{what}", told, "warn", origin=origin))
