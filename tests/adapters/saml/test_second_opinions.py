"""Every case through signxml, python-xmlsec and pysaml2 with xmlsec1: each difference from jitadmin is known.

``test_attacks`` shows that jitadmin's answer is the expected one; here the expected one is compared with the others. A
library that judges signatures alone is asked about them alone.
"""

import gc
from collections.abc import Iterator

import pytest

from tests.attacks import CASES, Case, Context
from tests.builders import Key
from tests.differences import DIFFERENCES
from tests.second_opinions import Opinion, Pysaml2, signxml_opinion, xmlsec1_missing, xmlsec_opinion

# pysaml2 leaves the temporary files of a failed verification to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore:.*:DeprecationWarning:saml2"
)

ASKED = [case for case in CASES if case.form == "xml"]
# These take pysaml2 many seconds each and say nothing more.
UNASKED = {"element-bomb", "ok-very-many-values"}
SIGNATURE_CODES = ("xml.", "message.", "signature.", "encryption.")
STRUCTURE_CODES = {
    "structure.assertion_elsewhere",
    "structure.duplicate_element",
    "structure.duplicate_id",
    "structure.no_assertion",
    "structure.several_assertions",
    "structure.unexpected",
}


def signature_holds(case: Case) -> bool:
    """Jitadmin's answer to the question that a signature library can be asked."""
    codes = case.codes or frozenset()
    return not any(code.startswith(SIGNATURE_CODES) or code in STRUCTURE_CODES for code in codes)


def compare(who: str, case: Case, opinion: Opinion, ours: bool) -> None:
    """Fail where an opinion differs and is not in the list, or is in the list and does not differ."""
    same = opinion.believed == ours and not (ours and case.expect == "accept" and opinion.name_id != case.name_id)
    known = DIFFERENCES.get((who, case.name))
    if known is None:
        assert same, f"{who} differs: {opinion}"
    else:
        assert not same, f"{who} does not differ (any more), but is listed: {known}"


def parties(case: Case) -> tuple[Context, bytes, list[Key]]:
    """What a case is made of, and the keys at hand for decryption."""
    ctx = Context()
    private = {"sp": ctx.sp_key, "sp-next": ctx.sp_next_key}
    return ctx, case.build(ctx), [private[name] for name in case.keys]


@pytest.fixture(scope="module")
def pysaml2(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pysaml2]:
    reason = xmlsec1_missing()
    if reason:
        pytest.skip(reason)
    yield Pysaml2(tmp_path_factory.mktemp("pysaml2"))
    gc.collect()


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case.name)
def test_python_xmlsec(case: Case) -> None:
    ctx, data, keys = parties(case)
    compare("xmlsec", case, xmlsec_opinion(data, case.trusted(ctx), keys), signature_holds(case))


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case.name)
def test_signxml(case: Case) -> None:
    ctx, data, keys = parties(case)
    compare("signxml", case, signxml_opinion(data, case.trusted(ctx), keys), signature_holds(case))


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in ASKED if case.name not in UNASKED], ids=lambda case: case.name)
def test_pysaml2(case: Case, pysaml2: Pysaml2) -> None:
    ctx, data, keys = parties(case)
    compare("pysaml2", case, pysaml2.opinion(data, case, ctx, keys), case.expect == "accept")


def test_the_list_names_existing_cases_and_gives_reasons() -> None:
    assert {case for _, case in DIFFERENCES} <= {case.name for case in ASKED}
    assert {who for who, _ in DIFFERENCES} == {"xmlsec", "signxml", "pysaml2"}
    assert all(reason.endswith(".") for reason in DIFFERENCES.values())
