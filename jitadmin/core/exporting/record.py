"""The records of an export."""

from typing import Any, Literal

import msgspec

from jitadmin.core.errors import UsageError
from jitadmin.core.jit.summary import field_words
from jitadmin.core.messages import sentence

Side = Literal["serviceProvider", "identityProvider"]
Opens = Literal["all", "one", "signer"]
"""The keys that a reader decrypts with: all of them, one, or none but the one that it signs with."""


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A format as data: who reads it, on which side of the connection, its files, and what it can carry.

    ``carries`` names features (``core.exporting.features``); every other feature is what it cannot express.
    ``sign_on`` says that it needs the address where the identity provider takes requests, ``key`` that it needs a key
    that signs, ``ec`` that its reader signs with EC keys too; ``opens`` which keys its reader decrypts with; ``folder``
    where its files usually lie on the machine that reads them.
    """

    id: str
    title: str
    side: Side
    files: tuple[str, ...]
    carries: frozenset[str]
    sign_on: bool = True
    key: bool = False
    ec: bool = False
    opens: Opens = "all"
    folder: str = ""

    def cannot(self, features: tuple[str, ...]) -> tuple[str, ...]:
        """The features of these that the format has no place for, in their order."""
        return tuple(name for name in features if name not in self.carries)


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """Something of this very connection that the export does not hold, and where it stands in the document."""

    code: str
    args: dict[str, Any] = {}
    path: str = ""

    def __str__(self) -> str:
        """The sentence for a person, with parts and fields as people call them."""
        words = {"parts": _part_words, "fields": field_words}
        args: dict[str, Any] = {
            name: tuple(words[name](item) for item in value) if name in words else value
            for name, value in self.args.items()
        }
        if "field" in args:
            args["field"] = field_words(args["field"])
        return sentence(self.code, args)


def _part_words(path: str) -> str:
    """A part of the document as people call it."""
    try:
        return sentence(f"export.part.{path}")
    except KeyError:
        return path


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an export. A ``secret`` one holds a private key and is only ever written for its owner's eyes."""

    name: str
    text: str = msgspec.field(default="")
    secret: bool = False

    def __repr__(self) -> str:
        shown = "a private key" if self.secret else f"{len(self.text)} characters"
        return f"File({self.name!r}, {shown})"

    __str__ = __repr__


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """The files of an export, the main one first, and everything that they do not hold. ``connection`` is its name."""

    connection: str = ""
    format: str
    files: tuple[File, ...]
    losses: tuple[Loss, ...] = ()

    def file(self, name: str) -> File:
        """The file of that name; raises KeyError where the export has none."""
        for item in self.files:
            if item.name == name:
                return item
        raise KeyError(name)

    @property
    def has_secrets(self) -> bool:
        """Whether a private key is among the files."""
        return any(item.secret for item in self.files)

    def only(self, name: str) -> "Exported":
        """The export with one of its files alone; raises UsageError for a name that is none of them."""
        chosen = tuple(item for item in self.files if item.name == name)
        if not chosen:
            raise UsageError("export.no_file", name=name, known=tuple(item.name for item in self.files))
        return msgspec.structs.replace(self, files=chosen)
