"""A real identity provider signs a person in at a real service provider; both have their set-up from our exports."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from jitadmin.adapters import keys
from jitadmin.adapters.export import export, write_files
from jitadmin.adapters.export.quoting import identifiers, php
from jitadmin.adapters.saml import read_metadata
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.connection.policy import Policy
from jitadmin.core.key import KeyRecord
from tests.adapters.export.made import ONE_LINE, row
from tests.peers import apache, mellon, shibboleth
from tests.peers.browsing import Browser, Page, fields
from tests.peers.simplesamlphp import PASSWORD, SimpleSamlPhp

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("simplesamlphp")]
NOW = datetime.now(UTC)


def connection(peer: SimpleSamlPhp, acs: str, name: str) -> Connection:
    """What an admin would have: the identity provider's metadata, our addresses, and a small attribute map."""
    return Connection(
        api_version="jitadmin/v1",
        name=name,
        identity_provider=IdentityProvider(entity_id=peer.entity_id, metadata_file="idp.xml"),
        service_provider=ServiceProvider(entity_id=f"https://sp.peers.test/{name}", acs=(acs,)),
        trust=TrustSettings(signed="assertion", encrypted="required"),
        attributes=AttributeMap(
            rows=(
                AttributeRow(field="userName", sources=(Source(attribute="uid"),)),
                AttributeRow(field="emails.work", sources=(Source(attribute="mail"),)),
            )
        ),
    )


def sign_in(browser: Browser, page: Page, user: str) -> Page:
    """From a protected page through the login form and the posted response to wherever that leads."""
    assert "username" in fields(page.text), page.text[:400]
    answered = browser.submit(page, username=user, password=PASSWORD)
    assert "SAMLResponse" in fields(answered.text), answered.text[:400]
    return browser.submit(answered)


def sp_key(kind: str = "rsa-2048") -> tuple[KeyRecord, str]:
    """A key of the service provider, and its private half as the vault would give it."""
    private = keys.new_key(kind)
    certificate = keys.self_signed(private, "sp.peers.test", now=NOW, days=30)
    return keys.record("sp", private, certificate, title="SP", use="both"), keys.secret_of(private)


SHOWN = {"X-Mail": "MELLON_mail", "X-Uid": "MELLON_uid"}


@contextmanager
def mellon_site(
    peer: SimpleSamlPhp,
    made: Connection,
    port: int,
    root: Path,
    become: list[str],
    *,
    wishes: Mapping[str, object] | None = None,
    shown: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The exported site, and the identity provider set up for it by an export of the same connection.

    It encrypts and takes signed requests only, because the connection says so. ``wishes`` are further entries.
    """
    set_up(peer, made, "mod-auth-mellon", root, wishes or {})
    with mellon.running(root, become, port, shown or SHOWN) as address:
        yield address


def set_up(peer: SimpleSamlPhp, made: Connection, name: str, root: Path, wishes: Mapping[str, object]) -> None:
    """Export to both sides."""
    key, secret = sp_key()
    known = {"now": NOW, "sp_keys": (key,), "idp": read_metadata(peer.metadata_xml())[0]}
    write_files(export(made, name, secrets={"sp": secret}, folder=str(root), **known), root)
    (remote,) = export(made, "simplesamlphp-remote", **known).files
    entries = "".join(
        f"$metadata[{php(made.service_provider.entity_id)}][{php(name)}] = {php(value)};\n"
        for name, value in wishes.items()
    )
    with (peer.folder / "metadata" / "saml20-sp-remote.php").open("a", encoding="utf-8") as file:
        file.write(remote.text.removeprefix("<?php\n") + entries)


@pytest.fixture
def installed() -> None:
    reason = mellon.missing()
    if reason:
        pytest.skip(f"the service provider cannot be started: {reason}")


@pytest.mark.usefixtures("installed")
def test_mellon_signs_a_person_in(simplesamlphp: SimpleSamlPhp) -> None:
    port = apache.free_port()
    made = connection(simplesamlphp, f"http://127.0.0.1:{port}/mellon/postResponse", "mellon")
    with apache.folder() as (root, become), mellon_site(simplesamlphp, made, port, root, become) as address:
        browser = Browser()
        asking = browser.open(f"{address}/index.html")
        assert asking.address.startswith(simplesamlphp.url)
        page = sign_in(browser, asking, "ada")
        assert page.text == "the protected page\n", (root / "error.log").read_text()
        assert (page.headers["X-User"], page.headers["X-Mail"]) == ("ada", "ada@peers.test")


@pytest.mark.usefixtures("installed")
def test_mellon_refuses_a_login_signed_with_a_certificate_that_the_connection_does_not_trust(
    simplesamlphp: SimpleSamlPhp,
) -> None:
    port = apache.free_port()
    made = connection(simplesamlphp, f"http://127.0.0.1:{port}/mellon/postResponse", "mellon-mistaken")
    trusted = IdentityProvider(entity_id=simplesamlphp.entity_id, certificates=(sp_key()[0].certificate_pem,))
    made = msgspec.structs.replace(made, identity_provider=trusted)
    with apache.folder() as (root, become), mellon_site(simplesamlphp, made, port, root, become) as address:
        browser = Browser()
        page = sign_in(browser, browser.open(f"{address}/index.html"), "ada")
        assert page.status >= 400
        assert "the protected page" not in page.text
        assert "signature" in (root / "error.log").read_text().lower()


@pytest.mark.usefixtures("installed")
def test_mellon_finds_attributes_whose_names_are_full_of_quotes(simplesamlphp: SimpleSamlPhp) -> None:
    # SimpleSAMLphp takes a leading % and digits alone for its own, hence the letter.
    names = [f"a{text}" for text in ONE_LINE if "${" not in text]
    port = apache.free_port()
    made = connection(simplesamlphp, f"http://127.0.0.1:{port}/mellon/postResponse", "mellon-hostile")
    rows = tuple(row(f"custom{number}", name) for number, name in enumerate(names))
    made = msgspec.structs.replace(made, attributes=AttributeMap(rows=rows), policy=Policy(match=()))
    sent = {"authproc": {"60": {"class": "core:AttributeAdd", **{name: f"value-{n}" for n, name in enumerate(names)}}}}
    variables = identifiers(names)
    shown = {f"X-{number}": f"MELLON_{variables[name]}" for number, name in enumerate(names)}
    with (
        apache.folder() as (root, become),
        mellon_site(simplesamlphp, made, port, root, become, wishes=sent, shown=shown) as address,
    ):
        browser = Browser()
        page = sign_in(browser, browser.open(f"{address}/index.html"), "ada")
        told = {name: page.headers[f"X-{number}"] for number, name in enumerate(names)}
        assert told == {name: f"value-{number}" for number, name in enumerate(names)}


def test_shibboleth_signs_a_person_in(simplesamlphp: SimpleSamlPhp) -> None:
    reason = shibboleth.missing() or apache.missing("mod_shib", "libapache2-mod-shib")
    if reason:
        pytest.skip(f"the service provider cannot be started: {reason}")
    port = apache.free_port()
    made = connection(simplesamlphp, f"http://127.0.0.1:{port}/saml/SAML2", "shibboleth")
    with apache.folder() as (root, become):
        set_up(simplesamlphp, made, "shibboleth-sp", root, {})
        with shibboleth.running(root, become, port, {"X-Mail": "mail", "X-Uid": "uid"}) as address:
            browser = Browser()
            page = sign_in(browser, browser.open(f"{address}/index.html"), "zoe")
            assert page.text == "the protected page\n", (root / "shibd.log").read_text()
            assert (page.headers["X-User"], page.headers["X-Uid"]) == ("zoe", "zoe")
            assert page.headers["X-Mail"].encode("latin-1").decode() == "zoë.müller@peers.test"
