"""Writes ``docs/fidelity.md``: how many logins of real applications were foretold. Run by ``make fidelity``."""

from collections.abc import Iterable
from pathlib import Path

from tests.fidelity.replay import play, recordings

PAGE = Path(__file__).parents[2] / "docs" / "fidelity.md"

HEAD = """\
# How far predictions agree with real applications

Signed responses were posted to real applications, and their accounts were read from their own databases before and
after each login. A login agrees if everything that jitadmin foretold came true: whether there was a session, every
field, role, group, link and permission of every account. The parts that an application makes up at random (such as a
suffix of a user name) count as agreed whatever they are. `make fidelity` writes this page from the test's own run.

"""

Row = tuple[str, str, str, int, int]


def recorded() -> Iterable[Row]:
    """One row for each recorded configuration, counted by foretelling it now."""
    for recording in recordings():
        played = list(play(recording))
        agreed = sum(not login.differences for login in played)
        yield recording.application, recording.version, recording.configuration, len(played), agreed


def page(rows: Iterable[Row]) -> str:
    """The whole page for these rows."""
    listed = sorted(rows)
    lines = ["| Application | Version | Configuration | Logins | Agreed |", "|---|---|---|---:|---:|"]
    lines += [
        f"| {name} | {version} | {what} | {logins} | {agreed} |" for name, version, what, logins, agreed in listed
    ]
    total = sum(row[3] for row in listed), sum(row[4] for row in listed)
    lines.append(f"| **All** | | {len(listed)} configurations | {total[0]} | {total[1]} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(recorded()), encoding="utf-8")
