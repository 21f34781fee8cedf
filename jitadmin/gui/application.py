"""Starts the window: the application object, its look, its settings, and what happens when something fails."""

import contextlib
import locale
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QSettings, Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from jitadmin import __version__
from jitadmin.app import Workspace
from jitadmin.assets import asset
from jitadmin.gui.dialogs import CRASH, fault_places, show_crash
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.opening import Opening
from jitadmin.gui.others import Others
from jitadmin.gui.theme import Theme

SMALLEST_FONT = 9.0


def run(argv: Sequence[str] = (), demo: bool = False, workspace: str | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    application = make_application(argv)
    theme = Theme()
    theme.install()
    # A demo that is kept in a folder is made first, since the folder may refuse it.
    kept = Workspace.demo(Path(workspace)) if demo and workspace else Workspace.empty()
    window = MainWindow(kept, theme, QSettings(), demo=demo)
    Others(window)
    opening = Opening(window)
    with _faults_shown(window):
        if demo and not workspace:
            window.beginnings.open_demo()
        elif not demo and not (workspace and _holds_documents(workspace)):
            opening.start(workspace)
        window.show()
        if not demo and workspace and _holds_documents(workspace):
            QTimer.singleShot(0, window, lambda: _load(window, Path(workspace)))
        code = application.exec()
        window.runner.close()
        opening.close()
    window.deleteLater()
    QCoreApplication.processEvents()
    return code


def make_application(argv: Sequence[str] = ()) -> QApplication:
    """The application object with its names; fractional scaling is passed on as it is."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QCoreApplication.setOrganizationName("jitadmin")
    QCoreApplication.setApplicationName("jitadmin")
    QCoreApplication.setApplicationVersion(__version__)
    QGuiApplication.setApplicationDisplayName("jitadmin")
    QGuiApplication.setDesktopFileName("jitadmin")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    application = QApplication(["jitadmin", *argv])
    # Qt takes the names of months from the person's language, and a map must read a date as the command line does.
    locale.setlocale(locale.LC_TIME, "C")
    application.setWindowIcon(QIcon(QPixmap(str(asset("icons/jitadmin.svg")))))
    font = QFont(application.font())
    if 0 < font.pointSizeF() < SMALLEST_FONT:
        font.setPointSizeF(SMALLEST_FONT)
        application.setFont(font)
    return application


def _holds_documents(workspace: str) -> bool:
    """Whether documents that stay files are meant, and not a database."""
    return workspace.lower().endswith((".yaml", ".yml", ".json")) or Path(workspace).is_dir()


def _load(window: MainWindow, path: Path) -> None:
    """Open the connection documents in a folder, or the one that was named."""
    for document in _documents(path):
        window.exchange.load_document(document)


def _documents(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.suffix.lower() in (".yaml", ".yml"))
    return [path]


@contextlib.contextmanager
def _faults_shown(window: MainWindow):  # type: ignore[no-untyped-def]
    """A fault of the program opens a dialog and never ends the window silently; Ctrl-C closes the window."""

    def shown(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        print(fault_places(error, trace), file=sys.stderr)
        # A fault while painting comes again with every frame; one dialog says enough.
        if window.findChild(QDialog, CRASH) is None:
            show_crash(window, error, trace)

    before = sys.excepthook
    sys.excepthook = shown
    window.runner.fault.connect(lambda error: shown(type(error), error, error.__traceback__))
    # A signal is answered between any two instructions, in the middle of painting, too; closing must wait for its turn.
    interrupt = signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window, window.close))
    # Python looks at signals only between its own instructions.
    tick = QTimer(interval=200)
    tick.timeout.connect(lambda: None)
    tick.start()
    try:
        yield
    finally:
        tick.stop()
        sys.excepthook = before
        signal.signal(signal.SIGINT, interrupt)
