"""The registry on the command line: what is printed, what is kept, and what is refused."""

import json
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from jitadmin.app import Workspace
from tests.builders import SP, IdP, key, sp_metadata_xml
from tests.cli.conftest import Run
from tests.https_server import serving


@pytest.fixture
def place(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = desk / "workspace.sqlite"
    monkeypatch.setenv("JITADMIN_WORKSPACE", str(path))
    return path


@pytest.fixture
def run(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Every run works on the same workspace."""

    def ran(*arguments: object) -> object:
        return run(*arguments, "-w", place)

    return ran  # type: ignore[return-value]


def test_an_identity_provider_is_added_listed_and_removed(run: Run, idp: IdP) -> None:
    added = run("idp", "add", "idp.xml")
    assert added.code == 0
    assert idp.entity_id in added.out
    listed = run("idp", "list", "--format", "jsonl")
    assert listed.one["entityId"] == idp.entity_id
    assert listed.one["source"] == "idp.xml"
    assert listed.one["certificates"][0]["daysLeft"] > 0
    assert idp.entity_id in run("idp", "list").out
    assert run("sp", "list").out == ""
    assert json.loads(run("idp", "show", idp.entity_id, "--format", "json").out)[0]["signature"] == "none"
    assert run("idp", "remove", idp.entity_id).code == 0
    assert run("idp", "list").out == ""


def test_metadata_comes_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(sp_metadata_xml())))
    added = run("sp", "add", "-", "--format", "jsonl").one
    assert added["entityId"] == SP
    # Programs see the addresses that people see.
    assert added["acs"] == [item["location"] for item in added["endpoints"]] != []
    assert run("sp", "list", "--format", "jsonl").one["endpoints"] == added["endpoints"]


def test_what_cannot_be_read_is_said_and_the_rest_is_done(run: Run, idp: IdP, desk: Path) -> None:
    (desk / "broken.xml").write_text("<EntityDescriptor")
    ran = run("idp", "add", "broken.xml", "missing.xml", "http://example.org/metadata", "idp.xml", "--format", "jsonl")
    assert ran.code == 3
    assert ran.one["entityId"] == idp.entity_id
    assert "missing.xml cannot be read" in ran.err
    assert "plain http" in ran.err


def test_expired_metadata_needs_a_word(run: Run, idp: IdP, desk: Path) -> None:
    (desk / "old.xml").write_bytes(idp.metadata_xml(valid_until=datetime.now(UTC) - timedelta(days=2)))
    refused = run("idp", "add", "old.xml")
    assert refused.code == 3
    assert "--accept-expired" in refused.err
    assert run("idp", "add", "old.xml", "--accept-expired").code == 0


def test_a_signature_is_asked_for(run: Run, idp: IdP, desk: Path) -> None:
    signer = key("rsa-2048", "federation")
    (desk / "signer.pem").write_bytes(signer.certificate_pem)
    (desk / "signed.xml").write_bytes(idp.metadata_xml(sign_with=signer))
    refused = run("idp", "add", "idp.xml", "--signed-by", "signer.pem")
    assert (refused.code, refused.out) == (3, "")
    assert "not signed" in refused.err
    taken = run("idp", "add", "signed.xml", "--signed-by", "signer.pem", "--format", "jsonl")
    assert taken.one["signature"] == "checked"


def test_a_refresh_is_taken_only_when_told(run: Run, idp: IdP, desk: Path) -> None:
    run("idp", "add", "idp.xml")
    (desk / "new.xml").write_bytes(idp.metadata_xml(keys=[idp.key, key("rsa-2048", "next")]))
    looked = run("idp", "refresh", idp.entity_id, "new.xml")
    assert "New certificate for signing" in looked.out
    assert "Nothing was taken" in looked.err
    assert len(run("idp", "show", idp.entity_id, "--format", "jsonl").one["certificates"]) == 1
    taken = run("idp", "refresh", idp.entity_id, "new.xml", "--take", "--format", "jsonl").one
    assert (taken["taken"], taken["changes"][0]["code"]) == (True, "registry.change.certificate_added")
    assert len(run("idp", "show", idp.entity_id, "--format", "jsonl").one["certificates"]) == 2
    assert "Nothing has changed" in run("idp", "refresh", idp.entity_id, "new.xml").out


def test_what_connections_use_is_not_removed_unasked(run: Run, idp: IdP, desk: Path, place: Path) -> None:
    run("idp", "add", "idp.xml")
    workspace = Workspace.open(place)
    workspace.load_document(desk / "connection.yaml")
    workspace.close()
    refused = run("idp", "remove", idp.entity_id)
    assert refused.code == 2
    assert "used by example" in refused.err
    assert run("idp", "remove", idp.entity_id, "--force").code == 0


def test_an_application_is_made_from_a_template(run: Run) -> None:
    made = run("sp", "new", "slack", "--set", "workspace=acme", "--acs-choice", "1", "--format", "jsonl")
    assert made.one["acs"] == ["https://acme.enterprise.slack.com/sso/saml"]
    missing = run("sp", "new", "slack")
    assert missing.code == 3
    assert "Workspace address" in missing.err
    assert run("sp", "new", "slack", "--set", "workspace").code == 2
    assert run("sp", "new", "no-such-product").code == 2
    assert run("sp", "new").code == 2


def test_a_product_takes_an_address_and_a_name_by_hand(run: Run) -> None:
    made = run(
        "idp", "new", "okta", "--set", "appId=exk1a2b3c4d5", "--address", "https://sso.acme.test", "--name", "Acme",
        "--format", "jsonl",
    )  # fmt: skip
    assert (made.one["acs"], made.one["name"]) == (["https://sso.acme.test"], "Acme")


def test_a_provider_entered_by_hand_keeps_its_certificate_and_no_key(run: Run, desk: Path, place: Path) -> None:
    own = key("rsa-2048", "by-hand")
    secret = own.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (desk / "both.pem").write_bytes(secret + own.certificate_pem)
    made = run(
        "idp", "new", "--entity-id", "https://idp.by-hand.test", "--name", "By hand", "--certificate", "both.pem",
        "--address", "https://idp.by-hand.test/sso", "--format", "jsonl",
    )  # fmt: skip
    assert made.one["certificates"][0]["uses"] == ["signing"]
    assert all(b"PRIVATE" not in path.read_bytes() for path in desk.glob("workspace.sqlite*"))
    body = secret.splitlines()[3]
    assert all(body not in path.read_bytes() for path in desk.glob("workspace.sqlite*"))


def test_an_aggregate_is_searched(run: Run, desk: Path) -> None:
    parts = b"".join(
        IdP(f"https://idp{number}.example.test").metadata_xml().replace(b'ID="_metadata" ', b"") for number in range(9)
    )
    group = b'<a:EntitiesDescriptor xmlns:a="urn:oasis:names:tc:SAML:2.0:metadata">'
    (desk / "many.xml").write_bytes(group + parts + sp_metadata_xml() + b"</a:EntitiesDescriptor>")
    found = run("idp", "search", "many.xml", "idp4", "--format", "jsonl")
    assert found.one["entityId"] == "https://idp4.example.test"
    assert run("sp", "search", "many.xml", "example", "--format", "jsonl").one["entityId"] == SP
    some = run("idp", "search", "many.xml", "example", "--limit", "2")
    assert len(some.out.splitlines()) == 2
    assert "2 of 9" in some.err
    assert run("idp", "search", "many.xml", "nobody").out == ""


def test_names_from_outside_do_not_steer_the_terminal(run: Run, idp: IdP, desk: Path) -> None:
    hostile = "Good\N{RIGHT-TO-LEFT OVERRIDE}\N{LINE SEPARATOR}idp"
    ui = "urn:oasis:names:tc:SAML:metadata:ui"
    name = f'<u:DisplayName xml:lang="en">{hostile}</u:DisplayName>'
    info = f'<md:Extensions><u:UIInfo xmlns:u="{ui}">{name}</u:UIInfo></md:Extensions>'
    data = idp.metadata_xml().replace(b"<md:KeyDescriptor", info.encode() + b"<md:KeyDescriptor", 1)
    (desk / "hostile.xml").write_bytes(data)
    for ran in (run("idp", "add", "hostile.xml"), run("idp", "list"), run("idp", "search", "hostile.xml", "good")):
        assert "Good" in ran.out
        assert all(line.isprintable() for line in ran.out.split("\n"))
    assert run("idp", "list", "--format", "jsonl").one["name"] == hostile
    assert run("idp", "list", "--format", "jsonl").out.strip().isprintable()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep certificates and caches elsewhere")
def test_metadata_is_fetched_and_kept_while_its_address_is_away(
    run: Run, idp: IdP, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(desk / "cache"))
    with serving(desk) as server:
        refused = run("idp", "add", server.url("/metadata"))
        assert refused.code == 3
        assert "does not prove who it is" in refused.err
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        server.answers["/metadata"] = (200, {"ETag": '"one"'}, idp.metadata_xml())
        added = run("idp", "add", server.url("/metadata"), "--format", "jsonl")
        assert (added.code, added.one["source"]) == (0, server.url("/metadata"))
        server.answers["/metadata"] = (200, {"ETag": '"two"'}, idp.metadata_xml(keys=[key("rsa-2048", "next")]))
        fresh = run("idp", "refresh", "--format", "jsonl").one
        assert [change["code"] for change in fresh["changes"]] == [
            "registry.change.certificate_added", "registry.change.certificate_removed",
        ]  # fmt: skip
    away = run("idp", "refresh", "--take", "--format", "jsonl")
    assert (away.code, away.one["reached"], away.one["taken"]) == (0, False, False)
    assert "stays in use" in away.err
