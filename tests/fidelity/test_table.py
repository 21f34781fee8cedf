"""The published page says what a run finds now, and that everything came out as foretold."""

import re

from tests.fidelity.table import PAGE, RECORDED, Row, recorded, table


def test_the_published_table_of_recordings_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8").partition(RECORDED)[2] == table(recorded()), "run: make fidelity"


def test_every_configuration_that_was_started_is_published_and_agreed() -> None:
    started = PAGE.read_text(encoding="utf-8").partition(RECORDED)[0]
    rows = re.findall(r"^\| [a-z].* \| (\d+) \| (\d+) \|$", started, re.MULTILINE)
    assert len(rows) == 14
    assert all(logins == agreed for logins, agreed in rows)


def test_a_login_that_disagrees_shows_in_the_table() -> None:
    rows = [Row("a", "1", "x", 3, 2), Row("b", "1", "x", 2, 2)]
    assert "| **All** | | 2 configurations | 5 | 4 |" in table(rows)
