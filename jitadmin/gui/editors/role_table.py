"""The roles, groups and entitlements that the application has, with what they allow and how far they reach."""

from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitadmin.core.connection.role_map import Role
from jitadmin.gui.editors.knobs import listed
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.editor import Trouble
from jitadmin.gui.widgets.pieces import tool
from jitadmin.gui.widgets.table import MapTable
from jitadmin.gui.words import KINDS

_EXISTS = (("yes", "yes"), ("no", "not yet"))
MOST_ROWS = 8


class RoleTable(QWidget):
    """``changed`` hands over all roles and words for undo."""

    changed = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.roles: tuple[Role, ...] = ()
        columns: list[Column[Role]] = [
            Column(title="Name", text=lambda role: role.name, edit=lambda role: role.name, commit=self._name),
            Column(
                title="Title",
                text=lambda role: role.title,
                edit=lambda role: role.title,
                commit=lambda at, text: self._put(at, "the title of a role", title=text.strip()),
                tip=lambda role: role.title or "what people call it, where that differs from its name",
            ),
            Column(
                title="Kind",
                text=lambda role: KINDS[role.kind],
                edit=lambda role: role.kind,
                commit=lambda at, value: self._put(at, "the kind of a role", kind=value),
                choices=tuple(KINDS.items()),
            ),
            Column(
                title="Allows",
                text=lambda role: ", ".join(role.permissions),
                edit=lambda role: ", ".join(role.permissions),
                commit=lambda at, text: self._put(at, "what a role allows", permissions=listed(text)),
            ),
            Column(
                title="Reach",
                text=lambda role: f"{role.privilege} of 100",
                edit=lambda role: str(role.privilege),
                commit=lambda at, text: self._put(at, "how far a role reaches", privilege=int(text)),
                tip=lambda _: "0 is nothing, 100 owns everything",
            ),
            Column(
                title="Is there",
                text=lambda role: "yes" if role.exists else "not yet",
                edit=lambda role: "yes" if role.exists else "no",
                commit=lambda at, value: self._put(at, "whether a role is there", exists=value == "yes"),
                choices=_EXISTS,
            ),
        ]
        self.model = RecordModel[Role](columns, theme, self)
        self.table = MapTable(self.model, theme, stretch=3)
        self.table.setObjectName("framed")
        self.table.setAccessibleName("Roles of the application")
        self.table.set_shares((0.22, 0.15, 0.14, 0, 0.15, 0.13))
        self.table.delegate.judges = {0: self._judge_name, 4: _judge_reach}
        self.table.add.connect(self._add)
        self.table.remove.connect(self._remove)
        self.table.shift.connect(self._shift)
        self.table.dragged.connect(self._carry)
        buttons = QHBoxLayout()
        buttons.setSpacing(grid(0.5))
        buttons.addWidget(tool(theme, "add", "Add a role (Insert)", self._add))
        buttons.addWidget(tool(theme, "remove", "Remove the role (Delete)", self._remove))
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid(0.5))
        column.addWidget(self.table)
        column.addLayout(buttons)

    def show_roles(self, roles: tuple[Role, ...]) -> None:
        """Show other roles."""
        self.roles = roles
        self.model.show(list(roles))
        rows = max(1, min(MOST_ROWS, len(roles)))
        line = self.table.fontMetrics().height() + grid(5)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * line + 4)

    def _judge_name(self, at: int, text: str) -> Trouble | None:
        name = text.strip()
        if not name:
            return Trouble("A role needs a name.")
        kind = self.roles[at].kind if at < len(self.roles) else "role"
        if any(role.name == name and role.kind == kind for n, role in enumerate(self.roles) if n != at):
            return Trouble("There is one of this name already.")
        return None

    def _name(self, at: int, text: str) -> bool:
        return self._put(at, "the name of a role", name=text.strip())

    def _put(self, at: int, words: str, **values: Any) -> bool:
        made = msgspec.structs.replace(self.roles[at], **values)
        self.changed.emit((*self.roles[:at], made, *self.roles[at + 1 :]), words)
        return True

    def _add(self) -> None:
        taken = {role.name for role in self.roles}
        name = next(f"Role {n}" for n in range(len(self.roles) + 1, len(self.roles) + 999) if f"Role {n}" not in taken)
        self.changed.emit((*self.roles, Role(name=name)), "a new role")
        self.table.go(len(self.roles) - 1, 0, edit=True)

    def _remove(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.roles):
            self.changed.emit((*self.roles[:at], *self.roles[at + 1 :]), "without a role")

    def _shift(self, step: int) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at + step < len(self.roles):
            self._carry(at, at + step)

    def _carry(self, at: int, to: int) -> None:
        roles = list(self.roles)
        roles.insert(to, roles.pop(at))
        self.changed.emit(tuple(roles), "the order of the roles")
        self.table.go(to, max(0, self.table.currentIndex().column()))


def _judge_reach(_at: int, text: str) -> Trouble | None:
    return None if text.strip().isdecimal() and int(text[:6]) <= 100 else Trouble("A number from 0 to 100.")
