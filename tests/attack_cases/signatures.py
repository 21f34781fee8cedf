"""Signatures that are missing, made by others, weakly made, or not over what they seem to be over (attacks.md 2)."""

import base64
import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from tests.attack_cases.catalogue import (
    EVIL,
    NS,
    Context,
    Element,
    Family,
    child,
    extensions,
    find,
    forge,
    out,
    replaced,
    take,
)
from tests.builders import NOW, Key, Signing, canonical, digest_of, key, signature_over
from tests.saml_builders.names import C14N, DS, SAML, SIGNATURE_METHODS
from tests.saml_builders.signing import raw_signature, signed_info_xml

FAMILY = Family("signature")
refuse, accept = FAMILY.refuse, FAMILY.accept

UNSIGNED = "signature.missing"
DIGEST = "signature.digest_mismatch"
VALUE = "signature.value_mismatch"
UNTRUSTED = "signature.key_untrusted"
ALGORITHM = "signature.algorithm"
SHAPE = "signature.shape"
SHA1 = "signature.retired_sha1"


@refuse("sig-none", UNSIGNED)
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="none"))


@refuse("sig-stripped", UNSIGNED, note="The signature of a genuine message removed, and the name changed.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    assertion = find(root, "a:Assertion")
    root.replace(assertion, forge(assertion, identifier=None))
    return out(root)


@refuse("sig-only-in-advice", UNSIGNED)
def _(ctx: Context) -> bytes:
    inner = out(find(ctx.tree(), "a:Assertion")).decode()
    return out(ctx.tree(sign="none", name_id=EVIL, advice=f'<saml:Advice xmlns:saml="{SAML}">{inner}</saml:Advice>'))


@refuse("sig-in-extensions", UNSIGNED, note="A signature over the assertion, but not inside it.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    signature = take(find(root, "a:Assertion/ds:Signature"))
    extensions(root).append(signature)
    return out(root)


@refuse("sig-in-object-only", SHAPE, note="The signature is inside an Object of an empty signature.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    signature = find(root, "a:Assertion/ds:Signature")
    shell = etree.Element(f"{{{DS}}}Signature")
    assertion = find(root, "a:Assertion")
    assertion.replace(signature, shell)
    child(shell, f"{{{DS}}}Object").append(signature)
    return out(root)


@refuse(
    "sig-detached-last",
    "signature.reference",
    DIGEST,
    note="The signature stands beside the assertion, as a child of the response.",
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    root.append(take(find(root, "a:Assertion/ds:Signature")))
    return out(root)


@refuse("sig-in-subject", UNSIGNED, "structure.unexpected", note="The signature is a child of Subject.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    find(root, "a:Assertion/a:Subject").append(take(find(root, "a:Assertion/ds:Signature")))
    return out(root)


@refuse("sig-empty-element", SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    signature = find(root, "a:Assertion/ds:Signature")
    for part in list(signature):
        signature.remove(part)
    return out(_renamed_person(root))


@refuse("sig-value-empty", VALUE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    find(root, ".//ds:SignatureValue").text = None
    return out(root)


@refuse("sig-value-missing", SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    take(find(root, ".//ds:SignatureValue"))
    return out(root)


@refuse("sig-value-no-base64", VALUE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    find(root, ".//ds:SignatureValue").text = "this is no base64!"
    return out(root)


@refuse("sig-digest-empty", DIGEST)
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=Signing(digest_value=" ")))


@refuse("sig-wrong-namespace", UNSIGNED, "structure.unexpected")
def _(ctx: Context) -> bytes:
    data = out(_renamed_person(ctx.tree()))
    return replaced(data, f'"{DS}"'.encode(), b'"http://www.w3.org/2000/09/xmldsig"')


@refuse("sig-no-namespace", UNSIGNED, "structure.unexpected")
def _(ctx: Context) -> bytes:
    root = _renamed_person(ctx.tree())
    for element in find(root, "a:Assertion/ds:Signature").iter():
        element.tag = etree.QName(element).localname
    return out(root)


@refuse("sig-saml-namespace", UNSIGNED, "structure.unexpected", note="A Signature element in the namespace of SAML.")
def _(ctx: Context) -> bytes:
    root = _renamed_person(ctx.tree())
    for element in find(root, "a:Assertion/ds:Signature").iter():
        element.tag = f"{{{SAML}}}{etree.QName(element).localname}"
    return out(root)


def _renamed_person(root: Element) -> Element:
    find(root, ".//a:NameID").text = EVIL
    return root


@refuse("tamper-nameid", DIGEST, name_id=None)
def _(ctx: Context) -> bytes:
    return out(_renamed_person(ctx.tree()))


@refuse("tamper-attribute", DIGEST)
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree()), b">Engineering<", b">Administrators<")


@refuse("tamper-attribute-name-case", DIGEST)
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree()), b'Name="groups"', b'Name="Groups"')


@refuse("tamper-audience", DIGEST, "audience.match")
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree()), b"/saml</saml:Audience>", b"/evil</saml:Audience>")


@refuse("tamper-not-on-or-after", DIGEST)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    find(root, ".//a:Conditions").set("NotOnOrAfter", "2036-11-01T12:00:00Z")
    return out(root)


@refuse("tamper-whitespace", DIGEST, note="One blank inside the signed part.")
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree()), b"<saml:Subject>", b"<saml:Subject> ")


@refuse("tamper-attribute-added", DIGEST)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    added = child(find(root, ".//a:AttributeStatement"), f"{{{SAML}}}Attribute", Name="role")
    child(added, f"{{{SAML}}}AttributeValue").text = "admin"
    return out(root)


@refuse("tamper-xsi-type", DIGEST, note="Only the type of a value changed.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    root.findall(".//a:AttributeValue", NS)[0].set("{http://www.w3.org/2001/XMLSchema-instance}type", "xs:int")
    return out(root)


@refuse("tamper-response-status", DIGEST, "status.success", note="A signed response whose status was changed.")
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree(sign="response")), b"status:Success", b"status:Responder")


@refuse("tamper-response-destination", DIGEST)
def _(ctx: Context) -> bytes:
    data = out(ctx.tree(sign="response", destination="https://elsewhere.test/acs"))
    return replaced(data, b"https://elsewhere.test/acs", b"https://sp.example.test/saml/acs")


@refuse("tamper-digest-recomputed", VALUE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    assertion = find(root, "a:Assertion")
    signature = take(find(assertion, "ds:Signature"))
    _renamed_person(root)
    find(signature, ".//ds:DigestValue").text = digest_of(assertion)
    assertion.insert(1, signature)
    return out(root)


@refuse("tamper-signature-bit", VALUE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    node = find(root, ".//ds:SignatureValue")
    raw = bytearray(base64.b64decode(node.text or ""))
    raw[17] ^= 1
    node.text = base64.b64encode(raw).decode()
    return out(root)


@refuse("tamper-inner-signature-of-both", DIGEST, note="Both signed; the name changed, so neither digest fits.")
def _(ctx: Context) -> bytes:
    return out(_renamed_person(ctx.tree(sign="both")))


@refuse("both-one-broken", DIGEST, note="The response's signature holds, the assertion's does not.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="assertion")
    _renamed_person(root)
    ctx.sign(root)
    return out(root)


@refuse("both-response-broken", DIGEST, note="The assertion's signature holds, the response's does not.")
def _(ctx: Context) -> bytes:
    return replaced(
        out(ctx.tree(sign="both")), b'Version="2.0" IssueInstant', b'Consent="x" Version="2.0" IssueInstant'
    )


@refuse("cert-faking", UNTRUSTED, note="Signed by another key with a certificate of the same subject in KeyInfo.")
def _(ctx: Context) -> bytes:
    data = out(ctx.attacker.tree(name_id=EVIL))
    assert ctx.attacker.key.certificate.subject == ctx.idp.key.certificate.subject
    assert ctx.attacker.key.certificate_base64.encode() in data
    return data


@refuse("cert-faking-response", UNTRUSTED)
def _(ctx: Context) -> bytes:
    return out(ctx.attacker.tree(name_id=EVIL, sign="response"))


@refuse("cert-faking-no-keyinfo", VALUE, note="Signed by another key that is named nowhere.")
def _(ctx: Context) -> bytes:
    return out(ctx.attacker.tree(name_id=EVIL, key_info="none"))


@refuse("cert-genuine-shown", VALUE, note="Signed by another key, while KeyInfo shows the trusted certificate.")
def _(ctx: Context) -> bytes:
    root = ctx.attacker.tree(name_id=EVIL)
    find(root, ".//ds:X509Certificate").text = ctx.idp.key.certificate_base64
    return out(root)


@refuse("cert-genuine-first-evil-second", UNTRUSTED)
def _(ctx: Context) -> bytes:
    return _two_certificates(ctx, ctx.idp.key, ctx.attacker.key)


@refuse("cert-evil-first-genuine-second", UNTRUSTED)
def _(ctx: Context) -> bytes:
    return _two_certificates(ctx, ctx.attacker.key, ctx.idp.key)


def _two_certificates(ctx: Context, first: Key, second: Key) -> bytes:
    root = ctx.attacker.tree(name_id=EVIL)
    node = find(root, ".//ds:X509Certificate")
    node.text = first.certificate_base64
    child(find(root, ".//ds:X509Data"), f"{{{DS}}}X509Certificate").text = second.certificate_base64
    return out(root)


@refuse(
    "cert-issued-by-trusted-key", UNTRUSTED, note="A certificate that chains up to the trusted one is still another."
)
def _(ctx: Context) -> bytes:
    private = key(name="attacker").private
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.test")])
    issued = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(ctx.idp.key.certificate.subject)
        .public_key(private.public_key())
        .serial_number(1000)
        .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2036, 1, 1, tzinfo=dt.UTC))
        .sign(ctx.idp.key.private, hashes.SHA256())  # type: ignore[arg-type]
    )
    return out(ctx.idp.tree(name_id=EVIL, key=Key(private, issued)))


@refuse("key-value-only", VALUE, note="The attacker's bare key in KeyValue.")
def _(ctx: Context) -> bytes:
    data = out(ctx.attacker.tree(name_id=EVIL, key_info="value"))
    assert b"RSAKeyValue" in data
    return data


@refuse("key-name-guess", VALUE, note="Only a KeyName, which is that of the trusted certificate.")
def _(ctx: Context) -> bytes:
    info = "<ds:KeyInfo><ds:KeyName>idp.example.test</ds:KeyName></ds:KeyInfo>"
    return _with_key_info(ctx, info)


@refuse("retrieval-method-file", VALUE)
def _(ctx: Context) -> bytes:
    return _with_key_info(ctx, _retrieval("file:///etc/hostname"))


@refuse("retrieval-method-http", VALUE)
def _(ctx: Context) -> bytes:
    return _with_key_info(ctx, _retrieval("http://127.0.0.1:9/key"))


@refuse("retrieval-method-loop", VALUE)
def _(ctx: Context) -> bytes:
    return _with_key_info(ctx, _retrieval("#_loop").replace("<ds:KeyInfo>", '<ds:KeyInfo Id="_loop">'))


def _retrieval(uri: str) -> str:
    kind = f"{DS}X509Data"
    return f'<ds:KeyInfo><ds:RetrievalMethod URI="{uri}" Type="{kind}"/></ds:KeyInfo>'


def _with_key_info(ctx: Context, info: str) -> bytes:
    def edit(text: str) -> str:
        start, end = text.index("<ds:KeyInfo>"), text.index("</ds:Signature>")
        return text[:start] + info + text[end:]

    return out(ctx.attacker.tree(name_id=EVIL, signing=Signing(edit_signature=edit)))


for _name, _secret in {
    "pem": lambda k: k.certificate_pem,
    "der": lambda k: k.certificate_der,
    "base64": lambda k: k.certificate_base64.encode(),
    "spki": lambda k: k.public_pem,
    "empty": lambda _: b"",
}.items():

    @refuse(f"hmac-{_name}", ALGORITHM, note="An HMAC whose secret is public.")
    def _(ctx: Context, secret=_secret) -> bytes:  # type: ignore[no-untyped-def]
        how = Signing(method="hmac-sha256", hmac_secret=secret(ctx.idp.key))
        return out(ctx.tree(name_id=EVIL, signing=how))


@refuse("hmac-output-length", ALGORITHM, note="An HMAC cut to one bit (CVE-2009-0217).")
def _(ctx: Context) -> bytes:
    def edit(text: str) -> str:
        start = text.index("<ds:SignatureMethod")
        end = text.index("/>", start)
        inner = "><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>"
        return text[:end] + inner + text[end + 2 :]

    root = ctx.tree(name_id=EVIL, signing=Signing(method="hmac-sha1", edit_signed_info=edit))
    find(root, ".//ds:SignatureValue").text = "AA=="
    return out(root)


@refuse(
    "sigalg-sha1",
    SHA1,
    "signature.retired_sha1",
    note="Signed by the right key, with RSA-SHA1.",
    warns=("verdict.only_retired",),
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree(method="rsa-sha1"))


@refuse("digest-sha1", SHA1, warns=("verdict.only_retired",))
def _(ctx: Context) -> bytes:
    return out(ctx.tree(digest="sha1"))


@refuse("sigalg-ecdsa-sha1", SHA1, trusted=lambda _: [key("ec-p256")], warns=("verdict.only_retired",))
def _(ctx: Context) -> bytes:
    return out(ctx.tree(key=key("ec-p256"), method="ecdsa-sha1"))


@refuse(
    "sha1-after-the-date",
    SHA1,
    trust={"accept_retired": {"sha1": dt.date(2026, 10, 31)}},
    warns=("verdict.only_retired",),
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree(method="rsa-sha1", digest="sha1"))


@accept(
    "ok-sha1-until-the-date",
    trust={"accept_retired": {"sha1": dt.date(2026, 11, 1)}},
    note="Loudly accepted.",
    warns=("signature.retired_sha1",),
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree(method="rsa-sha1", digest="sha1"))


@refuse("sigalg-md5", ALGORITHM, trust={"accept_retired": {"sha1": None}})
def _(ctx: Context) -> bytes:
    return out(ctx.tree(method="rsa-md5"))


@refuse("digest-md5", ALGORITHM, trust={"accept_retired": {"sha1": None}})
def _(ctx: Context) -> bytes:
    return out(ctx.tree(digest="md5"))


@refuse("digest-sha224", ALGORITHM, note="Sound, but not on the list.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(digest="sha224"))


def _stated(method: str) -> Signing:
    right = SIGNATURE_METHODS["rsa-sha256"]
    return Signing(edit_signature=lambda text: text.replace(right, method))


for _name, _method in {
    "sigalg-none": "none",
    "sigalg-empty": "",
    "sigalg-unknown": "urn:example:signature",
    "sigalg-almost": "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256",
}.items():

    @refuse(_name, ALGORITHM)
    def _(ctx: Context, method: str = _method) -> bytes:
        return out(ctx.tree(signing=_stated(method)))


@refuse("sigalg-missing", ALGORITHM, note="SignatureMethod without Algorithm.")
def _(ctx: Context) -> bytes:
    return replaced(out(ctx.tree()), f' Algorithm="{SIGNATURE_METHODS["rsa-sha256"]}"'.encode(), b"")


@refuse("sigalg-confused-with-digest", ALGORITHM, note="A digest's name where the signature's belongs.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=_stated("http://www.w3.org/2001/04/xmlenc#sha256")))


@refuse("sigalg-of-another-family", VALUE, note="ECDSA is stated; the key is RSA.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=_stated(SIGNATURE_METHODS["ecdsa-sha256"])))


@refuse("digest-unknown", ALGORITHM)
def _(ctx: Context) -> bytes:
    how = Signing(digest="sha256", edit_signed_info=lambda text: text.replace("xmlenc#sha256", "xmlenc#sha257"))
    return out(ctx.tree(signing=how))


@refuse("dsa-key", ALGORITHM, trusted=lambda _: [key("dsa-2048")])
def _(ctx: Context) -> bytes:
    return out(ctx.tree(key=key("dsa-2048")))


@refuse("rsa-1024", "signature.retired_key", trusted=lambda _: [key("rsa-1024")], warns=("verdict.only_retired",))
def _(ctx: Context) -> bytes:
    return out(ctx.tree(key=key("rsa-1024")))


@accept(
    "ok-rsa-1024-until-the-date",
    trust={"accept_retired": {"rsa-short": dt.date(2026, 12, 31)}},
    trusted=lambda _: [key("rsa-1024")],
    warns=("signature.retired_key",),
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree(key=key("rsa-1024")))


@refuse("rsa-e3-forgery", VALUE, trusted=lambda _: [key("rsa-3072-e3")], note="A cube root for lenient PKCS#1 readers.")
def _(ctx: Context) -> bytes:
    weak = key("rsa-3072-e3")
    root = ctx.tree(name_id=EVIL, key=weak)
    node = find(root, ".//ds:SignedInfo")
    wanted = hashes.Hash(hashes.SHA256())
    wanted.update(canonical(node))
    prefix = bytes.fromhex("003031300d060960864801650304020105000420") + wanted.finalize()
    width = 384
    head = b"\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff" + prefix
    target = int.from_bytes(head + b"\x00" * (width - len(head)), "big")
    root_value = _cube_root(target) + 1
    cube = (root_value**3).to_bytes(width, "big")
    assert cube.startswith(head)
    find(root, ".//ds:SignatureValue").text = base64.b64encode(root_value.to_bytes(width, "big")).decode()
    return out(root)


def _cube_root(n: int) -> int:
    low, high = 0, 1 << (n.bit_length() // 3 + 2)
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**3 <= n else (low, middle)
    return low


@refuse("rsa-e1", ALGORITHM, trusted=lambda _: [_exponent_one()], note="A key with exponent 1 signs nothing.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(name_id=EVIL)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(canonical(find(root, ".//ds:SignedInfo")))
    info = bytes.fromhex("3031300d060960864801650304020105000420") + digest.finalize()
    padded = b"\x00\x01" + b"\xff" * (256 - 3 - len(info)) + b"\x00" + info
    find(root, ".//ds:SignatureValue").text = base64.b64encode(padded).decode()
    return out(root)


def _exponent_one() -> Key:
    """A certificate whose key has exponent 1; no library makes one, so the bytes of exponent 65537 are changed."""
    genuine = key()
    public = genuine.private.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    der = genuine.certificate_der
    modulus = public.public_numbers().n.to_bytes(256, "big")
    old = modulus + bytes.fromhex("0203010001")
    assert der.count(old) == 1
    changed = der.replace(old, modulus + bytes.fromhex("0203000001"))
    return Key(genuine.private, x509.load_der_x509_certificate(changed))


@refuse("rsa-value-padded", VALUE, note="Leading zeros make the value longer than the key.")
def _(ctx: Context) -> bytes:
    return out(_with_value(ctx.tree(), lambda raw: b"\0" * 4 + raw))


@refuse("rsa-value-zero", VALUE)
def _(ctx: Context) -> bytes:
    return out(_with_value(ctx.tree(name_id=EVIL), lambda raw: b"\0" * len(raw)))


def _with_value(root: Element, change) -> Element:  # type: ignore[no-untyped-def]
    node = find(root, ".//ds:SignatureValue")
    node.text = base64.b64encode(change(base64.b64decode(node.text or ""))).decode()
    return root


EC = {"trusted": lambda _: [key("ec-p256")]}
ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _ec(ctx: Context, **knobs: object) -> Element:
    return ctx.tree(key=key("ec-p256"), **knobs)


@refuse("ecdsa-zero", VALUE, **EC, note="r and s are zero (CVE-2022-21449).")
def _(ctx: Context) -> bytes:
    return out(_with_value(_ec(ctx, name_id=EVIL), lambda raw: b"\0" * len(raw)))


@refuse("ecdsa-order", VALUE, **EC, note="r and s are the order of the group.")
def _(ctx: Context) -> bytes:
    return out(_with_value(_ec(ctx, name_id=EVIL), lambda _: ORDER_P256.to_bytes(32, "big") * 2))


@refuse("ecdsa-der", VALUE, **EC, note="r and s in DER instead of side by side.")
def _(ctx: Context) -> bytes:
    root = _ec(ctx)
    private = key("ec-p256").private
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    der = private.sign(canonical(find(root, ".//ds:SignedInfo")), ec.ECDSA(hashes.SHA256()))
    return out(_with_value(root, lambda _: der))


@refuse("ecdsa-leading-zeros", VALUE, **EC)
def _(ctx: Context) -> bytes:
    return out(_with_value(_ec(ctx), lambda raw: b"\0" + raw[:32] + b"\0" + raw[32:]))


@refuse("ecdsa-short", VALUE, **EC)
def _(ctx: Context) -> bytes:
    return out(_with_value(_ec(ctx), lambda raw: raw[:-1]))


@accept("ok-ecdsa-other-s", **EC, note="s and order minus s are both right; nothing hangs on which.")
def _(ctx: Context) -> bytes:
    def flip(raw: bytes) -> bytes:
        return raw[:32] + (ORDER_P256 - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")

    return out(_with_value(_ec(ctx), flip))


@refuse("ecdsa-k256", ALGORITHM, trusted=lambda _: [key("ec-k256")], note="A curve that is not on the list.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(key=key("ec-k256")))


@refuse("pss-short-salt", VALUE, note="PSS with a salt that the identifier does not allow.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=Signing(method="rsa-pss-sha256", salt_length=0)))


PSS = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss"
MORE = "http://www.w3.org/2007/05/xmldsig-more#"


def _pss(parameters: str) -> Signing:
    def edit(text: str) -> str:
        old = f'<ds:SignatureMethod Algorithm="{SIGNATURE_METHODS["rsa-pss-sha256"]}"/>'
        assert old in text
        inner = f'<pss:RSAPSSParams xmlns:pss="{MORE}">{parameters}</pss:RSAPSSParams>' if parameters else ""
        return text.replace(old, f'<ds:SignatureMethod Algorithm="{PSS}">{inner}</ds:SignatureMethod>')

    return Signing(method="rsa-pss-sha256", edit_signed_info=edit)


SHA256_PARAMETERS = (
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    f'<pss:MaskGenerationFunction Algorithm="{MORE}MGF1">'
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></pss:MaskGenerationFunction>'
    "<pss:SaltLength>32</pss:SaltLength><pss:TrailerField>1</pss:TrailerField>"
)


@accept("ok-pss-parameters", note="RSA-PSS with its parameters spelt out (RFC 9231).")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=_pss(SHA256_PARAMETERS)))


@accept("ok-pss-defaults")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=_pss("")))


for _name, _old, _new in (
    ("trailer", "<pss:TrailerField>1<", "<pss:TrailerField>2<"),
    ("salt-negative", "<pss:SaltLength>32<", "<pss:SaltLength>-1<"),
    ("salt-huge", "<pss:SaltLength>32<", "<pss:SaltLength>99999<"),
    ("mask", "#MGF1", "#MGF2"),
    ("digest", "xmlenc#sha256", "xmlenc#sha257"),
    ("unknown-part", "<pss:TrailerField>1</pss:TrailerField>", "<pss:Other/>"),
):

    @refuse(f"pss-odd-{_name}", ALGORITHM)
    def _(ctx: Context, old: str = _old, new: str = _new) -> bytes:
        assert old in SHA256_PARAMETERS
        return out(ctx.tree(signing=_pss(SHA256_PARAMETERS.replace(old, new))))


@refuse("signed-response-wanted", "signature.required_parts", trust={"signed": "response"})
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="assertion"))


@refuse("signed-assertion-wanted", "signature.required_parts", trust={"signed": "assertion"})
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="response"))


@refuse("both-wanted-assertion-signed", "signature.required_parts", trust={"signed": "both"})
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="assertion"))


@refuse("both-wanted-response-signed", "signature.required_parts", trust={"signed": "both"})
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="response"))


for _sign in ("response", "assertion", "both"):

    @accept(f"ok-{_sign}-wanted", trust={"signed": _sign})
    def _(ctx: Context, sign: str = _sign) -> bytes:
        return out(ctx.tree(sign=sign))


@accept("ok-signed-by-the-next-key", trusted=lambda ctx: [ctx.idp.key, key(name="next")], note="During a rollover.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(key=key(name="next")))


@accept("ok-parts-signed-by-two-keys", trusted=lambda ctx: [ctx.idp.key, key(name="next")])
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="both", response_key=key(name="next")))


@refuse("no-key-trusted", "signature.no_trusted_key", trusted=lambda _: [])
def _(ctx: Context) -> bytes:
    return out(ctx.tree())


def _expired(ctx: Context) -> Key:
    return ctx.idp.key.named("idp.example.test", not_after=NOW - dt.timedelta(days=30))


def _early(ctx: Context) -> Key:
    return ctx.idp.key.named("idp.example.test", not_before=NOW + dt.timedelta(days=30))


@accept(
    "ok-certificate-expired",
    trusted=lambda ctx: [_expired(ctx)],
    note="SAML trusts the key: said, not refused.",
    warns=("signature.certificate_expired",),
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree())


@accept(
    "ok-certificate-not-yet-valid", trusted=lambda ctx: [_early(ctx)], warns=("signature.certificate_not_yet_valid",)
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree())


@refuse(
    "certificate-expired-refused",
    "signature.certificate_expired",
    trusted=lambda ctx: [_expired(ctx)],
    trust={"expired_certificates": "refuse"},
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree())


@refuse(
    "certificate-early-refused",
    "signature.certificate_not_yet_valid",
    trusted=lambda ctx: [_early(ctx)],
    trust={"expired_certificates": "refuse"},
)
def _(ctx: Context) -> bytes:
    return out(ctx.tree())


@accept(
    "ok-unsigned-envelope-of-signed-assertion", note="Consent and Extensions outside are unsigned and change nothing."
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    root.set("Consent", "urn:oasis:names:tc:SAML:2.0:consent:obtained")
    child(extensions(root), "{urn:example:x}note").text = EVIL
    return out(root)


@refuse("signed-by-sp-key", UNTRUSTED, note="The service provider's own key is in no identity provider's metadata.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(key=ctx.sp_key))


@refuse("signed-info-of-another-message", DIGEST, note="A whole genuine signature on another assertion of the same ID.")
def _(ctx: Context) -> bytes:
    genuine = ctx.tree(assertion_id="_same")
    forged = ctx.tree(assertion_id="_same", name_id=EVIL, sign="none")
    find(forged, "a:Assertion").insert(1, take(find(genuine, "a:Assertion/ds:Signature")))
    return out(forged)


@refuse(
    "signed-info-canonicalised-otherwise",
    VALUE,
    note="SignedInfo was signed in its inclusive form, but says exclusive.",
)
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="none")
    assertion = find(root, "a:Assertion")
    how = Signing().for_key(ctx.idp.key)
    info = signed_info_xml(f"#{assertion.get('ID')}", digest_of(assertion), how)
    wrapped = etree.fromstring(f'<x xmlns="urn:x" xmlns:ds="{DS}" xmlns:y="urn:y">{info}</x>')
    raw = raw_signature(ctx.idp.key, "rsa-sha256", canonical(wrapped[0], C14N))
    signature = signature_over(info, ctx.idp.key, how)
    find(signature, "ds:SignatureValue").text = base64.b64encode(raw).decode()
    assertion.insert(1, signature)
    return out(root)
