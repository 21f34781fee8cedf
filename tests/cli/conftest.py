"""A folder with everything that a person has at hand who types ``jitadmin``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from jitadmin import cli
from tests.builders import ACS, SP, IdP


class Ran(NamedTuple):
    """What one run of the command line gave."""

    code: object
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one(self) -> dict[str, Any]:
        (line,) = self.lines
        return line


Run = Callable[..., Ran]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Run the command line in this process; the workspace of the developer is out of its sight."""
    monkeypatch.delenv("JITADMIN_WORKSPACE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))

    def run(*arguments: object) -> Ran:
        try:
            code: object = cli.main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture(scope="session")
def idp() -> IdP:
    return IdP()


DOCUMENT = """\
apiVersion: jitadmin/v1
name: example
identityProvider:
  entityId: {entity_id}
  metadataFile: idp.xml
serviceProvider:
  entityId: {sp}
  acs: [{acs}]
attributes:
  rows:
    - {{field: userName, from: [{{attribute: mail}}], required: true}}
    - {{field: displayName, from: [{{attribute: name}}]}}
roles:
  roles:
    - {{name: admin, privilege: 90, permissions: [write, delete]}}
    - {{name: member, permissions: [read]}}
  rules:
    - {{when: {{attribute: groups, equals: Admins}}, grant: [admin]}}
  defaults: [member]
  giveDefaults: everyLogin
"""


@pytest.fixture
def desk(tmp_path: Path, idp: IdP, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with ``idp.xml`` (metadata), ``ada.xml`` (a good login), ``forged.xml`` and ``connection.yaml``."""
    (tmp_path / "idp.xml").write_bytes(idp.metadata_xml())
    attributes = {"mail": "ada@example.test", "name": "Ada", "groups": ["Admins", "Staff"]}
    good = idp.response(attributes=attributes, name_id="ada-1")
    (tmp_path / "ada.xml").write_bytes(good)
    assert good.count(b"ada@example.test") == 1
    (tmp_path / "forged.xml").write_bytes(good.replace(b"ada@example.test", b"eve@example.test"))
    document = DOCUMENT.format(entity_id=idp.entity_id, sp=SP, acs=ACS)
    (tmp_path / "connection.yaml").write_text(document)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def trusted(desk: Path) -> list[str]:
    """The options that name both sides of the login."""
    return ["--idp", "idp.xml", "--audience", SP, "--acs", ACS]
