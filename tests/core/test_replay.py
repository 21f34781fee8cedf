"""An assertion that comes twice is marked the second time."""

from jitadmin.core.message import Origin
from jitadmin.core.messages import check_sentence
from jitadmin.core.replay import replay_key, replayed
from tests.builders import IdP
from tests.saml_judging import failed, judged


def test_the_second_of_two_equal_assertions_is_refused() -> None:
    idp = IdP()
    data, other = idp.response(), idp.response()
    first, second = judged(data, idp), judged(data, idp)
    assert replay_key(first) == replay_key(second) != replay_key(judged(other, idp))
    marked = replayed(second, Origin(path="logins.jsonl", index=4))
    assert marked.verdict == "refused"
    assert failed(marked) == {"replay.first"}
    assert "logins.jsonl #4" in check_sentence(marked.failed[0])


def test_what_was_refused_uses_nothing_up() -> None:
    idp = IdP()
    assert replay_key(judged(idp.response(sign="none"), idp)) is None
