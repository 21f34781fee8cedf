"""Looks at the machine around the program without changing it: versions, display, keyring, data folder."""

import ctypes
import getpass
import importlib.metadata
import importlib.util
import os
import re
import socket
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import platformdirs

from jitadmin import __version__
from jitadmin.core.errors import JitadminError, SurroundingsError

ANSWER_SECONDS = 3.0
# Qt platforms that draw without a display server.
_HEADLESS = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs"})
_DISPLAY = re.compile(r"(?P<host>.*):(?P<number>\d{1,5})(\.\d+)?")
_X11_SETUP = struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0)
_PYTHON = (3, 11)
# The distribution and the module that shows whether it is there.
_LIBRARIES = (
    ("msgspec", "msgspec"), ("lxml", "lxml"), ("cryptography", "cryptography"), ("PyYAML", "yaml"),
    ("common-expression-language", "cel"), ("platformdirs", "platformdirs"), ("keyring", "keyring"),
    ("SQLAlchemy", "sqlalchemy"), ("alembic", "alembic"), ("pysaml2", "saml2"), ("google-re2", "re2"),
    ("psycopg", "psycopg"), ("scim2-client", "scim2_client"), ("PySide6_Essentials", "PySide6"),
)  # fmt: skip
# What Qt is linked against: shared library and the Debian package that brings it.
_QT_LIBRARIES = (
    ("libGL.so.1", "libgl1"), ("libEGL.so.1", "libegl1"), ("libfontconfig.so.1", "libfontconfig1"),
    ("libglib-2.0.so.0", "libglib2.0-0"), ("libdbus-1.so.3", "libdbus-1-3"), ("libxkbcommon.so.0", "libxkbcommon0"),
)  # fmt: skip
_X11_LIBRARIES = (
    ("libX11-xcb.so.1", "libx11-xcb1"), ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"), ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-image.so.0", "libxcb-image0"), ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-render-util.so.0", "libxcb-render-util0"), ("libxcb-randr.so.0", "libxcb-randr0"),
    ("libxcb-shape.so.0", "libxcb-shape0"), ("libxcb-sync.so.1", "libxcb-sync1"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0"), ("libxcb-xkb.so.1", "libxcb-xkb1"),
)  # fmt: skip


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at: "pass", "warn" for what only part of the program needs, "fail" for what all of it needs."""

    code: str
    result: Literal["pass", "warn", "fail"]
    args: dict[str, Any] = {}


def probes(workspace: str | None = None, environment: Mapping[str, str] | None = None) -> Iterator[Probe]:
    """All there is to say about this machine, one probe after the other."""
    around = os.environ if environment is None else environment
    yield _python()
    yield from _libraries()
    yield _qt(around)
    yield _display(around)
    yield _keyring()
    yield from _workspace(workspace or str(workspace_place()))


def workspace_place() -> Path:
    """Where the workspace is kept that belongs to the user of this computer."""
    return _data_folder() / "workspace.sqlite"


def copies_place() -> Path:
    """Where copies of metadata are kept that was fetched from an address."""
    return Path(platformdirs.user_cache_dir("jitadmin", appauthor=False)) / "metadata"


def user_name() -> str:
    """Who works here, for the history of a workspace: a text that every database takes."""
    try:
        # The environment may hold bytes that are no text, and a column holds 256 characters.
        return getpass.getuser().encode("utf-8", "backslashreplace").decode()[:256]
    except (OSError, KeyError, ImportError):
        return "unknown"


def _data_folder() -> Path:
    return Path(platformdirs.user_data_dir("jitadmin", appauthor=False))


def window_refusal(environment: Mapping[str, str] | None = None) -> SurroundingsError | None:
    """Why no window can open here, found out before Qt is asked: it would abort the program or wait for ever."""
    around = os.environ if environment is None else environment
    if not _needs_display(around):
        return None
    display = _display(around)
    if display.result != "pass":
        return SurroundingsError(f"{display.code}:{display.result}", **display.args)
    qt = _qt(around)
    return None if qt.result == "pass" else SurroundingsError(f"{qt.code}:{qt.result}", **qt.args)


def qt_error(error: ImportError) -> SurroundingsError:
    """What to say where Qt does not load although all that was asked for is there."""
    return SurroundingsError("surroundings.qt", reason=error.msg)


def _python() -> Probe:
    version = ".".join(map(str, sys.version_info[:3]))
    enough = sys.version_info[:2] >= _PYTHON
    wanted = ".".join(map(str, _PYTHON))
    args = {"program": __version__, "version": version, "wanted": wanted}
    return Probe(code="doctor.python", result="pass" if enough else "fail", args=args)


def _libraries() -> Iterator[Probe]:
    found: list[str] = []
    for distribution, module in _LIBRARIES:
        if importlib.util.find_spec(module) is None:
            yield Probe(code="doctor.library", result="fail", args={"name": distribution})
            continue
        version = _version(distribution)
        found.append(f"{distribution} {version}".strip())
        if distribution.startswith("PySide6") and version == "6.12.0" and sys.version_info < (3, 12):
            yield Probe(code="doctor.qt_version", result="fail", args={"version": version})
    yield Probe(code="doctor.libraries", result="pass", args={"versions": found})


def _version(distribution: str) -> str:
    # A bundle carries the modules without their metadata.
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _needs_display(environment: Mapping[str, str]) -> bool:
    if sys.platform in ("win32", "darwin"):
        return False
    platform = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    return platform not in _HEADLESS


def _qt(environment: Mapping[str, str]) -> Probe:
    missing: dict[str, str] = {}
    # A bundle brings its libraries along, where the loader does not look for us.
    if sys.platform.startswith("linux") and not getattr(sys, "frozen", False):
        x11 = _X11_LIBRARIES if environment.get("DISPLAY") and _needs_display(environment) else ()
        missing = {library: package for library, package in (*_QT_LIBRARIES, *x11) if not _loads(library)}
    packages = list(dict.fromkeys(missing.values()))
    args = {"libraries": list(missing), "packages": " ".join(packages)}
    return Probe(code="doctor.qt", result="warn" if missing else "pass", args=args)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _display(environment: Mapping[str, str]) -> Probe:
    if not _needs_display(environment):
        return Probe(
            code="doctor.display", result="pass", args={"name": environment.get("QT_QPA_PLATFORM", sys.platform)}
        )
    wayland, display = environment.get("WAYLAND_DISPLAY", ""), environment.get("DISPLAY", "")
    if not wayland and not display:
        return Probe(code="doctor.no_display", result="warn")
    if wayland and _connects(Path(environment.get("XDG_RUNTIME_DIR", "/")) / wayland):
        return Probe(code="doctor.display", result="pass", args={"name": wayland})
    if display and _x11_answers(display):
        return Probe(code="doctor.display", result="pass", args={"name": display})
    return Probe(code="doctor.silent_display", result="warn", args={"name": display or wayland})


def _connects(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(str(path))
    except (OSError, ValueError):
        return False
    return True


def _x11_answers(display: str) -> bool:
    """Whether a server sends the first bytes of the X11 connection setup, be it a refusal for want of a cookie."""
    return any(_answers(family, address) for family, address in _x11_addresses(display))


def _x11_addresses(display: str) -> Iterator[tuple[int, Any]]:
    if display.startswith("/"):
        yield socket.AF_UNIX, display
    named = _DISPLAY.fullmatch(display)
    if named is None:
        return
    host, number = named["host"], int(named["number"])
    if host in ("", "unix"):
        yield socket.AF_UNIX, f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X11 puts its sockets
        if sys.platform.startswith("linux"):
            yield socket.AF_UNIX, f"\0/tmp/.X11-unix/X{number}"
    elif 6000 + number < 1 << 16:
        yield socket.AF_INET, (host.strip("[]"), 6000 + number)


def _answers(family: int, address: Any) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(address)
            connection.sendall(_X11_SETUP)
            return bool(connection.recv(1))
    except (OSError, ValueError):
        return False


def _keyring() -> Probe:
    # Looking for backends takes a tenth of a second, which only this question must pay.
    from jitadmin.adapters.vault import open_vault

    try:
        return Probe(code="doctor.keyring", result="pass", args={"name": open_vault().title})
    except SurroundingsError as error:
        return Probe(code=error.code, result="warn", args=error.args_by_name)


def _workspace(place: str) -> Iterator[Probe]:
    """Whether the workspace can be opened, and whether its log holds; nothing is made and nothing is migrated."""
    if "://" not in place:
        yield _folder(Path(place).expanduser().parent)
    if importlib.util.find_spec("sqlalchemy") is None or importlib.util.find_spec("alembic") is None:
        return
    # The database libraries take half a second, which only this question must pay.
    from jitadmin.adapters.store import place_of, version_of

    try:
        shown = place_of(place)
        found = version_of(place)
        if found is None:
            yield Probe(code="doctor.database_none", result="pass", args={"place": shown})
        elif not found[1]:
            yield Probe(code="doctor.database_older", result="warn", args={"place": shown, "version": found[0]})
        else:
            yield Probe(code="doctor.database", result="pass", args={"place": shown, "version": found[0]})
            yield _log(place)
    except JitadminError as error:
        yield Probe(code=error.code, result="fail", args=error.args_by_name)


def _log(place: str) -> Probe:
    """Whether every entry of the audit log is as it was written, none is missing, and the objects are what it says."""
    # The libraries were loaded for the question before.
    from jitadmin.adapters.store import Store

    store = Store(place, author=user_name(), now=datetime.now(UTC))
    try:
        broken = store.broken_at()
        if broken is not None:
            return Probe(code="store.log_broken", result="fail", args={"number": broken})
        astray = store.astray()
        last = store.newest(1)
    finally:
        store.close()
    if astray is not None:
        return Probe(code="store.astray", result="fail", args={"name": astray.name, "at": astray.at})
    return Probe(code="store.log_holds", result="pass", args={"count": last[0].number if last else 0})


def _folder(place: Path) -> Probe:
    """Whether the place of the workspace can be written to; the folder itself is not made."""
    nearest = next((folder for folder in (place, *place.absolute().parents) if folder.exists()), place)
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return Probe(code="doctor.folder", result="pass", args={"path": str(place)})
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Probe(code="doctor.folder", result="fail", args={"path": str(nearest), "reason": reason})
