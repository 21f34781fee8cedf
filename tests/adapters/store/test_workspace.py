"""A team on one workspace, in a file and on a real server: everything that one did is there for the other."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import msgspec
import pytest

from jitadmin.adapters.store import version_of
from jitadmin.app import Workspace
from jitadmin.core.account import Account
from jitadmin.core.connection import Connection
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.record import ConflictError
from jitadmin.core.registry import Provider
from tests.builders import ACS, SP, IdP

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
IDP = IdP("https://idp.example.test")
CONNECTION = Connection(
    api_version="jitadmin/v1",
    name="slack",
    title="Žofie → Slack\u0000\u2028",
    identity_provider=IdentityProvider(entity_id=IDP.entity_id),
    service_provider=ServiceProvider(entity_id=SP, acs=(ACS,)),
)


def opened(place: str, author: str) -> Workspace:
    return Workspace.open(place, clock=lambda: NOW, author=author)


@pytest.fixture
def ada(place: str) -> Iterator[Workspace]:
    with closing(opened(place, "ada")) as workspace:
        yield workspace


@pytest.fixture
def grace(place: str, ada: Workspace) -> Iterator[Workspace]:
    with closing(opened(place, "grace")) as workspace:
        yield workspace


def titled(title: str) -> Connection:
    return msgspec.structs.replace(CONNECTION, title=title)


def test_what_one_did_is_there_for_the_other(ada: Workspace, grace: Workspace) -> None:
    ada.save(CONNECTION)
    ada.registry.add_metadata("identityProvider", IDP.metadata_xml(), source="idp.xml")
    (login,) = ada.add_text("slack", IDP.response(name_id="ada")).added
    known = KnownAccounts(accounts=(Account(id="1", fields={"userName": "ada"}),), taken=NOW, origin="a.csv")
    ada.keep_accounts("slack", known)
    assert grace.connections() == (CONNECTION,)
    assert grace.samples("slack") == (login,)
    assert grace.known_accounts("slack") == known
    assert grace.verification(CONNECTION, login).verdict == "accepted"
    assert [entry.author for entry in grace.history.entries()] == ["ada"] * 4
    assert grace.history.broken_at() is None


def test_who_comes_second_is_told_and_loses_nothing(ada: Workspace, grace: Workspace) -> None:
    ada.save(CONNECTION)
    grace.drafts.keep("slack", titled("Grace's"), grace.revision("slack"))
    ada.save(titled("Ada's"), seen=1)
    kept = grace.drafts.of("slack")
    assert kept is not None
    with pytest.raises(ConflictError, match="ada saved slack as revision 2"):
        grace.save(kept.connection, seen=kept.seen)
    assert ada.drafts.of("slack") is None
    assert grace.save(kept.connection, seen=2) == 3
    assert [one.title for one in ada.revisions("slack")] == [CONNECTION.title, "Ada's", "Grace's"]
    assert ada.history.restore("connection", "slack", 1).number == 4
    grace.refresh()
    assert grace.connection("slack") == CONNECTION


def test_of_many_who_save_at_once_nobody_overwrites_another(place: str, ada: Workspace) -> None:
    ada.save(CONNECTION)
    start, outcomes = threading.Barrier(5), []

    def save(number: int) -> None:
        with closing(opened(place, f"admin {number}")) as mine:
            seen = mine.revision("slack")
            start.wait()
            try:
                outcomes.append(mine.save(titled(f"by {number}"), seen=seen))
            except ConflictError:
                outcomes.append(0)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 0, 0, 0, 2]
    assert ada.history.broken_at() is None


def test_looking_at_a_workspace_makes_and_changes_nothing(place: str) -> None:
    assert version_of(place) is None
    assert version_of(place) is None
    opened(place, "ada").close()
    assert version_of(place) == ("0001", True)


@pytest.mark.parametrize("user", ["\udcff", "u" * 300], ids=["no text", "long"])
def test_any_name_of_a_user_can_stand_in_the_history(place: str, monkeypatch: pytest.MonkeyPatch, user: str) -> None:
    monkeypatch.setenv("LOGNAME", user)
    workspace = Workspace.open(place)
    workspace.registry.add(Provider(entity_id="urn:idp", kind="identityProvider"))
    (entry,) = workspace.history.entries()
    assert user[:200].encode("utf-8", "backslashreplace").decode() in entry.author
    workspace.close()
