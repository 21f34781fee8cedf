"""The shipped presets do what is known of their engines, and a login can be seen under several of them."""

import re
from pathlib import Path
from typing import Any

import pytest

from jitadmin.adapters.presets import preset, read, shipped
from jitadmin.assets import asset
from jitadmin.core.account import Account, Link
from jitadmin.core.connection import Connection
from jitadmin.core.errors import DocumentError, UsageError
from jitadmin.core.jit.presets import apply_preset
from jitadmin.core.jit.result import Effect
from jitadmin.core.jit.summary import policy_sentence
from tests.core.jit.sample import IDP, account, connection, effect, login, roles, row

ROLES = roles(
    roles=[{"name": "editor"}, {"name": "owner"}, {"name": "member"}],
    rules=[
        {"grant": ["editor"], "when": {"memberOf": "editors", "attribute": "groups"}},
        {"grant": ["owner"], "when": {"memberOf": "owners", "attribute": "groups"}},
    ],
)
ROWS = {"userName": "uid", "emails.work": "mail", "title": "title", "externalId": "uid"}


def held(*names: str, **fields: str) -> Account:
    return account(
        "ada", {"emails.work": "ada@x.org", "title": "T", "externalId": "ada", **fields},
        roles=names, links=(Link(IDP, "n-ada"),),
    )  # fmt: skip


def under(name: str, sent: dict[str, Any], *accounts: Account, base: Connection | None = None) -> Effect:
    made = apply_preset(preset(name), base or connection(ROWS, ROLES))
    return effect(made, login("n-ada", {"uid": "ada", "mail": "ada@x.org", **sent}), *accounts)


def roles_after(found: Effect) -> tuple[str, ...]:
    assert found.after is not None
    return found.after.roles


def test_every_preset_is_named_after_its_file_and_says_what_it_does() -> None:
    files = sorted(asset("presets").glob("*.yaml"))
    assert len(files) >= 17
    for path in files:
        made = read(path)
        assert made.id == path.stem
        assert made.title
        assert made.summary.endswith(".")
        assert policy_sentence(apply_preset(made, connection(ROWS, ROLES))).endswith(".")
    assert list(shipped()) == [p.id for p in sorted(map(read, files), key=lambda p: p.title.casefold())]


@pytest.mark.parametrize(
    ("mode", "title", "after_rise", "after_fall"),
    [
        ("keycloak-import", "T", ("editor",), ("editor",)),
        ("keycloak-force", ("new",), ("editor", "owner"), ()),
        ("keycloak-legacy", ("new",), ("editor",), ()),
    ],
)
def test_keycloak(
    mode: str, title: str | tuple[str, ...], after_rise: tuple[str, ...], after_fall: tuple[str, ...]
) -> None:
    first = under(mode, {"groups": ["owners"], "title": "x"})
    assert first.outcome == "create"
    assert roles_after(first) == ("owner",)
    rise = under(mode, {"groups": ["editors", "owners"], "title": "new"}, held("editor"))
    assert rise.after is not None
    assert rise.after.fields["title"] == title
    assert roles_after(rise) == after_rise
    assert roles_after(under(mode, {"groups": ["none"]}, held("editor"))) == after_fall
    assert roles_after(under(mode, {"groups": ["none"]}, held("member"))) == ("member",)


def test_keycloak_clears_an_absent_attribute_but_keeps_the_address() -> None:
    found = under("keycloak-force", {"mail": []}, held())
    assert found.after is not None
    assert "title" not in found.after.fields
    assert found.after.fields["emails.work"] == "ada@x.org"


@pytest.mark.parametrize("mode", ["keycloak-import", "keycloak-force", "keycloak-legacy"])
def test_keycloak_takes_all_values_of_an_attribute_of_its_own_and_the_first_of_the_address(mode: str) -> None:
    found = under(mode, {"mail": ["a@x.org", "b@x.org"], "title": ["Lead", "Chair"]})
    assert found.after is not None
    assert found.after.fields["title"] == ("Lead", "Chair")
    assert found.after.fields["emails.work"] == "a@x.org"


def test_a_keycloak_mapper_overrides_the_mode_of_its_provider() -> None:
    override = roles(roles=[{"name": "editor"}], rules=[{"grant": ["editor"], "apply": "everyLogin"}])
    made = apply_preset(preset("keycloak-import"), connection(ROWS, override))
    assert roles_after(effect(made, login("n-ada", {"uid": "ada"}), held())) == ("editor",)


FILTER = roles(
    direct=[{"attribute": "groups", "kind": "group", "rename": {"a": ["a"], "b": ["b"]}, "unmapped": "drop"}],
    defaults=["fixed"],
    defaultKind="group",
    roles=[{"name": n, "kind": "group"} for n in ("a", "b", "fixed", "app")],
)


@pytest.mark.parametrize(
    ("mode", "groups"),
    [("okta-none", ("b", "app")), ("okta-append", ("b", "app", "a")), ("okta-sync", ("app", "a"))],
)
def test_okta_groups(mode: str, groups: tuple[str, ...]) -> None:
    base = connection(ROWS, FILTER)
    found = under(mode, {"groups": ["a", "other"]}, account("ada", groups=("b", "app")), base=base)
    assert found.after is not None
    assert found.after.groups == groups


def test_okta_assigns_fixed_groups_whatever_the_login_says() -> None:
    base = connection(ROWS, roles(defaults=["fixed"], defaultKind="group"))
    found = under("okta-assign", {}, account("ada", groups=("b",)), base=base)
    assert found.after is not None
    assert found.after.groups == ("b", "fixed")


def test_authentik_reconciles_groups_and_leaves_fields() -> None:
    base = connection({"userName": "uid", "title": "title"}, roles(direct=[{"attribute": "groups", "kind": "group"}],
                      roles=[{"name": "linked", "kind": "group"}]))  # fmt: skip
    found = under(
        "authentik",
        {"groups": ["new"], "title": "other"},
        account("ada", {"title": "T"}, groups=("linked", "hand"), links=(Link(IDP, "n-ada"),)),
        base=base,
    )
    assert found.after is not None
    assert found.after.groups == ("hand", "new")
    assert found.after.fields["title"] == "T"
    refused = effect(apply_preset(preset("authentik"), base), login("n", {}))
    assert refused.outcome == "deny"


def test_gitlab_falls_back_to_the_default_membership() -> None:
    base = connection(ROWS, roles(rules=ROLES_RULES, defaults=["member"], roles=[{"name": "editor"}]))
    assert roles_after(under("gitlab-saas", {"groups": ["none"]}, held("editor"), base=base)) == ("member",)
    assert roles_after(under("gitlab-saas", {"groups": ["editors"]}, held(), base=base)) == ("editor",)


ROLES_RULES = [{"grant": ["editor"], "when": {"memberOf": "editors", "attribute": "groups"}}]


def test_gitlab_does_not_link_by_address() -> None:
    assert under("gitlab-saas", {}, account("other", {"emails.work": "ada@x.org"})).outcome == "deny"


def test_datadog_strips_and_refuses_who_fits_no_mapping() -> None:
    found = under("datadog", {"groups": ["none"]}, held("editor"))
    assert found.outcome == "deny"
    assert roles_after(found) == ()
    assert found.denial is not None
    assert found.denial.stored


def test_salesforce_writes_its_keys_once() -> None:
    found = under("salesforce", {"uid": "ada", "title": "new"}, held(userName="keep"))
    assert found.after is not None
    assert (found.after.fields["userName"], found.after.fields["title"]) == ("keep", "new")
    inactive = Account(id="1", fields={"externalId": "ada"}, active=False)
    refused = under("salesforce", {"title": "new"}, inactive)
    assert refused.after is not None
    assert (refused.outcome, refused.after.fields["title"], refused.after.active) == ("deny", "new", False)
    enables = row("active", {"attribute": "User.IsActive"}, type="boolean", update="ifNotEmpty")
    able = connection({**ROWS, "active": enables}, ROLES)
    assert under("salesforce", {"User.IsActive": "true"}, inactive, base=able).outcome == "reactivate"


def test_mattermost_binds_anew_by_address() -> None:
    found = under("mattermost", {"uid": "ada"}, account("ada", {"emails.work": "ADA@x.org"}, links=(Link(IDP, "old"),)))
    assert found.outcome == "link"
    assert found.after is not None
    assert found.after.links == (Link(IDP, "n-ada"),)


def test_mattermost_demotes_when_the_admin_attribute_goes() -> None:
    assert roles_after(under("mattermost", {}, held("owner", "member"))) == ("member",)


def test_one_login_under_several_engines() -> None:
    engines = ("keycloak-import", "keycloak-force", "datadog")
    seen = [under(name, {"title": "new", "groups": ["none"]}, held("editor")).outcome for name in engines]
    assert seen == ["unchanged", "update", "deny"]


def test_a_recorded_preset_treats_own_rows_as_its_application_does() -> None:
    own = connection({"userName": "login", "emails.work": row("emails.work", {"attribute": "m"}, empty="keep")})
    made = apply_preset(preset("djangosaml2"), own)
    assert [(r.update, r.empty) for r in made.attributes.rows] == [("onCreate", "missing"), ("always", "clear")]
    assert made.attributes.rows[0].sources == own.attributes.rows[0].sources


def test_an_unknown_preset_and_a_broken_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="keycloak-force"):
        preset("none")
    bad = tmp_path / "bad.yaml"
    bad.write_text("apiVersion: jitadmin/v1\nid: bad\ntitel: Bad\nevidence: recorded\npolicy: {crate: true}\n")
    with pytest.raises(DocumentError) as caught:
        read(bad)
    told = str(caught.value)
    assert re.search("titel.*title", told)
    assert re.search("crate.*create", told)
