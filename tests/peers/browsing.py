"""A browser that has no more than it needs: cookies, redirects, and forms that it fills in and posts."""

import html
import re
import urllib.parse
import urllib.request
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import NamedTuple


class Page(NamedTuple):
    """What an address answered, after all redirects."""

    address: str
    text: str
    headers: HTTPMessage
    status: int


class Browser:
    """One person's session."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _KeepErrors())

    def open(self, address: str, form: dict[str, str] | None = None) -> Page:
        """Get a page, or post a form to it."""
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        with self._opener.open(address, body, timeout=20) as answer:
            return Page(answer.url, answer.read().decode("utf-8", "replace"), answer.headers, answer.status)

    def submit(self, page: Page, **filled: str) -> Page:
        """Fill in the form of a page and send it where the form says."""
        action = re.search(r'<form[^>]*\saction="([^"]*)"', page.text)
        target = urllib.parse.urljoin(page.address, html.unescape(action[1]) if action else page.address)
        return self.open(target, {**fields(page.text), **filled})


def fields(text: str) -> dict[str, str]:
    """The inputs of a page with the values they hold."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        parts = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" in parts:
            found[parts["name"]] = parts.get("value", "")
    return found


class _KeepErrors(urllib.request.HTTPErrorProcessor):
    """A refusal is an answer that a test looks at."""

    def http_response(self, request, response):  # type: ignore[no-untyped-def]
        if response.status >= 400:
            return response
        return super().http_response(request, response)

    https_response = http_response
