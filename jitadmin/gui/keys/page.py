"""The page Keys: all keys with what each is doing, the chosen one beside them, and everything that can be done."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (  # fmt: skip
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.key import KeyRecord
from jitadmin.gui.desk import Desk, Page
from jitadmin.gui.keys.changing import ChangeKey, RemoveKey
from jitadmin.gui.keys.dialog import KeyDialog
from jitadmin.gui.keys.making import CERTIFICATES, ImportKey, NewKey, RotateKey, read
from jitadmin.gui.keys.rows import Row, Shown, gathered
from jitadmin.gui.keys.sheet import KeySheet
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.tasks import Task
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.door import door, welcome
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text

KEY_FILES = (".pem", ".key", ".p12", ".pfx")
# Of the columns behind the title, in steps of the grid.
WIDTHS = (20, 25, 26, 26, 20, 27)
_NOTHING = Shown((), "", "", ())


class KeysPage(Page):
    """Enter or Delete in the table, and the buttons beside it, act on the chosen key."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._shown = _NOTHING
        self._task: Task | None = None
        self._wanted = ""
        self.about = Text("", "muted")
        self.model = RecordModel[Row](_columns(), desk.theme, self)
        self.view = _Table(self.model, desk.theme)
        self.sheet = KeySheet(desk.theme, self.act)
        self.new_button, self.import_button = QPushButton("&New key…"), QPushButton("&Import…")
        self._pages = QStackedWidget()
        self._build()
        self.view.row_chosen = self._choose
        self.view.act = self.act
        self.new_button.clicked.connect(self.new)
        self.import_button.clicked.connect(lambda: self.take())

    def _build(self) -> None:
        self.desk.theme.dress(self.import_button, "open", "text")
        self.new_button.setProperty("primary", True)
        frame, inside = card(margin=1)
        inside.addWidget(self.view)
        both = QWidget()
        across = QHBoxLayout(both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(grid(3))
        across.addWidget(frame, 1)
        across.addWidget(self.sheet)
        self._pages.addWidget(both)
        self._pages.addWidget(self._doors())
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(4), grid(3), grid(4), grid(3))
        column.setSpacing(grid(3))
        column.addLayout(row(Text("Keys", "title"), None, self.import_button, self.new_button))
        column.addWidget(self.about)
        column.addWidget(self._pages, 1)

    def _doors(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addLayout(welcome("No key yet", "A key signs requests and opens encrypted logins."))
        column.addSpacing(grid(4))
        new = door(
            self.desk.theme,
            "certificate",
            "New key",
            "RSA or EC, with a certificate that carries it. The private half goes into the system's keyring.",
            self.new,
            "Make a &key…",
        )
        taken = door(
            self.desk.theme,
            "open",
            "Import a key",
            "One that is in use already, from a PEM file or from PKCS#12 with its password.",
            self.take,
            "Open a &file…",
        )
        column.addLayout(row(None, new, taken, None, spacing=4))
        column.addStretch(2)
        return page

    def arrive(self, name: str = "") -> None:
        """Show the keys as they are now; they are looked for in the background."""
        self._wanted = name or self._wanted
        if self._task is not None:
            self._task.cancel()
        workspace = self.desk.workspace
        self._task = self.desk.runner.start(lambda _: gathered(workspace), done=self._show, failed=self.desk.fault)

    def _show(self, shown: Shown) -> None:
        self._task = None
        chosen = self._wanted or (self.row.key.id if self.row else "")
        self._wanted = ""
        self._shown = shown
        where = f"Private halves are in this keyring: {shown.keyring}." if shown.keyring else ""
        self.about.say(shown.trouble or where)
        self.about.setObjectName("error" if shown.trouble else "muted")
        self.about.style().polish(self.about)
        self.model.show(shown.rows)
        self._pages.setCurrentIndex(0 if shown.rows else 1)
        ids = [one.key.id for one in shown.rows]
        if ids:
            self.view.selectRow(ids.index(chosen) if chosen in ids else 0)
            self._choose(self.view.currentIndex().row())

    @property
    def busy(self) -> bool:
        """Whether the keys are being looked for."""
        return self._task is not None

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard starts in the table, or at the first door."""
        super().showEvent(event)
        (self.view if self._shown.rows else self.new_button).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def row(self) -> Row | None:
        """The chosen key."""
        at = self.view.currentIndex().row()
        return self.model.records[at] if 0 <= at < len(self.model.records) else None

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self.model.records):
            self.sheet.show_row(self.model.records[at])

    def act(self, name: str) -> None:
        """Do to the chosen key what a button or a key says."""
        if name == "new":
            self.new()
        elif self.row is not None:
            steps: dict[str, Callable[[Row], object]] = {
                "rotate": lambda one: self._open(RotateKey(self.desk.workspace, one.key, self.desk.runner, self)),
                "change": lambda one: self._open(
                    ChangeKey(self.desk.workspace, one.key, self._shown.owners, self.desk.runner, self)
                ),
                "remove": lambda one: self._open(RemoveKey(self.desk.workspace, one, self.desk.runner, self)),
                "certificate": self._save_certificate,
                "copy": lambda one: self.sheet.copy(one.key.certificate_pem),
                "request": self._save_request,
                "certify": self._certify,
            }
            steps[name](self.row)

    def new(self) -> None:
        """Ask for a new key."""
        shown = self._shown
        self._open(NewKey(self.desk.workspace, shown.owners, shown.keyring, self.desk.runner, self))

    def take(self, path: Path | None = None) -> None:
        """Ask for a key in a file."""
        self._open(ImportKey(self.desk.workspace, self._shown.owners, self.desk.runner, self, path))

    def take_files(self, paths: Sequence[Path]) -> bool:
        """A key file that is dropped is imported."""
        found = [path for path in paths if path.suffix.lower() in KEY_FILES]
        if found:
            self.take(found[0])
        return bool(found)

    def _open(self, dialog: KeyDialog) -> None:
        dialog.made.connect(self._made)
        dialog.late.connect(self.desk.fault)
        dialog.open()

    def _made(self, key: KeyRecord) -> None:
        self._wanted = key.id
        # Everybody who shows the workspace looks again, this page among them.
        self.desk.changed.emit()

    def _save_certificate(self, one: Row) -> None:
        keys = self.desk.workspace.keys
        self._ask(f"{_file_name(one.key)}.crt", lambda path: keys.write(keys.certificate(one.key.id), path))

    def _save_request(self, one: Row) -> None:
        keys = self.desk.workspace.keys
        self._ask(f"{_file_name(one.key)}.csr", lambda path: keys.write(keys.request(one.key.id), path))

    def _ask(self, name: str, write: Callable[[Path], object]) -> None:
        dialog = QFileDialog(self, "Save", _folder(self.desk.settings))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)

        def save(file: str) -> None:
            _remember(self.desk.settings, file)
            said = f"Saved as {Path(file).name}."
            self.desk.runner.start(
                lambda _: write(Path(file)),
                done=lambda _: self.desk.told.emit("info", said, []),
                failed=self.desk.fault,
            )

        dialog.fileSelected.connect(save)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _certify(self, one: Row) -> None:
        dialog = QFileDialog(self, "Take issued certificate", _folder(self.desk.settings))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(CERTIFICATES.split(";;"))
        keys = self.desk.workspace.keys

        def take(file: str) -> None:
            _remember(self.desk.settings, file)
            self.desk.runner.start(
                lambda _: keys.certify(one.key.id, read(file)), done=self._made, failed=self.desk.fault
            )

        dialog.fileSelected.connect(take)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _folder(settings: QSettings) -> str:
    """The folder that a person used last."""
    folder = str(settings.value("folder", ""))
    return folder if folder and Path(folder).is_dir() else str(Path.home())


def _remember(settings: QSettings, file: str) -> None:
    settings.setValue("folder", str(Path(file).parent))


class _Table(ReadingTable):
    """One key a line; ``row_chosen`` hears of the row, ``act`` of what a key on the keyboard asks for."""

    def __init__(self, model: RecordModel[Row], theme: Theme) -> None:
        super().__init__(model, theme, "Keys", padding=3)
        self.row_chosen: Callable[[int], object] = lambda _: None
        self.act: Callable[[str], object] = lambda _: None
        for at, width in enumerate(WIDTHS, start=1):
            self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(at, grid(width))
        self.activated.connect(lambda _: self.act("change"))
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.row_chosen(now.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Insert makes a key, Delete asks to remove one."""
        if event.key() == Qt.Key.Key_Insert:
            self.act("new")
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.act("remove")
        else:
            super().keyPressEvent(event)


def _columns() -> list[Column[Row]]:
    return [
        Column(title="Key", text=lambda one: one.key.title, icon=lambda _: ("certificate", "accent")),
        Column(title="Kind", text=lambda one: one.kind),
        Column(title="For", text=lambda one: one.short_use, tip=lambda one: one.use),
        Column(title="Belongs to", text=lambda one: one.owner or "–"),
        Column(title="State", text=lambda one: one.state, colour=lambda one: one.state_colour),
        Column(title="Left", text=lambda one: one.left, colour=lambda one: one.left_colour),
        Column(
            title="Private half",
            text=lambda one: one.short_keyring,
            tip=lambda one: one.keyring,
            colour=lambda one: "muted" if one.place else "warn",
        ),
    ]


def _file_name(key: KeyRecord) -> str:
    """The title as the name of a file: nothing in it leads out of the folder."""
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in key.title)
    return kept.strip(".-") or "key"
