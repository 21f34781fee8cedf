"""What a workspace promises: nothing is overwritten unseen, everything has a history, and the log cannot be altered."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from jitadmin.adapters.store import Store
from jitadmin.core.account import Account, Link
from jitadmin.core.errors import InputError
from jitadmin.core.message import Origin
from jitadmin.core.record import ConflictError
from jitadmin.core.sample import Sample

NOW = datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    opened = Store(place, author="ada", now=NOW)
    yield opened
    opened.close()


def sample(number: int) -> Sample:
    data = f"<Response ID='r{number}'/>".encode()
    return Sample(origin=Origin(path="a.har", index=number, sha256=f"{number:064x}"), label=f"Ada {number}", data=data)


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


def test_every_revision_is_kept_and_can_be_saved_again(store: Store) -> None:
    for number in range(3):
        store.save("connection", "slack", {"version": number}, seen=number, now=NOW + timedelta(hours=number))
    revisions = store.revisions("connection", "slack")
    assert [each.body for each in revisions] == [{"version": 0}, {"version": 1}, {"version": 2}]
    restored = store.save("connection", "slack", revisions[0].body or {}, seen=3, now=NOW, note="back to 1")
    assert restored.number == 4
    assert store.head("connection", "slack").body == {"version": 0}


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


def test_a_deleted_object_is_out_of_use_and_can_come_back(store: Store) -> None:
    store.save("serviceProvider", "slack", {"version": 0}, seen=0, now=NOW)
    store.delete("serviceProvider", "slack", seen=1, now=NOW)
    assert store.heads("serviceProvider") == ()
    with pytest.raises(InputError, match="no serviceProvider named slack"):
        store.head("serviceProvider", "slack")
    store.save("serviceProvider", "slack", {"version": 1}, seen=2, now=NOW)
    assert store.head("serviceProvider", "slack").number == 3
    assert [entry.action for entry in store.log()] == ["created", "deleted", "restored"]


def test_what_was_never_there_is_said(store: Store) -> None:
    for ask in (store.head, store.revisions):
        with pytest.raises(InputError):
            ask("key", "none")
    with pytest.raises(InputError):
        store.delete("key", "none", seen=0, now=NOW)
    assert list(store.log()) == []


def test_the_log_says_who_did_what_with_before_and_after(store: Store) -> None:
    store.save("connection", "slack", {"version": 0}, seen=0, now=NOW)
    store.save("connection", "slack", {"version": 1}, seen=1, now=NOW + timedelta(minutes=1))
    store.note("exported", "connection", "slack", now=NOW + timedelta(minutes=2), after={"format": "pysaml2"})
    created, changed, exported = store.log()
    assert (created.author, created.action, created.before, created.after) == ("ada", "created", None, {"version": 0})
    assert (changed.at, changed.before, changed.after) == (
        NOW + timedelta(minutes=1), {"version": 0}, {"version": 1},
    )  # fmt: skip
    assert exported.action == "exported"
    assert [entry.number for entry in store.log(after=1, limit=1)] == [2]
    assert store.broken_at() is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET line = replace(line, 'ada', 'eve') WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 2", 3),
        ("DELETE FROM audit WHERE number = 1", 2),
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


def test_samples_are_kept_once_and_read_a_page_at_a_time(store: Store) -> None:
    assert store.add_samples("slack", (sample(number) for number in range(2500)), now=NOW) == 2500
    assert store.add_samples("slack", [sample(0), sample(2500), sample(2500)], now=NOW) == 1
    assert store.add_samples("drift", [sample(0)], now=NOW) == 1
    assert store.count_samples("slack") == 2501
    seen, after = [], 0
    while page := store.samples("slack", after=after, limit=1000):
        seen += [kept.label for _, kept in page]
        after = page[-1][0]
    assert seen == [f"Ada {number}" for number in range(2501)]
    assert store.samples("slack", limit=1)[0][1] == sample(0)
    assert store.remove_samples("slack", [sample(0).origin.sha256, "f" * 64], now=NOW) == 1
    assert (store.count_samples("slack"), store.count_samples("drift")) == (2500, 1)


def test_a_snapshot_of_accounts_has_an_age_and_is_replaced_as_a_whole(store: Store) -> None:
    assert store.accounts("slack") == ((), None)
    fields = {"userName": "ada", "emails.work": ("a@x.org", "b@x.org"), "vip": True, "title": None}
    account = Account(id="1", fields=fields, active=False, groups=("staff",), links=(Link("idp", "n1"),))
    store.keep_accounts("slack", [account, Account(id="2")], source="a.csv", now=NOW)
    store.keep_accounts("slack", [account], source="b.csv", now=NOW + timedelta(days=1))
    assert store.accounts("slack") == ((account,), NOW + timedelta(days=1))
