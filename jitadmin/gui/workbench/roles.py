"""The role map: which condition brings which roles, and for how many samples it holds."""

from typing import NamedTuple

import msgspec
from PySide6.QtWidgets import QWidget

from jitadmin.core.connection.role_map import Role, RoleMap, RoleRule
from jitadmin.gui.editors.findings import Told, sign, told_words
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.role_details import RoleDetails
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.editor import Offer, Trouble
from jitadmin.gui.words import number, people
from jitadmin.gui.workbench import typed
from jitadmin.gui.workbench.evaluation import Evaluation
from jitadmin.gui.workbench.rows import MapTab
from jitadmin.gui.workbench.survey import rules_that_hold

NAME, WHEN, GIVES, MATCHES = range(4)


class Line(NamedTuple):
    """A rule, for how many samples it holds, and whether for the chosen person."""

    number: int
    rule: RoleRule
    matches: int
    total: int
    holds: bool | None
    person: str
    wrong: tuple[str, str] | None
    told: tuple[Told, ...] = ()


class RolesTab(MapTab[Line]):
    """Edits the rules of the role map; what holds for all of them belongs to the policy."""

    what = "rule"
    nothing = "No rules yet. + or Insert adds one: who a role, a group or an entitlement is for."
    origin = "roles.rules"

    def __init__(
        self, evaluation: Evaluation, everybody: Everybody, theme: Theme, parent: QWidget | None = None
    ) -> None:
        self._everybody = everybody
        columns: list[Column[Line]] = [
            Column(
                title="Rule", text=lambda line: line.rule.name or f"Rule {line.number + 1}",
                edit=lambda line: line.rule.name, commit=lambda at, text: self.commit(at, NAME, text),
                tip=lambda line: "\n".join((line.rule.note or line.rule.name, *told_words(line.told))),
                icon=lambda line: sign(line.told),
            ),
            Column(
                title="If", text=_when_text, mono=True, edit=_when_edit,
                commit=lambda at, text: self.commit(at, WHEN, text),
                tip=lambda line: line.wrong[1] if line.wrong else typed.when_text(line.rule.when) or "every login",
                colour=lambda line: "bad" if line.wrong else "" if line.rule.when is not None else "muted",
            ),
            Column(
                title="Gives", text=_gives_text, edit=_gives_text,
                commit=lambda at, text: self.commit(at, GIVES, text),
            ),
            Column(title="Samples", text=_matches_text, icon=_holds_icon, tip=_holds_tip),
        ]  # fmt: skip
        super().__init__(evaluation, theme, RecordModel(columns, theme), stretch=WHEN, parent=parent)
        self.table.setAccessibleName("Role rules")
        delegate = self.table.delegate
        delegate.judges = {WHEN: self._judge_when, GIVES: self._judge_gives}
        delegate.offers = {WHEN: self._offers, GIVES: self._roles_offered}
        self.table.set_shares((0.19, 0, 0.22, 0.16))
        self.editor = RoleDetails(everybody, theme, self._roles_offered, self._put_rule)
        self.set_details(self.editor)
        everybody.findings.changed.connect(self.refresh)
        self.refresh()

    def show_state(self) -> None:
        """The pane follows the chosen rule."""
        at = self.current
        self.editor.show_rule(at, self.rows_now()[at] if at is not None else None)
        self.editor.show_told(self._told(at) if at is not None else ())

    def _told(self, at: int) -> tuple[Told, ...]:
        return self._everybody.findings.at(f"{self.origin}[{at}]")

    def _put_rule(self, at: int, rule: RoleRule, words: str, merge: object) -> None:
        rows = self.rows_now()
        if at < len(rows):
            self.wrong.pop((at, WHEN), None)
            self.put((*rows[:at], rule, *rows[at + 1 :]), words, merge)

    def ask_details(self, at: int, column: int) -> None:
        """Any cell goes to the condition of its rule."""
        self.table.go(at, column)
        self.editor.focus_first()

    def _store(self, roles: RoleMap, words: str, merge: object = None) -> None:
        connection = self.document.connection
        self.document.replace(msgspec.structs.replace(connection, roles=roles), f"change {words}", merge)

    def rows_now(self) -> tuple[RoleRule, ...]:
        """The rules, for the commands that all maps share."""
        return self.document.connection.roles.rules

    def lines(self) -> list[Line]:
        """The rules with what they do."""
        evaluation = self.evaluation
        preview = evaluation.preview
        holding = set(rules_that_hold(preview)) if preview else set()
        known = preview is not None and preview.effect is not None
        person = evaluation.sample.label if evaluation.sample else ""
        survey = evaluation.survey
        return [
            Line(
                at, rule, survey.matched.get(at, 0), len(survey.briefs), at in holding if known else None, person,
                self.wrong.get((at, WHEN)), self._told(at),
            )
            for at, rule in enumerate(self.rows_now())
        ]  # fmt: skip

    def new_row(self) -> RoleRule:
        """A rule for everybody, giving the first role there is."""
        declared = self.document.connection.roles.roles
        least = min(declared, key=lambda role: role.privilege).name if declared else "Member"
        return RoleRule(grant=(least,), name=f"Rule {len(self.rows_now()) + 1}", when=typed.read_when('groups has "…"'))

    def put(self, rows: tuple[RoleRule, ...], words: str, merge: object = None) -> None:
        """Make these the rules, as one step of undo."""
        self._store(msgspec.structs.replace(self.document.connection.roles, rules=rows), words, merge)

    def changed_row(self, at: int, column: int, text: str) -> tuple[RoleRule, str]:
        """The rule with what was typed, and the words for undo."""
        rule = self.rows_now()[at]
        words = rule.name or f"rule {at + 1}"
        if column == NAME:
            return msgspec.structs.replace(rule, name=text.strip()), "the name of a rule"
        if column == WHEN:
            return msgspec.structs.replace(rule, when=typed.read_when(text)), f"when {words} holds"
        names = _names(text)
        kind = next((role.kind for role in self._declared() if role.name in names), rule.kind)
        return msgspec.structs.replace(rule, grant=names, kind=kind), f"what {words} gives"

    def _declared(self) -> tuple[Role, ...]:
        return self.document.connection.roles.roles

    def _judge_when(self, _at: int, text: str) -> Trouble | None:
        return typed.trouble_of(lambda: typed.read_when(text))

    def _judge_gives(self, _at: int, text: str) -> Trouble | None:
        return None if _names(text) else Trouble("A rule gives at least one role; several are parted by commas.")

    def _offers(self) -> list[Offer]:
        return typed.names_offered(self.evaluation.survey.seen, len(self.evaluation.survey.briefs))

    def _roles_offered(self) -> list[Offer]:
        return [Offer(role.name, ", ".join(role.permissions[:3])) for role in self._declared()]


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _gives_text(line: Line) -> str:
    return ", ".join(line.rule.grant)


def _when_edit(line: Line) -> str:
    return line.wrong[0] if line.wrong else typed.when_text(line.rule.when)


def _when_text(line: Line) -> str:
    if line.wrong:
        return line.wrong[0]
    return typed.short_when(line.rule.when) or "every login"


def _matches_text(line: Line) -> str:
    return number(line.matches) if line.total else ""


def _holds_icon(line: Line) -> tuple[str, str] | None:
    if line.holds is None:
        return None
    return ("yes", "good") if line.holds else ("skip", "quiet")


def _holds_tip(line: Line) -> str:
    parts = [f"Holds for {people(line.matches)} of {number(line.total)}."] if line.total else []
    if line.holds is not None:
        parts.append(f"It {'holds' if line.holds else 'does not hold'} for {line.person}.")
    return "\n".join(parts)
