"""A proposal for parties whose metadata is at hand: their keys and all their addresses go into the connection."""

from base64 import b64encode

import msgspec

from jitadmin.core.catalogue.other import acs_of
from jitadmin.core.entity import Entity
from jitadmin.core.proposal.record import Proposal


def registered(proposal: Proposal, idp: Entity | None, sp: Entity | None) -> Proposal:
    """The proposal with what metadata says beyond the entity IDs, and without the tasks that are done by that."""
    connection, tasks = proposal.connection, proposal.tasks
    if idp is not None and idp.idp is not None and idp.idp.signing:
        certificates = tuple(b64encode(item.der).decode("ascii") for item in idp.idp.signing)
        provider = msgspec.structs.replace(
            connection.identity_provider, certificates=certificates, name=idp.name or connection.identity_provider.name
        )
        connection = msgspec.structs.replace(connection, identity_provider=provider)
        tasks = tuple(task for task in tasks if task.code != "proposal.task.certificate")
    if sp is not None:
        application = msgspec.structs.replace(connection.service_provider, acs=acs_of(sp))
        connection = msgspec.structs.replace(connection, service_provider=application)
    return msgspec.structs.replace(proposal, connection=connection, tasks=tasks)
