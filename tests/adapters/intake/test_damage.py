"""However a login was wrapped and however often its text was copied, the very same message is read."""

import base64
import html
import io
import json
import textwrap
import zipfile
import zlib
from collections.abc import Callable, Sequence
from urllib.parse import quote, quote_plus

from hypothesis import given, settings
from hypothesis import strategies as st

from jitadmin.adapters.intake import found_in
from tests.builders import SHAPES, IdP

MESSAGES = [IdP(shape=shape).response() for shape in SHAPES.values()]
Step = Callable[[str], str]


def lines(width: int, end: str) -> Step:
    return lambda text: end.join(text[n : n + width] for n in range(0, len(text), width))


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def as_is(text: str) -> str:
    return text


ENCODINGS: Sequence[Callable[[bytes], bytes]] = (bytes, deflated, zlib.compress)
ALPHABETS: Sequence[Step] = (as_is, lambda text: text.replace("+", "-").replace("/", "_"))
PADDINGS: Sequence[Step] = (as_is, lambda text: text.rstrip("="))
BREAKS: Sequence[Step] = (as_is, lines(64, "\n"), lines(76, "\r\n"), lines(60, "\n    "), lines(72, "\t"))
ESCAPES: Sequence[Step] = (as_is, lambda text: quote(text, safe=""), lambda text: quote(quote(text, safe=""), safe=""))
AROUND: Sequence[Step] = (
    as_is,
    lambda text: f"  {text}\r\n\r\n",
    lambda text: f'"{text}"',
    lambda text: f"'{text}'",
    json.dumps,
    lambda text: json.dumps({"SAMLResponse": text}),
    lambda text: f'<html><form><input name="SAMLResponse" value="{html.escape(text)}"></form></html>',
    lambda text: f"SAMLResponse={quote_plus(text)}&RelayState=x",
    lambda text: f"POST /acs HTTP/1.1\r\nHost: sp\r\n\r\nRelayState=&SAMLResponse={quote_plus(text)}",
    lambda text: textwrap.dedent(f"curl 'https://sp/acs' --data-raw 'SAMLResponse={quote_plus(text)}'"),
    lambda text: f"https://sp.example.test/acs?SAMLResponse={quote_plus(text)}&SigAlg=x",
)


def zipped(data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/login", data)
    return held.getvalue()


FILES: Sequence[Callable[[str], bytes]] = (
    str.encode,
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.encode("utf-16"),
    lambda text: zipped(text.encode()),
)


@settings(max_examples=300, deadline=None)
@given(
    message=st.sampled_from(MESSAGES),
    encoding=st.sampled_from(ENCODINGS),
    steps=st.tuples(*(st.sampled_from(kind) for kind in (ALPHABETS, PADDINGS, BREAKS, ESCAPES, AROUND))),
    file=st.sampled_from(FILES),
)
def test_the_message_comes_back(
    message: bytes,
    encoding: Callable[[bytes], bytes],
    steps: tuple[Step, ...],
    file: Callable[[str], bytes],
) -> None:
    text = base64.b64encode(encoding(message)).decode()
    for step in steps:
        text = step(text)
    (item,) = found_in(file(text))
    assert item.error is None, str(item.error)
    assert item.data == message
