"""The registry over both shelves: what an admin registers, refreshes, joins and removes."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jitadmin.adapters.catalogue import Catalogue
from jitadmin.adapters.fetch import Copies
from jitadmin.adapters.store import Store
from jitadmin.app import Workspace
from jitadmin.app.memory import MemoryShelf
from jitadmin.app.registry import Registry
from jitadmin.app.shelf import Shelf
from jitadmin.core.connection import Connection
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider
from jitadmin.core.errors import Cancelled, DocumentError, InputError, UsageError
from jitadmin.core.proposal.filling import party_asks
from jitadmin.core.proposal.record import Answers
from jitadmin.core.record import ConflictError
from jitadmin.core.registry import Provider
from tests.builders import ACS, IdP, key, sp_metadata_xml
from tests.builders import SP as SP_ID
from tests.https_server import Server, serving

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDP = "identityProvider"
SP = "serviceProvider"


@pytest.fixture(params=["memory", "store"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    made: Shelf = MemoryShelf(author="ada") if request.param == "memory" else Store(
        tmp_path / "workspace.sqlite", author="ada", now=NOW
    )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def registry(shelf: Shelf) -> Registry:
    return Registry(shelf, lambda: NOW, Catalogue.shipped)


def texts(said: Any) -> str:
    return "\n".join(item.text for item in said)


def test_metadata_is_registered_with_its_certificates(registry: Registry) -> None:
    idp = IdP()
    (added,) = registry.add_metadata(IDP, idp.metadata_xml(), source="idp.xml")
    assert registry.providers(IDP) == (added,)
    assert (added.entity_id, added.source, added.signature) == (idp.entity_id, "idp.xml", "none")
    entity = registry.entity(IDP, idp.entity_id)
    assert entity is not None
    assert entity.idp is not None
    assert [item.der for item in entity.idp.signing] == [idp.key.certificate_der]
    assert registry.providers(SP) == ()


def test_a_party_of_the_other_kind_is_not_registered(registry: Registry) -> None:
    with pytest.raises(InputError, match="describes no identity provider"):
        registry.add_metadata(IDP, sp_metadata_xml())
    (sp,) = registry.add_metadata(SP, sp_metadata_xml())
    assert registry.provider(SP, sp.entity_id).kind == SP


def test_expired_metadata_is_refused_unless_accepted(registry: Registry) -> None:
    idp = IdP()
    old = idp.metadata_xml(valid_until=NOW - timedelta(days=1))
    with pytest.raises(InputError, match="was valid until 2026-11-22"):
        registry.add_metadata(IDP, old)
    assert registry.providers(IDP) == ()
    registry.add_metadata(IDP, old, accept_expired=True)
    assert registry.status(registry.provider(IDP, idp.entity_id)).expired
    assert registry.trusted(idp.entity_id, NOW) is not None


def test_metadata_that_expires_later_is_not_trusted_afterwards(registry: Registry) -> None:
    idp = IdP()
    registry.add_metadata(IDP, idp.metadata_xml(valid_until=NOW + timedelta(days=1)))
    assert registry.trusted(idp.entity_id, NOW) is not None
    with pytest.raises(InputError, match="Refresh it"):
        registry.trusted(idp.entity_id, NOW + timedelta(days=2))


def test_a_signature_is_checked_with_the_given_certificate(registry: Registry) -> None:
    idp, signer, other = IdP(), key("rsa-2048", "federation"), key("rsa-2048", "somebody")
    signed = idp.metadata_xml(sign_with=signer)
    (unchecked,) = registry.add_metadata(IDP, signed)
    assert unchecked.signature == "unchecked"
    assert "nobody checked" in texts(registry.status(unchecked).notes)
    with pytest.raises(InputError, match="The trusted ones are others"):
        registry.add_metadata(IDP, signed, signed_by=[other.certificate_base64])
    with pytest.raises(InputError, match="not signed"):
        registry.add_metadata(IDP, idp.metadata_xml(), signed_by=[signer.certificate_base64])
    (checked,) = registry.add_metadata(IDP, signed, signed_by=[other.certificate_base64, signer.certificate_base64])
    assert checked.signature == "checked"
    assert "was checked" in texts(registry.status(checked).notes)


def test_changed_metadata_does_not_pass_the_check(registry: Registry) -> None:
    signer = key("rsa-2048", "federation")
    forged = IdP().metadata_xml(sign_with=signer).replace(b"idp.example.test/sso", b"evil.example.test/sso")
    with pytest.raises(InputError, match="changed after it was signed"):
        registry.add_metadata(IDP, forged, signed_by=[signer.certificate_base64])


def test_a_refresh_shows_the_difference_before_it_is_taken(registry: Registry, shelf: Shelf) -> None:
    idp, new = IdP(), key("rsa-2048", "next")
    registry.add_metadata(IDP, idp.metadata_xml(), source="idp.xml")
    shelf.save("connection", "one", {"name": "one", IDP: {"entityId": idp.entity_id}}, seen=0, now=NOW)
    shelf.save("connection", "other", {"name": "other", IDP: {"entityId": "https://else"}}, seen=0, now=NOW)
    both = idp.metadata_xml(keys=[idp.key, new], sso_url="https://idp.example.test/new")
    found = registry.refresh(IDP, idp.entity_id, both)
    said = texts(found.differences)
    assert "New certificate for signing" in said
    assert hashlib.sha256(new.certificate_der).hexdigest() in said
    assert "The single sign-on address https://idp.example.test/sso" in said
    assert "New single sign-on address: https://idp.example.test/new" in said
    assert found.dependents == ("one",)
    assert registry.provider(IDP, idp.entity_id) == found.before
    registry.take(found)
    entity = registry.entity(IDP, idp.entity_id)
    assert entity is not None
    assert entity.idp is not None
    assert len(entity.idp.signing) == 2
    assert "2 certificates for signing" in texts(registry.status(registry.provider(IDP, idp.entity_id)).notes)
    assert registry.refresh(IDP, idp.entity_id, both).unchanged


def test_a_refresh_is_not_taken_over_another_change(registry: Registry) -> None:
    idp = IdP()
    (first,) = registry.add_metadata(IDP, idp.metadata_xml())
    found = registry.refresh(IDP, idp.entity_id, idp.metadata_xml(sso_url="https://idp.example.test/new"))
    registry.add(type(first)(entity_id=first.entity_id, kind=IDP, name="Renamed", metadata=first.metadata))
    with pytest.raises(ConflictError):
        registry.take(found)
    assert registry.provider(IDP, idp.entity_id).name == "Renamed"


def test_a_refresh_asks_for_the_signature_that_was_checked_before(registry: Registry) -> None:
    idp, signer = IdP(), key("rsa-2048", "federation")
    signed = idp.metadata_xml(sign_with=signer)
    registry.add_metadata(IDP, signed, signed_by=[signer.certificate_base64])
    with pytest.raises(InputError, match="not signed"):
        registry.refresh(IDP, idp.entity_id, idp.metadata_xml())


def test_what_came_from_no_address_cannot_be_fetched(registry: Registry) -> None:
    idp = IdP()
    registry.add_metadata(IDP, idp.metadata_xml(), source="idp.xml")
    with pytest.raises(UsageError, match=r"idp\.xml"):
        registry.refresh(IDP, idp.entity_id)


def test_a_removed_provider_can_be_registered_again(registry: Registry) -> None:
    idp = IdP()
    registry.add_metadata(IDP, idp.metadata_xml())
    registry.remove(IDP, idp.entity_id)
    assert registry.entity(IDP, idp.entity_id) is None
    with pytest.raises(UsageError, match="No identity provider"):
        registry.remove(IDP, idp.entity_id)
    registry.add_metadata(IDP, idp.metadata_xml())
    assert registry.entity(IDP, idp.entity_id) is not None


def test_a_template_is_filled_in(registry: Registry) -> None:
    slack = registry.add_from_catalogue("slack", {"workspace": "acme"})
    assert (slack.entity_id, slack.acs, slack.product) == (
        "https://slack.com", ("https://acme.slack.com/sso/saml",), "slack",
    )  # fmt: skip
    entity = registry.entity(SP, "https://slack.com")
    assert entity is not None
    assert entity.sp is not None
    assert [item.location for item in entity.sp.endpoints] == ["https://acme.slack.com/sso/saml"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Workspace address"),
        ({"workspace": "acme corp"}, "does not fit"),
        ({"workspace": "acme", "tenant": "x"}, "no “tenant”"),
    ],
)
def test_a_wrong_value_of_a_template_is_said(registry: Registry, values: dict[str, str], said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        registry.add_from_catalogue("slack", values)
    assert registry.providers(SP) == ()


def test_an_identity_provider_of_the_catalogue_has_its_address_once_all_values_are_there(registry: Registry) -> None:
    okta = {"appId": "exk1a2b3c4d5", "domain": "acme.okta.test", "appName": "acme_slack_1"}
    made = registry.add_from_catalogue("okta", okta, kind=IDP)
    entity = registry.entity(IDP, made.entity_id)
    assert entity is not None
    assert entity.idp is not None
    address = "https://acme.okta.test/app/acme_slack_1/exk1a2b3c4d5/sso/saml"
    assert [item.location for item in entity.idp.endpoints] == [address]
    assert registry.add_from_catalogue("okta", {"appId": "exk1a2b3c4d5"}, kind=IDP).acs == ()
    other = registry.add_from_catalogue("okta", okta, kind=IDP, addresses=["https://sso.acme.test"], name="Acme")
    assert (other.acs, other.name) == (("https://sso.acme.test",), "Acme")


def test_the_product_is_recognised(registry: Registry) -> None:
    tenant = "https://sts.windows.net/7a1b0f52-1111-4222-8333-444455556666/"
    (entra,) = registry.add_metadata(IDP, IdP(tenant).metadata_xml())
    assert entra.product == "entra-id"


def test_metadata_without_a_name_keeps_name_and_product_of_the_registered_party(registry: Registry) -> None:
    known = registry.add_from_catalogue("slack", {"workspace": "acme"}, kind=SP, name="Chat")
    data = sp_metadata_xml("https://slack.com")
    (again,) = registry.add_metadata(SP, data)
    assert (again.name, again.product) == (known.name, known.product) == ("Chat", "slack")
    (other,) = registry.add_metadata(SP, sp_metadata_xml("https://intranet.example.test"))
    assert (other.name, other.product) == ("", "")


def test_many_parties_have_to_be_named(registry: Registry, aggregate: Callable[[int], bytes]) -> None:
    data = aggregate(25)
    with pytest.raises(InputError, match="more than 20"):
        registry.add_metadata(IDP, data)
    (one,) = registry.add_metadata(IDP, data, entity_id="https://idp7.example.test/idp")
    assert one.entity_id == "https://idp7.example.test/idp"
    assert "idp8" not in one.metadata
    with pytest.raises(InputError, match="no identity provider with the entity ID https://idp99"):
        registry.add_metadata(IDP, data, entity_id="https://idp99.example.test/idp")


@pytest.fixture
def aggregate() -> Callable[[int], bytes]:
    one = IdP().metadata_xml().decode().replace('ID="_metadata" ', "")

    def made(count: int) -> bytes:
        parts = (one.replace("https://idp.", f"https://idp{number}.") for number in range(count))
        group = 'a:EntitiesDescriptor xmlns:a="urn:oasis:names:tc:SAML:2.0:metadata"'
        return f"<{group}>{''.join(parts)}</a:EntitiesDescriptor>".encode()

    return made


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
def fetching(shelf: Shelf, server: Server, tmp_path: Path) -> Registry:
    return Registry(shelf, lambda: NOW, Catalogue.shipped, Copies(tmp_path / "copies", context=server.context))


def test_metadata_from_an_address_is_refreshed_from_there(fetching: Registry, server: Server) -> None:
    idp = IdP()
    server.answers["/metadata"] = (200, {"ETag": '"one"'}, idp.metadata_xml())
    (added,) = fetching.add_metadata(IDP, server.url("/metadata"))
    assert (added.source, added.etag, added.fetched_at) == (server.url("/metadata"), '"one"', NOW)
    server.answers["/metadata"] = (304, {}, b"")
    assert fetching.refresh(IDP, idp.entity_id).unchanged
    assert server.asked[-1][1]["if-none-match"] == '"one"'
    server.answers["/metadata"] = (200, {"ETag": '"two"'}, idp.metadata_xml(keys=[key("rsa-2048", "next")]))
    found = fetching.refresh(IDP, idp.entity_id)
    assert [item.code.rpartition(".")[2] for item in found.differences] == ["certificate_added", "certificate_removed"]
    assert fetching.take(found).etag == '"two"'


@pytest.mark.parametrize("copied", [True, False])
def test_what_is_registered_stays_in_use_while_its_address_is_away(shelf: Shelf, tmp_path: Path, copied: bool) -> None:
    idp = IdP()
    with serving(tmp_path) as server:
        copies = Copies(tmp_path / "copies", context=server.context)
        registry = Registry(shelf, lambda: NOW, Catalogue.shipped, copies)
        server.answers["/metadata"] = (200, {"ETag": '"one"'}, idp.metadata_xml())
        registry.add_metadata(IDP, server.url("/metadata"))
    if not copied:
        # Another computer of the team has fetched nothing yet.
        registry = Registry(shelf, lambda: NOW, Catalogue.shipped, Copies(tmp_path / "none", context=server.context))
    found = registry.refresh(IDP, idp.entity_id)
    assert found.note is not None
    assert "cannot be reached" in found.note.text
    assert "registered on 2026-11-23 12:00:00 UTC stays in use" in found.note.text
    assert found.unchanged


def test_a_saved_copy_is_searched_while_its_address_is_away(
    shelf: Shelf, tmp_path: Path, aggregate: Callable[[int], bytes]
) -> None:
    with serving(tmp_path) as server:
        registry = Registry(shelf, lambda: NOW, Catalogue.shipped, Copies(tmp_path / "c", context=server.context))
        server.answers["/federation"] = (200, {}, aggregate(30))
        assert registry.search(server.url("/federation"), "idp7.").total == 1
    hits = registry.search(server.url("/federation"), "idp7.")
    assert hits.total == 1
    assert hits.note is not None
    assert "The copy of 2026-11-23 12:00:00 UTC was read" in hits.note.text


def test_a_login_is_judged_by_the_registered_keys(tmp_path: Path) -> None:
    idp, new = IdP(), key("rsa-2048", "next")
    workspace = Workspace.empty(clock=lambda: NOW)
    workspace.save(
        Connection(
            api_version="jitadmin/v1",
            name="one",
            identity_provider=IdentityProvider(entity_id=idp.entity_id),
            service_provider=ServiceProvider(entity_id=SP_ID, acs=(ACS,)),
        )
    )
    workspace.add_text("one", idp.response())
    workspace.add_text("one", idp.response(key=new))

    def verdicts() -> list[str]:
        connection = workspace.connection("one")
        return [workspace.verification(connection, sample).verdict for sample in workspace.samples("one")]

    assert verdicts() == ["refused", "refused"]
    workspace.registry.add_metadata(IDP, idp.metadata_xml())
    assert verdicts() == ["accepted", "refused"]
    workspace.registry.take(workspace.registry.refresh(IDP, idp.entity_id, idp.metadata_xml(keys=[idp.key, new])))
    assert verdicts() == ["accepted", "accepted"]
    workspace.registry.remove(IDP, idp.entity_id)
    assert verdicts() == ["refused", "refused"]
    workspace.close()


def test_certificates_of_the_connection_itself_come_before_the_registry(tmp_path: Path) -> None:
    idp, own = IdP(), key("rsa-2048", "own")
    workspace = Workspace.empty(clock=lambda: NOW)
    workspace.registry.add_metadata(IDP, idp.metadata_xml())
    connection = Connection(
        api_version="jitadmin/v1",
        name="one",
        identity_provider=IdentityProvider(entity_id=idp.entity_id, certificates=(own.certificate_base64,)),
        service_provider=ServiceProvider(entity_id=SP_ID, acs=(ACS,)),
    )
    assert [item.der for item in workspace.trust(connection).certificates] == [own.certificate_der]
    workspace.close()


def test_a_check_of_the_signature_is_not_lost_by_adding_again(registry: Registry) -> None:
    idp, signer = IdP(), key("rsa-2048", "federation")
    signed = idp.metadata_xml(sign_with=signer)
    registry.add_metadata(IDP, signed, signed_by=[signer.certificate_base64])
    with pytest.raises(InputError, match="was checked when it was registered"):
        registry.add_metadata(IDP, idp.metadata_xml())
    (again,) = registry.add_metadata(IDP, signed, entity_id=idp.entity_id)
    assert again.signature == "checked"


def test_what_an_admin_said_of_a_party_stays_when_its_metadata_is_new(registry: Registry) -> None:
    idp = IdP()
    (first,) = registry.add_metadata(IDP, idp.metadata_xml())
    registry.add(msgspec.structs.replace(first, product="keycloak"))
    (second,) = registry.add_metadata(IDP, idp.metadata_xml(sso_url="https://idp.example.test/new"))
    assert second.product == "keycloak"


def test_an_entity_id_without_end_is_not_registered(registry: Registry) -> None:
    with pytest.raises(InputError, match="1024 characters"):
        registry.add_metadata(IDP, IdP("https://idp.test/" + "x" * 2000).metadata_xml())
    with pytest.raises(InputError, match="is no entity ID"):
        registry.add(Provider(entity_id=" ", kind=SP))


def test_reading_a_federation_can_be_stopped(
    registry: Registry, tmp_path: Path, aggregate: Callable[[int], bytes]
) -> None:
    class Stopped:
        steps = 0

        def step(self, n: int, total: int, what: str) -> None:
            self.steps += 1
            if self.steps > 2:
                raise Cancelled

    path = tmp_path / "federation.xml"
    path.write_bytes(aggregate(200))
    stopped = Stopped()
    with pytest.raises(Cancelled):
        registry.search(path, "idp", 10, stopped)
    assert stopped.steps == 3


def test_a_connection_without_addresses_has_those_of_the_registered_application() -> None:
    idp = IdP()
    workspace = Workspace.empty(clock=lambda: NOW)
    workspace.registry.add_metadata(IDP, idp.metadata_xml())
    connection = Connection(
        api_version="jitadmin/v1",
        name="one",
        identity_provider=IdentityProvider(entity_id=idp.entity_id),
        service_provider=ServiceProvider(entity_id=SP_ID),
    )
    workspace.save(connection)
    workspace.add_text("one", idp.response())
    (sample,) = workspace.samples("one")
    assert workspace.verification(connection, sample).verdict == "accepted"
    workspace.registry.add_metadata(SP, sp_metadata_xml(acs="https://elsewhere.example.test/acs"))
    assert workspace.verification(connection, sample).verdict == "refused"
    workspace.registry.add_metadata(SP, sp_metadata_xml())
    assert workspace.verification(connection, sample).verdict == "accepted"
    assert workspace.connection("one") == connection
    assert ACS in workspace.exports.export("one", "saml-metadata").files[0].text
    workspace.close()


CATALOGUE = Catalogue.shipped()
TEMPLATES = [
    *((SP, head.id) for head in CATALOGUE.service_providers.heads),
    *((IDP, head.id) for head in CATALOGUE.identity_providers.heads),
]


@pytest.mark.parametrize(("kind", "template"), TEMPLATES)
def test_every_template_becomes_a_provider_by_its_own_examples(kind: Any, template: str) -> None:
    registry = Registry(MemoryShelf(), lambda: NOW, lambda: CATALOGUE)
    read = CATALOGUE.service_provider if kind == SP else CATALOGUE.identity_provider
    asked = party_asks(read(template), {}, Answers())
    values = {ask.name: ask.placeholder.example for ask in asked if ask.needed}
    made = registry.add_from_catalogue(template, values, kind=kind)
    entity = registry.entity(kind, made.entity_id)
    assert entity is not None
    assert "{" not in "".join((made.entity_id, *made.acs))
    assert made.product == template
    if kind == SP:
        assert entity.sp is not None
        assert all(item.location.startswith("http") for item in entity.sp.endpoints)
