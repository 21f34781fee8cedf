"""What reading a list gave: the accounts, or every row that cannot be one and why."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from jitadmin.core.account import Account
from jitadmin.core.messages import sentence
from jitadmin.core.problem import Problem
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.pieces import card
from jitadmin.gui.widgets.text import Text

SHOWN = 500


class Result(QWidget):
    """A heading in words and one of two tables below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = Text("", "heading")
        self.detail = Text("", "muted")
        self.accounts = RecordModel[Account](_account_columns(), theme, self)
        self.problems = RecordModel[Problem](_problem_columns(), theme, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(Text("", "muted"))
        self.account_view = _table(self.accounts, theme, 3, 1, "Accounts that were read")
        self.problem_view = _table(self.problems, theme, 2, 2, "Rows that cannot be accounts")
        self._stack.addWidget(self.account_view)
        self._stack.addWidget(self.problem_view)
        frame, column = card()
        column.addWidget(self.heading)
        column.addWidget(self.detail)
        column.addWidget(self._stack, 1)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)

    def say(self, heading: str, detail: str = "") -> None:
        """Show words alone."""
        self._head(heading, detail)
        self._stack.setCurrentIndex(0)

    def show_accounts(self, heading: str, detail: str, accounts: Sequence[Account]) -> None:
        """Show what was read."""
        if len(accounts) > SHOWN:
            detail = f"{detail} The first {SHOWN} are shown.".strip()
        self._head(heading, detail)
        self.accounts.show(accounts[:SHOWN])
        self._stack.setCurrentIndex(1)

    def show_problems(self, heading: str, problems: Sequence[Problem]) -> None:
        """Show what stands in the way."""
        self._head(
            heading.rstrip(":"),
            "Nothing was taken. Mend these in the list, or choose other columns, and open it again.",
        )
        self.problems.show(problems)
        self._stack.setCurrentIndex(2)

    def _head(self, heading: str, detail: str) -> None:
        self.heading.say(heading)
        self.detail.say(detail)
        self.detail.setVisible(bool(detail))


def _table(model: RecordModel[Any], theme: Theme, stretch: int, lines: int, name: str) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setItemDelegate(CellDelegate(theme, view, most=lines, padding=1))
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(lines * view.fontMetrics().height() + grid(3))
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    for column in range(model.columnCount()):
        mode = QHeaderView.ResizeMode.Stretch if column == stretch else QHeaderView.ResizeMode.Interactive
        header.setSectionResizeMode(column, mode)
        header.resizeSection(column, grid(44))
    if lines > 1:
        header.resizeSection(0, grid(18))
    view.setAccessibleName(name)
    return view


def _account_columns() -> list[Column[Account]]:
    return [
        Column(title="Id", text=lambda one: one.id, colour=lambda _: "muted"),
        Column(title="Account", text=lambda one: one.label),
        Column(
            title="State",
            text=lambda one: "active" if one.active else "disabled",
            colour=lambda one: "good" if one.active else "warn",
        ),
        Column(title="Roles and groups", text=lambda one: ", ".join((*one.roles, *one.groups, *one.entitlements))),
    ]


def _problem_columns() -> list[Column[Problem]]:
    return [
        Column(title="Line", text=lambda one: str(one.line) if one.line else ""),
        Column(title="Where", text=lambda one: one.path, colour=lambda _: "muted"),
        Column(title="Reason", text=lambda one: sentence(one.code, one.args)),
    ]
