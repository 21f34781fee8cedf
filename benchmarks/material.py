"""The messages that every contender reads, issued at the moment of the run with keys that exist for it alone."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.builders import ACS, SP, Attribute, IdP, Person, key

MESSAGES = 1000
GROUPS = 20
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
# mail, givenName, sn, displayName, cn, uid, title, ou, o, l, telephoneNumber, employeeNumber, employeeType, language
NAMES = (
    "0.9.2342.19200300.100.1.3", "2.5.4.42", "2.5.4.4", "2.16.840.1.113730.3.1.241", "2.5.4.3",
    "0.9.2342.19200300.100.1.1", "2.5.4.12", "2.5.4.11", "2.5.4.10", "2.5.4.7", "2.5.4.20",
    "2.16.840.1.113730.3.1.3", "2.16.840.1.113730.3.1.4", "2.16.840.1.113730.3.1.39",
)  # fmt: skip
MEMBER_OF = "1.3.6.1.4.1.5923.1.5.1.1"


@dataclass(frozen=True)
class Material:
    """What a contender is given: the base64 of each message by form, and what it may trust."""

    messages: dict[str, list[str]]
    certificate: str
    key: str
    metadata: str
    issuer: str
    audience: str
    acs: str

    def as_line(self) -> str:
        return json.dumps(vars(self)) + "\n"

    @classmethod
    def from_line(cls, line: str) -> "Material":
        return cls(**json.loads(line))

    def xml(self, form: str) -> list[bytes]:
        return [base64.b64decode(message) for message in self.messages[form]]


def attributes(number: int) -> list[Attribute]:
    """Fifteen attributes, of which one has twenty values."""
    single = [Attribute(f"urn:oid:{oid}", [f"value {i} of person {number}"], URI) for i, oid in enumerate(NAMES)]
    groups = [f"cn=group-{group:02d},ou=groups,dc=example,dc=test" for group in range(GROUPS)]
    return [*single, Attribute(f"urn:oid:{MEMBER_OF}", groups, URI)]


def login(number: int, issued: datetime) -> dict[str, Any]:
    """What the builder is told of one login; no two of them are alike."""
    until = issued.replace(year=issued.year + 1)
    return {
        "person": Person(email=f"person{number}@example.test"),
        "attributes": attributes(number),
        "issued": issued,
        "not_on_or_after": until,
        "confirmation_not_on_or_after": until,
    }


def signed(idp: IdP, count: int) -> Iterator[str]:
    """The base64 of so many distinct logins, one after the other, each with a signed Response."""
    issued = now()
    for number in range(count):
        yield base64.b64encode(idp.response(sign="response", **login(number, issued))).decode()


def now() -> datetime:
    """The moment of the run, as a message writes it."""
    return datetime.now(UTC).replace(microsecond=0)


def material(count: int = MESSAGES, idp: IdP | None = None) -> Material:
    """``signed``: the Response is signed. ``encrypted``: the same Assertion, signed and then encrypted."""
    idp, recipient = idp or IdP(), key("rsa-2048", "recipient")
    issued = now()
    sealed = (idp.response(sign="assertion", encrypt_to=recipient, **login(number, issued)) for number in range(count))
    return Material(
        messages={
            "signed": list(signed(idp, count)),
            "encrypted": [base64.b64encode(message).decode() for message in sealed],
        },
        certificate=idp.key.certificate_pem.decode(),
        key=recipient.private_pem.decode(),
        metadata=idp.metadata_xml().decode(),
        issuer=idp.entity_id,
        audience=SP,
        acs=ACS,
    )
