"""Choosing from the catalogues: what typing finds, which product an entity ID belongs to, parties that nobody knows."""

from base64 import b64encode
from datetime import date

from jitadmin.core.catalogue import Head, IdpTemplate, Placeholder
from jitadmin.core.catalogue.finding import filled_by, matching, recognised
from jitadmin.core.catalogue.other import acs_of, other_application, other_identity_provider
from jitadmin.core.entity import Endpoint, Entity, RequestedAttribute, Role
from jitadmin.core.proposal import Answers, propose
from jitadmin.core.proposal.registered import registered
from jitadmin.core.trust import TrustedCertificate

HOST = Placeholder(label="Host", example="idp.example", pattern="[a-z.]+")
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"


def head(name: str, vendor: str = "", category: str = "") -> Head:
    return Head(api_version="jitadmin/v1", kind="x", id=name.lower(), name=name, vendor=vendor, category=category)


HEADS = (head("Jira", "Atlassian"), head("Trello", "Atlassian", "boards"), head("Big Box"), head("Box"), head("Xbox"))


def names(text: str) -> list[str]:
    return [one.name for one in matching(HEADS, text)]


def test_what_begins_as_typed_comes_first() -> None:
    assert names("box") == ["Box", "Big Box", "Xbox"]
    assert names("ATLASSIAN boards") == ["Trello"]
    assert names("") == sorted(names(""), key=str.casefold)
    assert names("nothing of that kind") == []


def product(entity_id: str) -> IdpTemplate:
    return IdpTemplate(
        api_version="jitadmin/v1",
        kind="IdentityProviderTemplate",
        id="p",
        name="Product",
        vendor="V",
        category="cloud",
        collected=date(2026, 11, 23),
        entity_id=entity_id,
        placeholders={"host": HOST},
    )


def test_a_product_that_may_live_anywhere_is_not_known_by_its_entity_id() -> None:
    assert recognised("https://slack.com", [product("https://{host}")]) is None


def test_a_product_is_known_by_its_entity_id() -> None:
    template = product("https://{host}/idp/{host}")
    assert recognised("https://a.b/idp/a.b", [template]) == (template, {"host": "a.b"})
    assert recognised("https://a.b/idp/c.d", [template]) is None, "one placeholder has one value"
    assert recognised("https://A.B/idp/A.B", [template]) is None
    assert recognised("https://a.b/idp/" + "a" * 5000, [template]) is None


def test_a_pattern_without_words_of_its_own_knows_nobody() -> None:
    assert filled_by("{host}", {"host": HOST}, "a.b") is None
    assert filled_by("https://{unknown}/idp", {"host": HOST}, "https://a/idp") is None
    assert filled_by("https://fixed.example", {}, "https://fixed.example") == {}


IDP = Entity(
    entity_id="https://idp.example",
    name="Our IdP",
    idp=Role(
        kind="idp", signing=(TrustedCertificate(der=b"one", sha256="1"), TrustedCertificate(der=b"2", sha256="2"))
    ),
)
SP = Entity(
    entity_id="https://sp.example",
    sp=Role(
        kind="sp",
        endpoints=(
            Endpoint(binding=POST, location="https://sp.example/2", index=2),
            Endpoint(binding="urn:artifact", location="https://sp.example/artifact", index=0, default=True),
            Endpoint(binding=POST, location="https://sp.example/1", index=5, default=True),
        ),
        wants_signed=True,
        requested=(
            RequestedAttribute(name="urn:oid:2.5.4.42", friendly_name="givenName"),
            RequestedAttribute(name="x-9", friendly_name="mail", required=True),
            RequestedAttribute(name="isMemberOf"),
            RequestedAttribute(name="badge"),
        ),
    ),
)


def test_the_default_address_for_posts_comes_first() -> None:
    assert acs_of(SP) == ("https://sp.example/1", "https://sp.example/2")
    assert acs_of(IDP) == ()


def test_a_pair_that_nobody_knows_is_proposed_from_its_metadata() -> None:
    idp, sp = other_identity_provider("Another", IDP), other_application("Another application", SP)
    proposal = propose(idp, sp, Answers(name="pair"))
    assert proposal.asks == ()
    made = registered(proposal, IDP, SP)
    connection = made.connection
    assert connection.identity_provider.certificates == tuple(b64encode(der).decode() for der in (b"one", b"2"))
    assert (connection.identity_provider.entity_id, connection.identity_provider.name) == (IDP.entity_id, "Our IdP")
    assert connection.service_provider.acs == acs_of(SP)
    assert connection.trust.signed == "assertion"
    rows = {row.field: row for row in connection.attributes.rows}
    assert set(rows) >= {"name.givenName", "emails.work"}
    assert rows["emails.work"].required
    assert any(field.endswith(":badge") for field in rows)
    assert connection.roles.direct[0].attribute == "isMemberOf"
    tasks = [task.code for task in proposal.tasks]
    assert "proposal.task.certificate" in tasks
    assert [task.code for task in made.tasks] == [code for code in tasks if code != "proposal.task.certificate"]


def test_without_metadata_a_party_that_nobody_knows_is_asked_for_its_addresses() -> None:
    asks = propose(other_identity_provider("An IdP"), other_application("An app")).asks
    assert {(ask.side, ask.name, ask.needed) for ask in asks} == {
        ("identityProvider", "entityId", True),
        ("serviceProvider", "entityId", True),
        ("serviceProvider", "acs", True),
    }
