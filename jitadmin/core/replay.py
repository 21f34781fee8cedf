"""The same assertion a second time (saml-profiles 4.1.4.5): a service provider accepts each once."""

import msgspec

from jitadmin.core.diagnose import explained
from jitadmin.core.message import Origin
from jitadmin.core.verification import Check, Verification


def replay_key(verification: Verification) -> tuple[str, str] | None:
    """What makes an assertion the same one: its issuer and its ID; None where nothing was accepted."""
    assertion = verification.assertion
    if verification.verdict != "accepted" or assertion is None:
        return None
    return assertion.issuer or "", assertion.id


def replayed(verification: Verification, first: Origin, *, same: bool = False) -> Verification:
    """The verdict on an assertion that was already used in ``first``.

    ``same`` says that it is that very message, found in two places: that is marked, but says nothing against it.
    """
    place = first.path + (f" #{first.index}" if first.index else "")
    check = explained(Check(code="replay.first", result="warn" if same else "fail", args={"first": place}))
    verdict = verification.verdict if same else "refused"
    return msgspec.structs.replace(verification, verdict=verdict, checks=(*verification.checks, check))
