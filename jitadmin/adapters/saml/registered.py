"""What the registry keeps of metadata, and what a kept provider says: picking one party out, and reading it again."""

import io
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from jitadmin.adapters.saml.aggregate import Party, parties
from jitadmin.adapters.saml.metadata import read_metadata
from jitadmin.adapters.saml.trusting import read_certificate
from jitadmin.adapters.saml.vouched import SIGNED_LIMITS, vouched
from jitadmin.core.entity import Endpoint, Entity, Role
from jitadmin.core.errors import InputError, LimitError
from jitadmin.core.message import BadTime
from jitadmin.core.registry import Found, Provider, ProviderKind, Readable, rank
from jitadmin.core.trust import TrustedCertificate

AT_ONCE: Final = 20
"""How many parties are taken from metadata without being named."""
_SHOWN: Final = 5
_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be picked: one party or, without ``entity_id``, all of a kind; ``signed_by`` are the certificates one
    of which must have signed. ``name`` is what the metadata is called.
    """

    kind: ProviderKind
    name: str
    entity_id: str | None = None
    signed_by: tuple[TrustedCertificate, ...] = ()
    accept_expired: bool = False


def picked(source: Readable, wanted: Wanted, now: datetime) -> tuple[Provider, ...]:
    """The wanted parties, each with only its own XML.

    Raises ``InputError`` where there is none or too many, where the metadata has expired or its signature does not
    hold, and where it cannot be read.
    """
    by = ""
    if wanted.signed_by:
        data = _whole(source, wanted.name)
        over = vouched(data, wanted.signed_by, now)
        by = over.certificate if over else ""
        source = io.BytesIO(over.data if over else data)
    kept: dict[str, Provider] = {}
    for party in parties(source):
        if wanted.kind not in party.kinds or wanted.entity_id not in {None, party.entity_id}:
            continue
        if party.entity_id in kept:
            raise InputError("registry.twice", name=wanted.name, entity_id=party.entity_id, count=2)
        if len(kept) < AT_ONCE:
            kept[party.entity_id] = _kept(party, wanted, by, now)
        else:
            _several(kept, wanted)
    if not kept:
        code = "registry.no_party" if wanted.entity_id is None else "registry.not_there"
        raise InputError(code, name=wanted.name, kind=TITLES[wanted.kind], entity_id=wanted.entity_id or "")
    return tuple(kept.values())


TITLES: Final[dict[ProviderKind, str]] = {
    "identityProvider": "identity provider",
    "serviceProvider": "service provider",
}


def _several(kept: dict[str, Provider], wanted: Wanted) -> None:
    some = [provider.name or provider.entity_id for provider in kept.values()][:_SHOWN]
    raise InputError("registry.several", name=wanted.name, count=f"more than {AT_ONCE}", some=some)


def _whole(source: Readable, name: str) -> bytes:
    data = source.read(SIGNED_LIMITS.size + 1)
    if len(data) > SIGNED_LIMITS.size:
        raise LimitError("metadata.too_large", path=name, limit=SIGNED_LIMITS.size >> 20)
    return data


def _kept(party: Party, wanted: Wanted, by: str, now: datetime) -> Provider:
    until = party.valid_until
    if isinstance(until, BadTime):
        raise InputError("registry.bad_time", entity_id=party.entity_id, until=until.text)
    if until is not None and until <= now and not wanted.accept_expired:
        raise InputError("registry.expired", entity_id=party.entity_id, until=until)
    xml, signed = party.xml(), party.signed or party.signed_around
    if wanted.signed_by and not by:
        over = vouched(xml, wanted.signed_by, now)
        if over is None:
            raise InputError("registry.unsigned")
        xml, by = over.data, over.certificate
    # The one strict reader has to agree before anything is kept.
    entity = read_metadata(xml)[0]
    signer = next((item for item in wanted.signed_by if item.sha256 == by), None)
    return Provider(
        entity_id=entity.entity_id,
        kind=wanted.kind,
        name=entity.name,
        metadata=xml.decode(),
        source=wanted.name,
        valid_until=until,
        cache_duration=party.cache_duration,
        signature="checked" if signer else "unchecked" if signed else "none",
        signed_by=b64encode(signer.der).decode() if signer else "",
        expired_accepted=until is not None and until <= now,
    )


def searched(
    source: Readable, text: str, limit: int, kind: ProviderKind | None = None
) -> tuple[tuple[Found, ...], int]:
    """The parties that fit what was typed, the best first, and how many fit in all.

    Raises ``InputError`` where the metadata cannot be read.
    """
    ranked: tuple[list[Found], ...] = ([], [], [], [])
    total = 0
    for party in parties(source):
        if kind not in {None, *party.kinds}:
            continue
        found = party.found()
        place = rank(found, text)
        if place is not None:
            total += 1
            if len(ranked[place]) < limit:
                ranked[place].append(found)
    return tuple(found for group in ranked for found in group)[:limit], total


def described(provider: Provider) -> Entity:
    """The party as its metadata describes it, or as it was entered by hand; raises ``InputError`` for bad keys."""
    if provider.metadata:
        entity = read_metadata(provider.metadata.encode())[0]
        return msgspec.structs.replace(entity, valid_until=provider.valid_until or entity.valid_until)
    certificates = tuple(read_certificate(text) for text in provider.certificates)
    if provider.kind == "identityProvider":
        places = tuple(Endpoint(binding=_REDIRECT, location=item) for item in provider.acs)
        idp = Role(kind="idp", signing=certificates, encryption=(), endpoints=places)
        return Entity(entity_id=provider.entity_id, name=provider.name, idp=idp)
    places = tuple(
        Endpoint(binding=_POST, location=item, index=number, default=not number)
        for number, item in enumerate(provider.acs)
    )
    sp = Role(kind="sp", signing=certificates, encryption=certificates, endpoints=places)
    return Entity(entity_id=provider.entity_id, name=provider.name, sp=sp)


def certificates_of(texts: Sequence[str]) -> tuple[TrustedCertificate, ...]:
    """Certificates as an admin has them, PEM or base64; raises ``InputError`` for anything else."""
    return tuple(read_certificate(text) for text in texts)
