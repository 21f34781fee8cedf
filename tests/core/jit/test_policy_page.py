"""The application on the page about policies behaves as the page says."""

import re
from pathlib import Path

import pytest

from jitadmin.adapters.documents import load
from jitadmin.core.account import RANDOM, Account, Link
from jitadmin.core.connection import Connection
from jitadmin.core.jit.result import Effect
from tests.core.jit.sample import IDP, attribute, effect, login

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"
SENT = {"mail": " Ada@example.com ", "givenName": "Ada", "sn": "King", "employeeNumber": "7", "teams": "a;b"}


@pytest.fixture(scope="module")
def seventh() -> Connection:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return load(found.group(1), "seventh.yaml")


def ada(**more: object) -> Account:
    given = {"fields": {"userName": "ada", "emails.work": "ADA@example.com"}, "groups": ("old",), "roles": ("viewer",)}
    return Account(id="1", **{**given, **more})  # type: ignore[arg-type]


def test_a_new_person(seventh: Connection) -> None:
    found = effect(seventh, login("n", {**SENT, "title": "Chief Editor"}), Account(id="2", fields={"userName": "ada"}))
    assert found.after is not None
    assert found.after.fields == {
        "userName": f"ada{RANDOM}", "emails.work": "Ada@example.com", "name.givenName": "Ada",
        "name.familyName": "King",
    }  # fmt: skip
    assert (found.after.groups, found.after.roles) == (("a", "b"), ("editor",))
    assert found.after.links == (Link(IDP, "7"),)


def test_a_known_person(seventh: Connection) -> None:
    found = effect(seventh, login("n", {**SENT, "sn": "", "title": "Editor"}), ada())
    assert found.outcome == "link"
    assert found.after is not None
    assert found.after.fields == {"userName": "ada", "emails.work": "Ada@example.com", "name.givenName": "Ada"}
    assert (found.after.groups, found.after.roles) == (("a", "b"), ("viewer",))
    again = effect(seventh, login("n", {**SENT, "mail": "new@example.com"}), found.after)
    assert again.match.by == "link"


@pytest.mark.parametrize(
    ("sent", "held"),
    [
        ({**SENT, "mail": "ada@elsewhere.com"}, ada()),
        ({**SENT, "mail": "none"}, ada()),
        ({**SENT, "teams": ""}, ada()),
        ({k: v for k, v in SENT.items() if k != "teams"}, ada()),
        ({k: v for k, v in SENT.items() if k != "employeeNumber"}, ada()),
        (SENT, ada(active=False, links=(Link(IDP, "7"),))),
    ],
)
def test_who_is_refused_without_a_change(seventh: Connection, sent: dict[str, str], held: Account) -> None:
    found: Effect = effect(seventh, login("n", sent), held)
    assert found.outcome == "deny"
    assert found.after in (held, None)


def test_a_repeated_attribute_is_refused(seventh: Connection) -> None:
    twice = [attribute(name, value) for name, value in SENT.items()] + [attribute("teams", "c")]
    assert effect(seventh, login("n", twice), ada()).outcome == "deny"
