"""New connection: choose both sides, fill the holes, look at the proposal, make it."""

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jitadmin.app import Workspace
from jitadmin.core.catalogue import IdpTemplate, SpTemplate
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.messages import inert
from jitadmin.core.proposal import Answers, Proposal, propose
from jitadmin.core.proposal.record import Side
from jitadmin.core.proposal.registered import registered
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.widgets.pieces import line, row
from jitadmin.gui.widgets.tabbing import go_on
from jitadmin.gui.wizard.choice import ChoicePage
from jitadmin.gui.wizard.details import LONGEST_NAME, DetailsPage
from jitadmin.gui.wizard.intake import Intake
from jitadmin.gui.wizard.parties import Parties, Party
from jitadmin.gui.wizard.review import ReviewPage
from jitadmin.gui.wizard.steps import Steps

STEPS = ("Identity provider", "Application", "Details", "Review")
IDP, SP, DETAILS, REVIEW = range(4)


class NewConnection(QDialog):
    """``made`` tells the name of the connection, which is then in the workspace as revision 1; ``failed`` an error in
    registering the parties whose metadata was given.
    """

    made = Signal(str)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, theme: Theme, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.proposal: Proposal | None = None
        self._making = False
        self.setWindowTitle("New connection")
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.steps = Steps(theme, STEPS)
        self.messages = MessageBar(theme)
        idps = Parties(workspace, "idp")
        self.choices = (ChoicePage(idps, theme), ChoicePage(Parties(workspace, "sp", idps), theme))
        self.intake = Intake(workspace, runner, self.messages, (idps, self.choices[SP].parties), self)
        self.details = DetailsPage(theme)
        self.review = ReviewPage(theme)
        self.pages = QStackedWidget()
        for page in (*self.choices, self.details, self.review):
            self.pages.addWidget(page)
        self.back_button = QPushButton("&Back")
        self.next_button = QPushButton("&Next")
        self.cancel_button = QPushButton("Cancel")
        self._build()
        self._connect()
        self._go(IDP)
        self.intake.look_up()

    def _build(self) -> None:
        self.next_button.setProperty("primary", True)
        self.next_button.setDefault(True)
        for button in (self.back_button, self.cancel_button):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
        column.setSpacing(grid(3))
        column.addWidget(self.steps)
        column.addWidget(line())
        column.addWidget(self.messages)
        column.addWidget(self.pages, 1)
        column.addLayout(row(self.cancel_button, None, self.back_button, self.next_button))
        self.setMinimumSize(QSize(grid(200), grid(130)))

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.back)
        self.next_button.clicked.connect(self.next)
        self.cancel_button.clicked.connect(self.reject)
        for page in self.choices:
            page.changed.connect(self._follow)
            page.taken.connect(self.next)
            page.file_wanted.connect(self.intake.open)
            page.paste_wanted.connect(self.intake.paste)
        self.intake.found.connect(self._offer)
        self.intake.known.connect(self._list)
        self.details.changed.connect(self._propose)
        self.details.taken.connect(self.next)

    # Going through the steps

    @property
    def step(self) -> int:
        """The step that is shown, counted from 0."""
        return self.pages.currentIndex()

    def _go(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self.steps.show_step(step)
        if step in (IDP, SP) and self.choices[step].parties.faults:
            faults = self.choices[step].parties.faults
            self.messages.say("warning", "Some files of the catalogue cannot be used.", list(faults))
        elif step == DETAILS:
            self._ask()
        elif step == REVIEW and self.proposal is not None:
            self.review.show_proposal(self.proposal)
        self.next_button.setText("&Create connection" if step == REVIEW else "&Next")
        self._follow()
        page = self.pages.currentWidget()
        if isinstance(page, (ChoicePage, DetailsPage, ReviewPage)):
            page.start()

    def _follow(self) -> None:
        step = self.step
        self.back_button.setEnabled(step > IDP)
        if step in (IDP, SP):
            ready = self.choices[step].usable
        else:
            ready = self.proposal is not None and self.proposal.ready and not self.details.trouble
        self.next_button.setEnabled(ready)

    def next(self) -> None:
        """Go on to the next step, or make the connection behind the last one."""
        if not self.next_button.isEnabled():
            return
        if self.step == REVIEW:
            self._make()
        else:
            self._go(self.step + 1)

    def back(self) -> None:
        """Go back a step; what was chosen and typed stays."""
        if self.step > IDP:
            self._go(self.step - 1)

    # What is proposed

    def _parties(self) -> tuple[Party, Party] | None:
        idp, sp = self.choices[IDP].party, self.choices[SP].party
        return (idp, sp) if idp is not None and sp is not None else None

    def _templates(self, idp: Party, sp: Party) -> tuple[IdpTemplate, SpTemplate]:
        one, other = self.choices[IDP].parties.idp(idp), self.choices[SP].parties.sp(sp)
        if idp.unnamed:
            one = msgspec.structs.replace(one, name=self._name_of(idp, "identityProvider") or one.name)
        if sp.unnamed:
            other = msgspec.structs.replace(other, name=self._name_of(sp, "serviceProvider") or other.name)
        return one, other

    def _name_of(self, party: Party, side: Side) -> str:
        """What the person calls a party that is in no catalogue, else its host."""
        answers = self.details.answers()
        said = answers.identity_provider if side == "identityProvider" else answers.service_provider
        return self.details.called(side) or party.usual_name(said.get("entityId", ""))

    def _ask(self) -> None:
        """Ask for what the chosen pair leaves open."""
        parties = self._parties()
        if parties is None:
            return
        idp, sp = self._templates(*parties)
        first = propose(idp, sp, self._start(*parties))
        names = parties[0].head.name, parties[1].head.name
        sides = zip(("identityProvider", "serviceProvider"), parties, strict=True)
        called = {side: party.usual_name() for side, party in sides if party.unnamed}
        self.details.ask(first, sp, names, self._trouble_of_name, called)
        self._propose()

    def _start(self, idp: Party, sp: Party) -> Answers:
        """A name that no connection has yet."""
        parts = [
            _slug((party.usual_name() or plain) if party.unnamed else party.head.id)
            for party, plain in ((sp, "application"), (idp, "identity-provider"))
        ]
        stem = "-".join(part for part in parts if part)[:LONGEST_NAME] or "connection"
        taken = {one.name for one in self._workspace.connections()}
        names = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
        return Answers(name=next(name for name in names if name not in taken))

    def _trouble_of_name(self, name: str) -> str:
        if not name:
            return "A name is wanted."
        if len(name) > LONGEST_NAME:
            return f"The name is longer than {LONGEST_NAME} characters."
        if not name.isprintable():
            return "The name has a character that cannot be shown."
        if any(one.name.casefold() == name.casefold() for one in self._workspace.connections()):
            return f"There is a connection “{name}” already. Choose another name."
        return ""

    def _propose(self) -> None:
        """Work out the proposal for what has been said so far."""
        parties = self._parties()
        if parties is None or self.step != DETAILS:
            return
        idp, sp = parties
        one, other = self._templates(idp, sp)
        entity = idp.entity
        if entity is not None and idp.unnamed:
            entity = msgspec.structs.replace(entity, name=one.name)
        self.proposal = registered(propose(one, other, self.details.answers()), entity, sp.entity)
        self.details.show_proposal(self.proposal)
        self._follow()

    def _make(self) -> None:
        """Keep the connection as its first revision."""
        if self.proposal is None:
            return
        connection: Connection = self.proposal.connection
        trouble = self._trouble_of_name(connection.name)
        if trouble:
            self.messages.say("error", trouble)
            self._go(DETAILS)
            return
        try:
            # Somebody else may have made one of this name a moment ago.
            self._workspace.save(connection, seen=0)
        except JitadminError as error:
            self.messages.say("error", str(error))
            return
        self._making = True
        self.next_button.setEnabled(False)
        parties = self._parties()
        if parties is None:
            self._end(connection.name)
        else:
            name, values = connection.name, self.details.answers().identity_provider
            self.intake.register(
                parties, connection, values, (lambda: self._end(name), lambda error: self._end(name, error))
            )

    def reject(self) -> None:
        """The moment in which a connection is made is not interrupted."""
        if not self._making:
            super().reject()

    def _end(self, name: str, error: object = None) -> None:
        """The connection is made, whatever became of the registration of its parties."""
        self.accept()
        self.made.emit(name)
        if error is not None:
            self.failed.emit(error)

    # Metadata

    def _list(self, known: list[tuple[Party, ...]]) -> None:
        """List the registered parties before those of the catalogue; what was chosen stays."""
        for page, parties in zip(self.choices, known, strict=True):
            if parties:
                page.parties.add(parties)
                page.look()

    def _offer(self, new: list[tuple[Party, ...]]) -> None:
        """Offer the parties on their sides, and say what was found."""
        for page, parties in zip(self.choices, new, strict=True):
            page.parties.add(parties)
            if parties:
                page.offer(parties)
        idps, sps = (len(parties) for parties in new)
        self.messages.hide()
        if not idps and not sps:
            self.messages.say("error", "This metadata describes neither an identity provider nor an application.")
        elif self.step in (IDP, SP) and not new[self.step]:
            side = (
                "an application, offered in step 2" if self.step == IDP else "an identity provider, offered in step 1"
            )
            self.messages.say("info", f"This metadata describes {side}.")
        elif idps + sps > 1:
            self.messages.say("info", f"Read {idps} identity providers and {sps} applications.")
        if self.step in (IDP, SP):
            self.choices[self.step].start()
        self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Metadata may be pasted anywhere in the first two steps."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.step in (IDP, SP):
            self.intake.paste()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the page reads, also through the fields that were made for the chosen pair."""
        return go_on(self, forward=forward) or super().focusNextPrevChild(forward)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and texts may be dropped."""
        if self.step in (IDP, SP) and (event.mimeData().hasUrls() or event.mimeData().hasText()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        event.acceptProposedAction()
        self.intake.take(event.mimeData())


def _slug(text: str) -> str:
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in inert(text).lower()).split()
    return "-".join(words)[:40].rstrip("-")
