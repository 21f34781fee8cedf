"""The workbenches that are open, one for each connection that somebody looked at."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from jitadmin.gui.desk import CONNECTION, CONNECTIONS, Desk
from jitadmin.gui.words import app_name

if TYPE_CHECKING:
    from jitadmin.gui.workbench.page import Workbench

SAMPLE = "sample:"
FINDINGS = "findings"


class Benches(QObject):
    """``titled`` tells that what a workbench is called has changed, or whether it is a draft."""

    titled = Signal()
    open_wanted = Signal()

    def __init__(self, desk: Desk, pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._desk = desk
        self._pages = pages
        self._benches: dict[str, Workbench] = {}

    @property
    def shown(self) -> "Workbench | None":
        """The workbench that is shown."""
        page = self._pages.currentWidget()
        return next((bench for bench in self._benches.values() if bench is page), None)

    @property
    def any(self) -> "Workbench | None":
        """The one that is shown, or another one that is open: layouts are alike in all."""
        return self.shown or next(iter(self._benches.values()), None)

    def show(self, name: str, part: str = "") -> None:
        """Show the workbench of a connection and a part of it; raises ``UsageError`` for a name that is not there."""
        bench = self._bench(name)
        self._pages.setCurrentWidget(bench)
        if part.startswith(SAMPLE):
            _choose(bench, part.removeprefix(SAMPLE))
        elif part.partition(":")[0] == FINDINGS:
            bench.tabs.setCurrentWidget(bench.findings)
            if login := part.partition(":")[2]:
                _choose(bench, login)
        elif part:
            bench.go_to(part)

    def _bench(self, name: str) -> "Workbench":
        # The window is drawn before the largest page is loaded.
        from jitadmin.gui.workbench.page import Workbench

        if name not in self._benches:
            desk = self._desk
            bench = Workbench(desk.workspace, desk.workspace.connection(name), desk.theme, desk.runner)
            bench.titled.connect(lambda: self._on_titled(name))
            bench.open_wanted.connect(self.open_wanted)
            bench.export_wanted.connect(lambda: self._export(bench))
            bench.saving.gone.connect(lambda: self._on_gone(name))
            bench.restore_layout(desk.settings)
            self._benches[name] = bench
            self._pages.addWidget(bench)
            # The window is drawn before the first login is looked at.
            QTimer.singleShot(0, bench, bench.load)
        return self._benches[name]

    def _on_titled(self, name: str) -> None:
        document = self._benches[name].document
        if document.draft:
            self._desk.drafts[name] = document.connection
        else:
            self._desk.drafts.pop(name, None)
        self.titled.emit()

    def _on_gone(self, name: str) -> None:
        self.forget(name)
        self._desk.changed.emit()
        self._desk.go(CONNECTIONS)

    def judge_anew(self) -> None:
        """Look at all logins again: they are judged as of another moment."""
        for bench in self._benches.values():
            if not bench.evaluation.loading:
                bench.evaluation.set_samples(bench.evaluation.samples)

    def save_all(self) -> bool:
        """Save all drafts as revisions; shows the first one that could not be saved and tells it by false."""
        for name, bench in self._benches.items():
            bench.save_revision()
            if bench.document.draft:
                self._desk.go(f"{CONNECTION}:{name}")
                return False
        return True

    def keep_drafts(self) -> None:
        """Keep all drafts for the next time, also what was edited a moment ago."""
        for bench in self._benches.values():
            bench.saving.keep_draft()

    def discard(self) -> None:
        """Forget all drafts: the person gave them up."""
        for bench in self._benches.values():
            bench.saving.discard()

    def _export(self, bench: "Workbench") -> None:
        # The writers of all formats are loaded with the dialog.
        from jitadmin.gui.exporting.dialog import ExportDialog

        desk, document = self._desk, bench.document
        dialog = ExportDialog(
            desk.workspace, document.connection, desk.theme, desk.runner, desk.settings, bench, draft=document.draft
        )
        dialog.open()

    def forget(self, name: str) -> None:
        """Forget the workbench of a connection that was read anew, or that is there no more, and its draft."""
        if name in self._benches:
            self._benches[name].saving.discard()
        self._drop(name)

    def _drop(self, name: str) -> None:
        bench = self._benches.pop(name, None)
        self._desk.drafts.pop(name, None)
        if bench is not None:
            bench.evaluation.cancel()
            bench.everybody.cancel()
            self._pages.removeWidget(bench)
            bench.deleteLater()

    def follow(self) -> None:
        """Forget the workbenches of connections that are others by now; a draft is kept, and saving it will ask."""
        saved = {one.name: one for one in self._desk.workspace.connections()}
        for name, bench in tuple(self._benches.items()):
            if saved.get(name) != bench.document.saved and (name not in saved or not bench.document.draft):
                self.forget(name)

    def clear(self) -> None:
        """Forget all: another workspace is shown. Drafts stay where they are kept."""
        for name in tuple(self._benches):
            self._drop(name)

    def unsaved(self) -> list[str]:
        """What the connections are called whose changes would be lost."""
        return [app_name(bench.document.connection) for bench in self._benches.values() if bench.document.draft]


def _choose(bench: "Workbench", sha256: str) -> None:
    """Choose a login by its digest, once the logins are there."""
    if bench.evaluation.loading:
        bench.evaluation.person_changed.connect(lambda: _choose(bench, sha256), Qt.ConnectionType.SingleShotConnection)
        return
    found = (at for at, sample in enumerate(bench.evaluation.samples) if sample.origin.sha256 == sha256)
    bench.samples.clear_filter()
    bench.samples.search.clear()
    bench.evaluation.choose(next(found, bench.evaluation.person))
