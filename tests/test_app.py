"""What both faces rely on: revisions, samples added and forgotten, verdicts remembered, files written whole."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

import jitadmin.adapters.saml as saml
from jitadmin.adapters.saml.make import LoginMaker, SigningKey
from jitadmin.app import Workspace
from jitadmin.app.judging import Recent
from jitadmin.core.account import Account
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.errors import Cancelled, DocumentError, SurroundingsError, UsageError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.message import Attribute, AttributeValue, NameId

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ACS = "https://sp.example.test/acs"
KEY = SigningKey.generate("ec-p256", "idp", now=NOW)
MAKER = LoginMaker(issuer="https://idp.example.test", key=KEY, audience="https://sp.example.test", acs=ACS)
CONNECTION = Connection(
    api_version="jitadmin/v1",
    name="one",
    title="One",
    identity_provider=IdentityProvider(entity_id="https://idp.example.test", certificates=(KEY.certificate_base64,)),
    service_provider=ServiceProvider(entity_id="https://sp.example.test", acs=(ACS,)),
    attributes=AttributeMap(rows=(AttributeRow(field="userName", sources=("nameId",)),)),
)
Verdicts = list[str]


def login(name: str = "ada", *, issued: datetime = NOW, **attributes: str) -> bytes:
    made = [Attribute(name=key, values=(AttributeValue(text=text),)) for key, text in attributes.items()]
    return MAKER.login(NameId(value=name), made, issued=issued)


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace("Test", clock=lambda: NOW)
    workspace.save(CONNECTION)
    return workspace


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Verdicts:
    """The digests of the logins that were judged, each time one was."""
    seen: Verdicts = []
    real: Callable[..., object] = saml.judge

    def counting(data: bytes, *args: object, **kwargs: object) -> object:
        seen.append(kwargs["origin"].sha256)  # type: ignore[attr-defined]
        return real(data, *args, **kwargs)

    monkeypatch.setattr(saml, "judge", counting)
    return seen


def retitled(title: str) -> Connection:
    return msgspec.structs.replace(CONNECTION, title=title)


class Stops:
    """Progress that stops the work at a step."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.steps: list[tuple[int, int]] = []

    def step(self, n: int, total: int, what: str) -> None:
        self.steps.append((n, total))
        if n == self.at:
            raise Cancelled


def test_saving_adds_a_revision_and_saving_no_change_does_not(workspace: Workspace) -> None:
    assert workspace.save(retitled("Two")) == 2
    assert workspace.save(retitled("Two")) == 2
    assert [revision.title for revision in workspace.revisions("one")] == ["One", "Two"]
    assert workspace.connection("one").title == "Two"
    assert workspace.connections() == (retitled("Two"),)


def test_an_unknown_connection_is_answered_with_the_known_ones(workspace: Workspace) -> None:
    for ask in (workspace.connection, workspace.revisions, workspace.samples):
        with pytest.raises(UsageError, match="Known are: one"):
            ask("eno")


def test_a_pasted_login_is_listed_by_the_name_it_claims(workspace: Workspace) -> None:
    text = base64.b64encode(login(givenName="Ada", sn="Byron", mail="ada@example.test")).decode()
    result = workspace.add_text("one", f"SAMLResponse={text}")
    assert [(sample.label, sample.detail) for sample in result.added] == [("Ada Byron", "ada@example.test")]
    assert result.problems == ()
    assert workspace.samples("one") == result.added


def test_a_login_that_is_there_already_is_not_added_twice(workspace: Workspace, tmp_path: Path) -> None:
    data = login()
    (tmp_path / "a.xml").write_bytes(data)
    (tmp_path / "b.xml").write_bytes(data)
    assert len(workspace.add_samples("one", [tmp_path]).added) == 1
    assert workspace.add_samples("one", [tmp_path]).added == ()
    assert len(workspace.samples("one")) == 1


def test_what_cannot_be_read_is_named_and_the_rest_is_added(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_bytes(login("ada"))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    paths = [tmp_path / name for name in ("picture.png", "good.xml", "absent.xml")]
    result = workspace.add_samples("one", paths)
    assert [sample.label for sample in result.added] == ["ada"]
    assert [Path(problem.place).name for problem in result.problems] == ["picture.png", "absent.xml"]
    assert all(str(problem.error) for problem in result.problems)


def test_a_login_without_a_readable_name_is_listed_by_its_file(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "empty.xml"
    file.write_bytes(
        b'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0"'
        b' IssueInstant="2026-11-23T09:30:00Z"/>'
    )
    assert [sample.label for sample in workspace.add_samples("one", [file]).added] == ["empty.xml"]


def test_adding_can_be_stopped_and_keeps_what_was_added(workspace: Workspace, tmp_path: Path) -> None:
    lines = [json.dumps({"SAMLResponse": base64.b64encode(login(str(n))).decode()}) for n in range(5)]
    (tmp_path / "five.jsonl").write_text("\n".join(lines))
    with pytest.raises(Cancelled):
        workspace.add_samples("one", [tmp_path / "five.jsonl"], Stops(at=3))
    assert [sample.label for sample in workspace.samples("one")] == ["0", "1", "2"]


def test_removed_samples_are_gone(workspace: Workspace) -> None:
    first, second = (workspace.add_text("one", login(name)).added[0] for name in ("ada", "bob"))
    workspace.remove_samples("one", [first, first])
    assert workspace.samples("one") == (second,)


def test_editing_a_map_does_not_verify_again_and_changing_the_trust_does(
    workspace: Workspace, judged: Verdicts
) -> None:
    sample = workspace.add_text("one", login()).added[0]
    assert workspace.preview(CONNECTION, sample).outcome == "create"
    edited = msgspec.structs.replace(CONNECTION, attributes=AttributeMap(), title="Edited")
    workspace.preview(edited, sample)
    assert len(judged) == 1
    strict = msgspec.structs.replace(CONNECTION, trust=TrustSettings(signed="response"))
    assert workspace.preview(strict, sample).outcome == "deny"
    assert workspace.preview(CONNECTION, sample).outcome == "create"
    assert len(judged) == 2


def test_another_instant_is_another_verdict(workspace: Workspace) -> None:
    sample = workspace.add_text("one", login(issued=NOW - timedelta(days=400))).added[0]
    assert workspace.preview(CONNECTION, sample).outcome == "create"
    workspace.as_of = NOW
    assert "conditions.not_on_or_after" in {c.code for c in workspace.preview(CONNECTION, sample).verification.failed}


def test_the_verdicts_used_last_are_kept_and_no_more() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1
    recent.put("c", 3)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]


def test_previewing_all_reports_each_step_and_stops_where_it_is_told(workspace: Workspace) -> None:
    samples = [workspace.add_text("one", login(name)).added[0] for name in ("ada", "bob", "cid")]
    watched = Stops(at=99)
    assert len(list(workspace.preview_all(CONNECTION, samples, watched))) == 3
    assert watched.steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    stopped = workspace.preview_all(CONNECTION, samples, Stops(at=2))
    assert [next(stopped).outcome, next(stopped).outcome] == ["create", "create"]
    with pytest.raises(Cancelled):
        next(stopped)


def test_accounts_of_a_file_decide_the_outcome(workspace: Workspace, tmp_path: Path) -> None:
    sample = workspace.add_text("one", login("ada")).added[0]
    file = tmp_path / "accounts.csv"
    file.write_text("id,userName\n17,ada\n")
    assert workspace.load_accounts("one", file) == workspace.accounts("one")
    assert workspace.preview(CONNECTION, sample).outcome == "unchanged"


def test_logins_of_a_connection_are_made_when_they_are_first_asked_for() -> None:
    workspace = Workspace("Test", clock=lambda: NOW)
    made: list[str] = []
    workspace.add(CONNECTION, (Account(id="1"),), lambda: made.append("x") or ())  # type: ignore[func-returns-value]
    assert workspace.accounts("one") == (Account(id="1"),)
    assert made == []
    assert workspace.samples("one") == workspace.samples("one") == ()
    assert made == ["x"]


def test_a_document_goes_out_and_comes_back(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    workspace.save_document(CONNECTION, path)
    other = Workspace.empty()
    assert other.load_document(path) == CONNECTION
    assert other.connections() == (CONNECTION,)


def test_a_document_that_cannot_be_written_leaves_the_old_one(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError):
        workspace.save_document(CONNECTION, tmp_path / "absent" / "one.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(SurroundingsError):
        workspace.save_document(CONNECTION, tmp_path / "folder.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.yaml"]


def test_a_broken_document_is_not_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("apiVersion: jitadmin/v1\nkind: Connection\natributes: {}\n")
    workspace = Workspace.empty()
    with pytest.raises(DocumentError):
        workspace.load_document(path)
    assert workspace.connections() == ()


def test_a_metadata_file_is_found_beside_its_document(tmp_path: Path) -> None:
    metadata = (
        '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.test">'
        '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>'
        f"{KEY.certificate_base64}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.test/"/>'
        "</IDPSSODescriptor></EntityDescriptor>"
    )
    (tmp_path / "idp.xml").write_text(metadata)
    provider = IdentityProvider(entity_id="https://idp.example.test", metadata_file="idp.xml")
    writer = Workspace.empty()
    writer.save_document(msgspec.structs.replace(CONNECTION, identity_provider=provider), tmp_path / "one.yaml")
    workspace = Workspace("Test", clock=lambda: NOW)
    connection = workspace.load_document(tmp_path / "one.yaml")
    sample = workspace.add_text("one", login()).added[0]
    assert workspace.preview(connection, sample).verification.verdict == "accepted"


def test_a_refused_login_is_told_which_connections_it_could_belong_to(workspace: Workspace) -> None:
    here, *_ = workspace.connections()
    there = msgspec.structs.replace(
        here,
        name="elsewhere",
        service_provider=msgspec.structs.replace(
            here.service_provider, entity_id="https://else.test", audiences=(), acs=("https://else.test/acs",)
        ),
    )
    workspace.save(there)
    maker = LoginMaker(issuer=MAKER.issuer, key=KEY, audience="https://else.test", acs="https://else.test/acs")
    (sample, *_) = workspace.add_text(here.name, maker.login(NameId(value="ada"), [], issued=NOW)).added
    assert workspace.verification(here, sample).verdict == "refused"
    found = workspace.near_misses(sample)
    assert found[0].name == "elsewhere"
    assert {item.side: item.degree for item in found[0].likenesses}["audience"] == "same"
    assert Workspace.empty().near_misses(sample) == ()


def test_accounts_belong_to_the_application_and_not_to_the_connection(workspace: Workspace) -> None:
    other = msgspec.structs.replace(CONNECTION, name="two")
    workspace.save(other)
    known = KnownAccounts(accounts=(Account(id="1"),), taken=NOW, origin="members.csv")
    workspace.keep_accounts("one", known)
    assert workspace.known_accounts("two") == known
    elsewhere = msgspec.structs.replace(other, service_provider=ServiceProvider(entity_id="https://other.example"))
    workspace.save(msgspec.structs.replace(elsewhere, name="three"))
    assert workspace.known_accounts("three") is None
    workspace.keep_accounts("two", None)
    assert workspace.known_accounts("one") is None
    assert workspace.accounts("one") == ()


def test_a_corrected_entity_id_keeps_the_accounts(workspace: Workspace) -> None:
    known = KnownAccounts(accounts=(Account(id="1"),), taken=NOW)
    workspace.keep_accounts("one", known)
    workspace.save(msgspec.structs.replace(CONNECTION, service_provider=ServiceProvider(entity_id="urn:corrected")))
    assert workspace.known_accounts("one") == known


def test_accounts_of_a_file_are_as_old_as_the_file(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("id\n1\n")
    old = NOW - timedelta(days=11)
    os.utime(file, (old.timestamp(), old.timestamp()))
    workspace.load_accounts("one", file)
    known = workspace.known_accounts("one")
    assert known is not None
    assert (known.taken, known.origin) == (old, "members.csv")
