"""Signature wrapping: the signature holds, but over another element than the one that would be read (attacks.md 1)."""

from lxml import etree

from tests.attack_cases.catalogue import (
    EVIL,
    EVIL_ID,
    GOOD,
    NS,
    SIGNATURE,
    Context,
    Element,
    Family,
    child,
    clone,
    extensions,
    find,
    forge,
    out,
    take,
)
from tests.builders import Attribute, Encrypting, Raw, Signing, encrypt_assertion
from tests.saml_builders.names import DS, SAML, SAMLP

FAMILY = Family("wrapping")
refuse, accept = FAMILY.refuse, FAMILY.accept

SEVERAL = "structure.several_assertions"
ELSEWHERE = "structure.assertion_elsewhere"
REFERENCE = "signature.reference"
DUPLICATE = "structure.duplicate_id"
DIGEST = "signature.digest_mismatch"
UNSIGNED = "signature.missing"
SHAPE = "signature.shape"


def _evil_root(root: Element, *, identifier: str = EVIL_ID) -> tuple[Element, Element, Element]:
    """A forged copy of a signed Response, the genuine one without its signature, and that signature."""
    evil = forge(root, identifier=identifier)
    for assertion in evil.findall("a:Assertion", NS):
        assertion.set("ID", EVIL_ID + "_assertion")
    signature = take(find(root, "ds:Signature"))
    return evil, root, signature


@refuse("xsw1", ELSEWHERE, SHAPE)
def _(ctx: Context) -> bytes:
    evil, original, signature = _evil_root(ctx.tree(sign="response"))
    signature.append(original)
    evil.insert(1, signature)
    assert find(evil, "ds:Signature/p:Response/a:Assertion") is not None
    return out(evil)


@refuse("xsw2", REFERENCE, ELSEWHERE, DIGEST)
def _(ctx: Context) -> bytes:
    evil, original, signature = _evil_root(ctx.tree(sign="response"))
    evil.insert(1, signature)
    evil.insert(1, original)
    return out(evil)


@refuse("xsw3", SEVERAL)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    genuine.addprevious(forge(genuine))
    return out(root)


@refuse("xsw4", ELSEWHERE, UNSIGNED)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    root.replace(genuine, evil)
    evil.append(genuine)
    assert find(root, "a:Assertion/a:Assertion/ds:Signature") is not None
    return out(root)


@refuse("xsw5", SEVERAL, REFERENCE, DIGEST)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine, signed=True)
    genuine.remove(find(genuine, "ds:Signature"))
    genuine.addprevious(evil)
    return out(root)


@refuse("xsw6", ELSEWHERE, SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine, signed=True)
    genuine.remove(find(genuine, "ds:Signature"))
    root.replace(genuine, evil)
    find(evil, "ds:Signature").append(genuine)
    return out(root)


@refuse("xsw7", ELSEWHERE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    extensions(root).append(forge(find(root, "a:Assertion")))
    return out(root)


@refuse("xsw8", ELSEWHERE, SHAPE)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine, signed=True)
    genuine.remove(find(genuine, "ds:Signature"))
    root.replace(genuine, evil)
    child(find(evil, "ds:Signature"), f"{{{DS}}}Object").append(genuine)
    return out(root)


@refuse("xsw9", SEVERAL, note="The forged assertion is the last.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    genuine.addnext(forge(genuine))
    return out(root)


@refuse("xsw10", ELSEWHERE, note="The forged assertion is in StatusDetail.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    child(find(root, "p:Status"), f"{{{SAMLP}}}StatusDetail").append(forge(find(root, "a:Assertion")))
    return out(root)


@refuse("xsw11", UNSIGNED, note="The signed assertion is a value of the forged one.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    root.replace(genuine, evil)
    value = evil.findall(".//a:AttributeValue", NS)[0]
    value.text = None
    value.append(genuine)
    return out(root)


@refuse("xsw12", SEVERAL, DUPLICATE, note="Two assertions of one ID, the forged one first.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    genuine.addprevious(forge(genuine, identifier=None))
    return out(root)


@refuse("xsw13", SEVERAL, DUPLICATE, note="Two assertions of one ID, the forged one last.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    genuine.addnext(forge(genuine, identifier=None))
    return out(root)


@refuse("xsw14", UNSIGNED, note="The signed assertion is in the Advice of the forged one.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    root.replace(genuine, evil)
    advice = etree.Element(f"{{{SAML}}}Advice")
    find(evil, "a:Conditions").addnext(advice)
    advice.append(genuine)
    return out(root)


@refuse("xsw15", ELSEWHERE, UNSIGNED, note="The whole genuine response is in the Extensions of a forged one.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="both")
    evil = forge(root)
    forged = find(evil, "a:Assertion")
    forged.set("ID", EVIL_ID + "_assertion")
    forged.remove(find(forged, "ds:Signature"))
    extensions(evil).append(root)
    return out(evil)


@refuse("xsw16", REFERENCE, ELSEWHERE, DIGEST, note="The response's signature names an assertion hidden in Extensions.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    signature = take(find(genuine, "ds:Signature"))
    root.replace(genuine, evil)
    extensions(root).append(genuine)
    root.insert(1, signature)
    return out(root)


@refuse("xsw17", "message.xml", note="A foreign element is the root.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="both")
    envelope = etree.Element("{urn:example:envelope}Envelope")
    envelope.append(forge(root))
    envelope.append(root)
    return out(envelope)


@refuse("xsw18", "structure.unexpected", note="The forged assertion is in a foreign namespace.")
def _(ctx: Context) -> bytes:
    return _renamed(ctx, "{urn:oasis:names:tc:SAML:2.0:assertion#}Assertion")


@refuse("xsw19", "structure.unexpected", note="The forged assertion is in no namespace.")
def _(ctx: Context) -> bytes:
    return _renamed(ctx, "Assertion")


def _renamed(ctx: Context, tag: str) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    evil.tag = tag
    genuine.addprevious(evil)
    return out(root)


@refuse("xsw20", SEVERAL, note="The forged assertion has the signed ID in a prefixed attribute.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    evil.set("{urn:example:x}ID", genuine.get("ID") or "")
    genuine.addprevious(evil)
    return out(root)


@refuse("xsw21", SEVERAL, DUPLICATE, note="The forged assertion has the signed ID as xml:id.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    evil.set("{http://www.w3.org/XML/1998/namespace}id", genuine.get("ID") or "")
    genuine.addprevious(evil)
    return out(root)


@refuse("xsw22", SEVERAL, keys=("sp",), note="A forged assertion, encrypted for us, stands beside the signed one.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    genuine.addprevious(evil)
    encrypt_assertion(evil, ctx.sp_key, Encrypting())
    assert EVIL.encode() not in out(root)
    return out(root)


@refuse("xsw-prefixed-id-on-evil-only", UNSIGNED, ELSEWHERE, note="Only a prefixed ID matches; the original is hidden.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    evil.set("{urn:example:x}ID", genuine.get("ID") or "")
    root.replace(genuine, evil)
    extensions(root).append(genuine)
    return out(root)


@refuse("xsw-xml-id-beside", DUPLICATE, note="A foreign element carries the signed ID as xml:id.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    other = child(extensions(root), "{urn:example:x}thing")
    other.set("{http://www.w3.org/XML/1998/namespace}id", find(root, "a:Assertion").get("ID") or "")
    return out(root)


@refuse("xsw-lower-case-id", DUPLICATE, note="A foreign element carries the signed ID in an attribute Id.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    child(extensions(root), "{urn:example:x}thing", Id=find(root, "a:Assertion").get("ID") or "")
    return out(root)


@refuse("xsw-id-differs-by-case", SEVERAL, DUPLICATE, note="The forged ID differs from the signed one by case alone.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(assertion_id="_SignedOne")
    genuine = find(root, "a:Assertion")
    genuine.addprevious(forge(genuine, identifier="_signedone"))
    return out(root)


@refuse("xsw-id-with-blank", SEVERAL, DUPLICATE, note="The forged ID is the signed one after normalisation.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    genuine.addprevious(forge(genuine, identifier=f" {genuine.get('ID')}\n"))
    return out(root)


for _name, _composed, _other in (
    ("composed", "_\u00e9", "_e\u0301"),
    ("compatible", "_\ufb01x", "_fix"),
):

    @refuse(f"xsw-id-equal-{_name}", DUPLICATE, note="Two IDs that are one after Unicode normalisation.")
    def _(ctx: Context, composed: str = _composed, other: str = _other) -> bytes:
        return out(ctx.tree(response_id=other, assertion_id=composed, sign="assertion"))


@refuse("xsw-same-id-as-response", DUPLICATE, note="Response and assertion share one ID: which was signed?")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(response_id="_one", assertion_id="_one", sign="assertion"))


@refuse("xsw-assertion-id-attribute", UNSIGNED, ELSEWHERE, note="SAML 1.1's AssertionID names the signed element.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    evil.set("AssertionID", genuine.get("ID") or "")
    root.replace(genuine, evil)
    extensions(root).append(genuine)
    return out(root)


@refuse("xsw-subject-confirmation-data", ELSEWHERE, UNSIGNED, note="The signed assertion is in confirmation data.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    root.replace(genuine, evil)
    find(evil, ".//a:SubjectConfirmationData").append(genuine)
    return out(root)


@refuse(
    "xsw-encrypted-assertion-carrier",
    "encryption.no_key",
    ELSEWHERE,
    SEVERAL,
    note="The signed one in an EncryptedAssertion.",
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    evil = forge(genuine)
    root.replace(genuine, evil)
    child(root, f"{{{SAML}}}EncryptedAssertion").append(genuine)
    return out(root)


@refuse(
    "xsw-below-foreign", "structure.unexpected", ELSEWHERE, UNSIGNED, note="The signed one below a foreign element."
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    genuine = find(root, "a:Assertion")
    root.replace(genuine, forge(genuine))
    child(root, "{urn:example:x}kept").append(genuine)
    return out(root)


@refuse(
    "xsw-response-object", SHAPE, ELSEWHERE, note="The genuine response is in an Object of the forged one's signature."
)
def _(ctx: Context) -> bytes:
    evil, original, signature = _evil_root(ctx.tree(sign="response"))
    child(signature, f"{{{DS}}}Object").append(original)
    evil.insert(1, signature)
    return out(evil)


@refuse("xsw-response-in-status-detail", REFERENCE, ELSEWHERE, DIGEST, note="The genuine response is in StatusDetail.")
def _(ctx: Context) -> bytes:
    evil, original, signature = _evil_root(ctx.tree(sign="response"))
    child(find(evil, "p:Status"), f"{{{SAMLP}}}StatusDetail").append(original)
    evil.insert(1, signature)
    return out(evil)


@refuse("xsw-response-same-id", DUPLICATE, ELSEWHERE, DIGEST, note="As xsw2, with the signed ID on both.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="response")
    evil, original, signature = _evil_root(root, identifier=root.get("ID") or "")
    evil.insert(1, signature)
    evil.insert(2, original)
    return out(evil)


@refuse("xsw-both-signed-evil-first", SEVERAL, DIGEST, note="Both parts signed, a forged assertion put first.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="both")
    genuine = find(root, "a:Assertion")
    genuine.addprevious(forge(genuine))
    return out(root)


@refuse("xsw-both-signed-assertion-swapped", DIGEST, ELSEWHERE, note="Both signed; the signed one moved away.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="both")
    genuine = find(root, "a:Assertion")
    root.replace(genuine, forge(genuine))
    extensions(root).append(genuine)
    return out(root)


@refuse("xsw-assertion-root", ELSEWHERE, UNSIGNED, note="A bare forged assertion around the signed one.")
def _(ctx: Context) -> bytes:
    genuine = clone(find(ctx.tree(), "a:Assertion"))
    evil = forge(genuine)
    evil.append(genuine)
    return out(evil)


@refuse("xsw-assertion-root-advice", UNSIGNED, note="A bare forged assertion with the signed one in its Advice.")
def _(ctx: Context) -> bytes:
    genuine = clone(find(ctx.tree(), "a:Assertion"))
    evil = forge(genuine)
    advice = etree.Element(f"{{{SAML}}}Advice")
    find(evil, "a:Conditions").addnext(advice)
    advice.append(genuine)
    return out(evil)


@refuse("donor-metadata", UNSIGNED, note="The identity provider's signed metadata lends its signature.")
def _(ctx: Context) -> bytes:
    donor = etree.fromstring(ctx.idp.metadata_xml(sign_with=ctx.idp.key))
    return _donated(ctx, donor)


@refuse("donor-logout-response", UNSIGNED, note="A signed LogoutResponse lends its signature.")
def _(ctx: Context) -> bytes:
    donor = ctx.tree(sign="none", omit=frozenset({"assertion"}))
    donor.tag = f"{{{SAMLP}}}LogoutResponse"
    ctx.sign(donor)
    return _donated(ctx, donor)


@refuse("donor-error-response", UNSIGNED, ELSEWHERE, note="A signed error response lends its signature.")
def _(ctx: Context) -> bytes:
    donor = ctx.tree(sign="response", omit=frozenset({"assertion"}), status=("Responder", "NoPassive"))
    return _donated(ctx, donor)


def _donated(ctx: Context, donor: Element) -> bytes:
    root = ctx.tree(sign="none", name_id=EVIL)
    extensions(root).append(donor)
    assert find(root, "p:Extensions/*/ds:Signature") is not None
    return out(root)


@refuse("donor-signature-moved", REFERENCE, DIGEST, note="The signature of signed metadata put on a forged response.")
def _(ctx: Context) -> bytes:
    donor = etree.fromstring(ctx.idp.metadata_xml(sign_with=ctx.idp.key))
    root = ctx.tree(sign="none", name_id=EVIL)
    root.insert(1, take(find(donor, "ds:Signature")))
    return out(root)


@refuse("donor-error-filled", DIGEST, note="A forged assertion put into a genuine signed error response.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(sign="response", omit=frozenset({"assertion"}))
    root.append(find(ctx.tree(sign="none", name_id=EVIL), "a:Assertion"))
    return out(root)


@refuse("donor-unsigned-error-filled", "structure.no_assertion", note="A success without an assertion, signed.")
def _(ctx: Context) -> bytes:
    return out(ctx.tree(sign="response", omit=frozenset({"assertion"})))


@refuse("two-signed-assertions", SEVERAL, note="Two truly signed assertions: only one is read, so two are refused.")
def _(ctx: Context) -> bytes:
    root, second = ctx.tree(), ctx.tree(name_id="bob@example.test")
    root.append(find(second, "a:Assertion"))
    return out(root)


@refuse(
    "assertion-of-other-issuer-beside",
    SEVERAL,
    "issuer.differs",
    "issuer.match",
    "signature.key_untrusted",
    note="Beside ours stands one that another identity provider signed.",
)
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    root.insert(1, find(ctx.other.tree(name_id=EVIL), "a:Assertion"))
    return out(root)


@accept(
    "ok-assertion-in-advice",
    note="Advice is signed and never read for the identity; the outer assertion counts.",
    warns=("structure.assertion_ignored",),
)
def _(ctx: Context) -> bytes:
    inner = out(find(ctx.tree(name_id=EVIL, sign="none"), "a:Assertion")).decode()
    data = out(ctx.tree(advice=f'<saml:Advice xmlns:saml="{SAML}">{inner}</saml:Advice>'))
    assert EVIL.encode() in data
    assert GOOD.encode() in data
    return data


@accept(
    "ok-assertion-in-value",
    note="A value that happens to hold an assertion, all of it signed.",
    warns=("attributes.nested", "structure.assertion_ignored"),
)
def _(ctx: Context) -> bytes:
    inner = out(find(ctx.tree(name_id=EVIL, sign="none"), "a:Assertion")).decode()
    return out(ctx.tree(attributes=[Attribute("token", [Raw(inner)], value_type=None)]))


@accept("ok-signature-of-another-kind-elsewhere", note="A foreign signature in the unsigned Extensions is nobody's.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    thing = child(extensions(root), "{urn:example:x}thing", ID="_thing")
    ctx.sign(thing, Signing(), ctx.attacker.key)
    assert len(list(root.iter(SIGNATURE))) == 2
    return out(root)
