"""A proposal: what becomes of the knowledge of two catalogues, and of what nobody knows."""

from datetime import date
from typing import Any

import msgspec
import pytest

from jitadmin.core.catalogue import (
    Alternative,
    AppAttribute,
    Endpoints,
    Flag,
    IdpAttribute,
    IdpNameId,
    IdpTemplate,
    Jit,
    Limit,
    MatchKey,
    NameIdUse,
    Placeholder,
    RoleUse,
    RoleValue,
    Signing,
    SpTemplate,
    ValueShape,
)
from jitadmin.core.catalogue.provisioning import Precondition
from jitadmin.core.connection.attribute_map import Source, Split
from jitadmin.core.messages import sentence
from jitadmin.core.proposal import Answers, Proposal, propose

TENANT = Placeholder(label="Tenant", example="acme", pattern="[a-z]+")
HOST = Placeholder(label="Host", example="idp.example", pattern="[a-z.]+")
MAIL = IdpAttribute(meaning="emails.work", source="user.mail", name="urn:mail", sent="byDefault")
FIRST = IdpAttribute(meaning="name.givenName", source="user.first", name="given", name_chosen_by="admin")
GROUPS = IdpAttribute(
    meaning="groups", source="Group claim", name="urn:groups", sent="whenAdded", value_forms=("objectId", "name")
)


def idp(**changes: Any) -> IdpTemplate:
    base = IdpTemplate(
        api_version="jitadmin/v1",
        kind="IdentityProviderTemplate",
        id="some-idp",
        name="Some IdP",
        vendor="Some",
        category="cloud",
        collected=date(2026, 11, 23),
        entity_id="https://{host}/idp",
        placeholders={"host": HOST},
        attributes=(MAIL, FIRST, GROUPS),
    )
    return msgspec.structs.replace(base, **changes)


def sp(**changes: Any) -> SpTemplate:
    base = SpTemplate(
        api_version="jitadmin/v1",
        kind="ServiceProviderTemplate",
        id="some-app",
        name="Some App",
        vendor="Some",
        category="test",
        collected=date(2026, 11, 23),
        endpoints=Endpoints(entity_id="https://{tenant}.app.example", acs="https://{tenant}.app.example/acs"),
        placeholders={"tenant": TENANT},
    )
    return msgspec.structs.replace(base, **changes)


FILLED = Answers(identity_provider={"host": "idp.example"}, service_provider={"tenant": "acme"})


def assumed(proposal: Proposal) -> set[str]:
    return {step.code.removeprefix("proposal.assume.") for step in proposal.assumptions}


def tasks(proposal: Proposal) -> list[tuple[str, Any]]:
    return [(step.code.removeprefix("proposal.task."), step.args.get("name")) for step in proposal.tasks]


def test_the_patterns_become_addresses_once_the_placeholders_are_filled() -> None:
    proposal = propose(idp(), sp(), FILLED)
    assert proposal.ready
    assert proposal.connection.identity_provider.entity_id == "https://idp.example/idp"
    assert proposal.connection.service_provider.entity_id == "https://acme.app.example"
    assert proposal.connection.service_provider.acs == ("https://acme.app.example/acs",)
    assert proposal.connection.service_provider.template == "some-app"


def test_an_open_or_ill_filled_placeholder_keeps_the_proposal_from_being_ready() -> None:
    missing = propose(idp(), sp())
    assert not missing.ready
    assert {(ask.side, ask.name, ask.state) for ask in missing.asks} == {
        ("identityProvider", "host", "missing"),
        ("serviceProvider", "tenant", "missing"),
    }
    ill = propose(idp(), sp(), Answers(identity_provider={"host": "idp.example"}, service_provider={"tenant": "A B"}))
    assert [ask.state for ask in ill.asks if ask.name == "tenant"] == ["invalid"]
    assert "{tenant}" in ill.connection.service_provider.entity_id


def test_a_placeholder_of_an_alternative_is_asked_for_only_where_it_was_chosen() -> None:
    org = Placeholder(label="Organisation", example="1", pattern="[0-9]+")
    other = Alternative(value="https://app.example/{org}#2", audience="https://app.example/{org}")
    ends = Endpoints(entity_id="https://app.example", acs="https://app.example/acs", entity_id_alternatives=(other,))
    app = sp(endpoints=ends, placeholders={"org": org})
    assert propose(idp(), app, FILLED).ready
    chosen = msgspec.structs.replace(FILLED, entity_id=1)
    assert not propose(idp(), app, chosen).ready
    whole = propose(idp(), app, msgspec.structs.replace(chosen, service_provider={"org": "7"}))
    assert whole.connection.service_provider.entity_id == "https://app.example/7#2"
    assert whole.connection.service_provider.audiences == ("https://app.example/7",)


def test_an_address_that_nobody_knows_is_asked_for() -> None:
    app = sp(endpoints=Endpoints(), placeholders={})
    assert not propose(idp(), app, FILLED).ready
    told = {"entityId": "any text", "acs": "https://app.example/acs"}
    assert not propose(idp(), app, msgspec.structs.replace(FILLED, service_provider=told)).ready
    told["entityId"] = "any-text"
    proposal = propose(idp(), app, msgspec.structs.replace(FILLED, service_provider=told))
    assert proposal.ready
    assert proposal.connection.service_provider.entity_id == "any-text"


def test_a_fixed_name_is_read_and_the_identity_provider_is_told_to_send_it() -> None:
    app = sp(attributes=(AppAttribute(name="firstName", name_chosen_by="application", to=("name.givenName",)),))
    proposal = propose(idp(), app, FILLED)
    assert proposal.connection.attributes.rows[0].sources == (Source(attribute="firstName"),)
    assert ("send", "firstName") in tasks(proposal)
    assert proposal.reasons[0].code == "proposal.row.fixed"
    assert proposal.reasons[0].args["source"] == "user.first"


def test_a_name_that_is_sent_anyway_needs_no_task() -> None:
    app = sp(attributes=(AppAttribute(name="urn:mail", name_chosen_by="application", to=("emails.work",)),))
    proposal = propose(idp(), app, FILLED)
    assert proposal.reasons[0].code == "proposal.row.fixed-sent"
    assert not [task for task in tasks(proposal) if task[0] == "send"]


def test_a_free_name_becomes_that_of_the_identity_provider_and_is_typed_into_the_application() -> None:
    item = AppAttribute(slot="Email Attribute", name_chosen_by="admin", to=("emails.work",), required=True)
    proposal = propose(idp(), sp(attributes=(item,)), FILLED)
    row = proposal.connection.attributes.rows[0]
    assert row.sources == (Source(attribute="urn:mail"),)
    assert row.required
    assert ("slot", "urn:mail") in tasks(proposal)


def test_a_required_field_that_the_identity_provider_lacks_is_warned_of() -> None:
    item = AppAttribute(name="level", to=("title",), required=True)
    proposal = propose(idp(), sp(attributes=(item,)), FILLED)
    assert [step.code for step in proposal.warnings] == ["proposal.warn.no-source"]


def test_update_policy_and_value_shapes_become_settings_of_the_row() -> None:
    app = sp(
        attributes=(
            AppAttribute(name="uid", to=("userName",), insert_only=True),
            AppAttribute(name="mail", to=("emails.work",), aliases=("email",)),
            AppAttribute(name="nick", to=("nickName",)),
            AppAttribute(name="tags", to=("urn:x:User:tags",), multi_valued=True,
                         shape=ValueShape(form="either", separator=";", max_length=9)),
        ),
        jit=Jit(fields="everyLogin", field_policy={"nickName": "optIn"}),
    )  # fmt: skip
    rows = {row.field: row for row in propose(idp(), app, FILLED).connection.attributes.rows}
    assert rows["userName"].update == rows["nickName"].update == "onCreate"
    assert rows["emails.work"].update == "always"
    assert rows["emails.work"].sources == (Source(attribute="mail"), Source(attribute="email"))
    assert rows["urn:x:User:tags"].transforms == (Split(separator=";"),)
    assert (rows["urn:x:User:tags"].multiple, rows["urn:x:User:tags"].max_length) == ("all", 9)


def test_an_application_without_a_list_gets_the_usual_rows_and_says_so() -> None:
    proposal = propose(idp(), sp(), FILLED)
    assert {row.field for row in proposal.connection.attributes.rows} == {"emails.work", "name.givenName"}
    assert "no-attribute-list" in assumed(proposal)


def test_an_optional_attribute_with_an_open_name_is_left_out() -> None:
    key = Placeholder(label="Key", example="cost", pattern="[a-z]+")
    item = AppAttribute(name="tag:{key}", to=("title",))
    app = sp(attributes=(item,), placeholders={"tenant": TENANT, "key": key})
    assert "title" not in {row.field for row in propose(idp(), app, FILLED).connection.attributes.rows}
    told = msgspec.structs.replace(FILLED, service_provider={"tenant": "acme", "key": "cost"})
    assert propose(idp(), app, told).connection.attributes.rows[0].sources == (Source(attribute="tag:cost"),)


def test_match_keys_keep_their_order_and_their_comparison() -> None:
    app = sp(
        name_id=NameIdUse(to=("externalId",), source="stableId"),
        jit=Jit(match=(MatchKey(by="nameId", compare="exact"), MatchKey(by="emails.work", compare="ignoreCase"))),
    )
    proposal = propose(idp(), app, FILLED)
    steps = [(step.by, step.value, step.compare) for step in proposal.connection.policy.match]
    assert steps == [("externalId", "nameId", "exact"), ("emails.work", "", "ignoreCase")]
    assert not {"match", "compare"} & assumed(proposal)
    assert "nameId" in {row.sources[0] for row in proposal.connection.attributes.rows if row.field == "externalId"}


def test_a_stored_identity_that_is_no_field_is_a_link() -> None:
    proposal = propose(idp(), sp(jit=Jit(match=(MatchKey(by="nameId"),))), FILLED)
    assert [step.by for step in proposal.connection.policy.match] == ["link"]
    assert proposal.connection.policy.links is not None


def test_unknown_knobs_stay_at_their_default_and_are_listed() -> None:
    proposal = propose(idp(), sp(), FILLED)
    assert {"match", "inactive", "create", "update", "conflict", "signing", "name-id-source"} <= assumed(proposal)
    known = Jit(
        supported=True, creates=True, updates_on_login=True, not_found="create", on_conflict="link", inactive="refuse",
        match=(MatchKey(by="emails.work", compare="exact"),),
    )  # fmt: skip
    app = sp(jit=known, signing=Signing(assertion=True), name_id=NameIdUse(source="email"))
    assert assumed(propose(idp(), app, FILLED)) == {"no-attribute-list"}


def test_what_is_known_of_creation_conflict_and_disabled_accounts_is_kept() -> None:
    jit = Jit(not_found="create", on_conflict="confirmLink", inactive="keepInactive", updates_on_login=False)
    policy = propose(idp(), sp(jit=jit), FILLED).connection.policy
    assert (policy.create, policy.update, policy.inactive) == (True, "never", "storeThenRefuse")
    assert policy.unique[0].on_create == "refuse"
    assert propose(idp(), sp(jit=Jit(not_found="askPerson")), FILLED).connection.policy.create is False


@pytest.mark.parametrize("supported", [True, False])
def test_what_is_not_the_vendors_word_is_an_assumption(supported: bool) -> None:
    jit = Jit(supported=supported, creates=supported, certainty="unsure")
    assert "second-hand" in assumed(propose(idp(), sp(jit=jit), FILLED))
    assert "second-hand" not in assumed(propose(idp(), sp(jit=Jit(certainty="unsure")), FILLED))


def test_a_verified_domain_becomes_a_gate() -> None:
    jit = Jit(preconditions=(Precondition(kind="verifiedDomain"), Precondition(kind="planTier", setting="Enterprise")))
    proposal = propose(idp(), sp(jit=jit), msgspec.structs.replace(FILLED, domains=("example.com",)))
    assert proposal.connection.policy.gates.domains == ("example.com",)
    assert [step.code.rpartition(".")[2] for step in proposal.needs] == ["verifiedDomain", "planTier"]
    without = propose(idp(), sp(), msgspec.structs.replace(FILLED, domains=("example.com",)))
    assert without.connection.policy.gates.domains == ()


def test_a_flag_becomes_a_rule_with_what_its_other_values_and_its_absence_mean() -> None:
    flag = Flag(role="admin", true=("true",), other="revoke", absent="keep")
    app = sp(attributes=(AppAttribute(name="isAdmin", to=("urn:x:User:admin",), flag=flag),))
    roles = propose(idp(), app, FILLED).connection.roles
    assert roles.rules[0].grant == ("admin",)
    assert roles.rules[0].when is not None
    assert roles.rules[0].when.in_ == ("true",)
    assert (roles.no_match, roles.absent) == ("strip", "keep")


def test_values_that_are_roles_are_read_directly_with_the_documented_knobs() -> None:
    values = (RoleValue(value="admin", privilege=90), RoleValue(value="user"))
    app = sp(
        attributes=(AppAttribute(name="role", to=("roles",)),),
        roles=RoleUse(attribute="role", style="direct", values=values),
        jit=Jit(membership_policy="addOnly", membership_when="onCreate", when_role_attribute_absent="default",
                unknown_groups="ignore", default_role="user"),
    )  # fmt: skip
    roles = propose(idp(), app, FILLED).connection.roles
    assert (roles.direct[0].attribute, roles.direct[0].kind) == ("role", "role")
    assert (roles.membership, roles.when, roles.unknown) == ("addOnly", "onCreate", "ignore")
    assert (roles.defaults, roles.give_defaults) == (("user",), "onCreateIfAbsent")
    assert [role.privilege for role in roles.roles] == [90, 10]


def test_groups_that_the_application_maps_leave_the_mapping_to_the_admin() -> None:
    app = sp(roles=RoleUse(slot="Role mapping", style="groupMapped"), jit=Jit(when_no_mapping_matches="stripAndRefuse"))
    proposal = propose(idp(), app, FILLED)
    assert proposal.connection.roles.groups_attribute == "urn:groups"
    assert proposal.connection.roles.no_match == "stripThenRefuse"
    assert not proposal.connection.roles.direct
    assert "mapping-empty" in assumed(proposal)


def test_names_to_add_and_to_remove_are_told_from_a_full_list() -> None:
    comma = ValueShape(form="either", separator=",")
    app = sp(
        attributes=(
            AppAttribute(name="add", to=("groups",), effect="add", shape=comma),
            AppAttribute(name="remove", to=("groups",), effect="remove", shape=comma),
        ),
        jit=Jit(membership_policy="delta"),
    )
    roles = propose(idp(), app, FILLED).connection.roles
    assert [(item.effect, item.separator) for item in roles.direct] == [("give", ","), ("remove", ",")]
    assert roles.membership == "addOnly"


def test_limits_and_object_ids_of_the_identity_provider_are_warned_of() -> None:
    app = sp(attributes=(AppAttribute(name="groups", to=("groups",)),))
    told = (
        (Limit(of="groups", maximum=150, above="replacedByLink", marker="urn:link"), "sends urn:link in their place"),
        (Limit(of="groups", maximum=150, above="omitted"), "the others are left out"),
        (Limit(of="groups", maximum=150), "no source says what happens"),
    )
    for limit, words in told:
        warnings = propose(idp(limits=(limit,)), app, FILLED).warnings
        (found,) = [step for step in warnings if step.code.startswith("proposal.warn.group-limit")]
        assert "at most 150 groups" in sentence(found.code, found.args)
        assert words in sentence(found.code, found.args)
        assert "proposal.warn.object-ids" in {step.code for step in warnings}


def test_a_name_id_that_changes_at_every_login_is_warned_of() -> None:
    product = idp(name_id=IdpNameId(format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"))
    app = sp(name_id=NameIdUse(to=("userName",), source="userName"))
    assert "proposal.warn.transient" in {step.code for step in propose(product, app, FILLED).warnings}
    assert "proposal.warn.transient-perhaps" in {step.code for step in propose(product, sp(), FILLED).warnings}


def test_what_must_be_signed_becomes_trust() -> None:
    for signing, expected in (
        (Signing(assertion=True), "assertion"),
        (Signing(response=True), "response"),
        (Signing(assertion=True, response=True), "both"),
        (Signing(either=True), "either"),
        (Signing(), "either"),
    ):
        assert propose(idp(), sp(signing=signing), FILLED).connection.trust.signed == expected


def test_an_application_without_accounts_shows_its_session() -> None:
    app = sp(account_model="sessionOnly", jit=Jit(supported=False, creates=False, not_found="refuse"))
    proposal = propose(idp(), app, FILLED)
    assert proposal.connection.policy.create is True
    assert "session-only" in assumed(proposal)


def test_an_application_whose_list_has_no_address_reads_it_where_it_can() -> None:
    app = sp(attributes=(AppAttribute(name="Name", to=("displayName",)),))
    proposal = propose(idp(), app, FILLED)
    address = next(row for row in proposal.connection.attributes.rows if row.field == "emails.work")
    assert address.sources == (Source(attribute="urn:mail"), Source(name_id="ifEmail"))
    assert "proposal.row.address-sent" in {step.code for step in proposal.reasons}
    assert ("send", "urn:mail") not in tasks(proposal)


def test_a_list_of_groups_alone_is_a_list_all_the_same() -> None:
    proposal = propose(idp(), sp(attributes=(AppAttribute(name="teams", to=("groups",)),)), FILLED)
    assert [row.field for row in proposal.connection.attributes.rows] == ["emails.work"]
    assert "no-attribute-list" not in assumed(proposal)


def test_usual_rows_that_the_identity_provider_does_not_send_are_told_to_be_sent() -> None:
    proposal = propose(idp(), sp(), FILLED)
    assert ("send", "given") in tasks(proposal)
    assert {step.code for step in proposal.reasons} >= {"proposal.row.usual", "proposal.row.usual-sent"}


@pytest.mark.parametrize(
    ("use", "own", "told"),
    [
        (NameIdUse(source="email", format="urn:f"), IdpNameId(), ("name-id", "user.mail", "urn:f")),
        (NameIdUse(source="email"), IdpNameId(format="urn:g"), ("name-id", "user.mail", "urn:g")),
        (NameIdUse(source="email"), IdpNameId(), ("name-id-value", "user.mail", "unknown")),
        (NameIdUse(format="urn:f"), IdpNameId(source="upn"), ("name-id-format", None, "urn:f")),
        (NameIdUse(), IdpNameId(source="upn", format="urn:g"), ("name-id-kept", "upn", None)),
        (NameIdUse(), IdpNameId(), ("name-id-any", None, None)),
    ],
)
def test_what_to_do_with_the_name_id_says_only_what_is_known(
    use: NameIdUse, own: IdpNameId, told: tuple[str, str | None, str | None]
) -> None:
    proposal = propose(idp(name_id=own), sp(name_id=use), FILLED)
    (task,) = [step for step in proposal.tasks if "name-id" in step.code]
    assert (task.code.removeprefix("proposal.task."), task.args.get("source"), task.args.get("format")) == told
    assert "unknown" not in sentence(task.code, task.args)


def test_qualifiers_of_the_name_id_are_filled_in_and_told() -> None:
    use = NameIdUse(name_qualifier="{tenant}.app.example", sp_name_qualifier="https://app.example")
    tasks = propose(idp(), sp(name_id=use), FILLED).tasks
    (said,) = [sentence(step.code, step.args) for step in tasks if step.code.endswith("qualifiers")]
    assert "“acme.app.example”" in said
    assert "“https://app.example”" in said


def test_what_a_login_never_gives_is_not_granted() -> None:
    app = sp(
        attributes=(AppAttribute(name="teams", to=("groups",)),),
        roles=RoleUse(attribute="teams", style="groupNames", never=("owners",)),
    )
    proposal = propose(idp(), app, FILLED)
    (direct,) = proposal.connection.roles.direct
    assert direct.rename == {"owners": ()}
    assert "proposal.roles.never" in {step.code for reason in proposal.reasons for step in reason.walk()}


def test_the_bounds_of_values_are_told() -> None:
    shape = ValueShape(minimum=900, maximum=43200, min_length=2, max_length=64, pattern="[0-9]+")
    app = sp(attributes=(AppAttribute(name="mail", to=("emails.work",), shape=shape),))
    reasons = propose(idp(), app, FILLED).reasons
    said = " ".join(sentence(step.code, step.args) for reason in reasons for step in reason.walk())
    for words in ("from 900 to 43200", "2 to 64 characters", "[0-9]+"):
        assert words in said


def test_a_need_that_may_be_none_says_so() -> None:
    app = sp(jit=Jit(preconditions=(Precondition(kind="existingAccount", needed="unknown"),)))
    (need,) = propose(idp(), app, FILLED).needs
    assert [step.code for step in need.children] == ["proposal.note.maybe"]
