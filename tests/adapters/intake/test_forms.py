"""Every form in which admins hold a login is read to the same bytes."""

import base64
import html
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitadmin.adapters.intake import Found, Limits, found, found_in
from jitadmin.adapters.saml import judge
from jitadmin.core.trust import Trust

NAMESPACE = "urn:oasis:names:tc:SAML:2.0:protocol"
# Long enough that its base64 has each kind of character, "+" and "/" included.
TEXT = "Žofie ~~~ ÿÿÿ??? >>> " + "ûï¾" * 40
XML = f'<samlp:Response xmlns:samlp="{NAMESPACE}" ID="_1"><a>{TEXT}</a></samlp:Response>'.encode()
OTHER = XML.replace(b"_1", b"_22")
B64 = base64.b64encode(XML).decode()
CARETS = quote(B64, safe="").replace("%", "^%^")
DEFLATED = base64.b64encode(zlib.compress(XML, wbits=-15)).decode()


def one(data: bytes | str, **limits: int) -> bytes:
    (result,) = found_in(data.encode() if isinstance(data, str) else data, "pasted", Limits(**limits))
    assert result.error is None, str(result.error)
    assert result.origin.path == "pasted"
    assert result.origin.index == 0
    return result.data


def code(data: bytes | str, **limits: int) -> str:
    (result,) = found_in(data.encode() if isinstance(data, str) else data, "pasted", Limits(**limits))
    assert result.error is not None
    assert str(result.error)
    return result.error.code


def wrapped(text: str, width: int, end: str) -> str:
    return end.join(text[i : i + width] for i in range(0, len(text), width))


def page(value: str) -> str:
    return f"""<!DOCTYPE html><html><body onload="document.forms[0].submit()"><form method="post" action="https://sp">
    <input type="hidden" name="SAMLResponse" value="{value}"/><input name="RelayState" value="x"/></form>"""


FORMS: dict[str, str | bytes] = {
    "xml": XML,
    "xml with a declaration": b'<?xml version="1.0"?>\n' + XML,
    "xml with a declaration below an empty line": b'\r\n <?xml version="1.0"?>\n' + XML,
    "xml with a declaration below a byte order mark and an empty line": b'\xef\xbb\xbf\n<?xml version="1.0"?>\n' + XML,
    "base64": B64,
    "64 columns": wrapped(B64, 64, "\n"),
    "76 columns, CRLF": wrapped(B64, 76, "\r\n") + "\r\n",
    "indented lines": "  " + wrapped(B64, 60, "\n   "),
    "lines joined with blanks": wrapped(B64, 76, " "),
    "lines joined with tabs": wrapped(B64, 76, "\t"),
    "plus became blank": B64.replace("+", " "),
    "no padding": B64.rstrip("="),
    "url-safe alphabet": base64.urlsafe_b64encode(XML).decode().rstrip("="),
    "percent-encoded": quote(B64, safe=""),
    "percent-encoded twice": quote(quote(B64, safe=""), safe=""),
    "percent-encoded lines": quote(wrapped(B64, 76, "\r\n"), safe=""),
    "in quotes": f'"{B64}"',
    "in single quotes": f"'{B64}'",
    "JSON text": json.dumps(wrapped(B64, 76, "\n")),
    "JSON escapes": '"' + B64.replace("/", "\\/").replace("+", "\\u002b") + '"',
    "HTML references": B64.replace("+", "&#x2b;").replace("=", "&#61;"),
    "UTF-16 as PowerShell writes": B64.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + B64.encode(),
    "form body": f"SAMLResponse={quote_plus(B64)}&RelayState=https%3A%2F%2Fapp",
    "form body, other order": f"RelayState=a&SAMLResponse={quote_plus(B64)}",
    "form body, not encoded": f"SAMLResponse={B64}&RelayState=a",
    "raw request": f"POST /acs HTTP/1.1\r\nHost: sp\r\nContent-Length: 1\r\n\r\nSAMLResponse={quote_plus(B64)}",
    "copied as cURL": f"curl 'https://sp/acs' \\\n  --data-raw 'SAMLResponse={quote_plus(B64)}&RelayState=a'",
    "copied as cURL for Windows": f'curl ^"https://sp^" ^\n --data-raw ^"SAMLResponse={CARETS}^&RelayState=a^"',
    "lines joined by a shell": wrapped(B64, 76, "\\\n"),
    "with the mark of a shell behind": B64 + "%",
    "as the end of a statement": f"'{B64}';",
    "copied from the network tab": f"SAMLResponse: {B64}\nRelayState: a",
    "cited in a mail": "> " + wrapped(B64, 72, "\n> "),
    "cited twice": ">> " + wrapped(B64, 72, "\n>> "),
    "quoted-printable": wrapped(B64.replace("=", "=3D"), 74, "=\r\n"),
    "Python bytes": f"b'{B64}'",
    "from a wiki, with invisible characters": B64[:90] + "\u200b" + B64[90:],
    "from a word processor": "\u00a0" + wrapped(B64, 76, "\u00a0\n"),
    "YAML block": "SAMLResponse: |\n  " + wrapped(B64, 64, "\n  "),
    "YAML block inside another": "login:\n  SAMLResponse: |\n    " + wrapped(B64, 64, "\n    ") + "\n  RelayState: x\n",
    "settings": f"[login]\nSAMLResponse = {B64}\nother=1\n",
    "environment": f'export SAMLResponse="{B64}"\nOTHER=1\n',
    "print_r of PHP": f"Array\n(\n    [SAMLResponse] => {B64}\n    [RelayState] => x\n)\n",
    "var_dump of PHP": f'array(1) {{\n  ["SAMLResponse"]=>\n  string({len(B64)}) "{B64}"\n}}\n',
    "log of Rails": f'Parameters: {{"SAMLResponse"=>"{B64}", "RelayState"=>"x"}}',
    "dict of Python": f"{{'SAMLResponse': '{B64}', 'RelayState': 'x'}}",
    "lists of Python": f"{{'RelayState': ['x'], 'SAMLResponse': ['{B64}']}}",
    "form of Django": f"<QueryDict: {{'SAMLResponse': ['{B64}'], 'RelayState': ['']}}>",
    "form of Flask": f"ImmutableMultiDict([('SAMLResponse', '{B64}'), ('RelayState', 'x')])",
    "map of Java": f"{{SAMLResponse={B64}, RelayState=x}}",
    "values of Go": f"map[RelayState:[x] SAMLResponse:[{B64}]]",
    "JSON written as JSON text": json.dumps(json.dumps({"SAMLResponse": B64})),
    "JSON inside a text": f'"SAMLResponse\\":\\"{B64}\\",\\"RelayState\\":\\"x\\"',
    "fenced by Markdown": f"```\n{B64}\n```\n",
    "XML fenced by Markdown": b"```xml\n" + XML + b"\n```\n",
    "in the quotes of a word processor": f"“{B64}”",
    "part of a form with files": (
        f'----X\r\nContent-Disposition: form-data; name="SAMLResponse"\r\n\r\n{B64}\r\n----X--'
    ),
    "XML that a page showed": html.escape(XML.decode()),
    "XML with percent signs": quote(XML.decode()),
    "page with a form": page(B64),
    "page with references": page(B64.replace("+", "&#43;").replace("=", "&#x3D;")),
    "page with line breaks": page(wrapped(B64, 76, "&#13;&#10;")),
    "page with the value first": f'<form><input value="{B64}" type=hidden name=samlresponse></form>',
    "page with a text area": f'<html><TEXTAREA rows="9" name="SAMLResponse">{B64}</TEXTAREA>',
    "redirect value": DEFLATED,
    "redirect value, encoded": quote_plus(DEFLATED),
    "redirect address": f"https://sp/acs?SAMLResponse={quote_plus(DEFLATED)}&RelayState=a&SigAlg=x",
    "address in a log": f'10.0.0.1 - "GET /acs?SAMLResponse={quote_plus(DEFLATED)} HTTP/1.1" 200',
    "zlib": base64.b64encode(zlib.compress(XML)),
    "raw DEFLATE": zlib.compress(XML, wbits=-15),
    "JSON object": json.dumps({"SAMLResponse": B64}, indent=1),
    "JSON object with XML": json.dumps({"SAMLResponse": XML.decode()}),
    "JSON list": json.dumps([{"SAMLResponse": B64}]),
    "JSON list of texts": json.dumps([B64]),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_same_login_is_read_from_every_form(form: str | bytes) -> None:
    assert one(form).removeprefix(b'<?xml version="1.0"?>\n') == XML


@given(st.binary(max_size=300), st.integers(1, 100), st.sampled_from(["\n", "\r\n", "\r\n  "]), st.booleans())
def test_no_damage_of_copying_changes_a_byte(noise: bytes, width: int, end: str, encoded: bool) -> None:
    xml = b"<Response>" + noise + b"</Response>"
    text = wrapped(base64.b64encode(xml).decode().rstrip("="), width, end)
    assert one(quote(text) if encoded else text) == xml


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"{", b"[", b"<", b"PK\x03\x04", b'"', b"SAMLResponse=", b"\xff\xfe"]),
)
def test_nothing_makes_the_reader_fall(noise: bytes, start: bytes) -> None:
    for item in found_in(start + noise, "noise"):
        assert (item.error is None) != (item.data == b"")
        assert item.error is None or str(item.error)


BROKEN = {
    "nothing": (b"", "input.empty"),
    "white space": (b" \n\t ", "input.empty"),
    "stray character": (B64[:40] + "*" + B64[40:], "input.base64_character"),
    "cut off": (B64[:41], "input.base64_length"),
    "twice": (base64.b64encode(B64.encode()), "input.base64_twice"),
    "other content": (base64.b64encode(b"just some words, long enough"), "input.base64_other"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "input.binary"),
    "words": ("There is no message here.", "input.base64_character"),
    "prose": ("# Samples\n\n* one (good), two; three.\n", "input.text_other"),
    "old encoding": (b"caf\xe9 not base64", "input.text_encoding"),
    "page without a form": ("<html><body>Sign in</body></html>", "input.html_no_form"),
    "metadata": ('<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>', "input.is_metadata"),
    "request": (f'<samlp:AuthnRequest xmlns:samlp="{NAMESPACE}"/>', "input.is_request"),
    "request address": ("https://idp/sso?SAMLRequest=fZJ", "input.is_request"),
    "logout": (f'<samlp:LogoutResponse xmlns:samlp="{NAMESPACE}"/>', "input.is_logout"),
    "JSON cut off": ('{"log": {"entries": [', "input.json"),
    "JSON of another kind": ('{"name": "x"}', "input.json_no_message"),
    "empty JSON list": ("[]", "input.json_no_message"),
    "JSON without end": ('{"log": ' + "[" * 200_000, "input.json"),
    "HAR without end": ('{"log": {"entries": [{"request": ' + '{"a":' * 200_000, "input.json"),
    "page with half a form": ('<html><form><input name="SAMLResponse" value="PHNhb', "input.html_no_form"),
    "page with another field": ('<html><input name="x" value="SAMLResponse">', "input.html_no_form"),
    "redirect cut off": (base64.b64encode(zlib.compress(XML, wbits=-15)[:-20]), "input.deflate_truncated"),
    "broken archive": (b"PK\x03\x04 and no more", "input.zip_broken"),
}


@pytest.mark.parametrize(("data", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_named(data: str | bytes, expected: str) -> None:
    assert code(data) == expected


@pytest.mark.parametrize("before", ["DEBUG Decoded message:\n", "\u200b", '"'])
def test_what_stands_before_a_message_is_named_and_not_taken_for_no_message(before: str) -> None:
    (item,) = found_in((before + XML.decode()).encode(), "pasted")
    assert item.error is None
    assert [check.code for check in judge(item.data, Trust(), as_of=None).failed] == ["xml.leading"]


def test_json_without_end_is_told_in_words() -> None:
    (result,) = found_in(b'{"a":' * 200_000, "pasted")
    assert "nested too deeply" in str(result.error)


def test_a_stray_character_is_pointed_at() -> None:
    (result,) = found_in((B64[:40] + "*" + B64[40:]).encode(), "pasted")
    assert "“*” at position 41" in str(result.error)


def archive(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def names_and_codes(items: list[Found]) -> list[tuple[str, int, str]]:
    return [(i.origin.path, i.origin.index, i.error.code if i.error else "ok") for i in items]


def test_an_archive_gives_each_of_its_members() -> None:
    lines = b"\n".join(json.dumps({"SAMLResponse": base64.b64encode(x).decode()}).encode() for x in (XML, OTHER))
    data = archive(
        {"a.xml": XML, "deep/b.b64": B64.encode(), "c.jsonl": lines, "README.md": b"#", "__MACOSX/a.xml": b"x"}
    )
    items = list(found_in(data, "all.zip"))
    assert names_and_codes(items) == [
        ("all.zip/a.xml", 0, "ok"),
        ("all.zip/deep/b.b64", 0, "ok"),
        ("all.zip/c.jsonl", 0, "ok"),
        ("all.zip/c.jsonl", 1, "ok"),
    ]
    assert [i.data for i in items] == [XML, XML, XML, OTHER]


def test_hostile_members_are_named_and_the_rest_is_read() -> None:
    bomb = b"<Response>" + b" " * 20_000_000 + b"</Response>"
    data = archive({"../../etc/x.xml": XML, "/abs.xml": XML, "C:\\x.xml": XML, "in.zip": archive({"a.xml": XML}),
                    "bomb.xml": bomb, "good.xml": XML})  # fmt: skip
    assert [c for _, _, c in names_and_codes(list(found_in(data, "z.zip")))] == [
        "input.zip_path", "input.zip_path", "input.zip_path", "input.zip_nested", "limit.ratio", "ok",
    ]  # fmt: skip


def test_a_damaged_member_does_not_hide_the_next() -> None:
    data = bytearray(archive({"a.xml": XML, "b.xml": OTHER}, zipfile.ZIP_STORED))
    data[data.index(b"ID=")] ^= 1
    assert [c for _, _, c in names_and_codes(list(found_in(bytes(data), "z.zip")))] == ["input.zip_broken", "ok"]


def test_an_encrypted_member_and_a_link_are_named() -> None:
    data = bytearray(archive({"a.xml": XML}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (item,) = found_in(bytes(data), "z.zip")
    assert item.error is not None
    assert item.error.code == "input.zip_encrypted"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    (item,) = found_in(out.getvalue(), "z.zip")
    assert item.error is not None
    assert item.error.code == "input.zip_link"


def test_bounds_have_messages_that_say_how_to_raise_them() -> None:
    bombs = base64.b64encode(zlib.compress(b"<Response>" + b" " * 9_000_000, wbits=-15))
    cases: list[tuple[Callable[[], str], str]] = [
        (lambda: code(bombs), "limit.ratio"),
        (lambda: code(bombs, ratio=100_000, message=1_000_000), "limit.message"),
        (lambda: code(XML, message=100), "limit.message"),
        (lambda: code(B64, message=100), "limit.message"),
        (lambda: code(XML, size=100), "limit.size_unknown"),
        (lambda: code(archive({"a.xml": XML, "b.xml": XML}), count=1), "limit.members"),
    ]
    for case, expected in cases:
        assert case() == expected
    (item,) = found_in(bombs, "x")
    assert "--max-ratio" in str(item.error)


def test_lines_are_counted_and_a_bad_one_does_not_stop_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    good = json.dumps({"user": "a", "SAMLResponse": B64})
    lines = [good, "", "{broken", '{"user": "b"}', '{"SAMLResponse": "*"}', good]
    file.write_text("\n".join(lines) + "\n")
    items = list(found([str(file)]))
    assert [(i.origin.index, i.error.code if i.error else "ok") for i in items] == [
        (0, "ok"),
        (1, "input.json"),
        (2, "input.json_no_field"),
        (3, "input.base64_character"),
        (4, "ok"),
    ]
    assert {i.origin.path for i in items} == {str(file)}


def test_entries_of_a_list_and_lines_of_texts_are_told_apart() -> None:
    for many in (f"- SAMLResponse: {B64}\n- SAMLResponse: {B64}\n", f"{json.dumps(B64)}\n{json.dumps(B64)}\n"):
        assert [item.data for item in found_in(many.encode(), "pasted")] == [XML, XML]


def test_a_broken_first_line_does_not_hide_the_others() -> None:
    good = json.dumps({"SAMLResponse": B64})
    items = list(found_in(f'{{"SAMLResponse": "abc\n{good}\n'.encode(), "pasted"))
    assert [i.error.code if i.error else "ok" for i in items] == ["input.json", "ok"]


def test_a_line_above_the_bound_is_named_and_skipped(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(json.dumps({"SAMLResponse": s}) for s in (B64, "A" * 50_000, B64)))
    codes = [i.error.code if i.error else "ok" for i in found([str(file)], limits=Limits(message=4_000))]
    assert codes == ["ok", "limit.message", "ok"]


def test_a_folder_is_read_to_the_bottom_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.xml").write_bytes(XML)
    (tmp_path / "a.b64").write_text(B64)
    (tmp_path / "c.xml").write_bytes(OTHER)
    (tmp_path / "README.md").write_text("words")
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "idp-metadata.xml").write_text('<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>')
    (tmp_path / "noise.txt").write_text("no message!")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert names_and_codes(list(found([str(tmp_path)]))) == [
        (str(tmp_path / "a.b64"), 0, "ok"),
        (str(tmp_path / "b" / "x.xml"), 0, "ok"),
        (str(tmp_path / "c.xml"), 0, "ok"),
        (str(tmp_path / "noise.txt"), 0, "input.base64_character"),
    ]


ACCOUNTS = json.dumps([{"userName": "ada"}, {"userName": "bob"}])
ROWS = '{"userName": "ada"}\n{"userName": "bob"}\n'


@pytest.mark.parametrize(("name", "data"), [("a-accounts.json", ACCOUNTS), ("accounts.jsonl", ROWS)])
def test_accounts_are_no_logins_and_say_so_once(tmp_path: Path, name: str, data: str) -> None:
    file = tmp_path / name
    file.write_text(data)
    assert names_and_codes(list(found([str(file)]))) == [(str(file), 0, "input.json_no_message")]
    (tmp_path / "b.b64").write_text(B64)
    assert names_and_codes(list(found([str(tmp_path)]))) == [(str(tmp_path / "b.b64"), 0, "ok")]
    assert names_and_codes(list(found_in(archive({name: data.encode(), "b.b64": B64.encode()}), "z.zip"))) == [
        ("z.zip/b.b64", 0, "ok")
    ]


def test_entries_without_a_login_are_counted_beside_one_that_has_one() -> None:
    mixed = json.dumps([{"user": "a"}, {"user": "b"}, {"SAMLResponse": B64}, {"user": "c"}])
    nothing = "input.json_no_field"
    assert [c for _, _, c in names_and_codes(list(found_in(mixed.encode())))] == [nothing, nothing, "ok", nothing]


@pytest.mark.parametrize("name", ["idp.xml", "accounts.json"])
def test_a_place_where_all_lies_beside_logins_holds_none(tmp_path: Path, name: str) -> None:
    data = ACCOUNTS.encode() if name == "accounts.json" else b"<EntityDescriptor/>"
    (tmp_path / name).write_bytes(data)
    assert [c for _, _, c in names_and_codes(list(found([str(tmp_path)])))] == ["input.no_samples"]
    packed = archive({name: data})
    assert names_and_codes(list(found_in(packed, "z.zip"))) == [("z.zip", 0, "input.no_samples")]


def test_places_without_samples_are_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.md").write_text("words")
    (tmp_path / "broken.xml").symlink_to(tmp_path / "nowhere")
    items = list(found([str(empty), str(tmp_path / "none.xml"), str(tmp_path / "broken.xml"), "a\0b"]))
    assert [i.error.code for i in items if i.error] == [
        "input.no_samples",
        "input.not_there",
        "input.not_there",
        "input.not_there",
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(XML)
    file.chmod(0)
    (item,) = found([str(file)])
    assert item.error is not None
    assert item.error.code == "input.not_allowed"


def test_folders_nested_too_deep_are_named(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcdef")
    deep.mkdir(parents=True)
    (deep / "x.xml").write_bytes(XML)
    (item,) = found([str(tmp_path)], limits=Limits(depth=3))
    assert item.error is not None
    assert item.error.code == "limit.depth"


def test_standard_input_is_read_where_a_dash_stands() -> None:
    items = list(found(["-"], io.BytesIO(archive({"a.xml": XML}))))
    assert names_and_codes(items) == [("-/a.xml", 0, "ok")]
    (item,) = found(["-"], io.BytesIO(B64.encode()))
    assert item.data == XML


def test_the_count_of_messages_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join([json.dumps({"SAMLResponse": B64})] * 5))
    codes = [i.error.code if i.error else "ok" for i in found([str(file)], limits=Limits(count=3))]
    assert codes == ["ok", "ok", "ok", "limit.count"]


def test_a_huge_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    file = tmp_path / "huge.xml"
    with file.open("wb") as out:
        out.write(b"<Response>")
        out.truncate(200 << 20)
    (item,) = found([str(file)])
    assert item.error is not None
    assert str(item.error) == "The file has 200 MB, more than 64 MB; it was not read. Raise the bound with --max-size."


def test_memory_does_not_grow_with_the_number_of_messages(tmp_path: Path) -> None:
    import tracemalloc

    def peak(number: int) -> int:
        file = tmp_path / f"{number}.jsonl"
        line = json.dumps({"SAMLResponse": B64}) + "\n"
        with file.open("w") as out:
            out.writelines([line] * number)
        tracemalloc.start()
        try:
            assert sum(1 for item in found([str(file)]) if item.error is None) == number
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(4_000) < peak(400) + 100_000
