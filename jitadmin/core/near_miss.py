"""Which configured connection would this message belong to?

A message that one connection refuses was often meant for another, or for this one with a name mistyped. Each candidate
is compared by what the message says of itself; nothing here makes a message more believable.
"""

from collections.abc import Sequence

import msgspec

from jitadmin.core.diagnose import issuer_causes, near
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification

EXACT, ALMOST = 2, 1
APART = {"cause.other_path", "cause.other_host", "cause.other_tenant", "cause.issuer_other"}
WEIGHTS = {"issuer": 4, "audience": 3, "address": 2, "key": 3}


class Likeness(msgspec.Struct, frozen=True):
    """How one side of a message compares with a candidate: ``same``, ``almost`` (with the cause) or ``other``."""

    side: str
    degree: str
    cause: str = ""


class NearMiss(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate that a message could belong to; ``fits`` says that all that was compared is the same."""

    name: str
    score: int
    fits: bool
    likenesses: tuple[Likeness, ...]


def near_misses(verification: Verification, candidates: Sequence[tuple[str, Trust]]) -> tuple[NearMiss, ...]:
    """The candidates that share something with the message, the likeliest first."""
    found = [_compare(verification, name, trust) for name, trust in candidates]
    return tuple(sorted((item for item in found if item.score > 0), key=lambda item: (-item.score, item.name)))


def _compare(verification: Verification, name: str, trust: Trust) -> NearMiss:
    likenesses = []
    for side, stated, wanted in _sides(verification, trust):
        if stated and wanted:
            likenesses.append(_likeness(side, stated, wanted))
    points = {"same": EXACT, "almost": ALMOST, "other": 0}
    score = sum(points[item.degree] * WEIGHTS[item.side] for item in likenesses)
    if not any(item.side in {"issuer", "audience"} and item.degree != "other" for item in likenesses):
        # The same address or key alone is how one application serves many connections.
        score = 0
    fits = bool(likenesses) and all(item.degree == "same" for item in likenesses)
    return NearMiss(name=name, score=score, fits=fits, likenesses=tuple(likenesses))


def _sides(verification: Verification, trust: Trust) -> list[tuple[str, list[str], list[str]]]:
    assertion, message = verification.assertion, verification.message
    response = message.response if message else None
    issuers = [item.issuer for item in (assertion, response) if item is not None]
    addresses = [response.destination] if response else []
    audiences: list[str] = []
    if assertion:
        addresses += [confirmation.recipient for confirmation in assertion.confirmations]
        if assertion.conditions:
            audiences = [audience for group in assertion.conditions.audiences for audience in group]
    return [
        ("issuer", [item for item in issuers if item], [trust.idp_entity_id] if trust.idp_entity_id else []),
        ("audience", audiences, list(trust.audiences)),
        ("address", [item for item in addresses if item], list(trust.acs_urls)),
        ("key", _keys(verification), [certificate.sha256 for certificate in trust.certificates]),
    ]


def _keys(verification: Verification) -> list[str]:
    """Fingerprints of keys that made a signature, or that the message says made it."""
    verified = [signature.key for signature in verification.signatures if signature.key]
    shown = [check.args.get("message_key") for check in verification.checks]
    return list(dict.fromkeys([*verified, *(key for key in shown if key)]))


def _likeness(side: str, stated: list[str], wanted: list[str]) -> Likeness:
    if set(stated) & set(wanted):
        return Likeness(side, "same")
    if side != "key":
        for value in stated:
            for name in wanted:
                causes = issuer_causes(name, value) if side == "issuer" else near(name, value)
                if causes and causes[0] not in APART:
                    return Likeness(side, "almost", causes[0])
    return Likeness(side, "other")
