"""A workspace built by the command line alone, and by what the window calls, gives the same exports."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from jitadmin.adapters import keys as making
from jitadmin.app import Workspace
from jitadmin.core.exporting import FORMATS
from tests.builders import IdP
from tests.peers import secret_service
from tests.peers.command_line import CommandLine

NAME = "grafana"
PASSWORD = "a password of the test"
GRAFANA = "https://grafana.example.test/saml-login"
ENTITY_ID, ACS = f"{GRAFANA}/saml/metadata", f"{GRAFANA}/saml/acs"
# Neither the certificates of the identity provider nor the addresses of the application: the registry has them.
DOCUMENT = f"""\
apiVersion: jitadmin/v1
kind: Connection
name: {NAME}
title: Staff to Grafana
identityProvider:
  entityId: {{idp}}
serviceProvider:
  entityId: {ENTITY_ID}
attributes:
  rows:
    - {{{{field: userName, from: [{{{{attribute: mail}}}}], required: true}}}}
    - {{{{field: emails.work, from: [{{{{attribute: mail}}}}]}}}}
    - {{{{field: displayName, from: [{{{{attribute: displayName}}}}]}}}}
roles:
  roles:
    - {{{{name: Admin, privilege: 90}}}}
    - {{{{name: Viewer, privilege: 20}}}}
  rules:
    - {{{{when: {{{{attribute: Group, equals: Admins}}}}, grant: [Admin]}}}}
  defaults: [Viewer]
policy:
  match:
    - by: userName
"""


@pytest.fixture
def idp() -> IdP:
    return IdP()


@pytest.fixture
def line(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, idp: IdP) -> Iterator[CommandLine]:
    """The command line in a folder with what an admin has at hand."""
    if absent := secret_service.missing():
        pytest.skip(f"a real Secret Service needs {', '.join(absent)}")
    now = datetime.now(UTC)
    private = making.new_key("rsa-2048")
    certificate = making.self_signed(private, "grafana.example.test", now=now, days=90)
    closed = serialization.BestAvailableEncryption(PASSWORD.encode())
    sent = {"mail": "ada@example.test", "displayName": "Ada", "Group": ["Admins"]}
    login = idp.response(attributes=sent, audience=ENTITY_ID, acs=ACS)
    given = {
        "idp.xml": idp.metadata_xml(),
        "login.xml": login,
        "grafana.yaml": DOCUMENT.format(idp=idp.entity_id).encode(),
        "accounts.csv": b"userName,displayName\nada@example.test,Ada Byron\n",
        "key.p12": pkcs12.serialize_key_and_certificates(b"", private, certificate, None, closed),
        "password": PASSWORD.encode(),
    }
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    with secret_service.running(tmp_path_factory.mktemp("keyring")) as session:
        yield CommandLine(tmp_path, session)


def build(line: CommandLine) -> dict[str, Any]:
    """The whole way, in the order an admin goes it; returns what the login would do."""
    assert line.one("idp", "add", "idp.xml")["entityId"]
    assert line.one("sp", "new", "grafana", "--set", f"grafanaUrl={GRAFANA}")["entityId"] == ENTITY_ID
    line.run("apply", "grafana.yaml")
    key = line.one("keys", "import", "key.p12", "--password-file", "password", "--owner", NAME)
    assert (key["standing"], key["privateKey"]) == ("signs", "Secret Service")
    line.run("accounts", "import", NAME, "accounts.csv")
    return line.one("preview", NAME, "login.xml")


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def as_the_window_does(folder: Path, idp: IdP) -> Workspace:
    """The same through the calls that the pages of the window make."""
    workspace = Workspace.empty()
    workspace.registry.add_metadata("identityProvider", (folder / "idp.xml").read_bytes(), source="idp.xml")
    workspace.registry.add_from_catalogue("grafana", {"grafanaUrl": GRAFANA})
    workspace.load_document(folder / "grafana.yaml")
    workspace.keys.load((folder / "key.p12").read_bytes(), password=PASSWORD, owner=NAME)
    workspace.load_accounts(NAME, folder / "accounts.csv")
    workspace.add_samples(NAME, [folder / "login.xml"])
    return workspace


def test_a_workspace_from_scratch_by_the_command_line_alone(line: CommandLine, idp: IdP) -> None:
    foretold = build(line)
    assert (foretold["verdict"], foretold["outcome"]) == ("accepted", "update")
    assert foretold["account"]["displayName"] == "Ada"
    assert foretold["roles"]["granted"] == ["Admin"]
    window = as_the_window_does(line.folder, idp)
    (sample,) = window.samples(NAME)
    shown = window.preview(window.connection(NAME), sample)
    assert shown.outcome == foretold["outcome"]
    for name in FORMATS:
        out = line.folder / "out" / name
        line.run("export", NAME, "--format", name, "--with-secrets", "-o", f"{out}/")
        exported = window.exports.export(NAME, name, with_secrets=True)
        assert files(out) == {item.name: item.text for item in exported.files}, name
    metadata = (line.folder / "out" / "saml-metadata" / "sp-metadata.xml").read_text()
    assert f'Location="{ACS}"' in metadata


def test_the_history_tells_the_whole_way(line: CommandLine) -> None:
    build(line)
    line.run("export", NAME, "--format", "pysaml2", "--with-secrets", "-o", "out/")
    lines = [json.loads(text) for text in line.run("history", "--format", "jsonl").splitlines()]
    actions = [(entry["kind"], entry["action"]) for entry in lines]
    assert actions == [
        ("identityProvider", "created"),
        ("serviceProvider", "created"),
        ("connection", "created"),
        ("key", "created"),
        ("serviceProvider", "accounts.imported"),
        ("key", "secret.exported"),
        ("connection", "exported"),
    ]
    assert datetime.fromisoformat(lines[-1]["at"]) - datetime.fromisoformat(lines[0]["at"]) < timedelta(minutes=5)
    assert "7 entries, none altered" in line.run("doctor")
