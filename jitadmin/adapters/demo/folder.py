"""A demo that is kept in a folder: its documents, accounts and logins as files, which the command line can preview too.

The key that signed the logins is not kept, so they are read back as they are when the folder is opened again.
"""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from jitadmin.adapters import documents
from jitadmin.adapters.accounts import read_accounts
from jitadmin.adapters.demo.company import Part, parts
from jitadmin.adapters.files import replacing
from jitadmin.adapters.intake import found
from jitadmin.core.errors import SurroundingsError, UsageError
from jitadmin.core.sample import Sample

_ABOUT = "demo.json"
_FILLING = '{"asOf": null}\n'


def kept_parts(folder: Path, now: datetime) -> tuple[tuple[Part, ...], datetime]:
    """The demo that a folder holds, with the instant it is judged at; an empty folder is filled first.

    Raises ``UsageError`` for a folder that holds anything else, ``DocumentError`` for a document that was spoilt since,
    and ``SurroundingsError`` where the disk fails.
    """
    if _to_fill(folder):
        _fill(folder, now)
    as_of = _as_of(folder)
    return tuple(_kept(folder, part) for part in parts(as_of)), as_of


def _to_fill(folder: Path) -> bool:
    """Whether the demo is still to be written, the folder being empty, or filled in part by a demo before."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / _ABOUT).exists():
            # Hidden files are those of file managers.
            if any(not path.name.startswith(".") for path in folder.iterdir()):
                raise UsageError("demo.folder_taken", path=str(folder))
            return True
        return (folder / _ABOUT).read_text(encoding="utf-8") == _FILLING
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SurroundingsError("surroundings.cannot_write", path=str(folder), reason=reason) from None


def _fill(folder: Path, now: datetime) -> None:
    _write(folder / _ABOUT, _FILLING)
    for part in parts(now):
        documents.write(part.connection, _document(folder, part))
        _write(_accounts(folder, part), msgspec.json.format(msgspec.json.encode(part.accounts)).decode() + "\n")
        lines = (base64.b64encode(sample.data).decode() for sample in part.samples())
        _write(_logins(folder, part), "".join(json.dumps({"SAMLResponse": line}) + "\n" for line in lines))
    # Until here, a folder that was filled in part is filled again.
    _write(folder / _ABOUT, json.dumps({"asOf": now.isoformat()}) + "\n")


def _as_of(folder: Path) -> datetime:
    try:
        return datetime.fromisoformat(json.loads((folder / _ABOUT).read_text(encoding="utf-8"))["asOf"])
    except (OSError, ValueError, KeyError, TypeError):
        raise SurroundingsError("demo.folder_broken", path=str(folder / _ABOUT)) from None


def _kept(folder: Path, part: Part) -> Part:
    connection = documents.read(_document(folder, part))
    accounts = read_accounts(_accounts(folder, part))
    return part._replace(
        connection=connection, accounts=accounts, samples=partial(_samples, _logins(folder, part), part)
    )


def _samples(path: Path, part: Part) -> tuple[Sample, ...]:
    return tuple(_told(path, part.samples()))


def _told(path: Path, made: tuple[Sample, ...]) -> Iterable[Sample]:
    """The kept logins with the labels and notes of the ones that would be made now; a spoilt line raises its error."""
    for item in found([str(path)]):
        if item.error is not None:
            raise item.error
        if item.origin.index < len(made):
            yield msgspec.structs.replace(made[item.origin.index], origin=item.origin, data=item.data)


def _document(folder: Path, part: Part) -> Path:
    return folder / f"{part.connection.name}.yaml"


def _logins(folder: Path, part: Part) -> Path:
    return folder / f"{part.connection.name}.jsonl"


def _accounts(folder: Path, part: Part) -> Path:
    return folder / f"{part.connection.name}-accounts.json"


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode())
