"""A company of eight with one application, for the tests of the window."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from jitadmin.app import Workspace
from jitadmin.core.account import Account
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider
from jitadmin.core.connection.policy import MatchStep, Policy
from jitadmin.core.connection.role_map import Condition, Role, RoleMap, RoleRule
from jitadmin.core.message import Origin
from jitadmin.core.sample import Sample
from tests.builders import ACS, NOW, SP, IdP

NAME = "notes"
IDP = IdP("https://idp.example.test")


def attribute(name: str) -> tuple[Source, ...]:
    return (Source(attribute=name),)


CONNECTION = Connection(
    api_version="jitadmin/v1",
    name=NAME,
    title="Acme to Notes",
    identity_provider=IdentityProvider(
        entity_id=IDP.entity_id, name="Acme ID", certificates=(IDP.key.certificate_base64,)
    ),
    service_provider=ServiceProvider(entity_id=SP, name="Notes", acs=(ACS,)),
    attributes=AttributeMap(
        rows=(
            AttributeRow(field="userName", sources=("nameId",)),
            AttributeRow(field="displayName", sources=attribute("name"), transforms=("trim",)),
            AttributeRow(field="emails.work", sources=attribute("mail"), required=True),
            AttributeRow(field="title", sources=attribute("job")),
        )
    ),
    roles=RoleMap(
        groups_attribute="groups",
        roles=(
            Role(name="Reader", permissions=("read notes",), privilege=5),
            Role(name="Editor", permissions=("read notes", "write notes"), privilege=20),
        ),
        rules=(
            RoleRule(name="Everybody", grant=("Reader",)),
            RoleRule(name="Writers", when=Condition(attribute="groups", equals="writers"), grant=("Editor",)),
        ),
    ),
    policy=Policy(match=(MatchStep(by="userName"),)),
)
ACCOUNTS = (
    Account(
        id="1",
        fields={"userName": "grace", "displayName": "Grace H", "emails.work": "grace@example.test", "title": "Admiral"},
        roles=("Reader",),
    ),
    Account(
        id="2",
        fields={
            "userName": "alan",
            "displayName": "Alan Turing",
            "emails.work": "alan@example.test",
            "title": "Don",
        },
        roles=("Reader",),
    ),
)


def login(user: str, name: str, groups: Sequence[str] = ("staff",), job: str = "Fellow", **knobs: object) -> bytes:
    """A signed login of one person."""
    attributes = {"name": name, "mail": f"{user}@example.test", "groups": list(groups), "job": job, "room": "B 12"}
    if not job:
        del attributes["job"]
    return IDP.response(name_id=user, attributes=attributes, **knobs)


def sample(data: bytes, label: str, detail: str) -> Sample:
    digest = hashlib.sha256(data).hexdigest()
    return Sample(origin=Origin(path=f"{detail}.xml", sha256=digest), label=label, detail=detail, data=data)


def people() -> tuple[Sample, ...]:
    """Two that are made, one that changes, one that stays, one expired, one changed on the way, one without a job."""
    changed = login("eve", "Eve Moneypenny", groups=["writers"]).replace(b"eve@example.test", b"eva@example.test")
    return (
        sample(login("ada", "Ada Lovelace", ["staff", "writers"], "Analyst"), "Ada Lovelace", "ada@example.test"),
        sample(login("grace", "Grace Hopper", job="Admiral"), "Grace Hopper", "grace@example.test"),
        sample(login("alan", "Alan Turing", job="Don"), "Alan Turing", "alan@example.test"),
        sample(changed, "Eve Moneypenny", "eve@example.test"),
        sample(login("tim", "Tim Late", issued=NOW - timedelta(days=2)), "Tim Late", "tim@example.test"),
        sample(login("hedy", "Hedy Lamarr", job=""), "Hedy Lamarr", "hedy@example.test"),
    )


def company(samples: tuple[Sample, ...] | None = None, connection: Connection = CONNECTION) -> Workspace:
    """A workspace with this one connection, judged as of ``NOW``."""
    made = people() if samples is None else samples
    workspace = Workspace("Acme", clock=lambda: NOW, as_of=NOW)
    workspace.add(connection, ACCOUNTS, lambda: made)
    return workspace
