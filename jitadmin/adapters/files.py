"""Writes files so that a reader finds the old content or the new, never a part."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from jitadmin.core.errors import SurroundingsError

_NEW_FILE = 0o666


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` when the block ends well, and leaves no trace when it does not.

    Raises ``SurroundingsError`` where the disk or its owner does not allow it.
    """
    try:
        # A link is followed, so that what it points to is replaced and not the link.
        target = path.resolve()
        if target.exists() and not target.is_file():
            # A device or a pipe takes what comes; a folder refuses.
            with target.open("wb") as sink:
                yield sink
            return
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None
    # Named before it is made, so that an interrupt at any moment finds it and takes it away.
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with open(temporary, "xb", opener=_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except OSError as error:
        _forget(temporary)
        raise _cannot_write(path, error) from None
    except BaseException:
        _forget(temporary)
        raise


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else may read."""
    return os.open(path, flags, 0o600)


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, or those of any new file."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return _NEW_FILE & ~umask


def _forget(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temporary)


def _cannot_write(path: Path, error: Exception) -> SurroundingsError:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return SurroundingsError("surroundings.cannot_write", path=str(path), reason=reason)
