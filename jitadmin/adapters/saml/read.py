"""From elements to the records of ``core.message``: what a message says, believed or not.

Names are compared with their namespace, never by prefix; nothing is merged, trimmed or dropped.
"""

from collections.abc import Callable
from typing import Final

from lxml import etree

from jitadmin.adapters.saml.names import (
    ATTRIBUTE,
    ATTRIBUTE_STATEMENT,
    ATTRIBUTE_VALUE,
    AUDIENCE,
    AUDIENCE_RESTRICTION,
    AUTHN_CONTEXT,
    AUTHN_STATEMENT,
    CONDITIONS,
    CONFIRMATION,
    CONFIRMATION_DATA,
    CONTEXT_CLASS,
    ENCRYPTED_ATTRIBUTE,
    ENCRYPTED_ID,
    ISSUER,
    NAME_ID,
    ONE_TIME_USE,
    PROXY_RESTRICTION,
    STATUS,
    STATUS_CODE,
    STATUS_MESSAGE,
    SUBJECT,
    XSI_NIL,
    XSI_TYPE,
    local_name,
)
from jitadmin.adapters.saml.xml import text_of
from jitadmin.core.message import (
    Assertion,
    Attribute,
    AttributeValue,
    AuthnStatement,
    Conditions,
    NameId,
    Response,
    Status,
    SubjectConfirmation,
)
from jitadmin.core.times import read_time

Reveal = Callable[[etree._Element], etree._Element | None]
STATUS_DEPTH: Final = 8


def nothing_revealed(_element: etree._Element) -> etree._Element | None:
    """The Reveal of a reader without keys."""
    return None


def read_response(root: etree._Element) -> Response:
    """The envelope alone (saml-core 3.3.3)."""
    issuer = _first(root, ISSUER)
    return Response(
        id=root.get("ID", ""),
        version=root.get("Version"),
        issue_instant=read_time(root.get("IssueInstant")),
        issuer=None if issuer is None else text_of(issuer),
        issuer_format=None if issuer is None else issuer.get("Format"),
        destination=root.get("Destination"),
        in_response_to=root.get("InResponseTo"),
        status=_status(_first(root, STATUS)),
    )


def _first(parent: etree._Element, tag: str) -> etree._Element | None:
    # Faster than iterchildren(), which first makes a matcher of the tag.
    for child in parent:
        if child.tag == tag:
            return child
    return None


def _status(element: etree._Element | None) -> Status | None:
    if element is None:
        return None
    codes: list[str] = []
    code = _first(element, STATUS_CODE)
    while code is not None and len(codes) < STATUS_DEPTH:
        codes.append(code.get("Value", ""))
        code = _first(code, STATUS_CODE)
    message = _first(element, STATUS_MESSAGE)
    return Status(codes=tuple(codes), message=None if message is None else text_of(message))


def read_assertion(root: etree._Element, *, encrypted: bool = False, reveal: Reveal = nothing_revealed) -> Assertion:
    """One assertion (saml-core 2.3.3); ``reveal`` gives the element inside an EncryptedID or EncryptedAttribute."""
    parts: dict[object, list[etree._Element]] = {}
    for child in root:
        parts.setdefault(child.tag, []).append(child)
    (issuer,) = parts.get(ISSUER, _NONE)[:1]
    (subject,) = parts.get(SUBJECT, _NONE)[:1]
    (conditions,) = parts.get(CONDITIONS, _NONE)[:1]
    statements = parts.get(ATTRIBUTE_STATEMENT, ())
    attributes: list[Attribute] = []
    foreign: list[str] = []
    for number, statement in enumerate(statements, 1):
        prefix = "AttributeStatement" if len(statements) == 1 else f"AttributeStatement[{number}]"
        attributes.extend(_attributes(statement, prefix, reveal, foreign))
    get = root.get
    return Assertion(
        id=get("ID", ""),
        version=get("Version"),
        issue_instant=read_time(get("IssueInstant")),
        issuer=None if issuer is None else text_of(issuer),
        issuer_format=None if issuer is None else issuer.get("Format"),
        name_id=None if subject is None else _name_id(subject, reveal),
        has_subject=subject is not None,
        confirmations=()
        if subject is None
        else tuple([_confirmation(child) for child in subject if child.tag == CONFIRMATION]),
        conditions=None if conditions is None else _conditions(conditions),
        authn_statements=tuple([_authn(statement) for statement in parts.get(AUTHN_STATEMENT, ())]),
        attributes=tuple(attributes),
        has_attribute_statement=bool(statements),
        foreign="".join(foreign),
        encrypted=encrypted,
    )


_NONE: Final = (None,)


def _name_id(subject: etree._Element, reveal: Reveal) -> NameId | None:
    element, hidden = _first(subject, NAME_ID), False
    if element is None and (sealed := _first(subject, ENCRYPTED_ID)) is not None:
        element, hidden = reveal(sealed), True
        if element is None or element.tag != NAME_ID:
            return None
    if element is None:
        return None
    return NameId(
        value=text_of(element),
        format=element.get("Format"),
        name_qualifier=element.get("NameQualifier"),
        sp_name_qualifier=element.get("SPNameQualifier"),
        sp_provided_id=element.get("SPProvidedID"),
        encrypted=hidden,
    )


def _confirmation(element: etree._Element) -> SubjectConfirmation:
    data = _first(element, CONFIRMATION_DATA)
    get = data.get if data is not None else _absent
    return SubjectConfirmation(
        method=element.get("Method", ""),
        has_data=data is not None,
        recipient=get("Recipient"),
        not_before=read_time(get("NotBefore")),
        not_on_or_after=read_time(get("NotOnOrAfter")),
        in_response_to=get("InResponseTo"),
        address=get("Address"),
    )


def _absent(_name: str) -> str | None:
    return None


def _conditions(element: etree._Element) -> Conditions:
    audiences, unknown, once = [], [], False
    for child in element:
        tag = child.tag
        if tag == AUDIENCE_RESTRICTION:
            audiences.append(tuple([text_of(item) for item in child if item.tag == AUDIENCE]))
        elif tag == ONE_TIME_USE:
            once = True
        elif tag != PROXY_RESTRICTION and isinstance(tag, str):
            unknown.append(child.get(XSI_TYPE) or local_name(tag))
    return Conditions(
        not_before=read_time(element.get("NotBefore")),
        not_on_or_after=read_time(element.get("NotOnOrAfter")),
        audiences=tuple(audiences),
        one_time_use=once,
        unknown=tuple(unknown),
    )


def _authn(element: etree._Element) -> AuthnStatement:
    held = _first(element, AUTHN_CONTEXT)
    context = None if held is None else _first(held, CONTEXT_CLASS)
    return AuthnStatement(
        authn_instant=read_time(element.get("AuthnInstant")),
        session_index=element.get("SessionIndex"),
        session_not_on_or_after=read_time(element.get("SessionNotOnOrAfter")),
        context_class=None if context is None else text_of(context),
        has_context=context is not None or (held is not None and len(held) > 0),
    )


def _attributes(statement: etree._Element, prefix: str, reveal: Reveal, foreign: list[str]) -> list[Attribute]:
    found: list[Attribute] = []
    number = 0
    for child in statement:
        element: etree._Element | None = child
        if child.tag != ATTRIBUTE:
            if child.tag != ENCRYPTED_ATTRIBUTE:
                _passed_over(child, foreign)
                continue
            element = reveal(child)
        number += 1
        if element is not None and (element is child or element.tag == ATTRIBUTE):
            found.append(_attribute(element, f"{prefix}/Attribute[{number}]", foreign))
    return found


def _passed_over(element: etree._Element, foreign: list[str]) -> None:
    # One is enough to refuse it, and a crowd of them shall not fill the memory.
    if not foreign and isinstance(element.tag, str):
        foreign.append(local_name(element.tag))


def _attribute(element: etree._Element, where: str, foreign: list[str]) -> Attribute:
    get = element.get
    values = []
    for child in element:
        if child.tag == ATTRIBUTE_VALUE:
            # Nearly all values of the world are one text and at most one type.
            items = child.items()
            if len(child) or len(items) > 1 or (items and items[0][0] != XSI_TYPE):
                values.append(_value(child))
            else:
                values.append(AttributeValue(text=child.text or "", type=str(items[0][1]) if items else None))
        else:
            _passed_over(child, foreign)
    name = get("Name")
    return Attribute(
        name=name or "",
        named=name is not None,
        name_format=get("NameFormat"),
        friendly_name=get("FriendlyName"),
        values=tuple(values),
        where=where,
    )


def _value(element: etree._Element) -> AttributeValue:
    nested = next(element.iterchildren(etree.Element), None) if len(element) else None
    text = text_of(element)
    return AttributeValue(
        text=text if nested is None else text.strip(" \t\r\n"),
        nil=element.get(XSI_NIL) in {"true", "1"},
        type=element.get(XSI_TYPE),
        element=None if nested is None else local_name(nested.tag),
    )
