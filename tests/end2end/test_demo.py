"""The stories of the demo, told by the outcome that an admin sees for each person."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import xmlsec
from lxml import etree

from jitadmin.adapters.demo.logins import Issuer
from jitadmin.adapters.documents import read
from jitadmin.app import Workspace
from jitadmin.core.errors import InputError, SurroundingsError, UsageError
from jitadmin.core.jit.result import Delta, Preview
from jitadmin.core.sample import Sample

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SLACK, ATLASSIAN, DRIFT = "slack", "atlassian", "drift"


@pytest.fixture(scope="module")
def demo() -> Workspace:
    return Workspace.demo(clock=lambda: NOW)


class Told(NamedTuple):
    sample: Sample
    preview: Preview


def told(demo: Workspace, name: str, label: str) -> Told:
    """The one login of a person, by the name in the list of samples."""
    sample = next(sample for sample in demo.samples(name) if sample.label == label)
    return Told(sample, demo.preview(demo.connection(name), sample))


def failed(preview: Preview) -> set[str]:
    return {check.code for check in preview.verification.failed}


REFUSED = [
    ("Marta Lindqvist", "conditions.not_on_or_after", "unchanged"),
    ("Tomás Herrera", "audience.match", "unchanged"),
    ("Priya Ramanathan", "signature.key_untrusted", "unchanged"),
    ("Lukas Brandtner", "signature.digest_mismatch", "update"),
    ("Aiko Tanabe", "conditions.not_before", "unchanged"),
]


@pytest.mark.parametrize(("label", "code", "would_have"), REFUSED, ids=[label for label, *_ in REFUSED])
def test_a_message_that_must_not_be_believed_is_refused_and_previewed(
    demo: Workspace, label: str, code: str, would_have: str
) -> None:
    preview = told(demo, SLACK, label).preview
    assert preview.verification.verdict == "refused"
    assert preview.outcome == "deny"
    assert code in failed(preview)
    assert preview.effect is not None
    assert preview.effect.outcome == would_have


def test_the_old_key_is_all_that_is_wrong_with_her_login(demo: Workspace) -> None:
    assert failed(told(demo, SLACK, "Priya Ramanathan").preview) == {"signature.key_untrusted"}


def test_the_tampered_login_would_have_made_an_admin(demo: Workspace) -> None:
    preview = told(demo, SLACK, "Lukas Brandtner").preview
    assert failed(preview) == {"signature.digest_mismatch"}
    assert not any(signature.trusted for signature in preview.verification.signatures)
    assert preview.effect is not None
    assert preview.effect.roles.gained == ("Workspace Admin",)


ACCEPTED = [
    (SLACK, "Ifeoma Okaforo", "deny", None, Delta()),
    (SLACK, "Daniel Oseitutu", "update", "link", Delta(held=("Full Member",))),
    (SLACK, "Olena Kovalivska", "update", "link", Delta(lost=("Workspace Admin",), held=("Full Member",))),
    (SLACK, "Rahul Deshpandey", "update", "link", Delta(lost=("Workspace Admin",), held=("Full Member",))),
    (SLACK, "Anna Petrovich", "update", "link", Delta(lost=("Workspace Admin",), held=("Full Member",))),
    (SLACK, "Freja Holmboe", "create", None, Delta(gained=("Full Member",))),
    (SLACK, "Chidi Ezeala", "create", None, Delta(gained=("Full Member",))),
    (ATLASSIAN, "Chidi Ezeala", "deny", None, Delta()),
    (SLACK, "Sofia Marchettini", "deny", "link", Delta(held=("Full Member",))),
    (DRIFT, "Sofia Marchettini", "reactivate", "emails.work", Delta(held=("Agent",))),
    (SLACK, "Karin Solbergsen", "create", None, Delta(gained=("Full Member",))),
    (ATLASSIAN, "Karin Solbergsen", "create", None, Delta()),
    (DRIFT, "Inès Moreaux", "create", None, Delta(gained=("Agent",))),
    (SLACK, "Mehmet Yıldızer", "link", "emails.work", Delta(held=("Full Member",))),
    (SLACK, "Grace Adeyemisi", "deny", "link", Delta(held=("Full Member",))),
    (SLACK, "Jonas Kellermeyer", "link", "emails.work", Delta(lost=("Workspace Admin",), held=("Full Member",))),
]


@pytest.mark.parametrize(
    ("name", "label", "outcome", "by", "roles"), ACCEPTED, ids=[f"{label} at {name}" for name, label, *_ in ACCEPTED]
)
def test_a_believed_message_has_the_effect_that_its_story_tells(
    demo: Workspace, name: str, label: str, outcome: str, by: str | None, roles: Delta
) -> None:
    sample, preview = told(demo, name, label)
    assert sample.note
    assert preview.verification.verdict == "accepted"
    assert preview.outcome == outcome
    assert preview.effect is not None
    assert preview.effect.match.by == by
    assert preview.effect.roles == roles


def test_every_story_is_asserted_here_and_there_are_eighteen_people_in_them(demo: Workspace) -> None:
    noted = {
        (connection.name, sample.label)
        for connection in demo.connections()
        for sample in demo.samples(connection.name)
        if sample.note
    }
    assert noted == {(SLACK, label) for label, *_ in REFUSED} | {(name, label) for name, label, *_ in ACCEPTED}
    assert len({label for _, label in noted}) == 18


def test_the_link_in_place_of_groups_takes_a_user_group_away(demo: Workspace) -> None:
    effect = told(demo, SLACK, "Daniel Oseitutu").preview.effect
    assert effect is not None
    assert effect.permissions.lost == ("be called as @on-call",)


def test_the_second_account_stands_beside_the_first(demo: Workspace) -> None:
    labels = {account.fields.get("emails.work") for account in demo.accounts(ATLASSIAN)}
    effect = told(demo, ATLASSIAN, "Karin Solbergsen").preview.effect
    assert "karin.bergqvister@tidewright.example" in labels
    assert effect is not None
    assert effect.after is not None
    assert effect.after.fields["emails.work"] == "karin.solbergsen@tidewright.example"


def test_the_namesake_is_linked_to_the_account_of_somebody_else(demo: Workspace) -> None:
    effect = told(demo, SLACK, "Jonas Kellermeyer").preview.effect
    assert effect is not None
    assert effect.before is not None
    assert effect.after is not None
    assert len(effect.before.links) == 1
    assert len(effect.after.links) == 2


def test_everybody_else_is_accepted_and_every_outcome_occurs(demo: Workspace) -> None:
    outcomes: Counter[str] = Counter()
    for connection in demo.connections():
        samples = demo.samples(connection.name)
        for sample, preview in zip(samples, demo.preview_all(connection, samples), strict=True):
            outcomes[preview.outcome] += 1
            if not sample.note:
                assert preview.verification.verdict == "accepted", sample.label
                assert not [check for check in preview.verification.checks if check.result == "warn"], sample.label
    assert set(outcomes) == {"create", "update", "link", "unchanged", "reactivate", "deny"}


def test_there_are_two_hundred_people_with_distinct_addresses(demo: Workspace) -> None:
    samples = demo.samples(SLACK)
    assert len(samples) == len({sample.label for sample in samples}) == 200
    assert len({sample.detail for sample in samples}) == 200
    assert all(detail.endswith("@tidewright.example") for detail in (s.detail for s in samples if not s.note))


def test_the_people_are_the_same_in_every_run_and_the_keys_are_not(demo: Workspace) -> None:
    again = Workspace.demo(clock=lambda: NOW)
    assert [s.label for s in again.samples(SLACK)] == [s.label for s in demo.samples(SLACK)]
    assert again.accounts(SLACK) == demo.accounts(SLACK)
    certificates = {w.connection(SLACK).identity_provider.certificates for w in (demo, again)}
    assert len(certificates) == 2


def test_nothing_is_signed_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def signed(*_: object) -> bytes:
        raise AssertionError("a login was made")

    monkeypatch.setattr(Issuer, "login", signed)
    fresh = Workspace.demo(clock=lambda: NOW)
    assert len(fresh.connections()) == 3
    with pytest.raises(AssertionError, match="a login was made"):
        fresh.samples(SLACK)


@pytest.mark.parametrize("name", [SLACK, ATLASSIAN, DRIFT])
def test_libxmlsec_accepts_what_jitadmin_accepts(demo: Workspace, name: str) -> None:
    connection = demo.connection(name)
    key = xmlsec.Key.from_memory(
        etree_bytes(connection.identity_provider.certificates[0]), xmlsec.constants.KeyDataFormatCertPem
    )
    for sample, preview in zip(demo.samples(name), demo.preview_all(connection, demo.samples(name)), strict=True):
        root = etree.fromstring(sample.data)
        xmlsec.tree.add_ids(root, ["ID"])
        context = xmlsec.SignatureContext()
        context.key = key
        signature = next(root.iter("{http://www.w3.org/2000/09/xmldsig#}Signature"))
        ours = not {code for code in failed(preview) if code.startswith("signature.")}
        try:
            context.verify(signature)
        except xmlsec.Error:
            assert not ours, sample.label
        else:
            assert ours, sample.label


def etree_bytes(base64_der: str) -> bytes:
    return f"-----BEGIN CERTIFICATE-----\n{base64_der}\n-----END CERTIFICATE-----\n".encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "tidewright"
    Workspace.demo(folder, clock=lambda: NOW)
    return folder


def test_a_named_demo_is_the_same_when_it_is_opened_a_day_later(folder: Path) -> None:
    first = Workspace.demo(folder, clock=lambda: NOW)
    later = Workspace.demo(folder, clock=lambda: NOW + timedelta(days=1))
    assert later.as_of == NOW
    for connection in first.connections():
        assert later.connection(connection.name) == connection
        assert later.accounts(connection.name) == first.accounts(connection.name)
        ours, theirs = first.samples(connection.name), later.samples(connection.name)
        assert [s.data for s in ours] == [s.data for s in theirs]
        outcomes = [[p.outcome for p in w.preview_all(connection, ours)] for w in (first, later)]
        assert outcomes[0] == outcomes[1]
    assert told(later, SLACK, "Marta Lindqvist").preview.outcome == "deny"
    assert told(later, SLACK, "Jonas Kellermeyer").preview.outcome == "link"


def test_a_named_demo_holds_documents_that_can_be_read_and_no_private_key(folder: Path) -> None:
    assert read(folder / "slack.yaml").name == SLACK
    for file in folder.rglob("*"):
        assert b"PRIVATE KEY" not in file.read_bytes()


def test_a_changed_document_of_a_named_demo_is_kept(tmp_path: Path) -> None:
    Workspace.demo(tmp_path, clock=lambda: NOW)
    document = tmp_path / "slack.yaml"
    document.write_text(document.read_text(encoding="utf-8").replace("title: Tidewright ID", "title: Mine"), "utf-8")
    assert Workspace.demo(tmp_path, clock=lambda: NOW).connection(SLACK).title == "Mine → Slack"


def test_a_spoilt_demo_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    Workspace.demo(tmp_path, clock=lambda: NOW)
    (tmp_path / "slack.jsonl").write_text("{")
    with pytest.raises(InputError):
        Workspace.demo(tmp_path, clock=lambda: NOW).samples(SLACK)
    (tmp_path / "demo.json").write_text("[]")
    with pytest.raises(SurroundingsError, match="does not say when"):
        Workspace.demo(tmp_path, clock=lambda: NOW)


def test_a_folder_with_other_files_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "slack.yaml").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        Workspace.demo(tmp_path, clock=lambda: NOW)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("slack.yaml", "mine")]


def test_a_folder_that_was_filled_in_part_is_filled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("jitadmin.adapters.demo.folder._logins", lambda *_: tmp_path / "nowhere" / "logins.jsonl")
        with pytest.raises(SurroundingsError):
            Workspace.demo(tmp_path, clock=lambda: NOW)
    assert (tmp_path / "slack.yaml").exists()
    assert Workspace.demo(tmp_path, clock=lambda: NOW).as_of == NOW
