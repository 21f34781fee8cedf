"""Accounts in a table: CSV (RFC 4180) with commas, semicolons or tabs, as applications export it."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from jitadmin.adapters.accounts.entries import Entry, Value, WrongError, account, truth
from jitadmin.core.account import Account
from jitadmin.core.existing import LEFT_OUT, LISTS, Column, column_problems, propose
from jitadmin.core.problem import Problem

if TYPE_CHECKING:
    import _csv

_LOOKED_AT = 200


def columns_of(text: str) -> tuple[Column, ...]:
    """The columns with the fields that they are proposed to become; raises ``WrongError``."""
    reader = _reader(text)
    try:
        return propose(next(reader, []), list(islice(reader, _LOOKED_AT)))
    except csv.Error as error:
        raise WrongError("accounts.csv", line=reader.line_num, reason=str(error)) from None


def entries(text: str, columns: Sequence[Column]) -> Iterator[Entry]:
    """Every row as an account or as the problem of it; raises ``WrongError`` where the text is no table."""
    for problem in column_problems(columns):
        raise WrongError(problem.code, **problem.args)
    reader = _reader(text)
    try:
        header = next(reader, [])
        for number, cells in enumerate(reader, 2):
            if any(cell.strip() for cell in cells):
                yield f"row {number}", reader.line_num, _row(cells, header, columns)
    except csv.Error as error:
        raise WrongError("accounts.csv", line=reader.line_num, reason=str(error)) from None


def _reader(text: str) -> "_csv.Reader":
    head = text.partition("\n")[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)


def _row(cells: list[str], header: list[str], columns: Sequence[Column]) -> Account | Problem:
    if len(cells) != len(header):
        return Problem(code="accounts.cells", args={"count": len(cells), "wanted": len(header)})
    values: dict[str, Value] = {}
    for column, cell in zip(columns, cells, strict=True):
        if column.field == LEFT_OUT or cell == "":
            continue
        values[column.field] = _listed(cell) if column.field in LISTS else cell
    try:
        return account(values, truth(values.get("active", True)))
    except WrongError as wrong:
        return wrong.problem


def _listed(text: str) -> tuple[str, ...]:
    separator = next((mark for mark in ("\n", "|", ";", ",") if mark in text), "\n")
    return tuple(part.strip() for part in text.split(separator) if part.strip())
