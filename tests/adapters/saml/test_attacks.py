"""Every case of the catalogue gets its right answer from jitadmin, for the right reason."""

import pytest

from jitadmin.adapters.intake import found_in
from jitadmin.adapters.saml import judge, load_decryption_key
from jitadmin.adapters.saml.keys import certificate
from jitadmin.core.messages import cause_sentences, check_sentence
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification
from tests.attacks import CASES, Case, Context
from tests.builders import ACS, SP


def trust_of(case: Case, ctx: Context) -> Trust:
    """The trust that a case is judged with."""
    settings: dict[str, object] = {
        "idp_entity_id": case.issuer or ctx.idp.entity_id,
        "certificates": tuple(certificate(k.certificate_der) for k in case.trusted(ctx)),
        "audiences": (SP,),
        "acs_urls": (ACS,),
        **case.trust,
    }
    return Trust(**settings)  # type: ignore[arg-type]


def verdict_of(case: Case) -> tuple[frozenset[str], Verification | None]:
    """The codes of what failed, and the judgement where there was anything to judge."""
    ctx = Context()
    data = case.build(ctx)
    if case.form == "file":
        found = list(found_in(data))
        assert len(found) == 1
        error = found[0].error
        if error is not None:
            return frozenset({error.code}), None
        data = found[0].data
    private = {"sp": ctx.sp_key, "sp-next": ctx.sp_next_key}
    keys = [load_decryption_key(private[name].private_pem) for name in case.keys]
    judged = judge(data, trust_of(case, ctx), as_of=case.as_of, keys=keys)
    return frozenset(check.code for check in judged.failed), judged


def warnings_of(judged: Verification | None) -> set[str]:
    """The codes of what was said without keeping the message out."""
    return {check.code for check in judged.checks if check.result == "warn"} if judged else set()


@pytest.mark.parametrize("case", [case for case in CASES if case.expect == "refuse"], ids=lambda case: case.name)
def test_refused_for_the_right_reason(case: Case) -> None:
    codes, judged = verdict_of(case)
    assert codes == case.codes
    assert judged is None or judged.verdict in {"refused", "unreadable"}
    assert set(case.warns) <= warnings_of(judged)
    for check in judged.failed if judged else ():
        assert "{" not in check_sentence(check).replace("{urn:", "").replace("{http", "")
        assert check.causes
        assert all(cause_sentences(check))
        assert check.where or check.code.startswith(("xml.", "message.", "signature.required_parts"))


@pytest.mark.parametrize("case", [case for case in CASES if case.expect == "accept"], ids=lambda case: case.name)
def test_accepted_and_read_exactly(case: Case) -> None:
    codes, judged = verdict_of(case)
    assert codes == frozenset()
    assert judged is not None
    assert judged.verdict == "accepted"
    assert (judged.name_id.value if judged.name_id else None) == case.name_id
    assert warnings_of(judged) == set(case.warns)
    if case.attributes is not None:
        read: dict[str, tuple[str, ...]] = {}
        for attribute in judged.attributes:
            read[attribute.name] = read.get(attribute.name, ()) + attribute.texts
        assert read == dict(case.attributes)
