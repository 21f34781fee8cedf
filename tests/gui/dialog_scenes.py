"""The wizard and the accounts dialog as pictures to be looked at, with the demo data."""

import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from jitadmin.core.existing import Endpoint
from jitadmin.gui.accounts.dialog import LIVE, ImportAccounts
from jitadmin.gui.wizard.dialog import DETAILS, NewConnection
from jitadmin.gui.workbench.page import Workbench
from tests.gui.pausing import pause, wait_for

Key = Qt.Key
GOOD = (
    "Member ID,Login,Email address,Full name,Status,Team,Shirt\n"
    "1001,ada,ada.lovelace@contoso.example,Ada Lovelace,active,Engines,L\n"
    "1002,grace,grace.hopper@contoso.example,Grace Hopper,active,Compilers,M\n"
    "1003,alan,alan.turing@contoso.example,Alan Turing,disabled,Research,S\n"
)
BAD = "id,email,mail\n1,ada@contoso.example,ada@contoso.example\n1,grace@contoso.example,\n"


def _write(text: str, then: Qt.Key | None = None) -> None:
    """Type where the keyboard is."""
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, text)
    if then is not None:
        QTest.keyClick(field, then)
    pause(30)


def wizard(bench: Workbench) -> NewConnection:
    """The first step, with a search."""
    window = bench.window()
    dialog = NewConnection(bench.workspace, bench._theme, bench._runner, window)
    dialog.resize(window.width() - 160, window.height() - 80)
    dialog.open()
    dialog.activateWindow()
    pause(50)
    return dialog


def wizard_search(bench: Workbench) -> QWidget:
    """A search among the identity providers."""
    dialog = wizard(bench)
    _write("entra")
    return dialog


def wizard_application(bench: Workbench) -> NewConnection:
    """The second step."""
    dialog = wizard(bench)
    _write("okta", Key.Key_Return)
    _write("slack")
    return dialog


def wizard_details(bench: Workbench) -> NewConnection:
    """The holes of the two templates."""
    dialog = wizard_application(bench)
    _write("", Key.Key_Return)
    _write("exk1a2b3c4d5E6F7g8h9", Key.Key_Return)
    assert dialog.step == DETAILS
    return dialog


def wizard_wrong(bench: Workbench) -> QWidget:
    """A hole filled with what cannot be."""
    dialog = wizard_details(bench)
    _write("not a host!")
    return dialog


def wizard_review(bench: Workbench) -> QWidget:
    """The proposal with its reasons."""
    dialog = wizard_details(bench)
    _write("example-corp", Key.Key_Return)
    return dialog


def accounts(bench: Workbench) -> ImportAccounts:
    """The accounts that are known."""
    bench.accounts.open()
    (dialog,) = bench.window().findChildren(ImportAccounts)
    pause(50)
    return dialog


def _from_file(bench: Workbench, text: str) -> ImportAccounts:
    dialog = accounts(bench)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "members.csv"
        path.write_text(text)
        dialog.read_file(path)
        wait_for(lambda: dialog._task is None)
    return dialog


def accounts_live(bench: Workbench) -> ImportAccounts:
    """The form for a SCIM endpoint."""
    dialog = accounts(bench)
    dialog.tabs.setCurrentIndex(LIVE)
    dialog.endpoint.url.setText("http://scim.contoso.example/v2")
    dialog.endpoint.token.setText("not-a-real-token")
    return dialog


def accounts_failed(bench: Workbench) -> ImportAccounts:
    """An endpoint that does not answer."""
    dialog = accounts(bench)
    dialog.tabs.setCurrentIndex(LIVE)
    dialog.fetch(Endpoint(url="https://127.0.0.1:9/scim", token="none", plain=False))
    wait_for(lambda: dialog._task is None)
    return dialog


SCENES = {
    "wizard": wizard,
    "wizard-search": wizard_search,
    "wizard-application": wizard_application,
    "wizard-details": wizard_details,
    "wizard-wrong": wizard_wrong,
    "wizard-review": wizard_review,
    "accounts": accounts,
    "accounts-file": lambda bench: _from_file(bench, GOOD),
    "accounts-problems": lambda bench: _from_file(bench, BAD),
    "accounts-live": accounts_live,
    "accounts-failed": accounts_failed,
}
