"""Accounts in a table: CSV (RFC 4180) with commas, semicolons, tabs or bars, as applications export it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from jitadmin.adapters.accounts.entries import Entry, Value, WrongError, account, truth
from jitadmin.core.account import Account
from jitadmin.core.column_names import is_negated, says_more
from jitadmin.core.existing import LEFT_OUT, LISTS, Column, column_problems, propose
from jitadmin.core.problem import Problem

if TYPE_CHECKING:
    import _csv

_LOOKED_AT = 200
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_GUARDED = re.compile(r'="([^"]*)"')


def columns_of(text: str) -> tuple[Column, ...]:
    """The columns with the fields that they are proposed to become; raises ``WrongError``."""
    reader, _ = _reader(text)
    try:
        header = next(reader, [])
        _check_header(header)
        return propose(header, _telling(reader, len(header)))
    except csv.Error as error:
        raise WrongError("accounts.csv", line=reader.line_num, reason=str(error)) from None


def _telling(reader: "_csv.Reader", width: int) -> list[list[str]]:
    """The first rows, and of the others those that alone show a value of some column."""
    rows = list(islice(reader, _LOOKED_AT))
    empty = {at for at in range(width) if not any(row[at].strip() for row in rows if at < len(row))}
    for row in reader if empty else ():
        found = {at for at in empty if at < len(row) and row[at].strip()}
        if found:
            rows.append(row)
            empty -= found
        if not empty:
            break
    return rows


def entries(text: str, columns: Sequence[Column]) -> Iterator[Entry]:
    """Every row as an account or as the problem of it; raises ``WrongError`` where the text is no table."""
    for problem in column_problems(columns):
        raise WrongError(problem.code, **problem.args)
    reader, before = _reader(text)
    try:
        header = next(reader, [])
        for number, cells in enumerate(reader, 2 + before):
            if any(cell.strip() for cell in cells):
                yield f"row {number}", reader.line_num + before, _row(cells, header, columns)
    except csv.Error as error:
        raise WrongError("accounts.csv", line=reader.line_num + before, reason=str(error)) from None


def _reader(text: str) -> "tuple[_csv.Reader, int]":
    """The rows, and how many lines stand before them: one that tells Excel how cells are parted is none of the rows."""
    told = _SEPARATOR_LINE.match(text)
    body = text[told.end() :] if told else text
    head = _QUOTED.sub("", re.split(r"[\r\n]", body, maxsplit=1)[0])
    mark = told.group(1) if told else max(",;\t|", key=head.count)
    count = head.count(mark)
    spaced = count > 0 and mark != "\t" and head.count(f"{mark} ") == count
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=mark, skipinitialspace=spaced, strict=True)
    return reader, 1 if told else 0


def _check_header(header: Sequence[str]) -> None:
    """A first line of values would be taken for the names, and a person be lost; raises ``WrongError``."""
    value = next((name for name in header if _ADDRESS.fullmatch(name.strip())), None)
    if value is not None:
        raise WrongError("accounts.headless", value=value.strip())


def _row(cells: list[str], header: list[str], columns: Sequence[Column]) -> Account | Problem:
    if len(cells) != len(header):
        return Problem(code="accounts.cells", args={"count": len(cells), "wanted": len(header)})
    values: dict[str, Value] = {}
    active = True
    try:
        for column, raw in zip(columns, cells, strict=True):
            cell = _bare(raw)
            if column.field == LEFT_OUT or cell == "":
                continue
            if column.field == "active":
                active = truth(cell) != is_negated(column.name)
                if says_more(cell):
                    values[column.name.strip()] = cell
            else:
                values[column.field] = _listed(cell) if column.field in LISTS else cell
        return account(values, active)
    except WrongError as wrong:
        return wrong.problem


def _bare(cell: str) -> str:
    """The text of a cell that was written as a formula, so that Excel leaves it alone."""
    guarded = _GUARDED.fullmatch(cell)
    return guarded.group(1) if guarded else cell


def _listed(text: str) -> tuple[str, ...]:
    separator = next((mark for mark in ("\n", "|", ";", ",") if mark in text), "\n")
    return tuple(part.strip() for part in text.split(separator) if part.strip())
