"""The result of judging a message: named checks, and the one assertion that may be believed."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from jitadmin.core.message import Assertion, Attribute, Message, NameId, Signature

Result = Literal["pass", "fail", "warn", "skip"]


class Check(msgspec.Struct, frozen=True, gc=False):
    """One question put to a message and its answer.

    ``where`` is the place in the message: an element path with the line, such as ``Response/Assertion/Issuer (line
    4)``. ``causes`` are codes of the likely causes in the field, the likeliest first; ``core.messages`` has their
    sentences with the remedy at the right side.
    """

    code: str
    result: Result
    args: dict[str, Any] = {}
    where: str = ""
    causes: tuple[str, ...] = ()


class Verification(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The verdict on one message as of an instant.

    ``verdict`` is "accepted" only when no check failed; then ``assertion`` was read again from the very bytes whose
    signature held. For a refused message ``assertion`` is what it claims (None when nothing could be read): it must be
    presented as "would have been", never as verified. ``unreadable`` messages have no ``message``.
    """

    message: Message | None
    verdict: Literal["accepted", "refused", "unreadable"]
    checks: tuple[Check, ...]
    signatures: tuple[Signature, ...] = ()
    assertion: Assertion | None = None
    as_of: datetime | None = None

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that keep the message out."""
        return tuple(check for check in self.checks if check.result == "fail")

    @property
    def name_id(self) -> NameId | None:
        """The NameID of the assertion that was read, believed or not."""
        return self.assertion.name_id if self.assertion else None

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The attributes of the assertion that was read, believed or not."""
        return self.assertion.attributes if self.assertion else ()
