"""The attribute map: how the values of an assertion become the fields of an account."""

from typing import Literal

import msgspec

from jitadmin.core.connection.record import Record

SourceWord = Literal[
    "nameId", "nameIdFormat", "issuer", "authnContext", "authnInstant", "sessionNotOnOrAfter", "sessionIndex"
]


class Source(Record, frozen=True, kw_only=True):
    """Where a value comes from: exactly one of ``attribute``, ``constant``, ``cel`` or ``nameId``.

    ``attribute`` is compared with the Name exactly, or through ``match``; ``name_format`` and ``friendly_name`` narrow
    it where given. ``name_id: ifEmail`` reads the NameID only where it has an ``@``.
    """

    attribute: str | None = None
    match: Literal["name", "nameOrFriendlyName", "nameIgnoringCase"] = "name"
    name_format: str | None = None
    friendly_name: str | None = None
    constant: str | None = None
    cel: str | None = None
    name_id: Literal["always", "ifEmail"] | None = None


TransformWord = Literal[
    "trim", "lower", "upper", "caseFold", "asciiLower", "nfc", "nfkc", "first", "last", "unique", "sort",
    "emailLocalPart", "emailDomain", "dnLeaf", "boolean", "dropEmpty",
]  # fmt: skip


class Split(Record, tag_field="do", tag="split", frozen=True, kw_only=True):
    """Cuts each value at the separator."""

    separator: str = ","


class Join(Record, tag_field="do", tag="join", frozen=True, kw_only=True):
    """Joins all values into one."""

    separator: str = " "


class Nth(Record, tag_field="do", tag="nth", frozen=True, kw_only=True):
    """Keeps the value at ``index``, counted from 1 (negative: from the end)."""

    index: int


class Capture(Record, tag_field="do", tag="capture", frozen=True, kw_only=True):
    """Keeps one group of a regular expression; a value that does not match is dropped."""

    pattern: str
    group: int = 1


class Replace(Record, tag_field="do", tag="replace", frozen=True, kw_only=True):
    """Replaces each match of a regular expression."""

    pattern: str
    replacement: str = ""


class Template(Record, tag_field="do", tag="template", frozen=True, kw_only=True):
    """Puts each value into a text at ``{value}``; ``{attribute:NAME}`` takes the first value of another attribute."""

    text: str


class Date(Record, tag_field="do", tag="date", frozen=True, kw_only=True):
    """Reads a date in ``parse`` format (strptime; ``iso`` for ISO 8601) and writes it in ``write``."""

    parse: str = "iso"
    write: str = "%Y-%m-%d"


class Lookup(Record, tag_field="do", tag="lookup", frozen=True, kw_only=True):
    """Replaces values by a table; what is not in it is kept, dropped, replaced by ``other``, or refuses the login."""

    table: dict[str, str]
    unmatched: Literal["keep", "drop", "other", "refuse"] = "keep"
    other: str = ""
    ignore_case: bool = False


class Default(Record, tag_field="do", tag="default", frozen=True, kw_only=True):
    """The value where none is left."""

    value: str


Transform = TransformWord | Split | Join | Nth | Capture | Replace | Template | Date | Lookup | Default

Update = Literal["always", "ifNotEmpty", "ifStoredEmpty", "onCreate", "onUpdate", "never"]
Multiple = Literal["first", "last", "all", "join", "json", "refuse"]


class AttributeRow(Record, frozen=True, kw_only=True):
    """One row: the account field, its ordered sources, and when it is written.

    ``field`` is a SCIM 2.0 name (``userName``, ``name.givenName``, ``emails.work``, ``externalId``, an extension field
    as ``urn:…:User:department``). The first source with a value counts; ``next_if_empty`` says whether the next one is
    asked after a source that is there without text. ``update``: ``always`` at every login; ``ifNotEmpty`` at every
    login that brings text; ``ifStoredEmpty`` only while the account has none; ``onCreate`` only on the login that makes
    the account; ``onUpdate`` on every login but that; ``never`` read for matching only. ``missing`` and ``empty`` say
    what an absent attribute and one without text mean: ``keep`` the stored value, ``clear`` it, ``refuse`` the login.
    ``required`` is the same as both set to ``refuse``. ``type`` is what the application's field can hold; another value
    refuses the login, as does a text longer than ``max_length``, unless ``too_long`` cuts it.
    """

    field: str
    sources: tuple[Source | SourceWord, ...] = msgspec.field(name="from")
    transforms: tuple[Transform, ...] = ()
    required: bool = False
    multiple: Multiple = "first"
    update: Update = "always"
    next_if_empty: bool = True
    missing: Literal["keep", "clear", "refuse"] = "keep"
    empty: Literal["keep", "clear", "refuse", "missing"] = "missing"
    type: Literal["text", "email", "boolean", "integer"] = "text"
    max_length: int | None = None
    too_long: Literal["refuse", "cut"] = "refuse"
    note: str = ""


class AttributeMap(Record, frozen=True, kw_only=True):
    """All rows. Where two rows write one field, ``several_rows`` says which counts: the first or the last with a
    value.
    """

    rows: tuple[AttributeRow, ...] = ()
    several_rows: Literal["first", "last"] = "first"
