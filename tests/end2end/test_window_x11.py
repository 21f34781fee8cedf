"""The window on a real X server under a real window manager, driven by keys alone.

The picture on the screen is the witness: Xvfb keeps it in a file, which is read here without any help of Qt.
"""

import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
WIDTH, HEIGHT = 1280, 800

pytestmark = pytest.mark.peer


class Area(NamedTuple):
    """A part of the screen."""

    x: int
    y: int
    width: int
    height: int


class Screen:
    """An X server with a window manager, and what stands on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-fbdir", str(folder)]
        server = self.start(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert server.stdout is not None
        with server.stdout as told:
            self.display = f":{told.readline().strip()}"
        self._manage()

    def _manage(self) -> None:
        """Start a window manager, again where it did not come up, and wait until it knows the screen."""
        end = time.monotonic() + SECONDS
        manager = None
        while True:
            if manager is None or manager.poll() is not None:
                manager = self.start(
                    ["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env()
                )  # fmt: skip
            ask = ["xdotool", "get_num_desktops"]
            if subprocess.run(ask, env=self.env(), capture_output=True, timeout=SECONDS, check=False).returncode == 0:
                return
            assert time.monotonic() < end, "no window manager comes up"
            time.sleep(0.2)

    def start(self, command: list[str], **options: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(command, text=True, **options)  # type: ignore[call-overload]
        self.processes.append(process)
        return process

    def env(self) -> dict[str, str]:
        """Surroundings in which a program finds this screen and nothing of the developer's own settings."""
        homes = {
            name: str(self.folder / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
        kept.pop("WAYLAND_DISPLAY", None)
        return {**kept, **homes, "HOME": str(self.folder), "DISPLAY": getattr(self, "display", ""), "LC_ALL": "C.UTF-8"}

    def xdotool(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["xdotool", *arguments], env=self.env(), capture_output=True, text=True, timeout=SECONDS, check=True
        )
        return ran.stdout.strip()

    def find(self, name: str) -> str:
        """The window of this name, once it is there; one that changes meanwhile is looked for again."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if found := self._named(name):
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"there is no window named {name}")

    def _named(self, name: str) -> list[str]:
        ask = ["xdotool", "search", "--onlyvisible", "--name", name]
        found = subprocess.run(ask, env=self.env(), capture_output=True, text=True, timeout=SECONDS, check=False)
        return found.stdout.split()

    def activate(self, window: str) -> None:
        """Give a window the focus; the window manager may not know it yet."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                self.xdotool("windowactivate", "--sync", window)
                return
            except subprocess.CalledProcessError:
                assert time.monotonic() < end, "the window manager does not take the window"
                time.sleep(0.2)

    def shows(self, window: str) -> bool:
        """Whether a window is on the screen."""
        return window in self._named("jitadmin$")

    def picture(self, area: Area) -> bytes:
        """The pixels of an area, from the XWD file that the server draws into."""
        data = (self.folder / "Xvfb_screen0").read_bytes()
        header, colours, stride = (struct.unpack_from(">I", data, at)[0] for at in (0, 76, 48))
        start = header + colours * 12
        rows = range(area.y, area.y + area.height)
        return b"".join(data[start + y * stride + 4 * area.x :][: 4 * area.width] for y in rows)

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(SECONDS)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    for program in ("Xvfb", "xdotool", "openbox"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    screen = Screen(tmp_path)
    yield screen
    screen.close()


class Window:
    """The program under test and its window."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.errors = screen.folder / "stderr.txt"
        command = [sys.executable, "-W", "error", "-m", "jitadmin", "demo"]
        with self.errors.open("w") as stderr:
            self.process = screen.start(command, stderr=stderr, env=screen.env(), cwd=ROOT)
        self.id = screen.find("Slack.* – jitadmin$")
        screen.xdotool("windowsize", "--sync", self.id, str(WIDTH), str(HEIGHT))
        screen.activate(self.id)
        self.settle()

    @property
    def title(self) -> str:
        return self.screen.xdotool("getwindowname", self.id)

    def area(self, x: int, y: int, width: int, height: int) -> Area:
        """An area of the window, on the screen."""
        told = self.screen.xdotool("getwindowgeometry", "--shell", self.id)
        place = dict(line.split("=") for line in told.splitlines())
        return Area(int(place["X"]) + x, int(place["Y"]) + y, width, height)

    @property
    def outcome(self) -> bytes:
        """The picture of the outcome and the account on the right side."""
        return self.screen.picture(self.area(966, 104, 286, 220))

    @property
    def effect(self) -> bytes:
        """The picture of the strip below."""
        return self.screen.picture(self.area(192, 690, 1072, 90))

    def settle(self) -> None:
        """Wait until the window has not changed for a second."""
        whole = self.area(0, 0, WIDTH, HEIGHT)
        until = time.monotonic() + SECONDS
        still_since, before = time.monotonic(), b""
        while time.monotonic() - still_since < 1:
            assert time.monotonic() < until, "the window does not come to rest"
            time.sleep(0.1)
            now = self.screen.picture(whole)
            if now != before:
                still_since, before = time.monotonic(), now

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds: on a busy machine the window rests for a while before it reacts."""
        end = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < end, what
            time.sleep(0.1)

    def keys(self, *names: str) -> None:
        self.screen.xdotool("key", "--clearmodifiers", "--delay", "40", *names)

    def type(self, text: str) -> None:
        self.screen.xdotool("type", "--delay", "20", text)

    def edit_display_name(self, text: str) -> None:
        """With the keyboard alone: to the attribute map, down to displayName, into its source."""
        self.keys("alt+1", "Home", *["Down"] * 5, "Right", "Return", "ctrl+a")
        self.type(text)
        self.keys("Return")

    def close(self) -> None:
        """Close it as a person does, through the window manager, and see how it ended."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        end = time.monotonic() + SECONDS
        # A key is lost while the window manager still gives the window its focus.
        while self.process.poll() is None and self.screen.shows(self.id) and time.monotonic() < end:
            self.keys("alt+F4")
            time.sleep(2)
        assert self.process.wait(SECONDS) == 0
        assert self.errors.read_text() == ""
        _, alive = psutil.wait_procs(children, timeout=10)
        assert alive == []


def test_editing_a_cell_by_keyboard_changes_the_screen_and_undo_brings_it_back(screen: Screen) -> None:
    window = Window(screen)
    assert window.title == "Tidewright ID → Slack – jitadmin"
    outcome, effect = window.outcome, window.effect
    assert len(set(outcome)) > 20, "the outcome is drawn"
    window.edit_display_name("jobtitle | upper")
    window.until(lambda: "*" in window.title, "the title does not mark the draft")
    window.until(lambda: window.outcome != outcome, "the outcome does not follow the edit")
    window.until(lambda: window.effect != effect, "the strip does not follow the edit")
    window.settle()
    window.keys("ctrl+z")
    window.until(lambda: window.title == "Tidewright ID → Slack – jitadmin", "undo leaves a draft")
    window.until(lambda: window.outcome == outcome, "undo does not bring the outcome back")
    window.close()


def test_closing_while_everybody_is_looked_at_ends_cleanly(screen: Screen) -> None:
    window = Window(screen)
    window.edit_display_name("jobtitle | lower")
    window.close()


def test_closing_while_the_samples_are_made_ends_cleanly(screen: Screen) -> None:
    window = Window.__new__(Window)
    window.screen, window.errors = screen, screen.folder / "stderr.txt"
    with window.errors.open("w") as stderr:
        command = [sys.executable, "-W", "error", "-m", "jitadmin", "demo"]
        window.process = screen.start(command, stderr=stderr, env=screen.env(), cwd=ROOT)
    window.id = screen.find("Slack.* – jitadmin$")
    screen.activate(window.id)
    window.close()
