"""Structure-aware mutations of SAML messages, one set for Hypothesis and for the coverage-guided fuzzer.

``Mutator`` draws every choice from the ``random.Random`` that it is given: one that Hypothesis controls shrinks, one
with a fixed seed repeats. It knows what a message is made of and what attackers do to it, and nothing of the reader.
"""

import copy
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeAlias

from lxml import etree

from tests.builders import Encrypting, Key, Signing, encrypted_xml, sign_element
from tests.fuzz.damage import bytes_damaged, rewrapped, text_damaged, unwrapped
from tests.saml_builders import names
from tests.saml_builders.names import DS, EXC_C14N, SAML, SAMLP, XENC, XSI

Element: TypeAlias = etree._Element
LONGEST = 96 * 1024
EVIL = "eve@evil.test"
_XML = "http://www.w3.org/XML/1998/namespace"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

TAGS = tuple(
    f"{{{space}}}{name}"
    for space, known in {
        SAML: "Assertion EncryptedAssertion Issuer Subject NameID EncryptedID BaseID SubjectConfirmation "
        "SubjectConfirmationData Conditions AudienceRestriction Audience OneTimeUse ProxyRestriction Condition Advice "
        "AuthnStatement AuthnContext AuthnContextClassRef AttributeStatement Attribute EncryptedAttribute "
        "AttributeValue Statement AuthzDecisionStatement",
        SAMLP: "Response Status StatusCode StatusMessage StatusDetail Extensions ArtifactResponse",
        DS: "Signature SignedInfo SignatureValue KeyInfo CanonicalizationMethod SignatureMethod Reference Transforms "
        "Transform DigestMethod DigestValue Object Manifest X509Data X509Certificate KeyName RetrievalMethod",
        XENC: "EncryptedData EncryptedKey EncryptionMethod CipherData CipherValue CipherReference",
        EXC_C14N: "InclusiveNamespaces",
        "urn:foreign": "Box",
        "urn:oasis:names:tc:SAML:1.0:assertion": "Assertion",
    }.items()
    for name in known.split()
)
CARRIERS = tuple(
    tag
    for tag in TAGS
    if tag.rpartition("}")[2]
    in {"Object", "Extensions", "Advice", "StatusDetail", "SubjectConfirmationData", "AttributeValue", "Box", "KeyInfo",
        "EncryptedAssertion", "Response", "Assertion", "Subject", "Signature", "ArtifactResponse"}
)  # fmt: skip
ALGORITHMS = (
    *names.SIGNATURE_METHODS.values(), *names.DIGEST_METHODS.values(), *names.CONTENT_METHODS.values(),
    *names.TRANSPORT_METHODS.values(), names.C14N, names.C14N11, names.EXC_C14N, names.EXC_C14N_COMMENTS,
    names.ENVELOPED, names.C14N + "#WithComments", "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/2000/09/xmldsig#base64", "", "none", "urn:x",
)  # fmt: skip
NAMES = (
    "ID", "Id", "id", f"{{{_XML}}}id", "AssertionID", "URI", "Algorithm", "PrefixList", "Format", "Name", "NameFormat",
    "FriendlyName", "Value", "Version", "IssueInstant", "Destination", "Recipient", "InResponseTo", "NotBefore",
    "NotOnOrAfter", "SessionNotOnOrAfter", "AuthnInstant", "Method", "NameQualifier", "SPNameQualifier", "Type",
    f"{{{XSI}}}type", f"{{{XSI}}}nil", f"{{{_XML}}}base", f"{{{_XML}}}space", f"{{{_XML}}}lang", "{urn:foreign}x",
)  # fmt: skip
VALUES = (
    "", " ", "x", "1.1", "2.0", "#", "#x", "true", EVIL, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "2026-11-01T12:00:60Z", "2026-11-01T12:00:00", "2026-11-01T12:00:00.123456789012Z", "2026-11-01T24:00:00Z",
    "-2026-11-01T12:00:00+14:00", "saml samlp ds xs xsi #default", "xs " * 80, "a" * 5000, "../../etc/passwd",
    "http://127.0.0.1:9/x", "\u202eevil", "\ufeff", "é", "e\u0301", "\U0001f600", "&lt;a/&gt;", "\t\n\r",
)  # fmt: skip
URIS = ("", "#", "#xpointer(/)", "#xpointer(id('{}'))", "#{} ", "{}", "http://127.0.0.1:9/{}", "file:///etc/hostname")


class Mutator:
    """Mutates messages; ``others`` are further messages to splice from, ``recipient`` is whom anybody may encrypt to.

    ``attacker`` signs what was forged with a key that nobody trusts.
    """

    def __init__(self, others: Sequence[bytes], *, recipient: Key, attacker: Key) -> None:
        self.others = tuple(others)
        self.recipient = recipient
        self.attacker = attacker

    def __call__(self, data: bytes, random: Random, *, rounds: int = 4, longest: int = LONGEST) -> bytes:
        """A mutant of a message in any wrapping; a few mutations, so that most of what was signed is still there."""
        message, layers = unwrapped(data)
        for _ in range(random.randint(1, rounds)):
            kind = random.randrange(20)
            if kind == 0:
                message = bytes_damaged(message, random)
            elif kind <= 3:
                message = text_damaged(message, random)
            else:
                message = self.tree_mutated(message, random)
            if len(message) > longest:
                return data[:longest]
        return rewrapped(message, layers, random)[:longest]

    def crossed(self, one: bytes, two: bytes, random: Random, *, longest: int = LONGEST) -> bytes:
        """A part of one message in the other."""
        root, other = _parsed(unwrapped(one)[0]), _parsed(unwrapped(two)[0])
        if root is None or other is None:
            return (one[: random.randrange(len(one) + 1)] + two[random.randrange(len(two) + 1) :])[:longest]
        _spliced(root, other, random)
        return _written(root)[:longest]

    def tree_mutated(self, data: bytes, random: Random) -> bytes:
        """One mutation of the element tree; bytes that give none are damaged as text."""
        root = _parsed(data)
        if root is None:
            return text_damaged(data, random)
        move = random.choice(_MOVES)
        try:
            root = move(self, root, random)
        except (ValueError, TypeError, AttributeError, IndexError, AssertionError, etree.LxmlError):
            # lxml does not write what XML forbids, and some mutations do not fit some trees.
            return data
        return _written(root)

    def other(self, random: Random) -> Element | None:
        """The tree of another message."""
        return _parsed(unwrapped(random.choice(self.others))[0]) if self.others else None


def _parsed(data: bytes) -> Element | None:
    if b"<!DOCTYPE" in data:
        return None
    try:
        return etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _written(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def _any(root: Element, random: Random, *tags: str) -> Element:
    return random.choice(list(root.iter(*(tags or (etree.Element,)))))


def _below(root: Element, random: Random) -> Element:
    return random.choice([item for item in root.iter(etree.Element) if item is not root])


def _put(element: Element, near: Element, random: Random) -> None:
    """Put an element before, behind or anywhere into another."""
    where = random.randrange(3)
    if where == 0 and near.getparent() is not None:
        near.addprevious(element)
    elif where == 1 and near.getparent() is not None:
        near.addnext(element)
    else:
        near.insert(random.randint(0, len(near)), element)


def _taken(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    element.tail = None
    parent.remove(element)
    return element


def _cloned(element: Element) -> Element:
    made = copy.deepcopy(element)
    made.tail = None
    return made


def moved(_: Mutator, root: Element, random: Random) -> Element:
    """An element stands elsewhere."""
    element = _taken(_below(root, random))
    _put(element, _any(root, random), random)
    return root


def copied(_: Mutator, root: Element, random: Random) -> Element:
    """An element stands twice."""
    _put(_cloned(_any(root, random)), _any(root, random), random)
    return root


def wrapped(_: Mutator, root: Element, random: Random) -> Element:
    """An element stands inside another that hides, carries or quotes it."""
    element = _any(root, random)
    box = etree.Element(random.choice(CARRIERS))
    parent = element.getparent()
    if parent is None:
        box.append(element)
        return box
    box.tail, element.tail = element.tail, None
    parent.replace(element, box)
    box.append(element)
    return root


def opened(_: Mutator, root: Element, random: Random) -> Element:
    """The children of an element stand where it stood."""
    element = _below(root, random)
    for child in list(element):
        element.addprevious(child)
    _taken(element)
    return root


def deleted(_: Mutator, root: Element, random: Random) -> Element:
    """An element is gone."""
    _taken(_below(root, random))
    return root


def renamed(_: Mutator, root: Element, random: Random) -> Element:
    """An element has the name of another, in other case, or in another namespace."""
    element = _any(root, random)
    space, _brace, name = str(element.tag).lstrip("{").rpartition("}")
    element.tag = random.choice(
        (random.choice(TAGS), str(_any(root, random).tag), f"{{{space}}}{name.lower()}", name, f"{{{space}/}}{name}")
    )
    return root


def attributed(_: Mutator, root: Element, random: Random) -> Element:
    """An XML attribute is added, changed, copied from elsewhere or gone."""
    element, source = _any(root, random), _any(root, random)
    kind = random.randrange(4)
    if kind == 0:
        element.set(random.choice(NAMES), random.choice(VALUES))
    elif kind == 1 and element.attrib:
        element.set(random.choice(sorted(element.attrib)), random.choice(VALUES))
    elif kind == 2 and source.attrib:
        name = random.choice(sorted(source.attrib))
        element.set(random.choice((name, random.choice(NAMES))), source.attrib[name])
    elif element.attrib:
        del element.attrib[random.choice(sorted(element.attrib))]
    return root


def identified(_: Mutator, root: Element, random: Random) -> Element:
    """IDs are doubled, blurred or carried by other attributes."""
    holders = [item for item in root.iter(etree.Element) if item.get("ID") or item.get("Id")]
    value = random.choice(holders).get("ID") or "x"
    value = random.choice((value, value, value.upper(), value + " ", "\t" + value, value[:-1]))
    _any(root, random).set(random.choice(NAMES[:5]), value)
    return root


def referred(_: Mutator, root: Element, random: Random) -> Element:
    """A signature refers to something else."""
    identifiers = [item.get("ID", "") for item in root.iter(etree.Element) if item.get("ID")]
    value = random.choice([*URIS, "#{}", "#{}"]).replace("{}", random.choice(identifiers))
    element = _any(root, random, f"{{{DS}}}Reference")
    element.set("URI", value)
    return root


def texted(_: Mutator, root: Element, random: Random) -> Element:
    """The text of an element is another, or broken by a comment, an instruction, a CDATA section or an element."""
    element = _any(root, random)
    text = element.text or ""
    at = random.randint(0, len(text))
    kind = random.randrange(6)
    if kind == 0:
        element.text = random.choice((*VALUES, _any(root, random).text or ""))
    elif kind == 1:
        element.text = text[:at] + random.choice((" ", "\n", "\u00a0", "\u200b", EVIL)) + text[at:]
    elif kind == 2 and text:
        element.text = etree.CDATA(text)
    else:
        inside: Element = (
            etree.Comment(random.choice(("", EVIL, "x")))
            if kind <= 4
            else etree.ProcessingInstruction("x", "y")
            if random.randrange(2)
            else etree.Element(random.choice(TAGS))
        )
        element.text, inside.tail = text[:at], text[at:]
        element.insert(0, inside)
    return root


def algorithmed(_: Mutator, root: Element, random: Random) -> Element:
    """An algorithm is another one, or has other parameters."""
    holders = [item for item in root.iter(etree.Element) if "Algorithm" in item.attrib]
    element = random.choice(holders)
    kind = random.randrange(4)
    if kind < 2:
        element.set("Algorithm", random.choice(ALGORITHMS))
    elif kind == 2:
        _put(_cloned(element), element, random)
    else:
        made = etree.SubElement(element, f"{{{EXC_C14N}}}InclusiveNamespaces")
        made.set("PrefixList", random.choice(("saml", "xs", "#default", "saml samlp ds xs xsi", "none", "x " * 70)))
    return root


def declared(_: Mutator, root: Element, random: Random) -> Element:
    """An element is written with other prefixes and carries other declarations."""
    element = _any(root, random)
    prefix = random.choice((None, "saml", "samlp", "ds", "xs", "x", "saml2"))
    space = random.choice((SAML, SAMLP, DS, "urn:foreign", str(element.tag).lstrip("{").partition("}")[0]))
    made = etree.Element(element.tag, dict(element.attrib), nsmap={prefix: space})
    made.text, made.tail = element.text, element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, made)
    made.extend(list(element))
    return made if parent is None else root


def forged(self: Mutator, root: Element, random: Random) -> Element:
    """Another person's assertion or response beside, around or inside the genuine one (signature wrapping)."""
    tag = f"{{{SAMLP}}}Response" if random.randrange(4) == 0 else f"{{{SAML}}}Assertion"
    genuine = _any(root, random, tag)
    evil = _cloned(genuine)
    for name in evil.iter(f"{{{SAML}}}NameID", f"{{{SAML}}}AttributeValue"):
        name.text = EVIL
    if random.randrange(2):
        evil.set("ID", random.choice(("_evil", genuine.get("ID", "").upper())))
    if random.randrange(2):
        for signature in list(evil.iterchildren(f"{{{DS}}}Signature")):
            evil.remove(signature)
    if random.randrange(4) == 0:
        sign_element(evil, self.attacker, Signing())
    parent = genuine.getparent()
    if random.randrange(2):
        _put(evil, _any(root, random), random)
        return root
    # The forged one takes the place, and the genuine one hides inside it or elsewhere.
    if parent is not None:
        parent.replace(genuine, evil)
    genuine.tail = None
    top = evil if parent is None else root
    hole = _any(random.choice((top, evil)), random)
    if random.randrange(2):
        hole = etree.SubElement(hole, random.choice(CARRIERS))
    hole.insert(random.randint(0, len(hole)), genuine)
    return top


def _spliced(root: Element, other: Element, random: Random) -> None:
    part = _cloned(_any(other, random))
    same = [item for item in root.iter(str(part.tag)) if item is not root]
    if same and random.randrange(3):
        here = random.choice(same)
        parent = here.getparent()
        assert parent is not None
        part.tail = here.tail
        parent.replace(here, part)
    else:
        _put(part, _any(root, random), random)


def spliced(self: Mutator, root: Element, random: Random) -> Element:
    """A part of another message that was signed for somebody else, at another time, or for another application."""
    other = self.other(random)
    if other is not None:
        _spliced(root, other, random)
    return root


def resigned(self: Mutator, root: Element, random: Random) -> Element:
    """A signature by a key that nobody trusts, in the place of the genuine one or beside it."""
    element = _any(root, random, f"{{{SAML}}}Assertion", f"{{{SAMLP}}}Response")
    if random.randrange(2):
        for signature in list(element.iterchildren(f"{{{DS}}}Signature")):
            element.remove(signature)
    sign_element(element, self.attacker, Signing())
    return root


def sealed(self: Mutator, root: Element, random: Random) -> Element:
    """A part is encrypted for the service provider, which anybody can do."""
    tag, box = random.choice((("Assertion", "EncryptedAssertion"), ("NameID", "EncryptedID"),
                              ("Attribute", "EncryptedAttribute")))  # fmt: skip
    element = _any(root, random, f"{{{SAML}}}{tag}")
    parent, tail = element.getparent(), element.tail
    how = Encrypting(
        content=random.choice(("aes128-gcm", "aes256-gcm", "aes256-cbc", "aes128-cbc")),
        transport=random.choice(("rsa-oaep-mgf1p", "rsa-oaep", "rsa-1_5")),
        layout=random.choice(("inside", "beside", "retrieval")),
        seed=str(random.randrange(1 << 30)),
    )
    inner = text_damaged(etree.tostring(element, with_tail=False), random) if random.randrange(3) == 0 else None
    plain = inner if inner is not None else etree.tostring(element, with_tail=False)
    made = etree.fromstring(f'<s:{box} xmlns:s="{SAML}">{encrypted_xml(plain, self.recipient, how)}</s:{box}>')
    made.tail = tail
    if parent is None:
        return made
    parent.replace(element, made)
    return root


Move: TypeAlias = Callable[[Mutator, Element, Random], Element]
_MOVES: tuple[Move, ...] = (
    moved, copied, wrapped, opened, deleted, renamed, attributed, attributed, identified, referred, texted, texted,
    algorithmed, declared, forged, forged, forged, spliced, spliced, resigned, sealed,
)  # fmt: skip
