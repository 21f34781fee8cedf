"""The JIT policy of a connection as one sentence."""

from jitadmin.core.connection import Connection
from jitadmin.core.connection.policy import MatchStep
from jitadmin.core.messages import inert

_INACTIVE = {
    "refuse": "turns disabled accounts away",
    "storeThenRefuse": "stores changes of disabled accounts, then turns them away",
    "signIn": "does not look whether an account is disabled",
    "reactivate": "enables disabled accounts again",
}
_MEMBERSHIP = {
    "addOnly": "never takes roles away",
    "managed": "takes away only roles that a rule gives",
    "exact": "takes away every role that the login does not bring",
}


def policy_words(connection: Connection) -> str:
    """Such as: Makes accounts, updates them at every login, …"""
    policy, roles = connection.policy, connection.roles
    parts = ["Makes accounts" if policy.create else "Makes no accounts"]
    parts.append({"everyLogin": "updates them at every login", "whenLinked": "updates them only when it links them",
                  "never": "never updates them"}[policy.update])  # fmt: skip
    parts.append("finds people by " + ", then ".join(_step_words(step) for step in policy.match))
    parts.append(_INACTIVE[policy.inactive])
    if roles.rules or roles.direct:
        parts.append(_MEMBERSHIP[roles.membership])
    gates = []
    if policy.gates.domains:
        gates.append("addresses of " + ", ".join(inert(domain) for domain in policy.gates.domains))
    if policy.gates.groups:
        gates.append("members of " + ", ".join(inert(group) for group in policy.gates.groups))
    if gates:
        parts.append("lets in only " + " who are ".join(gates))
    return "; ".join(parts) + "."


def _step_words(step: MatchStep) -> str:
    if step.by == "link":
        return "the stored link"
    return inert(step.by) + (
        " ignoring case" if step.compare in ("ignoreCase", "ignoreAsciiCase", "normalised") else ""
    )
