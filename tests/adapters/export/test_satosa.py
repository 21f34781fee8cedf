"""SATOSA loads the exported backend as the proxy would, asks for a login and translates its attributes."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jitadmin.adapters.export import write_files
from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import DirectRoles, RoleMap
from tests.adapters.export.made import ACS, IDP, MAIL, SP, XML_HOLDS, connection, exported, row
from tests.builders import Attribute
from tests.peers.applications.running import environment

pytestmark = pytest.mark.peer
SCRIPT = Path(__file__).with_name("load_satosa.py")


def told(made: Connection, folder: Path, *names: str) -> dict[str, Any]:
    write_files(exported(made, "satosa", secret=True, folder=str(folder)), folder)
    attribute = Attribute(MAIL, ("ada@export.test",), name_format="urn:oasis:names:tc:SAML:2.0:attrname-format:uri")
    signed = IDP.response(audience=SP, acs=ACS, attributes=[attribute], issued=datetime.now(UTC), sign="response")
    (folder / "response.xml").write_bytes(signed)
    words = [str(folder), json.dumps(made.identity_provider.entity_id), str(folder / "response.xml"), json.dumps(names)]
    command = [str(environment("satosa")), "-W", "ignore", str(SCRIPT), *words]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert answer.returncode == 0, answer.stderr[-2000:]
    return dict(json.loads(answer.stdout))


def test_the_backend_asks_and_translates(tmp_path: Path) -> None:
    direct = DirectRoles(attribute="memberOf", kind="group")
    said = told(connection(roles=RoleMap(direct=(direct,))), tmp_path, "uid", "memberOf")
    assert said["address"].startswith("https://idp.export.test/sso?")
    assert {"SAMLRequest", "Signature"} <= set(said["asked"])
    assert said["entity"] == SP
    assert said["internal"] == {"userName": ["value of uid"], "groups": ["value of memberOf"]}
    assert said["login"] == {"emails_work": ["ada@export.test"]}
    assert said["user"] == ["userName"]
    assert any("saml/postResponse" in pattern for pattern in said["endpoints"])


def test_hostile_texts_come_back_as_they_were(tmp_path: Path) -> None:
    names = [f"a{text}" for text in XML_HOLDS]
    said = told(connection(*names), tmp_path, *names)
    assert list(said["internal"].values()) == [[f"value of {name}"] for name in names]


def test_a_field_with_two_attributes_reads_both() -> None:
    made = connection()
    rows = (*made.attributes.rows, row("emails.work", "mail2"))
    made = msgspec.structs.replace(made, attributes=msgspec.structs.replace(made.attributes, rows=rows))
    text = exported(made, "satosa").file("internal_attributes.yaml").text
    assert f"- {MAIL}\n    - mail2" in text
