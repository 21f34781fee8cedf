"""Settings that no record covers, translated and held against what is known of the applications."""

from typing import Any, ClassVar

import msgspec
import pytest

from jitadmin.adapters.presets import preset
from jitadmin.core.account import RANDOM, Account, Link
from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import Kind
from jitadmin.core.jit.presets import Preset, apply_preset
from jitadmin.core.jit.result import Effect
from tests.core.jit.sample import connection, effect, login
from tests.fidelity.applications import (
    directus,
    djangosaml2,
    flask_appbuilder,
    grafana_django_saml2_auth,
    social_auth_core,
)
from tests.fidelity.applications.common import existing

ADA = {"uid": "ada", "mail": "ada@example.org", "givenName": "Ada", "sn": "King", "groups": ["staff"]}


def made(translated: Preset, has: tuple[str, ...] = (), kind: Kind = "group") -> Connection:
    found = apply_preset(translated, connection(), maps=True)
    roles = msgspec.structs.replace(found.roles, roles=existing(dict.fromkeys(has, ()), kind))
    return msgspec.structs.replace(found, roles=roles)


def run(translated: Preset, sent: dict[str, Any], *accounts: Account, has: tuple[str, ...] = (), **more: Any) -> Effect:
    name_id = more.pop("name_id", "n-ada")
    return effect(made(translated, has, **more), login(name_id, sent), *accounts)


def user(name: str, **more: Any) -> Account:
    fields = {"userName": name, **more.pop("fields", {})}
    return Account(id=name or "empty", fields=fields, **more)


class TestDjangosaml2:
    BASE: ClassVar[dict[str, Any]] = {
        "SAML_ATTRIBUTE_MAPPING": {"uid": ["username"], "mail": ["email"], "givenName": ["first_name"]},
        "allow_unknown_attributes": True,
    }

    def translate(self, **settings: Any) -> Preset:
        return djangosaml2.translate(preset("djangosaml2"), {**self.BASE, **settings})

    def test_a_map_without_user_names_makes_one_user_and_no_second(self) -> None:
        settings = {"SAML_DJANGO_USER_MAIN_ATTRIBUTE": "email", "SAML_ATTRIBUTE_MAPPING": {"mail": ["email"]}}
        translated = self.translate(**settings)
        first = run(translated, ADA)
        assert first.outcome == "create"
        assert run(translated, {**ADA, "mail": "bob@example.org"}, user("")).outcome == "deny"

    def test_with_the_address_as_key_the_user_name_follows_the_uid(self) -> None:
        translated = self.translate(SAML_DJANGO_USER_MAIN_ATTRIBUTE="email")
        held = user("old", fields={"emails.work": "ada@example.org"})
        found = run(translated, ADA, held)
        assert found.after is not None
        assert found.after.fields["userName"] == "ada"
        assert run(translated, ADA, held, user("ada")).outcome == "deny"

    @pytest.mark.parametrize(("value", "outcome"), [("True", "create"), ("0", "create"), ("staff", "deny")])
    def test_a_flag_takes_only_truth_values(self, value: str, outcome: str) -> None:
        mapping = {"uid": ["username"], "groups": ["is_staff"]}
        found = run(self.translate(SAML_ATTRIBUTE_MAPPING=mapping), {**ADA, "groups": [value]})
        assert found.outcome == outcome

    @pytest.mark.parametrize(
        ("sent", "title"), [({"a": "1", "b": "2"}, "2"), ({"a": "1"}, "1"), ({"a": "1", "b": ""}, None)]
    )
    def test_of_two_attributes_the_later_one_wins_and_an_absent_one_does_not_clear(
        self, sent: dict[str, str], title: str | None
    ) -> None:
        mapping = {"uid": ["username"], "a": ["title"], "b": ["title"]}
        found = run(self.translate(SAML_ATTRIBUTE_MAPPING=mapping), {"uid": "ada", **sent}, user("ada"))
        assert found.after is not None
        assert found.after.fields.get("title") == title

    def test_the_lookup_can_ignore_case(self) -> None:
        assert run(self.translate(SAML_DJANGO_USER_MAIN_ATTRIBUTE_LOOKUP="__iexact"), ADA, user("ADA")).match.account

    def test_unknown_attributes_are_dropped_by_default(self) -> None:
        found = run(self.translate(allow_unknown_attributes=False), ADA)
        assert found.outcome == "deny"


class TestGrafana:
    BASE: ClassVar[dict[str, Any]] = {
        "ATTRIBUTES_MAP": {"username": "uid", "email": "mail", "first_name": "givenName", "last_name": "sn",
                           "groups": "groups"},
    }  # fmt: skip

    def translate(self, **settings: Any) -> Preset:
        return grafana_django_saml2_auth.translate(preset("grafana-django-saml2-auth"), {**self.BASE, **settings})

    def test_a_capital_letter_is_never_found_where_case_counts(self) -> None:
        translated = self.translate(LOGIN_CASE_SENSITIVE=True)
        assert run(translated, {**ADA, "uid": "Quinn"}, user("Quinn")).outcome == "create"
        assert run(self.translate(), {**ADA, "uid": "Quinn"}, user("Quinn")).match.account is not None

    def test_an_account_that_starts_disabled_is_kept_and_the_login_refused(self) -> None:
        found = run(self.translate(NEW_USER_PROFILE={"ACTIVE_STATUS": False}), ADA, has=("staff",))
        assert found.outcome == "deny"
        assert found.after is not None
        assert not found.after.active

    def test_a_missing_default_group_leaves_the_account_and_refuses_once(self) -> None:
        translated = self.translate(NEW_USER_PROFILE={"USER_GROUPS": ["nosuch"]})
        sent = {k: v for k, v in ADA.items() if k != "groups"}
        found = run(translated, sent)
        assert found.outcome == "deny"
        assert found.after is not None
        assert found.denial is not None
        assert found.denial.failure
        assert run(translated, sent, msgspec.structs.replace(found.after, id="1")).outcome == "unchanged"

    def test_flags_come_from_the_profile(self) -> None:
        found = run(self.translate(NEW_USER_PROFILE={"STAFF_STATUS": True}), ADA, has=("staff",))
        assert found.after is not None
        assert found.after.fields["isStaff"] is True


class TestSocialAuth:
    IDP: ClassVar[dict[str, Any]] = {"attr_user_permanent_id": "uid", "attr_username": "uid", "attr_email": "mail"}

    def translate(self, idp: dict[str, Any] | None = None, **settings: Any) -> Preset:
        given = {f"SOCIAL_AUTH_{key}": value for key, value in settings.items()}
        return social_auth_core.translate(preset("social-auth-core"), given, self.IDP | (idp or {}), "lab")

    def test_attributes_found_by_their_usual_names_are_optional(self) -> None:
        translated = social_auth_core.translate(preset("social-auth-core"), {}, {}, "lab")
        found = run(translated, {"urn:oid:0.9.2342.19200300.100.1.1": "ada", "firstName": "Ada"})
        assert found.after is not None
        assert found.after.fields["name.givenName"] == "Ada"
        assert found.after.links == (Link("lab", "ada"),)

    def test_without_a_user_name_one_is_made_up(self) -> None:
        translated = social_auth_core.translate(preset("social-auth-core"), {}, {}, "lab")
        found = run(translated, {"email": "ada@example.org"})
        assert found.after is not None
        assert found.after.fields["userName"] == RANDOM
        assert found.after.links == (Link("lab", "n-ada"),)

    @pytest.mark.parametrize(
        ("mail", "outcome"),
        [("ada@example.org", "create"), ("ada@other.org", "deny"), ("žofie@example.org", "deny")],
    )
    def test_allowed_domains(self, mail: str, outcome: str) -> None:
        found = run(self.translate(WHITELISTED_DOMAINS=["example.org"]), {**ADA, "mail": mail})
        assert found.outcome == outcome

    def test_allowed_groups_refuse_before_anything_is_made(self) -> None:
        pipeline = ["x.create_user", "x.user_details", "x.sync_groups"]
        translated = self.translate({"attr_groups": "groups", "allow_groups": ["admins"]}, PIPELINE=pipeline)
        found = run(translated, ADA)
        assert (found.outcome, found.after) == ("deny", None)
        assert run(translated, {**ADA, "groups": ["admins"]}).outcome == "create"

    def test_a_mapped_group_that_does_not_exist_refuses_after_the_account_was_made(self) -> None:
        pipeline = ["x.create_user", "x.user_details", "x.sync_groups"]
        idp = {"attr_groups": "groups", "groups_map": {"staff": ["nosuch"]}}
        found = run(self.translate(idp, PIPELINE=pipeline), ADA)
        assert found.outcome == "deny"
        assert found.after is not None

    def test_protected_and_immutable_fields(self) -> None:
        idp = {"attr_first_name": "givenName", "attr_last_name": "sn"}
        translated = self.translate(idp, PROTECTED_USER_FIELDS=["first_name"], IMMUTABLE_USER_FIELDS=["last_name"])
        first = run(translated, ADA)
        assert first.after is not None
        assert "name.givenName" not in first.after.fields
        assert first.after.fields["name.familyName"] == "King"
        again = run(translated, {**ADA, "sn": "Lovelace"}, first.after)
        assert again.after is not None
        assert again.after.fields["name.familyName"] == "King"

    def test_people_who_are_unknown_are_refused_without_create_user(self) -> None:
        pipeline = ["x.associate_by_email", "x.user_details"]
        translated = self.translate(PIPELINE=pipeline)
        assert run(translated, ADA).outcome == "deny"
        assert run(translated, ADA, user("x", fields={"emails.work": "ADA@example.org"})).outcome == "link"

    def test_more_switches(self) -> None:
        inactive = user("ada", links=(Link("lab", "ada"),), active=False)
        assert run(self.translate(), ADA, inactive).outcome == "deny"
        assert run(self.translate(ALLOW_INACTIVE_USERS_LOGIN=True), ADA, inactive).outcome == "update"
        named = run(self.translate(USERNAME_IS_FULL_EMAIL=True, FORCE_EMAIL_LOWERCASE=True), {**ADA, "mail": "A@x.org"})
        assert named.after is not None
        assert (named.after.fields["userName"], named.after.fields["emails.work"]) == ("A@x.org", "a@x.org")
        odd = run(self.translate(CLEAN_USERNAMES=False), {**ADA, "uid": "žofie!"})
        assert odd.after is not None
        assert odd.after.fields["userName"] == "žofie!"


class TestFlaskAppBuilder:
    MAPPING: ClassVar[dict[str, str]] = {"uid": "username", "mail": "email", "groups": "role_keys"}
    BASE: ClassVar[dict[str, Any]] = {
        "AUTH_USER_REGISTRATION": True,
        "AUTH_ROLES_MAPPING": {"staff": ["Staff", "Reader"]},
    }

    def translate(self, mapping: dict[str, str] | None = None, **settings: Any) -> Preset:
        base = preset("flask-appbuilder")
        return flask_appbuilder.translate(base, {**self.BASE, **settings}, mapping or self.MAPPING, {})

    HAS = ("Staff", "Reader", "Default")

    def test_one_key_brings_several_roles(self) -> None:
        found = run(self.translate(AUTH_USER_REGISTRATION_ROLE="Default"), ADA, has=self.HAS, kind="role")
        assert found.after is not None
        assert found.after.roles == ("Staff", "Reader", "Default")

    def test_an_empty_result_changes_nothing(self) -> None:
        translated = self.translate(AUTH_ROLES_SYNC_AT_LOGIN=True, AUTH_USER_REGISTRATION_ROLE="nosuch")
        held = user("ada", roles=("Staff", "Hand"))
        found = run(translated, {**ADA, "groups": ["none"]}, held, has=self.HAS, kind="role")
        assert found.after is not None
        assert found.after.roles == ("Staff", "Hand")
        found = run(translated, ADA, held, has=self.HAS, kind="role")
        assert found.after is not None
        assert found.after.roles == ("Staff", "Reader")

    def test_the_name_id_stands_in_for_user_name_and_address(self) -> None:
        found = run(self.translate(), {"sn": "King"}, name_id="ada@example.org")
        assert found.after is not None
        assert found.after.fields == {"userName": "ada@example.org", "emails.work": "ada@example.org"}
        found = run(self.translate(), {"uid": "ada"}, name_id="ada@example.org")
        assert found.after is not None
        assert found.after.fields["emails.work"] == "ada@email.notfound"

    def test_case_can_count(self) -> None:
        assert run(self.translate(AUTH_USERNAME_CI=False), ADA, user("ADA")).match.account is None
        assert run(self.translate(), ADA, user("ADA")).match.account is not None

    def test_without_registration_nobody_new_gets_in(self) -> None:
        assert run(self.translate(AUTH_USER_REGISTRATION=False), ADA).outcome == "deny"


class TestDirectus:
    BASE: ClassVar[dict[str, Any]] = {
        "AUTH_LAB_ALLOW_PUBLIC_REGISTRATION": "true",
        "AUTH_LAB_IDENTIFIER_KEY": "uid",
        "AUTH_LAB_EMAIL_KEY": "mail",
    }

    def test_switches_of_other_drivers_change_nothing(self) -> None:
        base = preset("directus")
        plain = directus.translate(base, self.BASE, "lab", "member")
        more = {"AUTH_LAB_SYNC_USER_INFO": "true", "AUTH_LAB_ROLE_MAPPING": "x", "AUTH_LAB_GROUP_CLAIM_NAME": "groups"}
        assert directus.translate(base, {**self.BASE, **more}, "lab", "member") == plain

    def test_an_address_of_an_existing_account_may_be_anything(self) -> None:
        translated = directus.translate(preset("directus"), self.BASE, "lab", None)
        held = Account(id="1", fields={"externalId": "ada", "emails.work": "a@x.org"})
        assert run(translated, {"uid": "ADA", "mail": ["no address", "b"]}, held).outcome == "unchanged"
        assert run(translated, {"uid": "new", "mail": "no address"}, held).outcome == "deny"
