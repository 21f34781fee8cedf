"""Nothing is cut: at both sizes, on every tab, with texts as long as another language has them."""

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from tests.gui.conftest import Open
from tests.gui.driving import choose
from tests.gui.editing import gathered
from tests.gui.longer import cut, lengthen


@pytest.mark.parametrize("tab", range(6), ids=["attributes", "roles", "policy", "trust", "findings", "message"])
@pytest.mark.parametrize("size", [(1280, 800), (1480, 920)], ids=["small", "large"])
@pytest.mark.parametrize("stretched", [False, True], ids=["plain", "stretched"])
def test_no_text_of_the_workbench_is_cut(
    qtbot: QtBot, open_window: Open, workspace: Workspace, tab: int, size: tuple[int, int], stretched: bool
) -> None:
    window = open_window(workspace, width=size[0], height=size[1])
    assert window.bench is not None
    window.bench.tabs.setCurrentIndex(tab)
    choose(qtbot, window.bench, "Eve Moneypenny")
    gathered(qtbot, window.bench)
    if stretched:
        lengthen(window)
    assert cut(window) == []
    assert (window.width(), window.height()) == size
    for area in window.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0, "nothing stands outside to the right"


@pytest.mark.parametrize("stretched", [False, True], ids=["plain", "stretched"])
def test_no_text_of_the_empty_workspace_is_cut(qtbot: QtBot, open_window: Open, stretched: bool) -> None:
    window = open_window(Workspace.empty())
    if stretched:
        lengthen(window)
    assert cut(window) == []
