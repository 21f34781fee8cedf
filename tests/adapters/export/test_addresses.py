"""Addresses that only metadata tells of are carried into an export, or the export says that they are not."""

import msgspec
import pytest

from jitadmin.adapters.saml import read_metadata
from jitadmin.core.entity import Endpoint, Entity, Role
from jitadmin.core.exporting import FORMATS
from tests.adapters.export.made import ACS, SP, changed, codes, connection, exported, idp

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
LEAVE = Endpoint(binding=REDIRECT, location="https://any.test/leave", responses="https://any.test/left")
OTHERS = (f"{ACS}2", f"{ACS}3")


def application() -> Entity:
    """Registered metadata whose numbers begin elsewhere; the third address of the connection is not in it."""
    numbered = tuple(Endpoint(binding=POST, location=at, index=number) for at, number in ((ACS, 7), (OTHERS[0], 0)))
    return Entity(entity_id=SP, sp=Role(kind="sp", endpoints=numbered, logout=(LEAVE,)))


def identity_provider() -> Entity:
    known = idp()
    assert known.idp is not None
    return msgspec.structs.replace(known, idp=msgspec.structs.replace(known.idp, logout=(LEAVE,)))


@pytest.mark.parametrize("format", FORMATS)
def test_what_metadata_tells_is_in_the_export_or_said_to_be_lost(format: str) -> None:  # noqa: A002
    made = changed(connection(), "service_provider", acs=(ACS, *OTHERS))
    result = exported(made, format, sp=application(), idp=identity_provider())
    text = "".join(item.text for item in result.files)
    assert ("https://any.test/leave" in text) is ("https://any.test/left" in text)
    assert ("https://any.test/leave" in text) is ("export.lost.logout" not in codes(result))
    assert ("export.lost.acsIndexes" in codes(result)) is ("acsIndexes" not in FORMATS[format].carries)
    assert all("{" not in str(loss) for loss in result.losses)
    plain = codes(exported(made, format))
    assert not plain & {"export.lost.logout", "export.lost.acsIndexes"}


def test_our_metadata_has_the_numbers_and_the_logout_of_the_application() -> None:
    made = changed(connection(), "service_provider", acs=(ACS, *OTHERS))
    (entity,) = read_metadata(exported(made, "saml-metadata", sp=application()).files[0].text.encode())
    assert entity.sp is not None
    assert [(item.location, item.index) for item in entity.sp.endpoints] == [(ACS, 7), (OTHERS[0], 0), (OTHERS[1], 1)]
    assert entity.sp.logout == (LEAVE,)
    remote = exported(made, "simplesamlphp-remote", sp=application()).files[0].text
    assert "'index' => 7" in remote
