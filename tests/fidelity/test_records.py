"""What jitadmin foretells is what real applications did, login by login."""

from collections.abc import Callable

import msgspec
import pytest

from tests.fidelity.replay import Login, Recording, play, recordings

ALL = recordings()


@pytest.mark.parametrize("recording", ALL, ids=lambda r: f"{r.application}-{r.configuration}")
def test_every_recorded_login_is_foretold(recording: Recording) -> None:
    wrong = [
        f"{played.login.id} {played.login.what}: {difference}"
        for played in play(recording)
        for difference in played.differences
    ]
    assert not wrong, "\n".join(wrong)


def test_all_recorded_configurations_are_there() -> None:
    assert len(ALL) == 16
    assert sum(len(recording.logins) for recording in ALL) == 954


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("session", lambda login: msgspec.structs.replace(login, session=not login.session)),
        ("field", lambda login: _edit(login, "fields", {"userName": "other"})),
        ("group", lambda login: _edit(login, "groups", ["other"])),
        ("link", lambda login: _edit(login, "links", [["lab", "other"]])),
        ("state", lambda login: _edit(login, "active", False)),
        ("permission", lambda login: _edit(login, "permissions", ["other"])),
        ("account", lambda login: msgspec.structs.replace(login, stored=[])),
    ],
)
def test_a_fact_that_differs_is_noticed(what: str, change: Callable[[Login], Login]) -> None:
    recording = next(r for r in ALL if r.application == "social-auth-core" and r.configuration == "by-email")
    first = recording.logins[0]
    altered = msgspec.structs.replace(recording, logins=[change(first)])
    assert not next(play(recording)).differences
    assert next(play(altered)).differences, what


def _edit(login: Login, key: str, value: object) -> Login:
    return msgspec.structs.replace(login, stored=[{**login.stored[0], key: value}])
