"""Metadata for a new connection: from a file, dropped or pasted, read in the background."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from jitadmin.app import Workspace
from jitadmin.core.catalogue.other import OTHER
from jitadmin.core.connection import Connection
from jitadmin.core.errors import InputError, JitadminError
from jitadmin.core.registry import ProviderKind
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.wizard.parties import Parties, Party

LARGEST = 64 << 20
KINDS: tuple[ProviderKind, ProviderKind] = ("identityProvider", "serviceProvider")


class Intake(QObject):
    """``found`` gives the parties of the metadata, those of each side in a tuple; ``known`` those of the registry."""

    found = Signal(object)
    known = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        runner: TaskRunner,
        messages: MessageBar,
        sides: tuple[Parties, Parties],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._messages = messages
        self._sides = sides
        self._parent = parent

    def open(self) -> None:
        """Ask for a file with metadata."""
        dialog = QFileDialog(self._parent, "Read metadata", "", "SAML metadata (*.xml);;All files (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.read_file(Path(file)))
        dialog.open()

    def paste(self) -> None:
        """Read metadata from the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        if not self.take(data):
            self._messages.say("info", "There is no text and no file on the clipboard.")

    def take(self, data: QMimeData) -> bool:
        """Read a file or a text that was dropped or pasted; false where there is none."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.read_file(files[0])
            return True
        if data.hasText() and data.text().strip():
            self.read(data.text().encode())
            return True
        return False

    def read_file(self, path: Path) -> None:
        """Read metadata from a file in the background."""
        self._read(lambda: _bytes(path), path.name)

    def read(self, data: bytes) -> None:
        """Read metadata in the background."""
        self._read(lambda: data, "pasted")

    def _read(self, source: Callable[[], bytes], name: str) -> None:
        self._messages.say("info", "Reading metadata…", stays=True)
        sides = self._sides

        def work(_progress: object) -> list[tuple[Party, ...]]:
            data = source()
            entities = self._workspace.entities(data)
            return [parties.described(entities, data, name) for parties in sides]

        self._runner.start(work, done=self.found.emit, failed=self._failed, owner=self)

    def look_up(self) -> None:
        """Look for the registered parties in the background."""
        registry, sides = self._workspace.registry, self._sides

        def work(_progress: object) -> list[tuple[Party, ...]]:
            found = []
            for kind, parties in zip(KINDS, sides, strict=True):
                known = ((one, registry.entity(kind, one.entity_id)) for one in registry.providers(kind))
                made = (parties.registered(entity, one.name, one.product) for one, entity in known if entity)
                found.append(tuple(party for party in made if party is not None))
            return found

        self._runner.start(work, done=self.known.emit, failed=self._failed, owner=self)

    def register(
        self,
        parties: tuple[Party, Party],
        made: Connection,
        values: dict[str, str],
        ended: tuple[Callable[[], object], Callable[[object], object]],
    ) -> None:
        """Register what came from metadata, and an identity provider of the catalogue with the ``values`` that were
        filled in, so that its addresses are kept; in the background. A party that is registered stays as it is.
        """
        registry = self._workspace.registry
        given = [
            (kind, one, one.entity.entity_id)
            for kind, one in zip(KINDS, parties, strict=True)
            if one.metadata and one.entity
        ]
        idp, done = parties[0], ended[0]
        product = idp.head.id if idp.entity is None and idp.head.id != OTHER else ""

        def work(_progress: object) -> None:
            for kind, party, entity_id in given:
                if registry.find(kind, entity_id) is None:
                    registry.add_metadata(kind, party.metadata, source=party.source, entity_id=entity_id)
            if product and registry.find(KINDS[0], made.identity_provider.entity_id) is None:
                registry.add_from_catalogue(product, values, kind=KINDS[0])

        if given or product:
            self._runner.start(work, done=lambda _: done(), failed=ended[1], owner=self)
        else:
            done()

    def _failed(self, error: object) -> None:
        if isinstance(error, JitadminError):
            self._messages.say("error", str(error))
        else:
            self._runner.fault.emit(error)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("document.cannot_read", name=path.name, reason=reason) from None
    if len(data) > LARGEST:
        raise InputError("document.too_large", limit=f"{LARGEST >> 20} MB")
    return data
