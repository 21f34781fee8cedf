"""The strip below: what the connection does to all samples, and how the draft differs from what was saved."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.bar import Part, StackedBar
from jitadmin.gui.widgets.flow import Flow
from jitadmin.gui.widgets.pieces import Chip, card
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import ORDER, STATES, number, people
from jitadmin.gui.workbench.evaluation import Evaluation
from jitadmin.gui.workbench.survey import Survey

DIFFERENCES = 3
_SOFT = {tone: f"{tone}_soft" for tone in ("warn", "bad", "good", "accent", "quiet")} | {"link": "accent_soft"}
_STRONG = {tone: tone for tone in _SOFT} | {"quiet": "muted"}


class Filter(NamedTuple):
    """Samples that a chip stands for, the words on it, the title of the filter, and a colour of the theme."""

    who: tuple[int, ...]
    words: str
    title: str
    tone: str


class EffectStrip(QWidget):
    """Counts by outcome and differences, each of them a filter of the list of samples."""

    filter_wanted = Signal(object, str, str, str)
    filter_dropped = Signal()

    def __init__(self, evaluation: Evaluation, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evaluation = evaluation
        self._theme = theme
        self._chosen = ""
        self._shown: list[Filter] = []
        self.heading = Text("", "heading", firm=True)
        self.against = Text("", "muted", firm=True)
        self.timing = Text("", "muted", firm=True)
        self.bar = StackedBar(theme)
        self.bar.clicked.connect(self._on_bar)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.states: dict[str, Chip] = {}
        self.differences: list[Chip] = []
        self._build()
        evaluation.survey_changed.connect(self.refresh)
        evaluation.samples_changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        frame, column = card()
        top = QHBoxLayout()
        top.setSpacing(grid(2))
        top.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignTop)
        against = Flow(spacing=grid(1), right=True)
        against.addWidget(self.against)
        for at in range(DIFFERENCES + 2):
            chip = Chip(self._theme, filled=True)
            chip.hide()
            chip.clicked.connect(lambda _on, at=at: self._choose(f"difference:{at}"))
            self.differences.append(chip)
            against.addWidget(chip)
        top.addLayout(against, 1)
        column.addLayout(top)
        column.addWidget(self.bar)
        legend = Flow(spacing=grid(1))
        for name in ORDER:
            chip = Chip(self._theme)
            chip.hide()
            chip.clicked.connect(lambda _on, name=name: self._choose(f"state:{name}"))
            self.states[name] = chip
            legend.addWidget(chip)
        bottom = QHBoxLayout()
        bottom.addLayout(legend, 1)
        bottom.addWidget(self.timing)
        column.addLayout(bottom)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)

    def refresh(self) -> None:
        """Show the survey as it stands."""
        survey = self._evaluation.survey
        total = len(self._evaluation.samples)
        draft = self._evaluation.document.draft
        with_what = "with this draft" if draft else "with this connection"
        if not total:
            self.heading.say("No samples yet" if not self._evaluation.loading else "Fetching the samples…")
        else:
            self.heading.say(f"{'The one sample' if total == 1 else f'All {number(total)} samples'} {with_what}")
        parts = [Part(name, survey.states.get(name, 0), STATES[name].colour, _count(survey, name)) for name in ORDER]
        self.bar.show_parts(parts, total)
        for name, chip in self.states.items():
            chip.say(_count(survey, name), STATES[name].soft, STATES[name].colour, "Show only these samples")
            chip.setVisible(bool(survey.states.get(name)) or self._chosen == f"state:{name}")
        self._say_timing(survey, total)
        self._refresh_differences()
        self._check_chosen()

    def _say_timing(self, survey: Survey, total: int) -> None:
        if not total:
            self.timing.say("")
        elif len(survey.briefs) < total:
            done = f"{number(len(survey.briefs))} of {number(total)}"
            rate = survey.seconds / len(survey.briefs) if survey.briefs else 0
            left = f", about {max(1, round((total - len(survey.briefs)) * rate))} s left" if rate else ""
            self.timing.say(f"evaluating… {done}{left}")
        else:
            self.timing.say(f"evaluated in {survey.seconds:.2f} s")

    def _refresh_differences(self) -> None:
        comparison = self._evaluation.comparison
        document = self._evaluation.document
        settled = document.draft and self._evaluation.survey.complete
        shown: list[Filter] = []
        if settled and comparison.changed:
            for one in comparison.differences[:DIFFERENCES]:
                words = f"{number(len(one.who))} {one.words}"
                shown.append(Filter(one.who, words, one.words.capitalize(), one.tone))
            if len(comparison.differences) > 1:
                words = f"all {number(len(comparison.changed))} changed"
                shown.append(Filter(comparison.changed, words, "Changed", "accent"))
        if settled and comparison.same:
            shown.append(Filter((), f"{number(comparison.same)} the same", "", "quiet"))
        self._shown = shown
        self.against.setVisible(bool(shown))
        self.against.say("Against what was saved:")
        for at, chip in enumerate(self.differences):
            chip.setVisible(at < len(shown))
            if at < len(shown):
                who = shown[at].who
                tip = f"Show these {people(len(who))}" if who else ""
                chip.say(shown[at].words, f"{shown[at].tone}_soft", shown[at].tone, tip)
                chip.setEnabled(bool(who))

    def _filter(self, chosen: str) -> "Filter | None":
        kind, _, name = chosen.partition(":")
        if kind == "state":
            who = tuple(at for at, brief in enumerate(self._evaluation.survey.briefs) if brief.state == name)
            return Filter(who, "", STATES[name].count.capitalize(), STATES[name].colour)
        return self._shown[int(name)] if int(name) < len(self._shown) else None

    def _choose(self, chosen: str) -> None:
        if chosen == self._chosen:
            self.drop()
            self.filter_dropped.emit()
            return
        self._chosen = chosen
        self._emit()
        self._check_chosen()

    def _emit(self) -> None:
        found = self._filter(self._chosen)
        if found:
            self.filter_wanted.emit(found.who, found.title, _SOFT[found.tone], _STRONG[found.tone])

    def _on_bar(self, name: str) -> None:
        self._choose(f"state:{name}")

    def drop(self) -> None:
        """No filter is on any more."""
        self._chosen = ""
        self._check_chosen()

    def _check_chosen(self) -> None:
        for name, chip in self.states.items():
            chip.setChecked(self._chosen == f"state:{name}")
        for at, chip in enumerate(self.differences):
            chip.setChecked(self._chosen == f"difference:{at}")


def _count(survey: Survey, name: str) -> str:
    return f"{number(survey.states.get(name, 0))} {STATES[name].count}"
