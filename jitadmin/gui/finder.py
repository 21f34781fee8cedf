"""Finds any place, connection, person, provider, key or action by a few letters of its name."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from jitadmin.app import Workspace
from jitadmin.core.messages import inert
from jitadmin.core.progress import Progress
from jitadmin.core.registry import ProviderKind
from jitadmin.gui.desk import CONNECTION, IDENTITY_PROVIDERS, KEYS, SERVICE_PROVIDERS, Desk
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.places import PLACES
from jitadmin.gui.tasks import Task
from jitadmin.gui.theme import grid
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import app_name, idp_name

SHOWN = 60
# Of more people than these the finder knows the newest; the list of samples finds all.
PEOPLE = 5000
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class Hit(NamedTuple):
    """Something that can be found: its words, what it is, its icon, and how to get there."""

    words: str
    beside: str
    icon: str
    run: Callable[[], object]
    keys: str = ""


class Finder(QDialog):
    """Typing finds, arrows choose, Enter goes there, with the keyboard in the field all the while."""

    def __init__(self, desk: Desk, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find anything")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._hits = [*_places(desk), *_connections(desk), *_actions(actions)]
        self.search = QLineEdit()
        self.search.setPlaceholderText("A place, a connection, a person or an action")
        self.search.setAccessibleName("Find anything")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self.model = RecordModel[Hit](_columns(), desk.theme, self)
        self.view = ReadingTable(self.model, desk.theme, "Found", stretch=(0, 1), most=1, padding=2)
        self.view.horizontalHeader().hide()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.clicked.connect(lambda _: self._go())
        self.none = Text("Nothing has these letters.", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(3), grid(3), grid(3), grid(3))
        column.setSpacing(grid(2))
        column.addWidget(self.search)
        column.addWidget(self.none)
        column.addWidget(self.view, 1)
        self.resize(grid(150), grid(110))
        self._show()
        workspace = desk.workspace
        self._task: Task | None = desk.runner.start(
            lambda progress: list(_gathered(workspace, progress)), done=self._gathered, failed=self._failed
        )

    @property
    def busy(self) -> bool:
        """Whether more is being gathered."""
        return self._task is not None

    def _gathered(self, found: list[tuple[str, str, str, str, str]]) -> None:
        self._task = None
        go = self._desk.go
        self._hits += [Hit(words, beside, icon, partial(go, place, part)) for words, beside, icon, place, part in found]
        self._show()

    def _failed(self, error: object) -> None:
        self._task = None
        self._desk.fault(error)

    def _show(self) -> None:
        typed = self.search.text().casefold().split()
        ranked = [(rank, at) for at, hit in enumerate(self._hits) if (rank := _rank(hit, typed)) is not None]
        found = [self._hits[at] for _, at in sorted(ranked)[:SHOWN]]
        self.view.show_records(found)
        if found:
            self.view.choose(0)
        self.view.setVisible(bool(found))
        self.none.setVisible(not found)

    def _go(self) -> None:
        hit = self.view.chosen
        if hit is not None:
            self.accept()
            hit.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter in the field are for the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS:
                last = self.model.rowCount() - 1
                self.view.choose(min(max(self.view.currentIndex().row() + _STEPS[key], 0), max(last, 0)))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go()
                return True
        return super().eventFilter(watched, event)

    def done(self, result: int) -> None:
        """Stop gathering when the dialog goes."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def _rank(hit: Hit, typed: list[str]) -> int | None:
    """How well something fits what was typed, 0 being best; None where a word of it is nowhere."""
    if not typed:
        return 0
    words, whole = hit.words.casefold(), f"{hit.words}\n{hit.beside}".casefold()
    if not all(word in whole for word in typed):
        return None
    if words.startswith(" ".join(typed)):
        return 0
    begins = words.replace("→", " ").split()
    return 1 if all(any(one.startswith(word) for one in begins) for word in typed) else 2


def _places(desk: Desk) -> Iterator[Hit]:
    for place in PLACES:
        yield Hit(place.plain, "Place", place.icon, partial(desk.go, place.key), place.keys)


def _connections(desk: Desk) -> Iterator[Hit]:
    for one in desk.workspace.connections():
        words = f"{idp_name(one)} → {app_name(one)}"
        yield Hit(words, "Connection", "connections", partial(desk.go, f"{CONNECTION}:{one.name}"))


def _actions(actions: Iterable[QAction]) -> Iterator[Hit]:
    for action in actions:
        if action.isEnabled() and action.text():
            words = action.text().replace("&", "").rstrip("…")
            yield Hit(words, "Action", "point", action.trigger, action.shortcut().toString())


def _gathered(workspace: Workspace, progress: Progress) -> Iterator[tuple[str, str, str, str, str]]:
    """Providers, keys and people with the place of each; for the background."""
    kinds: tuple[tuple[ProviderKind, str, str, str], ...] = (
        ("identityProvider", "Identity provider", "identity-provider", IDENTITY_PROVIDERS),
        ("serviceProvider", "Service provider", "service-provider", SERVICE_PROVIDERS),
    )
    for kind, beside, icon, page in kinds:
        for one in workspace.registry.providers(kind):
            yield inert(one.name or one.entity_id), beside, icon, f"{page}:{one.entity_id}", ""
    for key in workspace.keys.all():
        yield inert(key.title), "Key", "key", f"{KEYS}:{key.id}", ""
    for connection in workspace.connections():
        place = f"{CONNECTION}:{connection.name}"
        for sample in workspace.samples(connection.name)[-PEOPLE:]:
            progress.step(0, 0, "")
            beside = f"{inert(sample.detail)} · {app_name(connection)}" if sample.detail else app_name(connection)
            yield inert(sample.label), beside, "accounts", place, f"sample:{sample.origin.sha256}"


def _columns() -> list[Column[Any]]:
    return [
        Column(title="Name", text=lambda one: one.words, icon=lambda one: (one.icon, "accent")),
        Column(title="Kind", text=lambda one: one.beside, colour=lambda _: "muted"),
        Column(title="Key", text=lambda one: one.keys, colour=lambda _: "muted", right=True),
    ]
