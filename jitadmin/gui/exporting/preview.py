"""The files of an export as they would be written, one tab each, and below them what they do not hold."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QSplitter, QTabBar, QVBoxLayout, QWidget

from jitadmin.core.exporting import Exported, File
from jitadmin.gui.theme import Theme, grid, label_text, mono_font
from jitadmin.gui.widgets.pieces import card, icon_label, row, show_icon
from jitadmin.gui.widgets.text import Text

# A longer text is shown as far as anybody reads it; the file has all of it.
LONGEST = 400_000


class ExportPreview(QWidget):
    """``file`` is the one that is shown; a file with a private key is never among those that are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._exported: Exported | None = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName("Files of the export")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self.text.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Text of the file")
        self._icon = icon_label(theme, "info", "accent")
        self.headline = Text("", "heading")
        self._inside = QWidget()
        self._inside.setObjectName("bare")
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, grid(2), 0)
        self._lines.setSpacing(grid(1))
        self.words: list[str] = []
        self._build()
        self.tabs.currentChanged.connect(lambda _: self._show_file())
        theme.changed.connect(lambda: self._show_losses())

    def _build(self) -> None:
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid(2))
        column.addWidget(self.tabs)
        column.addWidget(self.text, 1)
        frame, lower = card(margin=3)
        across = row(self._icon, self.headline)
        across.setStretch(1, 1)
        lower.addLayout(across)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("What the export does not hold")
        area.setWidget(self._inside)
        lower.addWidget(area, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(grid(2))
        splitter.addWidget(upper)
        splitter.addWidget(frame)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([grid(110), grid(40)])
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(splitter)

    @property
    def file(self) -> File | None:
        """The file that is shown."""
        files = self._exported.files if self._exported else ()
        at = self.tabs.currentIndex()
        return files[at] if 0 <= at < len(files) else None

    def show_export(self, exported: Exported) -> None:
        """Show an export; the tab stays where the file is in both."""
        before = self.file.name if self.file else ""
        self._exported = exported
        names = [item.name for item in exported.files]
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(label_text(name))
        self.tabs.setCurrentIndex(names.index(before) if before in names else 0)
        self.tabs.blockSignals(False)
        self._show_file()
        self._show_losses()

    def wait(self) -> None:
        """Nothing of another format is left on the screen while one is being written."""
        self._clear()
        self._say("info", "quiet", "Writing…", [])

    def _clear(self) -> None:
        self._exported = None
        while self.tabs.count():
            self.tabs.removeTab(0)
        self.text.setPlainText("")

    def show_trouble(self, text: str) -> None:
        """Say why there is no export."""
        self._clear()
        self._say("no", "bad", "This export cannot be written", [text])

    def copy(self) -> None:
        """Put the text of the file on the clipboard."""
        if self.file is not None:
            QGuiApplication.clipboard().setText(self.file.text)

    def _show_file(self) -> None:
        shown = self.file
        text = shown.text[:LONGEST] if shown and not shown.secret else ""
        if self.text.toPlainText() != text:
            place = self.text.verticalScrollBar().value()
            self.text.setPlainText(text)
            self.text.verticalScrollBar().setValue(place)

    def _show_losses(self) -> None:
        if self._exported is None:
            return
        losses = [str(loss) for loss in self._exported.losses]
        if losses:
            count = len(losses)
            headline = f"{count} thing{'' if count == 1 else 's'} to know: what this export does not hold"
            self._say("warn", "warn", headline, losses)
        else:
            self._say("yes", "good", "Everything of this connection is in this export", [])

    def _say(self, icon: str, colour: str, headline: str, lines: list[str]) -> None:
        show_icon(self._icon, self._theme, icon, colour)
        self.headline.say(headline)
        self.words = lines
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for line in lines:
            self._lines.addWidget(Text(line))
        self._lines.addStretch(1)
