"""Reads what browsers record, HAR files and exports of the SAML-tracer extension, and other JSON.

All of it may hold passwords, cookies and pages. Only the SAML messages leave this module.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from jitadmin.adapters.intake.encoded import form_fields, html_fields, markup_of, xml_of
from jitadmin.adapters.intake.found import Limits
from jitadmin.adapters.intake.objects import texts_within
from jitadmin.adapters.intake.xml_root import MESSAGES, is_markup, local_root
from jitadmin.core.errors import InputError, MessageError

_FIELD = "samlresponse"
_REMOVED = ("{hash:", "{obf:", "{overwritten}")


class _Parameter(msgspec.Struct):
    name: str = ""
    value: str | None = None


class _Post(msgspec.Struct, rename="camel"):
    text: str | None = None
    params: list[_Parameter] | None = None
    encoding: str | None = None


class _Request(msgspec.Struct, rename="camel"):
    url: str = ""
    post_data: _Post | None = None


class _Content(msgspec.Struct, rename="camel"):
    text: str | None = None
    encoding: str | None = None


class _Answer(msgspec.Struct):
    content: _Content | None = None
    redirectURL: str | None = None  # noqa: N815


class _Entry(msgspec.Struct):
    request: _Request | None = None
    response: _Answer | None = None


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]


class _Traced(msgspec.Struct):
    """One request of SAML-tracer; ``saml`` is the message as the extension decoded it."""

    url: str = ""
    get: Any = None
    post: Any = None
    saml: str | None = None


class _Line(msgspec.Struct):
    """An object with a message; the name is written in several ways."""

    SAMLResponse: str | None = None
    samlResponse: str | None = None  # noqa: N815
    saml_response: str | None = None

    @property
    def value(self) -> str | None:
        return self.SAMLResponse or self.samlResponse or self.saml_response


class _Whole(_Line):
    log: msgspec.Raw = msgspec.Raw(b"")
    requests: list[msgspec.Raw] | None = None


_LINE = msgspec.json.Decoder(_Line | str)
_WHOLE = msgspec.json.Decoder(_Whole | list[msgspec.Raw] | str)
_LOG = msgspec.json.Decoder(_Log)
_ENTRY = msgspec.json.Decoder(_Entry)
_TRACED = msgspec.json.Decoder(_Traced)

# Nesting without end meets the depth that Python allows.
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

Result = bytes | InputError


def json_line(line: bytes, limits: Limits) -> Iterator[Result]:
    """The message of one line of JSONL, or the messages somewhere inside it; else the error that says why not."""
    try:
        value = _LINE.decode(line)
    except _BROKEN:
        value = _Line()
    text = value if isinstance(value, str) else value.value
    if text:
        yield attempt(text, limits)
        return
    try:
        yield from _anywhere(line, limits, "input.json_no_field")
    except MessageError as error:
        yield error


def with_login(entries: Iterator[Result]) -> Iterator[Result]:
    """The answers for the entries of one file; those that carry nothing are told apart only beside others that do.

    Raises ``MessageError`` where none does: such a file, of accounts for example, is something else.
    """
    waiting = 0
    for entry in entries:
        if isinstance(entry, InputError) and entry.code == "input.json_no_field":
            waiting += 1
            continue
        yield from _carry_nothing(waiting)
        yield entry
        break
    else:
        raise MessageError("input.json_no_message")
    yield from entries


def _carry_nothing(count: int) -> Iterator[Result]:
    for _ in range(count):
        yield MessageError("input.json_no_field")


def is_line(line: bytes) -> bool:
    """Whether a line is an object of JSONL by itself."""
    try:
        value = _LINE.decode(line)
    except _BROKEN:
        return False
    return isinstance(value, _Line) and value.value is not None


def is_record(line: bytes) -> bool:
    """Whether a line is an object by itself that names the field anywhere, as in a log."""
    if not line.lstrip().startswith(b"{") or _FIELD.encode() not in line.lower():
        return False
    try:
        msgspec.json.decode(line)
    except _BROKEN:
        return False
    return True


def json_document(data: bytes, limits: Limits) -> Iterator[Result]:
    """The messages of a HAR file, a SAML-tracer export, a list of objects, or one object or text.

    Where the field does not stand at the top of an object, the whole of it is searched.

    Raises ``MessageError`` where it is none of these or holds no message.
    """
    try:
        whole = _WHOLE.decode(data)
    except msgspec.ValidationError:
        whole = _Whole()
    except _BROKEN as error:
        raise _no_json(error) from None
    if isinstance(whole, str):
        yield from written(whole, limits)
    elif isinstance(whole, list):
        yield from with_login(result for item in whole for result in json_line(bytes(item), limits))
    elif (entries := _entries(bytes(whole.log))) is not None:
        yield from _once(_har(entries, limits), "input.har_no_message")
    elif whole.requests is not None:
        yield from _once(_tracer(whole.requests, limits), "input.tracer_no_message")
    elif whole.value:
        yield attempt(whole.value, limits)
    else:
        yield from _anywhere(data, limits, "input.json_no_message")


def _anywhere(data: bytes, limits: Limits, nothing: str) -> Iterator[Result]:
    try:
        whole = msgspec.json.decode(data)
    except _BROKEN as error:
        raise _no_json(error) from None
    yield from _once((attempt(text, limits) for text in texts_within(whole)), nothing)


def attempt(text: str, limits: Limits) -> Result:
    """The message of one text, XML or encoded, or the error that says why there is none."""
    try:
        stripped = markup_of(text.strip())
        return stripped.encode() if stripped.startswith("<") else xml_of(text, limits)
    except InputError as error:
        return error
    except UnicodeEncodeError:
        return MessageError("input.text_encoding")


def written(text: str, limits: Limits) -> Iterator[Result]:
    """The messages of a text that quotes held: those of its fields where it has any, else itself."""
    fields = [] if text.lstrip().startswith("<") else form_fields(text)
    for value in fields or [text]:
        yield attempt(value, limits)


def _no_json(error: Exception) -> MessageError:
    deep = isinstance(error, RecursionError)
    return MessageError("input.json", reason="it is nested too deeply" if deep else str(error))


def _once(results: Iterator[Result], nothing: str) -> Iterator[Result]:
    """A login stands in a capture several times (page, request, decoded): each message once, logins only."""
    seen: set[bytes | str] = set()
    for result in results:
        key = result if isinstance(result, bytes) else str(result)
        if key in seen or (isinstance(result, bytes) and local_root(result) not in MESSAGES):
            continue
        seen.add(key)
        yield result
    if not seen:
        raise MessageError(nothing)


def _entries(log: bytes) -> list[msgspec.Raw] | None:
    """The entries of a HAR file; None for anything else that is called a log."""
    try:
        return _LOG.decode(log).entries if log else None
    except _BROKEN:
        return None


def _har(entries: list[msgspec.Raw], limits: Limits) -> Iterator[Result]:
    for raw in entries:
        try:
            entry = _ENTRY.decode(raw)
        except _BROKEN:
            continue
        for text in _har_fields(entry):
            yield attempt(text, limits)


def _har_fields(entry: _Entry) -> Iterator[str]:
    if entry.request:
        yield from form_fields(entry.request.url)
        post = entry.request.post_data
        if post:
            fields = form_fields(_decoded(post.text, post.encoding))
            yield from fields or [p.value for p in post.params or () if p.name.lower() == _FIELD and p.value]
    if entry.response:
        yield from form_fields(entry.response.redirectURL or "")
    content = entry.response.content if entry.response else None
    if content and content.text:
        page = _decoded(content.text, content.encoding)
        if _FIELD in page.lower():
            yield from html_fields(page)


def _decoded(text: str | None, encoding: str | None) -> str:
    if encoding != "base64" or not text:
        return text or ""
    try:
        return msgspec.convert(text, bytes, strict=False).decode("utf-8", "replace")
    except msgspec.ValidationError:
        return ""


def _tracer(requests: list[msgspec.Raw], limits: Limits) -> Iterator[Result]:
    for raw in requests:
        try:
            traced = _TRACED.decode(raw)
        except _BROKEN:
            continue
        values = [*_pairs(traced.post), *_pairs(traced.get)] or form_fields(traced.url)
        if not values and not (traced.saml and local_root(traced.saml.encode("utf-8", "replace")) in MESSAGES):
            continue
        results = [attempt(value, limits) for value in values if not value.startswith(_REMOVED)]
        good = [result for result in results if isinstance(result, bytes)]
        if good:
            yield from good
        elif traced.saml and is_markup(traced.saml.encode("utf-8", "replace")):
            yield _as_sent(traced.saml)
        else:
            yield results[0] if results else MessageError("input.tracer_hashed")


def _pairs(collection: object) -> list[str]:
    """The values of the field in a list of pairs, or in an object of values or lists."""
    pairs: list[Any] = list(collection.items()) if isinstance(collection, dict) else []
    if isinstance(collection, list):
        pairs = [item for item in collection if isinstance(item, list) and len(item) == 2]
    values: list[str] = []
    for name, value in pairs:
        if isinstance(name, str) and name.lower() == _FIELD:
            values.extend(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str))
    return values


def _as_sent(text: str) -> bytes:
    """The bytes of a message that SAML-tracer decoded; before version 1.0 it took each byte for a character."""
    try:
        single = text.encode("latin-1")
        single.decode("utf-8")
    except UnicodeError:
        return text.encode("utf-8", "surrogatepass")
    return single
