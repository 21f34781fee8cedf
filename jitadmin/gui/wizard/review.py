"""The proposal before it becomes a connection: each row with its reason, what was assumed, what is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.jit.summary import field_words, policy_sentence
from jitadmin.core.proposal import Proposal
from jitadmin.core.trace import Step
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.sentences import step_words
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.wizard.paper import Paper
from jitadmin.gui.words import field_name
from jitadmin.gui.workbench.typed import short_text


@dataclass(frozen=True)
class Reasoned:
    """A row of the proposed map, and why it is proposed."""

    field: str
    source: str
    required: bool
    why: str
    doubtful: bool


class ReviewPage(QWidget):
    """Nothing is made before the person has seen this."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = Text("The proposal", "title")
        self.model = RecordModel[Reasoned](_columns(), theme, self)
        self.view = self._table(theme)
        self.paper = Paper("What a login does, what is left to do and what was assumed")
        left, column = card(margin=1)
        column.addWidget(self.view)
        right, facts = card()
        facts.addWidget(self.paper, 1)
        copy = QPushButton("Copy &list")
        copy.setAutoDefault(False)
        theme.dress(copy, "duplicate", "text")
        copy.clicked.connect(self.copy)
        facts.addLayout(row(copy, None))
        across = QHBoxLayout()
        across.setSpacing(grid(2.5))
        across.addWidget(left, 3)
        across.addWidget(right, 2)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(grid(2))
        own.addWidget(self.heading)
        own.addLayout(across, 1)

    def _table(self, theme: Theme) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setItemDelegate(CellDelegate(theme, view, most=12, padding=2))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setShowGrid(False)
        view.setMouseTracking(True)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(1, grid(40))
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        view.setAccessibleName("Proposed attribute map")
        return view

    def start(self) -> None:
        """Put the keyboard into the table."""
        self.view.selectRow(0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_proposal(self, proposal: Proposal) -> None:
        """Show what would be made."""
        by_origin = {step.origin: step for step in proposal.reasons}
        rows = []
        for at, one in enumerate(proposal.connection.attributes.rows):
            step = by_origin.get(f"attributes.rows[{at}]")
            why = " ".join(_words(step)) if step else ""
            doubtful = step is not None and step.verdict == "warn"
            rows.append(Reasoned(one.field, short_text(one), one.required, why, doubtful))
        self.model.show(rows)
        metrics = self.view.fontMetrics()
        widest = max((metrics.horizontalAdvance(field_name(one.field) + " *") for one in rows), default=0)
        heading = self.view.horizontalHeader().sectionSizeHint(0)
        self.view.setColumnWidth(0, max(heading, min(widest + grid(5), grid(50))))
        others = [step for step in proposal.reasons if not step.origin.startswith("attributes.")]
        paper = self.paper
        paper.begin("")
        paper.head("What a login does")
        paper.say(policy_sentence(proposal.connection), "")
        paper.items("Known to go wrong", _lines(proposal.warnings))
        paper.items(f"Left to do ({len(proposal.tasks)})", _lines(proposal.tasks))
        paper.items("What it needs", _lines(proposal.needs))
        paper.items(f"Assumed, because no source says ({len(proposal.assumptions)})", _lines(proposal.assumptions))
        paper.items("Roles, policy and trust", _lines(others))
        paper.end()

    def copy(self) -> None:
        """Put the list on the clipboard, for whoever sets up the other side."""
        QGuiApplication.clipboard().setText("\n".join(self.paper.words))


def _words(step: Step) -> list[str]:
    """The sentences of a step and those below it, with fields as people call them."""
    args = {name: _called(value) if name in ("field", "by") else value for name, value in step.args.items()}
    said = msgspec.structs.replace(step, args=args)
    return [step_words(said), *(words for child in step.children for words in _words(child))]


def _called(name: str) -> str:
    return "NameID" if name == "nameId" else field_words(name)


def _lines(steps: Sequence[Step]) -> list[str]:
    return list(dict.fromkeys(" ".join(_words(step)) for step in steps))


def _columns() -> list[Column[Reasoned]]:
    return [
        Column(title="Account field", text=lambda one: field_name(one.field) + (" *" if one.required else "")),
        Column(title="From the assertion", text=lambda one: one.source, mono=True),
        Column(title="Why", text=lambda one: one.why, colour=lambda one: "warn" if one.doubtful else "muted"),
    ]
