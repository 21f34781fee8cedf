"""Where other software answers a case otherwise than jitadmin, and why jitadmin is right; the list is exact."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """Software (``xmlsec``, ``signxml``, ``pysaml2``) whose answers to some cases differ, for one reason."""

    who: tuple[str, ...]
    cases: tuple[str, ...]
    reason: str


def _row(who: str, cases: str, reason: str) -> Difference:
    return Difference(tuple(who.split()), tuple(cases.split()), reason)


ALL = "xmlsec signxml pysaml2"
LIBRARIES = "xmlsec signxml"

# They believe what jitadmin refuses.
LAXER = (
    _row(
        ALL,
        """doctype-empty doctype-internal-empty doctype-id-attlist doctype-external doctype-external-http doctype-public
        doctype-after-declaration doctype-after-pi doctype-after-bom doctype-default-attribute
        doctype-default-namespace""",
        "A DOCTYPE can give attributes, IDs and namespaces that the signed bytes do not have; SAML needs none, and "
        "two parsers read it in two ways (CVE-2025-25291).",
    ),
    _row(
        LIBRARIES,
        "doctype-after-comment doctype-differential-notation dtd-entity-in-nameid dtd-entity-truncation",
        "They expand entities, so that the text depends on the parser; pysaml2 refuses declared entities as we do.",
    ),
    _row(
        ALL,
        "pi-in-nameid-signed pi-between-elements stylesheet-pi",
        "A processing instruction can be signed, but readers differ in whether it splits a text.",
    ),
    _row(
        ALL,
        "encoding-label-iso-8859-1 encoding-label-windows-1252",
        "They decode by the label; the bytes are UTF-8, and another reading of them is another text.",
    ),
    _row(
        LIBRARIES,
        "encoding-bytes-utf-16 encoding-bytes-utf-32 encoding-bytes-utf-32-le encoding-utf7",
        "libxml2 converts every encoding it knows; a filter in front that expects UTF-8 sees something else.",
    ),
    _row(
        ALL,
        "xinclude xinclude-signed xinclude-escaped xinclude-default-namespace",
        "They leave the inclusion alone, but whoever processes the tree later would fetch a file.",
    ),
    _row(ALL, "depth-just-over attribute-bomb namespace-bomb text-bomb", "They bound nothing of this themselves."),
    _row(LIBRARIES, "element-bomb", "They bound nothing of this themselves."),
    _row("pysaml2", "comment-bomb", "Its parser has no bound on a comment; libxml2 stops at ten megabytes."),
    _row(
        ALL,
        "xsw18 xsw19",
        "They pass over a foreign child of the response; a reader that goes by local names takes it for the assertion.",
    ),
    _row(ALL, "xsw-lower-case-id", "For them only `ID` is an ID; others resolve `Id` as well, and then two are meant."),
    _row(
        LIBRARIES,
        "nameid-element-in nameid-element-first",
        "A signature says nothing of the schema; where the name ends before an element, a reader sees another person.",
    ),
    _row(
        LIBRARIES,
        "nameid-beside-sealed nameid-beside-base issuer-element aud-element attribute-foreign attribute-value-foreign",
        "A signature says nothing of the schema; readers differ in which name they take, where a text ends and what "
        "they pass over.",
    ),
    _row(
        ALL,
        "xsw-id-equal-composed xsw-id-equal-compatible",
        "They compare IDs as they are written; a reader that normalises text finds two elements of the signed ID.",
    ),
    _row(
        "xmlsec",
        "signedinfo-in-keyinfo signaturevalue-in-keyinfo reference-in-keyinfo digestvalue-in-keyinfo",
        "It does not look into KeyInfo; a reader that searches below the signature finds two (CVE-2024-45409).",
    ),
    _row(
        ALL,
        "digest-sha224 dsa-key rsa-1024 ecdsa-k256",
        "They verify what their cryptography can; our list holds what is recommended and used for SAML today.",
    ),
    _row(
        "xmlsec pysaml2",
        "sigalg-sha1 digest-sha1 sigalg-ecdsa-sha1 sha1-after-the-date sigalg-md5 digest-md5",
        "SHA-1 and MD5 have chosen-prefix collisions; SHA-1 is accepted by a dated setting only, MD5 never.",
    ),
    _row(
        ALL,
        "signed-response-wanted signed-assertion-wanted both-wanted-assertion-signed both-wanted-response-signed "
        "enc-wanted",
        "What this connection wants signed or encrypted is a setting that they were not given.",
    ),
    _row(
        "xmlsec pysaml2",
        "certificate-expired-refused certificate-early-refused",
        "Keys from metadata are pinned, so they do not look at the dates; this connection asked for it.",
    ),
    _row(
        ALL,
        "comment-in-signaturevalue comment-in-signedinfo comment-in-x509certificate comment-in-reference",
        "Canonical XML drops comments, so the signature holds; a digest was hidden in one (CVE-2025-29775), and no "
        "product writes any.",
    ),
    _row(
        ALL,
        "transform-with-comments c14n-with-comments transform-xpath-in-enveloped transform-prefixlist-huge",
        "Harmless in these cases, but outside the two transforms of SAML core 5.4.4 in their plain form.",
    ),
    _row(
        "signxml",
        "transform-xslt transform-xpath transform-xpath-filter transform-order transform-unknown "
        "transform-foreign-child",
        "It ignores transforms it does not know or in what order they stand; others run them, and read something else.",
    ),
    _row(
        LIBRARIES,
        "transform-enveloped-twice",
        "Once is what SAML core 5.4.4 allows; twice is another program's reading.",
    ),
    _row(
        "xmlsec",
        "transform-exclusive-twice transform-five",
        "It runs a chain of any length; a long one is a way to burn time.",
    ),
    _row(
        "xmlsec",
        "transform-xpath-forged",
        "The XPath takes the name out of what is signed: the signature holds with any name, here a forged one.",
    ),
    _row(
        "xmlsec",
        "reference-xpointer-id",
        "It resolves the XPointer to the right element here; SAML core 5.4.2 wants the plain ID.",
    ),
    _row(
        LIBRARIES,
        "reference-empty-uri-response reference-other-element",
        "They verify whatever is referred to; SAML core 5.4.2 wants the ID of the element that holds the signature.",
    ),
    _row(
        "signxml", "relative-namespace-in-extensions relative-namespace-escaped", "It looks at the signed part alone."
    ),
    _row("xmlsec", "ecdsa-leading-zeros", "RFC 9231 2.3.6 fixes the width of r and s; it strips what is too long."),
    _row("xmlsec pysaml2", "rsa-e1", "With exponent 1 the value is the padded digest itself: anyone can write it."),
    _row(
        "signxml",
        "both-one-broken",
        "It verifies the first signature, that of the response; the broken one inside says that something was changed "
        "before.",
    ),
    # Signature wrapping: what is signed is genuine, what is read is another matter.
    _row(
        LIBRARIES,
        """xsw2 xsw9 xsw15 xsw16 xsw-assertion-id-attribute xsw-response-in-status-detail two-signed-assertions
        sig-in-extensions sig-detached-last sig-in-subject same-id-in-signature saml-injection-second-subject
        enc-two-assertions""",
        "The signature holds over an element somewhere in the document, and the one that they give or that comes "
        "first is genuine by luck of the order. The message was tampered with.",
    ),
    _row(
        LIBRARIES,
        """xsw3 xsw4 xsw5 xsw11 xsw14 xsw22 xsw-id-differs-by-case xsw-id-with-blank xsw-subject-confirmation-data
        xsw-encrypted-assertion-carrier xsw-below-foreign xsw-assertion-root xsw-assertion-root-advice
        sig-only-in-advice enc-xsw-inside""",
        "xmlsec says only that a signature holds: whoever then reads the first assertion reads the forged one. "
        "signxml gives back the genuine one, wherever it was hidden.",
    ),
    _row(
        "signxml",
        "xsw8 xsw21 xsw-xml-id-beside xsw-response-object signature-over-forged-copy-in-keyinfo",
        "It finds the genuine element inside the signature or in spite of a second ID; whoever reads the document "
        "instead of its answer reads the forged one.",
    ),
    _row(
        "xmlsec",
        "xsw13 xsw-prefixed-id-on-evil-only",
        "It takes the first element of the ID, or the one whose `ID` has no prefix; others take the other.",
    ),
    _row(
        "xmlsec",
        "donor-metadata donor-logout-response donor-error-response",
        "A genuine signature over something else stands in the document; nothing ties it to what is read.",
    ),
    _row(
        ALL,
        "xsw7 xsw10",
        "The forged assertion is in a place that careful readers pass over; xmlsec's user who takes the first one "
        "in the document does not.",
    ),
    _row(
        "pysaml2", "xsw-same-id-as-response", "xmlsec1 takes the first element of the ID; which one was meant is open."
    ),
    _row(
        ALL,
        "issuer-twice conditions-twice enc-beside-plain nameid-twice",
        "They read the first or the last of two; of the NameIDs, pysaml2 reads the second one.",
    ),
    _row(
        LIBRARIES,
        """status-code-two status-two subject-twice scd-twice assertion-child-unknown assertion-child-foreign""",
        "They judge signatures, not the structure of SAML.",
    ),
    _row(
        LIBRARIES,
        "kind-authn-request kind-logout-request kind-logout-response kind-artifact-response kind-artifact-resolve "
        "kind-attribute-query kind-soap kind-encrypted-assertion kind-ws-federation",
        "The signature inside is genuine; that the whole is no login response is not theirs to see.",
    ),
    # Encryption.
    _row(ALL, "enc-tripledes", "Triple DES is withdrawn; nobody needs it who can choose."),
    _row(
        ALL,
        "enc-rsa15 enc-rsa15-after-the-date",
        "RSA 1.5 makes decrypting an oracle (Bleichenbacher); it is accepted by a dated setting only.",
    ),
    _row(ALL, "enc-nameid-is-something-else", "They see no name and believe the rest."),
    _row(
        ALL,
        "enc-two-data enc-nameid-two-data",
        "The libraries' user reads the first, pysaml2 the second, which here names somebody else.",
    ),
    _row(LIBRARIES, "enc-two-in-one-plaintext", "libxmlsec keeps the first element of a plain text of two."),
    _row(
        "pysaml2",
        "enc-cbc-padding-zero enc-plaintext-nul enc-nested",
        "It repairs or unpacks what is no whole element: padding of length zero, a NUL, another layer.",
    ),
    _row("pysaml2", "enc-id-stolen", "It looks for the ID inside the decrypted part alone."),
    # The meaning, which only pysaml2 judges.
    _row(
        "pysaml2",
        "aud-blank aud-newline issuer-blank",
        "It trims names; SAML core 1.3.2 compares them letter by letter.",
    ),
    _row("pysaml2", "aud-two-restrictions", "It is content with one restriction; core 2.5.1.4 wants all to hold."),
    _row("pysaml2", "aud-missing conditions-missing", "Profiles 4.1.4.2 wants an audience; it is content without."),
    _row(
        "pysaml2",
        "notonorafter-exactly scd-exactly",
        "The instant itself is outside (core 2.5.1.2); it counts it in.",
    ),
    _row("pysaml2", "scd-no-time scd-not-before", "Profiles 4.1.4.2 wants NotOnOrAfter for a bearer and no NotBefore."),
    _row("pysaml2", "authn-instant-future", "It does not look at the instant of the login."),
    _row("pysaml2", "issued-in-the-future", "It allows a day in either direction."),
    _row("pysaml2", "time-no-zone", "It takes a time without zone for UTC; core 1.3.3 wants it said."),
    _row(
        "pysaml2",
        """recipient-other recipient-case recipient-host-case recipient-scheme recipient-port recipient-other-port
        recipient-slash recipient-query recipient-blank recipient-prefix recipient-user recipient-entity-id
        sc-two-both-wrong""",
        "It looks at the recipient only of answers to its own requests; profiles 4.1.4.3 wants it always.",
    ),
    _row("pysaml2", "destination-empty destination-missing-signed", "Bindings 3.5.5.2 wants it in a signed message."),
    _row("pysaml2", "sc-sender-vouches", "It takes sender-vouches for a confirmation; a browser is a bearer."),
    _row(
        "pysaml2",
        """irt-missing irt-other irt-case irt-confirmation-only irt-response-other irt-differ
        irt-unsolicited-forbidden irt-unknown-request-forbidden""",
        "Where it may accept what it did not ask for, it does not tie an answer to the question that is open.",
    ),
    _row("pysaml2", "version-assertion-1.1 version-2", "It looks at the version of the response alone."),
    _row("pysaml2", "issuer-format-foreign", "It does not look at the format of the issuer."),
    _row("pysaml2", "nameid-empty nameid-blank", "It leaves it to the application that the name is empty."),
)

# They refuse, or cannot read, what jitadmin accepts.
STRICTER = (
    _row(
        ALL, "ok-pss-parameters ok-pss-defaults", "RSA-PSS with its own parameters (RFC 9231 2.3.9) is unknown to them."
    ),
    _row(
        "pysaml2",
        "ok-rsa-2048-rsa-pss-sha256 ok-rsa-2048-rsa-pss-sha384 ok-rsa-2048-rsa-pss-sha512 ok-rsa-3072-rsa-pss-sha256",
        "xmlsec1 1.2 knows no RSA-PSS.",
    ),
    _row(
        "signxml pysaml2",
        "ok-prefix-list-in-c14n-method",
        "Their schemas do not know the list there; xml-exc-c14n allows it wherever the algorithm is named.",
    ),
    _row("signxml", "ok-odd-prefixes", "It copies the prefix into an XPath of its own; XML allows any letter."),
    _row("signxml", "ok-sha1-until-the-date", "It was not told of the dated setting."),
    _row(
        "signxml",
        "ok-certificate-expired ok-certificate-not-yet-valid",
        "SAML metadata pins the key, and the dates of its certificate mean nothing (metadata interoperability 2.6.1).",
    ),
    _row(
        LIBRARIES,
        "ok-signature-of-another-kind-elsewhere",
        "They were asked to verify every or the first signature, and one of those is nobody's business here.",
    ),
    _row(
        LIBRARIES,
        "status-error-without-assertion status-error-unsigned",
        "They judge signatures; without an assertion there is nobody to believe, signed or not.",
    ),
    _row(
        ALL, "ok-enc-key-beside", "An EncryptedKey beside EncryptedData is allowed by core 6.2; libxmlsec looks inside."
    ),
    _row(LIBRARIES, "ok-enc-key-retrieval", "libxmlsec needs the Id registered to follow the RetrievalMethod."),
    _row(
        ALL, "ok-enc-type-missing", "Type is optional (core 2.3.4); without it libxmlsec returns bytes, not elements."
    ),
    _row(
        "pysaml2",
        "ok-enc-oaep-mgf1p-sha256 ok-enc-oaep-11-sha256 ok-enc-oaep-11-sha512 ok-enc-oaep-11-mixed "
        "ok-enc-oaep-11-defaults",
        "xmlsec1 1.2 knows OAEP with SHA-1 alone; pysaml2 then returns an empty answer without an error.",
    ),
    _row(
        "pysaml2",
        "ok-assertion-in-value ok-attribute-empty-value ok-enc-attributes ok-language-variants ok-xml-space "
        "ok-two-authn-statements",
        "It writes the message anew from its own objects before it validates, and that copy breaks the schema.",
    ),
    _row(
        "pysaml2",
        "ok-authn-context-missing ok-attribute-nameless",
        "The schema requires both, and it validates; others do not look, so it is said and nothing is refused.",
    ),
    _row("pysaml2", "ok-attribute-name-empty", "It wants a letter in every attribute name; the schema does not."),
    _row("pysaml2", "ok-time-offset ok-time-negative-offset ok-time-whitespace", "It reads times that end in Z alone."),
    _row("pysaml2", "ok-second-entity-id", "It has one entity ID; a connection may have several."),
    _row("pysaml2", "ok-bare-assertion ok-bare-assertion-entra", "It reads responses alone."),
)

DIFFERENCES: dict[tuple[str, str], str] = {
    (who, case): row.reason for row in (*LAXER, *STRICTER) for case in row.cases for who in row.who
}
assert len(DIFFERENCES) == sum(len(row.who) * len(row.cases) for row in (*LAXER, *STRICTER))
