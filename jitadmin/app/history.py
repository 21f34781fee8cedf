"""The history of a workspace: who did what when, any two revisions compared, any one restored, all of it exported."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, get_args

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.shelf import Shelf
from jitadmin.core.difference import Difference, differences
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.record import Entry, Kind, Revision

Form = Literal["jsonl", "csv"]
# A cell that begins so is a formula to a spreadsheet, also behind spaces.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class History:
    """Reads the audit log and the revisions; restoring makes a new revision, so that nothing is ever taken back."""

    def __init__(self, shelf: Shelf, clock: Clock, changed: Callable[[], None]) -> None:
        self._shelf = shelf
        self._clock = clock
        self._changed = changed

    def entries(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """The log in its order, from the entry behind ``after``."""
        return self._shelf.log(after, limit)

    def newest(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The last entries, the newest first, from the one in front of ``before``: a page for a window."""
        return self._shelf.newest(limit, before)

    def revisions(self, kind: Kind, name: str) -> tuple[Revision, ...]:
        """All revisions of an object, the oldest first; raises ``InputError`` where there never was one."""
        return self._shelf.revisions(kind, name)

    def revision(self, kind: Kind, name: str, number: int) -> Revision:
        """One revision; raises ``InputError`` for one that there never was."""
        for revision in self._shelf.revisions(kind, name):
            if revision.number == number:
                return revision
        raise InputError("store.no_revision", name=name, number=number)

    def last(self, kind: Kind, name: str) -> int:
        """The number of the newest revision of an object; 0 where there never was one."""
        try:
            return self._shelf.revisions(kind, name)[-1].number
        except InputError:
            return 0

    def expect(self, kind: Kind, name: str, seen: int) -> None:
        """Raise ``UsageError`` where an object was saved since its revision ``seen``."""
        if self.last(kind, name) != seen:
            newest = self._shelf.revisions(kind, name)[-1]
            raise UsageError("store.overtaken", author=newest.author, name=name, number=newest.number)

    def compare(self, kind: Kind, name: str, a: int, b: int) -> tuple[Difference, ...]:
        """What differs between two revisions; one that deleted the object counts as empty."""
        return differences(self.revision(kind, name, a).body, self.revision(kind, name, b).body)

    def restore(self, kind: Kind, name: str, number: int, *, seen: int | None = None) -> Revision:
        """Make a revision the newest one again; raises ``ConflictError`` where another was saved since ``seen``, and
        ``UsageError`` for a key that was removed: its private half is gone.
        """
        wanted = self.revision(kind, name, number)
        if wanted.body is None:
            raise InputError("store.nothing_to_restore", name=name, number=number)
        newest = self._shelf.revisions(kind, name)[-1]
        if kind == "key" and newest.body is None:
            raise UsageError("store.key_gone", name=name)
        last = newest.number
        note = f"revision {number} restored"
        made = self._shelf.save(
            kind, name, wanted.body, seen=last if seen is None else seen, now=self._clock(), note=note
        )  # fmt: skip
        self._changed()
        return made

    def broken_at(self) -> int | None:
        """The number of the first entry that was altered or removed; None where the chain of digests holds."""
        return self._shelf.broken_at()

    def astray(self) -> Revision | Entry | None:
        """The first revision that is not what the log says was saved, or the entry of one that is gone; else None."""
        return self._shelf.astray()

    def export(self, form: Form) -> Iterator[str]:
        """The whole log, a line at a time: JSONL with the digests, or CSV that no spreadsheet takes for formulas."""
        if form not in get_args(Form):
            raise UsageError("history.form", form=form, known=get_args(Form))
        return self._csv() if form == "csv" else self._jsonl()

    def write(self, form: Form, path: Path) -> None:
        """``export`` to a file, which holds all of it or stays as it was; raises ``SurroundingsError``."""
        # Nothing is written while a window is shown.
        from jitadmin.adapters.files import replacing

        lines = self.export(form)
        with replacing(path) as file:
            for line in lines:
                file.write(line.encode())

    def _jsonl(self) -> Iterator[str]:
        for entry in self.entries():
            text = msgspec.json.encode(entry).decode()
            # Escaped, the values are the same, and no terminal or editor is steered by them.
            yield "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text) + "\n"

    def _csv(self) -> Iterator[str]:
        yield _line(list(Entry.__struct_fields__))
        for entry in self.entries():
            values = msgspec.to_builtins(entry)
            yield _line([_cell(values[name]) for name in Entry.__struct_fields__])


def _cell(value: object) -> str:
    """A value as a spreadsheet shall show it: what could be a formula becomes a text by the quote before it."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if text.lstrip(" ").startswith(_FORMULA) or text.startswith("'"):
        return f"'{text}"
    return text


def _line(cells: list[str]) -> str:
    """One record (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
