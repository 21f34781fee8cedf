"""Pictures of the window to be looked at: ``python -m tests.gui.screenshots OUT [SCENE…] [light|dark] [1280|1480]``.

Light and dark, both sizes: empty, demo data, a refused sample, every tab, every editor, a cell being edited, a draft,
every step of the wizard, the accounts dialog. A scene named ``…-long`` has texts that are forty per cent longer.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from jitadmin.app import Workspace
from jitadmin.gui.application import make_application
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.editor import CellEditor
from jitadmin.gui.workbench.page import Workbench
from tests.gui import dialog_scenes, editor_scenes, key_scenes, place_scenes
from tests.gui.longer import lengthen
from tests.gui.pausing import pause, wait_for

SIZES = ((1280, 800), (1480, 920))


def settle(window: MainWindow) -> None:
    """Wait until everybody was looked at."""
    wait_for(lambda: window.bench is None or not _works(window.bench))


def _works(bench: Workbench) -> bool:
    return bench.evaluation.loading or bench.evaluation.busy or bench.everybody.busy


def choose(bench: Workbench, state: str) -> None:
    """The first person whose login ends so."""
    states = [brief.state for brief in bench.evaluation.survey.briefs]
    bench.evaluation.choose(states.index(state))


def edit(bench: Workbench, text: str, *, keep: bool) -> None:
    """Type into the source of the last row."""
    table = bench.attributes.table
    table.go(bench.attributes.model.rowCount() - 1, 1, edit=True)
    pause(50)
    field = bench.window().focusWidget()
    assert isinstance(field, CellEditor)
    QTest.keyClicks(field, text)
    if keep:
        QTest.keyClick(field, Qt.Key.Key_Return)
    pause(200)


def draft(bench: Workbench) -> None:
    """Edits whose effect on everybody shows in the strip."""
    bench.roles.table.go(1)
    bench.roles.remove()
    edit(bench, "departmnt", keep=True)


SCENES: dict[str, Callable[[Workbench], object]] = {
    "attributes": lambda _: None,
    "update": lambda bench: choose(bench, "update"),
    "refused": lambda bench: choose(bench, "refused"),
    "denied": lambda bench: choose(bench, "deny"),
    "roles": lambda bench: bench.tabs.setCurrentIndex(1),
    "policy": lambda bench: bench.tabs.setCurrentIndex(2),
    "trust": lambda bench: bench.tabs.setCurrentIndex(3),
    "editing": lambda bench: edit(bench, "na", keep=False),
    "mistake": lambda bench: edit(bench, "department | trimm", keep=False),
    "draft": draft,
    **editor_scenes.SCENES,
    **dialog_scenes.SCENES,
    **place_scenes.SCENES,
    **key_scenes.SCENES,
}
OTHERS = ("empty", "connections")
LONG = "-long"


def window_of(workspace: Workspace, theme: Theme, size: tuple[int, int], folder: Path) -> MainWindow:
    settings = QSettings(str(folder / f"{size[0]}.ini"), QSettings.Format.IniFormat)
    settings.clear()
    window = MainWindow(workspace, theme, settings, demo=True)
    window.resize(*size)
    window.show()
    settle(window)
    return window


def draw(workspace: Workspace, name: str, theme: Theme, size: tuple[int, int], folder: Path) -> QPixmap:
    """The picture of one scene."""
    window = window_of(workspace, theme, size, folder)
    stem = name.removesuffix(LONG)
    shown: object = None
    if stem == "connections":
        window.go("connections")
    elif stem in SCENES and window.bench is not None:
        shown = SCENES[stem](window.bench)
    settle(window)
    pause(100)
    target = shown if isinstance(shown, QWidget) else window
    if name.endswith(LONG):
        lengthen(target)
        pause(100)
    picture = target.grab()
    window.close()
    window.deleteLater()
    for connection in workspace.connections():
        # It would be there again in the next scene.
        workspace.drafts.drop(connection.name)
    return picture


def main(out: Path, words: list[str]) -> None:
    """Draw the scenes that are wanted, or all of them."""
    make_application()
    out.mkdir(parents=True, exist_ok=True)
    demo = Workspace.demo()
    schemes = [name for name in ("light", "dark") if name in words] or ["light", "dark"]
    sizes = [size for size in SIZES if str(size[0]) in words] or list(SIZES)
    names = [name for name in words if name.removesuffix(LONG) in {*OTHERS, *SCENES}]
    everything = [*OTHERS, *SCENES, *(f"{name}{LONG}" for name in SCENES)]
    with tempfile.TemporaryDirectory() as folder:
        for scheme in schemes:
            theme = Theme(scheme)
            theme.install()
            for size in sizes:
                for name in names or everything:
                    workspace = Workspace.empty() if name == "empty" else demo
                    picture = draw(workspace, name, theme, size, Path(folder))
                    picture.save(str(out / f"{name}-{scheme}-{size[0]}x{size[1]}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
