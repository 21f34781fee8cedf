"""The pages of the places beside each other, made when somebody first goes there, and the workbenches among them."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from jitadmin.gui.benches import Benches
from jitadmin.gui.desk import Desk, Page
from jitadmin.gui.places import Place
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text


class Pages(QStackedWidget):
    """Shows one page at a time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._made: dict[str, Page] = {}
        self._words = Text("", "muted")
        self._waiting = _centred(self._words)
        self.addWidget(self._waiting)
        self.benches = Benches(desk, self)
        desk.changed.connect(self._look_again)

    @property
    def page(self) -> Page | None:
        """The page of a place that is shown; None for a workbench and while something is made."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def shown(self) -> str:
        """The key of that page; empty where there is none."""
        return next((key for key, page in self._made.items() if page is self.currentWidget()), "")

    def made(self, place: Place) -> Page:
        """The page of a place."""
        if place.key not in self._made:
            self._made[place.key] = page = place.make(self._desk)
            self.addWidget(page)
        return self._made[place.key]

    def show_place(self, place: Place, name: str) -> None:
        """Show the page of a place as the workspace is now."""
        page = self.made(place)
        page.arrive(name)
        self.setCurrentWidget(page)
        page.setFocus()

    def wait(self, words: str) -> None:
        """Show what is being made."""
        self._words.say(words)
        self.setCurrentWidget(self._waiting)

    def clear(self) -> None:
        """Forget all pages: another workspace is shown."""
        self.benches.clear()
        for page in self._made.values():
            self.removeWidget(page)
            page.deleteLater()
        self._made.clear()

    def _look_again(self) -> None:
        if self.page is not None:
            self.page.arrive()


def _centred(text: Text) -> QWidget:
    page = QWidget()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.addStretch(1)
    column.addLayout(row(None, text, None))
    column.addStretch(1)
    return page
