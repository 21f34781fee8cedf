"""What is encrypted is opened with the right key, and every failure looks the same."""

import pickle

import pytest

from jitadmin.adapters.saml import judge, load_decryption_key
from jitadmin.adapters.saml.decrypt import UNWRAP_LIMIT, DecryptionKey
from jitadmin.core.errors import InputError
from jitadmin.core.messages import check_sentence
from tests.builders import NOW, Attribute, Encrypting, IdP, Raw, key
from tests.saml_judging import failed, judged, only, trust_in, warned

SP_KEY = key(name="sp")


@pytest.mark.parametrize("sign", ["assertion", "response", "both"])
@pytest.mark.parametrize(
    "content", ["aes128-gcm", "aes192-gcm", "aes256-gcm", "aes128-cbc", "aes192-cbc", "aes256-cbc"]
)
def test_an_encrypted_assertion_is_read_like_one_in_the_open(content: str, sign: str) -> None:
    idp = IdP()
    plain = judged(idp.response(sign=sign), idp)
    sealed = judged(idp.response(sign=sign, encrypt_to=SP_KEY, encrypting=Encrypting(content=content)), idp, SP_KEY)
    assert (sealed.verdict, failed(sealed)) == ("accepted", set())
    assert sealed.attributes == plain.attributes
    assert sealed.name_id == plain.name_id
    assert sealed.assertion
    assert sealed.assertion.encrypted
    assert ("encryption.cbc_unsigned" in warned(sealed)) == (content.endswith("cbc") and sign == "assertion")
    inside = [signature.inside_encryption for signature in sealed.signatures if signature.covers == "assertion"]
    assert all(inside)


@pytest.mark.parametrize(
    ("transport", "digest", "mgf"),
    [
        ("rsa-oaep-mgf1p", None, None),
        ("rsa-oaep-mgf1p", "sha1", None),
        ("rsa-oaep-mgf1p", "sha256", None),
        ("rsa-oaep-mgf1p", "sha512", None),
        ("rsa-oaep", None, None),
        ("rsa-oaep", "sha256", "sha1"),
        ("rsa-oaep", "sha256", "sha256"),
        ("rsa-oaep", "sha384", "sha384"),
        ("rsa-oaep", "sha512", "sha512"),
    ],
)
def test_every_oaep_variant_is_opened(transport: str, digest: str | None, mgf: str | None) -> None:
    idp = IdP()
    how = Encrypting(transport=transport, oaep_digest=digest, mgf=mgf)
    assert judged(idp.response(encrypt_to=SP_KEY, encrypting=how), idp, SP_KEY).verdict == "accepted"
    labelled = how.but(label=b"label")
    assert judged(idp.response(encrypt_to=SP_KEY, encrypting=labelled), idp, SP_KEY).verdict == "accepted"


@pytest.mark.parametrize("layout", ["inside", "beside", "retrieval"])
def test_the_encrypted_key_is_found_where_the_standards_allow_it(layout: str) -> None:
    idp = IdP()
    data = idp.response(encrypt_to=SP_KEY, encrypting=Encrypting(layout=layout))
    assert judged(data, idp, SP_KEY).verdict == "accepted"


def test_one_of_several_keys_will_do_during_a_rollover() -> None:
    idp = IdP()
    data = idp.response(encrypt_to=SP_KEY)
    assert judged(data, idp, key(name="sp-next"), SP_KEY).verdict == "accepted"
    assert failed(judged(data, idp, key(name="sp-next"))) == {"encryption.decrypt"}


def test_without_a_key_the_message_says_so_and_no_more() -> None:
    idp = IdP()
    verification = judged(idp.response(encrypt_to=SP_KEY), idp)
    assert (verification.verdict, failed(verification)) == ("refused", {"encryption.no_key"})
    assert verification.assertion is None
    assert verification.message
    assert verification.message.encrypted_count == 1
    assert only(verification, "signature.missing").result == "skip"


def test_whether_a_sealed_assertion_is_signed_is_left_open() -> None:
    idp = IdP()
    data = idp.response(sign="both", encrypt_to=SP_KEY)
    verification = judged(data, idp, signed="both")
    assert failed(verification) == {"encryption.no_key"}
    assert only(verification, "signature.required_parts").result == "skip"


def test_name_ids_and_attributes_are_opened_inside_the_signed_bytes() -> None:
    idp = IdP()
    plain = judged(idp.response(), idp)
    for sign in ("assertion", "response"):
        knobs = {"encrypt_to": SP_KEY, "encrypt_name_id": True, "encrypt_attributes": True, "sign": sign}
        verification = judged(idp.response(**knobs), idp, SP_KEY)
        assert (verification.verdict, failed(verification)) == ("accepted", set())
        assert verification.name_id
        assert verification.name_id.encrypted
        assert plain.name_id
        assert verification.name_id.value == plain.name_id.value
        assert [a.name for a in verification.attributes] == [a.name for a in plain.attributes]
        assert [a.texts for a in verification.attributes] == [a.texts for a in plain.attributes]
        closed = judged(idp.response(**knobs), idp)
        assert failed(closed) == {"encryption.no_key"}


def test_rsa_1_5_is_opened_only_where_the_trust_says_so() -> None:
    idp = IdP()
    data = idp.response(encrypt_to=SP_KEY, encrypting=Encrypting(transport="rsa-1_5"))
    verification = judged(data, idp, SP_KEY)
    assert failed(verification) == {"encryption.retired_rsa15"}
    assert only(verification, "verdict.retired_unopened").args["choices"] == ["rsa-1_5"]
    assert "verdict.only_retired" not in warned(verification)
    loud = judged(data, idp, SP_KEY, accept_retired={"rsa-1_5": NOW.date()})
    assert loud.verdict == "accepted"
    assert "encryption.retired_rsa15" in warned(loud)


def test_every_failure_to_decrypt_has_one_code_and_one_sentence() -> None:
    idp = IdP()
    broken = [
        Encrypting(edit_cipher=lambda c: c[:-1] + bytes([c[-1] ^ 1])),
        Encrypting(edit_cipher=lambda c: c[:20]),
        Encrypting(content="aes128-cbc", edit_padding=lambda p: p[:-1] + b"\0"),
        Encrypting(content="aes128-cbc", edit_padding=lambda p: p[:-1] + b"\xff"),
        Encrypting(edit_wrapped=lambda w: w[:-1] + bytes([w[-1] ^ 1])),
        Encrypting(key_size=16),
        Encrypting(content="tripledes-cbc"),
        Encrypting(edit_plaintext=lambda _plain: b"<!DOCTYPE a><a/>"),
        Encrypting(edit_plaintext=lambda _plain: b"no xml"),
        Encrypting(edit_xml=lambda text: text.replace("CipherValue>", "CipherReference>")),
        Encrypting(edit_xml=lambda text: text + text),
    ]
    sentences = set()
    for how in broken:
        verification = judged(idp.response(encrypt_to=SP_KEY, encrypting=how), idp, SP_KEY)
        assert failed(verification) == {"encryption.decrypt"}
        sentences.add(check_sentence(only(verification, "encryption.decrypt")))
    assert len(sentences) == 1


def test_a_sealed_name_is_text_alone() -> None:
    idp = IdP()
    for value, verdict in (("ada<!-- x -->@a", "accepted"), ('ada<x xmlns="urn:x">@evil</x>', "refused")):
        data = idp.response(name_id=Raw(value), encrypt_to=SP_KEY, encrypt_name_id=True)
        assert judged(data, idp, SP_KEY).verdict == verdict


def test_a_private_key_is_not_used_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes] = []
    monkeypatch.setattr(DecryptionKey, "unwrap", lambda _key, wrapped, _scheme: tried.append(wrapped))
    idp = IdP()
    data = idp.response(attributes=[Attribute("a", (str(n),)) for n in range(300)], encrypt_to=SP_KEY,
                        encrypt_attributes=True, sign="none")  # fmt: skip
    verification = judged(data, idp, SP_KEY, key(name="sp-next"))
    assert failed(verification) >= {"encryption.decrypt"}
    assert len(tried) == UNWRAP_LIMIT


def test_encryption_is_never_taken_for_a_signature() -> None:
    idp = IdP()
    for content in ("aes128-cbc", "aes256-gcm"):
        data = idp.response(encrypt_to=SP_KEY, sign="none", encrypting=Encrypting(content=content))
        verification = judged(data, idp, SP_KEY)
        assert failed(verification) == {"signature.missing"}
        assert verification.name_id


def test_a_signature_over_the_sealed_form_covers_what_is_inside() -> None:
    idp = IdP()
    data = idp.response(encrypt_to=SP_KEY, sign="response")
    verification = judged(data, idp, SP_KEY)
    assert verification.verdict == "accepted"
    assert [signature.covers for signature in verification.signatures] == ["response"]
    assert failed(judged(data, idp, SP_KEY, signed="assertion")) == {"signature.required_parts"}


def test_plain_text_without_its_own_namespaces_is_read_in_its_place() -> None:
    idp = IdP()
    how = Encrypting(
        edit_plaintext=lambda plain: plain.replace(b' xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"', b"")
    )
    assert judged(idp.response(encrypt_to=SP_KEY, encrypting=how), idp, SP_KEY).verdict == "accepted"


def test_a_key_shows_nothing_of_itself() -> None:
    found = load_decryption_key(SP_KEY.private_pem)
    assert repr(found).startswith("<DecryptionKey ")
    assert len(repr(found)) < 40
    with pytest.raises(TypeError):
        pickle.dumps(found)
    assert found.sha256 == DecryptionKey(SP_KEY.private).sha256  # type: ignore[arg-type]
    idp = IdP()
    assert judge(idp.response(encrypt_to=SP_KEY), trust_in(idp), as_of=None, keys=(found,)).verdict == "accepted"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "key.unreadable"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "key.unreadable"),
        (key("ec-p256", "sp").private_pem, "key.decryption_not_rsa"),
    ],
)
def test_a_key_that_cannot_decrypt_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        load_decryption_key(data)
    assert caught.value.code == code
    assert "BEGIN" not in str(caught.value)
