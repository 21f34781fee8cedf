"""What no record covers is asked of the running applications: names by their NameFormat, and a state in the login."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jitadmin.adapters.saml import judge, trust_from
from jitadmin.core.jit.preview import preview
from tests.builders import Attribute, IdP
from tests.fidelity.replay import Login, account, compare
from tests.fidelity.test_live import joined
from tests.fidelity.translate import connection_for
from tests.peers.applications.running import Site, running

pytestmark = pytest.mark.peer

FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:"
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
MAPPING = {
    "uid": ["username"], "emailAddress": ["email"], "mail": ["email"], "givenName": ["first_name"],
    "surname": ["last_name"], CLAIMS + "givenname": ["first_name"], "enabled": ["is_active"],
}  # fmt: skip
Sent = Sequence[tuple[str, str | None, str]]
UID: Sent = [("urn:oid:0.9.2342.19200300.100.1.1", "uri", "ada")]


def response(site: Site, sent: Sent) -> bytes:
    """A login whose attributes have the NameFormat that is given, or none."""
    return site.idp.response(
        name_id="n-ada",
        name_id_format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        attributes=[
            Attribute(name, (value,), name_format=FORMAT + form if form else None) for name, form, value in sent
        ],
        issued=datetime.now(UTC).replace(microsecond=0),
        audience=site.audience,
        acs=site.acs,
        sign="both",
    )


def differences(application: str, settings: Mapping[str, Any], logins: Sequence[Sent], folder: Path) -> list[str]:
    """Where the application did other than foretold, login after login."""
    made = connection_for(application, settings, {}, {})
    wrong: list[str] = []
    with running(application, settings, {"roles": [], "groups": []}, {}, IdP(), folder) as site:
        connection = joined(made, site)
        for number, sent in enumerate(logins):
            before = {str(row["id"]): account(row) for row in site.state()["accounts"]}
            posted = response(site, sent)
            effect = preview(connection, judge(posted, trust_from(connection), as_of=None), before.values()).effect
            assert effect is not None
            who = site.login(posted)
            stored = site.state()["accounts"]
            after = {str(row["id"]): account(row) for row in stored}
            real = Login(str(number), "", "n-ada", [], session=who is not None, as_=who, stored=stored)
            wrong += [f"{number}: {text}" for text in compare(connection, real, effect, before, after)]
    return wrong


@pytest.mark.parametrize("unknown", [True, False])
def test_djangosaml2_finds_names_by_their_format_and_looks_at_the_state_afterwards(
    unknown: bool, tmp_path: Path
) -> None:
    settings = {"settings": {"SAML_ATTRIBUTE_MAPPING": MAPPING}, "pysaml2": {"allow_unknown_attributes": unknown}}
    enabled = [("enabled", "basic", "False"), ("enabled", "basic", "True"), ("enabled", "basic", "True")]
    logins: list[Sent] = [
        [*UID, (CLAIMS + "emailaddress", "unspecified", "one@example.org"), (CLAIMS + "surname", "unspecified", "L")],
        [*UID, (CLAIMS + "emailaddress", None, "two@example.org"), (CLAIMS + "givenname", None, "Ada")],
        [*UID, ("urn:mace:dir:attribute-def:mail", "basic", "three@example.org"), ("mail", "uri", "no@example.org")],
        [*UID, ("URN:OID:0.9.2342.19200300.100.1.3", "uri", "four@example.org"), ("urn:oid:2.5.4.42", None, "No")],
        *([*UID, one] for one in enabled),
    ]
    assert not differences("djangosaml2", settings, logins, tmp_path)


def test_grafana_lets_unknown_names_pass(tmp_path: Path) -> None:
    names = {"username": "uid", "email": "emailAddress", "first_name": "givenName", "last_name": "sn"}
    settings = {"settings": {"ATTRIBUTES_MAP": names, "CREATE_USER": True}}
    logins: list[Sent] = [
        [("uid", None, "Ada"), (CLAIMS + "emailaddress", "unspecified", "a@example.org"), ("givenName", "basic", "A"),
         ("sn", None, "L")],
        [("uid", "basic", "bob"), (CLAIMS + "emailaddress", None, "b@example.org"), ("sn", "unspecified", "B")],
    ]  # fmt: skip
    assert not differences("grafana-django-saml2-auth", settings, logins, tmp_path)
