"""Plays logins against the foretold effects: every difference between the real accounts and those is told in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from jitadmin.core.account import RANDOM, Account, Link
from jitadmin.core.connection import Connection
from jitadmin.core.jit.preview import permissions, preview
from jitadmin.core.jit.result import Effect
from jitadmin.core.message import Assertion, Attribute, AttributeValue, NameId
from jitadmin.core.verification import Verification
from tests.fidelity.translate import connection_for, with_names

RECORDS = Path(__file__).parent / "records"


class Login(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """One recorded login: what was sent, the accounts edited by hand before, those that the application stored."""

    id: str
    what: str
    name_id: str | None
    attributes: list[tuple[str, list[str]]]
    session: bool
    edited: list[dict[str, Any]] = []
    stored: list[dict[str, Any]] = []
    as_: int | None = msgspec.field(default=None, name="as")
    now_has: dict[str, list[str]] | None = None


class Recording(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """One configuration of one application and all its logins, in their order."""

    application: str
    version: str
    configuration: str
    settings: dict[str, Any]
    has: dict[str, list[str]]
    allows: dict[str, list[str]]
    logins: list[Login]


def recordings() -> list[Recording]:
    """All configurations that were recorded."""
    return [msgspec.json.decode(path.read_bytes(), type=Recording) for path in sorted(RECORDS.glob("*.json"))]


def account(row: Mapping[str, Any]) -> Account:
    """A recorded account; no value and empty text are told apart as the application stores them."""
    return Account(
        id=str(row["id"]),
        fields=row["fields"],
        active=row.get("active", True),
        roles=tuple(row.get("roles", ())),
        groups=tuple(row.get("groups", ())),
        links=tuple(Link(issuer, value) for issuer, value in row.get("links", ())),
    )


def verification(login: Login, issuer: str) -> Verification:
    """The login as an accepted message."""
    attributes = tuple(
        Attribute(name=name, name_format=_form(name), values=tuple(AttributeValue(text=value) for value in values))
        for name, values in login.attributes
    )
    assertion = Assertion(
        id=f"_{login.id}",
        version="2.0",
        issue_instant=None,
        issuer=issuer,
        has_subject=True,
        name_id=None if login.name_id is None else NameId(value=login.name_id),
        attributes=attributes,
        has_attribute_statement=bool(attributes),
    )
    return Verification(message=None, verdict="accepted", checks=(), assertion=assertion)


def _form(name: str) -> str:
    """The NameFormat that the laboratory sent a name with."""
    return f"urn:oasis:names:tc:SAML:2.0:attrname-format:{'uri' if ':' in name else 'basic'}"


class Played(msgspec.Struct):
    """One login after it was foretold."""

    login: Login
    effect: Effect
    differences: list[str]


def play(recording: Recording) -> Iterator[Played]:
    """Foretells each login from the accounts as they really were, and compares."""
    connection = connection_for(recording.application, recording.settings, recording.has, recording.allows)
    accounts: dict[str, Account] = {}
    for login in recording.logins:
        accounts.update((str(row["id"]), account(row)) for row in login.edited)
        effect = foretell(connection, login, list(accounts.values()))
        stored = {str(row["id"]): account(row) for row in login.stored}
        after = {**accounts, **stored}
        yield Played(login, effect, list(compare(connection, login, effect, accounts, after)))
        accounts = after
        if login.now_has is not None:
            connection = with_names(connection, login.now_has, recording.allows)


def foretell(connection: Connection, login: Login, accounts: Sequence[Account]) -> Effect:
    """The foretold effect of one login."""
    found = preview(connection, verification(login, connection.identity_provider.entity_id), accounts)
    assert found.effect is not None
    return found.effect


def compare(
    connection: Connection, login: Login, effect: Effect, before: Mapping[str, Account], after: Mapping[str, Account]
) -> Iterator[str]:
    """Every difference between what was foretold and what became of the accounts."""
    session = effect.outcome != "deny"
    if session != login.session:
        yield f"session: foretold {session}, was {login.session} ({effect.denial})"
    foretold = dict(before)
    new = [key for key in after if key not in before]
    if effect.after is not None:
        known = effect.before is not None
        key = effect.after.id if known else (new[0] if new else "one that was not made")
        foretold[key] = effect.after
        if session and login.session and key != str(login.as_):
            yield f"signed in as {key}, was {login.as_}"
    for key in sorted({*foretold, *after}):
        if key not in after:
            yield f"account {key}: foretold, was not made"
        elif key not in foretold:
            yield f"account {key}: was made, not foretold"
        else:
            yield from (f"account {key}: {text}" for text in account_differences(foretold[key], after[key]))
    for row in login.stored:
        if str(row["id"]) in foretold:
            allowed = set(permissions(connection.roles, foretold[str(row["id"])]))
            if allowed != set(row.get("permissions", ())):
                yield f"permissions: foretold {sorted(allowed)}, were {sorted(row.get('permissions', ()))}"


def account_differences(foretold: Account, real: Account) -> Iterator[str]:
    """In what two accounts differ; a random part of a foretold value stands for any letters and digits."""
    for name in sorted({*foretold.fields, *real.fields}):
        if not same(foretold.fields.get(name), real.fields.get(name)):
            yield f"{name}: foretold {foretold.fields.get(name)!r}, was {real.fields.get(name)!r}"
    for what in ("active", "roles", "groups", "links"):
        one, other = getattr(foretold, what), getattr(real, what)
        if what in ("roles", "groups"):
            one, other = sorted(one), sorted(other)
        if one != other:
            yield f"{what}: foretold {one!r}, was {other!r}"


def same(foretold: object, real: object) -> bool:
    """Whether two values of a field agree; databases that have no null store empty text for no value."""
    if isinstance(foretold, str) and RANDOM in foretold and isinstance(real, str):
        parts = [re.escape(part) for part in foretold.split(RANDOM)]
        return re.fullmatch("[0-9a-f]+".join(parts), real) is not None
    return (foretold or None) == (real or None) if not isinstance(foretold, bool) else foretold == real
