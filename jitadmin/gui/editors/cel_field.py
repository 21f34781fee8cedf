"""A field for an expression: colours, completion, the fault with line and column, and what it gives right now."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (  # fmt: skip
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from jitadmin.core.cel import CelError, check, compiled
from jitadmin.core.messages import sentence
from jitadmin.gui.editors.cel_words import offers, spans
from jitadmin.gui.editors.engine import Engine
from jitadmin.gui.editors.gathered import Gathered
from jitadmin.gui.editors.offers import OfferList
from jitadmin.gui.theme import Theme, grid, mono_font
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.widgets.text import Text

LIVE_MS = 80
HELP = (
    'An expression in the Common Expression Language. attributes["name"] holds the values of an attribute as a list, '
    "nameId the NameID, fields what the map has read so far. Ctrl+Space offers what the samples hold."
)
MOST_LINES = 5
Variables = Callable[[frozenset[str]], Mapping[str, Any] | None]


class CelField(QWidget):
    """``changed`` tells each text that holds, while one types. ``variables`` gives the chosen person's values."""

    changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        engine: Engine,
        gathered: Callable[[], Gathered],
        fields: Callable[[], Sequence[str]],
        give: Callable[[Any], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._engine = engine
        self._give = give
        self._variables: Variables = lambda _: None
        self.edit = CelEdit(theme, gathered, fields)
        self.edit.document().contentsChanged.connect(self._on_contents)
        self.trouble = Text("", "error")
        self.trouble.hide()
        self.gives = Text("", "muted")
        self._shown = ""
        self._timer = QTimer(self, singleShot=True, interval=LIVE_MS)
        self._timer.timeout.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid(1))
        column.addWidget(self.edit)
        column.addWidget(self.trouble)
        column.addWidget(self.gives)
        self.setFocusProxy(self.edit)
        self.edit.setWhatsThis(HELP)
        theme.changed.connect(self.look)
        engine.became_ready.connect(self.look)

    def setAccessibleName(self, name: str) -> None:
        """The field itself carries the name."""
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def show_text(self, text: str, variables: Variables) -> None:
        """Show an expression and evaluate it for the person; what is being typed is not overwritten."""
        self._variables = variables
        if text != self._shown:
            self._shown = text
            if text != self.edit.toPlainText():
                self.edit.blockSignals(True)
                self.edit.setPlainText(text)
                self.edit.blockSignals(False)
                self._timer.stop()
        self.look()

    def text(self) -> str:
        """The expression as it stands in the field."""
        return self.edit.toPlainText()

    def _on_contents(self) -> None:
        self.edit.fit()
        if self.edit.toPlainText() != self._shown and not self.edit.signalsBlocked():
            self._timer.start()
            self.look()

    def _tell(self) -> None:
        text = self.text()
        if self._engine.ready and text.strip() and text != self._shown and check(text) is None:
            self._shown = text
            self.changed.emit(text)

    def look(self) -> None:
        """Judge the text, mark the fault, and say what it gives."""
        if not self._engine.ready:
            self._engine.warm()
            self.trouble.hide()
            self.gives.say("Loading the expression language…")
            return
        text = self.text()
        error = check(text) if text.strip() else CelError("text.no_expression")
        self._say_trouble(error)
        self.edit.mark_fault(error.line if error else 0, error.column if error else 0)
        self.gives.say("" if error else self._given(text))
        self.gives.setVisible(bool(self.gives.text()))

    def _say_trouble(self, error: CelError | None) -> None:
        self.trouble.setVisible(error is not None)
        if error is not None:
            self.trouble.say(sentence(error.code, {**error.args_by_name, "column": max(1, error.column)}))

    def _given(self, text: str) -> str:
        try:
            expression = compiled(text)
            variables = self._variables(expression.names)
            if variables is None:
                return ""
            return self._give(expression.run(variables))
        except CelError as error:
            return sentence(error.code, error.args_by_name)


class CelEdit(QPlainTextEdit):
    """The text of the field itself: as tall as its lines, Tab leaves it, Ctrl+Space offers."""

    def __init__(self, theme: Theme, gathered: Callable[[], Gathered], fields: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._theme = theme
        self._gathered = gathered
        self._fields = fields
        self._part = ""
        self.setFont(mono_font())
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self._colours = _Colours(theme, self.document())
        self.list = OfferList(theme, self)
        self.list.taken.connect(self.take)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.fit())
        self.fit()

    def fit(self) -> None:
        """As tall as the text, up to a few lines."""
        lines = max(1, min(MOST_LINES, round(self.document().size().height())))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + grid(4))

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(grid(60), self.height())

    def mark_fault(self, line: int, column: int) -> None:
        """Underline the place of a fault; line 0 is none."""
        if line < 1:
            self.setExtraSelections([])
            return
        block = self.document().findBlockByNumber(min(line, self.blockCount()) - 1)
        at = min(max(0, column - 1), max(0, block.length() - 1))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + max(0, min(at, block.length() - 2)))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor)
        if not cursor.hasSelection():
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(self._theme.colour("bad"))
        style.setBackground(self._theme.colour("bad_soft"))
        mark.format = style
        self.setExtraSelections([mark])

    def offer(self, *, asked: bool = False) -> None:
        """Show what could come next; without being asked only where something was typed."""
        caret = self.textCursor().position()
        before = self.toPlainText()[:caret]
        if asked and (not before or before[-1] in " (&|!=<>+,?:"):
            part, found = offers(f"{before}", self._gathered(), self._fields())
            if not found:
                part, found = "", _all(self._gathered(), self._fields())
        else:
            part, found = offers(before, self._gathered(), self._fields())
        self._part = part
        self.list.say(found, self.cursorRect())

    def take(self, offer: Offer) -> None:
        """Put an offer in place of what was typed of it."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self._part))
        cursor.insertText(offer.text)
        self.setTextCursor(cursor)
        self.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys for the offers first; what was typed brings new ones."""
        if self.list.key(event):
            return
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.offer(asked=True)
            return
        super().keyPressEvent(event)
        if event.text() and event.text().isprintable():
            self.offer()
        elif event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            self.list.hide()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the chosen offer before it leaves."""
        chosen = self.list.chosen
        if chosen is not None and forward:
            self.take(chosen)
            return True
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The offers go with the keyboard."""
        self.list.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The offers go with the field."""
        self.list.hide()
        super().hideEvent(event)


def _all(gathered: Gathered, fields: Sequence[str]) -> list[Offer]:
    """Everything that can begin an expression."""
    found: list[Offer] = []
    for start in ("a", "n", "i", "f", "s", "h"):
        found += [offer for offer in offers(start, gathered, fields)[1] if offer.text.startswith(start)]
    return found


class _Colours(QSyntaxHighlighter):
    """Colours variables, functions, texts and numbers, in light and dark."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for start, length, colour in spans(text):
            self.setFormat(start, length, QColor(self._theme.colour(colour)))
