"""The dialogs that make keys: a new one, one from a file, and the successor of one."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import InputError, JitadminError
from jitadmin.core.key import KINDS, KeyRecord, KeyUse
from jitadmin.gui.dates import day
from jitadmin.gui.keys.dialog import KeyDialog, choices
from jitadmin.gui.keys.rows import kind_words, use_words
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.widgets.text import Text

NOBODY = ("", "Nobody yet")
DAYS = 1095
YEARS = (1, 2, 3, 5, 10)
OVERLAP = timedelta(days=14)
USES: tuple[KeyUse, ...] = ("both", "signing", "encryption")
LARGEST = 1 << 20
FILES = "Keys (*.pem *.key *.p12 *.pfx);;All files (*)"
CERTIFICATES = "Certificates (*.pem *.crt *.cer *.der);;All files (*)"


def owner_box(owners: tuple[tuple[str, str], ...], chosen: str = "") -> QComboBox:
    """Who a key may belong to; one that is gone stays as it is."""
    known = {value for value, _ in owners}
    gone = ((chosen, chosen),) if chosen and chosen not in known else ()
    return choices((NOBODY, *owners, *gone), chosen)


def days_box() -> QComboBox:
    """How long a new certificate lasts."""
    return choices(tuple((str(365 * years), f"{years} year{'' if years == 1 else 's'}") for years in YEARS), str(DAYS))


def likely_name(connection: Connection | None) -> str:
    """The host of the application, which most people put into its certificate."""
    if connection is None:
        return ""
    addresses = (*connection.service_provider.acs, connection.service_provider.entity_id)
    for address in addresses:
        try:
            host = urlsplit(address).hostname
        except ValueError:
            host = None
        if host:
            return host
    return connection.service_provider.entity_id


class NewKey(KeyDialog):
    """Makes a key with a self-signed certificate."""

    def __init__(
        self, workspace: Workspace, owners: tuple[tuple[str, str], ...], keyring: str, runner: TaskRunner,
        parent: QWidget | None = None, owner: str = "",
    ) -> None:  # fmt: skip
        where = f"the keyring ({keyring})" if keyring else "the keyring"
        words = f"The private half goes into {where} and nowhere else; the certificate is for everybody."
        super().__init__("New key", words, "&Make key", runner, parent)
        self._workspace = workspace
        self._proposed = ""
        self.owner = owner_box(owners, owner)
        self.name, self.title = QLineEdit(), QLineEdit()
        self.title.setPlaceholderText("as the name in the certificate")
        self.name.setPlaceholderText("sp.example.com")
        self.kind = choices(tuple((kind, kind_words(kind)) for kind in KINDS), "rsa-3072")
        self.use = choices(tuple((use, use_words(use)) for use in USES), "both")
        self.days = days_box()
        self.field("&Belongs to", self.owner)
        self.field("&Name in the certificate", self.name)
        self.field("&Title", self.title)
        self.field("&Kind", self.kind)
        self.field("&Use", self.use)
        self.hint = Text("", "muted")
        self.note(self.hint)
        self.field("&Valid for", self.days)
        self.owner.currentIndexChanged.connect(lambda _: self._propose())
        self.kind.currentIndexChanged.connect(lambda _: self._follow())
        self.name.textChanged.connect(lambda _: self._follow())
        self._propose()
        self._follow()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _propose(self) -> None:
        if self.name.text() != self._proposed:
            return
        owner = self.owner.currentData()
        found = next((one for one in self._workspace.connections() if one.name == owner), None)
        self._proposed = likely_name(found)
        self.name.setText(self._proposed)

    def _follow(self) -> None:
        ec = str(self.kind.currentData()).startswith("ec-")
        if ec:
            self.use.setCurrentIndex(self.use.findData("signing"))
        self.use.setEnabled(not ec)
        self.hint.say(
            "No SAML software encrypts for an EC key, and few programs besides this one sign with one."
            if ec
            else "RSA is understood by every SAML software."
        )
        self.do_button.setEnabled(bool(self.name.text().strip()))

    def run(self) -> None:
        """Make the key."""
        keys = self._workspace.keys
        wished = {
            "title": self.title.text().strip(),
            "kind": str(self.kind.currentData()),
            "use": self.use.currentData(),
            "common_name": self.name.text(),
            "days": int(self.days.currentData()),
            "owner": str(self.owner.currentData()),
        }
        self.start(lambda: keys.new(**wished))


class ImportKey(KeyDialog):
    """Takes a key from a PEM or PKCS#12 file. The file is read when the key is taken, and nothing of it is kept."""

    def __init__(
        self, workspace: Workspace, owners: tuple[tuple[str, str], ...], runner: TaskRunner,
        parent: QWidget | None = None, path: Path | None = None,
    ) -> None:  # fmt: skip
        words = "A PEM file, or PKCS#12 (.p12, .pfx). Delete the file afterwards: the keyring is the safer place."
        super().__init__("Import key", words, "&Import key", runner, parent)
        self._workspace = workspace
        self.path, self.password = QLineEdit(str(path) if path else ""), QLineEdit()
        self.certificate, self.name, self.title = QLineEdit(), QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("if it has one")
        self.certificate.setPlaceholderText("if it is not in the key file")
        self.name.setPlaceholderText("only where there is no certificate: make one in this name")
        self.title.setPlaceholderText("as the name in the certificate")
        self.owner = owner_box(owners)
        self.use = choices(tuple((use, use_words(use)) for use in USES), "both")
        self.field("Key &file", self.path, self._browse("Choose…", "Choose a key file", FILES, self.path))
        self.field("&Password", self.password)
        beside = self._browse("Choose…", "Choose a certificate", CERTIFICATES, self.certificate)
        self.field("&Certificate", self.certificate, beside)
        self.field("&New certificate for", self.name)
        self.field("&Title", self.title)
        self.field("&Belongs to", self.owner)
        self.field("&Use", self.use)
        self.path.textChanged.connect(lambda _: self._follow())
        self._follow()
        (self.password if path else self.path).setFocus(Qt.FocusReason.OtherFocusReason)

    def _browse(self, words: str, title: str, filters: str, line: QLineEdit) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.setAccessibleName(title)

        def ask() -> None:
            dialog = QFileDialog(self, title, str(Path(line.text()).parent) if line.text() else str(Path.home()))
            dialog.setNameFilters(filters.split(";;"))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.fileSelected.connect(line.setText)
            dialog.open()

        button.clicked.connect(ask)
        return button

    def _follow(self) -> None:
        self.do_button.setEnabled(bool(self.path.text().strip()))

    def run(self) -> None:
        """Read the file and keep its key."""
        path, certificate = self.path.text().strip(), self.certificate.text().strip()
        password = self.password.text()
        self.password.clear()
        title, owner, name = self.title.text().strip(), str(self.owner.currentData()), self.name.text()
        use: KeyUse = self.use.currentData()
        keys = self._workspace.keys
        self.start(
            lambda: keys.load(
                read(path),
                password=password or None,
                title=title,
                owner=owner,
                use=use,
                certificate=read(certificate) if certificate else None,
                common_name=name,
            )
        )

    def complain(self, error: JitadminError) -> None:
        """Go to the field that the error is about."""
        super().complain(error)
        where = {"key.no_certificate": self.certificate, "key.file": self.path}.get(error.code)
        if error.code.startswith("key.password"):
            where = self.password
        if where is not None:
            where.setFocus(Qt.FocusReason.OtherFocusReason)


class RotateKey(KeyDialog):
    """Makes the successor of a key, with an overlap in which partners can take the new certificate."""

    def __init__(self, workspace: Workspace, old: KeyRecord, runner: TaskRunner, parent: QWidget | None = None) -> None:
        words = (
            f"A successor of “{old.title}” is made. Both certificates stand in the metadata until you delete the old "
            "key, so give your partners the new metadata before the new key signs."
        )
        super().__init__("Rotate key", words, "&Make successor", runner, parent)
        self._workspace = workspace
        self._old = old
        begins = workspace.keys.now().astimezone().date() + OVERLAP
        self.begins = QLineEdit(begins.isoformat())
        self.begins.setPlaceholderText("YYYY-MM-DD")
        kinds = KINDS if old.use == "signing" else tuple(kind for kind in KINDS if kind.startswith("rsa-"))
        self.kind = choices(tuple((kind, kind_words(kind)) for kind in kinds), old.kind)
        self.days = days_box()
        self.hint = Text("", "muted")
        if old.use != "encryption":
            self.field("&Signs from", self.begins)
            self.note(self.hint)
        self.field("&Kind", self.kind)
        self.field("&Valid for", self.days)
        self.begins.textChanged.connect(lambda _: self._follow())
        self._follow()

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.begins.text().strip())
        except ValueError:
            return None

    def _follow(self) -> None:
        begins, old_end = self._day(), self._old.not_after.date()
        if begins is None:
            words = "Write the day as YYYY-MM-DD."
        else:
            words = f"From the start of {day(begins)}; until then the old key signs."
            if begins > old_end:
                words += f" Its certificate ends before that, on {day(old_end)}."
        self.begins.setProperty("wrong", begins is None)
        self.begins.style().polish(self.begins)
        self.do_button.setEnabled(begins is not None)
        self.hint.say(words)

    def run(self) -> None:
        """Make the successor."""
        keys, old = self._workspace.keys, self._old
        begins, first = None, self._day()
        if old.use != "encryption" and first is not None:
            # The day begins where the admin is, not in UTC.
            begins = datetime.combine(first, time()).astimezone().astimezone(UTC)
        kind, days = str(self.kind.currentData()), int(self.days.currentData())
        self.start(lambda: keys.rotate(old.id, signs_from=begins, kind=kind, days=days))


def read(path: str) -> bytes:
    """A file of bounded size; raises InputError."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise InputError("key.file", path=path, reason=reason) from None
    if len(data) > LARGEST:
        raise InputError("key.unreadable")
    return data
