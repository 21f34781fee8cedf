"""The message as XML: document types, encodings, text that two readers read in two ways, sizes (attacks.md 4 to 6)."""

import base64
import io
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

from tests.attack_cases.catalogue import EVIL, GOOD, Context, Family, child, extensions, find, out, replaced
from tests.builders import Attribute, Raw

FAMILY = Family("xml")
refuse, accept = FAMILY.refuse, FAMILY.accept

DOCTYPE = "xml.doctype"
ENCODING = "xml.encoding"
TRAILING = "xml.trailing"
MALFORMED = "xml.malformed"
PI = "xml.processing_instruction"
DIGEST = "signature.digest_mismatch"


def plain(ctx: Context, **knobs: object) -> bytes:
    """A genuine message as bytes."""
    return out(ctx.tree(**knobs))


def with_doctype(ctx: Context, doctype: str, old: bytes = b"", new: bytes = b"") -> bytes:
    """A genuine message behind a document type, with one passage changed."""
    data = plain(ctx)
    return doctype.encode() + (replaced(data, old, new) if old else data)


PERSON = GOOD.encode() + b"</saml:NameID>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

for _name, _doctype in {
    "doctype-empty": "<!DOCTYPE samlp:Response>",
    "doctype-internal-empty": "<!DOCTYPE samlp:Response []>",
    "doctype-id-attlist": "<!DOCTYPE r [<!ATTLIST saml:Assertion ID ID #REQUIRED>]>",
    "doctype-external": '<!DOCTYPE r SYSTEM "file:///etc/hostname">',
    "doctype-external-http": '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
    "doctype-public": '<!DOCTYPE r PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">',
    "doctype-after-comment": "<!-- a --><!DOCTYPE r [<!ENTITY x 'y'>]>",
    "doctype-after-declaration": "<?xml version='1.0'?>\n<!DOCTYPE r>",
    "doctype-after-pi": "<?x y?><!DOCTYPE r>",
    "doctype-after-bom": "\ufeff<!DOCTYPE r>",
    "doctype-differential-notation": "<!DOCTYPE r [<!NOTATION a SYSTEM \"'\"><!-- ' --><!ENTITY x 'y'>]>",
    "doctype-default-attribute": '<!DOCTYPE r [<!ATTLIST saml:NameID Format CDATA "urn:evil">]>',
    "doctype-default-namespace": '<!DOCTYPE r [<!ATTLIST saml:Subject xmlns CDATA "urn:evil">]>',
    "dtd-parameter-entity": '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
}.items():

    @refuse(_name, DOCTYPE)
    def _(ctx: Context, doctype: str = _doctype) -> bytes:
        return with_doctype(ctx, doctype)


@refuse("doctype-lower-case", "message.html", note="No document type, but nothing else either.")
def _(ctx: Context) -> bytes:
    return with_doctype(ctx, "<!doctype html>")


@refuse("dtd-entity-in-nameid", DOCTYPE)
def _(ctx: Context) -> bytes:
    new = b"&x;</saml:NameID>"
    return with_doctype(ctx, f'<!DOCTYPE r [<!ENTITY x "{GOOD}">]>', PERSON, new)


@refuse("dtd-entity-truncation", DOCTYPE, note="An entity splits the name: readers of the first text node see another.")
def _(ctx: Context) -> bytes:
    new = b"ada&x;@example.test</saml:NameID>"
    return with_doctype(ctx, '<!DOCTYPE r [<!ENTITY x "">]>', PERSON, new)


@refuse("xxe-file", DOCTYPE)
def _(ctx: Context) -> bytes:
    return with_doctype(ctx, '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>', PERSON, b"&x;</saml:NameID>")


@refuse("xxe-http", DOCTYPE)
def _(ctx: Context) -> bytes:
    return with_doctype(ctx, '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>', PERSON, b"&x;</saml:NameID>")


@refuse("billion-laughs", DOCTYPE)
def _(ctx: Context) -> bytes:
    return with_doctype(ctx, f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>', PERSON, b"&l9;</saml:NameID>")


@refuse("quadratic-blow-up", DOCTYPE)
def _(ctx: Context) -> bytes:
    doctype = f'<!DOCTYPE r [<!ENTITY x "{"x" * 50_000}">]>'
    return with_doctype(ctx, doctype, PERSON, b"&x;" * 2_000 + b"</saml:NameID>")


@refuse("entity-undeclared", MALFORMED)
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), PERSON, b"&who;</saml:NameID>")


# Comments, processing instructions and other ways to write a text.


def commented(value: str) -> Callable[[Context], bytes]:
    """A genuine message for a value, into whose text a comment was put afterwards."""

    def build(ctx: Context) -> bytes:
        whole = value.replace("|", "")
        data = plain(ctx, name_id=whole, attributes={"mail": whole})
        old, new = whole.encode() + b"<", value.replace("|", "<!-- -->").encode() + b"<"
        data = data.replace(old, new)
        assert data.count(b"<!-- -->") == 2
        return data

    return build


ADMIN = "admin@example.test|.evil.test"
FAMILY.add(
    "comment-in-nameid",
    commented(ADMIN),
    "accept",
    note="The signature still holds, and the whole text is the name (CVE-2017-11427).",
    name_id="admin@example.test.evil.test",
    attributes={"mail": ("admin@example.test.evil.test",)},
)
FAMILY.add(
    "comment-leading",
    commented("|ada@example.test"),
    "accept",
    attributes={"mail": (GOOD,)},
)


@accept("comment-in-audience", note="The audience is right as a whole.")
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"example.test/saml</saml:Audience>", b"example.test/<!-- x -->saml</saml:Audience>")


@accept("comment-in-issuer")
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"example.test/idp</saml:Issuer>", b"example.test/<!-- x -->idp</saml:Issuer>", 2)


@refuse("comment-hides-audience", "audience.match", note="Only the text before the comment would be right.")
def _(ctx: Context) -> bytes:
    data = plain(ctx, audience="https://sp.example.test/saml.evil.test")
    return replaced(data, b"/saml.evil.test<", b"/saml<!-- -->.evil.test<")


@refuse("comment-hides-issuer", "issuer.match")
def _(ctx: Context) -> bytes:
    data = plain(ctx, response_issuer=None, assertion_issuer="https://idp.example.test/idp.evil.test")
    return replaced(data, b"/idp.evil.test<", b"/idp<!-- -->.evil.test<")


@accept("ok-comments-everywhere", note="Comments between elements, outside and inside what is signed.")
def _(ctx: Context) -> bytes:
    data = plain(ctx, sign="both")
    for tag in (b"<saml:Subject>", b"<samlp:Status>", b"<saml:Conditions ", b"<saml:AttributeStatement>"):
        data = replaced(data, tag, b"<!-- c -->" + tag)
    return b"<!-- before -->" + data


@refuse("pi-in-nameid", PI)
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"ada@example.test</saml:NameID>", b"ada@example.test<?x y?></saml:NameID>")


@refuse("pi-in-nameid-signed", PI, note="Signed with the processing instruction inside.")
def _(ctx: Context) -> bytes:
    return plain(ctx, name_id=Raw(f"{GOOD}<?x y?>.evil.test"))


@refuse("pi-between-elements", PI)
def _(ctx: Context) -> bytes:
    return plain(ctx, edit=lambda text: text.replace("<saml:Subject>", "<?x y?><saml:Subject>"))


@accept("ok-cdata", note="CDATA put in after signing is the same text.")
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), PERSON, b"<![CDATA[ada@]]>example<![CDATA[.test]]></saml:NameID>")


@accept("ok-cdata-special", name_id="a<b>&c", note="CDATA protects markup.")
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx, name_id="a<b>&c"), b">a&lt;b&gt;&amp;c<", b"><![CDATA[a<b>&c]]><")


@accept("ok-character-references", note="Characters written as numbers are the same text.")
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), PERSON, b"&#97;d&#x61;@example.test</saml:NameID>")


@accept("ok-carriage-return", name_id="a\rb\tc\nd", note="A carriage return survives as a character reference.")
def _(ctx: Context) -> bytes:
    data = plain(ctx, name_id=Raw("a&#13;b&#9;c&#10;d"))
    assert b"&#13;" in data
    return data


@accept("ok-xml-space", attributes={"x": ("  a  ",)})
def _(ctx: Context) -> bytes:
    kept = Attribute("x", ["  a  "], value_type=None)
    edit = {"edit": lambda text: text.replace("<saml:AttributeValue>", '<saml:AttributeValue xml:space="preserve">')}
    data = plain(ctx, attributes=[kept], **edit)
    assert b'xml:space="preserve">  a  <' in data
    return data


@accept("ok-xml-lang", note="A language on a value is signed and changes nothing.")
def _(ctx: Context) -> bytes:
    return plain(ctx, edit=lambda text: text.replace("<saml:Attribute ", '<saml:Attribute xml:lang="de" '))


@accept("ok-whitespace-outside", note="Whitespace in the unsigned envelope.")
def _(ctx: Context) -> bytes:
    data = replaced(plain(ctx), b"<samlp:Status>", b"\n   <samlp:Status>\n")
    return b"\n\n" + data.replace(b" IssueInstant=", b"\n  IssueInstant=", 1) + b"\r\n \n"


@accept("ok-attribute-order", note="Attributes in another order and quoting are the same.")
def _(ctx: Context) -> bytes:
    data = plain(ctx)
    start = data.index(b"<saml:SubjectConfirmationData ")
    end = data.index(b"/>", start) if b"/>" in data[start : start + 300] else data.index(b">", start)
    tag = data[start:end]
    parts = tag.split(b" ")
    turned = b"   ".join([parts[0], *reversed(parts[1:])]).replace(b'"', b"'")
    assert turned != tag
    return data.replace(tag, turned)


@accept("ok-empty-element-forms", note="<a></a> and <a/> are the same.")
def _(ctx: Context) -> bytes:
    data = plain(ctx)
    assert b"/>" in data
    parts = []
    for piece in data.split(b"<"):
        if piece.endswith(b"/>") and not piece.startswith(b"?"):
            name = piece[:-2].split(b" ")[0]
            parts.append(piece[:-2] + b"></" + name + b">")
        else:
            parts.append(piece)
    changed = b"<".join(parts)
    assert b"/>" not in changed
    return changed


# Encodings.

for _name, _bytes in {
    "nul": b"\x00",
    "control-character": b"\x01",
    "invalid-utf8": b"\xff\xfe",
    "overlong-utf8": b"\xc0\xaf",
    "surrogate-utf8": b"\xed\xa0\x80",
    "truncated-utf8": b"\xe2\x82",
    "beyond-unicode": b"\xf4\x90\x80\x80",
}.items():
    _code = MALFORMED if _name == "control-character" else ENCODING

    @refuse(f"encoding-{_name}", _code)
    def _(ctx: Context, insert: bytes = _bytes) -> bytes:
        return replaced(plain(ctx), PERSON, b"ada" + insert + b"@example.test</saml:NameID>")


for _name, _reference in {
    "nul": b"&#0;",
    "control": b"&#1;",
    "surrogate": b"&#xD800;",
    "noncharacter": b"&#xFFFF;",
}.items():

    @refuse(f"reference-to-{_name}", MALFORMED)
    def _(ctx: Context, reference: bytes = _reference) -> bytes:
        return replaced(plain(ctx), PERSON, b"ada" + reference + b"@example.test</saml:NameID>")


for _label in ("ISO-8859-1", "windows-1252", "UTF-7", "UTF-16", "EBCDIC-CP-US", "x-unknown", "UTF-8-SIG"):

    @refuse(f"encoding-label-{_label.lower()}", ENCODING)
    def _(ctx: Context, label: str = _label) -> bytes:
        return f'<?xml version="1.0" encoding="{label}"?>'.encode() + plain(ctx)


for _codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"):

    @refuse(f"encoding-bytes-{_codec}", ENCODING)
    def _(ctx: Context, codec: str = _codec) -> bytes:
        return plain(ctx).decode().encode(codec)


@refuse("encoding-utf7", ENCODING, note="A declared UTF-7 in which the markup hides.")
def _(ctx: Context) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-7"?>' + plain(ctx).decode().encode("utf-7")


@accept("ok-bom")
def _(ctx: Context) -> bytes:
    return b"\xef\xbb\xbf" + plain(ctx)


@accept("ok-bom-and-declaration")
def _(ctx: Context) -> bytes:
    return b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\n' + plain(ctx)


@accept("ok-declared-ascii", name_id="zoë@example.test", note="ASCII is UTF-8; other letters are character references.")
def _(ctx: Context) -> bytes:
    root = ctx.tree(name_id="zoë@example.test")
    return b'<?xml version="1.0" encoding="US-ASCII"?>' + etree.tostring(root)


for _name, _head in {"text": b"junk ", "blank-then-declaration": b' <?xml version="1.0"?>', "null": b"\x00"}.items():
    _code = {"text": "xml.leading", "blank-then-declaration": MALFORMED, "null": ENCODING}[_name]

    @refuse(f"leading-{_name}", _code)
    def _(ctx: Context, head: bytes = _head) -> bytes:
        return head + plain(ctx)


for _name, _tail in {
    "text": b"junk",
    "element": b"<x/>",
    "reference": b"&#32;",
    "cdata": b"<![CDATA[x]]>",
}.items():

    @refuse(f"trailing-{_name}", TRAILING)
    def _(ctx: Context, tail: bytes = _tail) -> bytes:
        return plain(ctx) + tail


@refuse("trailing-nul", ENCODING)
def _(ctx: Context) -> bytes:
    return plain(ctx) + b"\x00"


@refuse("trailing-second-response", TRAILING, note="A forged response behind the genuine one (CVE-2022-39299).")
def _(ctx: Context) -> bytes:
    return plain(ctx) + plain(ctx, name_id=EVIL, sign="none")


@refuse("trailing-first-response", TRAILING, note="A forged response before the genuine one.")
def _(ctx: Context) -> bytes:
    return plain(ctx, name_id=EVIL, sign="none") + plain(ctx)


@accept("ok-trailing-comment", note="A comment behind the root is XML, and nobody's value.")
def _(ctx: Context) -> bytes:
    return plain(ctx) + b"\n<!-- end -->\n"


@refuse("truncated", "xml.truncated")
def _(ctx: Context) -> bytes:
    data = plain(ctx)
    return data[: len(data) * 2 // 3]


@refuse("truncated-at-the-end", "xml.truncated")
def _(ctx: Context) -> bytes:
    return plain(ctx)[:-1]


for _name, _data, _code in (
    ("empty", b"", "xml.empty"),
    ("blank", b" \r\n\t ", "xml.empty"),
    ("html-page", b"<!DOCTYPE html><html><body><p>Sign in</body></html>", "message.html"),
    ("json", b'{"SAMLResponse": 1}', "message.json"),
    ("word", b"hello", "message.text"),
):

    @refuse(f"no-xml-{_name}", _code)
    def _(ctx: Context, data: bytes = _data) -> bytes:
        return data


# Namespaces.


@refuse("namespace-prefix-unbound", MALFORMED)
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"<samlp:Status>", b"<zz:x/><samlp:Status>")


@refuse("namespace-undeclared", MALFORMED, note='xmlns:x="" is not XML 1.0.')
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"<samlp:Status>", b'<samlp:Status xmlns:saml="">')


@refuse("namespace-two-colons", MALFORMED)
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"<samlp:Status>", b"<a:b:c/><samlp:Status>")


@refuse("namespace-xml-rebound", MALFORMED)
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"<samlp:Status>", b'<samlp:Status xmlns:xml="urn:example:x">')


@refuse("attribute-twice", MALFORMED)
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"<saml:Subject>", b'<saml:Subject x="1" x="2">')


@refuse("attribute-twice-by-namespace", MALFORMED, note="Two prefixes of one namespace give one attribute twice.")
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"<samlp:Status>", b'<samlp:Status xmlns:x="urn:x" xmlns:y="urn:x" x:a="1" y:a="2">')


@refuse(
    "namespace-rebound-nameid",
    DIGEST,
    "structure.unexpected",
    note="The prefix of the name is bound to another namespace.",
)
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx), b"<saml:NameID ", b'<saml:NameID xmlns:saml="urn:example:evil" ')


@refuse("namespace-saml11", "message.saml1", note="A SAML 1.1 response.")
def _(ctx: Context) -> bytes:
    return plain(ctx, sign="none").replace(b"SAML:2.0:protocol", b"SAML:1.0:protocol")


@refuse("namespace-with-blank", MALFORMED, note="A namespace is a string: a blank makes it another.")
def _(ctx: Context) -> bytes:
    return replaced(plain(ctx, sign="none"), b'SAML:2.0:protocol"', b'SAML:2.0:protocol "')


@accept("ok-prefixes-swapped", note="The prefixes of SAML and of the protocol exchanged: names are what counts.")
def _(ctx: Context) -> bytes:
    return plain(ctx, prefixes={"protocol": "saml", "assertion": "samlp", "signature": "xs"})


@accept("ok-default-namespaces", note="Every namespace the default where it is used.")
def _(ctx: Context) -> bytes:
    return plain(
        ctx, shape="entra", entity_id=ctx.idp.entity_id, prefixes={"protocol": "", "assertion": "", "signature": ""}
    )


@accept("ok-prefix-rebound-inside", note="A prefix bound anew inside, to the same namespace and to another, unused.")
def _(ctx: Context) -> bytes:
    def edit(text: str) -> str:
        return text.replace(
            "<saml:Subject>", '<saml:Subject xmlns:samlp="urn:example:unused" xmlns:ds="urn:example:ds">'
        )

    return plain(ctx, edit=edit)


@accept("ok-odd-prefixes", note="Prefixes with letters of any script.")
def _(ctx: Context) -> bytes:
    return plain(ctx, prefixes={"protocol": "протокол", "assertion": "断言", "signature": "a.b-c_d"})


# Inclusion and resources.


@refuse("xinclude", "xml.xinclude")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    include = child(extensions(root), "{http://www.w3.org/2001/XInclude}include")
    include.set("href", "file:///etc/hostname")
    include.set("parse", "text")
    return out(root)


@refuse("xinclude-signed", "xml.xinclude", note="The identity provider signed the inclusion.")
def _(ctx: Context) -> bytes:
    text = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    return plain(ctx, attributes=[Attribute("x", [Raw(text)], value_type=None)])


@accept("ok-schema-location", note="A schema location is a hint that nobody follows.")
def _(ctx: Context) -> bytes:
    hint = (
        '<samlp:Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" '
    )
    return plain(ctx, sign="both", edit=lambda text: text.replace("<samlp:Response ", hint))


@refuse("stylesheet-pi", PI, note="A stylesheet in front, for whoever would run it.")
def _(ctx: Context) -> bytes:
    return b'<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>' + plain(ctx)


@refuse("depth-bomb", "xml.too_deep")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<x>" * 5_000 + b"</x>" * 5_000)


@refuse("depth-just-over", "xml.too_deep", note="One deeper than the bound.")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<x>" * 63 + b"</x>" * 63)


@accept("ok-depth-just-under")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b'<x xmlns="urn:example:x">' + b"<x>" * 61 + b"</x>" * 62)


def _in_extensions(ctx: Context, content: bytes) -> bytes:
    return replaced(
        plain(ctx), b"<samlp:Status>", b"<samlp:Extensions>" + content + b"</samlp:Extensions><samlp:Status>"
    )


@refuse("attribute-bomb", "xml.too_many_attributes")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<x " + b" ".join(b'a%d="1"' % n for n in range(5_000)) + b"/>")


@refuse("namespace-bomb", "xml.too_many_attributes", note="Ten thousand declarations on one element.")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<x " + b" ".join(b'xmlns:a%d="urn:%d"' % (n, n) for n in range(10_000)) + b"/>")


@refuse("element-bomb", "xml.too_many_elements")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<x/>" * 300_000)


@refuse("text-bomb", "xml.text_too_long")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<x>" + b"a" * 2_000_000 + b"</x>")


@refuse("comment-bomb", "xml.too_large", note="A comment of 12 MB.")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<!--" + b"a" * 12_000_000 + b"-->")


@refuse("signature-bomb", "structure.duplicate_element", "signature.several", note="Five hundred signatures.")
def _(ctx: Context) -> bytes:
    root = ctx.tree()
    signature = find(root, ".//ds:Signature")
    text = etree.tostring(signature)
    for _n in range(499):
        signature.addnext(etree.fromstring(text))
    return out(root)


@accept("ok-many-groups", attributes={"groups": tuple(f"group-{n}" for n in range(2_000))})
def _(ctx: Context) -> bytes:
    return plain(ctx, attributes={"groups": [f"group-{n}" for n in range(2_000)]})


@accept("ok-very-many-values", attributes={"g": tuple(str(n) for n in range(50_000))}, note="Kept, every one.")
def _(ctx: Context) -> bytes:
    return plain(ctx, attributes=[Attribute("g", [str(n) for n in range(50_000)], value_type=None)])


@accept("ok-doctype-in-comment", note="Only a real document type counts.")
def _(ctx: Context) -> bytes:
    return b"<!-- <!DOCTYPE r [<!ENTITY x 'y'>]> -->" + plain(ctx)


@accept("ok-markup-in-cdata", name_id="<!DOCTYPE r><?x y?><xi:include xmlns:xi='x'/>", note="Text that only looks so.")
def _(ctx: Context) -> bytes:
    value = "<!DOCTYPE r><?x y?><xi:include xmlns:xi='x'/>"
    written = value.replace("<", "&lt;").replace(">", "&gt;")
    return replaced(plain(ctx, name_id=value), f">{written}<".encode(), f"><![CDATA[{value}]]><".encode())


@accept("ok-namespace-in-text", name_id='xmlns:v="relative" xmlns="http://www.w3.org/2001/XInclude"')
def _(ctx: Context) -> bytes:
    return plain(ctx, name_id='xmlns:v="relative" xmlns="http://www.w3.org/2001/XInclude"')


@refuse("relative-namespace-escaped", "xml.relative_namespace", note="Written as a character reference.")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b'<v:x xmlns:v="&#114;elative"/>')


@refuse("xinclude-escaped", "xml.xinclude", note="The namespace of XInclude with one letter written as a number.")
def _(ctx: Context) -> bytes:
    return _in_extensions(
        ctx, b'<v:include xmlns:v="http://www.w3.org/2001/XInclud&#101;" href="file:///etc/hostname"/>'
    )


@refuse("xinclude-default-namespace", "xml.xinclude")
def _(ctx: Context) -> bytes:
    return _in_extensions(ctx, b"<include xmlns='http://www.w3.org/2001/XInclude' href='file:///etc/hostname'/>")


@refuse("canonical-bomb", "xml.namespace_bomb", note="A long namespace that the canonical form repeats many times.")
def _(ctx: Context) -> bytes:
    long = "urn:" + "a" * 200_000
    declared = f'<samlp:Response xmlns:z="{long}" '
    many = "<z:x/>" * 5_000
    data = plain(ctx, sign="none", edit=lambda text: text.replace("<samlp:Response ", declared))
    return replaced(data, b"<samlp:Status>", f"<samlp:Extensions>{many}</samlp:Extensions><samlp:Status>".encode())


# What is no login at all.

for _name, _root in {
    "authn-request": ("samlp:AuthnRequest", "message.authn_request"),
    "logout-request": ("samlp:LogoutRequest", "message.logout_request"),
    "logout-response": ("samlp:LogoutResponse", "message.logout_response"),
    "artifact-response": ("samlp:ArtifactResponse", "message.artifact_response"),
    "artifact-resolve": ("samlp:ArtifactResolve", "message.artifact_resolve"),
    "attribute-query": ("samlp:AttributeQuery", "message.attribute_query"),
}.items():

    @refuse(f"kind-{_name}", _root[1], note="Another message of the protocol, truly signed.")
    def _(ctx: Context, tag: str = _root[0]) -> bytes:
        return plain(ctx, sign="response", edit=lambda text: text.replace("samlp:Response", tag))


@refuse("kind-metadata", "message.metadata")
def _(ctx: Context) -> bytes:
    return ctx.idp.metadata_xml(sign_with=ctx.idp.key)


@refuse("kind-soap", "message.soap")
def _(ctx: Context) -> bytes:
    head = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    return head + plain(ctx, sign="both") + b"</s:Body></s:Envelope>"


@refuse("kind-encrypted-assertion", "message.encrypted_assertion", keys=("sp",))
def _(ctx: Context) -> bytes:
    return out(find(ctx.tree(encrypt_to=ctx.sp_key), "a:EncryptedAssertion"))


@refuse("kind-signature", "message.signature")
def _(ctx: Context) -> bytes:
    return out(find(ctx.tree(), ".//ds:Signature"))


@refuse("kind-base64", "message.base64", note="Base64 given where XML is due; a file is decoded first.")
def _(ctx: Context) -> bytes:
    return base64.b64encode(plain(ctx))


@refuse("kind-ws-federation", "message.ws_federation")
def _(ctx: Context) -> bytes:
    trust = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
    head = f'<t:RequestSecurityTokenResponse xmlns:t="{trust}"><t:RequestedSecurityToken>'.encode()
    inner = out(find(ctx.tree(), "a:Assertion"))
    return head + inner + b"</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>"


@refuse("kind-other-namespace", "message.namespace")
def _(ctx: Context) -> bytes:
    return plain(ctx, sign="none").replace(b"urn:oasis:names:tc:SAML:2.0:protocol", b"urn:example:protocol")


# Files as an admin would open them.


def posted(data: bytes) -> bytes:
    """The base64 of the POST binding."""
    return base64.b64encode(data)


@refuse("base64-twice", "input.base64_twice", form="file")
def _(ctx: Context) -> bytes:
    return base64.b64encode(posted(plain(ctx)))


@refuse("base64-character", "input.base64_character", form="file")
def _(ctx: Context) -> bytes:
    text = posted(plain(ctx))
    return text[:100] + b"*" + text[101:]


@refuse("base64-of-something-else", "input.base64_other", form="file")
def _(ctx: Context) -> bytes:
    return base64.b64encode(b"Just some words that are no message at all.")


@refuse("deflate-bomb", "limit.message", form="file", note="262 kB that inflate to 200 MB (CVE-2025-25293).")
def _(ctx: Context) -> bytes:
    return _inflating(200)


@refuse("deflate-ratio", "limit.ratio", form="file", note="Nine megabytes from nine kilobytes.")
def _(ctx: Context) -> bytes:
    return _inflating(9)


def _inflating(megabytes: int) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts = [machine.compress(b"<samlp:Response>")]
    parts += [machine.compress(b" " * 1_000_000) for _n in range(megabytes)]
    data = b"".join([*parts, machine.flush()])
    assert len(data) < 1_500 * megabytes
    return b"SAMLResponse=" + urllib.parse.quote(base64.b64encode(data)).encode()


@refuse("zip-bomb", "limit.ratio", form="file")
def _(ctx: Context) -> bytes:
    return _zipped(b"<samlp:Response>" + b" " * 50_000_000)


@refuse("zip-in-zip", "input.zip_nested", form="file")
def _(ctx: Context) -> bytes:
    return _zipped(_zipped(plain(ctx)))


@accept("ok-zip", form="file")
def _(ctx: Context) -> bytes:
    return _zipped(plain(ctx))


def _zipped(data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("response.xml"), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _deflated(data: bytes) -> bytes:
    return zlib.compress(data, wbits=-15)


for _name, _form in {
    "base64": posted,
    "base64-lines": base64.encodebytes,
    "base64-url": lambda data: base64.urlsafe_b64encode(data).rstrip(b"="),
    "base64-no-padding": lambda data: posted(data).rstrip(b"="),
    "form-field": lambda data: b"RelayState=x&SAMLResponse=" + urllib.parse.quote_plus(posted(data)).encode() + b"&z=1",
    "redirect": lambda data: b"SAMLResponse=" + urllib.parse.quote_plus(posted(_deflated(data))).encode(),
    "html-form": lambda data: (
        b'<html><form><input type="hidden" name="SAMLResponse" value="' + posted(data) + b'"/></form>'
    ),
}.items():

    @accept(f"ok-file-{_name}", form="file")
    def _(ctx: Context, form: Callable[[bytes], bytes] = _form) -> bytes:
        return form(plain(ctx))
