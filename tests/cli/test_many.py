"""So many messages that several processes share them: nothing is seen of that but the time."""

import base64
import json
from pathlib import Path

from jitadmin.adapters.batch import ALONE, CHUNK
from tests.builders import IdP, key
from tests.cli.conftest import Run

BROKEN = ALONE + 20
COUNT = ALONE + 3 * CHUNK


def lines(path: Path, idp: IdP) -> None:
    """Logins that only the decryption key opens, and a broken one among those that others work on."""
    message = idp.response(encrypt_to=key("rsa-2048", "sp"))
    whole = json.dumps({"SAMLResponse": base64.b64encode(message).decode()})
    path.write_text("".join("{broken\n" if n == BROKEN else whole + "\n" for n in range(COUNT)))


def test_many_messages_are_answered_in_their_order(run: Run, desk: Path, idp: IdP) -> None:
    many = desk / "many.jsonl"
    lines(many, idp)
    (desk / "key.pem").write_bytes(key("rsa-2048", "sp").private_pem)
    given = ("--key", desk / "key.pem", "--format", "jsonl", many)
    for verb in (("inspect", "--idp", desk / "idp.xml"), ("preview", "--document", desk / "connection.yaml")):
        ran = run(*verb, *given)
        assert ran.code == 3
        assert [line["source"]["index"] for line in ran.lines] == list(range(COUNT))
        verdicts = [line["verdict"] for line in ran.lines]
        assert verdicts == ["unreadable" if n == BROKEN else "accepted" for n in range(COUNT)]
        # The first is the only one that is no repetition.
        first, last = ran.lines[1], ran.lines[-1]
        assert {**first, "source": None} == {**last, "source": None}
        assert f"{COUNT} logins: {COUNT - 1} accepted" in ran.err


def test_the_bound_on_their_number_holds(run: Run, desk: Path, idp: IdP) -> None:
    many = desk / "many.jsonl"
    lines(many, idp)
    ran = run("inspect", "--max-count", ALONE + 2 * CHUNK, "--format", "jsonl", many)
    assert len(ran.lines) == ALONE + 2 * CHUNK + 1
    assert ran.lines[-1]["checks"][0]["code"] == "limit.count"
