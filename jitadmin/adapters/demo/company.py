"""Puts people, stories, accounts and logins together, one part for each application."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, get_args

from jitadmin.adapters import documents
from jitadmin.adapters.demo.accounts import SAME, account, usual
from jitadmin.adapters.demo.logins import DISPLAY_NAME, EMAIL, App, Draft, Issuer, draft
from jitadmin.adapters.demo.people import Person, staff
from jitadmin.adapters.demo.stories import Story, Tale, stories
from jitadmin.adapters.saml.make import SigningKey
from jitadmin.assets import asset
from jitadmin.core.account import Snapshot
from jitadmin.core.connection import Connection
from jitadmin.core.message import Origin
from jitadmin.core.registry import Provider
from jitadmin.core.sample import Sample

_YEAR = timedelta(days=365)
# So many ordinary logins are listed before those that have a story, most of which go wrong.
_FIRST = 8
_PLACEHOLDER = "certificate-of-this-run"
_ONLY: dict[App, tuple[str, ...]] = {
    "atlassian": ("Instruments Engineering", "Firmware", "Platform", "Ocean Data", "Customer Success", "Marketing",
                  "Finance", "People", "Legal", "IT", "Leadership", "External"),
    "drift": ("Sales", "Customer Success", "Marketing"),
}  # fmt: skip


class Part(NamedTuple):
    """One application of the demo: its connection, its accounts, and the logins when they are asked for."""

    connection: Connection
    accounts: Snapshot
    samples: Callable[[], tuple[Sample, ...]]


def parts(now: datetime) -> tuple[Part, ...]:
    """The demo as of an instant: most logins were made within the hour before it."""
    # The key that signs now is a year old; the one before it runs out soon.
    key = SigningKey.generate("ec-p256", "Tidewright ID signing", now=now - _YEAR)
    old_key = SigningKey.generate("ec-p256", "Tidewright ID signing, before", now=now - 3 * _YEAR, days=3 * 365 + 30)
    connections = {app: _connection(app, key) for app in get_args(App)}
    issuer = Issuer(key, old_key, connections)
    told = stories(connections["slack"].identity_provider.entity_id)
    members = (
        *(_Member(story.person, number, story) for number, story in enumerate(told)),
        *(_Member(person, number) for number, person in enumerate(staff())),
    )
    return tuple(_part(app, issuer, members, now) for app in connections)


def provider(connection: Connection, now: datetime) -> Provider:
    """The identity provider of the demo as its metadata, taken today, describes it."""
    party = connection.identity_provider
    # A document that is kept in a folder may have been edited since.
    certificate = party.certificates[0] if party.certificates else ""
    return Provider(
        entity_id=party.entity_id,
        kind="identityProvider",
        name=party.name,
        product=party.product,
        metadata=asset("demo/idp.xml").read_text(encoding="utf-8").replace(_PLACEHOLDER, certificate),
        source="idp.xml",
        fetched_at=now,
    )


def _connection(app: App, key: SigningKey) -> Connection:
    text = asset(f"demo/{app}.yaml").read_text(encoding="utf-8")
    return documents.load(text.replace(_PLACEHOLDER, key.certificate_base64), f"{app}.yaml")


class _Member(NamedTuple):
    person: Person
    number: int
    story: Story | None = None

    def tale(self, app: App) -> Tale | None:
        return self.story.tales.get(app) if self.story else None

    def uses(self, app: App) -> bool:
        return app not in _ONLY or self.person.department in _ONLY[app]


def _part(app: App, issuer: Issuer, members: tuple[_Member, ...], now: datetime) -> Part:
    entity_id = issuer.connections[app].identity_provider.entity_id
    here = tuple(member for member in members if member.uses(app))
    accounts = []
    for member in here:
        tale = member.tale(app)
        ordinary = SAME if member.story else usual(app, member.person, member.number)
        state = tale.state if tale else ordinary
        if state.exists:
            accounts.append(account(app, member.person, state, entity_id))
        if tale:
            accounts.extend(tale.others)
    return Part(issuer.connections[app], tuple(accounts), partial(_samples, app, issuer, here, now))


def _samples(app: App, issuer: Issuer, members: tuple[_Member, ...], now: datetime) -> tuple[Sample, ...]:
    entity_id = issuer.connections[app].identity_provider.entity_id
    ordinary: list[Sample] = []
    told: list[Sample] = []
    for number, member in enumerate(members):
        issued = now - timedelta(minutes=1 + number % 29, seconds=number)
        login = draft(app, member.person, issued, entity_id)
        tale = member.tale(app)
        if tale and tale.twist:
            login = tale.twist(login)
        made = _sample(number, issuer.login(login), login, tale.note if tale else "")
        (told if member.story else ordinary).append(made)
    return (*ordinary[:_FIRST], *told, *ordinary[_FIRST:])


def _sample(number: int, data: bytes, login: Draft, note: str) -> Sample:
    label = login.claims[DISPLAY_NAME][0]
    detail = next(iter(login.claims.get(EMAIL, ())), login.name_id.value)
    origin = Origin(index=number, sha256=hashlib.sha256(data).hexdigest())
    return Sample(origin=origin, label=label, detail=detail, note=note, data=data)
