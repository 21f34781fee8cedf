"""Roles, groups and what they allow, as a tree: what comes, what goes, what stays, and which rule it rests on."""

from collections.abc import Sequence

from jitadmin.core.connection.role_map import Kind, Role
from jitadmin.core.jit.result import Delta, Effect, Grant, Preview
from jitadmin.gui.models import Node
from jitadmin.gui.words import KINDS, state_of

_SIGNS = {"gained": ("gained", "good"), "lost": ("lost", "bad"), "held": ("kept", "quiet")}
_HOW = {"gained": "gained", "lost": "lost", "held": "kept"}


def permission_nodes(preview: Preview, declared: Sequence[Role]) -> list[Node]:
    """A node for each role, group or entitlement, with the permissions that the application ties to it below."""
    effect = preview.effect
    if effect is None:
        return []
    refused = state_of(preview) == "refused"
    grants = {(grant.kind, grant.name): grant for grant in effect.grants}
    roles = {(role.kind, role.name): role for role in declared}
    nodes = [
        _role_node(kind, name, how, grants.get((kind, name)), roles.get((kind, name)), effect.permissions, refused)
        for how in ("gained", "lost", "held")
        for kind, delta in _deltas(effect)
        for name in getattr(delta, how)
    ]
    known = {name for role in roles.values() for name in role.permissions}
    for how in ("gained", "held", "lost"):
        loose = [name for name in getattr(effect.permissions, how) if name not in known]
        nodes.extend(Node(texts=(name, ""), icon=_sign(how, refused)) for name in loose)
    return nodes


def _deltas(effect: Effect) -> tuple[tuple[Kind, Delta], ...]:
    return ("role", effect.roles), ("group", effect.groups), ("entitlement", effect.entitlements)


def _role_node(
    kind: Kind, name: str, how: str, grant: Grant | None, role: Role | None, permissions: Delta, refused: bool
) -> Node:
    because = because_words(grant, how)
    title = (role.title if role else "") or name
    gone = refused or how == "lost"
    below = role.permissions if role else ()
    return Node(
        texts=(title if kind == "role" else f"{title} ({KINDS[kind].lower()})", because),
        icon=_sign(how, refused),
        colours=("muted" if gone else "", "muted"),
        tip=f"{title}: {_HOW[how]}" + (f", {because}" if because else ""),
        bold=not refused and how == "gained",
        payload=grant.origins[0] if grant and grant.origins else "",
        children=tuple(_permission_node(one, how, permissions, refused) for one in below),
    )


def _permission_node(name: str, role_how: str, permissions: Delta, refused: bool) -> Node:
    how = next((how for how in ("gained", "lost", "held") if name in getattr(permissions, how)), role_how)
    # A plain point where the permission goes the way of its role; a sign where it does not.
    sign = ("point", "quiet") if how == role_how else _sign(how, refused)
    note = "" if how == role_how else _HOW[how]
    return Node(texts=(name, note), icon=sign, colours=("muted" if refused or how == "lost" else "", "muted"))


def _sign(how: str, refused: bool) -> tuple[str, str]:
    return ("unsigned", "bad") if refused else _SIGNS[how]


def because_words(grant: Grant | None, how: str) -> str:
    """The rule that a role rests on, in words."""
    if how == "lost":
        return "no rule gives it any more"
    if grant is None or not grant.origins:
        return "held before" if how == "held" else ""
    return ", ".join(_origin_words(origin) for origin in grant.origins)


def _origin_words(origin: str) -> str:
    if origin.startswith("roles.rules["):
        return f"rule {int(origin[len('roles.rules[') : -1]) + 1}"
    if origin.startswith("roles.direct"):
        return "named in the assertion"
    if origin.startswith("roles.defaults"):
        return "default role"
    return "held before"
