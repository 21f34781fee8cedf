"""mod_auth_mellon: what a configuration for Apache says, and what it refuses to say."""

import pytest

from jitadmin.core.errors import UsageError
from tests.adapters.export.made import HOSTILE, ONE_LINE, changed, codes, connection, exported, key


def directives(text: str) -> dict[str, str]:
    lines = (line.strip().partition(" ") for line in text.splitlines() if line.startswith("    "))
    return {name: value for name, _, value in lines}


def test_the_endpoint_is_taken_from_the_address_for_responses() -> None:
    said = directives(exported(connection(), "mod-auth-mellon", folder="/srv/sp").file("mellon.conf").text)
    assert said["MellonEndpointPath"] == '"/saml"'
    assert said["MellonSPPrivateKeyFile"] == '"/srv/sp/sp.key"'
    assert said["MellonUser"] == '"uid"'


def test_an_address_that_it_cannot_serve_is_said() -> None:
    made = changed(connection(), "service_provider", acs=("https://sp.export.test/login/callback",))
    assert "export.acs_path" in codes(exported(made, "mod-auth-mellon"))


@pytest.mark.parametrize("keys", [(), (key("ec-p256", "ec")[0],)], ids=["none", "EC only"])
def test_without_a_key_that_signs_nothing_is_exported(keys: tuple[object, ...]) -> None:
    with pytest.raises(UsageError, match="RSA key"):
        exported(connection(), "mod-auth-mellon", sp_keys=keys)


@pytest.mark.parametrize("text", [text for text in HOSTILE if text not in ONE_LINE or "${" in text], ids=ascii)
def test_what_apache_would_read_otherwise_is_refused(text: str) -> None:
    """That all others arrive as they are is proved by a login in tests/end2end."""
    with pytest.raises(UsageError, match="no way to write"):
        exported(connection(text), "mod-auth-mellon")
    with pytest.raises(UsageError, match="no way to write"):
        exported(connection(), "mod-auth-mellon", folder=f"/srv/{text}")
