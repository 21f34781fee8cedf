"""The policy reads as a sentence that is true."""

from typing import Any

import pytest

from jitadmin.core.jit.lint import connection_findings
from jitadmin.core.jit.summary import policy_sentence
from tests.core.jit.sample import account, connection, effect, finding, login, policy, roles

RULE = {"grant": ["editor"], "when": {"memberOf": "editors"}}


def said(made_roles: dict[str, Any] | None = None, **given: Any) -> str:
    return policy_sentence(connection({"userName": "uid"}, roles(**(made_roles or {})), policy(**given)))


@pytest.mark.parametrize(
    ("given", "clause", "never"),
    [
        ({"gates": {"domains": ["x.org"]}}, "lets in only addresses of x.org", "makes accounts only"),
        (
            {"gates": {"apply": "creation", "domains": ["x.org"], "groups": ["g"]}},
            "makes accounts only for addresses of x.org, makes accounts only for members of g",
            "lets in only",
        ),
        ({"match": []}, "recognises nobody", "matches on"),
        ({"match": [{"by": "link"}, {"by": "userName"}], "conflict": "refuse"}, "fit two accounts", "recognises"),
    ],
)
def test_the_clauses_of_the_policy(given: dict[str, Any], clause: str, never: str) -> None:
    assert clause in said(**given)
    assert never not in said(**given)


@pytest.mark.parametrize(
    ("given", "clause"),
    [
        ({"when": "never"}, "leaves roles alone"),
        ({"when": "createThenRemove"}, "gives roles to new accounts and later only takes them away"),
        ({"when": "onCreate"}, "gives roles once"),
        ({"absent": "refuse"}, "refuses people whose login says nothing about roles"),
        ({"groups": {"defaults": ["all"], "giveDefaults": "onCreate"}}, "gives all to new accounts"),
    ],
)
def test_the_clauses_of_roles_and_groups(given: dict[str, Any], clause: str) -> None:
    assert clause in said({"rules": [RULE], **given})
    assert clause not in said({"rules": [RULE]})


def test_what_is_never_taken_away_is_said_of_the_right_kind() -> None:
    ruled = {"rules": [{**RULE, "kind": "group"}]}
    told = finding(connection_findings(connection({}, roles(membership="addOnly", **ruled))), "never_removes")
    assert told is not None
    assert told.args["kind"] == "group"
    assert "never removes groups" in said({"membership": "addOnly", **ruled})
    untouched = connection_findings(connection({}, roles(membership="addOnly", when="never", **ruled)))
    assert finding(untouched, "never_removes") is None


def test_where_roles_are_left_alone_defaults_are_not_given_either() -> None:
    made = connection({}, roles(when="never", defaults=["member"]))
    found = effect(made, login("ada"), account("ada"))
    assert found.after is not None
    assert found.after.roles == ()


@pytest.mark.parametrize(
    "given", [{"gates": {"condition": {"cel": "nope()"}}}, {"links": {"value": [{"cel": "nope()"}]}}]
)
def test_expressions_of_gates_and_links_are_checked_in_a_draft(given: dict[str, Any]) -> None:
    found = connection_findings(connection({}, policy=policy(**given)))
    assert "cel.unknown_function" in [one.code for one in found]
