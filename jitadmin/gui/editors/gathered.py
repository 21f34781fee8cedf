"""What the samples hold, gathered once for all editors: names of attributes, how many people have them, and values."""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import SourceWord
from jitadmin.core.errors import InputError
from jitadmin.core.jit.login import Login, receive
from jitadmin.core.jit.rowtext import SOURCE_WORDS
from jitadmin.core.sample import Sample
from jitadmin.gui.editors.engine import Engine
from jitadmin.gui.editors.findings import Findings
from jitadmin.gui.tasks import Task, TaskRunner
from jitadmin.gui.workbench.evaluation import Evaluation

VALUES = 400
SHOWN_VALUES = 200
REST_MS = 60


@dataclass(frozen=True)
class SeenName:
    """A name that occurs in the samples: in how many with text, in how many at all, and its commonest values."""

    name: str
    people: int = 0
    there: int = 0
    values: tuple[tuple[str, int], ...] = ()
    friendly: str = ""
    form: str = ""

    def examples(self, count: int = 3) -> str:
        """A few values in one line."""
        return ", ".join(value if len(value) <= 40 else f"{value[:39]}…" for value, _ in self.values[:count])


@dataclass(frozen=True)
class Gathered:
    """The names of all samples, the commonest first, and the parts of a login that are no attributes."""

    total: int = 0
    names: Mapping[str, SeenName] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[SourceWord, SeenName] = field(default_factory=lambda: MappingProxyType({}))

    def values_of(self, name: str) -> tuple[tuple[str, int], ...]:
        """The values seen under a name, with how many people have each."""
        seen = self.names.get(name)
        return seen.values if seen else ()


class _Tally:
    """Counts one name; of values no more than a bound, because some, such as identifiers, never repeat."""

    __slots__ = ("form", "friendly", "people", "there", "values")

    def __init__(self) -> None:
        self.people = 0
        self.there = 0
        self.values: Counter[str] = Counter()
        self.friendly = ""
        self.form = ""

    def add(self, texts: Sequence[str]) -> None:
        self.there += 1
        self.people += any(texts)
        for text in set(texts):
            if text and (text in self.values or len(self.values) < VALUES):
                self.values[text] += 1

    def seen(self, name: str) -> SeenName:
        common = tuple(self.values.most_common(SHOWN_VALUES))
        return SeenName(name, self.people, self.there, common, self.friendly, self.form)


def gather(logins: Generator[Login | None, None, None]) -> Generator[None, None, Gathered]:
    """Count over all logins; yields after each."""
    total = 0
    names: dict[str, _Tally] = {}
    words: dict[SourceWord, _Tally] = {word: _Tally() for word in SOURCE_WORDS}
    for login in logins:
        total += 1
        if login is not None:
            for entry in login.entries.values():
                tally = names.setdefault(entry.name, _Tally())
                tally.add(entry.values)
                element = entry.elements[0]
                tally.friendly = tally.friendly or element.friendly_name or ""
                tally.form = tally.form or element.name_format or ""
            for word, counted in words.items():
                value = login.word(word)
                if value is not None:
                    counted.add((value,))
        yield
    ranked = sorted(names.items(), key=lambda item: (-item[1].people, item[0].casefold()))
    return Gathered(
        total,
        MappingProxyType({name: tally.seen(name) for name, tally in ranked}),
        MappingProxyType({word: tally.seen(word) for word, tally in words.items()}),
    )


def logins_of(
    workspace: Workspace, connection: Connection, samples: Sequence[Sample]
) -> Generator[Login | None, None, None]:
    """Each sample as the application's library hands it on; None for what cannot be read."""
    for sample in samples:
        try:
            verification = workspace.verification(connection, sample)
        except InputError:
            yield None
            continue
        assertion = verification.assertion
        if assertion is None:
            yield None
            continue
        now = verification.as_of or workspace.today()
        yield receive(assertion, connection.policy.library, now, verification.verdict == "accepted")[0]


class Everybody(QObject):
    """Keeps ``gathered`` up to date, a moment after all samples were looked at."""

    changed = Signal()

    def __init__(self, evaluation: Evaluation, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent or evaluation)
        self.evaluation = evaluation
        self.runner = runner
        self.gathered = Gathered()
        self.engine = Engine(runner, self)
        self.findings = Findings(evaluation, self.engine, runner, self)
        self._key: tuple[Any, ...] = ()
        self._task: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._start)
        evaluation.survey_changed.connect(self._on_survey)

    @property
    def busy(self) -> bool:
        """Whether the samples are being gone through."""
        return self._task is not None or self._timer.isActive() or self.findings.busy

    def cancel(self) -> None:
        """Go through the samples no further: nobody is left to see them."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.findings.stop()

    def _on_survey(self) -> None:
        if self.evaluation.survey.complete and self._current() != self._key:
            self._timer.start()

    def _current(self) -> tuple[Any, ...]:
        one = self.evaluation.document.connection
        return (self.evaluation.samples, one.identity_provider, one.service_provider, one.trust, one.policy.library)

    def _start(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._key = self._current()
        evaluation = self.evaluation
        logins = logins_of(evaluation.workspace, evaluation.document.connection, evaluation.samples)
        self._task = self.runner.weave(gather(logins), done=self._done, failed=self._failed)

    def _done(self, gathered: Gathered) -> None:
        self._task = None
        self.gathered = gathered
        self.engine.warm()
        self.changed.emit()

    def _failed(self, error: object) -> None:
        self._task = None
        self.evaluation.failed.emit(error)
