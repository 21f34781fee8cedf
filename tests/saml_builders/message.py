"""A SAML response as text, made from a plan that says every part of it."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from tests.saml_builders.encryption import Encrypting, encrypted_xml
from tests.saml_builders.keys import Key
from tests.saml_builders.names import BEARER, SAML, SAMLP, STATUS, XS, XSI
from tests.saml_builders.shapes import PLAIN, Person, Shape
from tests.saml_builders.signing import Signing, in_scope_copy, sign_element, unchanged

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
SP = "https://sp.example.test/saml"
ACS = "https://sp.example.test/saml/acs"


class Raw(str):
    """Text that stands in the message as it is, without escaping."""

    __slots__ = ()


class Unset:
    """The type of UNSET."""


UNSET = Unset()
Instant: TypeAlias = datetime | str | None
Maybe: TypeAlias = Instant | Unset


@dataclass(frozen=True)
class Attribute:
    """One Attribute element; a value of None is written with xsi:nil, ``Raw`` as nested markup."""

    name: str
    values: Sequence[str | None] = ()
    name_format: str | Unset | None = UNSET
    friendly_name: str | None = None
    value_type: str | Unset | None = UNSET
    extra: str = ""


Attributes: TypeAlias = Mapping[str, str | Sequence[str | None]] | Sequence[Attribute | tuple[object, ...]]


@dataclass(frozen=True)
class Confirmation:
    """One SubjectConfirmation; UNSET takes what the response says elsewhere, None leaves the part out."""

    method: str = BEARER
    recipient: str | Unset | None = UNSET
    in_response_to: str | Unset | None = UNSET
    not_on_or_after: Maybe = UNSET
    not_before: Instant = None
    address: str | None = None
    data: bool = True
    content: str = ""


@dataclass(frozen=True)
class Plan:
    """Every knob of a response. UNSET means "as the shape does", None means "left out"."""

    entity_id: str
    key: Key
    shape: Shape = PLAIN
    person: Person = field(default=Person())
    name_id: str | Unset | None = UNSET
    name_id_format: str | Unset | None = UNSET
    name_id_attributes: Mapping[str, str] = field(default_factory=dict)
    attributes: Attributes | None = None
    issued: datetime = NOW
    issue_instant: Maybe = UNSET
    audience: str | Sequence[str | Sequence[str]] | None = SP
    acs: str = ACS
    recipient: str | Unset | None = UNSET
    destination: str | Unset | None = UNSET
    in_response_to: str | None = None
    response_in_response_to: str | Unset | None = UNSET
    sign: str | None = None
    signing: Signing | None = None
    method: str | None = None
    digest: str | None = None
    key_info: str | None = None
    response_key: Key | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    encrypt_to: Key | None = None
    encrypting: Encrypting = field(default=Encrypting())
    encrypt_name_id: bool = False
    encrypt_attributes: bool = False
    status: Sequence[str] = ("Success",)
    status_message: str | None = None
    response_issuer: str | Unset | None = UNSET
    assertion_issuer: str | Unset | None = UNSET
    version: str | None = "2.0"
    assertion_version: str | None = "2.0"
    not_before: Maybe = UNSET
    not_on_or_after: Maybe = UNSET
    confirmation_not_on_or_after: Maybe = UNSET
    session_not_on_or_after: Maybe = UNSET
    authn_instant: Maybe = UNSET
    session_index: str | Unset | None = UNSET
    confirmations: Sequence[Confirmation] = (Confirmation(),)
    conditions: str = ""
    advice: str = ""
    extensions: str = ""
    omit: frozenset[str] = frozenset()
    response_id: str | None = None
    assertion_id: str | None = None
    pretty: bool | None = None
    edit: Callable[[str], str] = field(default=unchanged)

    def but(self, **changes: object) -> "Plan":
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


def _attribute(name: str, value: str | None) -> str:
    return "" if value is None else f" {name}={quoteattr(value)}"


def _text(value: str) -> str:
    return value if isinstance(value, Raw) else escape(value)


class _Writer:
    """Writes one plan; it exists to hold what every part of the text needs to know."""

    def __init__(self, plan: Plan, number: int) -> None:
        self.plan = plan
        shape = plan.shape
        protocol = plan.prefixes.get("protocol", shape.protocol)
        assertion = plan.prefixes.get("assertion", shape.assertion)
        self.p = f"{protocol}:" if protocol else ""
        self.a = f"{assertion}:" if assertion else ""
        self.declare_p = f' xmlns{":" if protocol else ""}{protocol}="{SAMLP}"'
        self.declare_a = f' xmlns{":" if assertion else ""}{assertion}="{SAML}"'
        self.local_a = "" if shape.declare_at_root and assertion else self.declare_a
        self.x = shape.schema_prefix
        seed = f"{plan.entity_id} {number} {plan.person.email}".encode()
        self.response_id = plan.response_id or shape.id_prefix + hashlib.sha256(b"r" + seed).hexdigest()[:32]
        self.assertion_id = plan.assertion_id or shape.id_prefix + hashlib.sha256(b"a" + seed).hexdigest()[:32]

    def instant(self, value: Maybe, offset: int | None) -> str | None:
        if isinstance(value, Unset):
            if offset is None:
                return None
            value = self.plan.issued + timedelta(seconds=offset)
        if isinstance(value, datetime):
            text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
            return text + (f".{value.microsecond // 1000:03d}Z" if self.plan.shape.milliseconds else "Z")
        return value

    def declarations(self, names: Sequence[str]) -> str:
        return "".join(f' xmlns:{n}="{XSI if n == "xsi" else XS}"' for n in names)

    def issuer(self, value: str | Unset | None, declare: str) -> str:
        if value is None:
            return ""
        text = self.plan.entity_id if isinstance(value, Unset) else value
        form = _attribute("Format", self.plan.shape.issuer_format)
        return f"<{self.a}Issuer{declare}{form}>{_text(text)}</{self.a}Issuer>"

    def name_id(self) -> str:
        plan, shape, a = self.plan, self.plan.shape, self.a
        value = getattr(plan.person, shape.name_id_field) if isinstance(plan.name_id, Unset) else plan.name_id
        if value is None or "name_id" in plan.omit:
            return ""
        form = shape.name_id_format if isinstance(plan.name_id_format, Unset) else plan.name_id_format
        audience = plan.audience if isinstance(plan.audience, str) else SP
        known = {"NameQualifier": plan.entity_id, "SPNameQualifier": audience}
        extra = {**{q: known[q] for q in shape.qualifiers}, **plan.name_id_attributes}
        written = "".join(_attribute(n, v) for n, v in extra.items()) + _attribute("Format", form)
        if plan.encrypt_name_id:
            assert plan.encrypt_to
            alone = f"<{a}NameID{self.declare_a}{written}>{_text(value)}</{a}NameID>".encode()
            return f"<{a}EncryptedID>{encrypted_xml(alone, plan.encrypt_to, plan.encrypting)}</{a}EncryptedID>"
        return f"<{a}NameID{written}>{_text(value)}</{a}NameID>"

    def confirmation(self, c: Confirmation) -> str:
        plan, a = self.plan, self.a
        recipient = plan.recipient if isinstance(c.recipient, Unset) else c.recipient
        recipient = plan.acs if isinstance(recipient, Unset) else recipient
        answers = plan.in_response_to if isinstance(c.in_response_to, Unset) else c.in_response_to
        until = plan.confirmation_not_on_or_after if isinstance(c.not_on_or_after, Unset) else c.not_on_or_after
        data = (
            f"<{a}SubjectConfirmationData"
            f"{_attribute('Address', c.address)}{_attribute('InResponseTo', answers)}"
            f"{_attribute('NotBefore', self.instant(c.not_before, None))}"
            f"{_attribute('NotOnOrAfter', self.instant(until, plan.shape.confirmation))}"
            f"{_attribute('Recipient', recipient)}>{c.content}</{a}SubjectConfirmationData>"
        )
        method = f" Method={quoteattr(c.method)}"
        return f"<{a}SubjectConfirmation{method}>{data if c.data else ''}</{a}SubjectConfirmation>"

    def subject(self) -> str:
        if "subject" in self.plan.omit:
            return ""
        body = self.name_id() + "".join(self.confirmation(c) for c in self.plan.confirmations)
        return f"<{self.a}Subject>{body}</{self.a}Subject>"

    def audiences(self) -> str:
        wanted = self.plan.audience
        if wanted is None:
            return ""
        a, text = self.a, ""
        for restriction in [wanted] if isinstance(wanted, str) else wanted:
            inner = [restriction] if isinstance(restriction, str) else restriction
            body = "".join(f"<{a}Audience>{_text(entry)}</{a}Audience>" for entry in inner)
            text += f"<{a}AudienceRestriction>{body}</{a}AudienceRestriction>"
        return text

    def conditions(self) -> str:
        plan, shape, a = self.plan, self.plan.shape, self.a
        if "conditions" in plan.omit:
            return ""
        times = _attribute("NotBefore", self.instant(plan.not_before, shape.not_before))
        times += _attribute("NotOnOrAfter", self.instant(plan.not_on_or_after, shape.not_on_or_after))
        return f"<{a}Conditions{times}>{self.audiences()}{plan.conditions}</{a}Conditions>"

    def authn_statement(self) -> str:
        plan, shape, a = self.plan, self.plan.shape, self.a
        if "authn_statement" in plan.omit:
            return ""
        index: str | None = self.assertion_id if shape.session_is_assertion else "_session" + self.assertion_id[-8:]
        index = index if isinstance(plan.session_index, Unset) else plan.session_index
        text = f"<{a}AuthnStatement" + _attribute("AuthnInstant", self.instant(plan.authn_instant, 0))
        text += _attribute("SessionIndex", index)
        text += _attribute("SessionNotOnOrAfter", self.instant(plan.session_not_on_or_after, shape.session)) + ">"
        if shape.locality:
            text += f"<{a}SubjectLocality Address={quoteattr(shape.locality)}/>"
        context = f"<{a}AuthnContextClassRef>{shape.context}</{a}AuthnContextClassRef>"
        return text + f"<{a}AuthnContext>{context}</{a}AuthnContext></{a}AuthnStatement>"

    def value(self, value: str | None, value_type: str | None) -> str:
        a, shape = self.a, self.plan.shape
        local = self.declarations((self.x, "xsi")) if shape.values_declare else ""
        if value is None:
            return f'<{a}AttributeValue xmlns:xsi="{XSI}" xsi:nil="true"/>'
        if value_type is None:
            return f"<{a}AttributeValue>{_text(value)}</{a}AttributeValue>"
        named = value_type if ":" in value_type else f"{self.x}:{value_type}"
        return f'<{a}AttributeValue{local} xsi:type="{named}">{_text(value)}</{a}AttributeValue>'

    def attribute(self, attribute: Attribute) -> str:
        a, shape = self.a, self.plan.shape
        form = shape.name_format if isinstance(attribute.name_format, Unset) else attribute.name_format
        kind = shape.value_type if isinstance(attribute.value_type, Unset) else attribute.value_type
        head = _attribute("Name", attribute.name) + _attribute("NameFormat", form)
        head += _attribute("FriendlyName", attribute.friendly_name) + attribute.extra
        return f"<{a}Attribute{head}>{''.join(self.value(v, kind) for v in attribute.values)}</{a}Attribute>"

    def attributes(self) -> list[Attribute]:
        wanted = self.plan.attributes
        if wanted is None:
            return list(self._typical())
        if isinstance(wanted, Mapping):
            return [Attribute(n, [v] if isinstance(v, str) else list(v)) for n, v in wanted.items()]
        return [w if isinstance(w, Attribute) else _from_tuple(w) for w in wanted]

    def _typical(self) -> Sequence[Attribute]:
        made = []
        for name, friendly, source in self.plan.shape.fields:
            found = getattr(self.plan.person, source)
            values = [found] if isinstance(found, str) else list(found)
            if source == "groups" and self.plan.shape.one_attribute_per_value:
                made += [Attribute(name, [v], friendly_name=friendly) for v in values]
            else:
                made.append(Attribute(name, values, friendly_name=friendly))
        return made

    def attribute_statement(self) -> str:
        a, made = self.a, self.attributes()
        if "attribute_statement" in self.plan.omit or not made:
            return ""
        body = ""
        for attribute in made:
            text = self.attribute(attribute)
            if self.plan.encrypt_attributes:
                assert self.plan.encrypt_to
                alone = etree.tostring(
                    etree.fromstring(f'<x{self.declare_a} xmlns:{self.x}="{XS}" xmlns:xsi="{XSI}">{text}</x>')[0],
                    encoding="UTF-8",
                )
                sealed = encrypted_xml(alone, self.plan.encrypt_to, self.plan.encrypting.but(seed=attribute.name))
                text = f"<{a}EncryptedAttribute>{sealed}</{a}EncryptedAttribute>"
            body += text
        local = self.declarations((self.x, "xsi")) if self.plan.shape.statement_declares else ""
        return f"<{a}AttributeStatement{local}>{body}</{a}AttributeStatement>"

    def assertion(self) -> str:
        plan, shape, a = self.plan, self.plan.shape, self.a
        if "assertion" in plan.omit:
            return ""
        declare = self.local_a + (f' xmlns="{SAML}"' if shape.assertion_default_too else "")
        names = shape.assertion_declares
        if not (names or shape.values_declare or shape.statement_declares):
            names = (self.x, "xsi")
        declare += self.declarations(names)
        head = _attribute("ID", None if "assertion_id" in plan.omit else self.assertion_id)
        head += _attribute("IssueInstant", self.instant(plan.issue_instant, 0))
        head += _attribute("Version", plan.assertion_version)
        statements = [self.authn_statement(), self.attribute_statement()]
        if shape.attributes_first:
            statements.reverse()
        body = self.issuer(plan.assertion_issuer, "") + self.subject() + self.conditions() + plan.advice
        return f"<{a}Assertion{declare}{head}>{body}{''.join(statements)}</{a}Assertion>"

    def status(self) -> str:
        p, plan = self.p, self.plan
        if "status" in plan.omit:
            return ""
        text = ""
        for code in reversed(plan.status):
            value = code if ":" in code else STATUS + code
            text = f"<{p}StatusCode Value={quoteattr(value)}>{text}</{p}StatusCode>"
        if plan.status_message is not None:
            text += f"<{p}StatusMessage>{_text(plan.status_message)}</{p}StatusMessage>"
        return f"<{p}Status>{text}</{p}Status>"

    def response(self) -> str:
        plan, shape, p = self.plan, self.plan.shape, self.p
        destination = plan.acs if isinstance(plan.destination, Unset) else plan.destination
        answers = plan.response_in_response_to
        answers = plan.in_response_to if isinstance(answers, Unset) else answers
        declare = self.declare_p + (self.declare_a if not self.local_a else "")
        declare += self.declarations(shape.root_declares)
        head = _attribute("ID", None if "response_id" in plan.omit else self.response_id)
        head += _attribute("Version", plan.version) + _attribute("IssueInstant", self.instant(plan.issue_instant, 0))
        head += _attribute("Destination", destination) + _attribute("InResponseTo", answers)
        if shape.consent:
            head += ' Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified"'
        issuer = self.issuer(plan.response_issuer, self.local_a)
        extensions = f"<{p}Extensions>{plan.extensions}</{p}Extensions>" if plan.extensions else ""
        body = issuer + extensions + self.status() + self.assertion()
        return f"<{p}Response{declare}{head}>{body}</{p}Response>"


def _from_tuple(entry: tuple[object, ...]) -> Attribute:
    name, values, *rest = entry
    assert isinstance(name, str)
    listed = [values] if isinstance(values, str) or values is None else list(values)  # type: ignore[call-overload]
    form: str | Unset | None = rest[0] if rest else UNSET  # type: ignore[assignment]
    return Attribute(name, listed, form, *rest[1:2])  # type: ignore[arg-type]


def _how(plan: Plan) -> Signing:
    how = plan.signing or plan.shape.signing
    return how.but(
        method=plan.method or how.method,
        digest=plan.digest or how.digest,
        key_info=plan.key_info or how.key_info,
        prefix=plan.prefixes.get("signature", how.prefix),
    )


def encrypt_assertion(assertion: etree._Element, recipient: Key, how: Encrypting) -> None:
    """Replace an Assertion in its document by the EncryptedAssertion that holds it."""
    plaintext = etree.tostring(assertion, encoding="UTF-8", with_tail=False)
    text = f'<e:EncryptedAssertion xmlns:e="{SAML}">{encrypted_xml(plaintext, recipient, how)}</e:EncryptedAssertion>'
    parent = assertion.getparent()
    assert parent is not None
    sealed = etree.fromstring(text)
    sealed.tail = assertion.tail
    parent.replace(assertion, sealed)


def build_tree(plan: Plan, number: int = 0) -> etree._Element:
    """The finished response as a tree: signed and encrypted as the plan says."""
    root = etree.fromstring(plan.edit(_Writer(plan, number).response()))
    if plan.shape.pretty if plan.pretty is None else plan.pretty:
        etree.indent(root)
    sign, how = plan.sign or plan.shape.sign, _how(plan)
    if sign not in ("assertion", "response", "both", "none"):
        raise ValueError(sign)
    assertion = root.find(f"{{{SAML}}}Assertion")
    if assertion is not None:
        if sign in ("assertion", "both"):
            sign_element(assertion, plan.key, how)
        if plan.encrypt_to and not (plan.encrypt_name_id or plan.encrypt_attributes):
            encrypt_assertion(assertion, plan.encrypt_to, plan.encrypting)
    if sign in ("response", "both"):
        sign_element(root, plan.response_key or plan.key, how)
    return root


def to_bytes(root: etree._Element, declaration: str = "") -> bytes:
    """A tree as it goes over the wire."""
    return declaration.encode() + etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def lone_assertion(plan: Plan, number: int = 0) -> bytes:
    """The signed Assertion alone, with the namespaces it needs."""
    assertion = build_tree(plan, number).find(f"{{{SAML}}}Assertion")
    assert assertion is not None
    return to_bytes(in_scope_copy(assertion))
