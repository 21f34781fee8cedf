"""Laws that hold for any policy, role map and login."""

from typing import Any, get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from jitadmin.core.account import Account, Link
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Transform
from jitadmin.core.connection.policy import Gates, Library, Links, MatchStep, NewAccount, Policy, Unique
from jitadmin.core.connection.role_map import Condition, DirectRoles, KindRules, RoleMap, RoleRule
from jitadmin.core.jit.company import company_findings
from jitadmin.core.jit.lint import connection_findings
from jitadmin.core.jit.preview import preview
from jitadmin.core.jit.summary import policy_sentence
from jitadmin.core.verification import Verification
from tests.core.jit.sample import IDP, connection, effect, login, roles

FIELDS = ("userName", "emails.work", "title")
NAMES = ("a", "b", "Staff")
VALUES = st.sampled_from(["", " ", "ada", "ADA", "žofie", "ada@x.org", "true", "staff;a", "CN=Staff,O=x", "x" * 30])


def choices(kind: type, fixed: dict[str, Any] | None = None) -> st.SearchStrategy[Any]:
    """Any record of a kind, out of the choices that its fields offer."""
    drawn: dict[str, st.SearchStrategy[Any]] = {}
    for field in msgspec.structs.fields(kind):
        if fixed and field.name in fixed:
            drawn[field.name] = fixed[field.name]
        elif field.type is bool:
            drawn[field.name] = st.booleans()
        elif get_args(field.type) and all(isinstance(arg, str) for arg in get_args(field.type)):
            drawn[field.name] = st.sampled_from(get_args(field.type))
    return st.builds(kind, **drawn)


sources = st.lists(
    st.sampled_from(["nameId", "issuer", "authnInstant"])
    | st.sampled_from(["p", "q", "groups"]).map(lambda n: {"attribute": n})
    | st.sampled_from(["attributes.p[0]", "attributes.groups", "nameId + 1", "nope(nameId)"]).map(lambda t: {"cel": t})
    | st.sampled_from([{"constant": "c"}, {"nameId": "ifEmail"}, {"attribute": "P", "match": "nameIgnoringCase"}]),
    min_size=1,
    max_size=2,
)
TRANSFORMS = msgspec.convert(
    [
        *("trim", "lower", "first", "dropEmpty", "boolean", "nfkc", "dnLeaf", "emailDomain", "unique"),
        {"do": "default", "value": "false"},
        {"do": "default", "value": "later"},
        {"do": "date"},
        {"do": "date", "parse": "%Y %Y"},
        {"do": "lookup", "table": {"ada": "x"}, "unmatched": "refuse"},
        {"do": "capture", "pattern": "(a)(z)?", "group": 2},
        {"do": "replace", "pattern": "a*", "replacement": "ü"},
        {"do": "replace", "pattern": "a", "replacement": "\\"},
        {"do": "nth", "index": -2},
        {"do": "split", "separator": ";"},
        {"do": "join"},
        {"do": "template", "text": "{value} {attribute:q} {nameId}"},
    ],
    list[Transform],
)
transforms = st.lists(st.sampled_from(TRANSFORMS), max_size=3).map(tuple)
rows = choices(
    AttributeRow,
    {
        "field": st.sampled_from([*FIELDS, "active"]),
        "sources": sources.map(lambda found: msgspec.convert(found, AttributeRow.__annotations__["sources"])),
        "transforms": transforms,
        "max_length": st.none() | st.just(5),
    },
)
steps = choices(MatchStep, {"by": st.sampled_from([*FIELDS, "link"]), "value": st.sampled_from(["", "nameId"])})
CONDITIONS = msgspec.convert(
    [
        {"not": {"any": [{"attribute": "p", "matches": "(?i).*A.*"}, {"cel": "attributes.q[0] == 'ada'"}]}},
        {"all": [{"nameId": True, "endsWith": "a"}, {"field": "title", "present": False}]},
        {"cel": "nameId"},
        {"cel": "nope(nameId)"},
        {"attribute": "p", "in": ["ada", ""], "ignoreCase": True},
        {"memberOf": "Staff"},
    ],
    list[Condition],
)
policies = choices(
    Policy,
    {
        "library": choices(Library),
        "gates": choices(
            Gates,
            {
                "domains": st.sampled_from([(), ("x.org",)]),
                "groups": st.sampled_from([(), ("a",)]),
                "condition": st.none() | st.sampled_from(CONDITIONS),
                "seats": st.sampled_from([None, 0, 9]),
            },
        ),
        "match": st.lists(steps, min_size=1, max_size=3).map(tuple),
        "new_account": choices(
            NewAccount,
            {
                "fallbacks": st.just({"userName": "{random}"}),
                "transforms": st.dictionaries(st.sampled_from(FIELDS), transforms, max_size=1),
            },
        ),
        "links": st.none() | choices(Links, {"transforms": transforms}),
        "unique": st.lists(choices(Unique, {"field": st.sampled_from(FIELDS)}), max_size=2).map(tuple),
        "together": st.sampled_from([(), (FIELDS[:2],)]),
    },
)
rules = [
    {"grant": ["a"], "when": {"memberOf": "a", "attribute": "groups"}},
    {"grant": ["b", "Staff"], "when": {"memberOf": "Staff"}},
    {"grant": ["a"], "when": {"attribute": "p", "present": True}, "apply": "onCreate"},
]
some_rules = st.sampled_from(roles(rules=rules).rules) | st.builds(
    RoleRule, grant=st.sampled_from([("a",), ("b",)]), when=st.sampled_from(CONDITIONS)
)
direct = choices(DirectRoles, {"attribute": st.just("groups")}) | choices(
    DirectRoles, {"cel": st.sampled_from(["attributes.groups", "attributes.p[0]", "nope()"])}
)
maps = choices(
    RoleMap,
    {
        "roles": st.just(roles(roles=[{"name": "a", "privilege": 90, "permissions": ["w"]}, {"name": "b"}]).roles),
        "rules": st.lists(some_rules, max_size=3).map(tuple),
        "direct": st.lists(direct, max_size=2).map(tuple),
        "defaults": st.sampled_from([(), ("b",)]),
        "groups": st.none() | choices(KindRules),
    },
)
attributes = st.dictionaries(st.sampled_from(["p", "q", "groups", "P"]), st.lists(VALUES, max_size=3), max_size=4)
logins = st.builds(login, st.none() | VALUES, attributes)
accounts = st.lists(
    st.builds(
        Account,
        id=st.sampled_from(["1", "2", "3"]),
        fields=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3),
        active=st.booleans(),
        roles=st.sampled_from([(), ("a",), ("hand", "b")]),
        groups=st.sampled_from([(), ("a", "hand")]),
        links=st.sampled_from([(), (Link(IDP, "ada"),)]),
    ),
    max_size=3,
    unique_by=lambda account: account.id,
)
connections = st.builds(
    lambda r, m, p: msgspec.structs.replace(connection(roles=m, policy=p), attributes=AttributeMap(rows=tuple(r))),
    st.lists(rows, max_size=3),
    maps,
    policies,
)


@settings(deadline=None)
@given(connections, logins, accounts)
def test_any_login_has_an_effect_that_can_be_told(made: Connection, sent: Verification, known: list[Account]) -> None:
    found = effect(made, sent, *known)
    assert found.before is None or found.before in known
    if found.outcome == "deny":
        assert found.denial is not None
        assert found.denial.stored or found.after == found.before
    else:
        assert found.denial is None
        assert found.after is not None
    if found.outcome == "create":
        assert found.before is None
    if found.outcome == "unchanged":
        assert not found.changes
        assert not found.roles.gained + found.roles.lost + found.groups.gained + found.groups.lost


@settings(deadline=None)
@given(connections, logins, accounts)
def test_a_preview_says_the_same_twice_and_changes_nothing(
    made: Connection, sent: Verification, known: list[Account]
) -> None:
    before = msgspec.json.encode(known)
    assert preview(made, sent, known) == preview(made, sent, known)
    assert msgspec.json.encode(known) == before


@settings(deadline=None)
@given(connections, logins, accounts)
def test_memberships_keep_their_promise(made: Connection, sent: Verification, known: list[Account]) -> None:
    found = effect(made, sent, *known)
    ruled = {name for rule in made.roles.rules for name in rule.grant}
    if made.roles.membership == "addOnly" and not any(d.effect == "remove" for d in made.roles.direct):
        assert not found.roles.lost
    if made.roles.membership == "managed" and not made.roles.direct:
        assert set(found.roles.lost) <= ruled


@settings(deadline=None)
@given(connections, st.lists(logins, max_size=6), accounts)
def test_any_connection_and_company_can_be_judged(
    made: Connection, sent: list[Verification], known: list[Account]
) -> None:
    assert policy_sentence(made).endswith(".")
    assert all(f.code for f in connection_findings(made))
    assert all(f.code for f in company_findings(made, [preview(made, one, known) for one in sent]))
