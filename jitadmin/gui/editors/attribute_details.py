"""Everything about one row of the attribute map: its sources and transforms as chips, and what else it decides."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from jitadmin.core.cel import as_texts
from jitadmin.core.connection.attribute_map import AttributeRow, Source, SourceWord, Transform
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.read import variables
from jitadmin.gui.editors import sources, transform_words
from jitadmin.gui.editors.cel_field import CelField
from jitadmin.gui.editors.chips import ChipRow, Face
from jitadmin.gui.editors.finding_cards import MOST_CARDS, FindingCards
from jitadmin.gui.editors.findings import Told
from jitadmin.gui.editors.fold import Fold
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.pane import Pane
from jitadmin.gui.editors.parameters import TransformFields
from jitadmin.gui.editors.picker import Picker
from jitadmin.gui.editors.pipeline import Stage, login_of, shown, source_stages, transform_stages, values_before
from jitadmin.gui.editors.row_options import RowOptions
from jitadmin.gui.editors.source_fields import SourceFields
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.workbench.typed import FIELDS

Store = Callable[[int, AttributeRow, str, object], None]
Item = TypeVar("Item")


class AttributeDetails(Pane):
    """The chips of the chosen row. Every change is one step of undo; typing in one field is one too."""

    def __init__(self, everybody: Everybody, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__("The chosen row of the attribute map", parent)
        self._everybody = everybody
        self._theme = theme
        self._store = store
        self._at: int | None = None
        self._row: AttributeRow | None = None
        self._login: Login | None = None
        self._session = 0
        self.picker: Picker | None = None
        self.sources = ChipRow(theme, "source", "Source")
        self.sources.add.setAccessibleName("Add a source")
        self.steps = ChipRow(theme, "step", "Step")
        self.steps.add.setAccessibleName("Add a step that changes the value")
        self.source_fields = SourceFields(theme, everybody, self._cel_field(theme))
        self.step_fields = TransformFields(theme)
        self.options = RowOptions(theme)
        self.more = Fold(theme, "Several values, missing values, limits", self.options)
        self.cards = FindingCards(theme, MOST_CARDS)
        self._build()
        self._connect()
        self.show_row(None, None)

    def _cel_field(self, theme: Theme) -> CelField:
        field = CelField(
            theme,
            self._everybody.engine,
            lambda: self._everybody.gathered,
            lambda: tuple(name for name, _ in FIELDS),
            lambda value: _given(value),
        )
        field.setAccessibleName("Expression")
        return field

    def show_told(self, told: Sequence[Told]) -> None:
        """Show what the row causes, with the remedies."""
        self.cards.show_told(told, self._everybody.evaluation.document.connection)

    def _build(self) -> None:
        self.column.addWidget(self.cards)
        lines = QGridLayout()
        lines.setHorizontalSpacing(grid(2))
        lines.setVerticalSpacing(grid(1.5))
        lines.setColumnStretch(1, 1)
        for at, (words, chips) in enumerate((("From", self.sources), ("Then", self.steps))):
            caption = QLabel(words)
            caption.setObjectName("muted")
            caption.setFixedWidth(grid(10))
            lines.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(chips, at, 1)
        self.column.addLayout(lines)
        inset = QGridLayout()
        inset.setContentsMargins(grid(12), 0, 0, 0)
        inset.addWidget(self.source_fields, 0, 0)
        inset.addWidget(self.step_fields, 1, 0)
        self.column.addLayout(inset)
        self.column.addWidget(self.more)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self.sources.chosen.connect(self._on_source)
        self.sources.opened.connect(lambda _: self.source_fields.focus_first())
        self.sources.moved.connect(lambda at, to: self._move_source(at, to))
        self.sources.removed.connect(self._remove_source)
        self.sources.add_wanted.connect(lambda: self.pick_source(None))
        self.source_fields.changed.connect(self._change_source)
        self.source_fields.pick_wanted.connect(lambda: self.pick_source(self.sources.current))
        self.steps.chosen.connect(self._on_step)
        self.steps.opened.connect(lambda _: self.step_fields.focus_first())
        self.steps.moved.connect(lambda at, to: self._move_step(at, to))
        self.steps.removed.connect(self._remove_step)
        self.steps.add_wanted.connect(self.pick_step)
        self.step_fields.changed.connect(self._change_step)
        self.options.changed.connect(self._change_option)

    # Showing.

    def show_row(self, at: int | None, row: AttributeRow | None) -> None:
        """Show a row, or that none is chosen."""
        if at != self._at:
            self._session += 1
            self.sources.choose(-1)
            self.steps.choose(-1)
        self._at, self._row = at, row
        self._login = login_of(self._everybody.evaluation) if row else None
        self.body.setEnabled(row is not None)
        if row is None:
            self.sources.show_faces([])
            self.steps.show_faces([])
            self.source_fields.hide()
            self.step_fields.hide()
            return
        self._show_chips(row)
        self._show_fields(row)
        self.options.show_row(row)
        self.more.say(self.options.unusual(row))

    def _show_chips(self, row: AttributeRow) -> None:
        believed = self._believed()
        stages = source_stages(row, self._login)
        self.sources.show_faces(
            [_source_face(one, stage, believed) for one, stage in zip(row.sources, stages, strict=True)]
        )
        after = transform_stages(row, self._login)
        self.steps.show_faces(
            [_step_face(one, stage, believed) for one, stage in zip(row.transforms, after, strict=True)]
        )

    def _believed(self) -> bool:
        preview = self._everybody.evaluation.preview
        return preview is not None and preview.verification.verdict == "accepted"

    def _show_fields(self, row: AttributeRow) -> None:
        at, step = self.sources.current, self.steps.current
        self.source_fields.setVisible(0 <= at < len(row.sources))
        if 0 <= at < len(row.sources):
            self.source_fields.show_source(row.sources[at], lambda names: self._variables(names))
        self.step_fields.setVisible(0 <= step < len(row.transforms))
        if 0 <= step < len(row.transforms):
            self.step_fields.show_transform(row.transforms[step])

    def _variables(self, names: frozenset[str]) -> dict[str, Any] | None:
        return variables(self._login, names) if self._login is not None else None

    def _on_source(self, _at: int) -> None:
        self.steps.choose(-1)
        self._session += 1
        if self._row is not None:
            self._show_fields(self._row)

    def _on_step(self, _at: int) -> None:
        self.sources.choose(-1)
        self._session += 1
        if self._row is not None:
            self._show_fields(self._row)

    def focus_first(self) -> None:
        """Put the keyboard on the first chip."""
        self.sources.focus_on(0)

    # Sources.

    def pick_source(self, at: int | None, anchor: QWidget | None = None, area: QRect | None = None) -> None:
        """Let a person choose a source of the row: in place of one, or as one more."""
        if self._row is not None:
            place = self.sources.chips[at] if at is not None and 0 <= at < len(self.sources.chips) else self.sources.add
            self._pick(self._row.field, anchor or place, lambda source: self._put_source(at, source), area)

    def pick_any(self, anchor: QWidget, take: Callable[[Any], object]) -> None:
        """Let a person choose a source for something new."""
        self._pick("", anchor, take, None)

    def _pick(self, field: str, anchor: QWidget, take: Callable[[Any], object], area: QRect | None) -> None:
        gathered = self._everybody.gathered
        evaluation = self._everybody.evaluation
        unused = (
            evaluation.preview.effect.attributes.unmapped if evaluation.preview and evaluation.preview.effect else ()
        )
        found = sources.entries(field, gathered, login_of(evaluation), unused)
        picker = self.open_picker()
        picker.picked.connect(take)
        name = field.rpartition(":")[2] or "the account"
        hint = f"What {name} is read from"
        picker.ask(anchor, found, hint, lambda text: sources.typed_entries(text, gathered), area)

    def open_picker(self) -> Picker:
        """A fresh picker over the window."""
        if self.picker is not None:
            self.picker.leave(back=False)
            self.picker.deleteLater()
        self.picker = Picker(self._theme, self.window())
        return self.picker

    def _put_source(self, at: int | None, source: Source | SourceWord) -> None:
        if self._row is None:
            return
        found = list(self._row.sources)
        if at is None or not 0 <= at < len(found):
            found.append(source)
            at = len(found) - 1
        else:
            found[at] = source
        self.sources.current = at
        self.steps.choose(-1)
        self._change(sources=tuple(found), words=f"what {self._row.field} is read from")
        self.sources.focus_on(at)
        if isinstance(source, Source) and (source.cel is not None or source.constant == ""):
            self.source_fields.focus_first()

    def _change_source(self, source: Source | SourceWord) -> None:
        if self._row is not None and 0 <= self.sources.current < len(self._row.sources):
            found = list(self._row.sources)
            found[self.sources.current] = source
            self._change(sources=tuple(found), words=f"what {self._row.field} is read from", typing=True)

    def _move_source(self, at: int, to: int) -> None:
        if self._row is not None:
            self._change(sources=_moved(self._row.sources, at, to), words=f"the order of sources of {self._row.field}")

    def _remove_source(self, at: int) -> None:
        if self._row is not None and len(self._row.sources) > 1:
            self._change(sources=_without(self._row.sources, at), words=f"what {self._row.field} is read from")

    # Steps.

    def pick_step(self) -> None:
        """Let a person choose one more transform."""
        if self._row is None:
            return
        place = self.steps.current + 1 if self.steps.current >= 0 else len(self._row.transforms)
        found = transform_words.entries(values_before(self._row, place, self._login), self._login)
        picker = self.open_picker()
        picker.picked.connect(lambda transform: self._add_step(place, transform))
        picker.ask(self.steps.add, found, "What happens to the value")

    def _add_step(self, at: int, transform: Transform) -> None:
        if self._row is None:
            return
        found = [*self._row.transforms[:at], transform, *self._row.transforms[at:]]
        self.steps.current = at
        self.sources.choose(-1)
        self._change(transforms=tuple(found), words=f"the steps of {self._row.field}")
        self.steps.focus_on(at)
        if transform_words.parameters(transform):
            self.step_fields.focus_first()

    def _change_step(self, transform: Transform) -> None:
        if self._row is not None and 0 <= self.steps.current < len(self._row.transforms):
            found = list(self._row.transforms)
            found[self.steps.current] = transform
            self._change(transforms=tuple(found), words=f"a step of {self._row.field}", typing=True)

    def _move_step(self, at: int, to: int) -> None:
        if self._row is not None:
            words = f"the order of steps of {self._row.field}"
            self._change(transforms=_moved(self._row.transforms, at, to), words=words)

    def _remove_step(self, at: int) -> None:
        if self._row is not None:
            self._change(transforms=_without(self._row.transforms, at), words=f"a step of {self._row.field}")

    # Storing.

    def _change_option(self, name: str, value: object, words: str, typing: bool) -> None:
        self._change(**{name: value}, words=words, typing=typing)

    def _change(self, *, words: str, typing: bool = False, **values: Any) -> None:
        if self._row is None or self._at is None:
            return
        if not typing:
            self._session += 1
        merge = ("details", self._at, self._session) if typing else None
        self._store(self._at, msgspec.structs.replace(self._row, **values), words, merge)


def _given(value: Any) -> str:
    texts = as_texts(value)
    return f"Gives {shown(texts)}" if any(texts) else "Gives no text"


def _source_face(source: Source | SourceWord, stage: Stage, believed: bool) -> Face:
    title, about = sources.face(source)
    faint = stage.state == "idle"
    words = stage.words
    if faint:
        words = f"not asked: an earlier one counts ({shown(stage.values)})" if stage.values else "not asked"
    return Face(title, words, sources.stage_tone(stage, believed), about, faint)


def _step_face(transform: Transform, stage: Stage, believed: bool) -> Face:
    about = transform_words.kind_of(transform).about
    return Face(transform_words.chip_title(transform), stage.words, sources.stage_tone(stage, believed), about)


def _moved(items: tuple[Item, ...], at: int, to: int) -> tuple[Item, ...]:
    found = list(items)
    found.insert(to, found.pop(at))
    return tuple(found)


def _without(items: tuple[Item, ...], at: int) -> tuple[Item, ...]:
    return (*items[:at], *items[at + 1 :])
