"""The verb ``inspect``: what messages say and whether they hold, judged against metadata alone."""

import argparse
from typing import Any

from jitadmin.adapters.saml import read_metadata, trust_from_metadata
from jitadmin.cli.judging import RETIRED, bytes_of, reason_of, run, verifier
from jitadmin.core.errors import InputError
from jitadmin.core.trust import Trust

MAX_METADATA = 64 << 20


def inspect(options: argparse.Namespace) -> int:
    """Judge every message found and print what it says."""
    settings: dict[str, Any] = {
        "audiences": tuple(options.audience),
        "acs_urls": tuple(options.acs),
        "in_response_to": options.in_response_to,
        "accept_retired": RETIRED if options.accept_retired else {},
    }
    if not options.idp:
        return run(options, verifier(options, Trust(**settings)))
    entities = [entity for path in options.idp for entity in _metadata(path)]
    trusts: dict[str, Trust] = {}

    def trust_in(issuer: str | None) -> Trust:
        """The trust in the identity provider that a message names, where the metadata holds several."""
        if (issuer or "") not in trusts:
            trusts[issuer or ""] = trust_from_metadata(entities, issuer=issuer, **settings)
        return trusts[issuer or ""]

    return run(options, verifier(options, trust_in(None), trust_in))


def _metadata(path: str) -> tuple[Any, ...]:
    try:
        return tuple(read_metadata(bytes_of(path, MAX_METADATA)))
    except (OSError, ValueError) as error:
        raise InputError("usage.metadata_unreadable", path=path, reason=reason_of(error)) from None
    except InputError as error:
        raise InputError("usage.metadata_unreadable", path=path, reason=str(error)) from None
