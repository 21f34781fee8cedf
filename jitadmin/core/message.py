"""What a SAML message says, as plain data: nothing here is verified by being here.

The field names are those of SAML 2.0 core (saml-core-2.0-os); times are UTC ``datetime``s or, where the text is no
``xs:dateTime`` with a zone, ``BadTime`` so that a check can name it.
"""

from datetime import datetime
from typing import Literal

import msgspec


class Origin(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where a message was found: the file, its number within, and the digest of the XML bytes."""

    path: str = ""
    index: int = 0
    sha256: str = ""


class BadTime(msgspec.Struct, frozen=True, tag=True, gc=False):
    """A time that cannot be read, kept as the text it was."""

    text: str


Time = datetime | BadTime


class NameId(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The subject's name (saml-core 2.2.3)."""

    value: str
    format: str | None = None
    name_qualifier: str | None = None
    sp_name_qualifier: str | None = None
    sp_provided_id: str | None = None
    encrypted: bool = False


class AttributeValue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One value: its whole text (comments and CDATA joined), or the flat text of nested elements.

    ``nil`` is ``xsi:nil``; ``type`` the ``xsi:type`` as written; ``element`` the name of a nested element, such as the
    NameID inside eduPersonTargetedID.
    """

    text: str
    nil: bool = False
    type: str | None = None
    element: str | None = None


class Attribute(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One Attribute element (saml-core 2.7.3.1); two elements of one name stay two.

    ``named`` tells a ``Name`` that is empty from none at all, which the standard forbids.
    """

    name: str
    named: bool = True
    name_format: str | None = None
    friendly_name: str | None = None
    values: tuple[AttributeValue, ...] = ()
    where: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of all values, nil ones left out."""
        return tuple(value.text for value in self.values if not value.nil)


class SubjectConfirmation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How the bearer is confirmed (saml-core 2.4.1.1, profiles 4.1.4.2); ``has_data`` tells an absent data element."""

    method: str
    has_data: bool = False
    recipient: str | None = None
    not_before: Time | None = None
    not_on_or_after: Time | None = None
    in_response_to: str | None = None
    address: str | None = None


class Conditions(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The Conditions element; ``audiences`` holds one tuple for each AudienceRestriction (all must hold)."""

    not_before: Time | None = None
    not_on_or_after: Time | None = None
    audiences: tuple[tuple[str, ...], ...] = ()
    one_time_use: bool = False
    unknown: tuple[str, ...] = ()


class AuthnStatement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One login at the identity provider (saml-core 2.7.2); ``has_context`` says whether it tells how it was made."""

    authn_instant: Time | None = None
    session_index: str | None = None
    session_not_on_or_after: Time | None = None
    context_class: str | None = None
    has_context: bool = True


class Assertion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One Assertion (saml-core 2.3.3); ``foreign`` names the first element among attributes or values that is none."""

    id: str
    version: str | None
    issue_instant: Time | None
    issuer: str | None
    issuer_format: str | None = None
    name_id: NameId | None = None
    has_subject: bool = False
    confirmations: tuple[SubjectConfirmation, ...] = ()
    conditions: Conditions | None = None
    authn_statements: tuple[AuthnStatement, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    has_attribute_statement: bool = False
    foreign: str = ""
    encrypted: bool = False


class Status(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The Status of a response: the codes from the top level inwards and the message, if any."""

    codes: tuple[str, ...] = ()
    message: str | None = None


class Response(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The envelope (saml-core 3.2.2, 3.3.3) without its assertions."""

    id: str
    version: str | None
    issue_instant: Time | None
    issuer: str | None = None
    issuer_format: str | None = None
    destination: str | None = None
    in_response_to: str | None = None
    status: Status | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One message as it was found, before anyone believed it.

    ``response`` is None for a bare assertion. ``assertions`` holds the readable assertions in document order, decrypted
    ones included; ``encrypted_count`` counts EncryptedAssertion children of the response.
    """

    origin: Origin
    response: Response | None
    assertions: tuple[Assertion, ...] = ()
    encrypted_count: int = 0
    binding: Literal["post", "redirect", "unknown"] = "unknown"


class Signature(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What examining one signature found.

    ``covers`` names the element whose canonical bytes were digested. ``key`` is the SHA-256 fingerprint (hex) of the
    trusted certificate that verified it, None where none did. ``trusted`` is true only when the digest, the signature
    value, the structure and the algorithm all held with a key from trusted metadata.
    """

    covers: Literal["response", "assertion", "metadata"]
    trusted: bool
    algorithm: str = ""
    digest_algorithm: str = ""
    key: str | None = None
    key_subject: str | None = None
    inside_encryption: bool = False
