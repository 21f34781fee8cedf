"""The JIT policy as a form that writes its own sentence: every knob of the policy and of the role map."""

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jitadmin.core.connection import Connection
from jitadmin.core.connection.policy import Gates, Library, MatchStep, NewAccount, Unique
from jitadmin.core.connection.role_map import DirectRoles, KindRules, RoleMap
from jitadmin.core.jit.summary import policy_sentence
from jitadmin.gui.editors import policy_sections as sections
from jitadmin.gui.editors import policy_words as words
from jitadmin.gui.editors.condition_builder import ConditionBuilder
from jitadmin.gui.editors.finding_cards import MOST_CARDS, FindingCards
from jitadmin.gui.editors.fold import Fold
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.knobs import Knobs
from jitadmin.gui.editors.link_fields import LinkFields
from jitadmin.gui.editors.presets import PresetsDialog
from jitadmin.gui.editors.record_list import RecordList
from jitadmin.gui.editors.role_table import RoleTable
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import line, row
from jitadmin.gui.widgets.text import Text

Show = Callable[[Connection], object]


class PolicyPage(QScrollArea):
    """Every choice is one step of undo. What is rare is folded, and says so where it differs from the usual."""

    def __init__(self, everybody: Everybody, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._everybody = everybody
        self._document = everybody.evaluation.document
        self._theme = theme
        self._known = sections.Known(everybody)
        self._shown: Connection | None = None
        self._shows: list[Show] = []
        self._typing = 0
        self.parts: dict[str, QWidget] = {}
        self.folds: dict[str, Fold] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("bare")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(grid(2), grid(3), grid(2), grid(3))
        self._column.setSpacing(grid(2))
        self._head()
        self._finding()
        self._accounts()
        self._gates()
        self._roles()
        self._rest()
        self._column.addStretch(1)
        self.setWidget(body)
        self._document.changed.connect(self.refresh)
        everybody.evaluation.person_changed.connect(self._on_person)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        self.refresh()

    def _head(self) -> None:
        self.sentence = Text("", "policySentence")
        self.sentence.setAccessibleName("The policy as a sentence")
        self.presets = QPushButton("Start from a &preset…")
        self.presets.clicked.connect(lambda: self.open_presets())
        self.cards = FindingCards(self._theme, MOST_CARDS, cause=True)
        self.cards.wanted.connect(self.go_to)
        self._everybody.findings.changed.connect(self._show_told)
        self._column.addWidget(self.sentence)
        self._column.addLayout(row(self.presets, None))
        self._column.addWidget(self.cards)

    def _show_told(self) -> None:
        told = [one for one in self._everybody.findings.below("policy", "roles") if "rules[" not in one.finding.origin]
        self.cards.show_told(told, self._document.connection)

    def open_presets(self) -> PresetsDialog:
        """Show the presets; the one that is taken over is one step of undo."""
        dialog = PresetsDialog(self._everybody, self._theme, self.window())
        dialog.taken.connect(lambda made, title: self._document.replace(made, f"start from the preset {title}"))
        dialog.open()
        return dialog

    def _heading(self, text: str) -> None:
        self._column.addWidget(line())
        self._column.addWidget(Text(text, "heading"))

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            QTimer.singleShot(0, self, lambda: self._reveal(now))

    def _reveal(self, field: QWidget) -> None:
        if self.isAncestorOf(field):
            self.ensureWidgetVisible(field, 0, grid(4))

    # Parts.

    def _knobs(self, name: str, get: Callable[[Connection], Any], put: Callable[..., None], columns: int) -> Knobs:
        """A form over a record, kept up to date."""
        form = Knobs(self._theme, lambda field, value, said: self._turn(get, put, field, value, said), columns=columns)
        self.parts[name] = form
        self._shows.append(lambda connection: form.show_record(get(connection)))
        return form

    def _turn(
        self, get: Callable[[Connection], Any], put: Callable[..., None], name: str, value: Any, said: str
    ) -> None:
        put(msgspec.structs.replace(get(self._document.connection), **{name: value}), said)

    def _fold(self, name: str, title: str, body: QWidget, said: Callable[[Connection], str]) -> None:
        fold = Fold(self._theme, title, body)
        self.folds[name] = fold
        self._column.addWidget(fold)
        self._shows.append(lambda connection: fold.say(said(connection)))

    def _finding(self) -> None:
        self._heading("Finding the account")
        self.match = RecordList(
            self._theme, "step", sections.match_step(self._known), sections.step_title, self._next_step,
            "What a hit must fulfil", least=1,
        )  # fmt: skip
        self.match.changed.connect(lambda steps, said: self.store(said, match=steps))
        self._shows.append(lambda connection: self.match.show_records(connection.policy.match))
        self._column.addWidget(self.match)
        form = self._policy_form("conflict")
        form.pick("If two steps &disagree", "conflict", words.CONFLICT)
        self._column.addWidget(form)

    def _next_step(self) -> MatchStep:
        taken = {step.by for step in self._document.connection.policy.match}
        usual = ("userName", "emails.work", "externalId", "link")
        return MatchStep(by=next((name for name in usual if name not in taken), "displayName"))

    def _policy_form(self, name: str) -> Knobs:
        return self._knobs(name, lambda one: one.policy, self._put_policy, 1)

    def _accounts(self) -> None:
        self._heading("Making and changing accounts")
        form = self._policy_form("accounts")
        form.flag("&Make accounts for new people", "create")
        form.pick("&Update existing accounts", "update", words.UPDATE)
        form.pick("A disabled accoun&t", "inactive", words.INACTIVE)
        self._column.addWidget(form)
        made = self._knobs("new_account", lambda one: one.policy.new_account, self._put("new_account"), 2)
        sections.new_account(made)
        self._fold(
            "new_account", "What a new account gets", made,
            lambda one: made.unusual(one.policy.new_account, NewAccount()),
        )  # fmt: skip
        self.links = LinkFields(self._everybody, self._theme)
        self.links.changed.connect(lambda links, said: self.store(said, links=links))
        self._shows.append(lambda one: self.links.show_links(one.policy.links))
        self._fold("links", "Stored links", self.links, lambda one: "kept" if one.policy.links else "none")
        self.unique = RecordList(
            self._theme, "field", sections.unique_field(self._known), sections.unique_title,
            lambda: Unique(field="userName"),
        )  # fmt: skip
        self.unique.changed.connect(lambda fields, said: self.store(said, unique=fields))
        self._shows.append(lambda one: self.unique.show_records(one.policy.unique))
        self._fold(
            "unique", "Fields that no two accounts share", self.unique,
            lambda one: ", ".join(sections.unique_title(unique) for unique in one.policy.unique),
        )  # fmt: skip

    def _gates(self) -> None:
        self._heading("Who may come in")
        form = self._knobs("gates", lambda one: one.policy.gates, self._put("gates"), 1)
        sections.gates(form, self._known)
        self._column.addWidget(form)
        rare = self._knobs("addresses", lambda one: one.policy.gates, self._put("gates"), 2)
        sections.rare_gates(rare, self._known)
        self._fold("addresses", "Addresses", rare, lambda one: rare.unusual(one.policy.gates, Gates()))
        self.condition = ConditionBuilder(self._everybody, self._theme, "No further condition.")
        self.condition.changed.connect(self._on_condition)
        self._shows.append(lambda one: self.condition.show_condition(one.policy.gates.condition))
        self._fold(
            "condition", "A condition that must hold", self.condition,
            lambda one: "set" if one.policy.gates.condition is not None else "",
        )  # fmt: skip

    def _on_condition(self, condition: Any, typing: bool) -> None:
        gates = msgspec.structs.replace(self._document.connection.policy.gates, condition=condition)
        if not typing:
            self._typing += 1
        self.store("who may come in", ("gate", self._typing) if typing else None, gates=gates)

    def _roles(self) -> None:
        self._heading("Roles and groups")
        form = self._knobs("roles", lambda one: one.roles, self._put_roles, 2)
        sections.roles(form, self._known)
        self._column.addWidget(form)
        self.declared = RoleTable(self._theme)
        self.declared.changed.connect(lambda roles, said: self._replace_roles(said, roles=roles))
        self._shows.append(lambda one: self.declared.show_roles(one.roles.roles))
        self._fold("declared", "Roles that the application has", self.declared, lambda one: f"{len(one.roles.roles)}")
        self.direct = RecordList(
            self._theme, "source of names", sections.direct_values(self._known), sections.direct_title,
            self._next_direct, "Other names, parts of values",
        )  # fmt: skip
        self.direct.changed.connect(lambda direct, said: self._replace_roles(said, direct=direct))
        self._shows.append(lambda one: self.direct.show_records(one.roles.direct))
        self._fold(
            "direct", "Attributes that name roles or groups", self.direct,
            lambda one: ", ".join(sections.direct_title(direct) for direct in one.roles.direct),
        )  # fmt: skip
        self._kind("groups", "Other rules for groups")
        self._kind("entitlements", "Other rules for entitlements")
        rare = self._knobs("rare_roles", lambda one: one.roles, self._put_roles, 2)
        sections.rare_roles(rare, self._known)
        self._fold("rare_roles", "Unknown names, object ids", rare, lambda one: rare.unusual(one.roles, RoleMap()))

    def _next_direct(self) -> DirectRoles:
        roles = self._document.connection.roles
        return DirectRoles(attribute=roles.groups_attribute or "groups", kind="group")

    def _kind(self, name: str, title: str) -> None:
        """A switch, and the form that shows while it is on."""

        def get(connection: Connection) -> KindRules:
            return getattr(connection.roles, name) or KindRules()

        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        switch = QCheckBox("They go by rules of their own")
        switch.clicked.connect(lambda on: self._replace_roles(title.lower(), **{name: KindRules() if on else None}))
        form = self._knobs(name, get, lambda record, said: self._replace_roles(said, **{name: record}), 2)
        sections.kind_rules(form, self._known)
        column.addWidget(switch)
        column.addWidget(form)

        def show(connection: Connection) -> None:
            on = getattr(connection.roles, name) is not None
            switch.setChecked(on)
            form.setVisible(on)

        self._shows.append(show)
        self._fold(name, title, body, lambda one: form.unusual(get(one), KindRules()))

    def _rest(self) -> None:
        self._heading("Before all that")
        form = self._knobs("library", lambda one: one.policy.library, self._put("library"), 2)
        sections.library(form)
        self._fold(
            "library", "The application's SAML library", form,
            lambda one: form.unusual(one.policy.library, Library()),
        )  # fmt: skip
        rows = self._knobs("rows", lambda one: one.attributes, self._put_attributes, 1)
        rows.pick("Several rows for one field", "several_rows", words.SEVERAL_ROWS)
        together = self._policy_form("together")
        together.offered(
            "Stored only together", "together", _together, _read_together, "name.givenName, name.familyName; …",
            self._known.fields,
        )  # fmt: skip
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(rows)
        column.addWidget(together)
        self._fold("fields", "How rows and fields go together", both, lambda one: _together(one.policy.together))

    # Storing.

    def _put(self, name: str) -> Callable[..., None]:
        return lambda record, said: self.store(said, **{name: record})

    def _put_policy(self, policy: Any, said: str = "") -> None:
        connection = self._document.connection
        self._document.replace(msgspec.structs.replace(connection, policy=policy), f"change {said}")

    def _put_roles(self, roles: Any, said: str = "") -> None:
        connection = self._document.connection
        self._document.replace(msgspec.structs.replace(connection, roles=roles), f"change {said}")

    def _put_attributes(self, attributes: Any, said: str = "") -> None:
        connection = self._document.connection
        self._document.replace(msgspec.structs.replace(connection, attributes=attributes), f"change {said}")

    def _replace_roles(self, said: str, **values: Any) -> None:
        self._put_roles(msgspec.structs.replace(self._document.connection.roles, **values), said)

    def store(self, said: str, merge: object = None, /, **values: Any) -> None:
        """Change some knobs as one step of undo."""
        connection = self._document.connection
        policy = msgspec.structs.replace(connection.policy, **values)
        self._document.replace(msgspec.structs.replace(connection, policy=policy), f"change {said}", merge)

    # Showing.

    def refresh(self) -> None:
        """Show the policy as it is now."""
        connection = self._document.connection
        before, self._shown = self._shown, connection
        if before is not None and (before.policy, before.roles, before.attributes) == (
            connection.policy, connection.roles, connection.attributes
        ):  # fmt: skip
            return
        self.sentence.say(policy_sentence(connection))
        for show in self._shows:
            show(connection)

    def _on_person(self) -> None:
        if self.folds["condition"].button.isChecked():
            self.condition.show_condition(self._document.connection.policy.gates.condition)

    def go_to(self, origin: str) -> None:
        """Show the part that an origin such as ``policy.match[1]`` or ``roles.groups.membership`` names."""
        name = _PARTS.get(origin.split("[", 1)[0], "") or _PARTS.get(".".join(origin.split(".")[:2]), "")
        if name in self.folds:
            self.folds[name].open()
        target = self.match if name == "match" else self.parts.get(name) or self.folds.get(name)
        if target is not None:
            QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(target, 0, grid(6)))


_PARTS = {
    "policy.match": "match",
    "policy.conflict": "conflict",
    "policy.create": "accounts",
    "policy.update": "accounts",
    "policy.inactive": "accounts",
    "policy.newAccount": "new_account",
    "policy.links": "links",
    "policy.unique": "unique",
    "policy.together": "fields",
    "policy.gates": "gates",
    "policy.library": "library",
    "roles.direct": "direct",
    "roles.roles": "declared",
    "roles.groups": "groups",
    "roles.entitlements": "entitlements",
    "roles": "roles",
    "roles.membership": "roles",
    "roles.defaults": "roles",
    "roles.pick": "roles",
}


def _together(groups: tuple[tuple[str, ...], ...]) -> str:
    return "; ".join(", ".join(group) for group in groups)


def _read_together(text: str) -> tuple[tuple[str, ...], ...]:
    found = (tuple(part.strip() for part in group.split(",") if part.strip()) for group in text.split(";"))
    return tuple(group for group in found if group)
