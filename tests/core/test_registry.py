"""What differs between two states of a provider, how one stands, and how a search ranks: all of it in sentences."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from jitadmin.core.entity import Endpoint, Entity, RequestedAttribute, Role
from jitadmin.core.registry import Found, Provider, Refresh, State, differences, rank, status
from jitadmin.core.times import read_duration
from jitadmin.core.trust import TrustedCertificate
from jitadmin.core.wording import SENTENCES

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
ROOT = Path(__file__).resolve().parents[2] / "jitadmin"


def certificate(name: str, days: int = 400) -> TrustedCertificate:
    return TrustedCertificate(
        der=name.encode(),
        sha256=f"sha-{name}",
        subject=f"CN={name}",
        not_before=NOW,
        not_after=NOW + timedelta(days=days),
    )


ONE, TWO = certificate("one"), certificate("two")
ROLE = Role(kind="idp", signing=(ONE,), endpoints=(Endpoint(binding=POST, location="https://a.test/sso"),))


def state(role: Role | None = ROLE, **fields: object) -> State:
    provider = Provider(entity_id="https://a.test", kind="identityProvider", metadata="<x/>")
    return State(msgspec.structs.replace(provider, **fields), Entity(entity_id="https://a.test", idp=role))


def said(before: State, after: State) -> str:
    return "\n".join(item.text for item in differences(before, after))


def test_the_same_state_has_no_difference() -> None:
    assert differences(state(), state()) == ()
    assert Refresh(before=state().provider, after=state().provider).unchanged


def test_a_change_of_keys_is_told_with_fingerprints_and_comes_first() -> None:
    after = state(msgspec.structs.replace(ROLE, signing=(TWO,), encryption=(ONE,)), name="Other")
    found = [(item.code, item.tone) for item in differences(state(), after)]
    assert found == [
        ("registry.change.certificate_added", "warning"),
        ("registry.change.certificate_added", "warning"),
        ("registry.change.certificate_removed", "warning"),
        ("registry.change.value", "plain"),
    ]
    text = said(state(), after)
    assert "New certificate for signing: CN=two, valid until 2027-12-28, SHA-256 sha-two." in text
    assert "New certificate for encryption: CN=one" in text
    assert "Certificate for signing gone: CN=one" in text
    assert "The name was nothing and is Other." in text


def test_addresses_come_and_go() -> None:
    moved = msgspec.structs.replace(ROLE, endpoints=(Endpoint(binding=POST, location="https://b.test/sso"),))
    assert said(state(), state(moved)) == (
        "New single sign-on address: https://b.test/sso (HTTP-POST).\n"
        "The single sign-on address https://a.test/sso (HTTP-POST) is gone."
    )


@pytest.mark.parametrize(
    ("role", "fields", "expected"),
    [
        ({"name_id_formats": ("urn:x",)}, {}, "NameID formats was nothing and is urn:x"),
        ({"wants_signed": True}, {}, "signed messages wanted was no and is yes"),
        ({"requested": (RequestedAttribute(name="mail"),)}, {}, "attributes asked for was nothing and is mail"),
        ({}, {"valid_until": NOW}, "end of validity was nothing and is 2026-11-23 12:00:00 UTC"),
        ({}, {"source": "https://a.test/metadata"}, "source was nothing and is https://a.test/metadata"),
        ({}, {"signature": "checked", "signed_by": "AAA"}, "is now checked"),
        ({}, {"signature": "unchecked"}, "nobody checks"),
        ({}, {"metadata": "<y/>"}, "no connection uses"),
    ],
)
def test_every_other_change_is_told(role: dict[str, object], fields: dict[str, object], expected: str) -> None:
    assert expected in said(state(), state(msgspec.structs.replace(ROLE, **role), **fields))


def test_the_loss_of_a_checked_signature_is_bad_news() -> None:
    before = state(signature="checked", signed_by="AAA")
    assert [(item.code, item.tone) for item in differences(before, state())] == [
        ("registry.change.signature.none", "bad")
    ]


def test_the_standing_tells_days_expiry_and_rollover() -> None:
    role = msgspec.structs.replace(ROLE, signing=(certificate("soon", 10), certificate("ended", -3)))
    found = status(state(role, fetched_at=NOW - timedelta(days=2), cache_duration=86400, valid_until=NOW), NOW)
    assert [item.days_left for item in found.certificates] == [10, -3]
    assert (found.expired, found.due, found.refresh_from) == (True, True, NOW - timedelta(days=1))
    text = "\n".join(note.text for note in found.notes)
    assert "was valid until 2026-11-23 12:00:00 UTC; logins are not judged by it" in text
    assert "CN=soon for signing ends in 10 days" in text
    assert "CN=ended for signing ended on 2026-11-20" in text
    assert "a change of keys is under way" in text
    assert "fetched again since 2026-11-22" in text


def test_a_certificate_that_has_not_begun_is_told() -> None:
    future = msgspec.structs.replace(certificate("future"), not_before=NOW + timedelta(days=40))
    role = msgspec.structs.replace(ROLE, signing=(ONE, future))
    texts = [note.text for note in status(state(role), NOW).notes]
    assert "The certificate CN=future for signing begins on 2027-01-02 only." in texts
    assert not any("begins" in note.text for note in status(state(role), NOW + timedelta(days=40)).notes)


def test_a_provider_without_a_key_is_told() -> None:
    assert "no login of it can be believed" in "\n".join(note.text for note in status(state(None), NOW).notes)
    assert not status(state(expired_accepted=True, valid_until=NOW + timedelta(days=1)), NOW).expired


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.test", 0), ("Example University", 0), ("EXAMPLE", 1), ("a.example.org", 0), ("example.org", 2),
        ("university example", 3), ("university of", None), ("", 1),
    ],
)  # fmt: skip
def test_exact_hits_rank_before_beginnings_and_parts(text: str, expected: int | None) -> None:
    found = Found(entity_id="https://a.test", name="Example University", domains=("a.example.org",))
    assert rank(found, text) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT6H", 21600), ("P1D", 86400), ("P1Y2M3DT4H5M6.7S", 365 * 86400 + 60 * 86400 + 3 * 86400 + 4 * 3600 + 306),
        ("PT0S", 0), ("P", 0), ("PT", 0), ("-P1D", 0), ("P1H", 0), ("", 0), (None, 0), ("P9999999999D", 0),
    ],
)  # fmt: skip
def test_a_duration_is_read_as_seconds(text: str | None, seconds: int) -> None:
    assert read_duration(text) == seconds


FAMILIES = ("registry.", "fetch.")


def spoken() -> set[str]:
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        if "wording" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(FAMILIES):
                found.add(node.value)
    return {code for code in found if re.fullmatch(r"[a-z_]+\.[a-z_.]+", code)}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    own = {code for code in SENTENCES if code.startswith(FAMILIES)}
    beginnings = tuple(code for code in spoken() if code.endswith("."))
    whole = spoken() - set(beginnings)
    assert whole - own == set()
    assert {code for code in own - whole if not code.startswith(beginnings)} == set()
