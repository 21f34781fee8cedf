"""The program as it is started from a desktop: it opens the workspace of this computer and leaves it whole."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60


def opened(path: Path) -> bool:
    """Whether the tables are there."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        try:
            return bool(file.execute("SELECT count(*) FROM alembic_version").fetchone()[0])
        except sqlite3.OperationalError:
            return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the data folder is moved by XDG_DATA_HOME")
@pytest.mark.parametrize("named", [False, True])
def test_the_window_opens_the_workspace_and_closes_it(tmp_path: Path, named: bool) -> None:
    homes = {name: str(tmp_path / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    place = tmp_path / "team.sqlite" if named else tmp_path / "xdg_data_home" / "jitadmin" / "workspace.sqlite"
    command = [sys.executable, "-W", "error", "-m", "jitadmin", *(["-w", str(place)] if named else [])]
    environment = {**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("JITADMIN_WORKSPACE", None)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as program:
        end = time.monotonic() + SECONDS
        while not opened(place) and program.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
        program.send_signal(signal.SIGINT)
        _, told = program.communicate(timeout=SECONDS)
    assert (program.returncode, told) == (0, "")
    # Nothing that was saved is left in a journal.
    assert [path.name for path in place.parent.iterdir() if path.name.startswith(place.name)] == [place.name]
    assert opened(place)
    assert place.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names of months are those of LC_ALL here")
def test_the_window_reads_dates_as_the_command_line_does() -> None:
    told = "import locale, jitadmin.gui.application as a; a.make_application(); print(locale.setlocale(locale.LC_TIME))"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["C"]
