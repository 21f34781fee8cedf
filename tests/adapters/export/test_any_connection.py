"""Connections of every shape and with any texts: each format writes them, or says in a sentence why it cannot."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jitadmin.core.connection import Connection
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import FORMATS, Exported
from tests.adapters.documents_made import connections
from tests.adapters.export.made import exported

SAID = {"export.unwritable", "export.no_acs", "export.acs_too_short", "export.text"}


def made(document: dict[str, Any]) -> Connection:
    """The connection of a document, with the one identity provider whose addresses the tests know."""
    connection = msgspec.convert(document, Connection, strict=False)
    party = msgspec.structs.replace(connection.identity_provider, certificates=(), metadata_file="idp.xml")
    return msgspec.structs.replace(connection, identity_provider=party)


def outcome(connection: Connection, name: str) -> Exported | UsageError:
    try:
        return exported(connection, name)
    except UsageError as error:
        return error


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=connections(), acs=st.sampled_from(["https://sp.test/a/b", "https://sp.test/x/postResponse", ""]))
def test_any_connection_is_written_or_refused_with_a_sentence(name: str, document: dict[str, Any], acs: str) -> None:
    connection = made(document)
    if acs:
        sp = msgspec.structs.replace(connection.service_provider, acs=(acs,))
        connection = msgspec.structs.replace(connection, service_provider=sp)
    result = outcome(connection, name)
    if isinstance(result, UsageError):
        assert result.code in SAID
        return
    assert all(str(loss).endswith(".") for loss in result.losses)
    assert all(item.text.encode().decode() == item.text for item in result.files)
