"""The identity providers, or the service providers, of the workspace."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from jitadmin.core.registry import ProviderKind
from jitadmin.gui.dates import SOON, left_colour, left_words
from jitadmin.gui.desk import IDENTITY_PROVIDERS, SERVICE_PROVIDERS, Desk, Page
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.providers.adding import Adding, text_data
from jitadmin.gui.providers.details import ProviderDetails
from jitadmin.gui.providers.items import Item, gather, source_words, used_words
from jitadmin.gui.tasks import Task
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.door import door, welcome
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.search import SearchField
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number

PLACES: dict[ProviderKind, str] = {
    "identityProvider": IDENTITY_PROVIDERS,
    "serviceProvider": SERVICE_PROVIDERS,
}
_TITLES: dict[ProviderKind, tuple[str, str, str]] = {
    "identityProvider": (
        "Identity providers",
        "No identity provider yet",
        "Who signs people in. Its certificates decide which logins are believed.",
    ),
    "serviceProvider": (
        "Service providers",
        "No service provider yet",
        "The applications that people sign in to, and the addresses at which they take logins.",
    ),
}


class ProvidersPage(Page):
    """The list on the left, the chosen one on the right; metadata may be dropped anywhere on the page."""

    takes = "metadata"

    def __init__(self, desk: Desk, kind: ProviderKind, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._kind: ProviderKind = kind
        self._items: tuple[Item, ...] = ()
        self._wanted = ""
        self._working = 0
        self._task: Task | None = None
        theme = desk.theme
        self.adding = Adding(desk, kind, self)
        self.about = Text("", "muted", most=1)
        self.search = SearchField("Find a name, an entity ID or a product", f"Find in {_TITLES[kind][0].lower()}")
        self.search.textChanged.connect(self._show)
        self.model = RecordModel[Item](_columns(), theme, self)
        self.view = ReadingTable(self.model, theme, _TITLES[kind][0], most=2)
        self.details = ProviderDetails(theme)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.model.dataChanged.connect(lambda *_: self._show_chosen())
        self.details.place_wanted.connect(desk.go)
        self.details.act.connect(self._act)
        self.adding.started.connect(self._started)
        self.adding.told.connect(self.about_work)
        self.adding.ended.connect(self._ended)
        self.adding.added.connect(self._added)
        self.setFocusProxy(self.view)
        self._build(theme)

    def _build(self, theme: Theme) -> None:
        self.add = QPushButton("&Add")
        self.add.setProperty("primary", True)
        menu = QMenu(self.add)
        for title, run in self._ways():
            menu.addAction(title, run)
        self.add.setMenu(menu)
        words = QVBoxLayout()
        words.setSpacing(grid(0.5))
        words.addWidget(Text(_TITLES[self._kind][0], "title"))
        words.addWidget(self.about)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self.adding.cancel)
        self.cancel.hide()
        head = row()
        head.addLayout(words, 1)
        head.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.add, 0, Qt.AlignmentFlag.AlignVCenter)
        frame, column = card()
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(grid(2.5))
        self.splitter.addWidget(frame)
        self.splitter.addWidget(self.details)
        self.splitter.setSizes([grid(110), grid(150)])
        self.splitter.setStretchFactor(1, 1)
        frame.setMinimumWidth(grid(80))
        self.details.setMinimumWidth(grid(100))
        self.desk.remember(self.splitter, PLACES[self._kind])
        self._pages = QStackedWidget()
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self._doors(theme))
        own = QVBoxLayout(self)
        own.setContentsMargins(grid(4), grid(3), grid(4), grid(3))
        own.setSpacing(grid(2.5))
        own.addLayout(head)
        own.addWidget(self._pages, 1)
        remove = QAction("Remove", self.view)
        remove.setShortcut(QKeySequence.StandardKey.Delete)
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(lambda: self._act("remove"))
        self.view.addAction(remove)

    def _ways(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (
            ("From a metadata &file…", self.adding.open_file),
            ("From the &clipboard", self.adding.paste),
            ("From an https &address…", self.adding.ask_address),
            ("From the cata&logue…", self.adding.from_catalogue),
            ("By &hand…", self.adding.by_hand),
        )

    def _doors(self, theme: Theme) -> QWidget:
        _, none, words = _TITLES[self._kind]
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addLayout(welcome(none, words))
        column.addSpacing(grid(4))
        file = door(
            theme,
            "open",
            "From metadata",
            "A file, opened or dropped here, or a text pasted with Ctrl+V. Of a whole federation you choose one.",
            self.adding.open_file,
            "Open a metadata &file…",
        )
        address = door(
            theme,
            "link",
            "From an address",
            "An https address. A copy is kept, and later you see what is new before you take it.",
            self.adding.ask_address,
            "Fetch from an &address…",
        )
        catalogue = door(
            theme,
            "search",
            "From the catalogue",
            "Known products need only what is yours, such as your domain. Anything else can be entered by hand.",
            self.adding.from_catalogue,
            "Choose a &product…",
        )
        column.addLayout(row(None, file, address, catalogue, None, spacing=4))
        column.addStretch(2)
        return page

    # What is shown.

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._task is not None or self._working > 0

    @property
    def chosen(self) -> Item | None:
        """The provider that is chosen."""
        item = self.view.chosen
        return item if isinstance(item, Item) else None

    def arrive(self, name: str = "") -> None:
        """Show the providers as they are now; ``name`` is the entity ID of one to choose."""
        self._wanted = name or self._wanted
        if self._task is not None:
            self._task.cancel()
        workspace, kind = self.desk.workspace, self._kind
        self._task = self.desk.runner.start(
            lambda progress: gather(workspace, kind, progress), done=self._gathered, failed=self._failed
        )

    def _gathered(self, items: tuple[Item, ...]) -> None:
        self._task = None
        self._items = items
        self._show()

    def _show(self) -> None:
        typed = self.search.text().casefold().split()
        fitting = [item for item in self._items if all(word in _words(item) for word in typed)]
        if self._wanted and all(item.provider.entity_id != self._wanted for item in fitting):
            fitting = list(self._items)
        self.view.show_records(fitting, lambda item: item.provider.entity_id)
        found = (at for at, item in enumerate(fitting) if item.provider.entity_id == self._wanted)
        at = next(found, None)
        if at is not None:
            self.view.choose(at)
            self._wanted = ""
        self._pages.setCurrentIndex(0 if self._items else 1)
        count, soon = len(self._items), sum(item.days is not None and item.days <= SOON for item in self._items)
        words = [f"{number(count)} registered" if count else ""]
        if soon and self._kind == "identityProvider":
            words.append(f"{number(soon)} with a certificate that ends soon or has ended")
        self.about.say(" · ".join(word for word in words if word))
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.details.show_item(self.chosen, self.desk.workspace.today())

    def about_work(self, words: str) -> None:
        """Say how far the work is."""
        if self._working:
            self.about.say(words)

    def _started(self, words: str) -> None:
        self._working += 1
        self.cancel.show()
        self.about.say(words)

    def _ended(self) -> None:
        self._working -= 1
        self.cancel.setVisible(self._working > 0)
        self._show()

    def _added(self, kind: str, entity_id: str) -> None:
        if kind == self._kind:
            self._wanted = entity_id
        else:
            self.desk.go(f"{PLACES[kind]}:{entity_id}")  # type: ignore[index]

    def _failed(self, error: object) -> None:
        self._task = None
        self.desk.fault(error)

    # What is done.

    def _act(self, what: str) -> None:
        item = self.chosen
        if item is None:
            return
        acts = {
            "refresh": self.adding.refresh,
            "file": self.adding.refresh_from_file,
            "paste": self.adding.refresh_from_clipboard,
            "edit": self.adding.edit,
            "remove": self.adding.remove,
        }
        partial(acts[what], item)()

    def take(self, data: bytes | Path | str) -> None:
        """Register what metadata describes."""
        self.adding.take(data)

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Metadata that was dropped or pasted."""
        self.adding.take(paths[0])
        return True

    def take_text(self, text: str) -> bool:
        """Metadata or its address that was dropped or pasted."""
        data = text_data(text)
        if data is not None:
            self.adding.take(data)
        return True


def _words(item: Item) -> str:
    provider = item.provider
    return "\n".join((item.name, provider.entity_id, item.product, source_words(provider))).casefold()


def _certificate(item: Item) -> str:
    if item.days is None:
        return left_words(None) if item.status.certificates else "none"
    return left_words(item.days)


def _colour(item: Item) -> str:
    if item.days is None:
        return "muted" if item.status.certificates or item.provider.kind == "serviceProvider" else "bad"
    return left_colour(item.days)


def _sign(item: Item) -> tuple[str, str]:
    icon = "identity-provider" if item.provider.kind == "identityProvider" else "service-provider"
    tones = {note.tone for note in item.status.notes}
    return icon, "bad" if "bad" in tones else "warn" if "warning" in tones else "accent"


def _columns() -> list[Column[Item]]:
    return [
        Column(title="Name", text=lambda one: one.name, icon=_sign, tip=lambda one: one.provider.entity_id),
        Column(title="Certificate", text=_certificate, colour=_colour),
        Column(title="Used by", text=used_words, colour=lambda _: "muted"),
    ]
