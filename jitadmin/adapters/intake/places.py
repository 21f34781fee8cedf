"""The places where messages may be: the files of a folder, the members of an archive, standard input."""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from jitadmin.adapters.intake.found import MEGABYTE, Limits, in_words
from jitadmin.core.errors import InputError, LimitError, MessageError

HEAD = 1 << 16
# Files that lie beside samples and are never samples themselves.
_BESIDE = frozenset({
    ".md", ".rst", ".csv", ".tsv", ".yaml", ".yml", ".toml", ".ini", ".pem", ".crt", ".cer", ".key", ".der", ".p12",
    ".pfx", ".py", ".js", ".css", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".pdf", ".docx", ".xlsx", ".sqlite",
    ".db", ".ldif",
})  # fmt: skip
_RATIO_FLOOR = 4 * MEGABYTE


class Stream(io.RawIOBase):
    """Bytes with a head that can be looked at before they are read, also where the source cannot be rewound."""

    def __init__(self, rest: BinaryIO) -> None:
        super().__init__()
        self._rest = rest
        pieces: list[bytes] = []
        missing = HEAD
        while missing > 0 and (piece := rest.read(missing)):
            pieces.append(piece)
            missing -= len(piece)
        self.head = b"".join(pieces)
        self._pending = memoryview(self.head)

    def readable(self) -> bool:
        """Whether bytes can be read; ``io`` asks."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Give the next bytes, first the head; ``io`` calls this."""
        piece = bytes(self._pending[: len(buffer)]) if self._pending else self._rest.read(len(buffer))
        self._pending = self._pending[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def whole(stream: BinaryIO, limits: Limits, held: bytes = b"") -> bytes:
    """All that is left of a stream; raises ``LimitError`` above the bound before more is read."""
    data = held + stream.read(max(0, limits.size + 1 - len(held)))
    if len(data) > limits.size:
        raise too_large(limits)
    return data


def too_large(limits: Limits, size: int = 0) -> LimitError:
    """The error for a file above its bound."""
    if size:
        return LimitError("limit.size", size=in_words(size), limit=in_words(limits.size))
    return LimitError("limit.size_unknown", limit=in_words(limits.size))


def is_beside(name: str) -> bool:
    """Whether a file in a folder or archive is plainly no sample: hidden, or of a kind that holds something else."""
    base = name.rpartition("/")[2]
    return base.startswith((".", "__MACOSX")) or os.path.splitext(base)[1].lower() in _BESIDE


def files_below(folder: Path, limits: Limits) -> Iterator[Path | tuple[Path, InputError]]:
    """All files of a folder and its folders, sorted by name; each real folder once, so that links cannot loop."""
    yield from _below(folder, limits.depth, set(), limits)


def _below(
    folder: Path, depth: int, seen: set[tuple[int, int]], limits: Limits
) -> Iterator[Path | tuple[Path, InputError]]:
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield folder, cannot_read(error)
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    # Windows gives no number to folders of some file systems.
    if status.st_ino:
        seen.add((status.st_dev, status.st_ino))
    if depth < 0:
        yield folder, LimitError("limit.depth", limit=limits.depth)
        return
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _below(path, depth - 1, seen, limits)
        elif not is_beside(entry.name):
            yield from _file(path)


def _file(path: Path) -> Iterator[Path | tuple[Path, InputError]]:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield path, cannot_read(error)
        return
    if stat.S_ISREG(mode):
        yield path


def cannot_read(error: OSError) -> InputError:
    """The refusal of the operating system, in its own words but without the path, which is told beside it."""
    if isinstance(error, FileNotFoundError):
        return InputError("input.not_there")
    if isinstance(error, PermissionError):
        return InputError("input.not_allowed")
    return InputError("input.os", reason=error.strerror or type(error).__name__)


def members(file: BinaryIO, limits: Limits) -> Iterator[tuple[str, BinaryIO | InputError]]:
    """The members of a zip archive, opened one after the other; nothing is written to disk.

    Raises ``MessageError`` where the archive is broken and ``LimitError`` where it has too many members.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, zlib.error, ValueError, OverflowError, NotImplementedError, OSError, EOFError):
        raise MessageError("input.zip_broken") from None
    with archive:
        if len(archive.filelist) > limits.count:
            raise LimitError("limit.members", limit=limits.count)
        for info in archive.infolist():
            if info.is_dir() or "__MACOSX/" in info.filename or is_beside(info.filename):
                continue
            problem = _problem(info, limits)
            if problem:
                yield info.filename, problem
                continue
            try:
                opened = archive.open(info)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
                yield info.filename, MessageError("input.zip_broken")
                continue
            with opened:
                yield info.filename, opened  # type: ignore[misc]


def _problem(info: zipfile.ZipInfo, limits: Limits) -> InputError | None:
    parts = info.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        return InputError("input.zip_path")
    if info.flag_bits & 0x1:
        return InputError("input.zip_encrypted")
    if stat.S_ISLNK(info.external_attr >> 16):
        return InputError("input.zip_link")
    if info.file_size > max(_RATIO_FLOOR, limits.ratio * max(1, info.compress_size)):
        return LimitError("limit.ratio", ratio=limits.ratio)
    return None
