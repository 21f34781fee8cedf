"""Pictures of the window to be looked at: ``python -m tests.gui.screenshots OUT``.

Light and dark, both sizes, empty, demo data, a refused sample, every tab, a cell being edited, a draft, the longest
texts.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from jitadmin.app import Workspace
from jitadmin.gui.application import make_application
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.editor import CellEditor
from jitadmin.gui.workbench.page import Workbench
from tests.gui.longer import lengthen

SIZES = ((1280, 800), (1480, 920))
SECONDS = 60


def settle(window: MainWindow) -> None:
    """Wait until everybody was looked at."""
    for _ in range(SECONDS * 20):
        QTest.qWait(50)
        bench = window.bench
        if bench is None or not (bench.evaluation.loading or bench.evaluation.busy):
            return
    raise TimeoutError


def choose(bench: Workbench, state: str) -> None:
    """The first person whose login ends so."""
    states = [brief.state for brief in bench.evaluation.survey.briefs]
    bench.evaluation.choose(states.index(state))


def edit(bench: Workbench, text: str, *, keep: bool) -> None:
    """Type into the source of the last row."""
    table = bench.attributes.table
    table.go(bench.attributes.model.rowCount() - 1, 1, edit=True)
    QTest.qWait(50)
    field = bench.window().focusWidget()
    assert isinstance(field, CellEditor)
    QTest.keyClicks(field, text)
    if keep:
        QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.qWait(200)


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
    "longest": lambda bench: lengthen(bench.window()),
}


def window_of(workspace: Workspace, theme: Theme, size: tuple[int, int], folder: Path) -> MainWindow:
    settings = QSettings(str(folder / f"{size[0]}.ini"), QSettings.Format.IniFormat)
    settings.clear()
    window = MainWindow(workspace, theme, settings, demo=True)
    window.resize(*size)
    window.show()
    settle(window)
    return window


def main(out: Path, wanted: list[str]) -> None:
    """Draw the scenes that are wanted, or all of them."""
    make_application()
    out.mkdir(parents=True, exist_ok=True)
    demo = Workspace.demo()
    with tempfile.TemporaryDirectory() as folder:
        for scheme in ("light", "dark"):
            theme = Theme(scheme)
            theme.install()
            for size in SIZES:
                scenes = {"empty": None, "connections": None, **SCENES}
                for name, scene in scenes.items():
                    if wanted and name not in wanted:
                        continue
                    window = window_of(Workspace.empty() if name == "empty" else demo, theme, size, Path(folder))
                    if name == "connections":
                        window.go("connections")
                    elif scene is not None and window.bench is not None:
                        scene(window.bench)
                    settle(window)
                    QTest.qWait(100)
                    window.grab().save(str(out / f"{name}-{scheme}-{size[0]}x{size[1]}.png"))
                    window.close()
                    window.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
