"""The overview: doors into an empty workspace, how each connection stands, and lines that lead to what they say."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.core.connection.role_map import RoleMap
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.overview.listing import Listing
from jitadmin.gui.overview.page import OverviewPage
from jitadmin.gui.wizard.dialog import NewConnection
from tests.builders import NOW, IdP, key
from tests.gui.company import CONNECTION, company, login, people, sample
from tests.gui.conftest import Open, settled
from tests.gui.driving import banner

Key = Qt.Key


def overview(qtbot: QtBot, window: MainWindow) -> OverviewPage:
    window.go("overview")
    page = window.pages.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
    return page


def lines(listing: Listing) -> list[str]:
    return [f"{one.words} | {one.beside}" for one in listing.model.records]


def follow(listing: Listing, words: str) -> None:
    """Choose the line that begins so, and press Enter."""
    at = next(at for at, one in enumerate(listing.model.records) if one.words.startswith(words))
    listing.view.setFocus()
    listing.view.setCurrentIndex(listing.model.index(at, 0))
    QTest.keyClick(listing.view, Key.Key_Return)


def test_an_empty_workspace_has_three_doors(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(Workspace.empty(), demo=False)
    page = overview(qtbot, window)
    doors = {one.text().replace("&", ""): one for one in page.findChildren(QPushButton) if one.isVisible()}
    assert list(doors) == ["Start the simulation", "Import metadata…", "New connection…"]
    doors["Import metadata…"].click()
    assert window.where == "identity-providers"
    qtbot.waitUntil(lambda: not getattr(window.pages.page, "busy", False))
    window.go("overview")
    doors["New connection…"].click()
    (dialog,) = window.findChildren(NewConnection)
    dialog.reject()
    qtbot.waitUntil(lambda: not page.busy)


def test_the_simulation_starts_from_the_overview(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(Workspace.empty(), demo=False)
    page = overview(qtbot, window)
    door = next(one for one in page.findChildren(QPushButton) if "simulation" in one.text())
    door.setFocus()
    QTest.keyClick(door, Key.Key_Space)
    qtbot.waitUntil(lambda: window.bench is not None, timeout=60_000)
    assert window.bench is not None
    settled(qtbot, window.bench)
    assert len(window.workspace.connections()) == 3


def test_a_connection_stands_in_one_line(qtbot: QtBot, window: MainWindow) -> None:
    page = overview(qtbot, window)
    model = page.table.model
    shown = {model.columns[at].title: str(model.index(0, at).data()) for at in range(model.columnCount())}
    assert shown["Application"] == "Notes"
    assert shown["Identity provider"] == "Acme ID"
    assert shown["Logins"] == "6 samples: 2 create, 1 update, 1 unchanged, 2 refused"
    assert shown["Certificate"].endswith("left")
    assert page.about.text() == "1 connection, 6 logins looked at"


def test_a_refused_login_leads_to_its_preview(qtbot: QtBot, window: MainWindow) -> None:
    page = overview(qtbot, window)
    assert {line.split(" | ")[0] for line in lines(page.refusals)} == {"Eve Moneypenny → Notes", "Tim Late → Notes"}
    follow(page.refusals, "Tim Late")
    assert window.bench is not None
    assert window.bench.evaluation.sample is not None
    assert window.bench.evaluation.sample.label == "Tim Late"
    assert banner(window.bench).startswith("Refused: Expired")


def test_a_refused_login_is_shown_also_when_its_workbench_was_never_open(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(company())
    page = overview(qtbot, window)
    window.pages.benches.clear()
    follow(page.refusals, "Tim Late")
    assert window.bench is not None
    settled(qtbot, window.bench)
    assert window.bench.evaluation.sample is not None
    assert window.bench.evaluation.sample.label == "Tim Late"


def test_next_steps_begin_with_what_is_pressing(qtbot: QtBot, window: MainWindow) -> None:
    page = overview(qtbot, window)
    words = [line.split(" | ")[0] for line in lines(page.steps)]
    assert words[0] == "Look at 2 refused logins of Notes"
    follow(page.steps, "Look at 2 refused")
    assert window.where == "connection:notes"


def test_lines_are_copied(qtbot: QtBot, window: MainWindow) -> None:
    page = overview(qtbot, window)
    page.certificates.view.setFocus()
    QTest.keyClick(page.certificates.view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    words, left = QApplication.clipboard().text().split("\t")
    assert words == "CN=idp.example.test"
    assert left.endswith("left")


def test_an_edit_shows_as_a_draft_with_its_step(qtbot: QtBot, window: MainWindow) -> None:
    assert window.bench is not None
    window.bench.document.replace(msgspec.structs.replace(CONNECTION, title="Other"), "title")
    page = overview(qtbot, window)
    assert page.table.model.records[0].state == ("Draft", "warn")
    assert "Save or undo the changes of Notes | They are a draft so far." in lines(page.steps)


def test_findings_are_listed_by_severity_and_lead_to_their_row(qtbot: QtBot, window: MainWindow) -> None:
    page = overview(qtbot, window)
    ranks = [("bad", "warn", "accent").index(one.colour) for one in page.findings.model.records]
    assert ranks
    assert ranks == sorted(ranks)
    follow(page.findings, page.findings.model.records[0].words)
    assert window.bench is not None


@pytest.mark.parametrize("where", ["steps", "findings"])
def test_what_one_login_shows_leads_to_that_login(qtbot: QtBot, open_window: Open, where: str) -> None:
    twice = sample(login("GRACE", "Grace Hopper"), "Grace again", "again")
    window = open_window(company((*people(), twice), msgspec.structs.replace(CONNECTION, roles=RoleMap())))
    page = overview(qtbot, window)
    words = "A second account is made"
    listing = page.findings if where == "findings" else page.steps
    line = next(one for one in listing.model.records if words in f"{one.words} {one.beside}")
    follow(listing, line.words)
    bench = window.bench
    assert bench is not None
    assert bench.evaluation.sample is not None
    assert bench.evaluation.sample.label == "Grace again"
    assert bench.tabs.currentWidget() is bench.findings
    qtbot.waitUntil(lambda: any(words in card.reason.text() for card in bench.findings.lists["login"].cards))


def test_without_samples_and_accounts_the_steps_say_what_is_missing(qtbot: QtBot, open_window: Open) -> None:
    workspace = Workspace("Acme", clock=lambda: NOW, as_of=NOW)
    workspace.add(CONNECTION, ())
    window = open_window(workspace)
    page = overview(qtbot, window)
    words = [line.split(" | ")[0] for line in lines(page.steps)]
    assert words[:2] == ["Gather samples for Notes", "Import the accounts that Notes has"]
    assert page.table.model.records[0].logins == "none yet"


@pytest.mark.parametrize(("days", "words", "colour"), [(11, "11 days left", "warn"), (-40, "ended 40 days ago", "bad")])
def test_certificates_stand_by_days_left(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, days: int, words: str, colour: str
) -> None:
    ending = key("rsa-2048", "ending").named("ending", not_after=NOW + timedelta(days=days, hours=1))
    other = IdP("https://other.example.test", ending)
    workspace.registry.add_metadata("identityProvider", other.metadata_xml())
    page = overview(qtbot, window)
    first = page.certificates.model.records[0]
    assert (first.beside, first.colour) == (words, colour)
    assert lines(page.steps)[0].startswith(("Prepare the successor of the certificate", "Replace the certificate"))
    follow(page.certificates, first.words)
    assert window.where == "identity-providers"
    qtbot.waitUntil(lambda: not getattr(window.pages.page, "busy", False))


def test_what_is_known_is_not_looked_at_again(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.bench is not None
    everybody = window.bench.everybody
    page = overview(qtbot, window)
    # The workbench looks at everybody, too.
    qtbot.waitUntil(lambda: everybody.gathered.total > 0 and not everybody.busy, timeout=20_000)
    looked: list[str] = []
    before = type(window.workspace).preview_all

    def counted(self, connection, samples, progress=None):  # type: ignore[no-untyped-def]
        looked.append(connection.name)
        return before(self, connection, samples, progress)

    monkeypatch.setattr(type(window.workspace), "preview_all", counted)
    page.arrive()
    qtbot.waitUntil(lambda: not page.busy)
    assert looked == []
    window.workspace.save(msgspec.structs.replace(CONNECTION, title="Other"))
    page.arrive()
    qtbot.waitUntil(lambda: not page.busy)
    # Whoever notices the change first begins to look, and the other begins anew.
    assert set(looked) == {"notes"}


def test_the_overview_follows_the_moment_that_logins_are_judged_at(qtbot: QtBot, window: MainWindow) -> None:
    page = overview(qtbot, window)
    assert any(line.startswith("Tim Late") for line in lines(page.refusals))
    window.menus.at_issue.trigger()
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
    assert [line.split(" → ")[0] for line in lines(page.refusals)] == ["Eve Moneypenny"]
