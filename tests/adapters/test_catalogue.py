"""The shipped catalogue: every file is sound, lists quickly and makes a connection with every identity provider."""

import functools
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from jitadmin.adapters import documents
from jitadmin.adapters.catalogue import Catalogue, read, schema_text
from jitadmin.assets import asset
from jitadmin.core.account import Account
from jitadmin.core.catalogue import AppAttribute, IdpTemplate, SpTemplate, holes
from jitadmin.core.catalogue.checks import patterns
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import Source
from jitadmin.core.errors import DocumentError, UsageError
from jitadmin.core.jit.preview import preview
from jitadmin.core.message import Assertion, Attribute, AttributeValue, NameId
from jitadmin.core.messages import sentence
from jitadmin.core.proposal import Answers, Proposal, propose
from jitadmin.core.proposal.asks import sp_placeholders
from jitadmin.core.verification import Verification

SHIPPED = Catalogue.shipped()
APPLICATIONS = [head.id for head in SHIPPED.service_providers.heads]
PRODUCTS = [head.id for head in SHIPPED.identity_providers.heads]


@functools.cache
def application(entry: str) -> SpTemplate:
    return SHIPPED.service_provider(entry)


@functools.cache
def product(entry: str) -> IdpTemplate:
    return SHIPPED.identity_provider(entry)


def reads(entry: str, name: str) -> AppAttribute:
    return next(item for item in application(entry).attributes if name in (item.name, item.slot))


def test_fifty_seven_applications_and_the_usual_identity_providers_are_listed() -> None:
    assert len(APPLICATIONS) == len(set(APPLICATIONS)) >= 57
    assert {"atlassian-cloud", "slack", "drift"} <= set(APPLICATIONS)
    assert set(PRODUCTS) >= {
        "entra-id", "adfs", "okta", "google-workspace", "onelogin", "pingone", "pingfederate", "jumpcloud", "keycloak",
        "shibboleth", "simplesamlphp", "auth0",
    }  # fmt: skip
    assert not SHIPPED.service_providers.faults
    assert not SHIPPED.identity_providers.faults


def test_the_list_is_in_the_order_of_names() -> None:
    names = [head.name.casefold() for head in SHIPPED.service_providers.heads]
    assert names == sorted(names)


@pytest.mark.parametrize("entry", APPLICATIONS)
def test_an_application_loads_and_says_where_its_facts_come_from(entry: str) -> None:
    template = application(entry)
    assert any(source.covers for source in template.sources)
    assert template.placeholders.keys() >= {hole for text in patterns(template).values() for hole in holes(text)}
    assert all(quirk.text.endswith(".") and quirk.text[0].isupper() for quirk in template.quirks)


@pytest.mark.parametrize("entry", PRODUCTS)
def test_an_identity_provider_knows_the_attributes_that_every_proposal_asks_for(entry: str) -> None:
    template = product(entry)
    for meaning in ("emails.work", "name.givenName", "name.familyName", "userName", "externalId", "groups"):
        found = template.attribute(meaning)
        assert found is not None
        assert found.source
        assert found.name
    assert {term.thing for term in template.console} >= {"entityId", "acs", "nameId", "attributes"}


@pytest.mark.parametrize("entry", APPLICATIONS)
def test_an_application_makes_a_ready_connection_with_every_identity_provider(entry: str) -> None:
    for idp in PRODUCTS:
        proposal = proposed(idp, entry)
        assert proposal.ready
        connection = proposal.connection
        assert documents.load(documents.dump(connection)) == connection
        fields = {row.field for row in connection.attributes.rows}
        assert {step.by for step in connection.policy.match} <= fields | {"link"}
        origins = {step.origin for step in proposal.reasons}
        assert {f"attributes.rows[{n}]" for n in range(len(connection.attributes.rows))} <= origins
        assert "{" not in connection.service_provider.entity_id + connection.identity_provider.entity_id


@pytest.mark.parametrize("entry", APPLICATIONS)
def test_everything_that_a_proposal_says_has_a_sentence(entry: str) -> None:
    for idp in PRODUCTS:
        proposal = proposed(idp, entry)
        for step in (*proposal.reasons, *proposal.assumptions, *proposal.tasks, *proposal.needs, *proposal.warnings):
            for inner in step.walk():
                assert sentence(inner.code, inner.args)


@pytest.mark.parametrize("entry", APPLICATIONS)
def test_a_first_login_makes_an_account_that_the_second_one_finds(entry: str) -> None:
    for idp in PRODUCTS:
        connection = proposed(idp, entry).connection
        first = preview(connection, login(connection), ()).effect
        assert first is not None
        if not connection.policy.create:
            assert first.outcome == "deny"
            continue
        assert first.outcome == "create"
        assert first.after is not None
        again = preview(connection, login(connection), (msgspec.structs.replace(first.after, id="1"),)).effect
        assert again is not None
        assert again.outcome == "unchanged"


@pytest.mark.parametrize(
    ("sent", "groups"),
    [("owners,platform", ("platform",)), (None, ("by-hand", "sso")), ("", ())],
)
def test_terraform_gives_every_team_but_the_owners_and_one_where_none_are_sent(
    sent: str | None, groups: tuple[str, ...]
) -> None:
    connection = proposed("okta", "terraform-cloud").connection
    entered = login(connection)
    assert entered.assertion is not None
    others = tuple(item for item in entered.assertion.attributes if item.name != "MemberOf")
    teams = () if sent is None else (Attribute(name="MemberOf", values=(AttributeValue(text=sent),)),)
    assertion = msgspec.structs.replace(entered.assertion, attributes=(*others, *teams))
    known = Account(id="1", fields={"emails.work": "ada@example.com"}, groups=("by-hand",))
    effect = preview(connection, msgspec.structs.replace(entered, assertion=assertion), (known,)).effect
    assert effect is not None
    assert effect.after is not None
    assert effect.after.groups == groups


@pytest.mark.parametrize(
    ("sent", "held", "expected"),
    [
        (("true",), False, True), (("false",), True, False), (("",), True, True), (("  ",), True, True),
        (("",), False, False), ((), True, True), (None, True, True), (None, False, False),
    ],
)  # fmt: skip
def test_the_administrator_flag_of_github_promotes_demotes_or_changes_nothing(
    sent: tuple[str, ...] | None, held: bool, expected: bool
) -> None:
    connection = proposed("okta", "github-enterprise-server").connection
    first = preview(connection, login(connection), ()).effect
    assert first is not None
    assert first.after is not None
    roles = ("site administrator",) if held else ()
    stored = msgspec.structs.replace(first.after, id="1", roles=roles)
    entered = login(connection)
    assert entered.assertion is not None
    others = tuple(item for item in entered.assertion.attributes if item.name != "administrator")
    flag = Attribute(name="administrator", values=tuple(AttributeValue(text=text) for text in sent or ()))
    attributes = others if sent is None else (*others, flag)
    assertion = msgspec.structs.replace(entered.assertion, attributes=attributes)
    effect = preview(connection, msgspec.structs.replace(entered, assertion=assertion), (stored,)).effect
    assert effect is not None
    assert effect.after is not None
    assert bool(effect.after.roles) is expected


ROLE = "arn:aws:iam::123456789012:role/Dev,arn:aws:iam::123456789012:saml-provider/Example"


def login(connection: Connection) -> Verification:
    """A believed login that brings every attribute that the connection reads."""
    found: dict[str, Attribute] = {}
    for row in connection.attributes.rows:
        text = {"emails.work": "ada@example.com", "userName": "ada@example.com", "active": "true"}.get(row.field, "x")
        for source in row.sources:
            if isinstance(source, Source) and source.attribute:
                value = (AttributeValue(text=text),)
                found.setdefault(
                    source.attribute, Attribute(name=source.attribute, name_format=source.name_format, values=value)
                )
    for direct in connection.roles.direct:
        found.setdefault(direct.attribute, Attribute(name=direct.attribute, values=(AttributeValue(text=ROLE),)))
    assertion = Assertion(
        id="a1",
        version="2.0",
        issue_instant=None,
        issuer=connection.identity_provider.entity_id,
        name_id=NameId(value="ada@example.com"),
        has_subject=True,
        attributes=tuple(found.values()),
        has_attribute_statement=True,
    )
    return Verification(message=None, verdict="accepted", checks=(), assertion=assertion)


@functools.cache
def proposed(idp: str, sp: str) -> Proposal:
    answers = Answers(
        identity_provider={name: item.example for name, item in product(idp).placeholders.items()},
        service_provider={name: item.example for name, item in sp_placeholders(application(sp)).items()},
        domains=("example.com",),
    )
    return propose(product(idp), application(sp), answers)


@pytest.mark.parametrize(
    ("template", "name"),
    [(SpTemplate, "catalogue-service-provider"), (IdpTemplate, "catalogue-identity-provider")],
)
def test_the_shipped_schema_is_current(template: type[SpTemplate] | type[IdpTemplate], name: str) -> None:
    assert asset(f"schema/{name}.schema.json").read_text(encoding="utf-8") == schema_text(template), (
        "Write it anew with: make schema"
    )


@pytest.mark.parametrize(
    ("folder", "name"),
    [("service-providers", "catalogue-service-provider"), ("identity-providers", "catalogue-identity-provider")],
)
def test_an_editor_that_follows_the_schema_accepts_every_shipped_file(folder: str, name: str) -> None:
    schema = yaml.safe_load(asset(f"schema/{name}.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted(asset(f"catalogue/{folder}").glob("*.yaml")):
        validator.validate(as_json(path))


def as_json(path: Path) -> object:
    """The file as an editor sees it: a date is a text in JSON, while PyYAML makes an object of it."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value if isinstance(value, (str, bool, int)) else str(value)

    return plain(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_aws_reads_pairs_of_arns_and_data_in_names_and_keeps_no_account() -> None:
    prefix = "https://aws.amazon.com/SAML/Attributes/"
    role, session = reads("aws-iam", prefix + "Role").shape, reads("aws-iam", prefix + "RoleSessionName").shape
    duration = reads("aws-iam", prefix + "SessionDuration").shape
    assert role is not None
    assert session is not None
    assert duration is not None
    assert (role.form, role.separator, role.parts) == ("values", ",", ("roleArn", "providerArn"))
    assert (session.min_length, session.max_length) == (2, 64)
    assert (duration.minimum, duration.maximum) == (900, 43200)
    assert holes(reads("aws-iam", prefix + "PrincipalTag:{tagKey}").name) == ("tagKey",)
    assert application("aws-iam").account_model == "sessionOnly"
    suffixed = application("aws-iam").endpoints.entity_id_alternatives[1]
    assert suffixed.value.endswith("#{id}")
    assert "#" not in suffixed.audience


def test_slack_matches_on_either_key_and_qualifies_its_name_id() -> None:
    slack = application("slack")
    assert [key.by for key in slack.jit.match] == ["nameId", "emails.work"]
    assert slack.name_id.sp_name_qualifier == "https://slack.com"
    assert slack.name_id.must_not_change is True
    assert reads("slack", "User.Email").required is True


def test_salesforce_names_the_object_in_the_prefix_and_never_rewrites_two_fields() -> None:
    assert {item.record for item in application("salesforce").attributes} == {"", "Contact", "Account"}
    insert_only = {item.name for item in application("salesforce").attributes if item.insert_only is True}
    assert insert_only == {"User.Username", "User.FederationIdentifier"}
    assert application("salesforce").jit.inactive == "keepInactive"


def test_the_administrator_flag_of_github_has_three_meanings() -> None:
    flag = reads("github-enterprise-server", "administrator").flag
    assert flag is not None
    assert (flag.true, flag.other, flag.absent, flag.empty) == (("true",), "revoke", "keep", "keep")


def test_names_that_depend_on_the_format_on_the_case_or_on_the_admin() -> None:
    variants = reads("datadog", "urn:oid:2.5.4.42").variants
    assert [variant.name_format.rpartition(":")[2] for variant in variants] == ["uri", "basic"]
    assert application("gitlab-saas").attribute_names.compare == "ignoreCase"
    assert application("mattermost").attribute_names.friendly_name is True
    assert all(item.slot and not item.name for item in application("zoom").attributes)
    assert reads("grafana", "mail").to == ("emails.work", "userName")
    assert reads("rocketchat", "cn").mapping == "regexTemplate"
    assert reads("jira-data-center", "Display name").mapping == "template"


def test_lists_that_are_joined_that_are_not_and_that_say_what_changes() -> None:
    terraform, jenkins = reads("terraform-cloud", "MemberOf").shape, reads("jenkins", "Group Attribute").shape
    assert terraform is not None
    assert jenkins is not None
    assert (terraform.form, jenkins.form) == ("either", "values")
    effects = {item.name: item.effect for item in application("discourse").attributes if "groups" in item.to}
    assert effects == {"memberOf": "set", "groups_to_add": "add", "groups_to_remove": "remove"}
    quota = reads("nextcloud", "Attribute to map the quota to")
    assert (quota.empty, quota.missing) == ("default", "keep")


def test_policies_that_lock_people_out_or_make_nobody() -> None:
    assert application("datadog").jit.when_no_mapping_matches == "stripAndRefuse"
    assert application("github-enterprise-cloud").account_model == "linkExisting"
    assert application("terraform-cloud").jit.not_found == "askPerson"
    assert application("terraform-cloud").roles is not None
    assert application("docker-hub").jit.generated_fields == ("userName",)
    needs = {need.kind for need in application("atlassian-cloud").jit.preconditions}
    assert {"verifiedDomain", "domainAutoClaim", "enforcedPolicy"} <= needs


def test_entity_ids_that_are_no_url_are_as_good_as_any() -> None:
    ids = {entry: application(entry).endpoints.entity_id for entry in ("box", "dropbox-business", "zoom", "sonarqube")}
    assert ids == {
        "box": "box.net",
        "dropbox-business": "Dropbox",
        "zoom": "{vanity}.zoom.us",
        "sonarqube": "sonarqube",
    }


def test_an_address_that_no_source_prints_is_asked_for() -> None:
    drift = application("drift")
    assert drift.endpoints.entity_id == drift.endpoints.acs == "unknown"
    assert {"entityId", "acs"} <= sp_placeholders(drift).keys()


GOOD = """\
apiVersion: jitadmin/v1
kind: ServiceProviderTemplate
id: example-app
name: Example
vendor: Example
category: test
collected: 2026-11-23
endpoints:
  entityId: https://{tenant}.app.example
placeholders:
  tenant: {label: Tenant, example: acme, pattern: '[a-z]+'}
attributes:
- {name: mail, to: [emails.work]}
sources:
- {ref: 'https://app.example/help', kind: vendor, dated: 2026-01-31, covers: [attributes]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "service-providers").mkdir()
    return tmp_path


def put(folder: Path, text: str, name: str = "example-app") -> Path:
    path = folder / "service-providers" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_adding_an_application_is_adding_a_file(folder: Path) -> None:
    put(folder, GOOD)
    catalogue = Catalogue.shipped(folder)
    assert "example-app" in {head.id for head in catalogue.service_providers.heads}
    assert catalogue.service_provider("example-app").attributes[0].name == "mail"
    assert catalogue.service_provider("slack").name == "Slack"


def test_the_file_that_the_documentation_begins_with_can_be_used(folder: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    put(folder, text.split("```yaml\n")[1].split("```")[0])
    assert Catalogue.shipped(folder).service_provider("example-app").attributes[0].to == ("emails.work",)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("to: [emails.work]", "to: [email]", "attributes[0].to[0]"),
        ("attributes:", "nameId: {to: [user_name]}\nattributes:", "nameId.to[0]"),
        ("attributes:", "jit: {match: [{by: email}]}\nattributes:", "jit.match[0].by"),
        ("attributes:", "jit: {fieldPolicy: {mail: never}}\nattributes:", "jit.fieldPolicy.mail"),
        ("attributes:", "jit: {generatedFields: [login]}\nattributes:", "jit.generatedFields[0]"),
    ],
)
def test_a_field_that_neither_scim_nor_an_extension_knows_is_named(folder: Path, old: str, new: str, path: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(put(folder, GOOD.replace(old, new)), SpTemplate)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.line > 8) == ("catalogue.unknown-field", path, True)


def test_a_word_for_a_known_value_is_told_all_three(folder: Path) -> None:
    with pytest.raises(DocumentError, match="one of true, false, unknown"):
        read(put(folder, GOOD.replace("[emails.work]}", "[emails.work], required: yes}")), SpTemplate)


def test_an_own_file_takes_the_place_of_the_shipped_one(folder: Path) -> None:
    put(folder, GOOD.replace("example-app", "slack").replace("name: Example", "name: Our Slack"), "slack")
    catalogue = Catalogue.shipped(folder)
    assert catalogue.service_provider("slack").name == "Our Slack"
    assert [head.name for head in catalogue.service_providers.heads if head.id == "slack"] == ["Our Slack"]


def test_what_no_source_says_is_unknown_and_not_a_guess(folder: Path) -> None:
    found = read(put(folder, GOOD), SpTemplate)
    assert found.jit.supported == "unknown"
    assert found.jit.match == ()
    assert found.endpoints.acs == "unknown"
    assert found.signing.response == "unknown"
    assert found.attributes[0].required == "unknown"


FAULTY = {
    "undeclared placeholder": ("{tenant}.app", "{tenent}.app", "placeholder “tenent”", 9),
    "unused placeholder": ("https://{tenant}.app.example", "https://app.example", "“tenant” is described but", 11),
    "example against its own pattern": ("example: acme", "example: ACME", "example “ACME”", 11),
    "broken pattern": ("'[a-z]+'", "'[a-z'", "no regular expression", 11),
    "unknown key": ("category: test", "category: test\ncolour: red", "no “colour”", 7),
    "mistyped key": ("  entityId", "  entityID", "did you mean “entityId”", 9),
    "bad word": ("kind: vendor", "kind: rumour", "“rumour”", 15),
    "bad date": ("2026-01-31", "2026-31-01", "a date", 15),
    "two attributes of one name": (
        "to: [emails.work]}",
        "to: [emails.work]}\n- {name: mail, to: [title]}",
        "twice",
        13,
    ),
    "attribute without a name": ("{name: mail, to", "{to", "needs a name", 13),
    "no source": ("sources:", "quirks: []\nsources: []\n#", "At least one source", 15),
    "another id than the file": ("id: example-app", "id: other-app", "must be the name of the file", 3),
    "key twice": ("category: test", "category: test\nvendor: Other", "stands here twice", 7),
}


@pytest.mark.parametrize(("old", "new", "said", "line"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_file_is_refused_with_the_line_and_the_reason(
    folder: Path, old: str, new: str, said: str, line: int
) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    if old == "sources:":
        text = text[: text.index("#")]
    with pytest.raises(DocumentError) as caught:
        read(put(folder, text), SpTemplate)
    shown = str(caught.value)
    assert "example-app.yaml" in shown
    assert said in shown
    assert f"line {line}:" in shown


def test_all_problems_are_named_at_once(folder: Path) -> None:
    text = GOOD.replace("example: acme", "example: ACME").replace("{tenant}.app", "{tenent}.app")
    with pytest.raises(DocumentError) as caught:
        read(put(folder, text), SpTemplate)
    assert len(caught.value.problems) == 3


def test_one_bad_file_hides_none_of_the_others(folder: Path) -> None:
    put(folder, "id: broken\n", "broken")
    put(folder, GOOD.replace("ServiceProviderTemplate", "IdentityProviderTemplate"), "wrong")
    put(folder, GOOD)
    listing = Catalogue(folder).service_providers
    assert [head.id for head in listing.heads] == ["example-app"]
    assert [str(fault).partition(".yaml")[0].split()[-1] for fault in listing.faults] == ["broken", "wrong"]


def test_bytes_that_are_no_text_are_named_as_such(folder: Path) -> None:
    put(folder, GOOD).write_bytes(b"\xff\xfe\x00id")
    assert "not UTF-8" in str(Catalogue(folder).service_providers.faults[0])


@pytest.mark.parametrize("entry", ["no-such-app", "../service-providers/slack", ""])
def test_an_unknown_entry_is_named(entry: str) -> None:
    with pytest.raises(UsageError, match=r"no service provider called .*Possible are: airtable, "):
        SHIPPED.service_provider(entry)
