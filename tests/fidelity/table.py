"""Writes ``docs/fidelity.md``: how many logins of real applications were foretold. Run by ``make fidelity``."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from tests.fidelity.replay import play, recordings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "fidelity.md"
# Where the test of the running applications leaves what it counted.
RAN = ROOT / "build" / "fidelity"

HEAD = """\
# How far predictions agree with real applications

Signed responses were posted to real applications, and their accounts were read from their own databases before and
after each login. A login agrees if everything that jitadmin foretold came true: whether there was a session, every
field, role, group, link and permission of every account. The parts that an application makes up at random (such as a
suffix of a user name) count as agreed whatever they are. `make fidelity` writes this page from the test's own run.

Every application that the tests start also gets logins drawn at random, the same in every run, and those on pysaml2 get
logins with every NameFormat. One that comes out other than foretold fails the tests.

"""
RUNNING = """
## Started by the test

These applications were started, logged in to and read back by the run that wrote this page.

"""
RECORDED = """
## Recorded

These logins were recorded once from the running application; the run that wrote this page foretold them again.

"""


class Row(NamedTuple):
    """One configuration: its logins, and how many of them came out as foretold."""

    application: str
    version: str
    configuration: str
    logins: int
    agreed: int


def recorded() -> Iterable[Row]:
    """One row for each recorded configuration, counted by foretelling it now."""
    for recording in recordings():
        played = list(play(recording))
        agreed = sum(not login.differences for login in played)
        yield Row(recording.application, recording.version, recording.configuration, len(played), agreed)


def ran() -> Iterable[Row]:
    """One row for each configuration that the last run of all of them started."""
    return [msgspec.json.decode(path.read_bytes(), type=Row) for path in RAN.glob("*.json")]


def table(rows: Iterable[Row]) -> str:
    """A table of rows and their sum."""
    listed = sorted(rows)
    lines = ["| Application | Version | Configuration | Logins | Agreed |", "|---|---|---|---:|---:|"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in listed]
    total = sum(row.logins for row in listed), sum(row.agreed for row in listed)
    lines.append(f"| **All** | | {len(listed)} configurations | {total[0]} | {total[1]} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(HEAD + RUNNING.lstrip() + table(ran()) + RECORDED + table(recorded()), encoding="utf-8")
