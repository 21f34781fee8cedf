"""Logins that nobody thought of: drawn at random, the same in every run, and posted to the running applications."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec
import pytest

from tests.builders import IdP
from tests.fidelity.replay import Login, Recording
from tests.fidelity.test_live import ALL, LIVE, play
from tests.peers.applications.running import running

pytestmark = pytest.mark.peer

COUNT = 200 if ALL else 40
NAME_IDS = ("n-ada", "N-ADA", "n-bob", "ada", "ada@example.org")
USERS = ("ada", "ADA", " ada ", "žofie", "z\u030cofie", "ŽOFIE", "bob", "", "a b!c", "x" * 40, "ada@example.org")
ADDRESSES = ("ada@example.org", "ADA@example.org", "bob@example.org", " bob@example.org", "", "bad", "ž@example.org")
GROUPS = ("staff", "editors", "admins", "default", "nope", "Staff", "", "staff;editors", " staff")
TEXTS = ("Ada", "", "  ", "Žo", "Ada Lovelace")


def values_for(name: str) -> tuple[Sequence[str], Sequence[int]]:
    """What an attribute of this name may hold, and how many values it may have."""
    if name.lower() in ("uid", "username") or name.endswith(".100.1.1"):
        return USERS, (1, 1, 1, 1, 2, 0)
    if "mail" in name.lower() or name.endswith(".100.1.3"):
        return ADDRESSES, (1, 1, 1, 1, 2, 0)
    return (GROUPS, (0, 1, 2, 3)) if "group" in name.lower() else (TEXTS, (1, 1, 1, 2, 0))


def drawn(recording: Recording) -> Iterator[Login]:
    """Logins with the attributes of a recording: absent, empty, several, repeated, in another case or form."""
    random = Random(recording.configuration)
    names = list(dict.fromkeys(name for login in recording.logins for name, _ in login.attributes))
    for number in range(COUNT):
        sent: list[tuple[str, list[str]]] = []
        for name in names:
            texts, counts = values_for(name)
            repeats = sum(random.random() < chance for chance in (0.88, 0.03))
            sent += [(name, [random.choice(texts) for _ in range(random.choice(counts))]) for _ in range(repeats)]
        name_id = random.choice(NAME_IDS) if random.random() < 0.97 else None
        yield Login(id=str(number), what=f"{name_id} {sent}", name_id=name_id, attributes=sent, session=False)


@pytest.mark.parametrize("recording", LIVE, ids=lambda r: f"{r.application}-{r.configuration}")
def test_random_logins_at_the_running_application_are_foretold(recording: Recording, tmp_path: Path) -> None:
    made = msgspec.structs.replace(recording, logins=list(drawn(recording)))
    with running(made.application, made.settings, made.has, made.allows, IdP(), tmp_path) as site:
        played = list(play(made, site))
    assert len(played) == COUNT
    wrong = [f"{login.id} {login.what}: {text}" for login, texts in played for text in texts]
    assert not wrong, "\n".join(wrong)
