"""Keycloak, Terraform and Spring: what is exported parses, uses names that the readers know, and holds every text."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from jitadmin.adapters.catalogue import Catalogue
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeRow
from jitadmin.core.connection.parties import TrustSettings
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import Exported
from tests.adapters.export.made import (
    ACS,
    HOSTILE,
    MAIL,
    SP,
    bare,
    changed,
    codes,
    connection,
    exported,
    key,
    row,
    with_roles,
)
from tests.peers import node

# Names of Keycloak's ClientRepresentation and ProtocolMapperRepresentation, and of SamlConfigAttributes.
CLIENT = {"clientId", "name", "protocol", "enabled", "frontchannelLogout", "fullScopeAllowed", "redirectUris",
          "attributes", "protocolMappers"}  # fmt: skip
CLIENT_ATTRIBUTES = {
    "saml_assertion_consumer_url_post", "saml.assertion.signature", "saml.server.signature", "saml.signature.algorithm",
    "saml.client.signature", "saml.encrypt", "saml.authnstatement", "saml.force.post.binding",
    "saml.signing.certificate", "saml.encryption.certificate", "saml_name_id_format", "saml_force_name_id_format",
}  # fmt: skip
MAPPERS = {
    "saml-user-property-mapper": {"attribute.name", "attribute.nameformat", "friendly.name", "user.attribute"},
    "saml-user-attribute-mapper": {"attribute.name", "attribute.nameformat", "friendly.name", "user.attribute"},
    "saml-group-membership-mapper": {"attribute.name", "attribute.nameformat", "friendly.name", "single", "full.path"},
}
# Arguments that the documentation of the Terraform providers lists.
KEYCLOAK_SAML_CLIENT = {
    "realm_id", "client_id", "name", "assertion_consumer_post_url", "valid_redirect_uris", "sign_documents",
    "sign_assertions", "encrypt_assertions", "client_signature_required", "signature_algorithm", "force_post_binding",
    "include_authn_statement", "full_scope_allowed", "name_id_format", "force_name_id_format", "signing_certificate",
    "encryption_certificate",
}  # fmt: skip
OKTA_APP_SAML = {
    "label", "sso_url", "recipient", "destination", "audience", "subject_name_id_format", "subject_name_id_template",
    "assertion_signed", "response_signed", "signature_algorithm", "digest_algorithm", "honor_force_authn",
    "authn_context_class_ref", "acs_endpoints", "attribute_statements",
}  # fmt: skip
# Properties of Spring Boot's Saml2RelyingPartyProperties.
SPRING: dict[str, Any] = {
    "entity-id": None,
    "name-id-format": None,
    "acs": {"location": None, "binding": None},
    "signing": {"credentials": {"private-key-location": None, "certificate-location": None}},
    "decryption": {"credentials": {"private-key-location": None, "certificate-location": None}},
    "assertingparty": {
        "entity-id": None,
        "singlesignon": {"url": None, "binding": None, "sign-request": None},
        "verification": {"credentials": {"certificate-location": None}},
    },
}


def parsed(result: Exported, folder: Path) -> dict[str, Any]:
    """The resources of a Terraform export, by the parser that Terraform itself has."""
    reason = node.missing()
    if reason:
        pytest.skip(reason)
    file = folder / result.files[0].name
    file.write_text(result.files[0].text, encoding="utf-8")
    resources: dict[str, Any] = node.told("hcl", str(file))["resource"]
    return resources


def unquoted(value: Any) -> Any:
    """The parser leaves escaped interpolations as they are written."""
    if isinstance(value, str):
        return value.replace("$${", "${").replace("%%{", "%{")
    return [unquoted(item) for item in value] if isinstance(value, list) else value


def client(made: Connection, **more: Any) -> dict[str, Any]:
    return dict(json.loads(exported(made, "keycloak-client", **more).files[0].text))


def test_keycloak_knows_every_name_of_the_client() -> None:
    made = client(with_roles())
    assert set(made) <= CLIENT
    assert set(made["attributes"]) <= CLIENT_ATTRIBUTES
    assert all(isinstance(value, str) for value in made["attributes"].values())
    for mapper in made["protocolMappers"]:
        assert set(mapper["config"]) == MAPPERS[mapper["protocolMapper"]]


def test_keycloak_signs_and_encrypts_as_trust_wants() -> None:
    attributes = client(with_roles())["attributes"]
    certificate = bare(key()[0].certificate_pem)
    assert attributes["saml.assertion.signature"] == attributes["saml.server.signature"] == "true"
    assert attributes["saml.encrypt"] == "true"
    assert attributes["saml.signing.certificate"] == attributes["saml.encryption.certificate"] == certificate
    unsigned = client(connection(), sp_keys=())["attributes"]
    assert unsigned["saml.client.signature"] == "false"


def test_keycloak_fills_attributes_from_where_they_are() -> None:
    mappers = {item["name"]: item for item in client(with_roles())["protocolMappers"]}
    assert mappers["uid"]["config"]["user.attribute"] == "username"
    assert mappers["mail"]["config"] | {"attribute.name": MAIL, "user.attribute": "email"} == mappers["mail"]["config"]
    assert mappers["memberOf"]["protocolMapper"] == "saml-group-membership-mapper"
    result = exported(connection("shoe size"), "keycloak-client")
    assert any("shoe size" in str(loss) for loss in result.losses if loss.code == "export.guessed_sources")


def test_a_name_id_that_is_taken_for_the_address_is_the_address(tmp_path: Path) -> None:
    made = connection()
    rows = (row("name.givenName", "first"), AttributeRow(field="emails.work", sources=("nameId",)))
    made = changed(made, "attributes", rows=rows)
    assert client(made)["attributes"]["saml_name_id_format"] == "email"
    (okta,) = parsed(exported(made, "terraform-okta"), tmp_path)["okta_app_saml"]["shop"]
    assert okta["subject_name_id_template"].endswith("{user.email}")


def test_okta_is_asked_what_an_odd_name_id_holds() -> None:
    made = changed(connection(), "attributes", rows=(AttributeRow(field="externalId", sources=("nameId",)),))
    said = [loss.args["names"] for loss in exported(made, "terraform-okta").losses if "guessed" in loss.code]
    assert said == [["NameID"]]


def test_mappers_of_two_names_for_one_thing_have_names_of_their_own() -> None:
    names = [item["name"] for item in client(connection("mail"))["protocolMappers"]]
    assert len(set(names)) == len(names) == 3


def test_keycloak_reads_hostile_texts_as_they_were() -> None:
    whole = "|".join(HOSTILE)
    made = client(changed(connection(*HOSTILE), "service_provider", entity_id=whole, name=whole))
    assert (made["clientId"], made["name"]) == (whole, whole)
    assert [item["config"]["attribute.name"] for item in made["protocolMappers"]][2:] == list(HOSTILE)


def test_terraform_knows_every_argument_of_the_keycloak_client(tmp_path: Path) -> None:
    resources = parsed(exported(with_roles(), "terraform-keycloak"), tmp_path)
    (made,) = resources["keycloak_saml_client"]["shop"]
    assert set(made) <= KEYCLOAK_SAML_CLIENT
    assert made["client_id"] == SP
    assert made["encrypt_assertions"] is True
    assert made["signing_certificate"] == '${file("${path.module}/sp.crt")}'
    (mapper,) = resources["keycloak_saml_user_property_protocol_mapper"]["mail"]
    assert (mapper["client_id"], mapper["user_property"]) == ("${keycloak_saml_client.shop.id}", "email")
    (groups,) = resources["keycloak_generic_protocol_mapper"]["memberOf"]
    assert groups["config"]["full.path"] == "false"


def test_terraform_knows_every_argument_of_the_okta_application(tmp_path: Path) -> None:
    made = changed(with_roles(), "service_provider", acs=(ACS, f"{ACS}2"))
    (app,) = parsed(exported(made, "terraform-okta"), tmp_path)["okta_app_saml"]["shop"]
    assert set(app) <= OKTA_APP_SAML
    assert (app["audience"], app["sso_url"], app["acs_endpoints"]) == (SP, ACS, [ACS, f"{ACS}2"])
    assert app["assertion_signed"] is app["response_signed"] is True
    statements = {item["name"]: item for item in app["attribute_statements"]}
    assert statements[MAIL]["values"] == ["user.email"]
    assert statements["memberOf"]["type"] == "GROUP"
    assert "export.all_groups" in codes(exported(made, "terraform-okta"))
    assert unquoted(app["subject_name_id_template"]) == "${user.userName}"


@pytest.mark.parametrize("name", ["terraform-okta", "terraform-keycloak"])
def test_terraform_reads_hostile_texts_as_they_were(tmp_path: Path, name: str) -> None:
    whole = "|".join(HOSTILE)
    made = changed(connection(*HOSTILE, name=whole), "service_provider", entity_id=whole, name=whole)
    resources = parsed(exported(made, name), tmp_path)
    if name == "terraform-okta":
        ((app,),) = resources["okta_app_saml"].values()
        assert (unquoted(app["label"]), unquoted(app["audience"])) == (whole, whole)
        assert [unquoted(item["name"]) for item in app["attribute_statements"]][2:] == list(HOSTILE)
    else:
        ((app,),) = resources["keycloak_saml_client"].values()
        assert (unquoted(app["name"]), unquoted(app["client_id"])) == (whole, whole)
        mappers = resources["keycloak_saml_user_attribute_protocol_mapper"].values()
        assert {unquoted(mapper["saml_attribute_name"]) for (mapper,) in mappers} == set(HOSTILE)


def known(value: Any, names: dict[str, Any] | None) -> bool:
    if isinstance(value, list):
        return all(known(item, names) for item in value)
    if isinstance(value, dict):
        return names is not None and all(name in names and known(item, names[name]) for name, item in value.items())
    return names is None


def spring(made: Connection, **more: Any) -> dict[str, Any]:
    document = yaml.safe_load(exported(made, "spring-security", **more).files[0].text)
    registrations: dict[str, Any] = document["spring"]["security"]["saml2"]["relyingparty"]["registration"]
    return registrations


def test_spring_knows_every_property() -> None:
    registration = spring(connection(), folder="/srv/app")["shop"]
    assert known(registration, SPRING)
    assert registration["signing"]["credentials"][0]["private-key-location"] == "file:/srv/app/sp.key"
    asserting = registration["assertingparty"]
    assert asserting["verification"]["credentials"] == [{"certificate-location": "file:/srv/app/idp.crt"}]
    assert asserting["singlesignon"] == {
        "url": "https://idp.export.test/sso",
        "binding": "redirect",
        "sign-request": True,
    }


def test_spring_loses_what_it_cannot_say() -> None:
    lost = codes(exported(with_roles(), "spring-security"))
    assert {"export.lost.signed", "export.lost.clockSkew", "export.lost.names", "export.lost.roleRules"} <= lost


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_spring_reads_hostile_texts_as_they_were_or_they_are_refused(text: str) -> None:
    made = changed(connection(), "service_provider", entity_id=f"urn:x:{text}")
    if "{" in text:
        with pytest.raises(UsageError, match="Spring has no way to write"):
            spring(made)
        return
    assert spring(made)["shop"]["entity-id"] == f"urn:x:{text}"


def test_a_known_name_id_format_goes_into_every_side(tmp_path: Path) -> None:
    template = Catalogue.shipped().service_provider("slack")
    form = template.name_id.format
    assert form.startswith("urn:oasis:")
    assert client(connection(), application=template)["attributes"]["saml_name_id_format"] == "persistent"
    (app,) = parsed(exported(connection(), "terraform-okta", application=template), tmp_path)["okta_app_saml"]["shop"]
    assert app["subject_name_id_format"] == form
    assert spring(connection(), application=template)["shop"]["name-id-format"] == form


def test_only_one_certificate_has_a_place(tmp_path: Path) -> None:
    keys = (key(name="old", year=2025)[0], key(name="new")[0])
    made = connection(trust=TrustSettings(encrypted="required"))
    assert "export.one_certificate" in codes(exported(made, "keycloak-client", sp_keys=keys))
