"""What both catalogues share: values that may be unknown, placeholders, quirks and sources."""

import re
from datetime import date
from typing import Final, Literal

import msgspec

from jitadmin.core.connection.record import Record

UNKNOWN: Final = "unknown"
"""The value of everything that no source read says; it is shown as it is and never replaced by a guess."""
NONE: Final = "none"
"""The value of an address or a format that the product is documented not to have."""

Known = bool | Literal["unknown"]
Switch = bool | Literal["switch", "unknown"]
Certainty = Literal["verified", "known", "unsure"]
Aspect = Literal[
    "endpoints", "nameId", "attributes", "roles", "signing", "matching", "provisioning", "lifecycle", "session",
    "domains", "limits", "setup",
]  # fmt: skip

PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9]*)\}")


class Placeholder(Record, frozen=True, kw_only=True):
    """A hole in a pattern, with all that a form needs to ask for it.

    ``pattern`` is a regular expression for the whole value. ``origin``: the admin knows it (``typed``), it is copied
    from the application's own settings (``application``) or from the identity provider's (``identityProvider``).
    """

    label: str
    example: str
    pattern: str
    origin: Literal["typed", "application", "identityProvider"] = "typed"
    hint: str = ""

    def accepts(self, value: str) -> bool:
        """Whether a value may fill the hole."""
        return len(value) <= 2048 and re.fullmatch(self.pattern, value) is not None


class Alternative(Record, frozen=True, kw_only=True):
    """Another legal value, and when it is the right one (``when`` is empty where no source says)."""

    value: str
    when: str = ""
    audience: str = ""


class Quirk(Record, frozen=True, kw_only=True):
    """Something to know that is not a setting: a code that is unique in the file, what it is about, and a sentence."""

    code: str
    about: Aspect
    text: str
    certainty: Certainty = "verified"


class Reference(Record, frozen=True, kw_only=True):
    """Where facts come from. ``dated`` is the date of the page, None where it shows none; ``covers`` what it was read
    for.
    """

    ref: str
    kind: Literal["vendor", "sourceCode", "identityProvider", "thirdParty"]
    dated: date | None = None
    version: str = ""
    covers: tuple[Aspect, ...] = ()


class Head(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The first lines of every file: enough to list it without reading on."""

    api_version: str
    kind: str
    id: str
    name: str
    vendor: str
    category: str


def holes(text: str) -> tuple[str, ...]:
    """The names of the placeholders of a pattern, in order."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def fill(text: str, values: dict[str, str]) -> str:
    """The pattern with its holes filled; a hole without a value stays as it is."""
    return PLACEHOLDER.sub(lambda hole: values.get(hole.group(1)) or hole.group(0), text)


def is_known(value: object) -> bool:
    """Whether a source says what the value is."""
    return value != UNKNOWN
