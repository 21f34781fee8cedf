"""Everything that registers, renews or removes a provider; what takes time runs in the background."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.messages import inert, sentence
from jitadmin.core.record import ConflictError
from jitadmin.core.registry import Hits, Provider, ProviderKind, Refresh, Said
from jitadmin.gui.desk import Desk
from jitadmin.gui.providers.catalogue import FromCatalogue
from jitadmin.gui.providers.dialogs import AskAddress, ByHand, PickParties, ShowDifference
from jitadmin.gui.providers.items import Item
from jitadmin.gui.removing import ask_removal
from jitadmin.gui.tasks import Task
from jitadmin.gui.words import number

METADATA = "SAML metadata (*.xml);;All files (*)"
OTHER: dict[ProviderKind, ProviderKind] = {
    "identityProvider": "serviceProvider",
    "serviceProvider": "identityProvider",
}
Data = bytes | Path | str


class Adding(QObject):
    """``added`` tells kind and entity ID of what was registered last, for the page to show it."""

    added = Signal(str, str)
    started = Signal(str)
    told = Signal(str)
    ended = Signal()

    def __init__(self, desk: Desk, kind: ProviderKind, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind: ProviderKind = kind
        self._widget = parent
        self._tasks: list[Task] = []

    def cancel(self) -> None:
        """Stop reading; nothing of it is kept."""
        for task in self._tasks:
            task.cancel()

    def _run(
        self,
        words: str,
        work: Callable[[Any], object],
        done: Callable[[Any], object],
        failed: Callable[[object], object],
    ) -> None:
        """Work in the background, say how far it is, and let it be cancelled."""
        self.started.emit(words)
        task = self._desk.runner.start(work, done=done, failed=failed, owner=self)
        self._tasks.append(task)
        task.progressed.connect(lambda n, total, _: self.told.emit(_far(words, n, total)))
        task.cancelled.connect(self.ended)
        task.ended.connect(lambda: self._tasks.remove(task))

    # What comes in.

    def open_file(self) -> None:
        """Ask for a file with metadata."""
        self._ask_file(self.take)

    def _ask_file(self, then: Callable[[Path], object]) -> None:
        settings = self._desk.settings
        folder = str(settings.value("folder", ""))
        dialog = QFileDialog(self._widget, "Open metadata", folder if Path(folder).is_dir() else "", METADATA)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: settings.setValue("folder", str(Path(file).parent)))
        dialog.fileSelected.connect(lambda file: then(Path(file)))
        dialog.open()

    def paste(self) -> None:
        """Read metadata from the clipboard."""
        self._from_clipboard(self.take)

    def _from_clipboard(self, then: Callable[[Data], object]) -> None:
        data = pasted(QGuiApplication.clipboard().mimeData())
        if data is None:
            self._desk.told.emit("info", "There is no text and no file on the clipboard.", [])
        else:
            then(data)

    def ask_address(self) -> None:
        """Ask for an https address."""
        dialog = AskAddress(self._desk, self._kind, self._widget.window())
        dialog.given.connect(self.take)
        dialog.open()

    def by_hand(self) -> None:
        """Ask for a party that has no metadata."""
        ByHand(self._desk, self._kind, self._keep_new, None, self._widget.window()).open()

    def from_catalogue(self) -> None:
        """Ask for a product of the catalogue."""
        FromCatalogue(self._desk, self._kind, self._keep_product, self._widget.window()).open()

    def take(self, data: Data, entity_id: str | None = None, *, expired: bool = False) -> None:
        """Register what metadata describes, be it a file, its text or an address.

        Where it describes no party of this kind, one of the other kind is taken. Of many, one is asked for, and for one
        that is registered already the difference is shown first.
        """
        registry = self._desk.workspace.registry

        def work(progress: Any) -> "_Read":
            kinds = (self._kind,) if entity_id else (self._kind, OTHER[self._kind])
            first: InputError | None = None
            for kind in kinds:
                try:
                    found, note = registry.read(
                        kind, data, entity_id=entity_id, accept_expired=expired, progress=progress
                    )
                except InputError as error:
                    if error.code == "registry.several":
                        return _Read(kind, (), None, many=True)
                    first = first or error
                    if error.code != "registry.no_party":
                        raise
                else:
                    return _Read(kind, found, note)
            raise first or InputError("registry.no_party", name="", kind="")

        again = partial(self.take, data, entity_id, expired=True)
        failed = partial(self._failed_or_expired, again)
        self._run("Reading the metadata…", work, partial(self._read, data), failed)

    def _failed_or_expired(self, again: Callable[[], object], error: object) -> None:
        if isinstance(error, InputError) and error.code == "registry.expired":
            self.ended.emit()
            self._ask_expired(error, again)
        else:
            self._failed(error)

    def _ask_expired(self, error: InputError, take: Callable[[], object]) -> None:
        """Expired metadata is taken only by a person who was told so (saml-metadata 2.3.1)."""
        box = QMessageBox(self._widget.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("Expired metadata")
        box.setText(sentence("registry.expired_ask", error.args_by_name))
        box.setInformativeText("Its keys may have been replaced since. What it says of itself stays marked as expired.")
        yes = box.addButton("&Register it all the same", QMessageBox.ButtonRole.DestructiveRole)
        leave = box.addButton("&Leave it", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(leave)
        box.setEscapeButton(leave)
        yes.clicked.connect(lambda: take())
        box.open()

    def _read(self, data: Data, read: "_Read") -> None:
        self.ended.emit()
        if read.many:
            self._pick(data, read.kind)
            return
        registry = self._desk.workspace.registry
        new = [one for one in read.found if registry.find(one.kind, one.entity_id) is None]
        known = [one for one in read.found if one not in new]
        if read.note is not None:
            self._desk.told.emit("warning", read.note.text, [])
        try:
            for one in new:
                self._keep(one)
        except UsageError as error:
            self._desk.fault(error)
        if known:
            self._look(read.kind, known[0].entity_id, data)

    def _pick(self, data: Data, kind: ProviderKind) -> None:
        registry = self._desk.workspace.registry

        def search(text: str, limit: int, progress: Any) -> Hits:
            return registry.search(data, text, limit, kind=kind, progress=progress)

        dialog = PickParties(self._desk, kind, search, self._widget.window())
        dialog.given.connect(partial(self.take, data))
        dialog.open()

    # What is kept.

    def _keep_new(self, provider: Provider) -> None:
        if self._desk.workspace.registry.find(provider.kind, provider.entity_id) is not None:
            raise UsageError("registry.known", entity_id=provider.entity_id)
        self._keep(provider)

    def _keep_product(self, template: str, values: dict[str, str], certificates: Sequence[str]) -> None:
        registry = self._desk.workspace.registry
        before = {one.entity_id: one for one in registry.providers(self._kind)}
        made = registry.add_from_catalogue(template, values, kind=self._kind, certificates=certificates)
        self._remember(made, before.get(made.entity_id))

    def _keep(self, provider: Provider, before: Provider | None = None) -> None:
        self._desk.workspace.registry.add(provider)
        self._remember(provider, before)

    def _remember(self, provider: Provider, before: Provider | None) -> None:
        registry = self._desk.workspace.registry

        def undo() -> None:
            if before is None:
                registry.remove(provider.kind, provider.entity_id)
            else:
                registry.add(before)

        words = f"{'change' if before else 'add'} {inert(provider.name or provider.entity_id)}"
        self.added.emit(provider.kind, provider.entity_id)
        self._desk.did(words, (provider.kind, provider.entity_id), lambda: registry.add(provider), undo)

    # What is done with one that is there.

    def edit(self, item: Item) -> None:
        """Change one that was entered by hand or comes from the catalogue."""
        registry, entity_id = self._desk.workspace.registry, item.provider.entity_id
        try:
            # Somebody else may have saved another one since the page was shown.
            seen, before = registry.revision(self._kind, entity_id), registry.provider(self._kind, entity_id)
        except UsageError as error:
            self._desk.fault(error)
            return
        ByHand(self._desk, self._kind, partial(self._change, before, seen), before, self._widget.window()).open()

    def _change(self, before: Provider, seen: int, after: Provider) -> None:
        """Keep a change, unless somebody else saved another one meanwhile: then it is the person's to decide."""
        try:
            self._desk.workspace.registry.add(after, seen=seen)
        except ConflictError as error:
            self._overtaken(after, error)
        else:
            self._remember(after, before)

    def _overtaken(self, mine: Provider, error: ConflictError) -> None:
        refresh = self._desk.workspace.registry.overtaken(mine, error.theirs)
        if refresh is None:
            self._desk.fault(error)
            return
        dialog = ShowDifference(self._desk, refresh, refresh.dependents, self._widget.window(), error.theirs)
        dialog.taken.connect(lambda: self._take(refresh))
        dialog.rejected.connect(lambda: self.added.emit(mine.kind, mine.entity_id))
        dialog.rejected.connect(self._desk.changed)
        dialog.open()

    def refresh(self, item: Item) -> None:
        """Fetch the metadata again and show what it would change."""
        self._look(self._kind, item.provider.entity_id, None)

    def refresh_from_file(self, item: Item) -> None:
        """Ask for newer metadata and show what it would change."""
        self._ask_file(partial(self._refresh_from, item))

    def refresh_from_clipboard(self, item: Item) -> None:
        """Read newer metadata from the clipboard and show what it would change."""
        self._from_clipboard(partial(self._refresh_from, item))

    def _refresh_from(self, item: Item, data: Data) -> None:
        self._look(self._kind, item.provider.entity_id, data)

    def _look(self, kind: ProviderKind, entity_id: str, data: Data | None, *, expired: bool = False) -> None:
        registry = self._desk.workspace.registry

        def work(progress: Any) -> Refresh:
            return registry.refresh(kind, entity_id, data, accept_expired=expired, progress=progress)

        again = partial(self._look, kind, entity_id, data, expired=True)
        self._run("Looking for what is new…", work, self._looked, partial(self._failed_or_expired, again))

    def _looked(self, refresh: Refresh) -> None:
        self.ended.emit()
        name = inert(refresh.before.name or refresh.before.entity_id)
        if refresh.note is not None or refresh.unchanged:
            words = refresh.note.text if refresh.note else f"Nothing has changed in the metadata of {name}."
            self._desk.told.emit("warning" if refresh.note else "info", words, [])
            return
        dialog = ShowDifference(self._desk, refresh, refresh.dependents, self._widget.window())
        dialog.taken.connect(lambda: self._take(refresh))
        dialog.open()

    def _take(self, refresh: Refresh) -> None:
        registry = self._desk.workspace.registry
        try:
            registry.take(refresh)
        except ConflictError as error:
            self._overtaken(refresh.after, error)
            return
        except UsageError as error:
            self._desk.fault(error)
            return
        self._remember(refresh.after, refresh.before)

    def remove(self, item: Item) -> None:
        """Ask, name the connections that use it, and remove it; that can be undone."""
        registry, provider = self._desk.workspace.registry, item.provider
        names = ", ".join(inert(one.name) for one in item.used)
        needed = f"These connections use it: {names}. Those that trust only its metadata will believe no login."

        def run() -> None:
            self._desk.change(
                f"remove {item.name}",
                (provider.kind, provider.entity_id),
                lambda: registry.remove(provider.kind, provider.entity_id),
                lambda: registry.add(provider),
            )

        ask_removal(self._widget, item.name, needed if names else "No connection uses it.", run)

    def _failed(self, error: object) -> None:
        self.ended.emit()
        self._desk.fault(error)


def _far(words: str, n: int, total: int) -> str:
    """What is being done and how far it is: a share where the whole is known."""
    if total > 0:
        return f"{words} {min(100, 100 * n // total)} %"
    return f"{words} {number(n)}" if n else words


class _Read:
    """What was read of metadata, or that it holds too many parties to take them all."""

    def __init__(
        self, kind: ProviderKind, found: tuple[Provider, ...], note: Said | None, *, many: bool = False
    ) -> None:
        self.kind: ProviderKind = kind
        self.found = found
        self.note = note
        self.many = many


def pasted(data: QMimeData) -> Data | None:
    """A file, an https address or a text of metadata that was dropped or pasted; None where there is nothing."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return files[0]
    return text_data(data.text()) if data.hasText() else None


def text_data(text: str) -> Data | None:
    """An https address as it is, other text as the bytes of metadata."""
    stripped = text.strip()
    if stripped.startswith("https://") and not any(letter.isspace() for letter in stripped):
        return stripped
    return stripped.encode() or None
