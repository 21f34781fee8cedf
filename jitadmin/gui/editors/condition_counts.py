"""For how many samples each part of a condition holds, counted in slices that nobody feels."""

from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import Condition
from jitadmin.core.jit.conditions import Situation, evaluate
from jitadmin.core.jit.lint import parts
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.read import fields_read, read_map
from jitadmin.gui.editors.condition_tree import Path, verdicts
from jitadmin.gui.editors.gathered import Everybody, logins_of
from jitadmin.gui.tasks import Task

REST_MS = 90


@dataclass(frozen=True)
class Counts:
    """How many of ``total`` samples each line holds for, by its path."""

    total: int = 0
    held: Mapping[Path, int] = field(default_factory=dict)


def situation_of(connection: Connection, login: Login, condition: Condition) -> Situation:
    """What the condition is asked about; the attribute map is read only for a condition that looks at its fields."""
    needs = any(part.field is not None or part.cel is not None for part in parts(condition))
    fields = fields_read(connection.attributes, read_map(connection.attributes, login)) if needs else {}
    return Situation(login, fields, connection.roles)


def count(
    connection: Connection, condition: Condition, logins: Generator[Login | None, None, None]
) -> Generator[None, None, Counts]:
    """Ask every login; yields after each."""
    held: Counter[Path] = Counter()
    total = 0
    for login in logins:
        total += 1
        if login is not None:
            step = evaluate(condition, situation_of(connection, login, condition), "")
            held.update(path for path, holds in verdicts(condition, step) if holds)
        yield
    return Counts(total, dict(held))


class Counting(QObject):
    """Counts one condition at a time; a newer wish replaces the older one."""

    counted = Signal(object)

    def __init__(self, everybody: Everybody, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._everybody = everybody
        self._task: Task | None = None
        self._wanted: Condition | None = None
        self._key: tuple[Any, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._start)

    @property
    def busy(self) -> bool:
        """Whether a count is under way."""
        return self._task is not None or self._timer.isActive()

    def want(self, condition: Condition | None) -> None:
        """Count this condition with the connection as it is now."""
        connection = self._everybody.evaluation.document.connection
        looks = (connection.policy.library, connection.attributes, connection.roles.groups_attribute)
        key = (condition, self._everybody.gathered, *looks, connection.roles.group_names)
        if key == self._key:
            return
        self._key = key
        self._stop()
        self._wanted = condition
        if condition is not None:
            self._timer.start()

    def _stop(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _start(self) -> None:
        evaluation = self._everybody.evaluation
        if self._wanted is None or not self._everybody.gathered.total:
            return
        connection = evaluation.document.connection
        logins = logins_of(evaluation.workspace, connection, evaluation.samples)
        steps = count(connection, self._wanted, logins)
        self._task = self._everybody.runner.weave(steps, done=self._done, failed=self._failed)

    def _done(self, counts: Counts) -> None:
        self._task = None
        self.counted.emit(counts)

    def _failed(self, error: object) -> None:
        self._task = None
        self._everybody.evaluation.failed.emit(error)
