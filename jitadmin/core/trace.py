"""The explanation of a decision: the same tree in the window, in ``--explain`` and in a test."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

Verdict = Literal["yes", "no", "warn", "skip", "info"]


class Step(msgspec.Struct, frozen=True):
    """One step of a decision, in codes.

    ``yes``: it held or had its effect; ``no``: it did not; ``warn``: it held with a reservation; ``skip``: not asked;
    ``info``: a plain statement. ``origin`` names the row of the connection that decided (``attributes[3]``,
    ``roles.rules[0]``), ``evidence`` the place in the message (an XPath-like element path), so that both can be linked.
    """

    code: str
    args: dict[str, Any] = {}
    verdict: Verdict = "info"
    children: tuple["Step", ...] = ()
    origin: str = ""
    evidence: str = ""

    def walk(self) -> Iterator["Step"]:
        """This step and all below it, from the top down."""
        waiting = [self]
        while waiting:
            step = waiting.pop()
            yield step
            if step.children:
                waiting.extend(reversed(step.children))
