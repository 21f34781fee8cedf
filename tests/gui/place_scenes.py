"""The places beside the workbench as pictures to be looked at: with the demo data and some parties registered."""

import msgspec
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from jitadmin.gui.history.page import HistoryPage
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.providers.page import ProvidersPage
from jitadmin.gui.workbench.page import Workbench
from tests.builders import IdP, key, sp_metadata_xml

OTHER = "https://login.contoso.example/saml"


def _show(bench: Workbench, place: str) -> MainWindow:
    """Go to a place, and wait until it has read what it shows."""
    window = bench.window()
    assert isinstance(window, MainWindow)
    registry = window.workspace.registry
    if registry.find("identityProvider", OTHER) is None:
        keys = [key("rsa-2048", "contoso"), key("rsa-2048", "contoso-next")]
        registry.add_metadata("identityProvider", IdP(OTHER).metadata_xml(keys=keys), source="contoso.xml")
        registry.add_metadata("serviceProvider", sp_metadata_xml("https://wiki.contoso.example"), source="wiki.xml")
    window.go(place)
    for _ in range(400):
        QTest.qWait(50)
        if not getattr(window.pages.page, "busy", False):
            break
    return window


def _providers(bench: Workbench, place: str) -> None:
    page = _show(bench, place).pages.page
    assert isinstance(page, ProvidersPage)
    page.view.choose(0)
    QTest.qWait(100)


def _history(bench: Workbench) -> None:
    workspace = bench.workspace
    saved = workspace.connection("slack")
    trust = msgspec.structs.replace(saved.trust, clock_skew=saved.trust.clock_skew % 300 + 60)
    workspace.save(msgspec.structs.replace(saved, trust=trust))
    page = _show(bench, "history").pages.page
    assert isinstance(page, HistoryPage)
    page.view.choose([entry.action for entry in page.model.records].index("changed"))
    QTest.qWait(400)


def _finder(bench: Workbench) -> QWidget:
    bench.window().menus._find_anything()  # type: ignore[attr-defined]
    QTest.qWait(1500)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog


SCENES = {
    "overview": lambda bench: _show(bench, "overview") and None,
    "identity-providers": lambda bench: _providers(bench, "identity-providers"),
    "service-providers": lambda bench: _providers(bench, "service-providers"),
    "history": _history,
    "finder": _finder,
}
