"""The sentences, one module for each family of codes; ``SENTENCES`` is all of them."""

from collections.abc import Mapping
from types import MappingProxyType

from jitadmin.core.wording import (
    catalogue,
    causes,
    checks,
    documents,
    errors,
    existing,
    exports,
    findings,
    keys,
    policy,
    proposal,
    provisioning,
    registry,
    sheet,
    store,
    vault,
)

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        **catalogue.SENTENCES,
        **causes.SENTENCES,
        **checks.SENTENCES,
        **documents.SENTENCES,
        **errors.SENTENCES,
        **existing.SENTENCES,
        **exports.SENTENCES,
        **findings.SENTENCES,
        **keys.SENTENCES,
        **policy.SENTENCES,
        **proposal.SENTENCES,
        **provisioning.SENTENCES,
        **registry.SENTENCES,
        **sheet.SENTENCES,
        **store.SENTENCES,
        **vault.SENTENCES,
    }
)
