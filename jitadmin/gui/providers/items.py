"""What the pages of providers show, gathered in the background, and its words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from jitadmin.app import Workspace
from jitadmin.core.entity import Entity
from jitadmin.core.messages import inert
from jitadmin.core.progress import Progress
from jitadmin.core.registry import CertificateState, Provider, ProviderKind, Status
from jitadmin.gui.dates import age, day
from jitadmin.gui.words import app_name, idp_name, number

NO_END = 1 << 19
CATALOGUE = "catalogue:"
BY_HAND = "by hand"
_BINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "HTTP-POST": "POST",
        "HTTP-Redirect": "redirect",
        "HTTP-Artifact": "artifact",
        "HTTP-POST-SimpleSign": "POST, simple sign",
        "SOAP": "SOAP",
        "PAOS": "ECP",
        "browser-post": "POST of SAML 1.1",
        "artifact-01": "artifact of SAML 1.1",
    }
)


@dataclass(frozen=True)
class Used:
    """A connection that joins a provider: its name, and what stands at the other end."""

    name: str
    words: str


@dataclass(frozen=True)
class Item:
    """A registered provider with all that is said of it."""

    provider: Provider
    entity: Entity | None
    status: Status
    used: tuple[Used, ...]
    product: str

    @property
    def name(self) -> str:
        """What it is called."""
        return inert(self.provider.name or self.product or self.provider.entity_id)

    @property
    def days(self) -> int | None:
        """The days left of the certificate for signing that lasts longest; None without an end or a certificate."""
        ends = [one.days_left for one in self.status.certificates if "signing" in one.uses]
        last = max(ends, default=NO_END)
        return last if last < NO_END else None

    @property
    def endpoints(self) -> tuple["Address", ...]:
        """The addresses that take messages."""
        return tuple(_addresses(self.entity, self.provider.kind))


@dataclass(frozen=True)
class Address:
    """One address: what it serves, over which binding."""

    service: str
    binding: str
    location: str


def gather(workspace: Workspace, kind: ProviderKind, progress: Progress) -> tuple[Item, ...]:
    """All registered providers of a kind, by name; for the background."""
    registry, now = workspace.registry, workspace.today()
    used: dict[str, list[Used]] = {}
    for one in workspace.connections():
        here, words = one.identity_provider.entity_id, app_name(one)
        if kind == "serviceProvider":
            here, words = one.service_provider.entity_id, idp_name(one)
        used.setdefault(here, []).append(Used(one.name, words))
    catalogue = workspace.catalogue()
    listing = catalogue.identity_providers if kind == "identityProvider" else catalogue.service_providers
    products = {head.id: head.name for head in listing.heads}
    items: list[Item] = []
    for provider in registry.providers(kind):
        progress.step(len(items), 0, provider.entity_id)
        items.append(
            Item(
                provider=provider,
                entity=registry.entity(kind, provider.entity_id),
                status=registry.status(provider, now),
                used=tuple(used.get(provider.entity_id, ())),
                product=products.get(provider.product, ""),
            )
        )
    return tuple(sorted(items, key=lambda item: (item.name.casefold(), item.provider.entity_id)))


def _addresses(entity: Entity | None, kind: ProviderKind) -> Iterator[Address]:
    role = None
    if entity is not None:
        role = entity.idp if kind == "identityProvider" else entity.sp
    if role is None:
        return
    service = "Single sign-on" if kind == "identityProvider" else "Takes logins (ACS)"
    for one in role.endpoints:
        yield Address(service + (", the usual one" if one.default else ""), binding_words(one.binding), one.location)
    for one in role.logout:
        yield Address("Single logout", binding_words(one.binding), one.location)


def binding_words(binding: str) -> str:
    """How messages travel to an address."""
    last = binding.rpartition(":")[2]
    return _BINDINGS.get(last) or inert(last)


def source_words(provider: Provider) -> str:
    """Where it comes from."""
    if provider.source.startswith(CATALOGUE):
        return "the catalogue"
    if not provider.source or provider.source == BY_HAND:
        return "entered by hand"
    return inert(provider.source)


def age_words(provider: Provider, now: datetime) -> str:
    """When its metadata was read."""
    if provider.fetched_at is None:
        return ""
    return f"read on {day(provider.fetched_at)} ({age(provider.fetched_at, now)})"


def used_words(item: Item) -> str:
    """How many connections use it."""
    count = len(item.used)
    return "none" if not count else "1 connection" if count == 1 else f"{number(count)} connections"


def days_of(one: CertificateState) -> int | None:
    """The days that a certificate has left; None where it has no end."""
    return one.days_left if one.days_left < NO_END else None


def fingerprint(sha256: str) -> str:
    """A digest as consoles show it."""
    return ":".join(sha256[at : at + 2] for at in range(0, len(sha256), 2)).upper()
