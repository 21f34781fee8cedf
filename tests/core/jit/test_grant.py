"""The role map: conditions, direct values, what is picked, and how it meets what the account holds."""

from typing import Any

import pytest

from jitadmin.core.account import Account
from jitadmin.core.jit.result import Effect
from jitadmin.core.messages import sentence
from tests.core.jit.sample import account, codes, connection, effect, login, policy, roles, row

GUID = "0b1c2d3e-1111-2222-3333-444455556666"


def granted(when: dict[str, Any], attributes: dict[str, Any], **more: Any) -> bool:
    made = roles(rules=[{"grant": ["r"], "when": when}], **more)
    sent = login("ada@x.org", attributes)
    found = effect(connection({"department": "dept"}, made), sent)
    return found.after is not None and "r" in found.after.roles


GROUPS = {"groups": ["CN=staff,OU=x,DC=y", "Admins", GUID.upper(), "a,b"], "dept": "HR", "empty": ""}


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ({"memberOf": "staff", "attribute": "groups"}, True),
        ({"memberOf": "staff"}, True),
        ({"memberOf": "CN=staff,OU=x,DC=y"}, True),
        ({"memberOf": "cn=STAFF,ou=x,dc=y"}, True),
        ({"memberOf": "Admins"}, True),
        ({"memberOf": "admins"}, False),
        ({"memberOf": "admins", "ignoreCase": True}, True),
        ({"memberOf": GUID}, True),
        ({"memberOf": "Finance"}, True),
        ({"memberOf": "staff", "attribute": "other"}, False),
        ({"memberOf": "a"}, False),
        ({"attribute": "dept", "equals": "HR"}, True),
        ({"attribute": "dept", "equals": "hr"}, False),
        ({"attribute": "dept", "equals": "hr", "ignoreCase": True}, True),
        ({"attribute": "dept", "in": ["IT", "HR"]}, True),
        ({"attribute": "dept", "matches": "H."}, True),
        ({"attribute": "dept", "matches": "H"}, False),
        ({"attribute": "dept", "startsWith": "H"}, True),
        ({"attribute": "dept", "endsWith": "X"}, False),
        ({"attribute": "groups", "contains": "dmin"}, True),
        ({"attribute": "dept", "present": True}, True),
        ({"attribute": "empty", "present": True}, False),
        ({"attribute": "none", "present": False}, True),
        ({"attribute": "none", "equals": "x"}, False),
        ({"nameId": True, "endsWith": "@x.org"}, True),
        ({"field": "department", "equals": "HR"}, True),
        ({"cel": "'Admins' in attributes.groups && nameId.startsWith('ada')"}, True),
        ({"cel": "fields.department == 'HR'"}, True),
        ({"cel": "attributes.none[0] == 'x'"}, False),
        ({"cel": "1 + 1"}, False),
        ({"cel": "nonsense ("}, False),
        ({"all": [{"memberOf": "staff"}, {"attribute": "dept", "equals": "HR"}]}, True),
        ({"all": [{"memberOf": "staff"}, {"attribute": "dept", "equals": "IT"}]}, False),
        ({"any": [{"memberOf": "none"}, {"attribute": "dept", "equals": "HR"}]}, True),
        ({"all": []}, True),
        ({"any": []}, False),
        ({"not": {"memberOf": "none"}}, True),
        ({"attribute": "dept", "matches": "("}, False),
    ],
)
def test_a_condition(when: dict[str, Any], holds: bool) -> None:
    assert granted(when, GROUPS, groupNames={GUID: "Finance"}) is holds


@pytest.mark.parametrize(
    ("when", "sent", "code"),
    [
        ({"memberOf": "staff"}, {"groups": "Staff"}, "near.group_case"),
        ({"memberOf": "CN=staff,DC=x"}, {"groups": "staff"}, "near.group_dn"),
        ({"memberOf": "staff"}, {"groups": "/staff"}, "near.group_space"),
        ({"memberOf": "staff"}, {"groups": "staff;editors"}, "near.group_joined"),
        ({"memberOf": "staff", "attribute": "groups"}, {"Groups": "staff"}, "near.case"),
        (
            {"memberOf": "staff", "attribute": "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"},
            {"http://schemas.microsoft.com/claims/groups.link": "https://graph"},
            "near.overage",
        ),
        ({"attribute": "dept", "equals": "HR"}, {"dept": "hr"}, "near.value_case"),
        ({"attribute": "dept", "equals": "HR"}, {"dept": "CN=HR,DC=x"}, "near.value_dn"),
        ({"attribute": "dept", "equals": "HR"}, {"Dept": "HR"}, "near.case"),
    ],
)
def test_a_rule_that_fails_names_its_nearest_miss(when: dict[str, Any], sent: dict[str, str], code: str) -> None:
    found = effect(connection({}, roles(rules=[{"grant": ["r"], "when": when}])), login("ada", sent))
    assert code in codes(found.trace)


def test_every_rule_is_told_also_after_the_first_that_counts() -> None:
    made = roles(rules=[{"grant": ["a"]}, {"grant": ["b"]}, {"grant": ["c"], "when": {"any": []}}], pick="first")
    found = effect(connection({}, made), login())
    told = [(s.code, s.origin) for s in found.trace.walk() if s.code.startswith("rule.")]
    assert told == [
        ("rule.holds", "roles.rules[0]"), ("rule.shadowed", "roles.rules[1]"), ("rule.fails", "roles.rules[2]"),
    ]  # fmt: skip
    assert after(found).roles == ("a",)


@pytest.mark.parametrize(
    ("pick", "kept"), [("all", ("low", "high", "mid")), ("mostPrivileged", ("high",)), ("leastPrivileged", ("low",))]
)
def test_which_of_several_roles_is_picked(pick: str, kept: tuple[str, ...]) -> None:
    declared = [{"name": "low", "privilege": 1}, {"name": "mid", "privilege": 5}, {"name": "high", "privilege": 9}]
    made = roles(roles=declared, rules=[{"grant": [name]} for name in ("low", "high", "mid")], pick=pick)
    assert after(effect(connection({}, made), login())).roles == kept


@pytest.mark.parametrize(
    ("pick", "kept"), [("mostPrivileged", ("server", "admin", "none")), ("leastPrivileged", ("viewer",))]
)
def test_a_picked_rule_brings_all_that_it_grants(pick: str, kept: tuple[str, ...]) -> None:
    declared = [
        {"name": "server", "privilege": 90}, {"name": "admin", "privilege": 80}, {"name": "viewer", "privilege": 10},
        {"name": "none", "privilege": 0},
    ]  # fmt: skip
    rules = [{"grant": ["server", "admin", "none"]}, {"grant": ["viewer"]}]
    found = effect(connection({}, roles(roles=declared, rules=rules, pick=pick)), login())
    assert after(found).roles == kept


def test_values_that_are_names_are_picked_one_by_one() -> None:
    declared = [{"name": "low", "privilege": 1}, {"name": "high", "privilege": 9}]
    made = roles(roles=declared, direct=[{"attribute": "r"}], pick="mostPrivileged")
    assert after(effect(connection({}, made), login("a", {"r": ["low", "high"]}))).roles == ("high",)


def after(found: Effect) -> Account:
    assert found.after is not None
    return found.after


@pytest.mark.parametrize(
    ("direct", "values", "names"),
    [
        ({}, ["a", "b", "a", ""], ("a", "b")),
        ({"separator": ";"}, ["a; b"], ("a", "b")),
        ({"pattern": "^arn:(.*),"}, ["arn:x,arn:p", "none"], ("x",)),
        ({"pattern": r"^[^:]*:\d+:(\w+)$"}, ["Main:1:Editor"], ("Editor",)),
        ({"rename": {"a": ["x", "y"]}}, ["a", "b"], ("x", "y", "b")),
        ({"rename": {"a": ["x"]}, "unmapped": "drop"}, ["a", "b"], ("x",)),
        ({"rename": {"A": ["x"]}, "ignoreCase": True}, ["a"], ("x",)),
        ({"empty": "keep"}, [""], ("",)),
        ({"pattern": "("}, ["a"], ()),
    ],
)
def test_values_that_are_roles_themselves(direct: dict[str, Any], values: list[str], names: tuple[str, ...]) -> None:
    made = roles(direct=[{"attribute": "role", **direct}])
    assert after(effect(connection({}, made), login("ada", {"role": values}))).roles == names


def test_roles_from_an_expression() -> None:
    made = roles(direct=[{"cel": "attributes.groups.map(g, 'app-' + g)", "kind": "group"}])
    assert after(effect(connection({}, made), login("ada", {"groups": ["a", "b"]}))).groups == ("app-a", "app-b")


@pytest.mark.parametrize(
    ("membership", "left"),
    [("addOnly", ("r1", "hand", "r2")), ("managed", ("hand", "r2")), ("exact", ("r2",))],
)
def test_how_a_login_meets_what_is_held(membership: str, left: tuple[str, ...]) -> None:
    made = roles(
        rules=[{"grant": [f"r{i}"], "when": {"memberOf": f"g{i}", "attribute": "groups"}} for i in (1, 2)],
        membership=membership,
    )
    found = effect(connection({}, made), login("ada", {"groups": ["g2"]}), account("ada", roles=("r1", "hand")))
    assert after(found).roles == left


def test_lists_of_additions_and_removals() -> None:
    made = roles(
        direct=[
            {"attribute": "add", "kind": "group"},
            {"attribute": "remove", "kind": "group", "effect": "remove"},
        ],
        membership="addOnly",
    )
    found = effect(
        connection({}, made), login("ada", {"add": "c", "remove": ["a", "z"]}), account("ada", groups=("a", "b"))
    )
    assert after(found).groups == ("b", "c")
    assert (found.groups.gained, found.groups.lost, found.groups.held) == (("c",), ("a",), ("b",))


@pytest.mark.parametrize(
    ("absent", "sent", "left", "denied"),
    [
        ("keep", {}, ("r1",), None),
        ("strip", {}, (), None),
        ("refuse", {}, ("r1",), "roles.absent_refused"),
        ("refuse", {"groups": ["x"]}, (), None),
    ],
)
def test_the_attribute_is_absent(absent: str, sent: dict[str, Any], left: tuple[str, ...], denied: str | None) -> None:
    made = roles(rules=[{"grant": ["r1"], "when": {"memberOf": "g", "attribute": "groups"}}], absent=absent)
    found = effect(connection({}, made), login("ada", sent), account("ada", roles=("r1",)))
    assert after(found).roles == left
    assert (found.denial.code if found.denial else None) == denied


@pytest.mark.parametrize(
    ("no_match", "left", "denied"),
    [("keep", ("r1",), False), ("strip", (), False), ("refuse", ("r1",), True), ("stripThenRefuse", (), True)],
)
def test_nothing_was_granted(no_match: str, left: tuple[str, ...], denied: bool) -> None:
    made = roles(rules=[{"grant": ["r1"], "when": {"memberOf": "g", "attribute": "groups"}}], noMatch=no_match)
    found = effect(connection({}, made), login("ada", {"groups": ["x"]}), account("ada", roles=("r1",)))
    assert after(found).roles == left
    assert (found.outcome == "deny") is denied


@pytest.mark.parametrize(
    ("give", "new", "again", "none"),
    [
        ("onCreate", ("r1", "d"), ("r1",), ()),
        ("onCreateIfAbsent", ("r1",), ("r1",), ()),
        ("everyLogin", ("r1", "d"), ("r1", "d"), ("d",)),
        ("ifNone", ("r1",), ("r1",), ("d",)),
    ],
)
def test_defaults(give: str, new: tuple[str, ...], again: tuple[str, ...], none: tuple[str, ...]) -> None:
    made = connection(
        {}, roles(rules=[{"grant": ["r1"], "when": {"memberOf": "g"}}], defaults=["d"], giveDefaults=give)
    )
    member, other = login("ada", {"groups": ["g"]}), login("ada", {"groups": ["x"]})
    assert after(effect(made, member)).roles == new
    assert after(effect(made, member, account("ada"))).roles == again
    assert after(effect(made, other, account("ada"))).roles == none


@pytest.mark.parametrize(
    ("unknown", "left", "outcome"),
    [
        ("accept", ("known", "new"), "create"),
        ("ignore", ("known",), "create"),
        ("create", ("known", "new"), "create"),
        ("refuse", None, "deny"),
        ("refuseAfterStoring", ("known",), "deny"),
    ],
)
def test_a_name_that_the_application_does_not_have(unknown: str, left: tuple[str, ...] | None, outcome: str) -> None:
    made = roles(roles=[{"name": "known"}], direct=[{"attribute": "role"}], unknown=unknown)
    found = effect(connection({}, made), login("ada", {"role": ["known", "new"]}))
    assert (found.after.roles if found.after else None) == left
    assert found.outcome == outcome


def test_roles_and_groups_go_by_their_own_rules() -> None:
    made = roles(
        direct=[{"attribute": "role"}, {"attribute": "groups", "kind": "group"}],
        when="onCreate",
        defaults=["member"],
        giveDefaults="onCreate",
        groups={"when": "everyLogin", "membership": "exact"},
    )
    sent = login("ada", {"role": "r2", "groups": ["g2"]})
    assert after(effect(connection({}, made), sent)).roles == ("r2", "member")
    found = effect(connection({}, made), sent, account("ada", roles=("r1",), groups=("g1",)))
    assert (after(found).roles, after(found).groups) == (("r1",), ("g2",))


def test_permissions_follow_from_roles_and_groups() -> None:
    made = roles(
        roles=[
            {"name": "r", "permissions": ["read", "write"]},
            {"name": "g", "kind": "group", "permissions": ["read", "share"]},
        ],
        rules=[{"grant": ["g"], "kind": "group"}],
        membership="exact",
    )
    found = effect(connection({}, made), login(), account("ada", roles=("r",)))
    assert (found.permissions.gained, found.permissions.held, found.permissions.lost) == (
        ("share",),
        ("read", "write"),
        (),
    )
    assert [(g.name, g.kind, g.origins) for g in found.grants] == [("g", "group", ("roles.rules[0]",))]


def test_an_account_that_is_refused_gets_no_roles() -> None:
    made = connection(
        {"department": row("department", {"attribute": "d"}, required=True)}, roles(rules=[{"grant": ["r"]}])
    )
    found = effect(made, login(), account("ada", roles=("old",)))
    assert found.outcome == "deny"
    assert found.roles.held == ("old",)
    assert not found.roles.gained
    assert policy() == made.policy


@pytest.mark.parametrize(
    ("when", "holds", "says"),
    [
        ({"all": [{"attribute": "a", "present": True}, {"nameId": True, "equals": "x"}]}, False, "Not all of 2"),
        ({"any": [{"attribute": "b", "present": True}, {"nameId": True, "equals": "x"}]}, False, "None of 2"),
        ({"not": {"nameId": True, "equals": "ada"}}, False, "What is ruled out holds."),
        ({"not": {"nameId": True, "equals": "x"}}, True, "What is ruled out does not hold."),
        ({"cel": "nameId == 'x'"}, False, "The expression nameId == 'x' is false."),
        ({"attribute": "b", "present": True}, False, "b is absent."),
        ({"attribute": "b", "present": False}, True, "b is absent."),
        ({"attribute": "e", "present": True}, False, "e is there without text."),
        ({"attribute": "e", "present": False}, True, "e is there without text."),
        ({"attribute": "a", "present": False}, False, "a is there."),
    ],
)
def test_the_reason_is_true_whether_a_condition_holds_or_not(when: dict[str, Any], holds: bool, says: str) -> None:
    found = effect(connection({}, roles(rules=[{"grant": ["r"], "when": when}])), login("ada", {"a": "1", "e": ""}))
    rule = next(step for step in found.trace.walk() if step.code.startswith("rule."))
    told = rule.children[0]
    assert (told.verdict == "yes") is holds
    assert sentence(told.code, told.args).startswith(says)


def test_an_expression_that_reads_what_is_absent_is_no_absent_attribute() -> None:
    found = effect(connection({}, roles(direct=[{"cel": "attributes.teams"}])), login("ada", {"a": "1"}))
    assert "direct.absent_cel" in codes(found.trace)


def test_names_of_object_ids_are_met_in_any_case() -> None:
    for known, sent in ((GUID.upper(), GUID), (GUID, GUID.upper())):
        assert granted({"memberOf": "Editors"}, {"groups": [sent]}, groupNames={known: "Editors"})


@pytest.mark.parametrize(
    ("membership", "taken", "left"),
    [("exact", ("old", "hand"), ()), ("managed", ("old",), ("hand",)), ("addOnly", (), ("old", "hand"))],
)
def test_why_names_go_and_stay_is_told(membership: str, taken: tuple[str, ...], left: tuple[str, ...]) -> None:
    rules = [{"grant": [name], "when": {"memberOf": name}} for name in ("new", "old")]
    made = connection({}, roles(rules=rules, membership=membership))
    found = effect(made, login("ada", {"groups": ["new"]}), account("ada", roles=("old", "hand")))
    told = {step.code: step.args["names"] for step in found.trace.walk() if step.origin == "roles.membership"}
    wanted = {f"roles.taken.{membership}": taken, f"roles.left.{membership}": left}
    assert told == {code: names for code, names in wanted.items() if names}
    assert found.roles.lost == taken


@pytest.mark.parametrize("rules", [[], [{"grant": ["c"], "kind": "group", "when": {"memberOf": "c"}}]])
def test_a_rule_does_not_narrow_what_values_of_the_login_decide_on(rules: list[Any]) -> None:
    known = [{"name": name, "kind": "group"} for name in "abc"]
    made = connection({}, roles(roles=known, rules=rules, direct=[{"attribute": "groups", "kind": "group"}]))
    found = effect(made, login("ada", {"groups": ["a"]}), account("ada", groups=("b", "hand")))
    assert found.after is not None
    assert found.after.groups == ("hand", "a")
