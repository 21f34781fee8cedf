"""Writes responses and assertions from the plain data that reading one gives."""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
from cryptography import x509

from jitadmin.adapters.saml.make.encryption import encrypted_assertion
from jitadmin.adapters.saml.make.signing import SigningKey, signed
from jitadmin.adapters.saml.names import SAML, SAMLP, XSI
from jitadmin.core.errors import InputError
from jitadmin.core.message import (
    Assertion,
    Attribute,
    AuthnStatement,
    BadTime,
    Conditions,
    NameId,
    Response,
    Status,
    SubjectConfirmation,
    Time,
)

SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"  # noqa: S105 (the name of a class)
Sign = Literal["assertion", "response", "both", "none"]

# What XML 1.0 cannot carry, not even as a reference (xml 2.2).
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
)  # fmt: skip


class LoginMaker(msgspec.Struct, frozen=True, kw_only=True):
    """An identity provider that makes logins for one service provider, as in the web browser SSO profile
    (saml-profiles 4.1.4.2).

    ``lifetime`` and ``early`` bound the validity around the moment of issue; ``sign`` says which elements the key
    signs.
    """

    issuer: str
    key: SigningKey
    audience: str
    acs: str
    sign: Sign = "assertion"
    lifetime: timedelta = timedelta(hours=1)
    early: timedelta = timedelta(minutes=5)
    context_class: str = PASSWORD
    encrypt_to: x509.Certificate | None = None

    def login(
        self,
        name_id: NameId,
        attributes: Iterable[Attribute],
        *,
        issued: datetime,
        in_response_to: str | None = None,
    ) -> bytes:
        """The login of one person as the XML of a Response; raises ``InputError`` for text that XML cannot carry."""
        attributes = tuple(attributes)
        end = issued + self.lifetime
        assertion = Assertion(
            id=_identifier(),
            version="2.0",
            issue_instant=issued,
            issuer=self.issuer,
            name_id=name_id,
            has_subject=True,
            confirmations=(
                SubjectConfirmation(
                    method=BEARER,
                    has_data=True,
                    recipient=self.acs,
                    not_on_or_after=end,
                    in_response_to=in_response_to,
                ),
            ),
            conditions=Conditions(not_before=issued - self.early, not_on_or_after=end, audiences=((self.audience,),)),
            authn_statements=(
                AuthnStatement(
                    authn_instant=issued - self.early, session_index=_identifier(), context_class=self.context_class
                ),
            ),
            attributes=attributes,
            has_attribute_statement=bool(attributes),
        )
        response = Response(
            id=_identifier(),
            version="2.0",
            issue_instant=issued,
            issuer=self.issuer,
            destination=self.acs,
            in_response_to=in_response_to,
            status=Status(codes=(SUCCESS,)),
        )
        return written(response, assertion, key=self.key, sign=self.sign, encrypt_to=self.encrypt_to)


def written(
    response: Response | None,
    assertion: Assertion | None,
    *,
    key: SigningKey | None = None,
    sign: Sign = "none",
    encrypt_to: x509.Certificate | None = None,
) -> bytes:
    """A response with its assertion, or an assertion by itself, as XML: what reading gives, the other way round.

    The assertion is signed before it is encrypted and the response is signed last, as saml-core 5 and 6 have it. Raises
    ``InputError`` for text that XML cannot carry and ``ValueError`` where something shall be signed without a key.
    """
    inner = ""
    if assertion is not None:
        inner = _assertion(assertion)
        if sign in ("assertion", "both"):
            inner = signed(inner, assertion.id, _needed(key))
        if encrypt_to is not None:
            inner = encrypted_assertion(inner, encrypt_to)
    if response is not None:
        inner = _response(response, inner)
        if sign in ("response", "both"):
            inner = signed(inner, response.id, _needed(key))
    return inner.encode()


def _needed(key: SigningKey | None) -> SigningKey:
    if key is None:
        raise ValueError("signing needs a key")
    return key


def _identifier() -> str:
    """An ID that nobody can guess and that is an NCName (saml-core 1.3.4)."""
    return "_" + secrets.token_hex(16)


def _response(response: Response, inner: str) -> str:
    head = _tag(
        f'samlp:Response xmlns:samlp="{SAMLP}"',
        Destination=response.destination,
        ID=response.id,
        InResponseTo=response.in_response_to,
        IssueInstant=_time(response.issue_instant),
        Version=response.version,
    )
    issuer = ""
    if response.issuer is not None:
        issuer = _element(f'Issuer xmlns="{SAML}"', response.issuer, Format=response.issuer_format)
    return f"{head}{issuer}{_status(response.status)}{inner}</samlp:Response>"


def _status(status: Status | None) -> str:
    if status is None:
        return ""
    codes = ""
    for code in reversed(status.codes):
        codes = f"{_tag('samlp:StatusCode', Value=code)}{codes}</samlp:StatusCode>"
    message = _element("samlp:StatusMessage", status.message) if status.message is not None else ""
    return f"<samlp:Status>{codes}{message}</samlp:Status>"


def _assertion(assertion: Assertion) -> str:
    parts = [
        _tag(
            f'Assertion xmlns="{SAML}"',
            ID=assertion.id,
            IssueInstant=_time(assertion.issue_instant),
            Version=assertion.version,
        )
    ]
    if assertion.issuer is not None:
        parts.append(_element("Issuer", assertion.issuer, Format=assertion.issuer_format))
    if assertion.has_subject or assertion.name_id or assertion.confirmations:
        confirmations = "".join(map(_confirmation, assertion.confirmations))
        parts.append(f"<Subject>{_name_id(assertion.name_id)}{confirmations}</Subject>")
    parts.append(_conditions(assertion.conditions))
    if assertion.attributes:
        parts.append("<AttributeStatement>")
        parts.extend(map(_attribute, assertion.attributes))
        parts.append("</AttributeStatement>")
    parts.extend(map(_authn_statement, assertion.authn_statements))
    parts.append("</Assertion>")
    return "".join(parts)


def _name_id(name_id: NameId | None) -> str:
    if name_id is None:
        return ""
    return _element(
        "NameID",
        name_id.value,
        Format=name_id.format,
        NameQualifier=name_id.name_qualifier,
        SPNameQualifier=name_id.sp_name_qualifier,
        SPProvidedID=name_id.sp_provided_id,
    )


def _confirmation(confirmation: SubjectConfirmation) -> str:
    data = ""
    if confirmation.has_data:
        data = _element(
            "SubjectConfirmationData",
            "",
            Address=confirmation.address,
            InResponseTo=confirmation.in_response_to,
            NotBefore=_time(confirmation.not_before),
            NotOnOrAfter=_time(confirmation.not_on_or_after),
            Recipient=confirmation.recipient,
        )
    return f"{_tag('SubjectConfirmation', Method=confirmation.method)}{data}</SubjectConfirmation>"


def _conditions(conditions: Conditions | None) -> str:
    if conditions is None:
        return ""
    head = _tag("Conditions", NotBefore=_time(conditions.not_before), NotOnOrAfter=_time(conditions.not_on_or_after))
    restrictions = "".join(
        f"<AudienceRestriction>{''.join(_element('Audience', name) for name in names)}</AudienceRestriction>"
        for names in conditions.audiences
    )
    once = "<OneTimeUse></OneTimeUse>" if conditions.one_time_use else ""
    return f"{head}{restrictions}{once}</Conditions>"


def _attribute(attribute: Attribute) -> str:
    head = _tag(
        "Attribute",
        FriendlyName=attribute.friendly_name,
        Name=attribute.name,
        NameFormat=attribute.name_format,
    )
    values = "".join(
        f'<AttributeValue xmlns:xsi="{XSI}" xsi:nil="true"></AttributeValue>'
        if value.nil
        else f"<AttributeValue>{_text(value.text)}</AttributeValue>"
        for value in attribute.values
    )
    return f"{head}{values}</Attribute>"


def _authn_statement(statement: AuthnStatement) -> str:
    head = _tag(
        "AuthnStatement",
        AuthnInstant=_time(statement.authn_instant),
        SessionIndex=statement.session_index,
        SessionNotOnOrAfter=_time(statement.session_not_on_or_after),
    )
    context = _element("AuthnContextClassRef", statement.context_class) if statement.context_class else ""
    return f"{head}<AuthnContext>{context}</AuthnContext></AuthnStatement>"


def _time(time: Time | None) -> str | None:
    """An instant in UTC (saml-core 1.3.3); a time that could not be read is written as it was."""
    if time is None:
        return None
    if isinstance(time, BadTime):
        return time.text
    text = time.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def _element(name: str, content: str, **attributes: str | None) -> str:
    return f"{_tag(name, **attributes)}{_text(content)}</{name.partition(' ')[0]}>"


def _tag(name: str, **attributes: str | None) -> str:
    """A start tag; the attributes must come sorted by name, as in canonical XML."""
    written = "".join(f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>"


def _text(text: str) -> str:
    return _possible(text).translate(_TEXT)


def _value(text: str) -> str:
    return _possible(text).translate(_ATTRIBUTE)


def _possible(text: str) -> str:
    if _IMPOSSIBLE.search(text):
        raise InputError("make.character", text=text)
    return text
