"""Accounts are read from a running SCIM server of others, and nothing is read where the token would leak."""

import http.server
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jitadmin.adapters.accounts import live
from jitadmin.adapters.accounts.live import fetch
from jitadmin.core.errors import Cancelled, DocumentError, InputError, LimitError
from jitadmin.core.existing import Endpoint
from tests.builders import key
from tests.peers import scim

TOKEN = "t0ken-" + "x" * 20
Steps = list[tuple[int, int, str]]


class Watch:
    """A progress that remembers, and stops after a number of steps."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.steps: Steps = []
        self._left = stop_after

    def step(self, n: int, total: int, what: str) -> None:
        self.steps.append((n, total, what))
        self._left -= 1
        if self._left < 0:
            raise Cancelled


@pytest.fixture(scope="module")
def server() -> Iterator[scim.ScimServer]:
    if reason := scim.missing():
        pytest.skip(reason)
    with scim.running(TOKEN) as peer:
        ids = [
            peer.add_user(
                f"user{at:03}",
                name={"givenName": "U", "familyName": str(at)},
                emails=[{"value": f"user{at:03}@example.org", "type": "work", "primary": True}],
                active=at != 7,
            )
            for at in range(25)
        ]
        peer.add_group("Editors", ids[:3])
        yield peer


@pytest.mark.peer
def test_every_page_is_read_with_groups_and_state(server: scim.ScimServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAGE", 10)
    watch = Watch()
    accounts = fetch(Endpoint(url=server.url, token=TOKEN), watch)
    by_name = {account.fields["userName"]: account for account in accounts}
    assert sorted(by_name) == [f"user{at:03}" for at in range(25)]
    assert by_name["user002"].groups == ("Editors",)
    assert by_name["user003"].groups == ()
    assert by_name["user002"].fields["emails.work"] == "user002@example.org"
    assert by_name["user002"].fields["name.familyName"] == "2"
    assert [name for name, account in by_name.items() if not account.active] == ["user007"]
    assert {step for step in watch.steps if step[2] == "accounts"} == {
        (10, 25, "accounts"),
        (20, 25, "accounts"),
        (25, 25, "accounts"),
    }


@pytest.mark.peer
def test_a_wrong_token_is_named_and_not_repeated(server: scim.ScimServer) -> None:
    with pytest.raises(InputError, match=r"refuses the token \(401\)") as caught:
        fetch(Endpoint(url=server.url, token="wrong-secret"), Watch())
    assert "wrong-secret" not in repr(caught.value) + str(caught.value.__cause__)


@pytest.mark.peer
def test_reading_stops_when_the_person_says_so(server: scim.ScimServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAGE", 5)
    with pytest.raises(Cancelled):
        fetch(Endpoint(url=server.url, token=TOKEN), Watch(stop_after=6))


@pytest.mark.peer
def test_an_address_beside_the_endpoint_is_named(server: scim.ScimServer) -> None:
    with pytest.raises(InputError, match=r"answers with an error \(404\)"):
        fetch(Endpoint(url=server.url + "/nothing/here", token=TOKEN), Watch())


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://scim.example.org/v2", "allow it for this host"),
        ("ftp://scim.example.org/v2", "no address of a SCIM endpoint"),
        ("scim.example.org", "no address of a SCIM endpoint"),
        ("https://me:pass@scim.example.org/v2", "Leave them out"),
        ("https://[broken/v2", "no address of a SCIM endpoint"),
        ("https://scim.example.org/v2?token=x", "no address of a SCIM endpoint"),
        ("https://scim.example.org:port/v2", "no address of a SCIM endpoint"),
    ],
)
def test_the_token_is_sent_to_no_doubtful_address(url: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        fetch(Endpoint(url=url, token=TOKEN), Watch())


@pytest.mark.parametrize("token", ["line\nbreak", "naïve", "x" * 20_000])
def test_what_is_no_token_is_not_sent(token: str) -> None:
    with pytest.raises(InputError, match="no bearer token has"):
        fetch(Endpoint(url="https://127.0.0.1:9/v2", token=token), Watch())


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"127\.0\.0\.1 does not answer"):
        fetch(Endpoint(url="http://127.0.0.1:9/v2", token=TOKEN), Watch())


def test_the_endpoint_does_not_show_its_token() -> None:
    assert TOKEN not in repr(Endpoint(url="https://a.example", token=TOKEN))


Answer = Callable[[str], tuple[int, dict[str, str], bytes]]


@contextmanager
def odd_server(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A server that answers oddly; yields its address and the paths it was asked for, with the tokens it was sent."""
    asked: list[tuple[str, str | None]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Type": "application/scim+json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v2", asked
        finally:
            server.shutdown()
            thread.join()


def listed(*users: object, total: int | None = None, **more: object) -> tuple[int, dict[str, str], bytes]:
    body = {"totalResults": len(users) if total is None else total, "Resources": list(users), **more}
    return 200, {}, json.dumps(body).encode()


def test_the_token_does_not_follow_a_redirect_to_another_origin() -> None:
    with (
        odd_server(lambda _: listed()) as (other, asked_there),
        odd_server(lambda _: (302, {"Location": other + "/Users"}, b"")) as (url, asked),
        pytest.raises(InputError, match="which the token is not for"),
    ):
        fetch(Endpoint(url=url, token=TOKEN), Watch())
    assert [token for _, token in asked] == [f"Bearer {TOKEN}"]
    assert asked_there == []


def test_a_redirect_at_the_same_origin_is_followed_and_one_without_end_is_not() -> None:
    def moved(path: str) -> tuple[int, dict[str, str], bytes]:
        if path.startswith("/v2/Users?"):
            return 301, {"Location": "/v2/people"}, b""
        return listed({"id": "1", "userName": "ada"}) if path == "/v2/people" else (404, {}, b"{}")

    with odd_server(moved) as (url, _):
        assert [account.id for account in fetch(Endpoint(url=url), Watch())] == ["1"]
    with (
        odd_server(lambda path: (301, {"Location": path}, b"")) as (url, asked),
        pytest.raises(InputError, match="more than 3 times"),
    ):
        fetch(Endpoint(url=url), Watch())
    assert len(asked) == 4


def test_a_server_that_gives_one_page_again_and_again_is_named() -> None:
    with (
        odd_server(lambda _: listed({"id": "1", "userName": "ada"}, total=5)) as (url, asked),
        pytest.raises(InputError, match="same accounts again"),
    ):
        fetch(Endpoint(url=url), Watch())
    assert len(asked) == 2


def test_a_list_that_ends_too_early_is_not_taken() -> None:
    def short(path: str) -> tuple[int, dict[str, str], bytes]:
        return listed({"id": "1", "userName": "ada"}, total=5) if "startIndex=1&" in path else listed(total=5)

    with odd_server(short) as (url, _), pytest.raises(InputError, match="has 5 accounts and gives only 1 of them"):
        fetch(Endpoint(url=url), Watch())


def test_pages_by_cursor_are_followed() -> None:
    def paged(path: str) -> tuple[int, dict[str, str], bytes]:
        if "/Groups" in path:
            return 404, {}, b"{}"
        if "cursor=next" in path:
            return listed({"id": "2", "userName": "bo"}, total=2)
        return listed({"id": "1", "userName": "ada"}, total=2, nextCursor="next")

    with odd_server(paged) as (url, _):
        assert [account.id for account in fetch(Endpoint(url=url), Watch())] == ["1", "2"]


def test_every_user_that_is_no_account_is_named_and_none_is_taken() -> None:
    users = ({"id": "1", "userName": "ada"}, {"id": "2", "userName": "bo", "active": "perhaps"}, "cy", {"id": "1"})
    page = listed({"id": "1", "userName": "ada"}, *users[1:3])
    with (
        odd_server(lambda path: page if "/Users" in path else listed()) as (url, _),
        pytest.raises(DocumentError) as caught,
    ):
        fetch(Endpoint(url=url), Watch())
    assert [problem.path for problem in caught.value.problems] == ["user 2 (bo)", "user 3"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>"), "no SCIM ListResponse"),
        ((200, {}, b"[1]"), "no SCIM ListResponse"),
        ((200, {}, b'{"Resources": 7}'), "no SCIM ListResponse"),
        ((200, {}, b"{" * 100_000), "no SCIM ListResponse"),
        ((500, {}, b'{"detail": "out of order"}'), r"\(500\): out of order"),
        ((403, {}, b"{}"), r"refuses the token \(403\)"),
    ],
)
def test_odd_answers_are_named(answer: tuple[int, dict[str, str], bytes], words: str) -> None:
    with odd_server(lambda _: answer) as (url, _), pytest.raises(InputError, match=words):
        fetch(Endpoint(url=url, token=TOKEN), Watch())


def test_a_service_that_cannot_prove_who_it_is_does_not_get_the_token(tmp_path: Path) -> None:
    own = key("rsa-2048", "tls")
    pem = tmp_path / "server.pem"
    pem.write_bytes(own.private_pem + own.certificate_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with odd_server(lambda _: listed(), context) as (url, asked), pytest.raises(InputError, match="does not answer"):
        fetch(Endpoint(url=url.replace("http:", "https:"), token=TOKEN), Watch())
    assert asked == []


def test_a_page_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MAX_PAGE_BYTES", 1000)
    with odd_server(lambda _: listed({"x": "y" * 2000})) as (url, _), pytest.raises(LimitError, match="larger than"):
        fetch(Endpoint(url=url), Watch())
