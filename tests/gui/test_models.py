"""The two models under Qt's own tester, which ends the test run at the first breach of the contract."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from jitadmin.gui.models import Column, Node, NodeModel, RecordModel
from jitadmin.gui.theme import Theme

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
Role = Qt.ItemDataRole


@pytest.fixture
def table(theme: Theme) -> Iterator[RecordModel[str]]:
    def commit(row: int, text: str) -> bool:
        model.show([text if at == row else record for at, record in enumerate(model.records)])
        return True

    columns = [
        Column[str](title="Word", text=lambda word: word, edit=lambda word: word, commit=commit),
        Column[str](title="Length", text=lambda word: str(len(word)), right=True, colour=lambda _: "muted"),
    ]
    model = RecordModel(columns, theme)
    tester = QAbstractItemModelTester(model, FATAL)
    yield model
    del tester


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], ["a", "b"]),
        (["a", "b"], []),
        (["a", "b", "c"], ["a", "x", "c"]),
        (["a", "b", "c"], ["a", "c"]),
        (["a", "c"], ["a", "b", "c"]),
        (["a", "b", "c", "d"], ["d", "c", "b", "a"]),
        (["a", "a", "a"], ["a", "a"]),
        (["a", "a"], ["a", "a", "a", "b"]),
        (["a", "b", "c"], ["x", "y"]),
        (["a"], ["x", "y", "z"]),
        (["a", "b"], ["a", "b"]),
    ],
)
def test_a_table_shows_what_it_was_last_given(table: RecordModel[str], before: list[str], after: list[str]) -> None:
    table.show(before)
    table.show(after)
    assert [table.index(at, 0).data() for at in range(table.rowCount())] == after


def test_what_did_not_change_keeps_its_place(table: RecordModel[str]) -> None:
    table.show(["a", "b", "c"])
    kept = QPersistentModelIndex(table.index(2, 0))
    changed: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last, _roles: changed.append((first.row(), last.row())))
    table.show(["a", "x", "y", "c"])
    assert kept.row() == 3
    assert changed == [(1, 1)]


def test_typing_reaches_the_column_and_control_characters_are_visible(table: RecordModel[str]) -> None:
    table.show(["a"])
    index = table.index(0, 0)
    assert table.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not table.flags(table.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert table.setData(index, "b\u202ec")
    assert table.index(0, 0).data() == "b\\u202ec"
    assert table.index(0, 0).data(Role.EditRole) == "b\u202ec"
    assert not table.setData(table.index(0, 1), "x")


def test_a_tooltip_shows_markup_as_text(table: RecordModel[str]) -> None:
    table.show(["<b>bold</b><img src=file:///etc/passwd>"])
    tip = table.index(0, 0).data(Role.ToolTipRole)
    assert "<b>" not in tip
    assert "&lt;b&gt;bold&lt;/b&gt;" in tip
    assert "<img" not in tip


def tree(depth: int, width: int) -> tuple[Node, ...]:
    below = tree(depth - 1, width) if depth else ()
    return tuple(Node(texts=(f"{depth}.{at}", "note"), icon=("yes", "good"), children=below) for at in range(width))


def test_a_tree_gives_every_node_and_finds_one(theme: Theme) -> None:
    model = NodeModel(("One", "Two"), theme)
    tester = QAbstractItemModelTester(model, FATAL)
    for roots in (tree(2, 3), (), tree(0, 1), tree(3, 2)):
        model.show(roots)
        assert model.rowCount() == len(roots)
    assert sum(1 for root in model.roots for _ in root.walk()) == 2 + 4 + 8 + 16
    found = model.find(lambda node: node.texts[0] == "0.1")
    assert found.data() == "0.1"
    assert found.parent().data() == "1.0"
    assert found.parent().parent().parent().data() == "3.0"
    assert not model.find(lambda node: node.texts[0] == "9.9").isValid()
    del tester
