"""Fetching by https from a real server: conditional requests, saved copies, and everything that must be refused."""

import gzip
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jitadmin.adapters.fetch import Copies
from jitadmin.core.errors import Cancelled, InputError, LimitError
from tests.https_server import Answer, Server, serving

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
def copies(tmp_path: Path, server: Server) -> Copies:
    return Copies(tmp_path / "copies", context=server.context)


def by_etag(headers: dict[str, str]) -> Answer:
    if headers.get("if-none-match") == '"one"' and headers.get("if-modified-since"):
        return 304, {}, b""
    return 200, {"ETag": '"one"', "Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"}, b"<metadata/>"


def test_a_document_is_fetched_once_and_then_confirmed(server: Server, copies: Copies) -> None:
    server.answers["/metadata"] = by_etag
    first = copies.get(server.url("/metadata"), NOW)
    assert (first.state, first.path.read_bytes(), first.etag) == ("new", b"<metadata/>", '"one"')
    again = copies.get(server.url("/metadata"), LATER)
    assert (again.state, again.path.read_bytes(), again.at) == ("unchanged", b"<metadata/>", LATER)
    assert "if-none-match" not in server.asked[0][1]
    assert server.asked[1][1]["if-none-match"] == '"one"'


def test_a_changed_document_takes_the_place_of_its_copy(server: Server, copies: Copies) -> None:
    server.answers["/metadata"] = (200, {"ETag": '"one"'}, b"<old/>")
    copies.get(server.url("/metadata"), NOW)
    server.answers["/metadata"] = (200, {"ETag": '"two"'}, b"<new/>")
    found = copies.get(server.url("/metadata"), LATER)
    assert (found.state, found.path.read_bytes(), found.etag) == ("new", b"<new/>", '"two"')


def test_a_copy_stands_in_for_a_server_that_is_away(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.answers["/metadata"] = by_etag
        copies = Copies(tmp_path / "copies", context=server.context)
        copies.get(server.url("/metadata"), NOW)
    found = copies.get(server.url("/metadata"), LATER)
    assert (found.state, found.path.read_bytes(), found.at) == ("kept", b"<metadata/>", NOW)
    assert "127.0.0.1 cannot be reached" in found.reason
    with pytest.raises(InputError, match="cannot be reached"):
        copies.get(server.url("/other"), LATER)


def test_a_copy_stands_in_for_a_server_in_trouble(server: Server, copies: Copies) -> None:
    server.answers["/metadata"] = by_etag
    copies.get(server.url("/metadata"), NOW)
    server.answers["/metadata"] = (503, {}, b"busy")
    assert copies.get(server.url("/metadata"), LATER).state == "kept"
    server.answers["/metadata"] = (404, {}, b"gone")
    with pytest.raises(InputError, match="status 404"):
        copies.get(server.url("/metadata"), LATER)


def test_a_damaged_copy_is_not_confirmed(server: Server, copies: Copies) -> None:
    server.answers["/metadata"] = by_etag
    found = copies.get(server.url("/metadata"), NOW)
    found.path.write_bytes(b"<other/>")
    again = copies.get(server.url("/metadata"), LATER)
    assert (again.state, again.path.read_bytes()) == ("new", b"<metadata/>")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_nobody_else_reads_the_copies(server: Server, copies: Copies) -> None:
    server.answers["/metadata"] = by_etag
    path = copies.get(server.url("/metadata"), NOW).path
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(item.stat().st_mode) == 0o600 for item in path.parent.iterdir())


def test_a_server_that_does_not_prove_who_it_is_is_not_believed(server: Server, tmp_path: Path) -> None:
    server.answers["/metadata"] = by_etag
    with pytest.raises(InputError, match="does not prove who it is"):
        Copies(tmp_path / "strict").get(server.url("/metadata"), NOW)
    assert server.asked == []


def test_a_certificate_that_is_wrong_now_is_said_though_there_is_a_copy(server: Server, tmp_path: Path) -> None:
    server.answers["/metadata"] = by_etag
    Copies(tmp_path / "copies", context=server.context).get(server.url("/metadata"), NOW)
    with pytest.raises(InputError, match="does not prove who it is"):
        Copies(tmp_path / "copies").get(server.url("/metadata"), LATER)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.org/metadata", "plain http"),
        ("ftp://example.org/metadata", "no https address"),
        ("file:///etc/passwd", "no https address"),
        ("https:///metadata", "no https address"),
        ("https://ada:secret@example.org/metadata", "user name or a password"),
        ("https://example.org:port/", "no https address"),
        ("metadata.xml", "no https address"),
    ],
)
def test_an_address_that_must_not_be_asked_is_refused(tmp_path: Path, address: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refusal:
        Copies(tmp_path).get(address, NOW)
    assert "secret" not in str(refusal.value)


def test_plain_http_is_for_tests_on_this_machine_alone(tmp_path: Path) -> None:
    with serving(tmp_path, secure=False) as server:
        server.answers["/metadata"] = by_etag
        with pytest.raises(InputError, match="plain http"):
            Copies(tmp_path / "one").get(server.url("/metadata"), NOW)
        assert Copies(tmp_path / "two", plain_loopback=True).get(server.url("/metadata"), NOW).state == "new"
        with pytest.raises(InputError, match="plain http"):
            Copies(tmp_path / "two", plain_loopback=True).get("http://example.org/", NOW)


def test_a_redirect_is_followed_within_https(server: Server, copies: Copies) -> None:
    server.answers["/old"] = (301, {"Location": "/metadata"}, b"")
    server.answers["/metadata"] = by_etag
    assert copies.get(server.url("/old"), NOW).path.read_bytes() == b"<metadata/>"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://example.org/metadata", "without https"),
        ("file:///etc/passwd", "without https"),
        ("https://localhost:1/metadata", "private network"),
        ("https://10.1.2.3/metadata", "private network"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
        ("https://[::1]/metadata", "private network"),
        ("https://ada:secret@example.org/", "user name or a password"),
    ],
)
def test_a_redirect_that_leads_astray_is_not_followed(server: Server, copies: Copies, target: str, said: str) -> None:
    server.answers["/metadata"] = (302, {"Location": target}, b"")
    with pytest.raises(InputError, match=said):
        copies.get(server.url("/metadata"), NOW)
    assert [path for path, _ in server.asked] == ["/metadata"]


def test_redirects_in_a_circle_come_to_an_end(server: Server, copies: Copies) -> None:
    server.answers["/metadata"] = (302, {"Location": "/metadata"}, b"")
    with pytest.raises(InputError, match="redirects more than 5 times"):
        copies.get(server.url("/metadata"), NOW)


def test_an_answer_without_bound_is_cut_off(server: Server, tmp_path: Path) -> None:
    copies = Copies(tmp_path / "copies", context=server.context, largest=1 << 20)
    server.answers["/large"] = (200, {}, b"<a>" + b" " * (2 << 20))
    server.answers["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * (8 << 20)))
    for path in ("/large", "/bomb"):
        with pytest.raises(LimitError, match="larger than 1 MB"):
            copies.get(server.url(path), NOW)
    assert list((tmp_path / "copies").iterdir()) == []


def test_an_answer_in_another_coding_is_not_unpacked(server: Server, copies: Copies) -> None:
    server.answers["/metadata"] = (200, {"Content-Encoding": "zstd"}, b"x")
    with pytest.raises(InputError, match="coding “zstd”"):
        copies.get(server.url("/metadata"), NOW)
    server.answers["/metadata"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"<metadata/>"))
    assert copies.get(server.url("/metadata"), NOW).path.read_bytes() == b"<metadata/>"


def test_stopping_leaves_the_copy_as_it_was(server: Server, copies: Copies) -> None:
    class Stopped:
        def step(self, n: int, total: int, what: str) -> None:
            raise Cancelled

    server.answers["/metadata"] = (200, {"ETag": '"one"'}, b"<old/>")
    copies.get(server.url("/metadata"), NOW)
    server.answers["/metadata"] = (200, {"ETag": '"two"'}, b"<new/>")
    with pytest.raises(Cancelled):
        copies.get(server.url("/metadata"), LATER, Stopped())
    assert sorted(item.suffix for item in (copies.get(server.url("/metadata"), LATER).path.parent).iterdir()) == [
        ".json", ".xml",
    ]  # fmt: skip


def test_copies_for_one_run_go_with_it(server: Server) -> None:
    server.answers["/metadata"] = by_etag
    copies = Copies(context=server.context)
    path = copies.get(server.url("/metadata"), NOW).path
    assert path.exists()
    del copies
    assert not path.parent.exists()
