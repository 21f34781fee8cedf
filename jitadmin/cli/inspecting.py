"""The verb ``inspect``: what messages say and whether they hold, judged against metadata alone."""

import argparse
from typing import Any

import msgspec

from jitadmin.adapters.saml import read_metadata, trust_from_metadata
from jitadmin.cli.judging import RETIRED, Inspection, Plan, as_of, bytes_of, keys_of, reason_of, run
from jitadmin.core.entity import Entity
from jitadmin.core.errors import InputError
from jitadmin.core.trust import Trust

MAX_METADATA = 64 << 20


class Providers(msgspec.Struct, frozen=True):
    """The trust in each identity provider of the metadata, by the issuer that a message names."""

    entities: tuple[Entity, ...]
    settings: dict[str, Any]

    def __call__(self, issuer: str | None) -> Trust:
        return trust_from_metadata(self.entities, issuer=issuer, **self.settings)


def inspect(options: argparse.Namespace) -> int:
    """Judge every message found and print what it says."""
    settings: dict[str, Any] = {
        "audiences": tuple(options.audience),
        "acs_urls": tuple(options.acs),
        "in_response_to": options.in_response_to,
        "accept_retired": RETIRED if options.accept_retired else {},
    }
    trust, trust_in = Trust(**settings), None
    if options.idp:
        trust_in = Providers(tuple(entity for path in options.idp for entity in _metadata(path)), settings)
        trust = trust_in(None)
    plan = Plan(trust=trust, trust_in=trust_in, keys=keys_of(options), as_of=as_of(options))
    return run(options, Inspection, plan)


def _metadata(path: str) -> tuple[Entity, ...]:
    try:
        return tuple(read_metadata(bytes_of(path, MAX_METADATA)))
    except (OSError, ValueError) as error:
        raise InputError("usage.metadata_unreadable", path=path, reason=reason_of(error)) from None
    except InputError as error:
        raise InputError(
            "usage.metadata_unreadable", path=path, reason=str(error.args_by_name.get("reason", error))
        ) from None
