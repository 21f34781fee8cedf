"""The guided simulation on the demo: each stop shows what it talks about."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.gui.tour import STOPS
from tests.gui.conftest import Open, settled
from tests.gui.driving import banner, differences


@pytest.fixture(scope="module")
def demo() -> Workspace:
    return Workspace.demo()


def test_every_stop_shows_what_it_talks_about(qtbot: QtBot, open_window: Open, demo: Workspace) -> None:
    window = open_window(demo)
    bench = window.bench
    assert bench is not None
    window.go("tour")
    tour = window.tour
    assert tour.isVisible()
    seen = {}
    for stop in STOPS:
        settled(qtbot, bench)
        assert tour.title.text() == stop.title
        seen[stop.title] = (banner(bench), bench.tabs.currentWidget(), differences(bench))
        tour.next.click()
    assert not tour.isVisible()
    assert seen["A first login"][0] == "Would create an account in Slack"
    assert seen["Who gets which role"][1] is bench.roles
    assert bench.roles.current is not None
    assert seen["A login that is refused"][0].startswith("Refused: ")
    assert seen["A person turned away"][0] == "Slack would turn this person away"
    assert "link" in seen["Joined with an old account"][0]
    assert any("lose department" in words for words in seen["Break it"][2])
    assert seen["And back"][2] == []
    assert not bench.document.draft


def test_going_back_takes_the_mistake_away_and_shows_each_person_again(
    qtbot: QtBot, open_window: Open, demo: Workspace
) -> None:
    window = open_window(demo)
    bench, tour = window.bench, window.tour
    assert bench is not None
    window.go("tour")
    seen = {}
    for _ in STOPS[:-2]:
        settled(qtbot, bench)
        seen[tour.title.text()] = (banner(bench), bench.evaluation.person)
        QTest.keyClick(tour.next, Qt.Key.Key_Return)
    settled(qtbot, bench)
    assert tour.title.text() == "Break it"
    assert bench.document.draft
    for title in reversed(seen):
        tour.back.click()
        settled(qtbot, bench)
        assert tour.title.text() == title
        assert not bench.document.draft
        assert (banner(bench), bench.evaluation.person) == seen[title]
    QTest.keyClick(tour.next, Qt.Key.Key_Escape)
    assert not tour.isVisible()


def test_going_elsewhere_ends_the_tour(qtbot: QtBot, open_window: Open, demo: Workspace) -> None:
    window = open_window(demo)
    window.go("tour")
    window.go("connections")
    assert not window.tour.isVisible()
