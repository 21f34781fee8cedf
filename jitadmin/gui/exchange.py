"""What comes into the window and goes out of it: samples and connection documents, as files, drops and pastes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError

if TYPE_CHECKING:
    from jitadmin.gui.main_window import MainWindow
    from jitadmin.gui.workbench.page import Workbench

DOCUMENTS = "Connection documents (*.yaml *.yml *.json)"
SAMPLES = "Samples (*.xml *.txt *.b64 *.json *.jsonl *.har *.zip *.saml *.html)"
LONGEST_PASTE = 64 * 1024 * 1024
NO_BENCH = "Open a connection first; samples belong to one."


class Exchange(QObject):
    """Serves one window. Nothing is read in the window's own thread."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        # Where the connections came from that were read from files or written to them.
        self._files: dict[str, Path] = {}

    def open_samples(self) -> None:
        """Ask for files with samples."""
        if self._window.bench is None:
            return
        dialog = QFileDialog(self._window, "Open samples", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([SAMPLES, "All files (*)"])
        dialog.filesSelected.connect(lambda files: self.add_files([Path(file) for file in files]))
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        settings = self._window.settings
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: settings.setValue("folder", str(Path(file).parent)))
        dialog.open()

    def _folder(self) -> str:
        folder = str(self._window.settings.value("folder", ""))
        return folder if folder and Path(folder).is_dir() else str(Path.home())

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add samples, or open what is a connection document."""
        documents = [path for path in paths if path.suffix.lower() in (".yaml", ".yml")]
        for path in documents:
            self.load_document(path)
        samples = [path for path in paths if path not in documents]
        page = self._window.pages.page
        if not samples or (page is not None and page.take_files(samples)):
            return
        if self._window.bench is None:
            self._window.messages.say("info", NO_BENCH)
        else:
            self._window.bench.add_files(samples)

    def paste(self) -> None:
        """Take a sample from the clipboard: XML, base64, a form field or an address; files as well."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> None:
        """Take files or text that were dropped or pasted."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.add_files(files)
        elif data.hasText() and data.text().strip():
            self._take_text(data.text())
        else:
            self._window.messages.say("info", "There is no text and no file on the clipboard.")

    def _take_text(self, text: str) -> None:
        page = self._window.pages.page
        if page is not None and len(text) <= LONGEST_PASTE and page.take_text(text):
            return
        if self._window.bench is None:
            self._window.messages.say("info", NO_BENCH)
        elif len(text) > LONGEST_PASTE:
            self._window.messages.say("error", "The text is longer than 64 MB. Save it as a file and open that.")
        else:
            self._window.bench.add_text(text)

    def open_document(self) -> None:
        """Ask for a connection document."""
        dialog = QFileDialog(self._window, "Open connection document", self._folder(), DOCUMENTS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.load_document(Path(file)))
        self._open(dialog)

    def load_document(self, path: Path) -> None:
        """Read a connection document in the background and show its workbench."""
        window = self._window

        def done(connection: Connection) -> None:
            self._files[connection.name] = path
            window.messages.hide()
            window.pages.benches.forget(connection.name)
            window.refresh_places()
            window.go(f"connection:{connection.name}")

        window.runner.start(lambda _: window.workspace.load_document(path), done=done, failed=window.show_fault)

    def save(self) -> None:
        """Keep the draft as a revision, and in its file where it came from one."""
        bench = self._window.bench
        if bench is None or not bench.document.draft:
            return
        name = bench.document.connection.name
        if name in self._files:
            self.write(bench, self._files[name])
        else:
            bench.save_revision()
        self._window.refresh_places()

    def save_document(self) -> None:
        """Ask where the connection document shall be written."""
        bench = self._window.bench
        if bench is None:
            return
        dialog = QFileDialog(self._window, "Save connection as", self._folder(), DOCUMENTS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("yaml")
        dialog.selectFile(f"{bench.document.connection.name}.yaml")
        dialog.fileSelected.connect(lambda file: self.write(bench, Path(file)))
        self._open(dialog)

    def write(self, bench: "Workbench", path: Path) -> None:
        """Keep the draft as a revision and write it as a document; a failure is said above the page."""
        bench.save_revision(lambda: self._write(bench, path))

    def _write(self, bench: "Workbench", path: Path) -> None:
        try:
            self._window.workspace.save_document(bench.document.saved, path)
        except JitadminError as error:
            bench.messages.say("error", str(error))
            return
        self._files[bench.document.saved.name] = path
        bench.messages.say("info", f"Saved as {path.name}.")
