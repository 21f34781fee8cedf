"""Judging messages in tests: trust in the builders' identity provider, and the codes of a verdict."""

from jitadmin.adapters.saml import judge
from jitadmin.adapters.saml.decrypt import DecryptionKey
from jitadmin.adapters.saml.keys import certificate
from jitadmin.core.messages import cause_sentences, check_sentence
from jitadmin.core.trust import Trust, TrustedCertificate
from jitadmin.core.verification import Check, Verification
from tests.builders import ACS, SP, IdP, Key


def trusted(k: Key) -> TrustedCertificate:
    return certificate(k.certificate_der)


def trust_in(idp: IdP, **settings: object) -> Trust:
    """The trust that a connection with this identity provider would have."""
    given = {"certificates": (trusted(idp.key),), "audiences": (SP,), "acs_urls": (ACS,), **settings}
    return Trust(idp_entity_id=idp.entity_id, **given)  # type: ignore[arg-type]


def judged(data: bytes, idp: IdP, *keys: Key, **settings: object) -> Verification:
    """The verdict on a message as of its own issue."""
    opened = [DecryptionKey(k.private) for k in keys]  # type: ignore[arg-type]
    verification = judge(data, trust_in(idp, **settings), as_of=None, keys=opened)
    for check in verification.checks:
        assert check_sentence(check)
        assert all(cause_sentences(check))
        assert check.causes or check.result != "fail", check.code
    return verification


def failed(verification: Verification) -> set[str]:
    return {check.code for check in verification.failed}


def warned(verification: Verification) -> set[str]:
    return {check.code for check in verification.checks if check.result == "warn"}


def only(verification: Verification, code: str) -> Check:
    """The one check with this code."""
    (found,) = [check for check in verification.checks if check.code == code]
    return found
