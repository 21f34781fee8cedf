"""Reads the accounts that a service provider has: CSV, SCIM 2.0, LDIF, or live from a SCIM endpoint."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from jitadmin.adapters.accounts import ldif, scim, table
from jitadmin.adapters.accounts.entries import Entry, WrongError
from jitadmin.core.account import Account
from jitadmin.core.errors import DocumentError
from jitadmin.core.existing import AccountList, Endpoint, Form, KnownAccounts
from jitadmin.core.problem import Problem
from jitadmin.core.progress import Progress

MAX_BYTES = 256 << 20
SHOWN = 1000
_EVERY = 500
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


class AccountReader:
    """Opens a list, proposes what its columns become, and reads it whole or not at all."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def open(self, path: Path) -> AccountList:
        """A file with its form and the proposed columns; raises ``DocumentError`` where it is none of the forms."""
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            raise DocumentError("accounts.not_there", name=str(path)) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise DocumentError("accounts.cannot_read", name=str(path), reason=reason) from None
        return opened(data, path.name, written)

    def read(self, listed: AccountList, progress: Progress | None = None) -> tuple[Account, ...]:
        """The accounts of a list as its columns say; raises ``DocumentError`` that names every bad row."""
        return accounts_of(listed, progress)

    def fetch(self, endpoint: Endpoint, progress: Progress) -> KnownAccounts:
        """The accounts that a SCIM endpoint holds now; raises ``InputError`` or ``DocumentError``."""
        # The SCIM client is needed by nothing else, and takes a second to load.
        from jitadmin.adapters.accounts.live import fetch

        taken = self._clock()
        return KnownAccounts(accounts=fetch(endpoint, progress), taken=taken, origin=endpoint.url)


def read_accounts(path: Path) -> tuple[Account, ...]:
    """The accounts of a file with its columns as proposed; raises ``DocumentError``."""
    return accounts_of(AccountReader(lambda: datetime.now(UTC)).open(path))


def parse_accounts(data: bytes, name: str = "") -> tuple[Account, ...]:
    """The accounts of a text in any of the forms; raises ``DocumentError``."""
    return accounts_of(opened(data, name))


def opened(data: bytes, name: str = "", written: datetime | None = None) -> AccountList:
    """A text with its form and the proposed columns; raises ``DocumentError``."""
    try:
        text = _decoded(data)
        form = _form(text)
        columns = table.columns_of(text) if form == "csv" else ldif.columns_of(text) if form == "ldif" else ()
    except WrongError as wrong:
        raise _error(name, [wrong.problem]) from None
    return AccountList(name=name, form=form, data=data, columns=columns, written=written)


def accounts_of(listed: AccountList, progress: Progress | None = None) -> tuple[Account, ...]:
    """The accounts of a list as its columns say: all of them, or ``DocumentError`` with the reason of each bad row."""
    problems: list[Problem] = []
    accounts: dict[str, Account] = {}
    try:
        for number, (place, line, entry) in enumerate(_entries(listed)):
            if progress and number % _EVERY == 0:
                progress.step(number, 0, place)
            problem = entry if isinstance(entry, Problem) else None
            if isinstance(entry, Account) and entry.id in accounts:
                problem = Problem(code="accounts.duplicate", args={"id": entry.id})
            if problem:
                problems.append(msgspec.structs.replace(problem, path=place, line=line))
            elif isinstance(entry, Account):
                accounts[entry.id] = entry
    except WrongError as wrong:
        problems.append(wrong.problem)
    if problems:
        raise _error(listed.name, problems)
    return tuple(accounts.values())


def _entries(listed: AccountList) -> Iterator[Entry]:
    text = _decoded(listed.data)
    if listed.form == "scim":
        return scim.entries(text)
    if listed.form == "csv":
        return table.entries(text, listed.columns)
    return ldif.entries(text, listed.columns)


def _form(text: str) -> Form:
    if text.lstrip()[:1] in ("{", "["):
        return "scim"
    return "ldif" if ldif.looks_like(text) else "csv"


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise WrongError("document.too_large", limit=f"{MAX_BYTES >> 20} MB")
    if data.startswith(_WORKBOOKS):
        raise WrongError("accounts.workbook")
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise WrongError("document.encoding") from None
    if "\0" in text:
        raise WrongError("accounts.nul", line=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _error(name: str, problems: list[Problem]) -> DocumentError:
    code = "document.problem" if len(problems) == 1 else "document.problems"
    return DocumentError(code, problems[:SHOWN], name=name or "The list of accounts", count=len(problems))
