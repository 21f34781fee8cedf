"""The registry of a workspace: the identity and service providers that its connections are between."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.judging import Recent
from jitadmin.app.shelf import Shelf
from jitadmin.app.sources import UNREACHABLE, Place, Sources, kept
from jitadmin.core.catalogue.finding import recognised
from jitadmin.core.catalogue.other import acs_of
from jitadmin.core.connection import Connection
from jitadmin.core.entity import Entity
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.progress import Progress
from jitadmin.core.proposal.filling import filled
from jitadmin.core.proposal.record import Answers
from jitadmin.core.record import Revision
from jitadmin.core.registry import (
    Hits,
    Provider,
    ProviderKind,
    Refresh,
    Said,
    State,
    Status,
    differences,
    status,
)
from jitadmin.core.trust import TrustedCertificate

if TYPE_CHECKING:
    from jitadmin.adapters.catalogue import Catalogue
    from jitadmin.adapters.fetch import Copies, Copy

__all__ = ["Place", "Registry"]

KEPT = 256
LONGEST = 1024
"""The longest entity ID (saml-core 8.3.6)."""


class Registry:
    """Keeps providers on the shelf, each with only its own metadata. What is taken is read and checked first.

    What was fetched is kept for the next time in the caches of this user, or only for the run where ``keeps`` is false.
    All methods may be called from any thread.
    """

    def __init__(
        self,
        shelf: Shelf,
        clock: Clock,
        catalogue: "Callable[[], Catalogue]",
        copies: "Copies | None" = None,
        *,
        keeps: bool = False,
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self._catalogue = catalogue
        self._sources = Sources(clock, copies, keeps=keeps)
        self._entities: Recent[tuple[ProviderKind, str, int], Entity] = Recent(KEPT)

    def providers(self, kind: ProviderKind) -> tuple[Provider, ...]:
        """Everything registered of a kind, as the shelf has it now."""
        return tuple(_provider(head) for head in self._shelf.heads(kind))

    def provider(self, kind: ProviderKind, entity_id: str) -> Provider:
        """One that is registered; raises ``UsageError`` where it is not."""
        return _provider(self._head(kind, entity_id))

    def find(self, kind: ProviderKind, entity_id: str) -> Provider | None:
        """One that is registered, or None."""
        try:
            return self.provider(kind, entity_id)
        except UsageError:
            return None

    def revision(self, kind: ProviderKind, entity_id: str) -> int:
        """The number of the revision that a change of it has ``seen``; raises ``UsageError``."""
        return self._head(kind, entity_id).number

    def entity(self, kind: ProviderKind, entity_id: str) -> Entity | None:
        """What the metadata of a registered party says; None where none is registered."""
        try:
            head = self._head(kind, entity_id)
        except UsageError:
            return None
        key = (kind, entity_id, head.number)
        known = self._entities.get(key)
        if known is None:
            known = _described(_provider(head))
            self._entities.put(key, known)
        return known

    def trusted(self, entity_id: str, now: datetime) -> tuple[TrustedCertificate, ...] | None:
        """The certificates that a registered identity provider signs with; None where none is registered.

        Raises ``InputError`` where its metadata has expired and nobody accepted that (saml-metadata 2.3.1).
        """
        entity = self.entity("identityProvider", entity_id)
        if entity is None:
            return None
        until = entity.valid_until
        expired = isinstance(until, datetime) and until <= now
        if expired and not self.provider("identityProvider", entity_id).expired_accepted:
            raise InputError("registry.trust_expired", entity_id=entity_id, until=until)
        return entity.idp.signing if entity.idp else ()

    def joined(self, connection: Connection) -> Connection:
        """The connection with the addresses of the registered application, where it has none of its own."""
        party = connection.service_provider
        entity = None if party.acs else self.entity("serviceProvider", party.entity_id)
        acs = acs_of(entity) if entity else ()
        if not acs:
            return connection
        return msgspec.structs.replace(connection, service_provider=msgspec.structs.replace(party, acs=acs))

    def status(self, provider: Provider, now: datetime | None = None) -> Status:
        """How a provider stands: certificates with the days they have left, the end of its metadata, what to know."""
        return status(State(provider, _described(provider)), now or self._clock())

    def differences(self, before: Provider | None, after: Provider) -> tuple[Said, ...]:
        """What is other in the second state; nothing where there was none before."""
        if before is None:
            return ()
        return differences(State(before, _described(before)), State(after, _described(after)))

    def dependents(self, kind: ProviderKind, entity_id: str) -> tuple[str, ...]:
        """The names of the connections that join this party."""
        return self.joins(kind).get(entity_id, ())

    def joins(self, kind: ProviderKind) -> dict[str, tuple[str, ...]]:
        """The names of the connections by the entity ID that they join, registered or not."""
        found: dict[str, tuple[str, ...]] = {}
        for head in self._shelf.heads("connection"):
            entity_id = (head.body or {}).get(kind, {}).get("entityId", "")
            found[entity_id] = (*found.get(entity_id, ()), head.name)
        return found

    def add_metadata(
        self,
        kind: ProviderKind,
        data: Place,
        *,
        source: str = "",
        entity_id: str | None = None,
        signed_by: Sequence[str] = (),
        accept_expired: bool = False,
        progress: Progress | None = None,
    ) -> tuple[Provider, ...]:
        """Register the party of metadata that has this entity ID, or all of the kind where they are few.

        ``signed_by`` are certificates (PEM or base64), one of which must have signed. Raises ``InputError`` as
        ``read`` does, and nothing is kept then.
        """
        found, _ = self.read(
            kind,
            data,
            source=source,
            entity_id=entity_id,
            signed_by=signed_by,
            accept_expired=accept_expired,
            progress=progress,
        )
        return tuple(self.add(provider) for provider in found)

    def read(
        self,
        kind: ProviderKind,
        data: Place,
        *,
        source: str = "",
        entity_id: str | None = None,
        signed_by: Sequence[str] = (),
        accept_expired: bool = False,
        progress: Progress | None = None,
    ) -> tuple[tuple[Provider, ...], Said | None]:
        """What ``add_metadata`` would register, with a note where a saved copy stood in for what could not be fetched.

        A signature that was checked once is asked for again where no certificates are given, and what an admin said of
        a registered party stays. Raises ``InputError`` where the metadata cannot be read, is expired, holds none or too
        many of the kind, or is not signed by one of the certificates.
        """
        # The XML library takes longer to load than the window takes to show.
        from jitadmin.adapters.saml import Wanted, certificates_of, picked

        now = self._clock()
        known = self.find(kind, entity_id) if entity_id and not signed_by else None
        if known and known.signed_by:
            signed_by = (known.signed_by,)
        with self._sources.opened(data, progress) as opened:
            wanted = Wanted(
                kind=kind,
                name=source or opened.name,
                entity_id=entity_id,
                signed_by=certificates_of(signed_by),
                accept_expired=accept_expired,
            )
            found = picked(opened.stream, wanted, now)
        return tuple(self._placed(provider, opened.copy, now) for provider in found), opened.note

    def search(
        self,
        data: Place,
        text: str,
        limit: int = 50,
        progress: Progress | None = None,
        *,
        kind: ProviderKind | None = None,
    ) -> Hits:
        """The parties of metadata, of whatever size, that fit what was typed: a name, an entity ID or a domain."""
        # The XML library takes longer to load than the window takes to show.
        from jitadmin.adapters.saml import searched

        with self._sources.opened(data, progress) as opened:
            found, total = searched(opened.stream, text, limit, kind)
        return Hits(found, total, opened.note)

    def add_from_catalogue(
        self,
        template: str,
        values: dict[str, str],
        *,
        kind: ProviderKind = "serviceProvider",
        answers: Answers | None = None,
        certificates: Sequence[str] = (),
        addresses: Sequence[str] = (),
        name: str = "",
    ) -> Provider:
        """Register a party by what the catalogue knows of its product; ``answers`` choose among several addresses.

        ``addresses`` and ``name`` take the place of those of the catalogue. Raises ``UsageError`` for an unknown
        template and ``DocumentError`` with every value that is missing or wrong.
        """
        catalogue = self._catalogue()
        read = catalogue.service_provider if kind == "serviceProvider" else catalogue.identity_provider
        party = filled(read(template), values, answers or Answers())
        provider = Provider(
            entity_id=party.entity_id,
            kind=kind,
            name=name or party.name,
            product=template,
            source=f"catalogue:{template}",
            certificates=tuple(certificates),
            acs=tuple(addresses) or party.acs,
            values=party.values,
        )
        return self.add(provider)

    def add(self, provider: Provider, seen: int | None = None, note: str = "") -> Provider:
        """Keep a provider as its newest revision; no change makes none.

        ``seen`` is the revision that the change was made from, None follows whatever is there. Raises
        ``ConflictError`` where another was saved since, and ``InputError`` for a certificate that is none.
        """
        # Only the certificates of what may be a file with more in it, such as a private key.
        provider = msgspec.structs.replace(provider, certificates=_bare(provider.certificates))
        if not provider.entity_id.strip() or len(provider.entity_id) > LONGEST:
            raise InputError("registry.entity_id", entity_id=provider.entity_id, limit=LONGEST)
        _described(provider)
        last = self._last(provider.kind, provider.entity_id)
        body: dict[str, Any] = msgspec.to_builtins(provider)
        if last is not None and last.body == body and seen in {None, last.number}:
            return provider
        number = (last.number if last else 0) if seen is None else seen
        self._shelf.save(provider.kind, provider.entity_id, body, seen=number, now=self._clock(), note=note)
        return provider

    def refresh(
        self,
        kind: ProviderKind,
        entity_id: str,
        data: Place | None = None,
        *,
        accept_expired: bool = False,
        progress: Progress | None = None,
    ) -> Refresh:
        """What a newer metadata would change: that given, or that at the address it came from. It takes nothing.

        Where the address cannot be reached, the note says so and nothing has changed. A signature that was checked
        once is asked for again. Raises ``UsageError`` where there is nothing to fetch, and as ``read`` does.
        """
        head = self._head(kind, entity_id)
        before = _provider(head)
        source: Place = before.source if data is None else data
        address = before.source.startswith("https://")
        if data is None and not address:
            raise UsageError("registry.no_refresh", entity_id=entity_id, source=before.source or "by hand")
        after, note = before, None
        try:
            (found,), copied = self.read(
                kind,
                source,
                # Whoever gives the next metadata as a file goes on fetching it from its address afterwards.
                source=before.source if isinstance(data, bytes) or address else "",
                entity_id=entity_id,
                accept_expired=accept_expired,
                progress=progress,
            )
        except InputError as error:
            if error.code not in UNREACHABLE:
                raise
            note = kept(before, str(error))
        else:
            note = kept(before, copied.args["reason"]) if copied else None
            after = before if copied else found
        changes, dependents = self.differences(before, after), self.dependents(kind, entity_id)
        return Refresh(
            before=before, after=after, differences=changes, dependents=dependents, seen=head.number, note=note
        )

    def take(self, refresh: Refresh) -> Provider:
        """Keep what a refresh found; raises ``ConflictError`` where another revision was saved since it looked."""
        return self.add(refresh.after, seen=refresh.seen)

    def overtaken(self, mine: Provider, theirs: Revision) -> Refresh | None:
        """What a change would still change of the revision that somebody else saved meanwhile, or ``None`` where that
        one was removed.
        """
        if theirs.body is None:
            return None
        before = _provider(theirs)
        return Refresh(
            before=before, after=mine, differences=self.differences(before, mine),
            dependents=self.dependents(mine.kind, mine.entity_id), seen=theirs.number,
        )  # fmt: skip

    def remove(self, kind: ProviderKind, entity_id: str, *, seen: int | None = None, note: str = "") -> None:
        """Take a provider out of use; its revisions stay and can be restored."""
        number = self._head(kind, entity_id).number if seen is None else seen
        self._shelf.delete(kind, entity_id, seen=number, now=self._clock(), note=note)

    def _head(self, kind: ProviderKind, entity_id: str) -> Revision:
        try:
            return self._shelf.head(kind, entity_id)
        except InputError as error:
            if error.code != "store.not_found":
                raise
            title = "identity provider" if kind == "identityProvider" else "service provider"
            raise UsageError("registry.not_found", kind=title, entity_id=entity_id) from None

    def _last(self, kind: ProviderKind, entity_id: str) -> Revision | None:
        """The newest revision, also one that deleted the party, because numbers go on from it."""
        try:
            return self._shelf.revisions(kind, entity_id)[-1]
        except InputError as error:
            if error.code != "store.not_found":
                raise
            return None

    def _placed(self, provider: Provider, copy: "Copy | None", now: datetime) -> Provider:
        """The provider with where and when it was read, and the product that its entity ID looks like."""
        before = self.find(provider.kind, provider.entity_id)
        if before and before.signed_by and not provider.signed_by:
            raise InputError("registry.was_checked", entity_id=provider.entity_id)
        catalogue = self._catalogue()
        idp = provider.kind == "identityProvider"
        listing = catalogue.identity_providers if idp else catalogue.service_providers
        read = catalogue.identity_provider if idp else catalogue.service_provider
        known = recognised(provider.entity_id, (read(head.id) for head in listing.heads))
        said = before if before and before.product else None
        return msgspec.structs.replace(
            provider,
            product=said.product if said else known[0].id if known else "",
            values=said.values if said else known[1] if known else {},
            name=provider.name or (before.name if before else "") or (known[0].name if known else ""),
            etag=copy.etag if copy else "",
            last_modified=copy.last_modified if copy else "",
            fetched_at=copy.at if copy else now,
        )


def _provider(revision: Revision) -> Provider:
    return msgspec.convert(revision.body, Provider)


def _described(provider: Provider) -> Entity:
    # The XML library takes longer to load than the window takes to show.
    from jitadmin.adapters.saml import described

    return described(provider)


def _bare(certificates: Sequence[str]) -> tuple[str, ...]:
    # The XML library takes longer to load than the window takes to show.
    from jitadmin.adapters.saml import certificates_of

    return tuple(b64encode(item.der).decode("ascii") for item in certificates_of(certificates))
