"""Goes from paths to messages, one at a time, so that memory does not grow with their number."""

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal, cast
from zipfile import BadZipFile

from jitadmin.adapters.intake.captures import (
    attempt,
    is_line,
    is_record,
    json_document,
    json_line,
    with_login,
    written,
)
from jitadmin.adapters.intake.encoded import form_fields, html_fields, inflate, too_long, unfenced
from jitadmin.adapters.intake.found import Found, Limits, failure, message
from jitadmin.adapters.intake.places import Stream, cannot_read, files_below, members, too_large, whole
from jitadmin.adapters.intake.xml_root import MESSAGES, is_html, is_markup, local_root, other_kind
from jitadmin.core.errors import InputError, LimitError, MessageError

STANDARD_INPUT = "-"
_BLANK = b"\xef\xbb\xbf \t\r\n"
# A login that something stands before.
_LATER = re.compile(r"<(?:[\w.-]+:)?(?:Response|Assertion)[\s>]")
# Metadata, and JSON without a login such as accounts.
_BESIDE = frozenset({"input.is_metadata", "input.json_no_message"})
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# How Django writes the fields of a form.
_DUMPED = b"<QueryDict:"
# JSON opens another bracket, or a text in double quotes, or closes; settings and maps of other languages do not.
_JSON = re.compile(rb"[\[{]\s*[\[{\"\]}0-9tfn-]")
_PRINTABLE = frozenset(range(0x20, 0x7F)) | {9, 10, 12, 13} | frozenset(range(0x80, 0x100))

Form = Literal["empty", "zip", "markup", "json", "text", "binary"]


def found(paths: Iterable[str], stdin: BinaryIO | None = None, limits: Limits | None = None) -> Iterator[Found]:
    """Every message below the paths, in order; a place that holds none gives a ``Found`` with its error.

    A path is a file, a folder (read to the bottom, sorted by name) or ``-`` for ``stdin``. The order and the bounds are
    the same on every system.
    """
    bounds = limits or Limits()
    number = 0
    for path in paths:
        for item in _at(path, stdin, bounds):
            if number >= bounds.count:
                yield failure(path, item.origin.index, LimitError("limit.count", limit=bounds.count))
                return
            number += 1
            yield item


def found_in(data: bytes, name: str = "", limits: Limits | None = None) -> Iterator[Found]:
    """Every message in bytes that were pasted or dropped."""
    yield from _opened(io.BytesIO(data), name, limits or Limits())


def _at(path: str, stdin: BinaryIO | None, limits: Limits) -> Iterator[Found]:
    if path == STANDARD_INPUT:
        if stdin is None:
            yield failure(path, 0, InputError("input.no_stdin"))
        else:
            yield from _opened(stdin, path, limits)
        return
    place = Path(path)
    if place.is_dir():
        yield from _folder(place, limits)
    else:
        yield from _file(place, path, limits)


def _folder(folder: Path, limits: Limits) -> Iterator[Found]:
    empty = True
    for entry in files_below(folder, limits):
        if isinstance(entry, tuple):
            path, error = entry
            yield failure(str(path), 0, error)
            empty = False
            continue
        for item in _file(entry, str(entry), limits):
            if _lies_beside(item):
                continue
            empty = False
            yield item
    if empty:
        yield failure(str(folder), 0, MessageError("input.no_samples"))


def _lies_beside(item: Found) -> bool:
    """Whether it is something else that lies beside logins; named by itself it is a mistake worth an answer."""
    return item.error is not None and item.error.code in _BESIDE


def _file(path: Path, name: str, limits: Limits) -> Iterator[Found]:
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            yield from _opened(file, name, limits, size=size)
    except OSError as error:
        yield failure(name, 0, cannot_read(error))
    except ValueError:
        # A NUL in a path.
        yield failure(name, 0, InputError("input.not_there"))


def _opened(file: BinaryIO, name: str, limits: Limits, *, size: int = 0, nested: bool = False) -> Iterator[Found]:
    """The messages of one open file; whatever is wrong with it becomes a ``Found`` with an error."""
    index = 0
    try:
        source = Stream(file)
        stream = cast("BinaryIO", io.BufferedReader(source, 1 << 16))
        for result in _results(file, source.head, stream, name, limits, size=size, nested=nested):
            if isinstance(result, Found):
                yield result
            else:
                yield _judged(result, name, index)
                index += 1
    except InputError as error:
        yield failure(name, index, error)
    except (zlib.error, BadZipFile, EOFError):
        yield failure(name, index, MessageError("input.zip_broken"))


def _judged(result: bytes | InputError, name: str, index: int) -> Found:
    if isinstance(result, InputError):
        return failure(name, index, result)
    kind = other_kind(result)
    return failure(name, index, MessageError(kind)) if kind else message(name, index, result)


def _results(
    file: BinaryIO, head: bytes, stream: BinaryIO, name: str, limits: Limits, *, size: int, nested: bool
) -> Iterator[bytes | InputError | Found]:
    form = form_of(head)
    if form == "empty":
        raise MessageError("input.empty")
    if form == "zip":
        if nested:
            raise MessageError("input.zip_nested")
        yield from _archive(file, stream, name, limits)
        return
    held = stream.readline(2 * limits.message + 1) if form == "json" else b""
    if held and (_is_named_lines(name) or is_line(held)):
        yield from with_login(_lines(held, stream, limits))
        return
    if size > limits.size:
        raise too_large(limits, size)
    data = whole(stream, limits, held)
    if form == "json":
        yield from _json(data, limits)
    elif form == "markup":
        yield from _markup(data, limits)
    elif form == "text":
        yield from _text(data, limits)
    else:
        yield _binary(data, limits)


def form_of(head: bytes) -> Form:
    """What a file is, by its first bytes; names lie too often."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if is_markup(head) and not head.startswith(_DUMPED):
        return "markup"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return "empty"
    if start[:1] in (b"{", b"["):
        return "json"
    if head.startswith(_UTF16) or not (set(head) - _PRINTABLE):
        return "text"
    return "binary"


def _is_named_lines(name: str) -> bool:
    return name.lower().endswith((".jsonl", ".ndjson"))


def _archive(file: BinaryIO, stream: BinaryIO, name: str, limits: Limits) -> Iterator[Found]:
    opened = file if file.seekable() else io.BytesIO(whole(stream, limits))
    empty = True
    for member, content in members(opened, limits):
        path = f"{name}/{member}"
        if isinstance(content, InputError):
            yield failure(path, 0, content)
            empty = False
            continue
        for item in _opened(content, path, limits, nested=True):
            if not _lies_beside(item):
                yield item
                empty = False
    if empty:
        raise MessageError("input.no_samples")


def _lines(line: bytes, stream: BinaryIO, limits: Limits) -> Iterator[bytes | InputError]:
    bound = 2 * limits.message
    while line:
        if len(line) > bound and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(bound)
            yield too_long(limits)
        else:
            line = line.removeprefix(b"\xef\xbb\xbf").strip()
            if line:
                yield from json_line(line, limits)
        line = stream.readline(bound + 1)


def _json(data: bytes, limits: Limits) -> Iterator[bytes | InputError]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        yield from json_document(data, limits)
    except MessageError as error:
        if error.code != "input.json":
            raise
        # One broken line at the start does not make a file of lines anything else.
        if any(map(is_record, data.splitlines())):
            for line in filter(None, map(bytes.strip, data.splitlines())):
                yield from json_line(line, limits)
            return
        fields = [] if _JSON.match(data.lstrip()) else form_fields(data.decode("utf-8", "replace"))
        if not fields:
            raise
        for value in fields:
            yield attempt(value, limits)


def _markup(data: bytes, limits: Limits) -> Iterator[bytes | InputError]:
    if data.startswith(_UTF16) and is_html(page := data.decode("utf-16", "replace").encode("utf-8", "replace")):
        # A page may be kept in any encoding; a message is for the parser to refuse.
        data = page
    if not is_html(data):
        if len(data) > limits.message:
            raise too_long(limits)
        # An empty line that was copied along must not stand before the declaration.
        bare = data.lstrip(_BLANK)
        yield bare if bare.startswith(b"<?xml") else data
        return
    fields = html_fields(data.decode("utf-8", "replace"))
    if not fields:
        raise MessageError("input.html_no_form")
    for value in fields:
        yield attempt(value, limits)


def _text(data: bytes, limits: Limits) -> Iterator[bytes | InputError]:
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig").strip("\x00")
    except UnicodeDecodeError:
        raise MessageError("input.text_encoding") from None
    text = unfenced(text)
    stripped = text.strip()
    if stripped.startswith(("{", "[")):
        # Only in another encoding has it not been taken for JSON at once.
        yield from _json(stripped.encode(), limits)
        return
    if stripped.startswith('"') and stripped.endswith('"'):
        yield from _quoted(stripped, limits)
        return
    fields = form_fields(text)
    if not fields and "samlrequest=" in text.lower():
        raise MessageError("input.is_request")
    if not fields and not stripped.startswith("<") and _LATER.search(text):
        # For the parser to name.
        yield text.encode("utf-8", "replace")
        return
    for value in fields or [text]:
        yield attempt(value, limits)


def _quoted(text: str, limits: Limits) -> Iterator[bytes | InputError]:
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if len(lines) > 1 and all(line[0] == line[-1] == '"' for line in lines):
        for line in lines:
            yield from json_line(line.encode(), limits)
        return
    try:
        yield from json_document(text.encode(), limits)
    except MessageError:
        yield from written(text, limits)


def _binary(data: bytes, limits: Limits) -> bytes:
    inflated = inflate(data, limits)
    if inflated is not None and local_root(inflated) in MESSAGES:
        return inflated
    # Bytes that break the encoding of a message are for the parser to name.
    if b"<" in data[:4096] and b"Response" in data[:4096]:
        return data
    raise MessageError("input.binary")
