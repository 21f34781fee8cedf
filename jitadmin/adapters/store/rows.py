"""The rows of the tables as records, and the other way."""

from typing import Any

import msgspec

from jitadmin.adapters.store.tables import AuditRow, RevisionRow
from jitadmin.core.errors import InputError
from jitadmin.core.message import Origin
from jitadmin.core.record import Entry, LogError, Revision
from jitadmin.core.sample import Sample

LINE = (AuditRow.number, AuditRow.line, AuditRow.digest)
REVISION = (RevisionRow.number, RevisionRow.body, RevisionRow.author, RevisionRow.at, RevisionRow.note)


def entry_of(row: Any) -> Entry:
    """A line of the log; raises ``LogError`` for one that is no entry any more."""
    try:
        return msgspec.json.decode(row.line, type=Entry)
    except msgspec.DecodeError:
        raise LogError(row.number) from None


def revision_of(row: Any) -> Revision:
    """One saved state; raises ``InputError`` for one whose text was altered into none."""
    try:
        body = msgspec.json.decode(row.body, type=dict[str, Any]) if row.body is not None else None
    except msgspec.DecodeError:
        raise InputError("store.unreadable", name=row.name, number=row.number) from None
    return Revision(
        kind=row.kind, name=row.name, number=row.number, body=body, author=row.author, at=row.at, note=row.note
    )


def sample_row(connection_name: str, sample: Sample) -> dict[str, Any]:
    """The values of a login in its table."""
    return {
        "connection": connection_name,
        "sha256": sample.origin.sha256,
        "path": storable(sample.origin.path),
        "place": sample.origin.index,
        "label": storable(sample.label),
        "detail": storable(sample.detail),
        "note": sample.note,
        "data": sample.data,
    }


def storable(text: str) -> str:
    """The text without what no database takes: halves of characters, as in file names of another encoding, and NUL."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def sample_of(row: Any) -> Sample:
    """A login."""
    origin = Origin(path=row.path, index=row.place, sha256=row.sha256)
    return Sample(origin=origin, label=row.label, detail=row.detail, note=row.note, data=row.data)
