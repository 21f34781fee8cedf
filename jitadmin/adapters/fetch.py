"""Public documents by https, each with a saved copy that a conditional request keeps fresh (RFC 9110 13).

What comes is hostile: its size is bounded, a redirect leads to https alone and never into a private network, and the
copy is a file that nobody else reads. Certificates are judged by the trust store of the system.
"""

import contextlib
import hashlib
import ipaddress
import os
import shutil
import socket
import ssl
import tempfile
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal
from urllib.parse import urlsplit

import httpx2
import msgspec

from jitadmin.core.errors import InputError, LimitError, SurroundingsError
from jitadmin.core.progress import Progress

LARGEST: Final = 512 << 20
REDIRECTS: Final = 5
TIMEOUT: Final = httpx2.Timeout(30.0, connect=10.0)
_OK, _UNCHANGED, _TOO_MANY = 200, 304, 429
_HEADER: Final = 4096


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A document on this machine. ``state``: just read anew, confirmed by the server as it was, or kept because the
    server could not be asked (``reason`` says why); ``at`` is when it was last known to be right.
    """

    path: Path
    address: str
    at: datetime
    etag: str = ""
    last_modified: str = ""
    state: Literal["new", "unchanged", "kept"] = "new"
    reason: str = ""


class _Label(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted beside a copy."""

    address: str
    at: datetime
    sha256: str
    etag: str = ""
    last_modified: str = ""


class Copies:
    """The copies of one folder, or of one for this run where none is given.

    ``plain_loopback`` lets a test ask its own server by http; ``context`` is for one with a certificate of its own.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        context: ssl.SSLContext | None = None,
        plain_loopback: bool = False,
        largest: int = LARGEST,
    ) -> None:
        self._folder = folder
        self._context = context
        self._plain_loopback = plain_loopback
        self._largest = largest

    def get(self, address: str, now: datetime, progress: Progress | None = None) -> Copy:
        """The document at an address, or its copy where the server cannot be asked.

        Raises ``InputError`` where there is neither, where the address or an answer must not be relied on, and
        ``LimitError`` where the answer is too large; what ``progress`` raises leaves the copy as it was.
        """
        self._checked(address)
        path = self._place(address)
        label = _label(path)
        try:
            return self._ask(address, path, label, now, progress)
        except _UnreachableError as error:
            if label is None:
                raise
            return _copy(path, label, "kept", str(error))

    def _ask(self, address: str, path: Path, label: _Label | None, now: datetime, progress: Progress | None) -> Copy:
        headers = {
            "Accept": "application/samlmetadata+xml, application/xml;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        if label is not None and label.etag:
            headers["If-None-Match"] = label.etag
        if label is not None and label.last_modified:
            headers["If-Modified-Since"] = label.last_modified
        verify = self._context or True
        with httpx2.Client(headers=headers, timeout=TIMEOUT, follow_redirects=False, verify=verify) as client:
            target = address
            for _ in range(REDIRECTS + 1):
                with _told(target), client.stream("GET", target) as answer:
                    if not answer.has_redirect_location:
                        return self._taken(answer, address, path, label, now, progress)
                    target = self._redirected(answer)
        raise InputError("fetch.redirects", host=_host(address), count=REDIRECTS)

    def _taken(
        self,
        answer: httpx2.Response,
        address: str,
        path: Path,
        label: _Label | None,
        now: datetime,
        progress: Progress | None,
    ) -> Copy:
        host = _host(address)
        if answer.status_code == _UNCHANGED and label is not None:
            label = msgspec.structs.replace(label, at=now.astimezone(UTC))
            _write_label(path, label)
            return _copy(path, label, "unchanged")
        if answer.status_code >= 500 or answer.status_code == _TOO_MANY:
            raise _UnreachableError("fetch.busy", host=host, status=answer.status_code)
        if answer.headers.get("content-encoding", "gzip").lower() not in {"gzip", "x-gzip", "identity"}:
            # Other codings pack so tightly that one piece of an answer could fill the memory.
            raise InputError("fetch.coding", host=host, coding=answer.headers["content-encoding"])
        if answer.status_code != _OK:
            raise InputError("fetch.status", host=host, status=answer.status_code)
        new = _Label(
            address=address,
            at=now.astimezone(UTC),
            sha256=self._download(answer, path, host, progress),
            etag=answer.headers.get("etag", "")[:_HEADER],
            last_modified=answer.headers.get("last-modified", "")[:_HEADER],
        )
        _write_label(path, new)
        return _copy(path, new, "new")

    def _download(self, answer: httpx2.Response, path: Path, host: str, progress: Progress | None) -> str:
        length = answer.headers.get("content-length", "")
        total = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
        digest, size = hashlib.sha256(), 0
        with _replaced(path) as file:
            for piece in answer.iter_bytes(1 << 16):
                size += len(piece)
                if progress is not None:
                    progress.step(min(size, total or size), total, host)
                if size > self._largest:
                    raise LimitError("fetch.too_large", host=host, limit=f"{self._largest >> 20} MB")
                digest.update(piece)
                file.write(piece)
        return digest.hexdigest()

    def _redirected(self, answer: httpx2.Response) -> str:
        host = answer.request.url.host
        try:
            target = answer.request.url.join(answer.headers["location"])
        except httpx2.InvalidURL:
            raise InputError("fetch.redirect_plain", host=host) from None
        plain = self._plain_loopback and _is_loopback(target.host)
        if target.scheme != "https" and not (target.scheme == "http" and plain):
            raise InputError("fetch.redirect_plain", host=host)
        if target.userinfo:
            raise InputError("fetch.secret")
        if target.host != host and _is_inside(target.host) and not self._plain_loopback:
            raise InputError("fetch.redirect_private", host=host, target=target.host)
        return str(target)

    def _checked(self, address: str) -> None:
        try:
            parts = urlsplit(address)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise InputError("fetch.address", address=address) from None
        if parts.scheme not in {"https", "http"} or not host or not address.isascii() or not address.isprintable():
            raise InputError("fetch.address", address=address)
        if parts.username or parts.password:
            raise InputError("fetch.secret")
        if parts.scheme == "http" and not (self._plain_loopback and _is_loopback(host)):
            raise InputError("fetch.plain", host=host)

    def _place(self, address: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="jitadmin-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        folder = self._folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SurroundingsError("fetch.no_copy", path=str(folder), reason=error.strerror or "") from None
        return folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.xml"


class _UnreachableError(InputError):
    """The server could not be asked; a copy may stand in for its answer."""


@contextlib.contextmanager
def _told(target: str) -> Iterator[None]:
    """Faults of the network in a sentence; one of the certificate is no reason to fall back on a copy silently."""
    try:
        yield
    except httpx2.InvalidURL:
        raise InputError("fetch.address", address=target) from None
    except httpx2.RequestError as error:
        reason = str(error) or type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            reason = reason.partition("CERTIFICATE_VERIFY_FAILED]")[2].partition("(_ssl")[0].strip() or reason
            raise InputError("fetch.certificate", host=_host(target), reason=reason) from None
        raise _UnreachableError("fetch.network", host=_host(target), reason=reason) from None


@contextlib.contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    """A file for the owner alone that takes the place of another when it is whole."""
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    except OSError as error:
        raise SurroundingsError("fetch.no_copy", path=str(path.parent), reason=error.strerror or "") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(name, path)
    except OSError as error:
        raise SurroundingsError("fetch.no_copy", path=str(path), reason=error.strerror or "") from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)


def _label(path: Path) -> _Label | None:
    """The label of a copy that is there and is still what was fetched; None otherwise."""
    try:
        label = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=_Label)
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, msgspec.DecodeError):
        return None
    return label if actual == label.sha256 else None


def _write_label(path: Path, label: _Label) -> None:
    with _replaced(path.with_suffix(".json")) as file:
        file.write(msgspec.json.encode(label))


def _copy(path: Path, label: _Label, state: Literal["new", "unchanged", "kept"], reason: str = "") -> Copy:
    return Copy(
        path=path,
        address=label.address,
        at=label.at,
        etag=label.etag,
        last_modified=label.last_modified,
        state=state,
        reason=reason,
    )


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_inside(host: str) -> bool:
    """Whether a name leads to this machine or into a private network; a name without an address leads nowhere."""
    try:
        found = {str(item[4][0]).partition("%")[0] for item in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(item).is_global for item in found)
