"""Findings that only many logins together show: who collapses into one account, who stands out, which rule is idle."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import RoleMap
from jitadmin.core.jit.lint import asked_groups, difference, skeleton
from jitadmin.core.jit.match import folded
from jitadmin.core.jit.membership import KINDS, names_of
from jitadmin.core.jit.result import Finding, Preview
from jitadmin.core.names import GROUP_ATTRIBUTES
from jitadmin.core.trace import Step
from jitadmin.core.verification import Verification

PEERS_AT_LEAST = 3
PEOPLE_AT_LEAST = 5
_PEER_FIELDS = ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "department", "title")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One person's latest login: ``key`` tells people apart (the NameID), ``label`` is shown."""

    key: str
    label: str
    preview: Preview


_AGE = ("conditions.not_", "confirmation.not_", "session.not_", "issue_instant.", "authn_instant.", "replay.")


def is_genuine(verification: Verification) -> bool:
    """Whether a login tells something of a person: it was accepted, or nothing but its age keeps it out."""
    return all(check.code.startswith(_AGE) for check in verification.failed)


def people(previews: Iterable[Preview]) -> tuple[Person, ...]:
    """One entry for each NameID, with the last genuine login given."""
    found: dict[str, Person] = {}
    for preview in previews:
        name_id = preview.verification.name_id
        if preview.effect is None or name_id is None or not is_genuine(preview.verification):
            continue
        account = preview.effect.after or preview.effect.before
        label = account.label if account and account.label != "new" else name_id.value
        found[name_id.value] = Person(key=name_id.value, label=label, preview=preview)
    return tuple(found.values())


def company_findings(connection: Connection, previews: Iterable[Preview]) -> tuple[Finding, ...]:
    """The findings over all people, each named in the arguments.

    What a forged message claims, or one for another application, says nothing of the company and is left out.
    """
    everyone = people(previews)
    return (
        *_collapses(everyone),
        *_twins(everyone),
        *_wider(connection.roles, everyone),
        *_rules(connection, everyone),
        *_lookalikes(connection, everyone),
        *_unread(connection, everyone),
    )


def _collapses(everyone: Sequence[Person]) -> Iterator[Finding]:
    """Two people who sign in to one account."""
    by_account: dict[str, list[Person]] = defaultdict(list)
    for person in everyone:
        effect = person.preview.effect
        if effect is not None and effect.match.account is not None:
            by_account[effect.match.account.id].append(person)
    for shared in by_account.values():
        if len(shared) > 1:
            effect = shared[0].preview.effect
            account = effect.match.account.label if effect and effect.match.account else ""
            args = {"people": tuple(p.key for p in shared), "account": account, "count": len(shared)}
            yield Finding(code="finding.collapse", severity="error", args=args, origin="policy.match")


def _twins(everyone: Sequence[Person]) -> Iterator[Finding]:
    """Two NameIDs that would make two accounts for what looks like one person."""
    for field in ("userName", "emails.work", "externalId"):
        seen: dict[str, Person] = {}
        for person in everyone:
            effect = person.preview.effect
            value = effect.after.fields.get(field) if effect and effect.outcome == "create" and effect.after else None
            if not isinstance(value, str) or not value:
                continue
            other = seen.setdefault(folded(value, "normalised"), person)
            if other.key != person.key:
                args = {"first": other.key, "second": person.key, "field": field, "value": value}
                yield Finding(code="finding.twins", severity="warning", args=args, origin="policy.match")


def privilege(roles: RoleMap, person: Person) -> int:
    """The greatest privilege that the person has after the login."""
    held = _held(person)
    return max((role.privilege for role in roles.roles if role.name in held), default=0)


def peer_group(person: Person) -> tuple[str, str] | None:
    """What a person shares with peers: the department or, without one, the title."""
    effect = person.preview.effect
    fields: Mapping[str, object] = effect.after.fields if effect and effect.after else {}
    for name in _PEER_FIELDS:
        value = fields.get(name)
        if isinstance(value, str) and value:
            return name, value
    return None


def _wider(roles: RoleMap, everyone: Sequence[Person]) -> Iterator[Finding]:
    """A person whose privilege is above that of all peers."""
    groups: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in everyone:
        shared = peer_group(person)
        if shared is not None:
            groups[shared].append(person)
    for (field, value), members in groups.items():
        if len(members) <= PEERS_AT_LEAST:
            continue
        ranked = sorted(((privilege(roles, person), person.key, person) for person in members), reverse=True)
        (top, _, person), (second, _, _) = ranked[0], ranked[1]
        if top > second:
            names = _strongest(roles, person, top)
            args = {"person": person.label, "names": names, "peers": len(members) - 1, "field": field, "value": value}
            yield Finding(code="finding.wider_than_peers", severity="warning", args=args, origin=_origin(person, names))


def _strongest(roles: RoleMap, person: Person, top: int) -> tuple[str, ...]:
    held = _held(person)
    return tuple(role.name for role in roles.roles if role.name in held and role.privilege == top)


def _held(person: Person) -> set[str]:
    effect = person.preview.effect
    return {name for kind in KINDS for name in names_of(effect.after, kind)} if effect else set()


def _origin(person: Person, names: tuple[str, ...]) -> str:
    effect = person.preview.effect
    for grant in effect.grants if effect else ():
        if grant.name in names and grant.origins:
            return grant.origins[0]
    return "roles"


def _rules(connection: Connection, everyone: Sequence[Person]) -> Iterator[Finding]:
    if len(everyone) < PEOPLE_AT_LEAST:
        return
    held: Counter[str] = Counter()
    shadowed: Counter[str] = Counter()
    for person in everyone:
        for step in rule_steps(person.preview):
            held[step.origin] += step.code == "rule.holds"
            shadowed[step.origin] += step.code == "rule.shadowed"
    for number, rule in enumerate(connection.roles.rules):
        origin = f"roles.rules[{number}]"
        args = {"rule": rule.name or str(number + 1), "names": rule.grant, "count": len(everyone)}
        if rule.when is not None and held[origin] == len(everyone):
            yield Finding(code="finding.holds_for_all", severity="warning", args=args, origin=origin)
        elif not held[origin] and shadowed[origin]:
            yield Finding(code="finding.always_shadowed", severity="warning", args=args, origin=origin)
        elif not held[origin]:
            yield Finding(code="finding.holds_for_nobody", severity="info", args=args, origin=origin)


def rule_steps(preview: Preview) -> Iterator[Step]:
    """The steps of the role rules in a preview."""
    if preview.effect is None:
        return
    for part in preview.effect.trace.children:
        if part.code.startswith("roles."):
            yield from (step for step in part.children if step.code.startswith("rule."))


def _lookalikes(connection: Connection, everyone: Sequence[Person]) -> Iterator[Finding]:
    """Groups in the logins that look like one that a rule asks for, and are another."""
    asked = {skeleton(name): (name, number) for name, number in reversed(asked_groups(connection.roles))}
    told: set[str] = set()
    wanted = {connection.roles.groups_attribute, *GROUP_ATTRIBUTES}
    for person in everyone:
        for attribute in person.preview.verification.attributes:
            if attribute.name not in wanted:
                continue
            for value in attribute.texts:
                other, number = asked.get(skeleton(value), (value, 0))
                if other != value and value not in told:
                    told.add(value)
                    args = {"name": value, "other": other, "how": difference(value, other), "person": person.label}
                    origin = f"roles.rules[{number}]"
                    yield Finding(code="finding.lookalike_value", severity="warning", args=args, origin=origin)


def _unread(connection: Connection, everyone: Sequence[Person]) -> Iterator[Finding]:
    """Rows that read nothing for anybody."""
    if len(everyone) < PEOPLE_AT_LEAST:
        return
    read: Counter[int] = Counter()
    for person in everyone:
        for reading in person.preview.effect.attributes.readings if person.preview.effect else ():
            read[reading.row] += reading.state == "value"
    for number, row in enumerate(connection.attributes.rows):
        if not read[number]:
            args = {"field": row.field, "count": len(everyone)}
            yield Finding(
                code="finding.reads_nothing", severity="warning", args=args, origin=f"attributes.rows[{number}]"
            )
