"""Django libraries take the exported settings, ask for a login, and make the account that the connection means."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jitadmin.adapters.export import write_files
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.connection.parties import TrustSettings
from jitadmin.core.connection.policy import MatchStep, NewAccount, Policy
from jitadmin.core.connection.role_map import DirectRoles, RoleMap
from tests.adapters.export.made import ACS, HOSTILE, IDP, MAIL, SP, codes, connection, exported, row
from tests.builders import Attribute
from tests.peers.applications.running import environment

pytestmark = pytest.mark.peer
SCRIPT = Path(__file__).with_name("load_django.py")
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
ENVIRONMENTS = {"djangosaml2": "djangosaml2", "django-saml2-auth": "grafana-django-saml2-auth"}


def told(library: str, made: Connection, folder: Path, *attributes: Attribute) -> dict[str, Any]:
    """What the library says of the settings, and of a person who comes with these attributes."""
    write_files(exported(made, library, secret=True), folder)
    response = "-"
    if attributes:
        response = str(folder / "response.xml")
        signed = IDP.response(
            audience=SP,
            acs=ACS if library == "djangosaml2" else "https://sp.export.test/sso/acs/",
            attributes=list(attributes),
            name_id="ada@export.test",
            issued=datetime.now(UTC),
            sign="assertion",
        )
        Path(response).write_bytes(signed)
    command = [
        str(environment(ENVIRONMENTS[library])),
        "-W",
        "ignore",
        str(SCRIPT),
        library,
        str(folder),
        response,
        ACS,
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, stdin=subprocess.DEVNULL)
    assert answer.returncode == 0, answer.stderr[-2000:]
    return dict(json.loads(answer.stdout))


def person(**more: str) -> list[Attribute]:
    values = {"uid": "Ada", MAIL: "ada@export.test", "givenName": "Ada", **more}
    return [
        Attribute(name, (value,), name_format=URI if name.startswith("urn:") else BASIC)
        for name, value in values.items()
    ]


ROWS = AttributeMap(rows=(row("userName", "uid"), row("emails.work", MAIL), row("name.givenName", "givenName")))


def test_djangosaml2_makes_the_account_of_the_connection(tmp_path: Path) -> None:
    policy = Policy(match=(MatchStep(by="userName", compare="ignoreAsciiCase"),))
    said = told("djangosaml2", connection(attributes=ROWS, policy=policy), tmp_path, *person())
    assert {"SAMLRequest", "Signature"} <= said["asked"].keys()
    assert said["account"] == {
        "username": "Ada",
        "email": "ada@export.test",
        "first_name": "Ada",
        "last_name": "",
        "is_active": True,
        "is_staff": False,
    }
    assert said["settings"]["SAML_DJANGO_USER_MAIN_ATTRIBUTE_LOOKUP"] == "__iexact"


def test_djangosaml2_creates_nobody_where_the_policy_says_so(tmp_path: Path) -> None:
    made = connection(attributes=ROWS, policy=Policy(create=False))
    assert told("djangosaml2", made, tmp_path, *person())["account"] is None


def test_djangosaml2_knows_people_by_the_name_id_where_the_connection_does(tmp_path: Path) -> None:
    made = connection(attributes=AttributeMap(rows=(row("emails.work", MAIL),)))
    assert told("djangosaml2", made, tmp_path, *person())["account"]["username"] == "ada@export.test"


def test_saml2_auth_makes_the_account_and_its_groups(tmp_path: Path) -> None:
    made = connection(
        attributes=ROWS,
        trust=TrustSettings(signed="assertion"),
        roles=RoleMap(direct=(DirectRoles(attribute="groups", kind="group", rename={"Eng": ("engineers",)}),)),
        policy=Policy(new_account=NewAccount(fields={"isStaff": True})),
    )
    said = told("django-saml2-auth", made, tmp_path, *person(groups="Eng"))
    assert said["account"]["email"] == "ada@export.test"
    assert said["account"]["is_staff"] is True
    assert said["groups"] == ["engineers"]
    assert "Signature" in said["asked"]


def test_what_cannot_be_said_is_told() -> None:
    made = connection("odd name", attributes=AttributeMap(rows=(*ROWS.rows, row("not a column", "shoe size"))))
    for library in ENVIRONMENTS:
        result = exported(made, library)
        assert "export.row" in codes(result)
        assert any("shoe size" in str(loss) for loss in result.losses)
    assert "export.stricter" in codes(exported(made, "django-saml2-auth"))


@pytest.mark.parametrize("library", ENVIRONMENTS)
def test_hostile_texts_come_back_as_they_were(tmp_path: Path, library: str) -> None:
    names = [f"a{text}" for text in HOSTILE if not set(text) & set("\x00\x07\r\x1b")]
    made = connection(
        *(names if library == "djangosaml2" else ()),
        title="\n".join(HOSTILE),
        roles=RoleMap(
            direct=(DirectRoles(attribute="groups", kind="group", rename={text: (text,) for text in HOSTILE}),),
            defaults=HOSTILE,
            default_kind="group",
        ),
    )
    said = told(library, made, tmp_path)["settings"]
    if library == "djangosaml2":
        assert (
            said["SAML_ATTRIBUTE_MAPPING"] | {name: [f"custom{n}"] for n, name in enumerate(names)}
            == said["SAML_ATTRIBUTE_MAPPING"]
        )
    else:
        assert said["SAML2_AUTH"]["GROUPS_MAP"] == {text: text for text in HOSTILE}
        assert said["SAML2_AUTH"]["NEW_USER_PROFILE"]["USER_GROUPS"] == list(HOSTILE)
