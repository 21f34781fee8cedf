"""The real applications are started, real signed responses are posted to them, and their accounts are foretold."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from jitadmin.adapters.saml import judge, trust_from
from jitadmin.core.connection import Connection
from jitadmin.core.jit.preview import preview
from tests.builders import IdP
from tests.fidelity.replay import Login, Recording, account, compare, recordings
from tests.fidelity.table import RAN, Row
from tests.fidelity.translate import connection_for, with_names
from tests.peers.applications.running import PRODUCTS, Site, running, version

# One configuration of each application in every run of the tests, all of them with `make fidelity`.
EVERY = {
    "djangosaml2-username",
    "flask-appbuilder-sync",
    "grafana-django-saml2-auth-default",
    "social-auth-core-groups",
}
ALL = os.environ.get("JITADMIN_LIVE") == "all"
LIVE = [
    recording
    for recording in recordings()
    if recording.application in PRODUCTS and (ALL or f"{recording.application}-{recording.configuration}" in EVERY)
]
pytestmark = pytest.mark.peer


def joined(connection: Connection, site: Site) -> Connection:
    """The connection between the test's identity provider and the running application."""
    idp = msgspec.structs.replace(
        connection.identity_provider, entity_id=site.idp.entity_id, certificates=(site.idp.key.certificate_base64,)
    )
    sp = msgspec.structs.replace(connection.service_provider, entity_id=site.audience, acs=(site.acs,))
    return msgspec.structs.replace(connection, identity_provider=idp, service_provider=sp)


def play(recording: Recording, site: Site) -> Iterator[tuple[Login, list[str]]]:
    """Foretell each login from the response itself and the real accounts before it; then post it and compare."""
    made = connection_for(recording.application, recording.settings, recording.has, recording.allows)
    state = site.state()
    for login in recording.logins:
        for row in login.edited:
            site.edit(row)
        state = site.state() if login.edited else state
        connection = joined(with_names(made, state["has"], recording.allows), site)
        before = {str(row["id"]): account(row) for row in state["accounts"]}
        response = site.response(login.name_id, login.attributes, datetime.now(UTC).replace(microsecond=0))
        verdict = judge(response, trust_from(connection), as_of=None)
        effect = preview(connection, verdict, list(before.values())).effect
        who = site.login(response)
        state = site.state()
        after = {str(row["id"]): account(row) for row in state["accounts"]}
        real = msgspec.structs.replace(login, session=who is not None, as_=who, stored=state["accounts"])
        differences = [] if effect else ["nothing was foretold"]
        yield login, differences or list(compare(connection, real, effect, before, after))  # type: ignore[arg-type]


@pytest.mark.parametrize("recording", LIVE, ids=lambda r: f"{r.application}-{r.configuration}")
def test_every_login_at_the_running_application_is_foretold(recording: Recording, tmp_path: Path) -> None:
    idp = IdP()
    with running(recording.application, recording.settings, recording.has, recording.allows, idp, tmp_path) as site:
        played = list(play(recording, site))
    if ALL:
        agreed = sum(not texts for _, texts in played)
        row = Row(recording.application, version(recording.application), recording.configuration, len(played), agreed)
        RAN.mkdir(parents=True, exist_ok=True)
        (RAN / f"{row.application}-{row.configuration}.json").write_bytes(msgspec.json.encode(row))
    wrong = [f"{login.id} {login.what}: {text}" for login, texts in played for text in texts]
    assert not wrong, "\n".join(wrong)
    assert len(played) == len(recording.logins) >= 59
