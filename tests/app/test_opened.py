"""A workspace that is opened again: everything is there, and two admins do not overwrite each other."""

import base64
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from jitadmin.app import Workspace
from jitadmin.app.samples import TOGETHER
from jitadmin.core.account import Account
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow
from jitadmin.core.connection.parties import AcceptRetired, IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.errors import Cancelled, InputError, UsageError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.record import ConflictError
from tests.builders import ACS, SP, IdP

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
IDP = IdP("https://idp.example.test")
CONNECTION = Connection(
    api_version="jitadmin/v1",
    name="slack",
    title="Žofie → Slack",
    identity_provider=IdentityProvider(entity_id=IDP.entity_id, certificates=(IDP.key.certificate_base64,)),
    service_provider=ServiceProvider(entity_id=SP, acs=(ACS,)),
    trust=TrustSettings(accept_retired=(AcceptRetired(choice="sha1", until=(NOW + timedelta(days=9)).date()),)),
    attributes=AttributeMap(rows=(AttributeRow(field="userName", sources=("nameId",)),)),
)
Open = Callable[..., Workspace]


@pytest.fixture
def open_at(tmp_path: Path) -> Iterator[Open]:
    """Opens the one workspace of a test, each time as somebody else."""
    opened: list[Workspace] = []

    def at(author: str = "ada") -> Workspace:
        opened.append(Workspace.open(tmp_path / "w.sqlite", clock=lambda: NOW, author=author))
        return opened[-1]

    yield at
    for workspace in opened:
        workspace.close()


def titled(title: str, name: str = "slack") -> Connection:
    return msgspec.structs.replace(CONNECTION, title=title, name=name)


def test_what_was_done_is_there_when_the_workspace_is_opened_again(open_at: Open) -> None:
    first = open_at()
    first.save(CONNECTION)
    first.save(titled("Second"), seen=1)
    added = first.add_text("slack", IDP.response(name_id="ada")).added
    known = KnownAccounts(accounts=(Account(id="1", fields={"userName": "ada"}),), taken=NOW, origin="members.csv")
    first.keep_accounts("slack", known)
    before = first.preview(first.connection("slack"), added[0])
    first.close()
    again = open_at()
    assert again.connections() == (titled("Second"),)
    assert again.revisions("slack") == (CONNECTION, titled("Second"))
    assert again.revision("slack") == 2
    assert again.samples("slack") == added
    assert again.known_accounts("slack") == known
    assert again.preview(again.connection("slack"), again.samples("slack")[0]) == before
    assert before.outcome == "unchanged"


def test_the_second_of_two_admins_is_shown_what_the_first_one_saved(open_at: Open) -> None:
    ada, grace = open_at("ada"), open_at("grace")
    ada.save(CONNECTION)
    assert grace.connection("slack") == CONNECTION
    seen = grace.revision("slack")
    ada.save(titled("Ada's"), seen=1)
    with pytest.raises(ConflictError, match="ada saved slack as revision 2") as error:
        grace.save(titled("Grace's"), seen=seen)
    assert (error.value.theirs.body or {})["title"] == "Ada's"
    grace.refresh()
    assert grace.connection("slack").title == "Ada's"
    # Who has seen it may go on.
    assert grace.save(titled("Grace's"), seen=2) == 3
    # What is the same needs no decision.
    assert ada.save(titled("Grace's"), seen=2) == 3
    assert ada.connections() == (titled("Grace's"),)


def test_what_others_added_and_removed_is_seen(open_at: Open) -> None:
    ada, grace = open_at("ada"), open_at("grace")
    ada.save(CONNECTION)
    (first,) = ada.add_text("slack", IDP.response(name_id="one")).added
    assert grace.samples("slack") == (first,)
    (second,) = grace.add_text("slack", IDP.response(name_id="two")).added
    assert ada.samples("slack") == (first, second)
    ada.remove_samples("slack", [first])
    assert grace.samples("slack") == (second,)
    ada.save(titled("New", "drift"))
    assert [one.name for one in grace.connections()] == ["slack", "drift"]


def test_a_deleted_connection_is_gone_and_can_be_restored(open_at: Open) -> None:
    workspace = open_at()
    workspace.save(CONNECTION)
    workspace.save(titled("Second"))
    workspace.delete("slack", seen=2)
    assert workspace.connections() == ()
    with pytest.raises(UsageError, match="no connection named slack"):
        workspace.connection("slack")
    restored = workspace.history.restore("connection", "slack", 1)
    assert (restored.number, workspace.connection("slack")) == (4, CONNECTION)
    workspace.delete("slack")
    # A new one under the old name goes on where the old one ended.
    assert workspace.save(titled("Third"), seen=0) == 6
    with pytest.raises(ConflictError):
        workspace.save(titled("Fourth"), seen=0)
    assert [entry.action for entry in workspace.history.entries()] == [
        "created", "changed", "deleted", "restored", "deleted", "restored",
    ]  # fmt: skip


def test_what_a_stopped_adding_had_found_is_kept(open_at: Open, tmp_path: Path) -> None:
    workspace = open_at()
    workspace.save(CONNECTION)
    for number in range(4):
        (tmp_path / f"{number}.xml").write_bytes(IDP.response(name_id=f"n{number}"))

    class Stop:
        def step(self, n: int, total: int, what: str) -> None:
            if n == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        workspace.add_samples("slack", [tmp_path], Stop())
    assert [Path(sample.origin.path).name for sample in open_at().samples("slack")] == ["0.xml", "1.xml"]


def test_many_logins_are_added_with_few_writes(open_at: Open) -> None:
    workspace = open_at()
    workspace.save(CONNECTION)
    login = IDP.response(name_id="ada")
    logins = (base64.b64encode(login + b"\n" * number).decode() for number in range(TOGETHER + 1))
    text = "\n".join(json.dumps({"SAMLResponse": each}) for each in logins)
    assert len(workspace.add_text("slack", text).added) == TOGETHER + 1
    assert [(e.after or {})["count"] for e in workspace.history.entries() if e.action == "samples.added"] == [
        TOGETHER, 1,
    ]  # fmt: skip


def test_a_connection_of_another_version_is_said_and_not_overwritten(open_at: Open, tmp_path: Path) -> None:
    workspace = open_at()
    workspace.shelf.save("connection", "slack", {"apiVersion": "jitadmin/v9", "name": "slack"}, seen=0, now=NOW)
    for ask in (workspace.connections, lambda: workspace.connection("slack"), lambda: workspace.save(CONNECTION)):
        with pytest.raises(InputError, match="slack was kept by another version of jitadmin"):
            ask()
    assert workspace.shelf.head("connection", "slack").number == 1


def test_the_author_is_the_user_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    workspace = Workspace.open(tmp_path / "w.sqlite")
    workspace.save(CONNECTION)
    assert (workspace.author, next(workspace.history.entries()).author) == ("grace", "grace")
    workspace.close()


def test_the_workspace_of_this_computer_is_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    Workspace.open().close()
    (made,) = tmp_path.rglob("workspace.sqlite")
    assert sqlite3.connect(made).execute("SELECT count(*) FROM object").fetchone() == (0,)


def test_a_workspace_in_memory_needs_no_database_library() -> None:
    script = (
        "import sys; from jitadmin.app import Workspace; Workspace.empty().connections();"
        "print([name for name in ('sqlalchemy', 'alembic', 'lxml', 'yaml', 'keyring') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "[]\n"
