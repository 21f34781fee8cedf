"""Known applications and engines: what each would make of the chosen login, side by side, and one taken as a start."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFrame,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.connection import Connection
from jitadmin.core.jit.presets import Preset, apply_preset
from jitadmin.core.jit.result import FieldValue, Preview
from jitadmin.core.jit.summary import policy_sentence
from jitadmin.core.messages import inert
from jitadmin.core.sample import Sample
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.sentences import denial_words
from jitadmin.gui.tasks import Task
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.pieces import line, row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import STATES, app_name, field_name, state_of, value_text

MOST_COLUMNS = 4
EVIDENCE = {
    "recorded": "recorded at the real application",
    "source": "read in its source",
    "documented": "documented by its maker",
}


class Judged(NamedTuple):
    """A preset, the connection under it, and what it makes of the chosen login; without a preset, as it is now."""

    preset: Preset | None
    connection: Connection
    preview: Preview | None

    @property
    def title(self) -> str:
        """What heads its column."""
        return self.preset.title if self.preset else "As it is now"


class Compared(NamedTuple):
    """One line of the comparison: what it is about, and its text in each column."""

    name: str
    texts: tuple[str, ...]


def judge_all(everybody: Everybody, presets: Sequence[Preset], sample: Sample | None) -> list[Judged]:
    """What the connection makes of a login as it is, and under each preset with its own maps."""
    workspace, connection = everybody.evaluation.workspace, everybody.evaluation.document.connection
    made = [(None, connection), *((preset, apply_preset(preset, connection)) for preset in presets)]
    return [Judged(preset, one, workspace.preview(one, sample) if sample else None) for preset, one in made]


def compared(judged: Sequence[Judged]) -> list[Compared]:
    """The lines in which the columns can differ."""
    lines = [
        Compared("Preset", tuple(one.title for one in judged)),
        Compared("Outcome", tuple(_outcome(one) for one in judged)),
        Compared("Because", tuple(_because(one) for one in judged)),
    ]
    fields = dict.fromkeys(name for one in judged for name in _fields(one))
    lines += [
        Compared(field_name(name), tuple(value_text(_fields(one).get(name)) for one in judged)) for name in fields
    ]
    for title, of in (("Roles", "roles"), ("Groups", "groups"), ("Entitlements", "entitlements")):
        texts = tuple(_names(one, of) for one in judged)
        if any(text != "none" for text in texts):
            lines.append(Compared(title, texts))
    lines.append(Compared("In words", tuple(policy_sentence(one.connection) for one in judged)))
    return [one for one in lines if any(one.texts)]


def _outcome(one: Judged) -> str:
    if one.preview is None:
        return ""
    return STATES[state_of(one.preview)].would.format(app=app_name(one.connection))


def _because(one: Judged) -> str:
    denial = one.preview.effect.denial if one.preview and one.preview.effect else None
    return denial_words(denial) if denial else ""


def _fields(one: Judged) -> dict[str, FieldValue]:
    effect = one.preview.effect if one.preview else None
    return dict(effect.after.fields) if effect and effect.after else {}


def _names(one: Judged, of: str) -> str:
    effect = one.preview.effect if one.preview else None
    held = getattr(effect.after, of) if effect and effect.after else ()
    return ", ".join(inert(name) for name in held) or "none"


class PresetsDialog(QDialog):
    """``taken`` hands over the connection under the chosen preset, and the preset's title."""

    taken = Signal(object, str)

    def __init__(self, everybody: Everybody, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Start from a preset")
        self._everybody = everybody
        self._theme = theme
        self._judged: list[Judged] = []
        self._task: Task | None = None
        self.presets = RecordModel[Judged](
            [
                Column(title="Application or engine", text=lambda one: one.title, tip=_about),
                Column(title="With it, this login", text=_short_outcome, icon=_sign),
            ],
            theme,
            self,
        )
        self.list = self._table("Presets")
        self.list.setModel(self.presets)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._compare())
        self.list.doubleClicked.connect(lambda _: self.use())
        self.comparison = self._table("The chosen presets side by side")
        self.comparison.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.lines = RecordModel[Compared]([], theme, self)
        self.about = Text("", "muted")
        self.maps = QCheckBox("Take over its &attribute and role maps as well")
        self.take = QPushButton("&Use this preset")
        self.take.setProperty("primary", True)
        self.take.clicked.connect(self.use)
        self._build()
        sample = everybody.evaluation.sample
        self._task = everybody.runner.start(
            lambda _: judge_all(everybody, everybody.evaluation.workspace.presets(), sample),
            done=self._show,
            failed=everybody.evaluation.failed.emit,
            owner=self,
        )

    def _table(self, name: str) -> QTableView:
        view = QTableView()
        view.setObjectName("framed")
        view.setAccessibleName(name)
        view.setItemDelegate(CellDelegate(self._theme, view, most=8, padding=1))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        view.horizontalHeader().setHighlightSections(False)
        return view

    def _build(self) -> None:
        person = self._everybody.evaluation.sample
        who = f"the login of {inert(person.label)}" if person else "a login"
        intro = Text(
            f"A preset says how a known application treats a login. Choose one to take over, or several (Ctrl) to see "
            f"{who} under each of them."
        )
        close = QPushButton("&Close")
        close.clicked.connect(self.reject)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(grid(2))
        split.addWidget(self.list)
        split.addWidget(self.comparison)
        split.setSizes([grid(95), grid(165)])
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
        column.setSpacing(grid(2))
        column.addWidget(intro)
        column.addWidget(split, 1)
        column.addWidget(self.about)
        column.addWidget(line())
        column.addLayout(row(self.maps, None, close, self.take))
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.size()
        self.resize(min(grid(275), room.width() - grid(8)), min(grid(165), room.height() - grid(8)))
        self.about.say("Looking at the presets…")
        self.take.setEnabled(False)
        self.maps.setEnabled(False)

    def _show(self, judged: list[Judged]) -> None:
        self._judged = judged
        self.presets.show(judged)
        flags = QItemSelectionModel.SelectionFlag
        self.list.selectionModel().setCurrentIndex(self.presets.index(1, 0), flags.ClearAndSelect | flags.Rows)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chosen(self) -> list[Judged]:
        """The presets that are compared, in the order of the list."""
        rows = sorted({index.row() for index in self.list.selectionModel().selectedRows()})
        return [self._judged[at] for at in rows if self._judged[at].preset is not None]

    def _compare(self) -> None:
        if not self._judged:
            return
        chosen = self.chosen
        shown = [self._judged[0], *chosen[: MOST_COLUMNS - 1]]
        columns: list[Column[Compared]] = [
            Column(title="", text=lambda one: one.name, colour=lambda _: "muted"),
            *(_column(one, at) for at, one in enumerate(shown)),
        ]
        self.lines = RecordModel(columns, self._theme, self)
        self.lines.show(compared(shown))
        self.comparison.setModel(self.lines)
        header = self.comparison.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        preset = chosen[0].preset if len(chosen) == 1 else None
        self.take.setEnabled(preset is not None)
        has_maps = preset is not None and (preset.attributes is not None or preset.roles is not None)
        self.maps.setEnabled(has_maps)
        more = f" Only {MOST_COLUMNS - 1} fit side by side." if len(chosen) > MOST_COLUMNS - 1 else ""
        self.about.say(_about(chosen[0]) if preset else f"{len(chosen)} presets side by side.{more}")

    def use(self) -> None:
        """Take the chosen preset over."""
        chosen = self.chosen
        if len(chosen) != 1 or chosen[0].preset is None:
            return
        preset = chosen[0].preset
        connection = self._everybody.evaluation.document.connection
        maps = self.maps.isEnabled() and self.maps.isChecked()
        self.taken.emit(apply_preset(preset, connection, maps=maps), preset.title)
        self.accept()


def _column(one: Judged, at: int) -> Column[Compared]:
    """The column of one preset; what differs from the present is coloured."""
    return Column(
        title=one.title,
        text=lambda line: line.texts[at],
        colour=lambda line: "accent" if line.texts[at] != line.texts[0] and line.name != "Preset" else "",
    )


def _about(one: Judged) -> str:
    if one.preset is None:
        return ""
    parts = [one.preset.summary, f"Known from: {EVIDENCE[one.preset.evidence]}", one.preset.versions]
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _short_outcome(one: Judged) -> str:
    if one.preview is None:
        return ""
    state = state_of(one.preview)
    roles = one.preview.effect.roles.gained if one.preview.effect else ()
    gains = f", gains {', '.join(inert(name) for name in roles)}" if roles and state not in ("deny", "refused") else ""
    return f"{_ENDS[state]}{gains}"


_ENDS = {
    "create": "makes an account",
    "update": "updates the account",
    "link": "links an account",
    "unchanged": "changes nothing",
    "reactivate": "reactivates the account",
    "deny": "is turned away",
    "refused": "is refused",
    "none": "is unknown",
}


def _sign(one: Judged) -> tuple[str, str] | None:
    if one.preview is None:
        return None
    state = STATES[state_of(one.preview)]
    return state.icon, state.colour
