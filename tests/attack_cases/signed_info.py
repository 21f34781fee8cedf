"""Traps inside the signature and its SignedInfo, most of them truly signed (attacks.md 3 and 4)."""

import base64
import hashlib
from collections.abc import Callable

from lxml import etree

from tests.attack_cases.catalogue import (
    EVIL,
    EVIL_ID,
    Context,
    Element,
    Family,
    child,
    find,
    forge,
    out,
    replaced,
    take,
)
from tests.builders import Signing, canonical, digest_of, signature_for, signature_over
from tests.saml_builders.names import C14N, C14N11, DS, ENVELOPED, EXC_C14N, EXC_C14N_COMMENTS
from tests.saml_builders.signing import raw_signature, signed_info_xml

FAMILY = Family("signed-info")
refuse, accept = FAMILY.refuse, FAMILY.accept

SHAPE = "signature.shape"
DIGEST = "signature.digest_mismatch"
VALUE = "signature.value_mismatch"
REFERENCE = "signature.reference"
TRANSFORM = "signature.transform"
CANONICAL = "signature.canonicalization"
COMMENT = "signature.comment"
RELATIVE = "xml.relative_namespace"
SEVERAL = "signature.several"


def edited(ctx: Context, change: Callable[[str], str], **knobs: object) -> bytes:
    """A message whose SignedInfo was changed before it was signed: its signature value holds."""

    def edit(text: str) -> str:
        after = change(text)
        assert after != text
        return after

    return out(ctx.tree(signing=Signing(edit_signed_info=edit), **knobs))


def swapped(old: str, new: str) -> Callable[[str], str]:
    """The edit that puts one passage in the place of another."""
    return lambda text: text.replace(old, new)


def forged_with_genuine(ctx: Context) -> tuple[Element, Element, str]:
    """A forged response, the genuine signature that it carries, and the digest that would fit the forged assertion."""
    root = ctx.tree()
    assertion = find(root, "a:Assertion")
    signature = take(find(assertion, "ds:Signature"))
    find(assertion, ".//a:NameID").text = EVIL
    fitting = digest_of(assertion)
    assertion.insert(1, signature)
    return root, signature, fitting


@refuse("signedinfo-two", SHAPE, note="The genuine SignedInfo first, a forged one behind (CVE-2025-29774).")
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    genuine = find(signature, "ds:SignedInfo")
    second = etree.fromstring(etree.tostring(genuine))
    find(second, ".//ds:DigestValue").text = fitting
    genuine.addnext(second)
    return out(root)


@refuse("signedinfo-two-first-forged", SHAPE)
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    genuine = find(signature, "ds:SignedInfo")
    second = etree.fromstring(etree.tostring(genuine))
    find(second, ".//ds:DigestValue").text = fitting
    genuine.addprevious(second)
    return out(root)


@refuse("signedinfo-not-first", SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    signature = find(root, ".//ds:Signature")
    signature.append(find(signature, "ds:SignedInfo"))
    return out(root)


@refuse(
    "signedinfo-in-object", SHAPE, note="The genuine SignedInfo is inside an Object, a forged one where it belongs."
)
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    genuine = find(signature, "ds:SignedInfo")
    forged = etree.fromstring(etree.tostring(genuine))
    find(forged, ".//ds:DigestValue").text = fitting
    genuine.addprevious(forged)
    child(signature, f"{{{DS}}}Object").append(genuine)
    return out(root)


for _part in ("Signature", "SignedInfo", "SignatureValue", "Reference", "DigestValue"):

    @refuse(
        f"{_part}-in-keyinfo".lower(), SHAPE, note="A reader that looks below the signature meets two (CVE-2024-45409)."
    )
    def _(ctx: Context, part: str = _part) -> bytes:
        root = ctx.tree()
        signature = find(root, ".//ds:Signature")
        second = signature if part == "Signature" else find(signature, f".//ds:{part}")
        find(signature, "ds:KeyInfo").append(etree.fromstring(etree.tostring(second, with_tail=False)))
        return out(root)


@refuse("signedinfo-missing", SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    take(find(root, ".//ds:SignedInfo"))
    return out(root)


@refuse("comment-in-digest", COMMENT, note="The forged digest in a comment beside the genuine one (CVE-2025-29775).")
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    value = find(signature, ".//ds:DigestValue")
    comment = etree.Comment(fitting)
    comment.tail, value.text = value.text, None
    value.append(comment)
    data = out(root)
    assert f"<!--{fitting}-->".encode() in data
    return data


@refuse(
    "comment-in-digest-forged-text", COMMENT, note="The forged digest as first text, the genuine one behind a comment."
)
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    value = find(signature, ".//ds:DigestValue")
    comment = etree.Comment("")
    comment.tail, value.text = value.text, fitting
    value.append(comment)
    return out(root)


for _where in ("SignatureValue", "SignedInfo", "X509Certificate", "Reference"):

    @refuse(f"comment-in-{_where.lower()}", COMMENT)
    def _(ctx: Context, where: str = _where) -> bytes:
        root = ctx.tree()
        find(root, f".//ds:{where}").append(etree.Comment("x"))
        return out(root)


@refuse("pi-in-signedinfo", "xml.processing_instruction")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    find(root, ".//ds:SignedInfo").append(etree.ProcessingInstruction("x", "y"))
    return out(root)


@refuse("digest-with-child", SHAPE, note="DigestValue holds an element that holds the forged digest.")
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    child(find(signature, ".//ds:DigestValue"), "{urn:example:x}x").text = fitting
    return out(root)


@refuse("digest-value-twice", SHAPE)
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    value = find(signature, ".//ds:DigestValue")
    second = etree.Element(f"{{{DS}}}DigestValue")
    second.text = fitting
    value.addprevious(second)
    return out(root)


@refuse("reference-outside-signedinfo", SHAPE, note="A planted Reference in an Object before (CVE-2024-45409).")
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    planted = etree.Element(f"{{{DS}}}Object")
    reference = etree.fromstring(etree.tostring(find(signature, ".//ds:Reference")))
    find(reference, ".//ds:DigestValue").text = fitting
    planted.append(reference)
    signature.insert(0, planted)
    return out(root)


@refuse("digest-planted-in-status", DIGEST, note="A DigestValue in StatusDetail for readers that search everywhere.")
def _(ctx: Context) -> bytes:
    root, _, fitting = forged_with_genuine(ctx)
    detail = child(find(root, "p:Status"), "{urn:oasis:names:tc:SAML:2.0:protocol}StatusDetail")
    child(detail, f"{{{DS}}}DigestValue").text = fitting
    return out(root)


def _reference(uri: str | None) -> Signing:
    if uri is None:
        return Signing(edit_signed_info=lambda text: text.replace(' URI="#gone"', ""), uri="#gone")
    return Signing(uri=uri)


for _name, _uri in {
    "reference-empty-uri": "",
    "reference-no-uri": None,
    "reference-file": "file:///etc/hostname",
    "reference-http": "http://127.0.0.1:9/x.xml",
    "reference-relative": "other.xml",
    "reference-xpointer-root": "#xpointer(/)",
    "reference-hash-alone": "#",
    "reference-of-nothing": "#_nothing",
}.items():

    @refuse(_name, REFERENCE)
    def _(ctx: Context, uri: str | None = _uri) -> bytes:
        return out(ctx.tree(signing=_reference(uri)))


for _name, _form in {
    "reference-xpointer-id": "#xpointer(id('{}'))",
    "reference-without-hash": "{}",
    "reference-upper-case": "#{}x",
    "reference-with-blank": "# {}",
    "reference-escaped": "#%5F{}",
    "reference-in-file": "x.xml#{}",
}.items():

    @refuse(_name, REFERENCE)
    def _(ctx: Context, form: str = _form) -> bytes:
        return out(ctx.tree(assertion_id="_signed", signing=Signing(uri=form.format("_signed"))))


@refuse("reference-empty-uri-response", REFERENCE, note="URI of the whole document, in the response's signature.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="response", signing=Signing(uri="")))


@refuse("reference-other-element", REFERENCE, DIGEST, note="The signature in the assertion names the response.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="none")
    assertion = find(root, "a:Assertion")
    assertion.insert(1, signature_for(root, ctx.idp.key, Signing()))
    return out(root)


@refuse("reference-none", SHAPE, note="A truly signed SignedInfo that refers to nothing.")
def _(ctx: Context) -> bytes:
    def change(text: str) -> str:
        return text[: text.index("<ds:Reference")] + text[text.index("</ds:SignedInfo>") :]

    return edited(ctx, change, name_id=EVIL)


@refuse("reference-two", REFERENCE, note="Two References, both truly signed: to the assertion and to the response.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="none")
    assertion = find(root, "a:Assertion")

    def change(text: str) -> str:
        start, end = text.index("<ds:Reference"), text.index("</ds:SignedInfo>")
        other = text[start:end].replace(f"#{assertion.get('ID')}", f"#{root.get('ID')}")
        return text[:end] + other + text[end:]

    ctx.sign(assertion, Signing(edit_signed_info=change))
    return out(root)


@refuse("reference-two-first-forged", REFERENCE)
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    reference = find(signature, ".//ds:Reference")
    planted = etree.fromstring(etree.tostring(reference))
    find(planted, "ds:DigestValue").text = fitting
    reference.addprevious(planted)
    return out(root)


@refuse("reference-manifest", SHAPE, note="The reference names a Manifest in an Object.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="none", name_id=EVIL)
    assertion = find(root, "a:Assertion")
    manifest = etree.Element(f"{{{DS}}}Manifest", {"Id": "_manifest"}, nsmap={"ds": DS})
    info = signed_info_xml("#_manifest", digest_of(manifest), Signing().for_key(ctx.idp.key))
    signature = signature_over(info, ctx.idp.key, Signing())
    child(signature, f"{{{DS}}}Object").append(manifest)
    assertion.insert(1, signature)
    return out(root)


@refuse("signature-twice-forged-first", SEVERAL, "structure.duplicate_element")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    assertion = find(root, "a:Assertion")
    genuine = take(find(assertion, "ds:Signature"))
    forged = signature_for(assertion, ctx.attacker.key, Signing())
    assertion.insert(1, genuine)
    genuine.addprevious(forged)
    return out(root)


@refuse("signature-twice-forged-last", SEVERAL, "structure.duplicate_element")
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    second = etree.fromstring(etree.tostring(signature))
    find(second, ".//ds:DigestValue").text = fitting
    signature.addnext(second)
    return out(root)


@refuse("signaturevalue-twice", SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    value = find(root, ".//ds:SignatureValue")
    value.addnext(etree.fromstring(etree.tostring(value)))
    return out(root)


@refuse("signature-nested", SHAPE, note="A signature inside the signature (CVE-2025-47949 family).")
def _(ctx: Context) -> bytes:
    root, signature, fitting = forged_with_genuine(ctx)
    inner = etree.fromstring(etree.tostring(signature))
    find(inner, ".//ds:DigestValue").text = fitting
    signature.append(inner)
    return out(root)


@refuse("keyinfo-twice", SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    info = find(root, ".//ds:KeyInfo")
    info.addnext(etree.fromstring(etree.tostring(info)))
    return out(root)


@refuse("keyinfo-first", SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    signature = find(root, ".//ds:Signature")
    signature.insert(0, find(signature, "ds:KeyInfo"))
    return out(root)


TRANSFORM_ENVELOPED = f'<ds:Transform Algorithm="{ENVELOPED}"/>'
TRANSFORM_EXCLUSIVE = f'<ds:Transform Algorithm="{EXC_C14N}"/>'
XPATH = (
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
    "<ds:XPath>not(ancestor-or-self::*[local-name()='NameID'])</ds:XPath></ds:Transform>"
)
XPATH_FILTER = (
    '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2">'
    '<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//*[local-name()=\'NameID\']'
    "</f:XPath></ds:Transform>"
)
XSLT = (
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:stylesheet version="1.0" '
    'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><xsl:copy-of select="'
    "document('file:///etc/hostname')\"/></xsl:template></xsl:stylesheet></ds:Transform>"
)
BASE64 = '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/>'
ENVELOPED_AND = TRANSFORM_ENVELOPED + TRANSFORM_EXCLUSIVE

for _name, _transforms in {
    "transform-xslt": TRANSFORM_ENVELOPED + XSLT + TRANSFORM_EXCLUSIVE,
    "transform-xpath": TRANSFORM_ENVELOPED + XPATH + TRANSFORM_EXCLUSIVE,
    "transform-xpath-filter": TRANSFORM_ENVELOPED + XPATH_FILTER + TRANSFORM_EXCLUSIVE,
    "transform-base64": TRANSFORM_ENVELOPED + BASE64,
    "transform-no-enveloped": TRANSFORM_EXCLUSIVE,
    "transform-enveloped-alone": TRANSFORM_ENVELOPED,
    "transform-order": TRANSFORM_EXCLUSIVE + TRANSFORM_ENVELOPED,
    "transform-enveloped-twice": TRANSFORM_ENVELOPED + ENVELOPED_AND,
    "transform-exclusive-twice": ENVELOPED_AND + TRANSFORM_EXCLUSIVE,
    "transform-five": ENVELOPED_AND + TRANSFORM_EXCLUSIVE * 3,
    "transform-empty": "",
    "transform-unknown": ENVELOPED_AND + '<ds:Transform Algorithm="urn:example:transform"/>',
    "transform-without-algorithm": TRANSFORM_ENVELOPED + "<ds:Transform/>",
    "transform-c14n-inclusive": TRANSFORM_ENVELOPED + f'<ds:Transform Algorithm="{C14N}"/>',
    "transform-c14n-1.1": TRANSFORM_ENVELOPED + f'<ds:Transform Algorithm="{C14N11}"/>',
    "transform-with-comments": TRANSFORM_ENVELOPED + f'<ds:Transform Algorithm="{EXC_C14N_COMMENTS}"/>',
    "transform-foreign-child": TRANSFORM_ENVELOPED
    + f'<ds:Transform Algorithm="{EXC_C14N}"><x xmlns="urn:example:x"/></ds:Transform>',
    "transform-xpath-in-enveloped": f'<ds:Transform Algorithm="{ENVELOPED}"><ds:XPath>1</ds:XPath></ds:Transform>'
    + TRANSFORM_EXCLUSIVE,
}.items():

    @refuse(_name, TRANSFORM, note="Truly signed by the identity provider, and refused before it is run.")
    def _(ctx: Context, transforms: str = _transforms) -> bytes:
        return edited(ctx, swapped(ENVELOPED_AND, transforms))


@refuse("transform-missing", TRANSFORM, note="A Reference without Transforms.")
def _(ctx: Context) -> bytes:
    return edited(ctx, swapped(f"<ds:Transforms>{ENVELOPED_AND}</ds:Transforms>", ""))


@refuse(
    "transform-xpath-forged", TRANSFORM, note="The XPath excludes the name, which was then changed: it still holds."
)
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="none")
    assertion = find(root, "a:Assertion")
    without = etree.fromstring(etree.tostring(assertion))
    name_id = find(without, ".//a:NameID")
    parent = name_id.getparent()
    assert parent is not None
    parent.remove(name_id)
    how = Signing(
        digest_value=digest_of(without),
        edit_signed_info=swapped(ENVELOPED_AND, TRANSFORM_ENVELOPED + XPATH + TRANSFORM_EXCLUSIVE),
    )
    ctx.sign(assertion, how)
    find(assertion, ".//a:NameID").text = EVIL
    return out(root)


@refuse("transform-prefixlist-huge", TRANSFORM, note="Ten thousand prefixes to include.")
def _(ctx: Context) -> bytes:
    listed = " ".join(f"p{n}" for n in range(10_000))
    inner = f'<ec:InclusiveNamespaces xmlns:ec="{EXC_C14N}" PrefixList="{listed}"/>'
    return edited(ctx, swapped(TRANSFORM_EXCLUSIVE, f'<ds:Transform Algorithm="{EXC_C14N}">{inner}</ds:Transform>'))


@refuse("transform-prefixlist-twice", TRANSFORM)
def _(ctx: Context) -> bytes:
    inner = f'<ec:InclusiveNamespaces xmlns:ec="{EXC_C14N}" PrefixList="xs"/>' * 2
    return edited(ctx, swapped(TRANSFORM_EXCLUSIVE, f'<ds:Transform Algorithm="{EXC_C14N}">{inner}</ds:Transform>'))


for _name, _algorithm in {
    "c14n-unknown": "urn:example:canonical",
    "c14n-inclusive": C14N,
    "c14n-1.1": C14N11,
    "c14n-with-comments": EXC_C14N_COMMENTS,
    "c14n-empty": "",
}.items():

    @refuse(_name, CANONICAL)
    def _(ctx: Context, algorithm: str = _algorithm) -> bytes:
        return out(ctx.tree(signing=Signing(canonicalization=algorithm)))


VOID_DIGEST = base64.b64encode(hashlib.sha256(b"").digest()).decode()


@refuse(
    "void-c14n-reference", RELATIVE, note="A relative namespace makes the canonical form fail, and nothing is hashed."
)
def _(ctx: Context) -> bytes:
    assert VOID_DIGEST.startswith("47DEQpj8")
    root = ctx.tree(name_id=EVIL, signing=Signing(digest_value=VOID_DIGEST))
    data = replaced(out(root), b"<saml:Assertion ", b'<saml:Assertion xmlns:v="relative" v:x="1" ')
    try:
        etree.tostring(find(etree.fromstring(data), "a:Assertion"), method="c14n", exclusive=True)
    except etree.C14NError:
        return data
    raise AssertionError("the canonical form does not fail")


@refuse("void-c14n-signedinfo", RELATIVE, note="The SignedInfo has no canonical form (CVE-2025-66568).")
def _(ctx: Context) -> bytes:
    root = ctx.tree(name_id=EVIL)
    data = replaced(out(root), b"<ds:SignedInfo>", b'<ds:SignedInfo xmlns:v="relative" v:x="1">')
    try:
        etree.tostring(find(etree.fromstring(data), ".//ds:SignedInfo"), method="c14n", exclusive=True)
    except etree.C14NError:
        return data
    raise AssertionError("the canonical form does not fail")


@refuse("void-c14n-response", RELATIVE)
def _(ctx: Context) -> bytes:
    root = ctx.tree(name_id=EVIL, sign="response", signing=Signing(digest_value=VOID_DIGEST))
    return replaced(out(root), b"<samlp:Response ", b'<samlp:Response xmlns:v="relative" v:x="1" ')


@refuse("relative-namespace-in-extensions", RELATIVE, note="A relative namespace in an unsigned part.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    data = out(root)
    return replaced(
        data, b"<samlp:Status>", b'<samlp:Extensions><v:x xmlns:v="relative"/></samlp:Extensions><samlp:Status>'
    )


@refuse("same-id-in-signature", "structure.duplicate_id", note="The signed ID also stands on the Signature itself.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    assertion = find(root, "a:Assertion")
    find(assertion, "ds:Signature").set("Id", assertion.get("ID") or "")
    return out(root)


@refuse(
    "signature-over-forged-copy-in-keyinfo",
    "structure.assertion_elsewhere",
    REFERENCE,
    DIGEST,
    note="The original in KeyInfo.",
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine, signed=True, identifier=EVIL_ID)
    genuine.remove(find(genuine, "ds:Signature"))
    root.replace(genuine, evil)
    find(evil, ".//ds:KeyInfo").append(genuine)
    return out(root)


@accept("ok-prefix-list-xs", note="InclusiveNamespaces with xs, as OpenSAML writes it.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=Signing(prefix_list=("xs",))))


@accept("ok-prefix-list-outer", note="A listed prefix that only the response declares.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=Signing(prefix_list=("samlp", "xsi"))))


@accept("ok-prefix-list-default", note="The default namespace in the list.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(shape="entra", signing=Signing(prefix="ds", prefix_list=("#default",))))


@accept("ok-prefix-list-unknown", note="A listed prefix that nothing declares.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=Signing(prefix_list=("nowhere",))))


@accept("ok-prefix-list-in-c14n-method", note="SignedInfo canonicalised with a list, as some toolkits write it.")
def _(ctx: Context) -> bytes:
    method = f'<ds:CanonicalizationMethod Algorithm="{EXC_C14N}"/>'
    inner = f'<ec:InclusiveNamespaces xmlns:ec="{EXC_C14N}" PrefixList="xs"/>'
    longer = f'<ds:CanonicalizationMethod Algorithm="{EXC_C14N}">{inner}</ds:CanonicalizationMethod>'
    root = ctx.tree(signing=Signing(edit_signed_info=swapped(method, longer)))
    signed_info = canonical(find(root, ".//ds:SignedInfo"), EXC_C14N, ("xs",))
    assert b"xmlns:xs=" in signed_info
    raw = raw_signature(ctx.idp.key, "rsa-sha256", signed_info)
    find(root, ".//ds:SignatureValue").text = base64.b64encode(raw).decode()
    return out(root)


@accept("ok-whitespace-in-signature", note="Line breaks within SignedInfo, signed as they are.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(signing=Signing(line_breaks=True, wrap_value=64)))


@accept("ok-signature-after-issuer-of-both", note="Both parts signed, in the order of the schema.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="both"))


@accept("ok-signature-id", note="A Signature may have an Id of its own.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    find(root, ".//ds:Signature").set("Id", "_signature")
    return out(root)


@accept(
    "ok-signature-last", note="The Signature is the last child: against the schema, but written by some, and signed."
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    assertion = find(root, "a:Assertion")
    assertion.append(find(assertion, "ds:Signature"))
    return out(root)
