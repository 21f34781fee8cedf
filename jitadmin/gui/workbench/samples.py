"""The list of logins: find a person by name, attribute value or outcome."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (  # fmt: skip
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.messages import inert
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import ICON, Theme, grid
from jitadmin.gui.widgets.pieces import Badge, card, row, tool
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import STATES, number
from jitadmin.gui.workbench.evaluation import Evaluation

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class _PersonDelegate(QStyledItemDelegate):
    """Two lines and an icon, all rows alike, so that ten thousand of them cost nothing."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(grid(30), 2 * option.fontMetrics.height() + grid(2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.colour("accent_soft"))
            painter.drawRoundedRect(option.rect, grid(1.5), grid(1.5))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour("sunken"))
            painter.drawRoundedRect(option.rect, grid(1.5), grid(1.5))
        area = option.rect.adjusted(grid(2), grid(1), -grid(2), -grid(1))
        icon = index.data(Role.DecorationRole)
        if isinstance(icon, QIcon):
            icon.paint(painter, QRect(area.left(), area.center().y() - ICON // 2, ICON, ICON))
        area.setLeft(area.left() + ICON + grid(2))
        metrics = QFontMetrics(option.font)
        upper, lower = str(index.data(Role.DisplayRole)), str(index.data(Role.UserRole) or "")
        for line, (text, colour) in enumerate(((upper, "text"), (lower, "muted"))):
            place = QRect(area.left(), area.top() + line * metrics.height(), area.width(), metrics.height())
            painter.setPen(self._theme.colour(colour))
            painter.drawText(place, 0, metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()))
        painter.restore()


class _PersonModel(RecordModel[int]):
    """The numbers of the samples shown; everything else is looked up, so an outcome changes without a new record."""

    def __init__(self, evaluation: Evaluation, theme: Theme, parent: QObject) -> None:
        column = Column[int](title="Sample", text=self._label, icon=self._icon, tip=self._tip)
        super().__init__([column], theme, parent)
        self._evaluation = evaluation

    def state(self, number: int) -> str:
        briefs = self._evaluation.survey.briefs
        if number == self._evaluation.person and self._evaluation.preview is not None:
            return self._chosen_state()
        return briefs[number].state if number < len(briefs) else "waiting"

    def _chosen_state(self) -> str:
        preview = self._evaluation.preview
        if preview is None:
            return "waiting"
        return "refused" if preview.verification.verdict != "accepted" else preview.outcome

    def _label(self, number: int) -> str:
        return self._evaluation.samples[number].label

    def _icon(self, number: int) -> tuple[str, str]:
        state = STATES[self.state(number)]
        return state.icon, state.colour

    def _tip(self, number: int) -> str:
        sample = self._evaluation.samples[number]
        parts = [sample.label, sample.detail, sample.note, sample.origin.path, STATES[self.state(number)].count]
        return "\n".join(inert(part) for part in parts if part)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Also the second line, and all of it in words for a screen reader."""
        if index.isValid() and index.row() < len(self.records):
            which = self.records[index.row()]
            sample = self._evaluation.samples[which]
            if role == Role.UserRole:
                return inert(sample.detail or sample.note)
            if role == Role.AccessibleTextRole:
                return f"{inert(sample.label)}, {inert(sample.detail)}: {STATES[self.state(which)].count}"
        return super().data(index, role)


class SamplesPanel(QWidget):
    """The list on the left with its search field. ``filtered`` tells the strip below which filter is on."""

    chosen = Signal(int)
    add_wanted = Signal()
    filter_cleared = Signal()

    def __init__(self, evaluation: Evaluation, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evaluation = evaluation
        self._only: frozenset[int] | None = None
        self._only_words = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText("Person, value, outcome")
        self.search.setToolTip("Finds samples by person, attribute value or outcome (Ctrl+F)")
        self.search.setAccessibleName("Find a sample by person, attribute value or outcome")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._refilter)
        self.search.installEventFilter(self)
        self.count = Text("", "muted")
        self.filter = Badge(theme)
        self._clear = tool(theme, "clear", "Show all samples", self.clear_filter)
        self.model = _PersonModel(evaluation, theme, self)
        self.view = self._make_view(theme)
        self.nothing = Text("", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._build(theme)
        evaluation.samples_changed.connect(self._reload)
        evaluation.survey_changed.connect(self._on_survey)
        evaluation.person_changed.connect(self._on_person)

    def _make_view(self, theme: Theme) -> QTableView:
        # A table rather than a list: it lays out ten thousand rows of one height without asking for each.
        view = QTableView()
        view.setModel(self.model)
        view.setItemDelegate(_PersonDelegate(theme, view))
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(2 * view.fontMetrics().height() + grid(2))
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setAccessibleName("Samples")
        view.selectionModel().currentChanged.connect(self._on_current)
        return view

    def _build(self, theme: Theme) -> None:
        frame, column = card()
        heading = Text("Samples", "heading")
        add = tool(theme, "add", "Open samples…", self.add_wanted.emit)
        top = row(heading, self.count, add, spacing=2)
        top.setStretch(1, 1)
        column.addLayout(top)
        column.addWidget(self.search)
        chosen = row(self.filter, None, self._clear)
        column.addLayout(chosen)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.nothing)
        column.addLayout(self._stack, 1)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)
        self._show_filter()
        self.search_action = QAction("&Find a sample", self)
        self.search_action.triggered.connect(self._focus_search)

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move in the list while the search field has the keyboard; Esc empties it."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def step(self, by: int) -> None:
        """Go on to the next person in the list, or back."""
        at = self.view.currentIndex().row() + by
        if 0 <= at < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(at, 0))

    def show_only(self, who: Sequence[int], words: str, soft: str, colour: str) -> None:
        """Show these samples alone, under the words of the filter."""
        self._only = frozenset(who)
        self._only_words = words
        self.filter.say(f"{words} · {number(len(self._only))}", soft, colour)
        self._show_filter()
        self._refilter()

    def clear_filter(self) -> None:
        """Show all samples again."""
        if self._only is not None:
            self._only = None
            self._show_filter()
            self._refilter()
            self.filter_cleared.emit()

    def _show_filter(self) -> None:
        on = self._only is not None
        self.filter.setVisible(on)
        self._clear.setVisible(on)

    def _reload(self) -> None:
        self._only = None
        self._show_filter()
        self._refilter()

    def _on_survey(self) -> None:
        self.view.viewport().update()
        if self.search.text() and self._evaluation.survey.complete:
            self._refilter()

    def _refilter(self) -> None:
        wanted = self.search.text().casefold().split()
        samples, briefs = self._evaluation.samples, self._evaluation.survey.briefs
        found: list[int] = []
        for which, sample in enumerate(samples):
            if self._only is not None and which not in self._only:
                continue
            if wanted:
                text = briefs[which].text if which < len(briefs) else f"{sample.label}\n{sample.detail}".casefold()
                if not all(word in text for word in wanted):
                    continue
            found.append(which)
        self.model.show(found)
        self._say_count(len(found), len(samples))
        self._on_person()

    def _say_count(self, shown: int, total: int) -> None:
        self.count.say(number(total) if shown == total else f"{number(shown)} of {number(total)}")
        if self._evaluation.loading:
            self.nothing.say("Fetching the samples…")
        elif total:
            self.nothing.say("No sample has this in its name, values or outcome.")
        else:
            self.nothing.say(
                "No samples yet.\n\nOpen files or a folder with the + above, drop them here, or paste a SAML response "
                "with Ctrl+V."
            )
        self._stack.setCurrentIndex(0 if shown else 1)

    def _on_person(self) -> None:
        """Mark the chosen person, whoever chose."""
        person = self._evaluation.person
        at = self._row_of(person)
        selection = self.view.selectionModel()
        if at is None:
            selection.blockSignals(True)
            selection.clear()
            selection.blockSignals(False)
            self.view.viewport().update()
            return
        index = self.model.index(at, 0)
        if selection.currentIndex() != index or not selection.isSelected(index):
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.viewport().update()

    def _row_of(self, person: int | None) -> int | None:
        if person is None:
            return None
        records = self.model.records
        if len(records) == len(self._evaluation.samples):
            return person
        return records.index(person) if person in records else None

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            which = self.model.records[current.row()]
            if which != self._evaluation.person:
                # The list draws its selection first, then the person is judged.
                QTimer.singleShot(0, self, lambda: self._choose(which))

    def _choose(self, which: int) -> None:
        if which < len(self._evaluation.samples) and self.view.currentIndex().isValid():
            self.chosen.emit(which)
