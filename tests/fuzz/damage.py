"""Damage to a message as text, as bytes, and in the wrappings in which it travels."""

import base64
import binascii
import json
import zlib
from random import Random
from urllib.parse import quote, quote_plus, unquote

INSERTED = (
    b"<!--x-->", b"<!---->", b"<?x y?>", b"<![CDATA[x]]>", b"<![CDATA[]]>", b"&amp;", b"&lt;", b"&#x41;", b"&#65;",
    b"&#0;", b"&#x1;", b"&#xFFFE;", b"&#xD;", b"&x;", b"\x00", b"\x01", b"\x0b", b"\x7f", b"\xc2\x85", b"\xff",
    b"\xc0\x80", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xef\xbf\xbe", b" ", b"\r\n", b"\t", b"<a/>", b"</a>", b"<", b">",
    b'"', b"'", b"\xef\xbb\xbf", b' xmlns="urn:x"', b' xmlns:saml="urn:x"', b' xmlns=""', b' xmlns:x="../x"',
    b' ID="_x"', b"<!DOCTYPE a>", b'<!DOCTYPE a [<!ENTITY x "y">]>', b"<xi:include href='/etc/hostname'/>",
    b"<?xml version='1.0' encoding='UTF-16'?>", b"<?xml version='1.1'?>", b"\xe2\x80\xae", b"a" * 300,
)  # fmt: skip
_PREFIXES = (b"saml:", b"samlp:", b"ds:", b"xs:", b"xsi:")


def bytes_damaged(data: bytes, random: Random) -> bytes:
    """Bits flipped, spans deleted, doubled or exchanged."""
    if not data:
        return b"<"
    made = bytearray(data)
    kind = random.randrange(4)
    at = random.randrange(len(made))
    end = min(len(made), at + random.choice((1, 2, 8, 64, 512)))
    if kind == 0:
        made[at] ^= 1 << random.randrange(8)
    elif kind == 1:
        del made[at:end]
    elif kind == 2:
        made[at:at] = made[at:end]
    else:
        to = random.randrange(len(made))
        made[at:end], made[to : to + end - at] = made[to : to + end - at], made[at:end]
    return bytes(made)


def text_damaged(data: bytes, random: Random) -> bytes:
    """Something put where markup or text begins or ends, a prefix exchanged, or another encoding."""
    kind = random.randrange(12)
    if kind == 0 and data:
        before, after = random.choice(_PREFIXES), random.choice(_PREFIXES)
        return data.replace(before, after) if random.randrange(2) else data.replace(before, after, 1)
    if kind == 1:
        return random.choice(INSERTED) + data if random.randrange(2) else data + random.choice(INSERTED)
    if kind == 2:
        return _encoded_otherwise(data, random)
    seams = [n for n, byte in enumerate(data) if byte in b"<>\"' ="] or [0]
    at = random.choice(seams) + random.randrange(2)
    return data[:at] + random.choice(INSERTED) + data[at:]


def _encoded_otherwise(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(random.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1")), "replace")


def unwrapped(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The message inside base64, DEFLATE and percent signs, and what was taken off; as it is where none is there."""
    layers: list[str] = []
    body = data.strip()
    if body.startswith(b"<") or not body:
        return data, ()
    if body.startswith(b"SAMLResponse="):
        layers.append("form")
        body = body.removeprefix(b"SAMLResponse=").partition(b"&")[0]
    if b"%" in body:
        body = unquote(body.decode("utf-8", "replace")).encode()
    try:
        plain = base64.b64decode(body + b"=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return data, ()
    layers.append("base64")
    if not plain.lstrip().startswith(b"<"):
        try:
            plain = zlib.decompressobj(-15).decompress(plain, 1 << 20)
        except zlib.error:
            return data, ()
        layers.append("deflate")
    return plain, tuple(reversed(layers))


def rewrapped(message: bytes, layers: tuple[str, ...], random: Random) -> bytes:
    """The message in its wrapping, seldom in another one, and seldom with that damaged."""
    if random.randrange(16) == 0:
        layers = random.choice(((), ("base64",), ("deflate", "base64"), ("base64", "form"), ("base64", "json")))
    for layer in layers:
        if layer == "deflate":
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            message = packer.compress(message) + packer.flush()
        elif layer == "base64":
            message = base64.b64encode(message)
        elif layer == "form":
            message = b"SAMLResponse=" + quote_plus(message).encode()
        else:
            message = json.dumps({"SAMLResponse": message.decode("utf-8", "replace")}).encode()
        if random.randrange(8) == 0:
            message = _worn(message, random)
    return message


def _worn(text: bytes, random: Random) -> bytes:
    kind = random.randrange(6)
    if kind == 0:
        return text.rstrip(b"=")
    if kind == 1:
        return b"\r\n".join(text[n : n + 76] for n in range(0, len(text), 76))
    if kind == 2:
        return quote(text).encode()
    if kind == 3:
        return text.replace(b"+", b" ")
    return bytes_damaged(text, random)
