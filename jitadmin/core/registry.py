"""Registered identity and service providers: what is kept of one, how two states differ, and how one stands today.

What is said here is said as ``Said``: a code with arguments, which ``core.messages`` puts into words.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Protocol

import msgspec

from jitadmin.core.connection.record import Record
from jitadmin.core.entity import Entity, Role
from jitadmin.core.message import BadTime
from jitadmin.core.messages import sentence
from jitadmin.core.trust import TrustedCertificate

ProviderKind = Literal["identityProvider", "serviceProvider"]
Tone = Literal["plain", "good", "warning", "bad"]
SOON: Final = 30
"""From how many days before its end a certificate is warned of."""


class Readable(Protocol):
    """What metadata is read from, a piece at a time."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, none at the end."""


class Provider(Record, frozen=True, kw_only=True):
    """One registered party.

    ``metadata`` is the XML of this party alone, empty for one that was entered by hand or made from the catalogue;
    those have ``certificates`` (PEM or base64) and ``acs``. ``source`` says where it comes from: an https address, the
    name of a file, "catalogue:ID" or "by hand". ``valid_until`` and ``cache_duration`` (seconds, 0: not said) hold for
    the party and include what the metadata around it said. ``signature`` says whether the metadata was signed and
    whether anybody checked that; ``signed_by`` is the certificate (base64) that it was checked with.
    """

    entity_id: str
    kind: ProviderKind
    name: str = ""
    product: str = ""
    metadata: str = ""
    source: str = ""
    etag: str = ""
    last_modified: str = ""
    fetched_at: datetime | None = None
    certificates: tuple[str, ...] = ()
    acs: tuple[str, ...] = ()
    values: dict[str, str] = msgspec.field(default_factory=dict)
    valid_until: datetime | None = None
    cache_duration: int = 0
    signature: Literal["none", "unchecked", "checked"] = "none"
    signed_by: str = ""
    expired_accepted: bool = False


class State(msgspec.Struct, frozen=True):
    """A registered party together with what its metadata says."""

    provider: Provider
    entity: Entity

    @property
    def role(self) -> Role | None:
        """The side of the party that it is registered for."""
        return self.entity.idp if self.provider.kind == "identityProvider" else self.entity.sp


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One party of metadata as a search lists it."""

    entity_id: str
    name: str = ""
    kinds: tuple[ProviderKind, ...] = ()
    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """Something to tell a person about a provider."""

    code: str
    args: dict[str, Any] = {}
    tone: Tone = "plain"

    @property
    def text(self) -> str:
        """The sentence for a person."""
        return sentence(self.code, self.args)


class CertificateState(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate of a provider, what it serves, and how many whole days it has left."""

    certificate: TrustedCertificate
    uses: tuple[Literal["signing", "encryption"], ...]
    days_left: int


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """How a provider stands at an instant. ``due`` says that its metadata should have been fetched again by now."""

    certificates: tuple[CertificateState, ...] = ()
    valid_until: datetime | None = None
    expired: bool = False
    refresh_from: datetime | None = None
    due: bool = False
    notes: tuple[Said, ...] = ()


class Hits(msgspec.Struct, frozen=True):
    """What a search found, the best first, how many there are in all, and a note where a saved copy was searched."""

    found: tuple[Found, ...]
    total: int
    note: Said | None = None


class Refresh(msgspec.Struct, frozen=True, kw_only=True):
    """What newer metadata would change, before it is taken.

    ``seen`` is the revision that was looked at, ``dependents`` the connections that it concerns. ``note`` says that the
    address could not be reached; nothing is new then.
    """

    before: Provider
    after: Provider
    differences: tuple[Said, ...] = ()
    dependents: tuple[str, ...] = ()
    seen: int = 0
    note: Said | None = None

    @property
    def unchanged(self) -> bool:
        """Whether taking it would change nothing but when it was last looked at."""
        return not self.differences and self.before.metadata == self.after.metadata


def rank(found: Found, text: str) -> int | None:
    """How well a party fits what was typed, 0 being best; None where a word of it is nowhere."""
    typed = text.strip().casefold()
    entity_id, names = found.entity_id.casefold(), [name.casefold() for name in (found.name, *found.names)]
    domains = [domain.casefold() for domain in found.domains]
    if typed in {entity_id, *names, *domains}:
        return 0
    whole = "\n".join((entity_id, *names, *domains))
    if not all(word in whole for word in typed.split()):
        return None
    if any(name.startswith(typed) for name in names):
        return 1
    return 2 if any(domain.endswith(typed) for domain in domains) else 3


def differences(before: State, after: State) -> tuple[Said, ...]:
    """All that is other in the second state, keys first, because a key is whom logins are believed from."""
    return (
        *_keys(before.role, after.role),
        *_endpoints(before.role, after.role),
        *_values(before, after),
        *_checking(before.provider, after.provider),
    ) or _rest(before.provider, after.provider)


def _rest(before: Provider, after: Provider) -> tuple[Said, ...]:
    """Other text that says the same of all that is told apart here, such as another contact."""
    return () if before.metadata == after.metadata else (Said("registry.change.other"),)


def _keys(before: Role | None, after: Role | None) -> Iterator[Said]:
    old, new = _uses(before), _uses(after)
    for sha256, (certificate, uses) in new.items():
        had = old.get(sha256, (certificate, ()))[1]
        if gained := [use for use in uses if use not in had]:
            yield Said("registry.change.certificate_added", _about(certificate, gained), "warning")
    for sha256, (certificate, uses) in old.items():
        has = new.get(sha256, (certificate, ()))[1]
        if lost := [use for use in uses if use not in has]:
            yield Said("registry.change.certificate_removed", _about(certificate, lost), "warning")


_Uses = dict[str, tuple[TrustedCertificate, tuple[Literal["signing", "encryption"], ...]]]


def _uses(role: Role | None) -> _Uses:
    found: _Uses = {}
    uses: tuple[Literal["signing", "encryption"], ...] = ("signing", "encryption")
    for use in uses:
        for certificate in getattr(role, use) if role else ():
            found[certificate.sha256] = certificate, (*found.get(certificate.sha256, (certificate, ()))[1], use)
    return found


def _about(certificate: TrustedCertificate, uses: Iterable[str]) -> dict[str, Any]:
    return {
        "uses": " and ".join(uses),
        "sha256": certificate.sha256,
        "subject": certificate.subject,
        "until": f"{certificate.not_after:%Y-%m-%d}" if certificate.not_after else "",
    }


def _endpoints(before: Role | None, after: Role | None) -> Iterator[Said]:
    old, new = _addresses(before), _addresses(after)
    for address in new:
        if address not in old:
            yield Said("registry.change.endpoint_added", dict(zip(_ADDRESS, address, strict=True)), "warning")
    for address in old:
        if address not in new:
            yield Said("registry.change.endpoint_removed", dict(zip(_ADDRESS, address, strict=True)), "warning")


_ADDRESS: Final = ("service", "binding", "location")


def _addresses(role: Role | None) -> list[tuple[str, str, str]]:
    if role is None:
        return []
    service = "single sign-on" if role.kind == "idp" else "assertion consumer"
    named = [(service, item) for item in role.endpoints] + [("logout", item) for item in role.logout]
    return [(title, item.binding.rpartition(":")[2], item.location) for title, item in named]


def _values(before: State, after: State) -> Iterator[Said]:
    for what, old, new in zip(_PLAIN, _plain(before), _plain(after), strict=True):
        if old != new:
            args = {"what": what, "before": _written(old), "after": _written(new)}
            yield Said("registry.change.value", args, "plain")


_PLAIN: Final = ("entity ID", "name", "product", "end of validity", "NameID formats", "signed messages wanted",
                 "attributes asked for", "source")  # fmt: skip


def _plain(state: State) -> tuple[object, ...]:
    role, provider = state.role, state.provider
    return (
        provider.entity_id,
        provider.name,
        provider.product,
        provider.valid_until,
        role.name_id_formats if role else (),
        role.wants_signed if role else False,
        tuple(item.name for item in role.requested) if role else (),
        provider.source,
    )


def _written(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "nothing"


def _checking(before: Provider, after: Provider) -> Iterator[Said]:
    """Whether somebody vouches for the metadata is a part of the trust."""
    if (before.signature, before.signed_by) != (after.signature, after.signed_by):
        tone: Tone = "good" if after.signature == "checked" else "bad" if before.signature == "checked" else "plain"
        yield Said(f"registry.change.signature.{after.signature}", {}, tone)


def status(state: State, now: datetime) -> Status:
    """How a provider stands now, with everything that a person should know of it."""
    provider = state.provider
    certificates = tuple(
        CertificateState(certificate=certificate, uses=uses, days_left=_days(certificate, now))
        for certificate, uses in _uses(state.role).values()
    )
    until = state.entity.valid_until
    until = provider.valid_until if provider.valid_until or until is None or isinstance(until, BadTime) else until
    expired = until is not None and until <= now
    refresh_from = None
    if provider.fetched_at is not None and provider.cache_duration:
        refresh_from = provider.fetched_at + timedelta(seconds=provider.cache_duration)
    due = refresh_from is not None and refresh_from <= now
    found = Status(certificates=certificates, valid_until=until, expired=expired, refresh_from=refresh_from, due=due)
    return msgspec.structs.replace(found, notes=tuple(_notes(state, found, now)))


def _days(certificate: TrustedCertificate, now: datetime) -> int:
    return (certificate.not_after - now).days if certificate.not_after else 1 << 20


def _notes(state: State, found: Status, now: datetime) -> Iterator[Said]:
    provider = state.provider
    if found.expired:
        code = "registry.note.expired_accepted" if provider.expired_accepted else "registry.note.expired"
        yield Said(code, {"until": found.valid_until}, "bad")
    elif found.valid_until is not None:
        yield Said("registry.note.valid_until", {"until": found.valid_until})
    if found.due:
        yield Said("registry.note.due", {"since": found.refresh_from}, "warning")
    yield from _certificate_notes(found.certificates, now)
    if provider.kind == "identityProvider" and not any("signing" in item.uses for item in found.certificates):
        yield Said("registry.note.no_certificate", {}, "bad")
    if provider.metadata:
        yield Said(f"registry.note.signature.{provider.signature}", {}, _SIGNED[provider.signature])


_SIGNED: Final[dict[str, Tone]] = {"none": "plain", "unchecked": "warning", "checked": "good"}


def _certificate_notes(certificates: Sequence[CertificateState], now: datetime) -> Iterator[Said]:
    signing = [item for item in certificates if "signing" in item.uses]
    for item in certificates:
        args = {**_about(item.certificate, item.uses), "days": item.days_left}
        if item.days_left < 0:
            yield Said("registry.note.certificate_ended", args, "bad" if item in signing else "warning")
        elif item.days_left <= SOON:
            yield Said("registry.note.certificate_soon", args, "warning")
        begins = item.certificate.not_before
        if begins is not None and begins > now:
            yield Said("registry.note.certificate_future", {**args, "since": f"{begins:%Y-%m-%d}"}, "warning")
    if len(signing) > 1:
        yield Said("registry.note.several", {"count": len(signing)})
