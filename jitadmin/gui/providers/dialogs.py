"""Small dialogs of the providers: an address, a party entered by hand, a choice among many, and a difference."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.errors import JitadminError
from jitadmin.core.messages import inert
from jitadmin.core.record import Revision
from jitadmin.core.registry import Found, Hits, Provider, ProviderKind, Refresh, Said
from jitadmin.gui.desk import Desk
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.providers.details import TONES
from jitadmin.gui.providers.items import BY_HAND
from jitadmin.gui.tasks import Task
from jitadmin.gui.theme import grid, mono_font
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number

REST_MS = 200
FOUND_AT_ONCE = 200
TITLES = {"identityProvider": "an identity provider", "serviceProvider": "a service provider"}


class Ask(QDialog):
    """A dialog with a heading, a message bar, a body to fill, Cancel and one button that does it."""

    def __init__(self, desk: Desk, title: str, words: str, does: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.messages = MessageBar(desk.theme)
        self.does = QPushButton(does)
        self.does.setProperty("primary", True)
        self.does.setDefault(True)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.body = QVBoxLayout()
        self.body.setSpacing(grid(2))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
        column.setSpacing(grid(3))
        column.addWidget(Text(title, "title"))
        if words:
            column.addWidget(Text(words, "muted"))
        column.addWidget(self.messages)
        column.addLayout(self.body, 1)

    def open(self) -> None:
        """The buttons come last, also for the Tab key."""
        self._column.addLayout(row(None, self.cancel, self.does))
        super().open()

    def fault(self, error: object) -> None:
        """Say an error in the dialog; a fault of the program goes to the program's own."""
        if isinstance(error, JitadminError):
            lines = str(error).split("\n")
            self.messages.say("error", lines[0], [text.strip() for text in lines[1:]])
        else:
            self.desk.runner.fault.emit(error)


class AskAddress(Ask):
    """``given`` tells the https address that metadata shall be fetched from."""

    given = Signal(str)

    def __init__(self, desk: Desk, kind: ProviderKind, parent: QWidget | None) -> None:
        words = "It is fetched once now and again only when you ask. Later fetches ask whether anything is newer."
        super().__init__(desk, f"Metadata of {TITLES[kind]}", words, "&Fetch", parent)
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://login.example.com/metadata.xml")
        self.address.setMinimumWidth(grid(110))
        self.address.textChanged.connect(self._follow)
        caption = QLabel("&Address")
        caption.setBuddy(self.address)
        self.address.setAccessibleName("Address")
        self.body.addWidget(caption)
        self.body.addWidget(self.address)
        self.address.setFocus()
        self.does.clicked.connect(self._give)
        self._follow()

    def _follow(self) -> None:
        self.does.setEnabled(len(self.address.text().strip()) > len("https://"))

    def _give(self) -> None:
        self.given.emit(self.address.text().strip())
        self.accept()


class ByHand(Ask):
    """``keep`` takes the provider that was entered, and raises what is wrong with it."""

    def __init__(
        self,
        desk: Desk,
        kind: ProviderKind,
        keep: Callable[[Provider], object],
        before: Provider | None,
        parent: QWidget | None,
    ) -> None:
        title = f"Change {before.name or before.entity_id}" if before else f"Enter {TITLES[kind]}"
        super().__init__(desk, title, "", "&Save" if before else "&Add", parent)
        self._kind = kind
        self._keep = keep
        self._before = before
        self.name = _line("Contoso", before.name if before else "")
        self.entity_id = _line("https://login.example.com/saml", before.entity_id if before else "")
        # Another entity ID is another provider.
        self.entity_id.setReadOnly(before is not None)
        example = "https://app.example.com/saml/acs" if kind == "serviceProvider" else "https://login.example.com/sso"
        self.acs = _text(example, "\n".join(before.acs) if before else "")
        self.acs.setMaximumHeight(grid(20))
        self.certificates = _text("-----BEGIN CERTIFICATE-----", "\n\n".join(before.certificates) if before else "")
        self.certificates.setFont(mono_font())
        table = QGridLayout()
        table.setHorizontalSpacing(grid(3))
        table.setVerticalSpacing(grid(2))
        fields: list[tuple[str, QWidget]] = [("&Name", self.name), ("&Entity ID", self.entity_id)]
        at_words = "&Takes logins at (ACS)" if kind == "serviceProvider" else "Signs in a&t (SSO)"
        fields.append((at_words, self.acs))
        fields.append(("Certi&ficates", self.certificates))
        for at, (words, field) in enumerate(fields):
            caption = QLabel(words)
            caption.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            table.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(field, at, 1)
        table.setColumnStretch(1, 1)
        self.body.addLayout(table)
        hint = (
            "Each address in its own line. One certificate after the other, as PEM or as the base64 text of a console."
        )
        if kind == "serviceProvider":
            hint += " Only an application that signs or takes encrypted logins needs one."
        self.body.addWidget(Text(hint, "muted"))
        self.does.clicked.connect(self._give)
        self.entity_id.textChanged.connect(self._follow)
        self.resize(QSize(grid(150), grid(120)))
        self.name.setFocus()
        self._follow()

    def _follow(self) -> None:
        self.does.setEnabled(bool(self.entity_id.text().strip()))

    def _give(self) -> None:
        base = self._before or Provider(entity_id="-", kind=self._kind, source=BY_HAND)
        made = msgspec.structs.replace(
            base,
            entity_id=self.entity_id.text().strip(),
            name=self.name.text().strip(),
            acs=tuple(self.acs.toPlainText().split()),
            certificates=certificates_in(self.certificates.toPlainText()),
        )
        try:
            self._keep(made)
        except JitadminError as error:
            self.fault(error)
        else:
            self.accept()


class PickParties(Ask):
    """Choose one party of metadata that describes many; ``given`` tells its entity ID. Nothing is held in memory."""

    given = Signal(str)

    def __init__(
        self, desk: Desk, kind: ProviderKind, search: Callable[[str, int, Any], Hits], parent: QWidget | None
    ) -> None:
        words = "The metadata describes many parties. Type a name, an entity ID or a domain."
        super().__init__(desk, f"Choose {TITLES[kind]}", words, "&Register", parent)
        self._search = search
        self._task: Task | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a name, an entity ID or a domain")
        self.search.setAccessibleName("Find a party")
        self.search.setClearButtonEnabled(True)
        self.count = Text("", "muted", firm=True)
        self.model = RecordModel[Found](_found_columns(), desk.theme, self)
        self.view = ReadingTable(self.model, desk.theme, "Parties", stretch=(0, 1), most=2, padding=2)
        self.view.activated.connect(lambda _: self._give())
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._look)
        self.search.textEdited.connect(lambda _: self._rest.start())
        frame, column = card()
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        column.addWidget(self.count)
        self.body.addWidget(frame, 1)
        self.does.clicked.connect(self._give)
        self.resize(QSize(grid(180), grid(130)))
        self.search.setFocus()
        self._look()

    @property
    def busy(self) -> bool:
        """Whether the metadata is being searched."""
        return self._task is not None or self._rest.isActive()

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
        text = self.search.text().strip()
        self.count.say("Searching…")
        self._task = self.desk.runner.start(
            lambda progress: self._search(text, FOUND_AT_ONCE, progress), done=self._show, failed=self._failed
        )

    def _show(self, hits: Hits) -> None:
        self._task = None
        self.view.show_records(hits.found, lambda one: one.entity_id)
        shown = number(len(hits.found))
        self.count.say(
            f"The best {shown} of {number(hits.total)}" if hits.total > len(hits.found) else f"{shown} found"
        )
        self.does.setEnabled(bool(hits.found))

    def _failed(self, error: object) -> None:
        self._task = None
        self.fault(error)

    def _give(self) -> None:
        chosen = self.view.chosen
        if chosen is not None:
            self.given.emit(chosen.entity_id)
            self.accept()

    def done(self, result: int) -> None:
        """Stop searching when the dialog goes."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)


class ShowDifference(Ask):
    """What newer metadata would change, before it is taken; ``taken`` follows the button.

    With ``theirs``, what a change would still change of the revision that somebody else saved meanwhile.
    """

    taken = Signal()

    def __init__(
        self,
        desk: Desk,
        refresh: Refresh,
        used: Sequence[str],
        parent: QWidget | None,
        theirs: Revision | None = None,
    ) -> None:
        name = inert(refresh.before.name or refresh.before.entity_id)
        words = "Nothing has been taken yet."
        if used:
            words += f" It concerns {', '.join(used)}." if len(used) < 6 else f" It concerns {len(used)} connections."
        super().__init__(desk, f"What is new in {name}", words, "&Take it", parent)
        self.model = RecordModel[Said](_said_columns(), desk.theme, self)
        self.view = ReadingTable(self.model, desk.theme, "Differences", most=6, padding=2, quiet=True)
        self.view.horizontalHeader().hide()
        frame, column = card()
        column.addWidget(self.view)
        self.body.addWidget(frame, 1)
        self.does.clicked.connect(self._take)
        self.cancel.setText("Leave it as it is")
        if refresh.note is not None:
            self.messages.say("warning", refresh.note.text)
        if theirs is not None:
            who = inert(theirs.author) or "Somebody else"
            said = f"{who} saved revision {theirs.number} meanwhile. Below stands what yours would change of it."
            self.messages.say("warning", said)
            self.does.setText(f"&Keep mine as revision {theirs.number + 1}")
            self.cancel.setText("Take theirs")
        self.view.show_records(refresh.differences)
        self.resize(QSize(grid(180), grid(110)))

    def _take(self) -> None:
        self.taken.emit()
        self.accept()


def certificates_in(text: str) -> tuple[str, ...]:
    """The certificates of a text: PEM blocks as they are, anything else as base64 parted by empty lines."""
    marker = "-----BEGIN"
    if marker not in text:
        return tuple("".join(part.split()) for part in text.split("\n\n") if part.strip())
    parts = [marker + part for part in text.split(marker)[1:]]
    return tuple(part.strip() for part in parts)


def _line(example: str, text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setPlaceholderText(example)
    return field


def _text(example: str, text: str) -> QPlainTextEdit:
    field = QPlainTextEdit(text)
    field.setPlaceholderText(example)
    field.setTabChangesFocus(True)
    field.setMinimumHeight(grid(16))
    return field


def _found_columns() -> list[Column[Found]]:
    return [
        Column(title="Name", text=lambda one: one.name or one.entity_id),
        Column(title="Entity ID", text=lambda one: one.entity_id, colour=lambda _: "muted"),
    ]


def _said_columns() -> list[Column[Said]]:
    return [Column(title="Difference", text=lambda one: one.text, icon=lambda one: TONES[one.tone])]
