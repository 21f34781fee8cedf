"""The progress bar is for people: it is drawn on terminals, goes away when done, and shows nothing hostile."""

import io

import pytest

from jitadmin.cli import progress
from jitadmin.cli.progress import Bar
from jitadmin.cli.text import Style


class Terminal(io.StringIO):
    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on which every look is an hour later."""
    ticks = iter(range(0, 3_600_000, 3600))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(ticks))


def test_a_terminal_gets_a_bar_that_goes_away() -> None:
    terminal = Terminal()
    bar = Bar(terminal)
    bar.step(5, 10, "a.xml")
    assert "[###############               ] 5/10 a.xml" in terminal.getvalue()
    bar.step(7, 0, "x" * 100 + "\x1b[31m\n")
    last = terminal.getvalue().rpartition("\r")[2]
    assert last.startswith("7 done …")
    assert "\n" not in last
    assert "\x1b[31m" not in last
    bar.clear()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_file_or_a_quiet_person_gets_none() -> None:
    file, quiet = io.StringIO(), Terminal()
    for bar in (Bar(file), Bar(quiet, quiet=True)):
        bar.step(1, 2, "a.xml")
        bar.clear()
    assert file.getvalue() + quiet.getvalue() == ""


def test_colours_are_for_terminals_of_people_who_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Style.of(Terminal()).mark("fail") == "\x1b[31;1m✗\x1b[0m"
    assert Style.of(io.StringIO()).mark("fail") == "✗"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Style.of(Terminal()).mark("fail") == "✗"
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert Style.of(Terminal()).mark("fail") == "✗"


def test_a_terminal_without_unicode_gets_plain_signs() -> None:
    old = Terminal()
    old.encoding = "cp437"  # type: ignore[assignment]
    assert Style.of(old).unicode is False
    assert Style(unicode=False).mark("pass") == "+"
