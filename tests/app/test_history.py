"""The history as an admin reads it: who did what, what differs, back to any state, and out as a file."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime

import msgspec
import pytest

from jitadmin.app.history import History
from jitadmin.app.memory import MemoryShelf
from jitadmin.core.difference import Difference
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.record import ConflictError, Entry, first_break

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def shelf() -> MemoryShelf:
    shelf = MemoryShelf(author="ada")
    shelf.save("connection", "slack", {"title": "One", "rows": [{"field": "userName"}]}, seen=0, now=NOW)
    shelf.save("connection", "slack", {"title": "Two", "rows": [{"field": "userName"}]}, seen=1, now=NOW)
    return shelf


def history_of(shelf: MemoryShelf) -> History:
    return History(shelf, lambda: NOW, lambda: None)


def test_two_revisions_are_compared(shelf: MemoryShelf) -> None:
    history = history_of(shelf)
    assert history.compare("connection", "slack", 1, 2) == (
        Difference(path="title", change="changed", before="One", after="Two"),
    )
    assert history.compare("connection", "slack", 2, 2) == ()
    with pytest.raises(InputError, match="slack has no revision 7"):
        history.compare("connection", "slack", 1, 7)


def test_a_revision_is_restored_as_a_new_one_and_nothing_is_lost(shelf: MemoryShelf) -> None:
    history = history_of(shelf)
    made = history.restore("connection", "slack", 1)
    assert (made.number, made.note, (made.body or {})["title"]) == (3, "revision 1 restored", "One")
    assert [each.number for each in history.revisions("connection", "slack")] == [1, 2, 3]
    with pytest.raises(ConflictError):
        history.restore("connection", "slack", 2, seen=2)
    shelf.delete("connection", "slack", seen=3, now=NOW)
    assert len(history.compare("connection", "slack", 3, 4)) == 2
    with pytest.raises(InputError, match="Revision 4 deleted slack"):
        history.restore("connection", "slack", 4)
    assert history.restore("connection", "slack", 2).number == 5
    assert history.broken_at() is None


def test_the_exported_lines_can_be_verified_by_others(shelf: MemoryShelf) -> None:
    lines = list(history_of(shelf).export("jsonl"))
    entries = [msgspec.json.decode(line, type=Entry) for line in lines]
    assert [entry.action for entry in entries] == ["created", "changed"]
    assert first_break(entries, start=1) is None
    # Without our own code: the digest is that of the line with the digest left empty and the names within sorted.
    for line in lines:
        entry = json.loads(line)
        digest, entry["digest"] = entry["digest"], ""
        within = {name: json.loads(json.dumps(entry[name], sort_keys=True)) for name in ("before", "after")}
        text = json.dumps({**entry, **within}, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == digest


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1", "'x"])
def test_no_cell_of_the_table_is_a_formula(name: str) -> None:
    shelf = MemoryShelf(author=name)
    shelf.save("connection", name, {"title": name}, seen=0, now=NOW, note=name)
    text = "".join(history_of(shelf).export("csv"))
    header, row = csv.reader(io.StringIO(text, newline=""))
    told = dict(zip(header, row, strict=True))
    assert told["name"] == told["author"] == f"'{name}"
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)
    assert json.loads(told["after"]) == {"title": name}
    assert (told["before"], told["number"], told["at"]) == ("", "1", "2026-11-23T09:30:00Z")


def test_no_line_of_the_export_steers_a_terminal() -> None:
    shelf = MemoryShelf(author="eve\u202e\x1b[31m\u2028")
    shelf.save("connection", "slack", {"title": "\U000e0001"}, seen=0, now=NOW)
    (line,) = history_of(shelf).export("jsonl")
    assert line.rstrip("\n").isprintable()
    entry = msgspec.json.decode(line, type=Entry)
    assert (entry.author, entry.after) == ("eve\u202e\x1b[31m\u2028", {"title": "\U000e0001"})
    assert first_break([entry], start=1) is None


def test_another_form_is_refused(shelf: MemoryShelf) -> None:
    with pytest.raises(UsageError, match="Known are: jsonl, csv"):
        history_of(shelf).export("xlsx")  # type: ignore[arg-type]
