"""Finding the existing account that a login is for."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from jitadmin.core.account import Account, Link
from jitadmin.core.connection.policy import Compare, MatchStep, Policy
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.result import Denial, FieldReading, FieldValue, Match
from jitadmin.core.jit.transforms import ascii_lower
from jitadmin.core.trace import Step


def folded(text: str, compare: Compare) -> str:
    """The text in the form that the comparison takes as equal."""
    if compare == "exact":
        return text
    if compare == "ignoreAsciiCase":
        return ascii_lower(text)
    if compare == "ignoreCase":
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().strip()


def texts_of(account: Account, field: str) -> tuple[str, ...]:
    """The texts of a field; a truth value is ``true`` or ``false``, and ``id`` is the application's own."""
    if field == "id":
        return (account.id,)
    value = account.fields.get(field)
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return (value,) if isinstance(value, str) else value


class AccountIndex:
    """The accounts of one snapshot, indexed by field and comparison as needed, for many previews against it."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self.accounts = tuple(accounts)
        self._fields: dict[tuple[str, Compare], dict[str, list[Account]]] = {}
        self._links: dict[Compare, dict[tuple[str, str], list[Account]]] = {}
        self._active: int | None = None
        self._linked: bool | None = None

    @property
    def active_count(self) -> int:
        """How many accounts are active, for limits on seats."""
        if self._active is None:
            self._active = sum(account.active for account in self.accounts)
        return self._active

    @property
    def has_links(self) -> bool:
        """Whether any account is known to be linked to an identity; many lists of accounts cannot say it."""
        if self._linked is None:
            self._linked = any(account.links for account in self.accounts)
        return self._linked

    def by_field(self, field: str, value: str, compare: Compare) -> list[Account]:
        """The accounts whose field has the value, in the order of the snapshot."""
        table = self._fields.get((field, compare))
        if table is None:
            table = {}
            for account in self.accounts:
                for key in {folded(text, compare) for text in texts_of(account, field)}:
                    table.setdefault(key, []).append(account)
            self._fields[field, compare] = table
        return table.get(folded(value, compare), [])

    def without_text(self, field: str) -> list[Account]:
        """The accounts whose field holds no text."""
        return [account for account in self.accounts if not any(texts_of(account, field))]

    def by_link(self, link: Link, compare: Compare) -> list[Account]:
        """The accounts that are bound to the identity."""
        table = self._links.get(compare)
        if table is None:
            table = {}
            for account in self.accounts:
                for held in account.links:
                    table.setdefault((held.issuer, folded(held.value, compare)), []).append(account)
            self._links[compare] = table
        return table.get((link.issuer, folded(link.value, compare)), [])


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of all look-ups."""

    match: Match
    denial: Denial | None
    step: Step


def find(
    policy: Policy, login: Login, fields: Mapping[str, FieldReading], link: Link | None, index: AccountIndex
) -> Found:
    """Asks every step, also after the first hit, so that what would also have matched can be shown."""
    chosen: Account | None = None
    by: str | None = None
    denial: Denial | None = None
    candidates: dict[str, Account] = {}
    steps: list[Step] = []
    for number, step in enumerate(policy.match):
        origin = f"policy.match[{number}]"
        values = wanted(step, login, fields, link)
        if not values:
            steps.append(Step("match.no_value", {"field": _looked_for(step)}, "skip", origin=origin))
            continue
        hits, problem, shown = _ask(step, values, link, login, index, origin)
        candidates.update((account.id, account) for account in hits)
        if chosen is None and denial is None:
            denial = problem
            if problem is None and len(hits) == 1:
                chosen, by = hits[0], step.by
        elif chosen is not None and len(hits) == 1:
            other = hits[0].id != chosen.id
            args: dict[str, Any] = {"field": step.by, "account": hits[0].label}
            shown = Step(
                "match.also_other" if other else "match.also_same", args, "warn" if other else "skip", origin=origin
            )
            if other and policy.conflict == "refuse" and denial is None:
                args = {"first": chosen.label, "second": hits[0].label}
                denial = Denial(code="match.conflict", args=args, origin=origin)
        steps.append(shown)
    found = {"account": chosen.label, "field": by} if chosen else {}
    code = "match.refused" if denial else "match.found" if chosen else "match.none"
    top = Step(code, found, "no" if denial or not chosen else "yes", tuple(steps), "policy.match")
    match = Match(account=None if denial else chosen, by=None if denial else by, candidates=tuple(candidates.values()))
    return Found(match=match, denial=denial, step=top)


def _looked_for(step: MatchStep) -> str:
    return step.value or step.by


def wanted(step: MatchStep, login: Login, fields: Mapping[str, FieldReading], link: Link | None) -> tuple[str, ...]:
    """The texts that a step looks for, none where the login has none; any of several finds the account."""
    if step.by == "link" and not step.value:
        value: FieldValue = link.value if link else None
    else:
        name = _looked_for(step)
        if name in fields and name != "nameId":
            value = fields[name].value
        else:
            value = login.word("nameId") if name in ("nameId", step.by) else None
    if isinstance(value, bool):
        return ("true" if value else "false",)
    texts = value if isinstance(value, tuple) else (value or "",)
    return tuple(text for text in texts if text)


def _ask(
    step: MatchStep, values: tuple[str, ...], link: Link | None, login: Login, index: AccountIndex, origin: str
) -> tuple[list[Account], Denial | None, Step]:
    hits = _hits(step, values, link.issuer if link else login.assertion.issuer or "", index)
    if step.active_only:
        hits = [account for account in hits if account.active]
    value = values[0] if len(values) == 1 else values
    args = {"field": step.by, "value": value, "count": len(hits), "compare": step.compare}
    if not hits:
        return [], None, Step("match.no_hit", args, "no", _nearly(step, values, index, origin), origin)
    shown = Step("match.hit", {**args, "account": hits[0].label}, "yes", origin=origin)
    if len(hits) > 1:
        code = "match.several" if step.several == "refuse" else f"match.several_{step.several}"
        shown = Step(code, {**args, "accounts": tuple(a.label for a in hits[:5])}, "warn", origin=origin)
        if step.several == "refuse":
            return hits, Denial(code=code, args=dict(shown.args), origin=origin), shown
        if step.several == "none":
            return [], None, shown
    if not _fulfils(step, hits[0], link, login):
        code, args = f"match.requirement.{step.requires}", {"field": step.by, "account": hits[0].label}
        denial = Denial(code=code, args=args, origin=origin) if step.otherwise == "refuse" else None
        return [], denial, Step(code, args, "no", origin=origin)
    return hits[:1], None, shown


def _hits(step: MatchStep, values: tuple[str, ...], issuer: str, index: AccountIndex) -> list[Account]:
    """The accounts that have one of the values, each once."""
    if step.by == "link":
        found = (account for value in values for account in index.by_link(Link(issuer, value), step.compare))
    else:
        found = (account for value in values for account in index.by_field(step.by, value, step.compare))
    return _unique(found)


def _unique(accounts: Iterable[Account]) -> list[Account]:
    return list({account.id: account for account in accounts}.values())


def _fulfils(step: MatchStep, account: Account, link: Link | None, login: Login) -> bool:
    if step.requires == "trustedIssuer":
        return bool(login.trusted)
    if step.requires == "verifiedAddress":
        return account.fields.get("emailVerified") is True
    if step.requires == "noOtherLink":
        issuer = link.issuer if link else login.assertion.issuer
        return not any(held.issuer == issuer and held != link for held in account.links)
    return True


def _nearly(step: MatchStep, values: tuple[str, ...], index: AccountIndex, origin: str) -> tuple[Step, ...]:
    """Accounts that a looser comparison would have found."""
    if step.by == "link" or step.compare == "normalised":
        return ()
    near = _unique(account for value in values for account in index.by_field(step.by, value, "normalised"))
    return tuple(
        Step(
            "match.nearly", {"field": step.by, "account": a.label, "held": texts_of(a, step.by)}, "warn", origin=origin
        )
        for a in near[:3]
    )
