"""What every shelf promises, in memory, in a file and on a server: one contract, three keepers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from jitadmin.adapters.store import Store
from jitadmin.app.memory import MemoryShelf
from jitadmin.app.shelf import Shelf
from jitadmin.core.account import Account, Link
from jitadmin.core.errors import InputError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.message import Origin
from jitadmin.core.record import ConflictError, Draft
from jitadmin.core.sample import Sample
from tests.adapters.store.conftest import place_of

NOW = datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def shelf(request: pytest.FixtureRequest) -> Iterator[Shelf]:
    opened: Shelf
    if request.param == "memory":
        opened = MemoryShelf(author="ada")
    else:
        opened = Store(place_of(request, request.param), author="ada", now=NOW)
    yield opened
    opened.close()


def sample(number: int) -> Sample:
    data = f"<Response ID='r{number}'/>".encode()
    return Sample(origin=Origin(path="a.har", index=number, sha256=f"{number:064x}"), label=f"Ada {number}", data=data)


def test_every_revision_is_kept_and_can_be_saved_again(shelf: Shelf) -> None:
    for number in range(3):
        shelf.save("connection", "slack", {"version": number}, seen=number, now=NOW + timedelta(hours=number))
    revisions = shelf.revisions("connection", "slack")
    assert [each.body for each in revisions] == [{"version": 0}, {"version": 1}, {"version": 2}]
    restored = shelf.save("connection", "slack", revisions[0].body or {}, seen=3, now=NOW, note="back to 1")
    assert restored.number == 4
    assert shelf.head("connection", "slack").body == {"version": 0}


def test_a_deleted_object_is_out_of_use_and_can_come_back(shelf: Shelf) -> None:
    shelf.save("serviceProvider", "slack", {"version": 0}, seen=0, now=NOW)
    shelf.delete("serviceProvider", "slack", seen=1, now=NOW)
    assert shelf.heads("serviceProvider") == ()
    with pytest.raises(InputError, match="no serviceProvider named slack"):
        shelf.head("serviceProvider", "slack")
    shelf.save("serviceProvider", "slack", {"version": 1}, seen=2, now=NOW)
    assert shelf.head("serviceProvider", "slack").number == 3
    assert [entry.action for entry in shelf.log()] == ["created", "deleted", "restored"]


def test_what_was_never_there_is_said(shelf: Shelf) -> None:
    for ask in (shelf.head, shelf.revisions):
        with pytest.raises(InputError):
            ask("key", "none")
    with pytest.raises(InputError):
        shelf.delete("key", "none", seen=0, now=NOW)
    assert list(shelf.log()) == []


def test_the_log_says_who_did_what_with_before_and_after(shelf: Shelf) -> None:
    shelf.save("connection", "slack", {"version": 0}, seen=0, now=NOW)
    shelf.save("connection", "slack", {"version": 1}, seen=1, now=NOW + timedelta(minutes=1))
    shelf.note("exported", "connection", "slack", now=NOW + timedelta(minutes=2), after={"format": "pysaml2"})
    created, changed, exported = shelf.log()
    assert (created.author, created.action, created.before, created.after) == ("ada", "created", None, {"version": 0})
    assert (changed.at, changed.before, changed.after) == (
        NOW + timedelta(minutes=1), {"version": 0}, {"version": 1},
    )  # fmt: skip
    assert exported.action == "exported"
    assert [entry.number for entry in shelf.log(after=1, limit=1)] == [2]
    assert shelf.broken_at() is None
    assert shelf.astray() is None


def test_samples_are_kept_once_and_read_a_page_at_a_time(shelf: Shelf) -> None:
    assert shelf.add_samples("slack", (sample(number) for number in range(2500)), now=NOW) == 2500
    assert shelf.add_samples("slack", [sample(0), sample(2500), sample(2500)], now=NOW) == 1
    assert shelf.add_samples("drift", [sample(0)], now=NOW) == 1
    assert shelf.count_samples("slack") == 2501
    seen, after = [], 0
    while page := shelf.samples("slack", after=after, limit=1000):
        seen += [kept.label for _, kept in page]
        after = page[-1][0]
    assert seen == [f"Ada {number}" for number in range(2501)]
    assert shelf.samples("slack", limit=1)[0][1] == sample(0)
    assert shelf.remove_samples("slack", [sample(0).origin.sha256, "f" * 64], now=NOW) == 1
    assert (shelf.count_samples("slack"), shelf.count_samples("drift")) == (2500, 1)


def test_a_snapshot_of_accounts_has_an_age_and_an_origin_and_is_replaced_as_a_whole(shelf: Shelf) -> None:
    assert shelf.accounts("urn:slack") is None
    fields = {"userName": "ada", "emails.work": ("a@x.org", "b@x.org"), "vip": True, "title": None}
    account = Account(id="1", fields=fields, active=False, groups=("staff",), links=(Link("idp", "n1"),))
    shelf.keep_accounts("urn:slack", KnownAccounts(accounts=(account, Account(id="2")), origin="a.csv"), now=NOW)
    later = KnownAccounts(accounts=(account,), taken=NOW - timedelta(days=1), origin="b.csv")
    shelf.keep_accounts("urn:slack", later, now=NOW)
    assert shelf.accounts("urn:slack") == later
    assert shelf.accounts("urn:drift") is None
    shelf.keep_accounts("urn:slack", None, now=NOW)
    shelf.keep_accounts("urn:slack", None, now=NOW)
    assert shelf.accounts("urn:slack") is None
    told = [(entry.action, entry.kind, entry.name, (entry.after or {}).get("count")) for entry in shelf.log()]
    assert told == [
        ("accounts.imported", "serviceProvider", "urn:slack", 2),
        ("accounts.imported", "serviceProvider", "urn:slack", 1),
        ("accounts.forgotten", "serviceProvider", "urn:slack", None),
    ]


def test_nothing_is_overwritten_unseen(shelf: Shelf) -> None:
    shelf.save("connection", "slack", {"version": 0}, seen=0, now=NOW)
    shelf.save("connection", "slack", {"version": 1}, seen=1, now=NOW)
    for attempt in (0, 1, 3):
        with pytest.raises(ConflictError, match="ada saved slack as revision 2") as error:
            shelf.save("connection", "slack", {"lost": True}, seen=attempt, now=NOW)
        assert (error.value.theirs.number, error.value.theirs.body) == (2, {"version": 1})
        with pytest.raises(ConflictError):
            shelf.delete("connection", "slack", seen=attempt, now=NOW)
    assert shelf.head("connection", "slack").body == {"version": 1}
    assert [entry.action for entry in shelf.log()] == ["created", "changed"]


def test_what_was_kept_does_not_follow_what_is_changed_outside(shelf: Shelf) -> None:
    body = {"rows": [{"field": "userName"}], "both": ("a", "b")}
    shelf.save("connection", "slack", body, seen=0, now=NOW)
    body["rows"].append({"field": "added"})  # type: ignore[attr-defined]
    assert shelf.head("connection", "slack").body == {"rows": [{"field": "userName"}], "both": ["a", "b"]}


def test_objects_stand_in_the_order_they_came_in_and_each_kind_for_itself(shelf: Shelf) -> None:
    for name in ("zoom", "asana", "miro"):
        shelf.save("connection", name, {"name": name}, seen=0, now=NOW)
    shelf.save("key", "asana", {}, seen=0, now=NOW)
    shelf.save("connection", "zoom", {"name": "again"}, seen=1, now=NOW)
    shelf.delete("connection", "asana", seen=1, now=NOW)
    assert [head.name for head in shelf.heads("connection")] == ["zoom", "miro"]
    assert [head.name for head in shelf.heads("key")] == ["asana"]


def test_the_log_is_read_backwards_a_page_at_a_time(shelf: Shelf) -> None:
    for number in range(5):
        shelf.save("connection", "slack", {"version": number}, seen=number, now=NOW)
    first = shelf.newest(2)
    assert [entry.number for entry in first] == [5, 4]
    assert [entry.number for entry in shelf.newest(9, before=first[-1].number)] == [3, 2, 1]
    assert shelf.newest(9, before=1) == ()
    assert [entry.number for entry in shelf.log()] == [1, 2, 3, 4, 5]
    assert shelf.broken_at() is None
    assert shelf.astray() is None


def test_a_draft_is_kept_until_it_is_dropped_and_leaves_no_trace_in_the_history(shelf: Shelf) -> None:
    shelf.save("connection", "slack", {"version": 0}, seen=0, now=NOW)
    assert shelf.drafts() == ()
    for version in (1, 2):
        shelf.keep_draft(Draft(name="slack", seen=1, body={"version": version}, at=NOW))
    shelf.keep_draft(Draft(name="drift", seen=0, body={}, at=NOW))
    assert [(draft.name, draft.body) for draft in shelf.drafts()] == [("drift", {}), ("slack", {"version": 2})]
    shelf.drop_draft("slack")
    shelf.drop_draft("slack")
    assert [draft.name for draft in shelf.drafts()] == ["drift"]
    assert len(list(shelf.log())) == 1
    assert shelf.head("connection", "slack").body == {"version": 0}
