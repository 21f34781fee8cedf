"""All findings of the workbench: of the chosen login, of the connection by itself, and of everybody together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from jitadmin.app import Workspace
from jitadmin.core.catalogue import SpTemplate
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.jit.company import company_findings
from jitadmin.core.jit.lint import connection_findings, parts
from jitadmin.core.jit.needed import needed_findings
from jitadmin.core.jit.result import Finding, Preview
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
    def people(self) -> tuple[str, ...]:
        """Whom a finding over everybody is about, by NameID or account."""
        args = self.finding.args
        if self.scope != "company":
            return ()
        found = [args.get(name) for name in ("person", "first", "second")]
        return tuple(str(one) for one in (*found, *args.get("people", ())) if one)

    @property
    def rank(self) -> int:
        """The gravest first."""
        return SEVERITIES.index(self.finding.severity)


class Findings(QObject):
    """Keeps the findings up to date. Those of everybody are looked for in the background, when nothing else is done."""

    changed = Signal()
    progressed = Signal(int, int)

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
        self._template: SpTemplate | None = None
        self._asked = ""
        self.stopped = False
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
        if self._template is not None and connection.service_provider.template == self._template.id:
            found += _scoped(needed_findings(connection, self._template), "connection")
        found += _scoped(self._company, "company")
        found.sort(key=lambda one: one.rank)
        told = tuple(found)
        if told != self._told:
            self._told = told
            self.changed.emit()

    # Everybody.

    def _on_survey(self) -> None:
        if not self.evaluation.survey.complete:
            return
        self._fetch_template()
        if self._current() != self._key:
            self._timer.start()

    def _fetch_template(self) -> None:
        """Learn once what the catalogue knows of the application."""
        name = self.evaluation.document.connection.service_provider.template
        if name and name != self._asked:
            self._asked = name
            workspace = self.evaluation.workspace
            self._runner.start(lambda _: _template(workspace, name), done=self._on_template)

    def _on_template(self, template: SpTemplate | None) -> None:
        self._template = template
        self._gather()

    def _current(self) -> tuple[Any, ...]:
        return (self.evaluation.samples, self.evaluation.document.connection)

    def _stop(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._key = ()

    def stop(self) -> None:
        """Look no further at everybody until the next edit, or until a person asks for it."""
        self._stop()
        self._key = self._current()
        self.stopped = True
        self.changed.emit()

    def again(self) -> None:
        """Look at everybody now."""
        self._start()
        self.changed.emit()

    def _start(self) -> None:
        self._stop()
        self._key = self._current()
        self.stopped = False
        workspace, connection = self.evaluation.workspace, self.evaluation.document.connection
        samples = self.evaluation.samples

        def work(progress: Progress) -> tuple[Finding, ...]:
            previews: list[Preview] = []
            try:
                previews.extend(workspace.preview_all(connection, samples, progress))
                return company_findings(connection, previews)
            finally:
                # Freed all at once, as many as there are would keep the window from the interpreter.
                while previews:
                    previews.pop()

        task = self._runner.start(work, done=self._done, failed=self._failed, owner=self)
        task.progressed.connect(lambda n, total, _: self.progressed.emit(n, total))
        task.cancelled.connect(lambda: self._ended(task))
        self._task = task

    def _ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None
            self.changed.emit()

    def _done(self, found: tuple[Finding, ...]) -> None:
        self._task = None
        self._company = found
        self._gather()
        self.changed.emit()

    def _failed(self, error: object) -> None:
        self._task = None
        self.changed.emit()
        self.evaluation.failed.emit(error)


def _template(workspace: Workspace, name: str) -> SpTemplate | None:
    """What the catalogue knows of an application; None where it does not know it or cannot be read."""
    try:
        return workspace.catalogue().service_provider(name)
    except JitadminError:
        return None


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
