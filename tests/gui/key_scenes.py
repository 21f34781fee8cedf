"""The place Keys, its dialogs and the export dialog as pictures to be looked at, with the demo data."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from jitadmin.gui.exporting.dialog import ExportDialog
from jitadmin.gui.keys.dialog import KeyDialog
from jitadmin.gui.keys.page import KeysPage
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.workbench.page import Workbench
from tests.gui.pausing import wait_for


def keys(bench: Workbench) -> KeysPage:
    """The page with a rollover, one that ends soon, and one for nobody yet."""
    known = bench.workspace.keys
    if not known.all():
        old = known.new(kind="rsa-2048", use="both", common_name="slack.com", owner="slack", title="Slack")
        known.rotate(old.id, signs_from=known.now() + timedelta(days=14))
        known.new(kind="ec-p256", use="signing", common_name="drift.com", owner="drift", days=12)
        known.new(kind="rsa-2048", use="encryption", common_name="partner.example", title="A partner's, from before")
    window = bench.window()
    assert isinstance(window, MainWindow)
    window.go("keys")
    page = window.pages.page
    assert isinstance(page, KeysPage)
    wait_for(lambda: not page.busy)
    page.view.selectRow(2)
    return page


def asking(act: str) -> Callable[[Workbench], QWidget]:
    """A dialog of the page."""

    def opened(bench: Workbench) -> QWidget:
        page = keys(bench)
        if act == "import":
            page.take()
        else:
            page.act(act)
        return next(one for one in page.findChildren(KeyDialog) if one.isVisible())

    return opened


def export(name: str) -> Callable[[Workbench], QWidget]:
    """The export dialog with a format."""

    def opened(bench: Workbench) -> QWidget:
        keys(bench)
        window = bench.window()
        assert isinstance(window, MainWindow)
        window.go("connection:slack")
        bench.export_action.trigger()
        dialog = next(one for one in bench.findChildren(ExportDialog) if one.isVisible())
        dialog.formats.choose(name)
        wait_for(lambda: dialog._task is None)
        return dialog

    return opened


SCENES: dict[str, Callable[[Workbench], object]] = {
    "keys": lambda bench: [keys(bench)],
    **{f"keys-{act}": asking(act) for act in ("new", "import", "rotate", "change", "remove")},
    **{f"export-{name}": export(name) for name in ("pysaml2", "mod-auth-mellon", "saml-metadata", "setup-sheet")},
}
