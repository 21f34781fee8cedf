"""Writes the files of an export; a private key is for its owner's eyes from the first byte on."""

import contextlib
import os
import tempfile
from pathlib import Path

from jitadmin.adapters.files import replacing
from jitadmin.core.errors import SurroundingsError, UsageError
from jitadmin.core.exporting import Exported, File


def write_files(exported: Exported, folder: Path) -> tuple[Path, ...]:
    """All files of an export below a folder, which is made where it is not there; raises SurroundingsError."""
    return tuple(_written(item, folder / item.name) for item in exported.files)


def write_file(exported: Exported, path: Path) -> Path:
    """The only file of an export under a name of the person's own; raises UsageError where there are several."""
    if len(exported.files) != 1:
        raise UsageError("export.needs_folder", count=len(exported.files))
    return _written(exported.files[0], path)


def _written(item: File, path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if item.secret:
            _secret(item, path)
            return path
    except OSError as error:
        raise SurroundingsError("surroundings.cannot_write", path=str(path), reason=error.strerror or "") from None
    with replacing(path) as file:
        file.write(item.text.encode())
    return path


def _secret(item: File, path: Path) -> None:
    """A new file with mode 0600 takes the place of any old one, whatever could be read of that."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(item.text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
