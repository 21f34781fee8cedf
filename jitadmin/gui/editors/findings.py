"""All findings of the workbench: of the chosen login, of the connection by itself, and of everybody together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from jitadmin.core.connection import Connection
from jitadmin.core.jit.company import company_findings
from jitadmin.core.jit.lint import connection_findings, parts
from jitadmin.core.jit.result import Finding
from jitadmin.core.progress import Progress
from jitadmin.gui.editors.engine import Engine
from jitadmin.gui.editors.remedies import remedy_words
from jitadmin.gui.sentences import finding_words
from jitadmin.gui.tasks import Task, TaskRunner
from jitadmin.gui.workbench.evaluation import Evaluation

REST_MS = 350
SEVERITIES = ("error", "warning", "info")
LOOKS = {"error": ("no", "bad"), "warning": ("warn", "warn"), "info": ("info", "accent")}
SCOPES = ("login", "connection", "company")


@dataclass(frozen=True)
class Told:
    """A finding and what it is about: ``login``, ``connection`` or ``company``; ``believed`` tells a verified login."""

    finding: Finding
    scope: str
    believed: bool = True

    @property
    def words(self) -> str:
        """The reason."""
        return finding_words(self.finding)

    @property
    def rank(self) -> int:
        """The gravest first."""
        return SEVERITIES.index(self.finding.severity)


class Findings(QObject):
    """Keeps the findings up to date. Those of everybody are looked for in the background, when nothing else is done."""

    changed = Signal()

    def __init__(
        self, evaluation: Evaluation, engine: Engine, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent or evaluation)
        self.evaluation = evaluation
        self._engine = engine
        self._runner = runner
        self._connection: tuple[Connection | None, tuple[Finding, ...]] = (None, ())
        self._company: tuple[Finding, ...] = ()
        self._key: tuple[Any, ...] = ()
        self._task: Task | None = None
        self._told: tuple[Told, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._start)
        evaluation.person_changed.connect(self._gather)
        evaluation.survey_changed.connect(self._on_survey)
        evaluation.document.changed.connect(self._stop)
        engine.became_ready.connect(self._gather)

    @property
    def busy(self) -> bool:
        """Whether everybody is being looked at."""
        return self._task is not None or self._timer.isActive()

    @property
    def told(self) -> tuple[Told, ...]:
        """All findings, the gravest first."""
        return self._told

    def at(self, origin: str) -> tuple[Told, ...]:
        """The findings that a row causes."""
        return tuple(one for one in self._told if one.finding.origin == origin or _inside(one.finding.origin, origin))

    def below(self, *starts: str) -> tuple[Told, ...]:
        """The findings whose cause begins so."""
        return tuple(one for one in self._told if one.finding.origin.startswith(starts))

    def _gather(self) -> None:
        connection = self.evaluation.document.connection
        if self._connection[0] is not connection and (self._engine.ready or not has_expressions(connection)):
            self._connection = (connection, connection_findings(connection))
        preview = self.evaluation.preview
        login = preview.effect.findings if preview and preview.effect else ()
        believed = preview is not None and preview.verification.verdict == "accepted"
        found = [Told(one, "login", believed) for one in login] + _scoped(self._connection[1], "connection")
        found += _scoped(self._company, "company")
        found.sort(key=lambda one: one.rank)
        told = tuple(found)
        if told != self._told:
            self._told = told
            self.changed.emit()

    # Everybody.

    def _on_survey(self) -> None:
        if self.evaluation.survey.complete and self._current() != self._key:
            self._timer.start()

    def _current(self) -> tuple[Any, ...]:
        return (self.evaluation.samples, self.evaluation.document.connection)

    def _stop(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._key = ()

    def _start(self) -> None:
        self._stop()
        self._key = self._current()
        workspace, connection = self.evaluation.workspace, self.evaluation.document.connection
        samples = self.evaluation.samples

        def work(progress: Progress) -> tuple[Finding, ...]:
            return company_findings(connection, workspace.preview_all(connection, samples, progress))

        self._task = self._runner.start(work, done=self._done, failed=self._failed)

    def _done(self, found: tuple[Finding, ...]) -> None:
        self._task = None
        self._company = found
        self._gather()
        self.changed.emit()

    def _failed(self, error: object) -> None:
        self._task = None
        self.evaluation.failed.emit(error)


def has_expressions(connection: Connection) -> bool:
    """Whether the connection has anything for the engine of expressions."""
    sources = (source for row in connection.attributes.rows for source in row.sources)
    if any(not isinstance(source, str) and source.cel is not None for source in sources):
        return True
    conditions = [rule.when for rule in connection.roles.rules] + [connection.policy.gates.condition]
    if any(part.cel is not None for condition in conditions for part in parts(condition)):
        return True
    return any(direct.cel is not None for direct in connection.roles.direct)


def _scoped(found: Iterable[Finding], scope: str) -> list[Told]:
    return [Told(finding, scope) for finding in found]


def _inside(origin: str, row: str) -> bool:
    """Whether an origin such as ``policy.match[0].compare`` lies in a row such as ``policy.match[0]``."""
    return origin.startswith((f"{row}.", f"{row}["))


def sign(told: Sequence[Told]) -> tuple[str, str] | None:
    """The icon for a row, by its gravest finding."""
    return LOOKS[told[0].finding.severity] if told else None


def told_words(told: Sequence[Told]) -> list[str]:
    """The findings of a row for its tooltip: reason and remedy."""
    return [" ".join(part for part in (one.words, remedy_words(one.finding)) if part) for one in told]
