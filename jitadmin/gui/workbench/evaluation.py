"""Keeps the preview of the chosen person and the survey of all samples up to date with the document."""

from collections.abc import Generator, Sequence
from typing import Any, cast

from PySide6.QtCore import QObject, QTimer, Signal

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.jit.result import Preview
from jitadmin.core.sample import Sample
from jitadmin.gui.document import Document
from jitadmin.gui.tasks import Task, TaskRunner
from jitadmin.gui.workbench.survey import Comparison, Survey, compare, survey_all

# Typing goes on for a moment before everybody is looked at again.
REST_MS = 120
FIRST_LOOK = 30


class Evaluation(QObject):
    """The chosen person is judged at once, all samples a moment later and in the background."""

    samples_changed = Signal()
    person_changed = Signal()
    survey_changed = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, document: Document, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.document = document
        self.samples: tuple[Sample, ...] = ()
        self.person: int | None = None
        self.preview: Preview | None = None
        self.survey = Survey()
        self.comparison = Comparison()
        self.loading = True
        self._saved: Survey | None = None
        self._runner = runner
        self._task: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._survey)
        document.changed.connect(self._on_document)
        document.saved_changed.connect(self._on_saved)

    @property
    def sample(self) -> Sample | None:
        """The chosen login."""
        return self.samples[self.person] if self.person is not None else None

    @property
    def busy(self) -> bool:
        """Whether everybody is being looked at, or will be in a moment."""
        return self._task is not None or self._timer.isActive()

    def load(self) -> None:
        """Fetch the samples in the background, because they may have to be made or read first, and judge one."""
        connection = self.document.connection

        def work(_progress: Any) -> tuple[tuple[Sample, ...], int]:
            # The first judgement loads the libraries for it; the window goes on meanwhile.
            samples = self.workspace.samples(connection.name)
            return samples, _telling(self.workspace, connection, samples[:FIRST_LOOK])

        self.loading = True
        self._runner.start(work, done=self._loaded, failed=self._load_failed)

    def _loaded(self, loaded: tuple[tuple[Sample, ...], int]) -> None:
        self.loading = False
        samples, first = loaded
        self.person = first if samples else None
        self.samples = samples
        self.set_samples(samples)

    def _load_failed(self, error: object) -> None:
        self.loading = False
        self.set_samples(self.workspace.samples(self.document.connection.name))
        self.failed.emit(error)

    def set_samples(self, samples: tuple[Sample, ...]) -> None:
        """Show other samples, keeping the chosen one if it is still there."""
        chosen = self.sample
        self.samples = samples
        self._saved = None
        self.survey = Survey(total=len(samples))
        self.comparison = Comparison()
        kept = samples.index(chosen) if chosen in samples else (0 if samples else None)
        self.samples_changed.emit()
        self.choose(kept)
        self._timer.start(0)

    def choose(self, person: int | None) -> None:
        """Look at another person."""
        self.person = person
        self._judge()

    def _on_document(self) -> None:
        self._judge()
        self.cancel()
        self._timer.start(REST_MS)

    def _on_saved(self) -> None:
        self._saved = self.survey if self.survey.complete else None
        self.comparison = Comparison()
        self.survey_changed.emit()
        if self._saved is None:
            self._timer.start(0)

    def _judge(self) -> None:
        sample = self.sample
        self.preview = None
        if sample is not None:
            try:
                self.preview = self.workspace.preview(self.document.connection, sample)
            except JitadminError as error:
                self.failed.emit(error)
        self.person_changed.emit()

    def cancel(self) -> None:
        """Stop looking at everybody: what is looked for has changed."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _survey(self) -> None:
        self.cancel()
        draft, saved, samples = self.document.connection, self.document.saved, self.samples
        known = self._saved

        def work() -> Generator[Survey | None, None, tuple[Survey, Survey, Comparison]]:
            mine = yield from survey_all(samples, self.workspace.preview_all(draft, samples))
            if draft == saved:
                return mine, mine, Comparison()
            yield mine
            before = known or (yield from _silent(survey_all(samples, self.workspace.preview_all(saved, samples))))
            return mine, before, (yield from compare(before.briefs, mine.briefs))

        self._task = self._runner.weave(work(), done=self._surveyed, partly=self._show, failed=self._survey_failed)

    def _surveyed(self, result: tuple[Survey, Survey | None, Comparison]) -> None:
        self._task = None
        survey, self._saved, self.comparison = result
        self._show(survey)

    def _survey_failed(self, error: object) -> None:
        self._task = None
        self.failed.emit(error)

    def _show(self, survey: Survey) -> None:
        self.survey = survey
        self.survey_changed.emit()


def _silent(steps: Generator[Survey | None, None, Survey]) -> Generator[None, None, Survey]:
    """The steps without what they show on the way."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast("Survey", end.value)
        yield


def _telling(workspace: Workspace, connection: Connection, samples: Sequence[Sample]) -> int:
    """The first login that makes an account, else the first that is let in: it shows most of what a map does."""
    let_in = 0
    for at, sample in enumerate(samples):
        preview = workspace.preview(connection, sample)
        if preview.outcome == "create":
            return at
        if preview.outcome != "deny" and not let_in:
            let_in = at
    return let_in
