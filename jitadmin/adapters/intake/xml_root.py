"""Tells what an XML text is by its first element, without parsing it."""

import re

# Byte order mark, white space, declaration, comments and processing instructions before the first element.
_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^>\[]*(?:\[.*?\])?\s*>)*",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(rb"<([^\s<>/!?]+)")
_HEAD = 1 << 16
_HTML = frozenset({"html", "head", "body", "form", "input", "div", "script", "meta", "title", "noscript"})
MESSAGES = frozenset({"Response", "Assertion"})
_OTHERS = {
    "EntityDescriptor": "input.is_metadata",
    "EntitiesDescriptor": "input.is_metadata",
    "AuthnRequest": "input.is_request",
    "LogoutRequest": "input.is_logout",
    "LogoutResponse": "input.is_logout",
}


def local_root(data: bytes) -> str:
    """The local name of the first element, or an empty text where none is in sight."""
    head = data[:_HEAD]
    prolog = _PROLOG.match(head)
    root = _ROOT.match(head, prolog.end() if prolog else 0)
    return root[1].rpartition(b":")[2].decode("utf-8", "replace") if root else ""


def is_markup(data: bytes) -> bool:
    """Whether the bytes begin like XML or HTML, in UTF-8 or UTF-16."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or data[:4] in (
        b"\xff\xfe<\x00",
        b"\xfe\xff\x00<",
        b"<\x00?\x00",
        b"\x00<\x00?",
    )


def is_html(data: bytes) -> bool:
    """Whether this is a page rather than a message."""
    return local_root(data).lower() in _HTML


def other_kind(data: bytes) -> str | None:
    """The code of the error for SAML that is not a login, such as metadata; None for anything else."""
    return _OTHERS.get(local_root(data))
