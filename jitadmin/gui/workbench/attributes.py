"""The attribute map: each account field, what it is read from, and what the chosen person gets."""

from typing import NamedTuple

import msgspec
from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QWidget

from jitadmin.core.connection.attribute_map import AttributeRow, Source, SourceWord
from jitadmin.core.jit.result import FieldReading
from jitadmin.gui.editors.attribute_details import AttributeDetails
from jitadmin.gui.editors.findings import Told, sign, told_words
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.sentences import step_words
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.editor import Offer, Trouble
from jitadmin.gui.words import UPDATES, field_name, people, value_text
from jitadmin.gui.workbench import typed
from jitadmin.gui.workbench.evaluation import Evaluation
from jitadmin.gui.workbench.rows import MapTab
from jitadmin.gui.workbench.unused import UnusedAttributes

FIELD, SOURCE, SYNC, GETS = range(4)
_UPDATES = dict(UPDATES)


class Line(NamedTuple):
    """A row of the map and what it gave: for the chosen person, and for how many samples nothing."""

    row: AttributeRow
    reading: FieldReading | None
    believed: bool
    silent: int
    wrong: tuple[str, str] | None
    told: tuple[Told, ...] = ()


class AttributesTab(MapTab[Line]):
    """Edits the rows of the attribute map."""

    what = "row"
    origin = "attributes.rows"

    def __init__(
        self, evaluation: Evaluation, everybody: Everybody, theme: Theme, parent: QWidget | None = None
    ) -> None:
        self._fresh: int | None = None
        self._everybody = everybody
        columns: list[Column[Line]] = [
            Column(
                title="Account field", text=_field_text, edit=lambda line: line.row.field,
                commit=lambda at, text: self.commit(at, FIELD, text), tip=_field_tip, icon=lambda line: sign(line.told),
            ),
            Column(
                title="From the assertion", text=_source_text, mono=True, edit=_source_edit,
                commit=lambda at, text: self.commit(at, SOURCE, text), tip=_source_tip,
                colour=lambda line: "bad" if line.wrong else "",
            ),
            Column(
                title="Sync", text=lambda line: _UPDATES[line.row.update], edit=lambda line: line.row.update,
                commit=self._commit_update, choices=UPDATES, tip=_sync_tip,
            ),
            Column(title="This person gets", text=_gets_text, colour=_gets_colour, icon=_gets_icon, tip=_gets_tip),
        ]  # fmt: skip
        super().__init__(evaluation, theme, RecordModel(columns, theme), stretch=SOURCE, parent=parent)
        self.table.setAccessibleName("Attribute map")
        delegate = self.table.delegate
        delegate.judges = {FIELD: self._judge_field, SOURCE: self._judge_source}
        delegate.offers = {FIELD: typed.fields_offered, SOURCE: self._offers}
        delegate.whole = {FIELD}
        self.table.set_shares((0.25, 0, 0.18, 0.27))
        self.unused = UnusedAttributes(theme)
        self.unused.wanted.connect(self._add_from)
        self.unused.more_wanted.connect(self._add_from_all)
        self.column.addWidget(self.unused)
        self.editor = AttributeDetails(everybody, theme, self._put_row)
        self.set_details(self.editor)
        everybody.findings.changed.connect(self.refresh)
        self.required = self.toggle("Required", "Refuse the login when this row reads nothing (Ctrl+R)", "Ctrl+R")
        self.required.clicked.connect(self._toggle_required)
        self.refresh()

    def _rows(self) -> tuple[AttributeRow, ...]:
        return self.document.connection.attributes.rows

    def _offers(self) -> list[Offer]:
        return typed.names_offered(self.evaluation.survey.seen, len(self.evaluation.survey.briefs))

    def lines(self) -> list[Line]:
        """The rows with what the chosen person gets."""
        preview = self.evaluation.preview
        readings = {one.row: one for one in preview.effect.attributes.readings} if preview and preview.effect else {}
        believed = preview is not None and preview.verification.verdict == "accepted"
        silent = self.evaluation.survey.silent
        return [
            Line(row, readings.get(at), believed, silent.get(at, 0), self.wrong.get((at, SOURCE)), self._told(at))
            for at, row in enumerate(self._rows())
        ]

    def _told(self, at: int) -> tuple[Told, ...]:
        return self._everybody.findings.at(f"{self.origin}[{at}]")

    def refresh(self) -> None:
        """Show the map as it is now."""
        sample = self.evaluation.sample
        preview = self.evaluation.preview
        # Of a refused message nothing is got, it only claims; a person turned away has the values and gets none.
        verb = "claims" if preview and preview.verification.verdict != "accepted" else "gets"
        if verb == "gets" and preview and preview.outcome == "deny":
            verb = "has"
        title = f"{sample.label} {verb}" if sample else "This person gets"
        self.model.retitle(GETS, title)
        effect = preview.effect if preview else None
        self.unused.show_names(effect.attributes.unmapped if effect else (), preview)
        super().refresh()

    def show_state(self) -> None:
        """The button follows the chosen row."""
        at = self.current
        self.editor.show_row(at, self._rows()[at] if at is not None else None)
        self.editor.show_told(self._told(at) if at is not None else ())
        self.required.setEnabled(at is not None)
        self.required.setChecked(at is not None and self._rows()[at].required)

    def _judge_field(self, _at: int, text: str) -> Trouble | None:
        name = text.strip()
        if not name:
            return Trouble("An account field is needed, such as userName.")
        return Trouble("A field has no spaces in its name.", name.find(" ")) if " " in name else None

    def _judge_source(self, at: int, text: str) -> Trouble | None:
        rows = self._rows()
        row = rows[at] if at < len(rows) else AttributeRow(field="userName", sources=("nameId",))
        return typed.trouble_of(lambda: typed.read_source(text, row))

    def changed_row(self, at: int, column: int, text: str) -> tuple[AttributeRow, str]:
        """The row with what was typed, and the words for undo."""
        row = self._rows()[at]
        if column == FIELD:
            return msgspec.structs.replace(row, field=text.strip()), "the name of an account field"
        return typed.read_source(text, row), f"what {row.field} is read from"

    def _commit_update(self, at: int, value: str) -> bool:
        row = msgspec.structs.replace(self._rows()[at], update=value)
        self.put(self._with(at, row), f"when {row.field} is written")
        return True

    def _toggle_required(self) -> None:
        at = self.current
        if at is not None:
            row = self._rows()[at]
            changed = msgspec.structs.replace(row, required=not row.required)
            self.put(self._with(at, changed), f"whether {row.field} is required")

    def _with(self, at: int, row: AttributeRow) -> tuple[AttributeRow, ...]:
        rows = self._rows()
        return (*rows[:at], row, *rows[at + 1 :])

    def rows_now(self) -> tuple[AttributeRow, ...]:
        """The rows, for the commands that all maps share."""
        return self._rows()

    def new_row(self) -> AttributeRow:
        """A row for the first usual field that the map does not have yet."""
        taken = {row.field for row in self._rows()}
        field = next((name for name, _ in typed.FIELDS if name not in taken), "displayName")
        return AttributeRow(field=field, sources=("nameId",))

    def _put_row(self, at: int, row: AttributeRow, words: str, merge: object) -> None:
        if at < len(self._rows()):
            self.wrong.pop((at, SOURCE), None)
            self.put(self._with(at, row), words, merge)

    def ask_details(self, at: int, column: int) -> None:
        """The cell of the source offers all sources; any other goes to the first chip."""
        self.table.go(at, column)
        if column != SOURCE or len(self._rows()[at].sources) > 1:
            self.editor.focus_first()
            return
        cell = self.table.visualRect(self.model.index(at, SOURCE))
        self._pick(0, cell)

    def _pick(self, which: int, cell: QRect) -> None:
        self.editor.pick_source(which, self.table.viewport(), cell)

    def add(self) -> None:
        """After the field of a new row was named, its source is chosen."""
        super().add()
        self._fresh = self.current

    def commit(self, at: int, column: int, text: str) -> bool:
        """Take what was typed; a new row goes on with its source."""
        done = super().commit(at, column, text)
        if done and column == FIELD and at == self._fresh:
            QTimer.singleShot(0, self, lambda: self._ask_fresh(at))
        self._fresh = None
        return done

    def _ask_fresh(self, at: int) -> None:
        if at < len(self._rows()) and self.isVisible():
            self.table.go(at, SOURCE)
            self._pick(0, self.table.visualRect(self.model.index(at, SOURCE)))

    def _add_from(self, name: str) -> None:
        """Add a row that reads an attribute which nothing used so far, and open its field."""
        self._add_row(Source(attribute=name))

    def _add_from_all(self) -> None:
        """Add a row whose source is chosen from everything there is."""
        self.editor.pick_any(self.unused, lambda source: self._add_row(source))

    def _add_row(self, source: Source | SourceWord) -> None:
        rows = self._rows()
        self.put((*rows, AttributeRow(field=self.new_row().field, sources=(source,))), "a new row")
        self.table.go(len(rows), FIELD, edit=True)

    def put(self, rows: tuple[AttributeRow, ...], words: str, merge: object = None) -> None:
        """Make these the rows of the map, as one step of undo."""
        connection = self.document.connection
        attributes = msgspec.structs.replace(connection.attributes, rows=rows)
        self.document.replace(msgspec.structs.replace(connection, attributes=attributes), f"change {words}", merge)


def _field_text(line: Line) -> str:
    short = field_name(line.row.field)
    return f"{short} *" if line.row.required else short


def _field_tip(line: Line) -> str:
    note = dict(typed.FIELDS).get(line.row.field, "")
    required = "required: without a value the login is refused" if line.row.required else ""
    return "\n".join(part for part in (line.row.field, note, required, line.row.note, *told_words(line.told)) if part)


def _source_edit(line: Line) -> str:
    return line.wrong[0] if line.wrong else typed.source_text(line.row)


def _source_text(line: Line) -> str:
    return line.wrong[0] if line.wrong else typed.short_text(line.row)


def _source_tip(line: Line) -> str:
    return line.wrong[1] if line.wrong else typed.source_text(line.row)


def _sync_tip(line: Line) -> str:
    return {
        "always": "Written at every login",
        "ifNotEmpty": "Written at every login that brings a text",
        "ifStoredEmpty": "Written only while the account has no text there",
        "onCreate": "Written only when the account is made",
        "onUpdate": "Written at every login but the one that makes the account",
        "never": "Only read, for finding the account",
    }[line.row.update]


def _gets_text(line: Line) -> str:
    if line.wrong:
        return "not used: the text does not hold"
    reading = line.reading
    if reading is None:
        return ""
    if reading.state == "value":
        return value_text(reading.value)
    if reading.state == "error":
        return _problem(reading)
    word = {"empty": "empty", "missing": "missing"}[reading.state]
    return f"{word} in {people(line.silent)}" if line.silent > 1 else word


def _problem(reading: FieldReading) -> str:
    """The innermost sentence on what failed."""
    steps = [step for step in reading.step.walk() if step.verdict == "no"]
    return step_words(steps[-1] if steps else reading.step)


def _gets_colour(line: Line) -> str:
    if line.wrong or (line.reading and line.reading.state == "error"):
        return "bad"
    if line.reading is None or not line.believed:
        return "muted"
    if line.reading.state == "value":
        return "good"
    return "bad" if line.row.required else "warn"


def _gets_icon(line: Line) -> tuple[str, str] | None:
    if line.reading is not None and (line.reading.state != "value" or line.wrong):
        return "warn", _gets_colour(line)
    return None


def _gets_tip(line: Line) -> str:
    parts = []
    if line.wrong:
        parts.append(line.wrong[1])
    elif line.reading is not None:
        parts += [step_words(step) for step in line.reading.step.walk()]
        if not line.believed:
            parts.append("Not verified: only what the message claims.")
    if line.silent:
        parts.append(f"This row reads nothing in {people(line.silent)}.")
    return "\n".join(parts)
