"""Everything about one role rule: its condition line by line, what it gives, and at which logins."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from jitadmin.core.connection.role_map import Condition, RoleRule
from jitadmin.gui.editors.condition_builder import ConditionBuilder
from jitadmin.gui.editors.finding_cards import MOST_CARDS, FindingCards
from jitadmin.gui.editors.findings import Told
from jitadmin.gui.editors.fold import Fold
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.offers import OfferLine
from jitadmin.gui.editors.pane import Pane
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.widgets.form import Form

Store = Callable[[int, RoleRule, str, object], None]
KINDS = (("role", "roles"), ("group", "groups"), ("entitlement", "entitlements"))
APPLY = (
    (None, "as for all rules"),
    ("everyLogin", "at every login"),
    ("onCreate", "only when the account is made"),
    ("createThenRemove", "gives on creation, only takes away later"),
    ("never", "never"),
)


class RoleDetails(Pane):
    """The chosen rule. Every change is one step of undo; typing in one field is one too."""

    def __init__(
        self,
        everybody: Everybody,
        theme: Theme,
        offers: Callable[[], Sequence[Offer]],
        store: Store,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("The chosen role rule", parent)
        self._everybody = everybody
        self._store = store
        self._at: int | None = None
        self._rule: RoleRule | None = None
        self._session = 0
        self.builder = ConditionBuilder(everybody, theme, "No condition: the rule holds for everybody.")
        self.builder.changed.connect(self._on_condition)
        self.grant = OfferLine(theme, offers, listed=True)
        self.grant.setAccessibleName("What the rule gives, parted by commas")
        self.grant.textEdited.connect(self._on_grant)
        self.form = Form(theme, columns=2)
        self.form.grid.setContentsMargins(0, 0, 0, 0)
        self.form.choice("At which logins", "apply", APPLY)  # type: ignore[arg-type]
        self.form.choice("Names not listed below are", "kind", KINDS)
        self.form.text("Note", "note", str, str.strip, "for yourself and others")
        self.form.changed.connect(self._on_form)
        self.more = Fold(theme, "At which logins, kind, note", self.form)
        self.cards = FindingCards(theme, MOST_CARDS)
        self._build()
        self.show_rule(None, None)

    def show_told(self, told: Sequence[Told]) -> None:
        """Show what the rule causes, with the remedies."""
        self.cards.show_told(told, self._everybody.evaluation.document.connection)

    def _build(self) -> None:
        self.column.addWidget(self.cards)
        lines = QGridLayout()
        lines.setHorizontalSpacing(grid(2))
        lines.setVerticalSpacing(grid(2))
        lines.setColumnStretch(1, 1)
        for at, (words, field) in enumerate((("If", self.builder), ("Gives", self.grant))):
            caption = QLabel(words)
            caption.setObjectName("muted")
            caption.setFixedWidth(grid(10))
            caption.setFixedHeight(grid(7))
            lines.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(field, at, 1)
        self.column.addLayout(lines)
        self.column.addWidget(self.more)
        self.column.addStretch(1)

    def show_rule(self, at: int | None, rule: RoleRule | None) -> None:
        """Show a rule, or that none is chosen."""
        if at != self._at:
            self._session += 1
        self._at, self._rule = at, rule
        self.body.setEnabled(rule is not None)
        self.builder.show_condition(rule.when if rule else None)
        if rule is None:
            self.grant.clear()
            return
        if tuple(_names(self.grant.text())) != rule.grant:
            self.grant.setText(", ".join(rule.grant))
        self.form.show_record(rule)
        usual = dict(APPLY).get(rule.apply, "") if rule.apply is not None else ""
        self.more.say(", ".join(part for part in (usual, rule.note) if part))

    def _on_condition(self, condition: Condition | None, typing: bool) -> None:
        self._change(when=condition, words="when a rule holds", typing=typing)

    def _on_grant(self, text: str) -> None:
        names = tuple(_names(text))
        if names:
            self._change(grant=names, words="what a rule gives", typing=True)

    def _on_form(self, name: str, value: Any, words: str) -> None:
        self._change(**{name: value}, words=words)

    def _change(self, *, words: str, typing: bool = False, **values: Any) -> None:
        if self._rule is None or self._at is None:
            return
        if not typing:
            self._session += 1
        merge = ("rule", self._at, self._session) if typing else None
        self._store(self._at, msgspec.structs.replace(self._rule, **values), words, merge)

    def focus_first(self) -> None:
        """Put the keyboard into the first condition."""
        self.builder.focus_first()


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
