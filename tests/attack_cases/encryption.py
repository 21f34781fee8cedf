"""Encrypted messages: whatever fails fails alike, and what opens is judged like any other (attacks.md 8)."""

import datetime as dt
from collections.abc import Callable

from lxml import etree

from tests.attack_cases.catalogue import EVIL, Context, Family, child, find, forge, out, replaced
from tests.builders import Encrypting, encrypt_assertion, encrypted_xml, key
from tests.saml_builders.names import DS, SAML, XENC

FAMILY = Family("encryption")
refuse, accept = FAMILY.refuse, FAMILY.accept

DECRYPT = "encryption.decrypt"
UNSIGNED = "signature.missing"
SEVERAL = "structure.several_assertions"
RSA15 = "encryption.retired_rsa15"
KEYS = ("sp",)
CBC = Encrypting(content="aes256-cbc")


def sealed(ctx: Context, how: Encrypting | None = None, **knobs: object) -> bytes:
    """A response whose signed assertion is encrypted for us."""
    return out(ctx.tree(encrypt_to=ctx.sp_key, encrypting=how or Encrypting(), **knobs))


@refuse("enc-unsigned", UNSIGNED, keys=KEYS, note="Anyone can encrypt for us: encryption is no signature.")
def _(ctx: Context) -> bytes:
    return sealed(ctx, name_id=EVIL, sign="none")


@refuse("enc-cbc-unsigned", UNSIGNED, keys=KEYS, warns=("encryption.cbc_unsigned",))
def _(ctx: Context) -> bytes:
    return sealed(ctx, CBC, name_id=EVIL, sign="none")


@refuse("enc-signed-by-attacker", "signature.key_untrusted", keys=KEYS)
def _(ctx: Context) -> bytes:
    return out(ctx.attacker.tree(name_id=EVIL, encrypt_to=ctx.sp_key))


@refuse(
    "enc-xsw-inside",
    UNSIGNED,
    "structure.assertion_elsewhere",
    keys=KEYS,
    note="Wrapping inside the plain text.",
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    root.replace(genuine, evil)
    evil.append(genuine)
    encrypt_assertion(evil, ctx.sp_key, Encrypting())
    return out(root)


@refuse("enc-tampered-inside", "signature.digest_mismatch", keys=KEYS)
def _(ctx: Context) -> bytes:
    return sealed(
        ctx,
        Encrypting(
            edit_plaintext=lambda text: replaced(
                text, b"ada@example.test</saml:NameID>", EVIL.encode() + b"</saml:NameID>"
            )
        ),
    )


@refuse("enc-two-assertions", SEVERAL, keys=KEYS)
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key)
    second = ctx.tree(name_id="bob@example.test", encrypt_to=ctx.sp_key)
    root.append(find(second, "a:EncryptedAssertion"))
    return out(root)


@refuse("enc-two-in-one-plaintext", DECRYPT, keys=KEYS, note="Two assertions in one plain text.")
def _(ctx: Context) -> bytes:
    return sealed(ctx, Encrypting(edit_plaintext=lambda text: text + text))


@refuse("enc-two-data", DECRYPT, keys=KEYS, note="Two EncryptedData in one place: which of them is read?")
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key)
    second = ctx.tree(name_id=EVIL, encrypt_to=ctx.sp_key)
    find(root, "a:EncryptedAssertion").append(find(second, f".//{{{XENC}}}EncryptedData"))
    return out(root)


@refuse("enc-nameid-two-data", DECRYPT, keys=KEYS, note="The signature covers both, and each is somebody's name.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key, encrypt_name_id=True, sign="none")
    second = ctx.tree(encrypt_to=ctx.sp_key, encrypt_name_id=True, name_id=EVIL)
    find(root, ".//a:EncryptedID").append(find(second, f".//a:EncryptedID/{{{XENC}}}EncryptedData"))
    ctx.sign(find(root, "a:Assertion"))
    return out(root)


@refuse("enc-beside-plain", SEVERAL, keys=KEYS, note="An encrypted and an unencrypted one.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key)
    root.append(find(ctx.tree(name_id="bob@example.test"), "a:Assertion"))
    return out(root)


@refuse("enc-no-key-at-hand", "encryption.no_key")
def _(ctx: Context) -> bytes:
    return sealed(ctx)


def _flip(at: int) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        changed = bytearray(data)
        changed[at] ^= 0x40
        return bytes(changed)

    return edit


def _padding(last: int) -> Callable[[bytes], bytes]:
    return lambda padded: padded[:-1] + bytes([last])


RESERVED = b"<saml:Assertion"
GCM_FAULTS = {
    "gcm-tag-changed": Encrypting(edit_cipher=_flip(-1)),
    "gcm-tag-truncated": Encrypting(edit_cipher=lambda data: data[:-4]),
    "gcm-tag-missing": Encrypting(edit_cipher=lambda data: data[:-16]),
    "gcm-text-changed": Encrypting(edit_cipher=_flip(40)),
    "gcm-iv-changed": Encrypting(edit_cipher=_flip(0)),
    "gcm-empty": Encrypting(edit_cipher=lambda _: b""),
    "gcm-iv-alone": Encrypting(edit_cipher=lambda data: data[:12]),
    "cbc-padding-zero": CBC.but(edit_padding=_padding(0)),
    "cbc-padding-17": CBC.but(edit_padding=_padding(17)),
    "cbc-padding-255": CBC.but(edit_padding=_padding(255)),
    "cbc-not-whole-blocks": CBC.but(edit_cipher=lambda data: data[:-5]),
    "cbc-iv-alone": CBC.but(edit_cipher=lambda data: data[:16]),
    "cbc-empty": CBC.but(edit_cipher=lambda _: b""),
    "cbc-last-block-changed": CBC.but(edit_cipher=_flip(-1)),
    "cbc-text-changed": CBC.but(edit_cipher=_flip(100)),
    "session-key-too-short": Encrypting(key_size=16, content="aes256-cbc"),
    "session-key-too-long": Encrypting(key_size=32, content="aes128-cbc"),
    "wrapped-key-changed": Encrypting(edit_wrapped=_flip(10)),
    "wrapped-key-truncated": Encrypting(edit_wrapped=lambda data: data[:-1]),
    "wrapped-key-empty": Encrypting(edit_wrapped=lambda _: b""),
    "plaintext-no-assertion": Encrypting(edit_plaintext=lambda _: b"<x/>"),
    "plaintext-no-xml": Encrypting(edit_plaintext=lambda _: b"not xml"),
    "plaintext-empty": CBC.but(edit_plaintext=lambda _: b""),
    "plaintext-doctype": Encrypting(edit_plaintext=lambda text: b'<!DOCTYPE a [<!ENTITY x "y">]>' + text),
    "plaintext-xxe": Encrypting(
        edit_plaintext=lambda text: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + text
    ),
    "plaintext-nul": Encrypting(edit_plaintext=lambda text: text + b"\0"),
    "plaintext-pi": Encrypting(edit_plaintext=lambda text: text.replace(b"<saml:Subject>", b"<?x y?><saml:Subject>")),
    "plaintext-xinclude": Encrypting(
        edit_plaintext=lambda _: (
            f'<saml:Assertion xmlns:saml="{SAML}"><i:include '
            'xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/></saml:Assertion>'.encode()
        )
    ),
}
ODD_FORMS = {
    "transport-unknown": ("rsa-oaep-mgf1p", "rsa-oaep-xyz"),
    "content-unknown": ("xmlenc11#aes256-gcm", "xmlenc11#aes256-xyz"),
    "content-stated-otherwise": ("xmlenc11#aes256-gcm", "xmlenc11#aes128-gcm"),
    "oaep-digest-stated-otherwise": ("xmldsig#sha1", "xmlenc#sha256"),
    "cipher-no-base64": ("<xenc:CipherValue>", "<xenc:CipherValue>*"),
    "no-cipher-data": ("<xenc:CipherData>", "<xenc:CipherNothing>"),
}

for _name, _how in GCM_FAULTS.items():

    @refuse(f"enc-{_name}", DECRYPT, keys=KEYS, note="One code for every failure to decrypt.")
    def _(ctx: Context, how: Encrypting = _how) -> bytes:
        return sealed(ctx, how)


for _name, (_old, _new) in ODD_FORMS.items():

    @refuse(f"enc-{_name}", DECRYPT, keys=KEYS, note="One code for every failure to decrypt.")
    def _(ctx: Context, old: str = _old, new: str = _new) -> bytes:
        def edit(text: str) -> str:
            assert old in text
            return text.replace(old, new).replace(old.replace("<", "</"), new.replace("<", "</"))

        return sealed(ctx, Encrypting(edit_xml=edit))


def _encrypted_data(change: Callable[[etree._Element], None]) -> Callable[[Context], bytes]:
    def build(ctx: Context) -> bytes:
        root = ctx.tree(encrypt_to=ctx.sp_key)
        change(find(root, f".//{{{XENC}}}EncryptedData"))
        return out(root)

    return build


def _reference(uri: str) -> Callable[[etree._Element], None]:
    def change(data: etree._Element) -> None:
        cipher = data.findall(f"{{{XENC}}}CipherData")[0]
        for part in list(cipher):
            cipher.remove(part)
        child(cipher, f"{{{XENC}}}CipherReference", URI=uri)

    return change


def _drop(path: str) -> Callable[[etree._Element], None]:
    def change(data: etree._Element) -> None:
        found = data.find(path)
        assert found is not None
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)

    return change


def _loop(data: etree._Element) -> None:
    info = data.findall(f"{{{DS}}}KeyInfo")[0]
    for part in list(info):
        info.remove(part)
    info.set("Id", "_loop")
    child(info, f"{{{DS}}}RetrievalMethod", URI="#_loop", Type=XENC + "EncryptedKey")


def _outside(data: etree._Element) -> None:
    info = data.findall(f"{{{DS}}}KeyInfo")[0]
    for part in list(info):
        info.remove(part)
    child(info, f"{{{DS}}}RetrievalMethod", URI="http://127.0.0.1:9/key", Type=XENC + "EncryptedKey")


for _name, _change in {
    "cipher-reference-file": _reference("file:///etc/hostname"),
    "cipher-reference-http": _reference("http://127.0.0.1:9/"),
    "cipher-reference-loop": _reference("#_loop"),
    "retrieval-loop": _loop,
    "retrieval-http": _outside,
    "no-encrypted-key": _drop(f".//{{{XENC}}}EncryptedKey"),
    "no-key-info": _drop(f"{{{DS}}}KeyInfo"),
    "no-method": _drop(f"{{{XENC}}}EncryptionMethod"),
}.items():
    FAMILY.add(f"enc-{_name}", _encrypted_data(_change), "refuse", DECRYPT, keys=KEYS, note="Nothing is fetched.")


@refuse("enc-no-data", DECRYPT, keys=KEYS, note="An empty EncryptedAssertion.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key)
    holder = find(root, "a:EncryptedAssertion")
    holder.remove(holder[0])
    return out(root)


@refuse("enc-other-recipient", DECRYPT, keys=KEYS, note="Encrypted for somebody else's key.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(encrypt_to=key(name="somebody else")))


@refuse("enc-nested", DECRYPT, keys=KEYS, note="The plain text is encrypted again.")
def _(ctx: Context) -> bytes:
    again = lambda text: encrypted_xml(text, ctx.sp_key, Encrypting()).encode()  # noqa: E731
    return sealed(ctx, Encrypting(edit_plaintext=again))


@refuse("enc-tripledes", DECRYPT, keys=KEYS)
def _(ctx: Context) -> bytes:
    return sealed(ctx, Encrypting(content="tripledes-cbc"))


@refuse("enc-rsa15", RSA15, keys=KEYS, warns=("verdict.retired_unopened",))
def _(ctx: Context) -> bytes:
    return sealed(ctx, Encrypting(transport="rsa-1_5"))


@refuse(
    "enc-rsa15-after-the-date",
    RSA15,
    keys=KEYS,
    trust={"accept_retired": {"rsa-1_5": dt.date(2026, 10, 31)}},
    warns=("verdict.retired_unopened",),
)
def _(ctx: Context) -> bytes:
    return sealed(ctx, Encrypting(transport="rsa-1_5"))


@accept(
    "ok-rsa15-until-the-date",
    keys=KEYS,
    trust={"accept_retired": {"rsa-1_5": dt.date(2026, 11, 1)}},
    warns=("encryption.retired_rsa15",),
)
def _(ctx: Context) -> bytes:
    return sealed(ctx, Encrypting(transport="rsa-1_5"))


@refuse(
    "enc-rsa15-bad-padding",
    DECRYPT,
    keys=KEYS,
    trust={"accept_retired": {"rsa-1_5": None}},
    note="The same answer as for any other failure (Bleichenbacher).",
)
def _(ctx: Context) -> bytes:
    return sealed(ctx, Encrypting(transport="rsa-1_5", edit_wrapped=_flip(9)))


@refuse("enc-wanted", "encryption.required", trust={"require_encryption": True})
def _(ctx: Context) -> bytes:
    return out(ctx.tree())


@accept("ok-enc-wanted", keys=KEYS, trust={"require_encryption": True})
def _(ctx: Context) -> bytes:
    return sealed(ctx)


for _content in ("aes128-gcm", "aes192-gcm", "aes256-gcm", "aes128-cbc", "aes192-cbc", "aes256-cbc"):

    @accept(f"ok-enc-{_content}", keys=KEYS, warns=("encryption.cbc_unsigned",) if "cbc" in _content else ())
    def _(ctx: Context, content: str = _content) -> bytes:
        return sealed(ctx, Encrypting(content=content))


for _name, _how in {
    "oaep-no-digest": Encrypting(oaep_digest=None),
    "oaep-mgf1p-sha256": Encrypting(oaep_digest="sha256"),
    "oaep-11-sha256": Encrypting(transport="rsa-oaep", oaep_digest="sha256", mgf="sha256"),
    "oaep-11-sha512": Encrypting(transport="rsa-oaep", oaep_digest="sha512", mgf="sha512"),
    "oaep-11-mixed": Encrypting(transport="rsa-oaep", oaep_digest="sha256", mgf="sha1"),
    "oaep-11-defaults": Encrypting(transport="rsa-oaep", oaep_digest=None, mgf=None),
    "oaep-label": Encrypting(label=b"label"),
    "key-beside": Encrypting(layout="beside"),
    "key-retrieval": Encrypting(layout="retrieval"),
    "key-with-recipient": Encrypting(recipient="https://sp.example.test/saml"),
    "key-with-certificate": Encrypting(certificate=True),
    "type-missing": Encrypting(edit_xml=lambda text: text.replace(f' Type="{XENC}Element"', "")),
    "cbc-random-padding": CBC.but(
        edit_padding=lambda padded: padded[: -padded[-1]] + b"\xa5" * (padded[-1] - 1) + padded[-1:]
    ),
    "whitespace-in-cipher": Encrypting(edit_xml=lambda text: text.replace("CipherValue>", "CipherValue>\n", 2)),
}.items():

    @accept(f"ok-enc-{_name}", keys=KEYS, warns=("encryption.cbc_unsigned",) if "cbc" in _how.content else ())
    def _(ctx: Context, how: Encrypting = _how) -> bytes:
        return sealed(ctx, how)


@accept("ok-enc-both-signed", keys=KEYS, note="Assertion signed, encrypted, and the response signed over that.")
def _(ctx: Context) -> bytes:
    return sealed(ctx, sign="both")


@accept("ok-enc-response-signed", keys=KEYS, note="Only the response is signed, over the encrypted form (Shibboleth).")
def _(ctx: Context) -> bytes:
    return sealed(ctx, sign="response")


@accept("ok-enc-cbc-response-signed", keys=KEYS, note="The signature covers the CBC text, so nobody changed it.")
def _(ctx: Context) -> bytes:
    return sealed(ctx, CBC, sign="response")


@refuse("enc-response-signed-changed", "signature.digest_mismatch", keys=KEYS, note="The encrypted form was exchanged.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key, sign="response")
    forged = ctx.tree(encrypt_to=ctx.sp_key, sign="none", name_id=EVIL)
    root.replace(find(root, "a:EncryptedAssertion"), find(forged, "a:EncryptedAssertion"))
    return out(root)


@accept("ok-enc-rollover", keys=("sp-next", "sp"), note="Several keys during a rollover: the second one opens it.")
def _(ctx: Context) -> bytes:
    return sealed(ctx)


@accept("ok-enc-two-recipients", keys=KEYS, note="Two EncryptedKeys, ours the second.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key)
    other = ctx.tree(encrypt_to=key(name="somebody else"))
    ours = find(root, f".//{{{XENC}}}EncryptedKey")
    theirs = find(other, f".//{{{XENC}}}EncryptedKey")
    theirs.set("Id", "_theirs")
    ours.addprevious(theirs)
    return out(root)


@accept("ok-enc-nameid", keys=KEYS, note="Only the name is encrypted.")
def _(ctx: Context) -> bytes:
    data = out(ctx.tree(encrypt_to=ctx.sp_key, encrypt_name_id=True))
    assert b"EncryptedID" in data
    return data


@accept("ok-enc-attributes", keys=KEYS, attributes={"mail": ("ada@example.test",), "role": ("a", "b")})
def _(ctx: Context) -> bytes:
    made = {"mail": "ada@example.test", "role": ["a", "b"]}
    data = out(ctx.tree(encrypt_to=ctx.sp_key, encrypt_attributes=True, attributes=made))
    assert data.count(b"<saml:EncryptedAttribute>") == 2
    return data


@refuse("enc-nameid-broken", DECRYPT, keys=KEYS)
def _(ctx: Context) -> bytes:
    return out(ctx.tree(encrypt_to=ctx.sp_key, encrypt_name_id=True, encrypting=Encrypting(edit_cipher=_flip(-1))))


@refuse("enc-nameid-is-something-else", DECRYPT, keys=KEYS, note="An EncryptedID whose plain text is no name.")
def _(ctx: Context) -> bytes:
    how = Encrypting(edit_plaintext=lambda _: b"<x/>")
    return out(ctx.tree(encrypt_to=ctx.sp_key, encrypt_name_id=True, encrypting=how))


@refuse("enc-nameid-replaced-unsigned", "signature.digest_mismatch", keys=KEYS, note="Another name, encrypted for us.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(encrypt_to=ctx.sp_key, encrypt_name_id=True)
    forged = ctx.tree(encrypt_to=ctx.sp_key, encrypt_name_id=True, name_id=EVIL)
    old = find(root, ".//a:EncryptedID")
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, find(forged, ".//a:EncryptedID"))
    return out(root)


@refuse(
    "enc-id-stolen", "structure.duplicate_id", keys=KEYS, note="An element outside has the ID of the hidden assertion."
)
def _(ctx: Context) -> bytes:
    root = ctx.tree(assertion_id="_hidden")
    encrypt_assertion(find(root, "a:Assertion"), ctx.sp_key, Encrypting())
    find(root, "p:Status").set("ID", "_hidden")
    return out(root)
