"""Undoes the encodings of the SAML bindings, and the damage that copying and pasting does to them.

The bindings are HTTP POST (saml-bindings 3.5.4: base64 in a form field) and HTTP redirect (3.4.4.1: raw DEFLATE, then
base64, then URL encoding).
"""

import binascii
import html
import re
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote

from jitadmin.adapters.intake.found import MEGABYTE, Limits, in_words
from jitadmin.adapters.intake.xml_root import is_markup
from jitadmin.core.errors import InputError, LimitError, MessageError

# The value ends where the next field of a body, a list of fields or a header begins.
_FIELD = re.compile(
    r"\bSAMLResponse\\*[\"']?"
    r"(?:\s*[=:](?:[ ]*[|>][+-]?(?=\r?\n)|\s*\[)?|%3D|\t"
    r"|\]?\s*=>(?:\s*string\(\d{1,9}\))?|,(?=\s*\[?[\"'])(?:\s*\[)?"
    r"|\r?\n(?:[A-Za-z-]+:[^\r\n]*\r?\n){0,9}(?=\r?\n))\s*\\*[\"']?"
    r"((?:(?!\r?\n[ \t]*(?:--|-[ ]|RelayState|SigAlg|Signature|[A-Za-z-]+:"
    r"|[\w.-]+[ \t]*=(?!3D)[ \t]*[^=\s]))[A-Za-z0-9+/=_%\r\n\t \\-])+)",
    re.IGNORECASE,
)
_FIELD_NAME = re.compile("samlresponse", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/]*")
_STRAY = re.compile(r"[^A-Za-z0-9+/=\s]")
_FEW = 5
_ENCODED_AGAIN = 4
_BREAK = re.compile(r"[ ]*[\r\n\t\v\f]+\s*")
_URL_SAFE = str.maketrans("-_", "+/")
_ESCAPES = (
    ("\\\r\n", ""), ("\\\n", ""), ("\\r", ""), ("\\n", ""), ("\\t", ""), ("\\/", "/"), ("\\u002b", "+"),
    ("\\u002B", "+"), ("\\u003d", "="), ("\\u003D", "="), ("\\u002f", "/"), ("\\u002F", "/"),
)  # fmt: skip
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad")) | {0xA0: " "}
_LITERAL = re.compile(r"b(['\"])(.*)\1", re.DOTALL)
_CITED = re.compile(r"^[ ]*(?:>[ ]?)+", re.MULTILINE)
_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n(?=[A-Za-z0-9+/=])")
_SAFE = re.compile("[-_]")
_QUOTES = "\"'`“”„‘’«»"
_FENCED = re.compile(r"\s*(```|~~~)[\w-]{0,20}[ \t]*\r?\n(.*)\1\s*", re.DOTALL)
_RATIO_FLOOR = MEGABYTE


def form_fields(text: str) -> list[str]:
    """The raw values of every ``SAMLResponse`` field in a form body, a URL, a log line or a copied request."""
    if "^%" in text:
        # As browsers write a command for the shell of Windows.
        text = text.replace("^", "")
    return [found[1] for found in _FIELD.finditer(text)]


def markup_of(text: str) -> str:
    """Markup that a page showed as text or an address carried, as it was; any other text as it is."""
    head = text[:4].lower()
    if head == "&lt;":
        return html.unescape(text)
    return unquote(text) if head.startswith("%3c") else text


def unfenced(text: str) -> str:
    """The text inside the fences of Markdown, as copied from a ticket or a chat; any other text as it is."""
    fenced = _FENCED.fullmatch(text)
    return fenced[2] if fenced else text


def xml_of(text: str, limits: Limits) -> bytes:
    """The XML bytes of one encoded message.

    Raises ``MessageError`` that says what is wrong with the encoding, ``LimitError`` where a bound was met.
    """
    if len(text) > 4 * limits.message:
        raise too_long(limits)
    if (data := _undamaged(text, limits)) is not None:
        return data
    first: InputError | None = None
    fallback: bytes | None = None
    for candidate in _candidates(text):
        try:
            data = _unpacked(_base64(candidate, limits), limits)
        except LimitError:
            raise
        except InputError as error:
            first = first or error
            continue
        if data.rstrip().endswith(b">"):
            return data
        fallback = fallback or data
    if fallback is not None:
        return fallback
    raise first or MessageError("input.empty")


def _undamaged(text: str, limits: Limits) -> bytes | None:
    """What plain base64 holds, at a quarter of the cost of looking for damage; None where anything is odd."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    return data if len(data) <= limits.message and is_markup(data) and data.rstrip().endswith(b">") else None


def too_long(limits: Limits) -> LimitError:
    """The error for a message above its bound."""
    return LimitError("limit.message", limit=in_words(limits.message))


def _candidates(text: str) -> Iterator[str]:
    """Readings of a damaged text, the likeliest first: a space is a lost ``+``, unless it only breaks lines."""
    plain = _cleaned(text)
    if " " not in plain:
        yield plain
        return
    pieces = plain.split(" ")
    regular = len(pieces) > 1 and len({len(piece) for piece in pieces[:-1]}) == 1 and len(pieces[0]) >= len(pieces[-1])
    readings = [plain.replace(" ", ""), plain.replace(" ", "+")]
    yield from readings if regular and len(pieces[0]) % 4 == 0 else reversed(readings)
    # In a log line the value ends at the space.
    yield pieces[0]


def _cleaned(text: str) -> str:
    text = _unquoted(text.strip()).rstrip(";,%").strip(_QUOTES).rstrip("\\").strip()
    if text[:5].lower() == "data:" and "," in text[:100]:
        text = text.partition(",")[2]
    if "\\" in text:
        for escape, meaning in _ESCAPES:
            text = text.replace(escape, meaning)
    if "+" in text and "%" in text and ("%2B" in text.upper() or _SAFE.search(text)):
        # A form that writes its plus signs as numbers, or has none, means spaces by these.
        text = text.replace("+", " ")
    for _ in range(_ENCODED_AGAIN):
        if "%" in text:
            text = unquote(text)
    if "&#" in text:
        text = html.unescape(text)
    # Looking for single characters is many times quicker than replacing none, and most texts have neither.
    if any(character in text for character in "\r\n\t\v\f"):
        text = _BREAK.sub("", text)
    text = text.strip()
    return text.translate(_URL_SAFE) if "-" in text or "_" in text else text


def _unquoted(text: str) -> str:
    """The text without what mail programs, wikis and interpreters put around or between its characters."""
    if not text.isascii():
        text = text.translate(_INVISIBLE).strip()
    if text.startswith(">"):
        text = _CITED.sub("", text)
    if literal := _LITERAL.fullmatch(text):
        text = literal[2]
    if _SOFT_BREAK.search(text):
        # Quoted-printable (RFC 2045 6.7) also writes each "=" as a number.
        text = _SOFT_BREAK.sub("", text).replace("=3D", "=")
    return text


def _base64(text: str, limits: Limits) -> bytes:
    body = text.rstrip("=")
    good = _BASE64.match(body)
    end = good.end() if good else 0
    if end != len(body):
        if len(_STRAY.findall(body)) > _FEW:
            raise MessageError("input.text_other")
        raise MessageError("input.base64_character", character=body[end], position=end + 1)
    if not body:
        raise MessageError("input.empty")
    if len(body) % 4 == 1:
        raise MessageError("input.base64_length", length=len(body))
    if len(body) * 3 // 4 > limits.message:
        raise too_long(limits)
    return binascii.a2b_base64(body + "=" * (-len(body) % 4))


def _unpacked(data: bytes, limits: Limits) -> bytes:
    if is_markup(data):
        return data
    inflated = inflate(data, limits)
    if inflated is not None and is_markup(inflated):
        return inflated
    inner = data.strip()
    if len(inner) >= 16 and _BASE64.fullmatch(inner.decode("ascii", "replace").rstrip("=").translate(_URL_SAFE)):
        raise MessageError("input.base64_twice")
    raise MessageError("input.base64_other")


def inflate(data: bytes, limits: Limits) -> bytes | None:
    """Raw or wrapped DEFLATE, undone within the bounds; None where the bytes are no such thing."""
    wrapped = data[:1] == b"\x78" or data[:2] == b"\x1f\x8b"
    machine = zlib.decompressobj(zlib.MAX_WBITS | 32 if wrapped else -zlib.MAX_WBITS)
    try:
        inflated = machine.decompress(data, limits.message + 1)
    except zlib.error:
        return None
    if len(inflated) > max(_RATIO_FLOOR, limits.ratio * len(data)):
        raise LimitError("limit.ratio", ratio=limits.ratio)
    if len(inflated) > limits.message:
        raise too_long(limits)
    if not machine.eof and is_markup(inflated):
        raise MessageError("input.deflate_truncated")
    return inflated


class _Tag(HTMLParser):
    """Reads the attributes of one tag as browsers do."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = ""
        self.attributes: dict[str, str | None] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what ``HTMLParser`` found."""
        self.name, self.attributes = tag, dict(attrs)


def html_fields(page: str) -> list[str]:
    """The values of every form field named ``SAMLResponse`` in an HTML page.

    Only the tags that hold the name are parsed: the parser of the standard library needs quadratic time for a page that
    was made for that.
    """
    values: list[str] = []
    at = end = 0
    while (named := _FIELD_NAME.search(page, at)) is not None:
        at, before = named.end(), at
        end = page.find(">", at) if end < at else end
        if end < 0:
            break
        start = page.rfind("<", before, named.start())
        if start < 0 or page.find("<", at, end) >= 0:
            continue
        tag = _Tag(page[start : end + 1])
        if (tag.attributes.get("name") or "").lower() != "samlresponse":
            continue
        at = end + 1
        if tag.name == "input":
            values.append(tag.attributes.get("value") or "")
        elif tag.name == "textarea":
            values.append(html.unescape(page[at : _end(page, at)]))
    return [value for value in values if value]


def _end(page: str, at: int) -> int:
    end = page.find("<", at)
    return end if end >= 0 else len(page)
