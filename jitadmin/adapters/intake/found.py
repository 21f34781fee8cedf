"""What the search for messages gives, and the bounds it keeps."""

import hashlib

import msgspec

from jitadmin.core.errors import InputError
from jitadmin.core.message import Origin

MEGABYTE = 1 << 20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds that protect the machine; each has an option on the command line.

    ``size``: bytes of a file that must be held whole. ``message``: bytes of one message. ``ratio``: how many times
    larger decompressed data may be than the compressed. ``count``: messages in one run, and members of one archive.
    ``depth``: folders within folders.
    """

    size: int = 64 * MEGABYTE
    message: int = 10 * MEGABYTE
    ratio: int = 200
    count: int = 1_000_000
    depth: int = 32


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One message as XML bytes, or the reason why there is none; ``origin`` says where in either case."""

    origin: Origin
    data: bytes = b""
    error: InputError | None = None


def message(path: str, index: int, data: bytes) -> Found:
    """A message that was found, with the digest that tells it from others."""
    return Found(origin=Origin(path=path, index=index, sha256=hashlib.sha256(data).hexdigest()), data=data)


def failure(path: str, index: int, error: InputError) -> Found:
    """A place where a message was expected and none could be read."""
    return Found(origin=Origin(path=path, index=index), error=error)


def in_words(size: int) -> str:
    """A size as people write it."""
    for unit, factor in (("GB", 1 << 30), ("MB", MEGABYTE), ("kB", 1 << 10)):
        if size >= factor:
            return f"{size / factor:.0f} {unit}" if size % factor == 0 else f"{size / factor:.1f} {unit}"
    return f"{size} bytes"
