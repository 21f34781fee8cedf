"""Findings: what an admin should know about a login, a connection and a company."""

from typing import Any

import msgspec
import pytest

from jitadmin.core.account import Account, Link
from jitadmin.core.catalogue import SpTemplate
from jitadmin.core.jit.company import company_findings
from jitadmin.core.jit.findings import remedy
from jitadmin.core.jit.lint import connection_findings, skeleton
from jitadmin.core.jit.needed import needed_findings
from jitadmin.core.jit.preview import preview
from jitadmin.core.jit.result import Preview
from jitadmin.core.messages import sentence
from jitadmin.core.names import NAME_ID_2_0, OVERAGE
from jitadmin.core.verification import Check, Verification
from tests.core.jit.sample import account, attribute, connection, effect, finding, login, policy, roles, row

ADMINS = roles(
    roles=[{"name": "owner", "privilege": 100}], rules=[{"grant": ["owner"], "when": {"memberOf": "admins"}}],
    groupsAttribute="groups",
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "made", "sent", "accounts", "origin"),
    [
        ("no_accounts", connection(), login(), [], "serviceProvider"),
        (
            "transient_name_id",
            connection(),
            login("x", form=NAME_ID_2_0 + "transient"),
            [account("a")],
            "policy.match[0]",
        ),
        ("name_id_format", connection(), login("x", form=NAME_ID_2_0 + "emailAddress"), [account("a")], ""),
        ("duplicate", connection(), login("ADA"), [account("ada")], "policy.match[0].compare"),
        (
            "same_address",
            connection({"emails.work": "mail"}),
            login("x", {"mail": "A@x.org"}),
            [account("a", {"emails.work": "a@x.org"})],
            "policy.match",
        ),
        (
            "two_accounts",
            connection({"emails.work": "mail"}, policy=policy(match=[{"by": "userName"}, {"by": "emails.work"}])),
            login("a", {"mail": "b@x.org"}),
            [account("a"), account("b", {"emails.work": "b@x.org"})],
            "policy.match",
        ),
        (
            "foreign_domain",
            connection({"emails.work": "mail"}, domains=("x.org",)),
            login("a", {"mail": "a@y.org"}),
            [account("a")],
            "attributes.rows[0]",
        ),
        ("overage", connection({}, roles(rules=[])), login("a", {OVERAGE: "https://g"}), [account("a")], "roles"),
        (
            "privileged_role",
            connection({}, roles(roles=[{"name": "owner", "privilege": 100}], rules=[{"grant": ["owner"]}])),
            login("a"),
            [account("a")],
            "roles.rules[0]",
        ),
        (
            "privilege_gained",
            connection({}, roles(roles=[{"name": "r", "permissions": ["w"]}], rules=[{"grant": ["r"]}])),
            login("a"),
            [account("a")],
            "roles",
        ),
        (
            "removes_by_hand",
            connection({}, roles(rules=[{"grant": ["r"]}], membership="exact")),
            login("a"),
            [account("a", roles=("hand",))],
            "roles.membership",
        ),
        (
            "not_revoked",
            connection({}, roles(rules=[{"grant": ["r"], "when": {"memberOf": "g"}}], membership="addOnly")),
            login("a", {"groups": "x"}),
            [account("a", roles=("r",))],
            "roles.membership",
        ),
        (
            "row_failed",
            connection({"x": row("x", {"attribute": "a"}, transforms=["boolean"])}),
            login("a", {"a": "maybe"}),
            [account("a")],
            "attributes.rows[0]",
        ),
        (
            "near_miss",
            connection({"emails.work": "mail"}),
            login("a", {"Mail": "x"}),
            [account("a")],
            "attributes.rows[0]",
        ),
        (
            "field_cleared",
            connection({"title": row("title", {"attribute": "t"}, missing="clear")}),
            login("a"),
            [account("a", {"title": "T"})],
            "attributes",
        ),
        (
            "key_changes",
            connection(
                {"userName": "uid", "emails.work": "mail"},
                policy=policy(match=[{"by": "emails.work"}, {"by": "userName"}]),
            ),
            login("n", {"uid": "b", "mail": "m"}),
            [account("a", {"emails.work": "m"})],
            "policy.match[1]",
        ),
        (
            "stored_though_denied",
            connection({"title": "t"}, policy=policy(inactive="storeThenRefuse")),
            login("a", {"t": "new"}),
            [account("a", active=False)],
            "policy.inactive",
        ),
        (
            "changes_dropped",
            connection({"title": "t"}, policy=policy(unique=[{"field": "title", "onUpdate": "dropChanges"}])),
            login("a", {"t": "T"}),
            [account("a"), account("b", {"title": "T"})],
            "policy.unique[0]",
        ),
        (
            "reactivated",
            connection(policy=policy(inactive="reactivate")),
            login("a"),
            [account("a", active=False)],
            "policy.inactive",
        ),
        (
            "disabled",
            connection({"active": "on"}),
            login("a", {"on": "false"}),
            [account("a")],
            "attributes.rows[0]",
        ),
        (
            "last_holder",
            connection({}, ADMINS),
            login("a", {"groups": "x"}),
            [account("a", roles=("owner",)), account("b", roles=("owner",), active=False)],
            "roles.membership",
        ),
        (
            "last_holder",
            connection({"active": "on"}, ADMINS, policy(inactive="storeThenRefuse")),
            login("a", {"groups": "admins", "on": "false"}),
            [account("a", roles=("owner",))],
            "roles.membership",
        ),
        (
            "no_links",
            connection(policy=policy(match=[{"by": "userName"}, {"by": "link"}], links={})),
            login("a"),
            [account("a")],
            "policy.match[1]",
        ),
    ],
)
def test_a_finding_about_a_login(
    code: str, made: Any, sent: Verification, accounts: list[Account], origin: str
) -> None:
    found = finding(effect(made, sent, *accounts).findings, code)
    assert found is not None
    assert found.origin == origin


def test_an_ordinary_login_has_no_findings() -> None:
    made = connection({"userName": "nameId", "title": "t"}, roles(rules=[{"grant": ["r"], "when": {"memberOf": "g"}}]))
    found = effect(made, login("a", {"t": "T", "groups": "g"}), account("a", {"title": "old"}, roles=("r",)))
    assert found.outcome == "update"
    assert not found.findings


@pytest.mark.parametrize(
    ("code", "made", "origin", "severity"),
    [
        (
            "field_twice",
            connection({"title": "a", "x": row("title", {"attribute": "b"})}),
            "attributes.rows[1]",
            "info",
        ),
        (
            "friendly_name",
            connection({"x": row("x", {"attribute": "a", "match": "nameOrFriendlyName"})}),
            "attributes.rows[0]",
            "info",
        ),
        (
            "key_not_read",
            connection(policy=policy(match=[{"by": "userName"}, {"by": "externalId"}])),
            "policy.match[1]",
            "warning",
        ),
        ("grants_to_all", connection({}, roles(rules=[{"grant": ["r"]}])), "roles.rules[0]", "warning"),
        (
            "grants_to_all",
            connection({}, roles(roles=[{"name": "r", "privilege": 90}], rules=[{"grant": ["r"]}])),
            "roles.rules[0]",
            "error",
        ),
        (
            "unreachable_rule",
            connection({}, roles(rules=[{"grant": ["a"]}, {"grant": ["b"], "when": {"memberOf": "g"}}], pick="first")),
            "roles.rules[1]",
            "warning",
        ),
        (
            "shadowed_rule",
            connection({}, roles(rules=[{"grant": [n], "when": {"memberOf": "g"}} for n in "ab"], pick="first")),
            "roles.rules[1]",
            "warning",
        ),
        (
            "same_condition",
            connection({}, roles(rules=[{"grant": [n], "when": {"memberOf": "g"}} for n in "ab"])),
            "roles.rules[1]",
            "warning",
        ),
        (
            "contradiction",
            connection(
                {},
                roles(rules=[{"grant": ["a"], "when": {"all": [{"memberOf": "g"}, {"not": {"memberOf": "g"}}]}}]),
            ),
            "roles.rules[0]",
            "error",
        ),
        (
            "lookalike_group",
            connection(
                {},
                roles(
                    rules=[
                        {"grant": ["a"], "when": {"attribute": "groups", "in": ["Staff", "guests"]}},
                        {"grant": ["b"], "when": {"attribute": "groups", "equals": "staff"}},
                    ],
                    groupsAttribute="groups",
                ),
            ),
            "roles.rules[1]",
            "warning",
        ),
        (
            "narrower_rule",
            connection(
                {},
                roles(
                    rules=[
                        {"grant": ["a"], "when": {"memberOf": "g"}},
                        {"grant": ["b"], "when": {"all": [{"memberOf": "g"}, {"nameId": True, "equals": "x"}]}},
                    ],
                    pick="first",
                ),
            ),
            "roles.rules[1]",
            "warning",
        ),
        (
            "undeclared_role",
            connection({}, roles(roles=[{"name": "x"}], rules=[{"grant": ["a"], "when": {"memberOf": "g"}}])),
            "roles.rules[0]",
            "info",
        ),
        (
            "role_not_there",
            connection({}, roles(roles=[{"name": "a", "exists": False}], rules=[{"grant": ["a"]}])),
            "roles.rules[0]",
            "warning",
        ),
        (
            "lookalike_group",
            connection({}, roles(rules=[{"grant": ["a"], "when": {"memberOf": n}} for n in ("admins", "аdmins")])),
            "roles.rules[1]",
            "warning",
        ),
        (
            "mutable_key",
            connection({"emails.work": "m"}, policy=policy(match=[{"by": "emails.work"}])),
            "policy.match[0]",
            "warning",
        ),
        (
            "unverified_address",
            connection({"emails.work": "m"}, policy=policy(match=[{"by": "link"}, {"by": "emails.work"}], links={})),
            "policy.match[1]",
            "warning",
        ),
        (
            "never_removes",
            connection({}, roles(rules=[{"grant": ["a"], "when": {"memberOf": "g"}}], membership="addOnly")),
            "roles.membership",
            "info",
        ),
    ],
)
def test_a_finding_about_a_connection(code: str, made: Any, origin: str, severity: str) -> None:
    found = [f for f in connection_findings(made) if f.code == f"finding.{code}"]
    assert [(f.origin, f.severity) for f in found] == [(origin, severity)]
    assert sentence(found[0].code, found[0].args)
    assert remedy(found[0])


def test_a_faulty_expression_is_found_before_anyone_logs_in() -> None:
    made = connection({"x": row("x", {"cel": "1 +"})}, roles(rules=[{"grant": ["a"], "when": {"cel": "foo"}}]))
    found = [(f.code, f.origin) for f in connection_findings(made) if f.code.startswith("cel.")]
    assert found == [("cel.syntax", "attributes.rows[0]"), ("cel.unknown_variable", "roles.rules[0]")]
    assert {remedy(f) for f in connection_findings(made) if f.code.startswith("cel.")} == {
        "Correct the expression at the place that is named."
    }


def company(made: Any, people: dict[str, dict[str, Any]], *accounts: Account) -> list[Preview]:
    return [preview(made, login(name, attributes), accounts) for name, attributes in people.items()]


def test_two_people_who_sign_in_to_one_account() -> None:
    made = connection({"emails.work": "m"}, policy=policy(match=[{"by": "emails.work"}]))
    found = company_findings(
        made, company(made, {"a": {"m": "x"}, "b": {"m": "x"}}, account("c", {"emails.work": "x"}))
    )
    told = finding(found, "collapse")
    assert told is not None
    assert told.args["people"] == ("a", "b")


def test_two_name_ids_that_look_like_one_person() -> None:
    made = connection()
    told = finding(company_findings(made, company(made, {"Ada": {}, "ada": {}})), "twins")
    assert told is not None
    assert (told.args["first"], told.args["second"]) == ("Ada", "ada")


RULES = roles(
    roles=[{"name": "low", "privilege": 5}, {"name": "top", "privilege": 95}],
    rules=[
        {"grant": ["top"], "when": {"memberOf": "boss"}},
        {"grant": ["low"], "when": {"memberOf": "all"}},
        {"grant": ["low"], "when": {"memberOf": "nobody"}},
    ],
    groupsAttribute="groups",
)


def test_what_stands_out_among_many() -> None:
    made = connection({"department": "d", "title": "t"}, RULES)
    everyone: dict[str, dict[str, Any]] = {f"p{i}": {"d": "HR", "groups": ["all"]} for i in range(6)}
    everyone["p5"]["groups"] = ["all", "boss", "bоss"]
    found = company_findings(made, company(made, everyone))
    wider = finding(found, "wider_than_peers")
    assert wider is not None
    assert (wider.args["person"], wider.args["names"], wider.origin) == ("p5", ("top",), "roles.rules[0]")
    assert {f.code: f.origin for f in found} == {
        "finding.wider_than_peers": "roles.rules[0]",
        "finding.holds_for_all": "roles.rules[1]",
        "finding.holds_for_nobody": "roles.rules[2]",
        "finding.lookalike_value": "roles.rules[0]",
        "finding.reads_nothing": "attributes.rows[1]",
    }
    for told in found:
        assert sentence(told.code, told.args)
        assert remedy(told)


def test_few_people_prove_nothing() -> None:
    made = connection({"department": "d"}, RULES)
    assert not company_findings(made, company(made, {"a": {"groups": ["all"]}, "b": {}}))


@pytest.mark.parametrize("other", ["Admins", "аdmins", "ａdmins", "ad-mins", "adm1ns".replace("1", "i"), "Ádmins"])
def test_names_that_look_alike(other: str) -> None:
    assert skeleton(other) == skeleton("admins")
    assert skeleton("editors") != skeleton("admins")


def test_what_the_application_requires_is_asked_of_the_catalogue() -> None:
    template = msgspec.convert(
        {
            "apiVersion": "jitadmin/v1",
            "kind": "ServiceProviderTemplate",
            "id": "app",
            "name": "App",
            "vendor": "App",
            "category": "test",
            "collected": "2026-11-23",
            "attributes": [
                {"name": "User.Email", "to": ["emails.work"], "required": True},
                {"name": "Roles", "to": ["roles"], "required": True},
                {"name": "title", "to": ["title"]},
            ],
        },
        SpTemplate,
        strict=False,
    )
    found = needed_findings(connection({"userName": "nameId"}), template)
    assert [(one.args["field"], one.origin) for one in found] == [("emails.work", "attributes"), ("roles", "roles")]
    assert remedy(found[0]) == "Add a row for emails.work that reads User.Email."
    made = connection({"emails.work": "mail"}, roles(rules=[{"grant": ["r"], "when": {"memberOf": "g"}}]))
    assert not needed_findings(made, template)


BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"


@pytest.mark.parametrize(
    ("sent", "code", "other"),
    [
        # The library calls the claim emailAddress, and that is what a row has to ask for.
        (attribute(CLAIM, "a@x.org", name_format=UNSPECIFIED), "near_miss", "emailAddress"),
        (attribute(CLAIM, "a@x.org"), "near_miss", "emailAddress"),
        # An OID is known under its own NameFormat alone: nothing that a row asks for would find this one.
        (attribute("urn:oid:0.9.2342.19200300.100.1.3", "x"), "near_dropped", "urn:oid:0.9.2342.19200300.100.1.3"),
        (attribute("mail", "a@x.org", name_format=BASIC), "near_dropped", "mail"),
    ],
)
def test_a_near_miss_is_named_as_the_library_hands_it_on(sent: Any, code: str, other: str) -> None:
    made = connection({"emails.work": "mail"}, policy=policy(library={"names": "friendly", "unknownNames": "drop"}))
    found = effect(made, login("ada", [sent]), account("ada")).findings
    near = [one for one in found if one.code.startswith("finding.near_")]
    assert [(one.code, one.args["other"]) for one in near] == [(f"finding.{code}", other)]


@pytest.mark.parametrize(
    ("made", "sent", "told"),
    [
        ({"rules": [{"grant": ["r"], "when": {"memberOf": "g"}}]}, "g", False),
        ({"rules": [{"grant": ["r"], "when": {"memberOf": "g"}}]}, "other", True),
        ({"rules": [{"grant": ["r"]}]}, "other", False),
        ({"direct": [{"attribute": "groups", "rename": {"g": ["r"]}, "unmapped": "drop"}]}, "g", False),
        ({"direct": [{"attribute": "groups", "rename": {"g": ["r"]}, "unmapped": "drop"}]}, "other", True),
    ],
)
def test_a_role_given_once_is_unrevoked_only_where_nothing_would_give_it(
    made: dict[str, Any], sent: str, told: bool
) -> None:
    found = effect(
        connection({}, roles(when="onCreate", **made)), login("a", {"groups": [sent]}), account("a", roles=("r",))
    )
    assert found.after is not None
    assert found.after.roles == ("r",)
    assert (finding(found.findings, "not_revoked") is not None) is told


def test_an_overage_is_told_beside_a_role_of_the_same_login() -> None:
    sent = {OVERAGE: "https://g", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role": "User"}
    assert finding(effect(connection(), login("a", sent)).findings, "overage")
    assert not finding(effect(connection(), login("a", {**sent, "memberOf": ["g"]})).findings, "overage")


def refused(name: str, attributes: dict[str, Any], code: str) -> Verification:
    check = Check(code, "fail")
    return msgspec.structs.replace(login(name, attributes), verdict="refused", checks=(check,))


def test_a_company_is_judged_by_genuine_logins_alone() -> None:
    """Whoever forges a login must not make people look as if they shared an account or a rule were of use."""
    made = connection({"emails.work": "mail"}, policy=policy(match=[{"by": "emails.work"}]))
    ada = account("ada", {"emails.work": "a@x.org"})
    real = login("ada", {"mail": "a@x.org"})
    for code, counts in (
        ("signature.value_mismatch", False),
        ("audience.match", False),
        ("conditions.not_on_or_after", True),
    ):
        other = refused("eve", {"mail": "a@x.org"}, code)
        found = company_findings(made, [preview(made, one, [ada]) for one in (real, other)])
        assert (finding(found, "collapse") is not None) is counts


def test_a_forged_login_does_not_stand_in_for_the_real_one() -> None:
    ruled = roles(rules=[{"grant": ["r"], "when": {"memberOf": "staff"}}], groupsAttribute="groups")
    made = connection({"emails.work": "mail"}, ruled)
    sent = [login(f"p{n}", {"mail": f"p{n}@x.org", "groups": ["staff"]}) for n in range(5)]
    forged = [refused(f"p{n}", {"groups": ["none"]}, "signature.digest_mismatch") for n in range(5)]
    found = company_findings(made, [preview(made, one, []) for one in (*sent, *forged)])
    assert [one.code for one in found] == ["finding.holds_for_all"]


def test_a_name_that_an_earlier_login_may_have_given_is_not_called_given_by_hand() -> None:
    made = connection({}, roles(direct=[{"attribute": "groups", "kind": "group"}], membership="exact"))
    found = effect(made, login("a", {"groups": ["new"]}), account("a", groups=("old",)))
    told = finding(found.findings, "removes_unnamed")
    assert told is not None
    assert (told.args["names"], told.severity) == (("old",), "info")
    assert finding(found.findings, "removes_by_hand") is None


def test_a_step_that_looks_for_what_no_row_reads_is_found() -> None:
    """Without the row there is nothing to look for, not even the NameID."""
    made = connection({}, policy=policy(match=[{"by": "userName", "value": "externalId"}]))
    told = finding(connection_findings(made), "key_never_read")
    assert told is not None
    assert told.args == {"field": "userName", "value": "externalId"}
    refused = effect(made, login("ada"), account("ada")).denial
    assert refused is not None
    assert refused.code == "match.no_identity"


@pytest.mark.parametrize(
    ("made", "origin"),
    [
        ({"rules": [{"grant": ["r"], "when": {"cel": "nameId + 1 == 2"}}]}, "roles.rules[0]"),
        ({"rules": [{"grant": ["r"], "when": {"not": {"cel": "nameId"}}}]}, "roles.rules[0]"),
        ({"direct": [{"cel": "attributes"}]}, "roles.direct[0]"),
    ],
)
def test_an_expression_that_fails_for_a_login_is_told(made: dict[str, Any], origin: str) -> None:
    found = finding(effect(connection({}, roles(**made)), login("a", {"g": "1"}), account("a")).findings, "rule_failed")
    assert found is not None
    assert found.origin == origin
    absent = connection({}, roles(rules=[{"grant": ["r"], "when": {"cel": "attributes.none[0] == 'x'"}}]))
    assert finding(effect(absent, login("a"), account("a")).findings, "rule_failed") is None


def test_what_no_login_can_give_was_given_by_hand() -> None:
    known = [{"name": name, "kind": "group"} for name in ("old", "new")]
    direct = [{"attribute": "groups", "kind": "group"}]
    made = connection({}, roles(roles=known, direct=direct, membership="exact", unknown="ignore"))
    found = effect(made, login("a", {"groups": ["new"]}), account("a", groups=("old", "hand"))).findings
    for code, names in (("removes_unnamed", ("old",)), ("removes_by_hand", ("hand",))):
        told = finding(found, code)
        assert told is not None
        assert told.args["names"] == names


@pytest.mark.parametrize(
    ("groups", "others"),
    [
        ("admins", []),
        ("x", [account("b", roles=("owner",))]),
    ],
)
def test_who_stays_or_is_not_alone_is_no_last_holder(groups: str, others: list[Account]) -> None:
    found = effect(connection({}, ADMINS), login("a", {"groups": groups}), account("a", roles=("owner",)), *others)
    assert "finding.last_holder" not in {finding.code for finding in found.findings}


def test_links_that_are_known_are_not_missed() -> None:
    made = connection(policy=policy(match=[{"by": "link"}, {"by": "userName"}], links={}))
    linked = account("b", links=(Link("https://other", "x"),))
    assert "finding.no_links" not in {
        finding.code for finding in effect(made, login("a"), account("a"), linked).findings
    }
    assert "finding.no_links" not in {finding.code for finding in effect(made, login("a")).findings}
