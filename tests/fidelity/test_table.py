"""The published table says what a run finds now."""

from tests.fidelity.table import PAGE, page, recorded


def test_the_published_table_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(recorded()), "run: make fidelity"


def test_a_login_that_disagrees_shows_in_the_table() -> None:
    assert "| **All** | | 2 configurations | 5 | 4 |" in page([("a", "1", "x", 3, 2), ("b", "1", "x", 2, 2)])
