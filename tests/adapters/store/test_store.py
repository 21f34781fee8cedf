"""What a workspace promises: nothing is overwritten unseen, everything has a history, and the log cannot be altered."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import create_engine, text

from jitadmin.adapters.store import Store
from jitadmin.core.errors import InputError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.message import Origin
from jitadmin.core.record import ConflictError, Draft
from jitadmin.core.sample import Sample

NOW = datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    opened = Store(place, author="ada", now=NOW)
    yield opened
    opened.close()


def test_what_is_saved_is_there_when_the_workspace_is_opened_again(place: str) -> None:
    body = {"name": "slack", "title": "Žofie → Slack", "rows": [{"field": "userName"}]}
    first = Store(place, author="ada", now=NOW)
    first.save("connection", "slack", body, seen=0, now=NOW, note="begun")
    first.close()
    second = Store(place, author="grace", now=NOW)
    head = second.head("connection", "slack")
    assert (head.body, head.number, head.author, head.at, head.note) == (body, 1, "ada", NOW, "begun")
    assert [each.name for each in second.heads("connection")] == ["slack"]
    assert second.heads("identityProvider") == ()
    second.close()


def test_the_second_of_two_admins_gets_the_other_revision_instead_of_overwriting_it(place: str) -> None:
    ada, grace = Store(place, author="ada", now=NOW), Store(place, author="grace", now=NOW)
    ada.save("connection", "slack", {"version": 0}, seen=0, now=NOW)
    grace.save("connection", "slack", {"by": "grace"}, seen=1, now=NOW)
    with pytest.raises(ConflictError, match="grace saved slack as revision 2") as error:
        ada.save("connection", "slack", {"by": "ada"}, seen=1, now=NOW)
    assert error.value.theirs.body == {"by": "grace"}
    assert ada.head("connection", "slack").body == {"by": "grace"}
    with pytest.raises(ConflictError):
        grace.save("connection", "slack", {"new": True}, seen=0, now=NOW)
    for each in (ada, grace):
        each.close()


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(place: str) -> None:
    Store(place, author="first", now=NOW).close()
    start = threading.Barrier(6)
    outcomes: list[str] = []

    def save(number: int) -> None:
        mine = Store(place, author=f"admin {number}", now=NOW)
        start.wait()
        try:
            mine.save("connection", "slack", {"by": number}, seen=0, now=NOW)
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("conflict")
        mine.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 5 + ["saved"]
    last = Store(place, author="last", now=NOW)
    assert len(last.revisions("connection", "slack")) == 1
    assert last.broken_at() is None
    last.close()


def test_what_two_import_at_the_same_time_is_kept_once(place: str) -> None:
    """The later list of accounts stands, each login is there once, and nobody is told of a fault."""
    stores = [Store(place, author="ada", now=NOW) for _ in range(4)]
    login = Sample(origin=Origin(path="a.xml", index=0, sha256="0" * 64), label="a", data=b"<a/>")

    def bring(store: Store) -> None:
        for number in range(12):
            store.keep_accounts(f"urn:sp{number}", KnownAccounts(accounts=(), taken=NOW), now=NOW)
            store.keep_draft(Draft(name=f"d{number}", seen=0, body={}, at=NOW))
            store.add_samples(f"c{number}", [login], now=NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bring, stores))
    assert [stores[0].count_samples(f"c{number}") for number in range(12)] == [1] * 12
    assert len(stores[0].drafts()) == 12
    assert stores[0].broken_at() is None
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET line = replace(line, 'ada', 'eve') WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 2", 3),
        ("DELETE FROM audit WHERE number = 1", 2),
        ("UPDATE audit SET line = 'no entry' WHERE number = 2", 2),
        ("UPDATE audit SET line = '{}' WHERE number = 2", 2),
        ("UPDATE audit SET digest = '00' WHERE number = 2", 2),
        ("UPDATE audit SET number = 99 WHERE number = 4", 99),
    ],
)
def test_an_altered_log_is_found_out_at_the_entry(store: Store, place: str, statement: str, broken: int) -> None:
    for number in range(4):
        store.save("connection", "slack", {"version": number}, seen=number, now=NOW)
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert store.broken_at() == broken


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET body = '{}' WHERE number = 2",
        "UPDATE revision SET author = 'eve' WHERE number = 2",
        "UPDATE revision SET at = '2020-01-01' WHERE number = 4",
        "DELETE FROM revision WHERE number = 4",
        "UPDATE object SET head = 2",
        "UPDATE object SET deleted = true",
        "DELETE FROM audit WHERE number = 4",
        "DELETE FROM audit",
    ],
)
def test_what_is_not_as_the_log_tells_is_found_out(store: Store, place: str, statement: str) -> None:
    for number in range(4):
        store.save("connection", "slack", {"version": number}, seen=number, now=NOW)
    # Another zone is the same instant.
    store.save("key", "k", {}, seen=0, now=NOW.astimezone(timezone(timedelta(hours=2))))
    store.delete("key", "k", seen=1, now=NOW)
    store.note("exported", "connection", "slack", now=NOW)
    assert store.astray() is None
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text(statement.replace("audit WHERE number = 4", "audit WHERE number >= 4")))
    engine.dispose()
    astray = store.astray()
    assert astray is not None
    assert astray.name == "slack"


def test_a_revision_that_is_no_object_any_more_is_named(store: Store, place: str) -> None:
    store.save("connection", "slack", {}, seen=0, now=NOW)
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE revision SET body = '[]'"))
    engine.dispose()
    for read in (lambda: store.head("connection", "slack"), store.astray):
        with pytest.raises(InputError, match="Revision 1 of slack"):
            read()


def test_a_line_that_is_no_entry_is_named_by_who_reads_the_log(store: Store, place: str) -> None:
    store.save("connection", "slack", {}, seen=0, now=NOW)
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE audit SET line = 'no entry'"))
    engine.dispose()
    for read in (lambda: list(store.log()), lambda: store.newest(1)):
        with pytest.raises(InputError, match="altered at entry 1"):
            read()
