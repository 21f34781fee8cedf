"""The window under test: no display, settings of its own, and a small company whose logins are really signed."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Before Qt starts; a developer who asks for a platform gets it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.theme import Theme
from jitadmin.gui.workbench.page import Workbench
from tests.gui.company import NAME, company


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["jitadmin"]


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings in a file of the test; nothing of the developer's own is read or written."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def theme(qapp: Any) -> Theme:
    theme = Theme("light")
    theme.install()
    return theme


@pytest.fixture
def workspace() -> Workspace:
    return company()


Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, theme: Theme, settings: QSettings) -> Iterator[Open]:
    """Opens windows and closes them after the test, whatever happened in it."""
    windows: list[MainWindow] = []

    def opened(workspace: Workspace, *, demo: bool = True, width: int = 1280, height: int = 800) -> MainWindow:
        window = MainWindow(workspace, theme, settings, demo=demo)
        windows.append(window)
        window.resize(width, height)
        window.show()
        if window.bench is not None:
            settled(qtbot, window.bench)
        return window

    yield opened
    for window in windows:
        window.demo = True
        window.close()
        window.deleteLater()
    # What is still there is styled anew for the next test.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(open_window: Open, workspace: Workspace) -> MainWindow:
    return open_window(workspace)


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    assert window.bench is not None
    assert window.bench.document.connection.name == NAME
    return window.bench


def settled(qtbot: QtBot, bench: Workbench) -> None:
    """Wait until everybody was looked at with the connection as it is now."""

    def done() -> bool:
        evaluation = bench.evaluation
        return not evaluation.loading and not evaluation.busy

    qtbot.waitUntil(done, timeout=20_000)
