"""The names that pysaml2 gives to attributes are those that the model of its applications foretells."""

import pytest
from saml2.attribute_converter import ac_factory, list_to_local
from saml2.saml import attribute_from_string

from jitadmin.core.connection.policy import Library
from jitadmin.core.jit.login import receive
from jitadmin.core.local_names import local_name
from tests.core.jit.sample import attribute, login

FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:"
WS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
NAMES = (
    "urn:oid:2.5.4.42",
    "URN:OID:2.5.4.4",
    "urn:oid:1.2.3.4",
    "urn:mace:dir:attribute-def:mail",
    WS + "emailaddress",
    WS + "Surname",
    "http://schemas.microsoft.com/claims/groups.link",
    "mail",
    "uid ",
)


@pytest.mark.parametrize("form", ["uri", "basic", "unspecified"])
def test_the_maps_are_those_of_the_library(form: str) -> None:
    # Of two maps for one NameFormat the library takes the later.
    converter = {one.name_format: one for one in ac_factory()}[FORMAT + form]
    assert {name: local_name(name, FORMAT + form) for name in converter._fro} == converter._fro


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["uri", "basic", "unspecified", None])
@pytest.mark.parametrize("unknown", ["keep", "drop"])
def test_an_attribute_is_found_under_the_name_that_the_library_gives(name: str, form: str | None, unknown: str) -> None:
    name_format = FORMAT + form if form else None
    said = f' NameFormat="{name_format}"' if name_format else ""
    real = attribute_from_string(
        f'<a:Attribute xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" Name="{name}"{said}>'
        "<a:AttributeValue>x</a:AttributeValue></a:Attribute>"
    )
    wanted = list_to_local(ac_factory(), [real], unknown == "keep")
    assertion = login("ada", [attribute(name, "x", name_format=name_format)]).assertion
    assert assertion is not None
    library = Library(names="friendly", unknown_names=unknown)  # type: ignore[arg-type]
    found, _ = receive(assertion, library)
    assert {key: list(entry.values) for key, entry in found.entries.items()} == wanted
