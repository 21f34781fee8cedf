"""What the logins of a connection are judged against: the keys trusted, and how strictly."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jitadmin.core.errors import JitadminError
from jitadmin.core.trust import TrustedCertificate
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.form import Form
from jitadmin.gui.widgets.pieces import line, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import idp_name
from jitadmin.gui.workbench.evaluation import Evaluation

_SIGNED = (
    ("either", "the response or the assertion"),
    ("response", "the response"),
    ("assertion", "the assertion"),
    ("both", "both"),
)
_UNSOLICITED = (("allow", "accept"), ("refuse", "refuse"))
_ENCRYPTED = (("optional", "if it likes"), ("required", "always"))
_EXPIRED = (("warn", "accept with a warning"), ("refuse", "refuse"))
SOON = 30
MOST_CERTIFICATES = 12


class Certificate(NamedTuple):
    """A trusted certificate and how many days it is valid yet."""

    certificate: TrustedCertificate
    days: int | None


class TrustTab(QScrollArea):
    """Certificates by subject, fingerprint and days left; the settings of the trust; names and addresses."""

    def __init__(self, evaluation: Evaluation, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evaluation = evaluation
        self._document = evaluation.document
        self._seen: object = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("bare")
        column = QVBoxLayout(body)
        column.setContentsMargins(grid(2), grid(3), grid(2), grid(3))
        column.setSpacing(grid(2))
        self.issuer = Text("", "heading")
        self.entity = Text("", "muted")
        self.trouble = Text("", "caution")
        self.certificates = RecordModel[Certificate](_columns(), theme, self)
        self.view = ReadingTable(
            self.certificates, theme, "Trusted certificates", stretch=(0, 1), most=6, low=MOST_CERTIFICATES
        )
        self._copy = QPushButton("&Copy fingerprint")
        theme.dress(self._copy, "duplicate")
        self._copy.clicked.connect(self._copy_fingerprint)
        for widget in (self.issuer, self.entity, self.trouble, self.view):
            column.addWidget(widget)
        column.addLayout(row(self._copy, None))
        self.settings = self._settings(theme)
        self.names = self._names(theme)
        for heading, form in (("How logins are judged", self.settings), ("Who they must be for", self.names)):
            column.addWidget(line())
            column.addWidget(Text(heading, "heading"))
            column.addWidget(form)
        column.addStretch(1)
        self.setWidget(body)
        self._document.changed.connect(self.refresh)
        evaluation.samples_changed.connect(self.refresh)

    def _settings(self, theme: Theme) -> Form:
        form = Form(theme)
        form.grid.setContentsMargins(0, 0, 0, 0)
        form.grid.setColumnMinimumWidth(0, grid(44))
        form.choice("&Signed must be", "signed", _SIGNED)
        form.spin("Clocks may &differ by", "clock_skew", 0, 86400, "seconds")
        form.choice("Logins nobody &asked for", "unsolicited", _UNSOLICITED)
        form.choice("Encrypts &assertions", "encrypted", _ENCRYPTED)
        form.choice("E&xpired certificates", "expired_certificates", _EXPIRED)
        form.changed.connect(self._on_setting)
        return form

    def _names(self, theme: Theme) -> Form:
        form = Form(theme)
        form.grid.setContentsMargins(0, 0, 0, 0)
        form.grid.setColumnMinimumWidth(0, grid(44))
        form.text("Application's &name", "name", str, str.strip, "the title of the connection")
        form.text("Application's entity &ID", "entity_id", str, str.strip)
        form.text("Other a&udiences", "audiences", "  ".join, _parted, "the entity ID alone")
        form.text("ACS add&resses", "acs", "  ".join, _parted, "not checked")
        form.changed.connect(self._on_name)
        return form

    def _on_setting(self, name: str, value: object, words: str) -> None:
        connection = self._document.connection
        trust = msgspec.structs.replace(connection.trust, **{name: value})
        self._document.replace(msgspec.structs.replace(connection, trust=trust), f"change: {words}")

    def _on_name(self, name: str, value: object, words: str) -> None:
        connection = self._document.connection
        if name == "entity_id" and not value:
            self.names.show_record(connection.service_provider)
            return
        provider = msgspec.structs.replace(connection.service_provider, **{name: value})
        self._document.replace(msgspec.structs.replace(connection, service_provider=provider), f"change: {words}")

    def refresh(self) -> None:
        """Show the trust as it is now; certificates are read only after the first login was judged."""
        connection = self._document.connection
        self.settings.show_record(connection.trust)
        self.names.show_record(connection.service_provider)
        self.issuer.say(idp_name(connection))
        self.entity.say(connection.identity_provider.entity_id)
        ends = (connection.identity_provider, connection.service_provider, connection.trust)
        if self._evaluation.loading or ends == self._seen:
            return
        self._seen = ends
        try:
            trust = self._evaluation.workspace.trust(connection)
        except JitadminError as error:
            self.trouble.say(str(error))
            self.view.show_records([])
        else:
            self.trouble.say("" if trust.certificates else "No certificate is trusted: every login is refused.")
            today = self._evaluation.workspace.today()
            self.view.show_records([Certificate(one, _days(one.not_after, today)) for one in trust.certificates])
        self.trouble.setVisible(bool(self.trouble.text()))
        self._copy.setEnabled(bool(self.certificates.records))

    def _copy_fingerprint(self) -> None:
        at = max(0, self.view.currentIndex().row())
        if at < len(self.certificates.records):
            QGuiApplication.clipboard().setText(_fingerprint(self.certificates.records[at].certificate.sha256))


def _columns() -> list[Column[Certificate]]:
    return [
        Column(title="Certificate", text=lambda one: one.certificate.subject or "no subject", icon=_icon),
        Column(title="Fingerprint (SHA-256)", text=lambda one: _fingerprint(one.certificate.sha256), mono=True),
        Column(title="Valid", text=_valid, colour=_colour, tip=_dates),
    ]


def _fingerprint(text: str) -> str:
    return ":".join(text[at : at + 2] for at in range(0, len(text), 2)).upper()


def _days(until: datetime | None, today: datetime) -> int | None:
    return (until - today).days if until else None


def _valid(one: Certificate) -> str:
    if one.days is None:
        return "no end known"
    if one.days < 0:
        return f"expired {-one.days} days ago"
    return f"{one.days} days left"


def _colour(one: Certificate) -> str:
    if one.days is None:
        return "muted"
    return "bad" if one.days < 0 else "warn" if one.days <= SOON else "good"


def _icon(one: Certificate) -> tuple[str, str]:
    return "certificate", _colour(one)


def _dates(one: Certificate) -> str:
    start, end = one.certificate.not_before, one.certificate.not_after
    return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}" if start and end else ""


def _parted(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))
