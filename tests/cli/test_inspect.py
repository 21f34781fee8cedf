"""``inspect``: what a message says, whether it holds, and how the exit code tells it."""

import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tests.builders import ACS, SP, Attribute, IdP, key
from tests.cli.conftest import Run

FIVE = ["source", "verdict", "checks", "subject", "attributes"]


def test_a_good_login_prints_one_object_with_the_five_keys(run: Run, desk: Path, trusted: list[str]) -> None:
    ran = run("inspect", "--format", "jsonl", *trusted, "ada.xml")
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.one) == FIVE
    assert ran.one["verdict"] == "accepted"
    assert ran.one["source"]["path"] == "ada.xml"
    assert ran.one["source"]["index"] == 0
    assert len(ran.one["source"]["sha256"]) == 64
    assert ran.one["attributes"] == {"mail": ["ada@example.test"], "name": ["Ada"], "groups": ["Admins", "Staff"]}
    assert set(ran.one["subject"]) == {"name_id", "format"}
    assert all(set(check) == {"code", "result", "message", "where"} for check in ran.one["checks"])
    assert {check["result"] for check in ran.one["checks"]} <= {"pass", "warn", "skip"}


def test_a_changed_byte_is_refused_and_its_values_are_nowhere_verified(
    run: Run, desk: Path, trusted: list[str]
) -> None:
    ran = run("inspect", "--format", "jsonl", *trusted, "forged.xml")
    assert ran.code == 0
    assert list(ran.one) == [*FIVE, "would_have"]
    assert ran.one["verdict"] == "refused"
    assert "signature.digest_mismatch" in [c["code"] for c in ran.one["checks"] if c["result"] == "fail"]
    assert ran.one["subject"] is None
    assert ran.one["attributes"] == {}
    assert ran.one["would_have"]["attributes"]["mail"] == ["eve@example.test"]
    above = {name: value for name, value in ran.one.items() if name != "would_have"}
    assert "eve@" not in json.dumps(above)


def test_the_bounds_of_a_message_are_raised_where_their_refusal_says_so(
    run: Run, desk: Path, trusted: list[str]
) -> None:
    idp = IdP()
    long = idp.response(attributes=[Attribute("groups", ["g" * 1_500_000])])
    deep = idp.response(extensions='<x xmlns="urn:x">' + "<x>" * 90 + "</x>" * 90 + "</x>")
    for name, data, option in (("long", long, "--max-message=20M"), ("deep", deep, "--max-depth=100")):
        (desk / name).write_bytes(data)
        refused = run("inspect", *trusted, name)
        assert "REFUSED" in refused.out
        assert option.partition("=")[0] in refused.out
        assert "✓ ACCEPTED" in run("inspect", "--tree", *trusted, option, name).out


def test_people_read_the_verdict_and_what_is_wrong_first(run: Run, desk: Path, trusted: list[str]) -> None:
    good = run("inspect", *trusted, "ada.xml").out
    assert "✓ ACCEPTED  as of 2026-11-01 12:00:00 UTC, when it was issued (" in good
    assert "ada@example.test" in good
    assert "claimed" not in good
    bad = run("inspect", *trusted, "forged.xml").out.splitlines()
    assert "✗ REFUSED" in bad[1]
    assert "was changed after it was signed" in bad[2]
    claimed = next(n for n, line in enumerate(bad) if "Not verified, so only claimed" in line)
    assert all("eve@" not in line for line in bad[:claimed])
    assert any("eve@" in line for line in bad[claimed:])
    assert "signature." not in "\n".join(bad)


def test_verbose_adds_what_held(run: Run, desk: Path, trusted: list[str]) -> None:
    brief = run("inspect", *trusted, "ada.xml").out
    assert "The version is SAML 2.0" not in brief
    assert "The signature over the" in run("inspect", "-v", *trusted, "ada.xml").out


def test_without_metadata_nothing_is_believed(run: Run, desk: Path) -> None:
    ran = run("inspect", "--format", "jsonl", "ada.xml")
    assert ran.one["verdict"] == "refused"
    assert "signature.no_trusted_key" in [c["code"] for c in ran.one["checks"]]


def test_the_metadata_of_several_identity_providers_is_told_apart(
    run: Run, desk: Path, trusted: list[str], idp: IdP
) -> None:
    other = IdP("https://other.example.test", name="other")
    (desk / "other.xml").write_bytes(other.metadata_xml())
    (desk / "bo.xml").write_bytes(other.response(attributes={"mail": "bo@example.test"}))
    both = run("inspect", "--format", "jsonl", "--idp", "other.xml", *trusted, "ada.xml", "bo.xml")
    assert [line["verdict"] for line in both.lines] == ["accepted", "accepted"]
    alone = run("inspect", "--format", "jsonl", *trusted, "bo.xml")
    assert alone.one["verdict"] == "refused"
    secret = key("rsa-2048", "sp")
    (desk / "sp.pem").write_bytes(secret.private_pem)
    (desk / "sealed.xml").write_bytes(idp.response(encrypt_to=secret, sign="response"))
    sealed = run("inspect", "--format", "jsonl", "--idp", "other.xml", "--key", "sp.pem", *trusted, "sealed.xml")
    assert sealed.one["verdict"] == "accepted"


def test_the_instant_can_be_chosen(run: Run, desk: Path, trusted: list[str]) -> None:
    verdicts = {}
    for now in ("issued", "2026-11-01T12:01:00Z", "2026-11-01T13:01:00+01:00", "2026-11-01t14:00:00z", "system"):
        ran = run("inspect", "--format", "jsonl", "--now", now, *trusted, "ada.xml")
        verdicts[now] = ran.one["verdict"]
    assert list(verdicts.values()) == ["accepted", "accepted", "accepted", "refused", "refused"]
    wrong = run("inspect", "--now", "yesterday", "ada.xml")
    assert wrong.code == 2
    assert "“yesterday” is no instant" in wrong.err


def test_names_and_requests_are_compared_with_what_was_given(run: Run, desk: Path) -> None:
    def failed(*options: str) -> list[str]:
        ran = run("inspect", "--format", "jsonl", "--idp", "idp.xml", *options, "ada.xml")
        return [check["code"] for check in ran.one["checks"] if check["result"] == "fail"]

    assert failed("--audience", SP, "--acs", ACS) == []
    assert "audience.match" in failed("--audience", "https://else.example")
    assert "recipient.match" in failed("--acs", "https://else.example/acs")
    assert "in_response_to.match" in " ".join(failed("--in-response-to", "_1"))


def test_retired_choices_are_accepted_only_when_asked_for(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    (desk / "old.xml").write_bytes(idp.response(method="rsa-sha1", digest="sha1"))
    assert run("inspect", "--format", "jsonl", *trusted, "old.xml").one["verdict"] == "refused"
    ran = run("inspect", "--format", "jsonl", "--accept-retired", *trusted, "old.xml")
    assert ran.one["verdict"] == "accepted"
    assert "signature.retired_sha1" in [c["code"] for c in ran.one["checks"] if c["result"] == "warn"]


def test_an_encrypted_login_opens_with_its_key(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    secret = key("rsa-2048", "sp")
    (desk / "sp.pem").write_bytes(secret.private_pem)
    (desk / "sealed.xml").write_bytes(idp.response(encrypt_to=secret, attributes={"mail": "ada@example.test"}))
    without = run("inspect", "--format", "jsonl", *trusted, "sealed.xml")
    assert "encryption.no_key" in [c["code"] for c in without.one["checks"]]
    ran = run("inspect", "--format", "jsonl", "--key", "sp.pem", *trusted, "sealed.xml")
    assert ran.one["verdict"] == "accepted"
    assert ran.one["attributes"]["mail"] == ["ada@example.test"]


def test_a_key_that_cannot_be_used_is_named_without_its_content(run: Run, desk: Path) -> None:
    (desk / "dsa.pem").write_bytes(key("dsa-2048", "odd").private_pem)
    (desk / "public.pem").write_bytes(key("rsa-2048", "sp").public_pem)
    (desk / "noise.pem").write_text("noise")
    for name in ("dsa.pem", "public.pem", "noise.pem", "none.pem"):
        ran = run("inspect", "--key", name, "ada.xml")
        assert ran.code == 3
        assert ran.out == ""
        assert ran.err.startswith(f"jitadmin: The key {name} cannot be read. ")
        assert "MII" not in ran.err
        assert len(ran.err.splitlines()) == 1


def test_metadata_that_cannot_be_used_is_named(run: Run, desk: Path) -> None:
    (desk / "sp.xml").write_text('<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>')
    for name in ("ada.xml", "sp.xml", "none.xml", "connection.yaml", "."):
        ran = run("inspect", "--idp", name, "ada.xml")
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith("jitadmin: ")
        assert len(ran.err.splitlines()) == 1


def test_what_cannot_be_read_is_named_and_the_rest_is_done(run: Run, desk: Path, trusted: list[str]) -> None:
    (desk / "cut.xml").write_bytes((desk / "ada.xml").read_bytes()[:600])
    (desk / "noise.bin").write_bytes(bytes(range(256)))
    ran = run("inspect", "--format", "jsonl", *trusted, "cut.xml", "noise.bin", "none.xml", "ada.xml")
    assert ran.code == 3
    assert [line["verdict"] for line in ran.lines] == ["unreadable"] * 3 + ["accepted"]
    assert all(list(line) == FIVE for line in ran.lines)
    assert [line["checks"][0]["code"] for line in ran.lines[:3]] == ["xml.truncated", "input.binary", "input.not_there"]
    assert ran.lines[1]["source"] == {"path": "noise.bin", "index": 0, "sha256": None}
    assert ran.err == "4 logins: 1 accepted, 0 refused, 3 unreadable.\n"


def test_a_folder_without_samples_and_a_huge_file_are_named(run: Run, desk: Path) -> None:
    (desk / "empty").mkdir()
    with (desk / "huge.xml").open("wb") as file:
        file.truncate(200 << 20)
    ran = run("inspect", "empty", "huge.xml")
    assert ran.code == 3
    assert "There are no samples in it" in ran.out
    assert "The file has 200 MB, more than 64 MB; it was not read. Raise the bound with --max-size." in ran.out
    raised = run("inspect", "--format", "jsonl", "--max-size", "1K", "ada.xml")
    assert raised.one["checks"][0]["code"] == "limit.size"


def test_a_place_is_told_once(run: Run, desk: Path, idp: IdP) -> None:
    (desk / "odd.xml").write_bytes(idp.response().replace(b"</", b"<!/", 1))
    assert run("inspect", "odd.xml").out.count("line 1") == 1


def test_a_file_name_that_is_no_text_is_told(run: Run, desk: Path, idp: IdP) -> None:
    try:
        Path(os.fsdecode(bytes(desk) + b"/odd\xff\x1b.xml")).write_bytes(idp.response())
    except OSError:
        pytest.skip("file names are text here")
    for form in ("jsonl", "json", "text"):
        ran = run("inspect", "-q", "--format", form, "--idp", "idp.xml", ".")
        assert ran.code == 0
        assert "odd\\" in ran.out
        assert "udcff" in ran.out
        assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("option", "expected"),
    [("refused", {"ada": 0, "odd": 0, "forged": 1}), ("warning", {"ada": 0, "odd": 1, "forged": 1})],
)
def test_a_pipeline_can_ask_to_fail(run: Run, desk: Path, idp: IdP, option: str, expected: dict[str, int]) -> None:
    # What nobody asked about is no warning; an answer that only the unsigned envelope names is one.
    (desk / "ada.xml").write_bytes(idp.response(sign="assertion", in_response_to="_asked"))
    (desk / "odd.xml").write_bytes(idp.response(sign="assertion", response_in_response_to="_asked"))
    for name, code in expected.items():
        assert run("inspect", "-q", "--fail-on", option, "--idp", "idp.xml", f"{name}.xml").code == code
    assert run("inspect", "-q", "--fail-on", option, "none.xml").code == 3


def test_json_is_one_list(run: Run, desk: Path, trusted: list[str]) -> None:
    ran = run("inspect", "-q", "--format", "json", *trusted, "ada.xml", "forged.xml")
    assert [item["verdict"] for item in json.loads(ran.out)] == ["accepted", "refused"]


def test_output_goes_to_a_file_whole_or_not_at_all(run: Run, desk: Path, trusted: list[str]) -> None:
    ran = run("inspect", "--format", "jsonl", "-o", "out.jsonl", *trusted, "ada.xml")
    assert (ran.code, ran.out) == (0, "")
    assert json.loads((desk / "out.jsonl").read_text())["verdict"] == "accepted"
    before = (desk / "out.jsonl").read_bytes()
    lost = run("inspect", "-o", "nowhere/out.txt", "ada.xml")
    assert lost.code == 4
    assert "cannot be written" in lost.err
    assert run("inspect", "--key", "none.pem", "-o", "out.jsonl", "ada.xml").code == 3
    assert (desk / "out.jsonl").read_bytes() == before
    assert not [path.name for path in desk.iterdir() if path.name.startswith(".")]
    assert run("inspect", "-o", ".", "ada.xml").code == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such devices")
def test_output_to_a_device_leaves_it_a_device(run: Run, desk: Path) -> None:
    assert run("inspect", "-o", "/dev/null", "ada.xml").code == 0
    assert Path("/dev/null").is_char_device()


def test_standard_input_is_read(run: Run, desk: Path, trusted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((desk / "ada.xml").read_bytes())))
    ran = run("inspect", "--format", "jsonl", *trusted, "-")
    assert ran.one["verdict"] == "accepted"
    assert ran.one["source"]["path"] == "-"


def test_an_archive_gives_a_line_for_each_member(run: Run, desk: Path, trusted: list[str]) -> None:
    with zipfile.ZipFile(desk / "all.zip", "w") as file:
        file.write("ada.xml")
        file.write("forged.xml")
    ran = run("inspect", "--format", "jsonl", *trusted, "all.zip")
    assert [(line["source"]["path"], line["verdict"]) for line in ran.lines] == [
        ("all.zip/ada.xml", "accepted"),
        ("all.zip/forged.xml", "refused"),
    ]


def test_hostile_text_is_inert(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    hostile = "a\x85b\u202ec\u2028d\x9b31me"
    (desk / "h.xml").write_bytes(idp.response(name_id=hostile, attributes={hostile: [hostile]}))
    (desk / "\x1b[31mred.txt").write_text("*")
    out = run("inspect", *trusted, "h.xml", "\x1b[31mred.txt").out
    assert all(character.isprintable() for line in out.split("\n") for character in line)
    assert "\\u202e" in out
    exact = run("inspect", "--format", "jsonl", *trusted, "h.xml")
    assert exact.out.rstrip("\n").isprintable()
    assert exact.one["attributes"] == {hostile: [hostile]}


def test_the_same_attribute_twice_keeps_all_values(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    twice = [Attribute("groups", ["a"]), Attribute("groups", ["b", ""])]
    (desk / "twice.xml").write_bytes(idp.response(attributes=twice))
    assert run("inspect", "--format", "jsonl", *trusted, "twice.xml").one["attributes"]["groups"] == ["a", "b", ""]


def test_every_genuine_message_of_a_real_identity_provider_is_accepted(run: Run, corpus: Path) -> None:
    folder = corpus / "simplesamlphp"
    metadata = folder / "idp-metadata.xml"
    ran = run("inspect", "-q", "--format", "jsonl", "--idp", metadata, "--acs", "http://127.0.0.1:18999/acs", folder)
    verdicts = {Path(line["source"]["path"]).name: line["verdict"] for line in ran.lines}
    assert verdicts.pop("status_no_passive.xml") == "refused"
    # It was recorded with another identity provider.
    assert verdicts.pop("browser-login.har") == "refused"
    assert len(verdicts) == 9
    assert set(verdicts.values()) == {"accepted"}
    assert ran.code == 0


def test_several_keys_serve_a_rollover(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    old, new = key("rsa-2048", "sp"), key("rsa-2048", "sp-next")
    (desk / "old.pem").write_bytes(old.private_pem)
    (desk / "new.pem").write_bytes(new.private_pem)
    (desk / "before.xml").write_bytes(idp.response(encrypt_to=old))
    (desk / "after.xml").write_bytes(idp.response(encrypt_to=new))
    for verb in (("inspect", *trusted), ("preview", "--document", "connection.yaml")):
        both = run(*verb, "--format", "jsonl", "--key", "old.pem", "--key", "new.pem", "before.xml", "after.xml")
        assert [line["verdict"] for line in both.lines] == ["accepted", "accepted"]
        one = run(*verb, "--format", "jsonl", "--key", "new.pem", "before.xml", "after.xml")
        assert [line["verdict"] for line in one.lines] == ["refused", "accepted"]
        assert "encryption.decrypt" in [c["code"] for c in one.lines[0]["checks"] if c["result"] == "fail"]


def test_a_key_of_the_wrong_kind_or_with_a_password_says_what_to_do(run: Run, desk: Path) -> None:
    (desk / "ec.pem").write_bytes(key("ec-p256", "sp").private_pem)
    locked = key("rsa-2048", "sp").private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret words"),
    )
    (desk / "locked.pem").write_bytes(locked)
    for verb in (("inspect",), ("preview", "--document", "connection.yaml")):
        ran = run(*verb, "--key", "ec.pem", "ada.xml")
        assert (ran.code, ran.out) == (3, "")
        assert "decrypted with RSA keys" in ran.err
        ran = run(*verb, "--key", "locked.pem", "ada.xml")
        assert (ran.code, ran.out) == (3, "")
        assert "openssl pkey -in locked.pem" in ran.err
