"""Finding, making, changing and refusing accounts, as the policy says."""

from typing import Any

import pytest

from jitadmin.core.account import RANDOM, Account, Link
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.preview import preview
from jitadmin.core.jit.result import Effect
from jitadmin.core.messages import sentence
from jitadmin.core.verification import Verification
from tests.core.jit.sample import IDP, account, codes, connection, effect, login, policy, row

MAP = {"userName": "uid", "emails.work": "mail"}


def run(given: dict[str, Any], *accounts: Account, uid: str = "ada", mail: str = "ada@x.org") -> Effect:
    return effect(connection(MAP, policy=policy(**given)), login("n-ada", {"uid": uid, "mail": mail}), *accounts)


def test_a_policy_of_defaults_recognises_people_by_name_id() -> None:
    made = connection()
    first = effect(made, login("ada"))
    assert first.outcome == "create"
    assert first.after is not None
    assert first.after.fields == {"userName": "ada"}
    assert effect(made, login("ada"), first.after).outcome == "unchanged"
    assert effect(made, login(None)).denial.code == "match.no_identity"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("compare", "held", "sent", "found"),
    [
        ("exact", "Ada", "ada", False),
        ("ignoreAsciiCase", "Ada", "aDA", True),
        ("ignoreAsciiCase", "ŽOFIE", "žofie", False),
        ("ignoreCase", "ŽOFIE", "žofie", True),
        ("ignoreCase", "z\u030cofie", "žofie", False),
        ("normalised", "z\u030cofie", "žofie", True),
        ("normalised", "Straße ", "STRASSE", True),
    ],
)
def test_how_values_are_compared(compare: str, held: str, sent: str, found: bool) -> None:
    step = {"by": "userName", "compare": compare}
    assert (run({"match": [step]}, account(held), uid=sent).match.account is not None) is found


def test_steps_are_asked_in_order_and_all_are_told() -> None:
    by_mail = account("other", {"emails.work": "ada@x.org"})
    given = {"match": [{"by": "userName"}, {"by": "emails.work"}]}
    found = run(given, account("ada"), by_mail)
    assert (found.match.by, found.match.account.id if found.match.account else None) == ("userName", "ada")
    assert "match.also_other" in codes(found.trace)
    assert run(given, by_mail).match.by == "emails.work"
    assert run({**given, "conflict": "refuse"}, account("ada"), by_mail).outcome == "deny"


@pytest.mark.parametrize(
    ("several", "outcome", "found"), [("refuse", "deny", None), ("none", "create", None), ("first", "update", "a")]
)
def test_more_than_one_account_fits(several: str, outcome: str, found: str | None) -> None:
    twins = [account(name, {"emails.work": "ada@x.org"}) for name in ("a", "b")]
    told = run({"match": [{"by": "emails.work", "several": several}]}, *twins)
    assert told.outcome == outcome
    assert (told.match.account.id if told.match.account else None) == found


def test_a_field_of_several_values_is_looked_for_by_each_of_them() -> None:
    rows = {"userName": "uid", "emails.work": row("emails.work", {"attribute": "mail"}, multiple="all")}
    made = connection(rows, policy=policy(match=[{"by": "emails.work", "compare": "ignoreCase"}]))
    ada, bob = account("ada", {"emails.work": "ada@x.org"}), account("bob", {"emails.work": ("b@x.org", "bob@x.org")})
    sent = login("n", {"uid": "ada", "mail": ["new@x.org", "ADA@x.org"]})
    assert effect(made, sent, ada, bob).match.account == ada
    both = effect(made, login("n", {"uid": "ada", "mail": ["bob@x.org", "b@x.org", "ada@x.org"]}), ada, bob)
    assert both.denial is not None
    assert both.denial.code == "match.several"
    assert both.denial.args["accounts"] == ("bob", "ada")
    nobody = effect(made, login("n", {"uid": "eve", "mail": ["e@x.org", "v@x.org"]}), ada, bob)
    assert "By emails.work: no account has e@x.org, v@x.org." in [sentence(s.code, s.args) for s in nobody.trace.walk()]


@pytest.mark.parametrize(
    ("step", "held", "outcome"),
    [
        ({"activeOnly": True}, account("ada", active=False), "create"),
        ({"requires": "verifiedAddress"}, account("ada", {"emailVerified": False}), "deny"),
        ({"requires": "verifiedAddress", "otherwise": "none"}, account("ada"), "create"),
        ({"requires": "verifiedAddress"}, account("ada", {"emailVerified": True}), "update"),
        ({"requires": "noOtherLink"}, account("ada", links=(Link(IDP, "someone"),)), "deny"),
        ({"requires": "trustedIssuer"}, account("ada"), "update"),
        ({"value": "nameId"}, account("n-ada"), "update"),
    ],
)
def test_what_a_hit_must_fulfil(step: dict[str, Any], held: Account, outcome: str) -> None:
    assert run({"match": [{"by": "userName", **step}]}, held).outcome == outcome


def test_an_issuer_is_trusted_only_where_the_message_was_accepted() -> None:
    made = connection(MAP, policy=policy(match=[{"by": "userName", "requires": "trustedIssuer"}]))
    sent = login("n", {"uid": "ada"})
    refused = Verification(message=None, verdict="refused", checks=(), assertion=sent.assertion)
    found = preview(made, refused, [account("ada")])
    assert found.outcome == "deny"
    assert found.effect is not None
    assert found.effect.denial is not None
    assert found.effect.denial.code == "match.requirement.trustedIssuer"


@pytest.mark.parametrize(
    ("inactive", "outcome", "title", "active"),
    [
        ("refuse", "deny", None, False),
        ("storeThenRefuse", "deny", "ada@x.org", False),
        ("signIn", "update", "ada@x.org", False),
        ("reactivate", "reactivate", "ada@x.org", True),
    ],
)
def test_a_disabled_account(inactive: str, outcome: str, title: str | None, active: bool) -> None:
    found = run({"inactive": inactive}, account("ada", active=False))
    assert found.after is not None
    assert (found.outcome, found.after.fields.get("emails.work"), found.after.active) == (outcome, title, active)


def test_a_new_account_that_starts_disabled_is_stored_and_refused() -> None:
    found = run({"newAccount": {"active": False}})
    assert found.outcome == "deny"
    assert found.before is None
    assert found.after is not None
    assert not found.after.active
    assert found.denial is not None
    assert found.denial.stored


def test_what_a_new_account_gets() -> None:
    new = {
        "fields": {"isStaff": False, "plan": "free"},
        "fallbacks": {"displayName": "{userName} ({plan})", "nickName": "n-{random}", "emails.work": "unused"},
        "transforms": {"userName": ["upper", {"do": "replace", "pattern": "A$", "replacement": "4"}]},
    }
    found = run({"newAccount": new})
    assert found.after is not None
    assert found.after.fields == {
        "userName": "AD4", "emails.work": "ada@x.org", "displayName": "AD4 ()", "nickName": f"n-{RANDOM}",
        "isStaff": False, "plan": "free",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("unique", "held", "outcome", "name"),
    [
        ({"field": "emails.work"}, account("x", {"emails.work": "ada@x.org"}), "deny", None),
        ({"field": "emails.work"}, account("x", {"emails.work": "ADA@x.org"}), "create", "ada"),
        ({"field": "emails.work", "compare": "ignoreCase"}, account("x", {"emails.work": "ADA@x.org"}), "deny", None),
        ({"field": "userName", "onCreate": "suffix"}, account("x", {"userName": "ada"}), "create", f"ada{RANDOM}"),
        ({"field": "title"}, account("x", {"title": ""}), "create", "ada"),
        ({"field": "title", "empty": True}, account("x", {"title": ""}), "deny", None),
    ],
)
def test_unique_fields_of_a_new_account(unique: dict[str, Any], held: Account, outcome: str, name: str | None) -> None:
    found = run({"match": [{"by": "externalId", "value": "nameId"}], "unique": [unique]}, held)
    assert found.outcome == outcome
    assert (found.after.fields["userName"] if found.after else None) == name


@pytest.mark.parametrize(
    ("rule", "outcome", "mail", "title"),
    [
        ("refuse", "deny", "old", "t"),
        ("keepStored", "update", "old", "new"),
        ("dropChanges", "unchanged", "old", "t"),
    ],
)
def test_unique_fields_of_an_existing_account(rule: str, outcome: str, mail: str, title: str) -> None:
    made = connection({**MAP, "title": "title"}, policy=policy(unique=[{"field": "emails.work", "onUpdate": rule}]))
    sent = login("n", {"uid": "ada", "mail": "ada@x.org", "title": "new"})
    found = effect(
        made, sent, account("ada", {"emails.work": "old", "title": "t"}), account("b", {"emails.work": "ada@x.org"})
    )
    assert found.after is not None
    assert (found.outcome, found.after.fields["emails.work"], found.after.fields["title"]) == (outcome, mail, title)
    assert (found.dropped is not None) is (rule == "dropChanges")


def test_links_are_collected_or_replaced() -> None:
    held = account("a", {"emails.work": "ada@x.org"}, links=(Link(IDP, "old"), Link("other", "x")))
    steps = [{"by": "link"}, {"by": "emails.work"}]
    found = run({"match": steps, "links": {}}, held)
    assert found.outcome == "link"
    assert found.after is not None
    assert found.after.links == (Link(IDP, "old"), Link("other", "x"), Link(IDP, "n-ada"))
    assert run({"match": steps, "links": {}}, found.after).match.by == "link"
    replaced = run({"match": steps, "links": {"several": "replace"}}, held).after
    assert replaced is not None
    assert replaced.links == (Link("other", "x"), Link(IDP, "n-ada"))


def test_a_login_without_the_identity_that_is_linked_is_refused() -> None:
    found = run({"match": [{"by": "link"}], "links": {"value": [{"attribute": "none"}]}})
    assert found.denial is not None
    assert found.denial.code == "link.no_value"


def test_fields_can_be_refreshed_only_when_a_link_is_made() -> None:
    given = {"match": [{"by": "link"}, {"by": "userName"}], "links": {}, "update": "whenLinked"}
    first = run(given, account("ada"))
    assert first.after is not None
    assert first.after.fields["emails.work"] == "ada@x.org"
    again = run(given, first.after, mail="new@x.org")
    assert again.outcome == "unchanged"


def test_existing_accounts_can_be_left_alone() -> None:
    assert run({"update": "never"}, account("ada", {"emails.work": "old"})).outcome == "unchanged"
    assert run({"create": False}).denial.code == "create.off"  # type: ignore[union-attr]
    assert run({"create": False}, account("ada")).outcome == "update"


@pytest.mark.parametrize(
    ("gates", "mail", "code"),
    [
        ({"domains": ["x.org"]}, "ada@X.ORG", None),
        ({"domains": ["y.org"]}, "ada@x.org", "gate.domain"),
        ({"domains": ["x.org"]}, "", "gate.no_address"),
        ({"domains": ["x.org"], "noAddress": "pass"}, "", None),
        ({"domains": ["x.org"], "nonAscii": "refuse"}, "žofie@x.org", "gate.non_ascii"),
        ({"groups": ["staff"]}, "a@x.org", "gate.group"),
        ({"condition": {"attribute": "uid", "equals": "ada"}}, "a@x.org", None),
        ({"condition": {"attribute": "uid", "equals": "bob"}}, "a@x.org", "gate.condition"),
        ({"seats": 1}, "a@x.org", "gate.no_seat"),
        ({"seats": 2}, "a@x.org", None),
    ],
)
def test_gates(gates: dict[str, Any], mail: str, code: str | None) -> None:
    found = run({"gates": gates}, account("someone"), mail=mail)
    assert (found.denial.code if found.denial else None) == code
    assert (found.after is None) is (code is not None)


def test_gates_before_creation_let_known_people_in() -> None:
    gates = {"domains": ["y.org"], "apply": "creation"}
    assert run({"gates": gates}, account("ada")).outcome == "update"
    assert run({"gates": gates}).outcome == "deny"
    assert run({"gates": {**gates, "apply": "everyLogin"}}, account("ada")).outcome == "deny"


def test_fields_that_are_stored_only_together() -> None:
    rows = {"userName": "nameId", "name.givenName": "given", "name.familyName": "sn"}
    made = connection(rows, policy=policy(together=[["name.givenName", "name.familyName"]]))
    found = effect(made, login("ada", {"sn": "King"}))
    assert found.after is not None
    assert found.after.fields == {"userName": "ada"}
    held = account("ada", {"name.givenName": "A", "name.familyName": "K"})
    assert effect(made, login("ada", {"given": "B", "sn": "L"}), held).outcome == "update"


def test_the_state_can_come_from_an_attribute() -> None:
    made = connection({"userName": "nameId", "active": row("active", {"attribute": "on"}, type="boolean")})
    found = effect(made, login("ada", {"on": "false"}), account("ada"))
    assert found.after is not None
    assert not found.after.active
    assert found.changes[0].field == "active"


def test_nothing_of_a_message_without_an_assertion() -> None:
    nothing = Verification(message=None, verdict="unreadable", checks=())
    found = preview(connection(), nothing, ())
    assert (found.outcome, found.effect) == ("deny", None)


def test_one_index_serves_many_logins() -> None:
    index = AccountIndex([account(f"u{i}") for i in range(100)])
    made = connection({"userName": "nameId"})
    for i in (3, 77):
        found = preview(made, login(f"u{i}"), index).effect
        assert found is not None
        assert found.match.account is index.accounts[i]


@pytest.mark.parametrize(
    ("transform", "code"),
    [
        ("boolean", "transform.not_boolean"),
        ({"do": "lookup", "table": {}, "unmatched": "refuse"}, "transform.not_in_table"),
    ],
)
def test_a_new_account_that_cannot_be_stored_refuses_the_login(transform: object, code: str) -> None:
    found = run({"newAccount": {"transforms": {"userName": [transform]}}})
    assert (found.outcome, found.after) == ("deny", None)
    assert found.denial is not None
    assert (found.denial.code, found.denial.origin) == (code, "policy.newAccount.transforms")


def test_constants_of_a_new_account_are_explained() -> None:
    found = run({"newAccount": {"fields": {"isStaff": False, "userName": "not this one"}}})
    assert found.after is not None
    assert (found.after.fields["isStaff"], found.after.fields["userName"]) == (False, "ada")
    told = [step.args for step in found.trace.walk() if step.origin == "policy.newAccount.fields"]
    assert told == [{"field": "isStaff", "value": "false"}]


def test_the_gate_of_groups_looks_where_rules_look() -> None:
    made = connection({}, policy=policy(gates={"groups": ["staff"]}))
    assert effect(made, login("ada", {"groups": ["staff"]})).outcome == "create"
    refused = effect(made, login("ada", {"groups": ["Staff"]}))
    assert refused.denial is not None
    assert refused.denial.code == "gate.group"
    assert "near.group_case" in codes(refused.trace)


@pytest.mark.parametrize(
    ("inactive", "active", "sent", "outcome", "left"),
    [
        ("storeThenRefuse", False, "true", "reactivate", True),
        ("storeThenRefuse", True, "false", "deny", False),
        ("storeThenRefuse", False, "false", "deny", False),
        ("storeThenRefuse", True, "true", "unchanged", True),
        ("refuse", False, "true", "deny", False),
        ("refuse", True, "false", "update", False),
        ("signIn", True, "false", "update", False),
    ],
)
def test_a_login_that_says_whether_the_account_is_enabled(
    inactive: str, active: bool, sent: str, outcome: str, left: bool
) -> None:
    """Who stores first looks at the state afterwards, as Django's backends do; who looks first sees the old one."""
    enabled = row("active", {"attribute": "enabled"}, type="boolean")
    made = connection({"active": enabled}, policy=policy(inactive=inactive))
    found = effect(made, login("ada", {"enabled": sent}), account("ada", active=active))
    assert found.after is not None
    assert (found.outcome, found.after.active) == (outcome, left)


@pytest.mark.parametrize(("said", "active"), [("y", True), ("off", False), ("perhaps", True)])
def test_a_state_in_words(said: str, active: bool) -> None:
    """A word that means neither must not disable anybody without a reason being told."""
    made = connection({"active": "state"})
    for known in ((), (account("ada"),)):
        found = effect(made, login("ada", {"state": said}), *known)
        assert found.after is not None
        assert found.after.active is active
        assert ("transform.not_boolean" in codes(found.trace)) is (said == "perhaps")


def test_the_first_of_several_accounts_must_fulfil_what_linking_requires() -> None:
    step = {"by": "emails.work", "several": "first", "requires": "noOtherLink"}
    linked = [account(n, {"emails.work": "ada@x.org"}, links=(Link(IDP, f"other-{n}"),)) for n in ("a", "b")]
    found = run({"match": [step], "links": {}}, *linked)
    assert found.denial is not None
    assert found.denial.code == "match.requirement.noOtherLink"
    free = run({"match": [{**step, "requires": "nothing"}]}, *linked)
    assert free.match.account == linked[0]
    assert "match.several_first" in codes(free.trace)


def test_dropped_changes_are_told_and_the_account_keeps_its_name_in_the_explanation() -> None:
    given = {"match": [{"by": "emails.work"}], "unique": [{"field": "userName", "onUpdate": "dropChanges"}]}
    held = account("ada", {"emails.work": "a@x.org"}), account("bob", {"emails.work": "b@x.org"})
    found = run(given, *held, uid="bob", mail="a@x.org")
    assert found.dropped is not None
    assert found.after == found.before
    told = {step.code: step.args for step in found.trace.children}
    assert told["account.changed"] == {"account": "ada"}
    assert "account.dropped" in told


def test_a_policy_without_steps_recognises_nobody_and_says_so() -> None:
    found = run({"match": []})
    assert found.denial is not None
    assert found.denial.code == "match.no_steps"


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({"title": "Lead"}, "title keeps Lead: the row does not write it now (onCreate)."),
        ({}, "title stays without a value: the row does not write it now (onCreate)."),
    ],
)
def test_a_row_that_does_not_write_now_says_what_stays(stored: dict[str, Any], told: str) -> None:
    made = connection({"userName": "uid", "title": row("title", {"attribute": "job"}, update="onCreate")})
    found = effect(made, login("n", {"uid": "ada", "job": "Boss"}), account("ada", stored))
    assert told in [sentence(step.code, step.args) for step in found.trace.walk()]


def test_one_value_of_a_list_is_no_change_from_the_same_text() -> None:
    rows = {"userName": "uid", "emails.work": row("emails.work", {"attribute": "mail"}, multiple="all")}
    held = account("ada", {"emails.work": "ada@x.org"})
    assert effect(connection(rows), login("n", {"uid": "ada", "mail": "ada@x.org"}), held).outcome == "unchanged"
    more = effect(connection(rows), login("n", {"uid": "ada", "mail": ["ada@x.org", "b@x.org"]}), held)
    assert [(change.before, change.after) for change in more.changes] == [("ada@x.org", ("ada@x.org", "b@x.org"))]


def test_a_login_that_disables_its_account_says_so_as_the_reason() -> None:
    made = connection({"userName": "uid", "active": "on"}, policy=policy(inactive="storeThenRefuse"))
    found = effect(made, login("n", {"uid": "ada", "on": "false"}), account("ada"))
    assert found.denial is not None
    assert sentence(found.denial.code, found.denial.args) == (
        "The login itself disables the account ada and is refused then."
    )
    assert "finding.field_cleared" not in {finding.code for finding in found.findings}
    kept = effect(made, login("n", {"uid": "ada", "on": "false"}), account("ada", active=False))
    assert kept.denial is not None
    assert sentence(kept.denial.code, kept.denial.args) == "The account ada is disabled."


@pytest.mark.parametrize("apply", ["everyLogin", "creation"])
def test_the_condition_of_a_gate_is_not_said_to_be_for_every_login(apply: str) -> None:
    found = run({"gates": {"apply": apply, "condition": {"attribute": "dept", "equals": "HR"}}})
    assert found.denial is not None
    assert sentence(found.denial.code, found.denial.args) == "The condition that the application sets does not hold."


def test_a_state_that_comes_as_a_list_of_one_counts() -> None:
    rows = {"userName": "uid", "active": row("active", {"attribute": "on"}, multiple="all")}
    made = connection(rows, policy=policy(inactive="signIn"))
    found = effect(made, login("n", {"uid": "ada", "on": "false"}), account("ada"))
    assert found.after is not None
    assert not found.after.active
