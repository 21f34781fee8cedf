"""The dialog that exports a connection: a format, its files as they would be written, and where they go."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtWidgets import (  # fmt: skip
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.exporting import FORMATS, Exported, format_of
from jitadmin.core.messages import inert
from jitadmin.gui.exporting.choice import FormatList
from jitadmin.gui.exporting.pdf import pages
from jitadmin.gui.exporting.preview import ExportPreview
from jitadmin.gui.exporting.wish import Wish, Write
from jitadmin.gui.tasks import Task, TaskRunner
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import app_name, idp_name

METADATA = "saml-metadata"
SHEET = "setup-sheet"
HTML = "setup-sheet.html"
WAIT = 150
FORMAT, FOLDER = "export/format", "export/folder"


class ExportDialog(QDialog):
    """Shows the connection as it is being edited; what is written is what is shown, and private keys on top where a
    person asks for them and confirms.
    """

    def __init__(
        self, workspace: Workspace, connection: Connection, theme: Theme, runner: TaskRunner, settings: QSettings,
        parent: QWidget | None = None, *, draft: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._workspace = workspace
        self._connection = connection
        self._runner = runner
        self._settings = settings
        self._task: Task | None = None
        self._exported: Exported | None = None
        self._format = ""
        self.setWindowTitle(f"Export {app_name(connection)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.formats = FormatList(tuple(FORMATS.values()), theme)
        self.preview = ExportPreview(theme)
        self.messages = MessageBar(theme)
        self.target = QLineEdit()
        self.sign = QCheckBox("&Sign the metadata with our key")
        self.secrets = QCheckBox("Also export &private keys")
        self.copy_button, self.file_button = QPushButton("&Copy text"), QPushButton("Save this &file…")
        self.pdf_button, self.close_button = QPushButton("Save as P&DF…"), QPushButton("Close")
        self.folder_button = QPushButton("Save all to a f&older…")
        self._later = QTimer(self, singleShot=True, interval=WAIT)
        self._build(theme, draft)
        self._connect()
        self.formats.choose(str(settings.value(FORMAT, "")))
        self.formats.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, theme: Theme, draft: bool) -> None:
        title = f"Export {idp_name(self._connection)}  →  {app_name(self._connection)}"
        self.target.setAccessibleName("Folder on the machine that reads the files")
        _explain(self)
        label = QLabel("&Folder there")
        label.setObjectName("muted")
        label.setBuddy(self.target)
        for button in (self.copy_button, self.file_button, self.pdf_button, self.close_button):
            button.setAutoDefault(False)
        theme.dress(self.copy_button, "duplicate", "text")
        self.folder_button.setProperty("primary", True)
        self.folder_button.setDefault(True)
        right = QVBoxLayout()
        right.setSpacing(grid(2))
        options = row(label, self.target, 2, self.sign, self.secrets)
        options.setStretch(1, 1)
        right.addLayout(options)
        right.addWidget(self.preview, 1)
        across = QHBoxLayout()
        across.setSpacing(grid(4))
        across.addWidget(self.formats)
        across.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
        column.setSpacing(grid(3))
        column.addWidget(Text(title, "title", most=1))
        if draft:
            column.addWidget(Text("Changes that are not saved yet are in it.", "muted"))
        column.addWidget(self.messages)
        column.addLayout(across, 1)
        buttons = row(
            self.copy_button, None, self.close_button, self.pdf_button, self.file_button, self.folder_button
        )  # fmt: skip
        column.addLayout(buttons)
        self.setMinimumSize(QSize(grid(220), grid(140)))
        self.resize(grid(290), grid(184))

    def _connect(self) -> None:
        self.formats.chosen.connect(self._choose)
        self.target.textChanged.connect(lambda _: self._later.start())
        self._later.timeout.connect(self.look)
        self.sign.toggled.connect(lambda _: self.look())
        self.secrets.toggled.connect(lambda _: self._follow())
        self.preview.tabs.currentChanged.connect(lambda _: self._follow())
        self.copy_button.clicked.connect(self._copy)
        self.file_button.clicked.connect(self.save_file)
        self.pdf_button.clicked.connect(self.save_pdf)
        self.folder_button.clicked.connect(self.save_folder)
        self.close_button.clicked.connect(self.reject)

    def _choose(self, format_id: str) -> None:
        self._format = format_id
        self._settings.setValue(FORMAT, format_id)
        chosen = format_of(format_id)
        self.target.setPlaceholderText(chosen.folder or "beside each other")
        self.sign.setVisible(format_id == METADATA)
        self.secrets.setVisible(chosen.side == "serviceProvider")
        self.pdf_button.setVisible(format_id == SHEET)
        self.messages.hide()
        self._exported = None
        self.preview.wait()
        self._follow()
        self.look()

    def look(self) -> None:
        """Make the export in the background and show it; private keys are never a part of what is shown."""
        self._later.stop()
        if self._task is not None:
            self._task.cancel()
        wish = self._wish()
        self._task = self._runner.start(lambda _: wish(False), done=self._show, failed=self._refuse)

    def _wish(self) -> Wish:
        return Wish(
            self._workspace, self._connection, self._format, self.target.text().strip(),
            sign=self.sign.isChecked() and self._format == METADATA,
        )  # fmt: skip

    def _show(self, exported: Exported) -> None:
        self._task = None
        self._exported = exported
        self.preview.show_export(exported)
        self._follow()

    def _refuse(self, error: object) -> None:
        self._task = None
        self._exported = None
        if isinstance(error, JitadminError):
            self.preview.show_trouble(str(error))
        else:
            self.preview.show_trouble("A fault of jitadmin itself.")
            self._runner.fault.emit(error)
        self._follow()

    def _follow(self) -> None:
        exported = self._exported
        there = exported is not None
        for button in (self.copy_button, self.file_button, self.folder_button):
            button.setEnabled(there)
        self.pdf_button.setEnabled(exported is not None and HTML in [item.name for item in exported.files])

    # Where it goes

    def _copy(self) -> None:
        self.preview.copy()
        shown = self.preview.file
        if shown is not None:
            self.messages.say("info", f"{shown.name} is on the clipboard.")

    def save_file(self) -> None:
        """Ask where the file that is shown shall be written."""
        shown, exported = self.preview.file, self._exported
        if shown is None or exported is None:
            return
        one = exported.only(shown.name)
        self._ask_file(Path(shown.name).name, lambda path: self._workspace.exports.write(one, path))

    def save_pdf(self) -> None:
        """Ask where the pages of the set-up sheet shall be written."""
        exported = self._exported
        if exported is None:
            return
        html, title = exported.file(HTML).text, self.windowTitle()
        exports = self._workspace.exports
        self._ask_file("setup-sheet.pdf", lambda path: (exports.write_pages(exported, pages(html, title), path),))

    def _ask_file(self, name: str, write: Write) -> None:
        dialog = QFileDialog(self, "Save", self._folder())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda file: self._save(Path(file), write, Path(file).parent))
        self._open(dialog)

    def save_folder(self) -> None:
        """Ask for the folder that all files shall be written to; private keys are asked about once more."""
        if self._exported is None:
            return
        dialog = QFileDialog(self, "Save all to a folder", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.write_to(Path(folder)))
        self._open(dialog)

    def write_to(self, folder: Path) -> None:
        """Write all files below a folder, with private keys where they were asked for and confirmed."""
        exports, wish, shown = self._workspace.exports, self._wish(), self._exported
        if shown is None:
            return
        if self.secrets.isChecked() and not self.secrets.isHidden():
            self._confirm(
                folder, lambda: self._save(folder, lambda path: exports.write(wish(True), path, folder=True), folder)
            )
        else:
            self._save(folder, lambda path: exports.write(shown, path, folder=True), folder)

    def _confirm(self, folder: Path, then: Callable[[], object]) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("Private keys")
        box.setText(f"Private keys will be written to {inert(str(folder))}.")
        box.setInformativeText(
            "Whoever has such a file can sign and decrypt in the name of this application. It is readable for you "
            "alone; move it to its place and delete it here. The history will say that the key left the keyring."
        )
        write = box.addButton("&Write private keys", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("&Do not write", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        write.clicked.connect(lambda: then())
        box.open()

    def _save(self, place: Path, write: Write, folder: Path) -> None:
        self._settings.setValue(FOLDER, str(folder))

        def done(written: tuple[Path, ...]) -> None:
            names = [str(path) for path in written]
            count = len(names)
            words = f"Written: {names[0]}" if count == 1 else f"{count} files are written to {place}."
            self.messages.say("info", words, names if count > 1 else ())

        def failed(error: object) -> None:
            if isinstance(error, JitadminError):
                self.messages.say("error", str(error))
            else:
                self._runner.fault.emit(error)

        self._runner.start(lambda _: write(place), done=done, failed=failed, owner=self)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _folder(self) -> str:
        folder = str(self._settings.value(FOLDER, ""))
        return folder if folder and Path(folder).is_dir() else str(Path.home())

    def done(self, result: int) -> None:
        """What is being made when the dialog closes is not wanted any more."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def _explain(dialog: ExportDialog) -> None:
    """What F1 says of the options."""
    dialog.target.setWhatsThis(
        "Where the files will lie on the machine that reads them. Formats that name files by their full path write "
        "it down; empty is where that software usually looks."
    )
    dialog.sign.setWhatsThis("Some identity providers and federations take signed metadata only.")
    dialog.secrets.setWhatsThis(
        "Without them the export says where the keys must be put by hand. Each goes to a file for you alone, after "
        "a question."
    )
