"""``inspect --tree``: what of a message is signed by which key, encrypted, unsigned or ignored."""

from pathlib import Path

from tests.builders import IdP, key
from tests.cli.conftest import Run

FIVE = ["source", "verdict", "checks", "subject", "attributes"]


def marks(out: str, element: str) -> list[str]:
    return [line.split("  ")[2].strip() for line in out.splitlines() if f"{element} " in line or f"{element}>" in line]


def test_each_element_has_its_mark(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    out = run("inspect", "--tree", *trusted, "ada.xml").out
    assert "Key 1 is CN=" in out
    assert marks(out, "samlp:Response") == ["unsigned"]
    assert marks(out, "saml:NameID") == ["signed by key 1"]
    assert marks(out, "ds:SignatureValue") == ["signature"]
    assert marks(run("inspect", "--tree", *trusted, "forged.xml").out, "saml:NameID") == ["unsigned"]
    assert "<saml:NameID" not in run("inspect", *trusted, "ada.xml").out


def test_what_is_encrypted_is_opened_and_says_so(run: Run, desk: Path, trusted: list[str], idp: IdP) -> None:
    secret = key("rsa-2048", "sp")
    (desk / "sp.pem").write_bytes(secret.private_pem)
    (desk / "sealed.xml").write_bytes(idp.response(encrypt_to=secret))
    closed = run("inspect", "--tree", *trusted, "sealed.xml").out
    assert marks(closed, ":EncryptedAssertion") == ["encrypted"]
    assert "<saml:NameID" not in closed
    assert marks(run("inspect", "--tree", "--key", "sp.pem", *trusted, "sealed.xml").out, "saml:NameID") == [
        "signed by key 1, decrypted"
    ]


def test_text_of_the_message_is_inert_and_objects_stay_as_they_are(
    run: Run, desk: Path, trusted: list[str], idp: IdP
) -> None:
    (desk / "odd.xml").write_bytes(idp.response(name_id="a\u202eb\u2028c\u009bd"))
    ran = run("inspect", "--tree", *trusted, "odd.xml")
    assert all(line.isprintable() for line in ran.out.splitlines())
    assert len([line for line in ran.out.split("\n") if "<saml:NameID" in line]) == 1
    (desk / "none.xml").write_bytes(b"<a><b></a>")
    assert "There is no tree" in run("inspect", "--tree", "none.xml").out
    assert list(run("inspect", "--tree", "--format", "jsonl", *trusted, "ada.xml").one) == FIVE
