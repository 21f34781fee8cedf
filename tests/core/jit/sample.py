"""A connection, logins and accounts for the tests of the engine, each made in one line."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from jitadmin.core.account import Account
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source, SourceWord
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider
from jitadmin.core.connection.policy import Policy
from jitadmin.core.connection.role_map import RoleMap
from jitadmin.core.jit.findings import remedy
from jitadmin.core.jit.preview import preview
from jitadmin.core.jit.result import Effect, FieldValue, Finding
from jitadmin.core.message import Assertion, Attribute, AttributeValue, NameId
from jitadmin.core.messages import sentence
from jitadmin.core.trace import Step
from jitadmin.core.verification import Verification

IDP = "https://idp.example.com"


def attribute(name: str, *values: str, **more: Any) -> Attribute:
    return Attribute(
        name=name, values=tuple(AttributeValue(text=v) for v in values), where=f"Attribute[@Name='{name}']", **more
    )


def login(
    name_id: str | None = "ada", attributes: Mapping[str, Iterable[str] | str] | Iterable[Attribute] = (), **more: Any
) -> Verification:
    """An accepted login; ``form`` is the NameID's format."""
    form = more.pop("form", None)
    if isinstance(attributes, Mapping):
        made = tuple(attribute(n, *((v,) if isinstance(v, str) else v)) for n, v in attributes.items())
    else:
        made = tuple(attributes)
    assertion = Assertion(
        id="_1",
        version="2.0",
        issue_instant=None,
        issuer=IDP,
        name_id=None if name_id is None else NameId(value=name_id, format=form),
        has_subject=True,
        attributes=made,
        has_attribute_statement=bool(made),
        **more,
    )
    return Verification(message=None, verdict="accepted", checks=(), assertion=assertion)


def connection(
    rows: Mapping[str, str | SourceWord | AttributeRow] | None = None,
    roles: RoleMap | None = None,
    policy: Policy | None = None,
    **idp: Any,
) -> Connection:
    """``rows`` maps fields to the name of an attribute, to ``nameId``, or to a whole row."""
    made = [
        row
        if isinstance(row, AttributeRow)
        else AttributeRow(field=field, sources=("nameId" if row == "nameId" else Source(attribute=row),))
        for field, row in (rows or {}).items()
    ]
    return Connection(
        api_version="jitadmin/v1",
        name="test",
        identity_provider=IdentityProvider(entity_id=IDP, **idp),
        service_provider=ServiceProvider(entity_id="https://sp.example.com"),
        attributes=AttributeMap(rows=tuple(made)),
        roles=roles or RoleMap(),
        policy=policy or Policy(),
    )


def account(id: str, fields: Mapping[str, FieldValue] | None = None, **more: Any) -> Account:  # noqa: A002
    return Account(id=id, fields={"userName": id, **(fields or {})}, **more)


def effect(made: Connection, verification: Verification, *accounts: Account) -> Effect:
    """The effect of a login; everything in it must be sayable."""
    found = preview(made, verification, accounts)
    assert found.effect is not None
    for step in found.trace.walk():
        assert sentence(step.code, step.args)
    for told in found.effect.findings:
        assert sentence(told.code, told.args)
        assert remedy(told)
    for reason in (found.effect.denial, found.effect.dropped):
        assert reason is None or sentence(reason.code, reason.args)
    return found.effect


def codes(step: Step) -> list[str]:
    return [part.code for part in step.walk()]


def finding(found: Iterable[Finding], code: str) -> Finding | None:
    return next((f for f in found if f.code == f"finding.{code}"), None)


def policy(**given: Any) -> Policy:
    """A policy from plain data, as a document has it."""
    return msgspec.convert(given, Policy)


def roles(**given: Any) -> RoleMap:
    """A role map from plain data, as a document has it."""
    return msgspec.convert(given, RoleMap)


def row(field: str, *sources: Any, **given: Any) -> AttributeRow:
    """A row from plain data, as a document has it."""
    return msgspec.convert({"field": field, "from": sources, **given}, AttributeRow)
