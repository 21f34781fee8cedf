"""One enveloped signature, examined in the only shape that SAML allows (saml-core 5.4) and with trusted keys alone.

Every question is asked even where an earlier one failed, so that a person sees all that is wrong; ``canonical`` holds
bytes only when every one of them was answered well. Whoever reads values reads them from these bytes.
"""

import base64
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec
from lxml import etree

from jitadmin.adapters.saml import keys
from jitadmin.adapters.saml.names import (
    C14N_METHOD,
    DIGEST_METHOD,
    DIGEST_VALUE,
    ENVELOPED,
    EXC_C14N,
    INCLUSIVE_NAMESPACES,
    ISSUER,
    KEY_INFO,
    REFERENCE,
    SIGNATURE,
    SIGNATURE_METHOD,
    SIGNATURE_VALUE,
    SIGNED_INFO,
    TRANSFORM,
    TRANSFORMS,
    X509_CERTIFICATE,
)
from jitadmin.adapters.saml.pss import pss_scheme
from jitadmin.adapters.saml.xml import parse_canonical
from jitadmin.core.message import Signature
from jitadmin.core.trust import Retired, Trust, TrustedCertificate
from jitadmin.core.verification import Check, Result

Covers = Literal["response", "assertion", "metadata"]
PREFIX_LIST_LIMIT: Final = 64
_PLACES: Final[Mapping[tuple[bool, Covers], str]] = MappingProxyType(
    {
        (True, "response"): "Response/Signature",
        (True, "assertion"): "Assertion/Signature",
        (False, "assertion"): "Response/Assertion/Signature",
        (True, "metadata"): "Metadata/Signature",
    }
)
# A reader that looks for these anywhere below a signature (CVE-2024-45409) must meet no others than this one does.
_READ: Final = (SIGNATURE, SIGNED_INFO, SIGNATURE_VALUE, REFERENCE, DIGEST_VALUE)
REFORMATTED_LIMIT: Final = 1024 * 1024
_FLATTENING: Final = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, collect_ids=False)


class Parts(msgspec.Struct, kw_only=True):
    """The pieces of one Signature that has the allowed shape."""

    signed_info: etree._Element
    value: bytes | None
    c14n: etree._Element
    method: etree._Element
    reference: etree._Element
    transforms: list[etree._Element]
    digest_method: etree._Element
    digest_value: bytes | None
    key_info: etree._Element | None


class Examined(msgspec.Struct, kw_only=True):
    """What one signature came to; ``canonical`` is None unless all of it held."""

    signature: Signature
    checks: list[Check]
    canonical: bytes | None = None
    element: etree._Element | None = None


class Examiner:
    """Examines one signature; it exists to hold what every question needs to know."""

    def __init__(self, trust: Trust, on: date | None) -> None:
        self.trust = trust
        self.on = on
        self.checks: list[Check] = []
        self.where = ""
        self.covers: Covers = "assertion"
        self.parent: etree._Element | None = None

    def examine(
        self, parent: etree._Element, covers: Covers, *, unique: bool, sound: bool, inside: bool = False
    ) -> Examined | None:
        """Examine the signature that is a child of ``parent``, or answer None where there is none.

        ``unique`` says whether the parent's ID names nothing else in the document, ``sound`` whether the structure
        around it was found without fault. The signature is taken out of the
        tree on the way, as the enveloped-signature transform asks (xmldsig-core 6.6.4).
        """
        found = list(parent.iterchildren(SIGNATURE))
        if not found:
            return None
        self.checks, self.covers = [], covers
        self.parent = parent
        self.where = f"{_PLACES[parent.getparent() is None, covers]} (line {found[0].sourceline})"
        if len(found) > 1:
            self.fail("signature.several", count=len(found))
        parts = self.shape(found[0]) if len(found) == 1 else None
        if parts is None:
            report = Signature(covers=covers, trusted=False, inside_encryption=inside)
            return Examined(signature=report, checks=self.checks, element=found[0])
        method = parts.method.get("Algorithm", "")
        digest_method = parts.digest_method.get("Algorithm", "")
        self.reference(parts, parent, unique)
        prefixes = self.transforms(parts)
        info_prefixes = self.canonicalization(parts)
        signed = self.canonical(parts.signed_info, info_prefixes)
        taken_out(found[0])
        content = self.canonical(parent, prefixes)
        self.digest(digest_method, parts.digest_value, content)
        chosen = self.value(parts, method, signed)
        holds = chosen is not None and "fail" not in [check.result for check in self.checks]
        trusted = holds and sound
        report = Signature(
            covers=covers,
            trusted=trusted,
            algorithm=method,
            digest_algorithm=digest_method,
            key=chosen.sha256 if chosen else None,
            key_subject=chosen.subject if chosen else None,
            inside_encryption=inside,
        )
        if trusted and chosen:
            self.say("signature.valid", "pass", covers=covers, key=chosen.sha256, subject=chosen.subject)
        elif holds:
            self.say("signature.wrapped", "warn")
        return Examined(signature=report, checks=self.checks, canonical=content if trusted else None, element=found[0])

    def fail(self, code: str, **args: Any) -> None:
        self.say(code, "fail", **args)

    def say(self, code: str, result: Result, causes: tuple[str, ...] = (), **args: Any) -> None:
        self.checks.append(Check(code, result, {"covers": self.covers, **args}, self.where, causes))

    def shape(self, signature: etree._Element) -> Parts | None:
        """The parts where they are allowed to be, or None: too odd to go on."""
        if next(signature.iter(etree.Comment, etree.ProcessingInstruction), None) is not None:
            self.fail("signature.comment")
            return None
        children = list(signature)
        tags = [child.tag for child in children]
        if tags[:2] != [SIGNED_INFO, SIGNATURE_VALUE] or tags[2:] not in ([], [KEY_INFO]):
            self.fail("signature.shape", found=[_name(tag) for tag in tags])
            return None
        if len(children) > 2 and (second := next(children[2].iter(*_READ), None)) is not None:
            self.fail("signature.shape", found=["KeyInfo", _name(second.tag)])
        info = list(children[0])
        if [child.tag for child in info] != [C14N_METHOD, SIGNATURE_METHOD, REFERENCE]:
            references = sum(child.tag == REFERENCE for child in info)
            if references > 1:
                self.fail("signature.reference", uri=[child.get("URI", "") for child in info if child.tag == REFERENCE])
            else:
                self.fail("signature.shape", found=[_name(child.tag) for child in info])
            return None
        reference = list(info[2])
        if [child.tag for child in reference] != [TRANSFORMS, DIGEST_METHOD, DIGEST_VALUE]:
            missing = not reference or reference[0].tag != TRANSFORMS
            self.fail("signature.transform" if missing else "signature.shape", found=[_name(c.tag) for c in reference])
            return None
        if len(children[1]) or len(reference[2]):
            self.fail("signature.shape", found=["DigestValue" if len(reference[2]) else "SignatureValue"])
            return None
        return Parts(
            signed_info=children[0],
            value=_leaf(children[1]),
            c14n=info[0],
            method=info[1],
            reference=info[2],
            transforms=list(reference[0]),
            digest_method=reference[1],
            digest_value=_leaf(reference[2]),
            key_info=children[2] if len(children) > 2 else None,
        )

    def reference(self, parts: Parts, parent: etree._Element, unique: bool) -> None:
        """One Reference, "#" and the ID of the parent, which names nothing else (saml-core 5.4.2)."""
        identifier, uri = parent.get("ID"), parts.reference.get("URI")
        if not identifier or uri != f"#{identifier}":
            self.fail("signature.reference", uri=uri or "", expected=f"#{identifier or ''}")
        elif not unique:
            self.fail("structure.duplicate_id", id=identifier)

    def transforms(self, parts: Parts) -> list[str] | None:
        """Enveloped signature, then exclusive canonicalisation, and nothing else (saml-core 5.4.4)."""
        found = [(item.tag, item.get("Algorithm", "")) for item in parts.transforms]
        if found != [(TRANSFORM, ENVELOPED), (TRANSFORM, EXC_C14N)] or len(parts.transforms[0]):
            self.fail("signature.transform", found=[algorithm for _, algorithm in found])
            return None
        return self.prefix_list(parts.transforms[1], "signature.transform")

    def canonicalization(self, parts: Parts) -> list[str] | None:
        algorithm = parts.c14n.get("Algorithm", "")
        if algorithm != EXC_C14N:
            self.fail("signature.canonicalization", found=algorithm)
            return None
        return self.prefix_list(parts.c14n, "signature.canonicalization")

    def prefix_list(self, holder: etree._Element, code: str) -> list[str] | None:
        if not len(holder):
            return []
        children = list(holder)
        prefixes = children[0].get("PrefixList", "").split()
        if len(children) > 1 or children[0].tag != INCLUSIVE_NAMESPACES or len(prefixes) > PREFIX_LIST_LIMIT:
            self.fail(code, found=[_name(child.tag) for child in children])
            return None
        return prefixes

    def canonical(self, element: etree._Element, prefixes: list[str] | None) -> bytes | None:
        """Canonical bytes, or None with a failed check: nothing at all is never "the bytes" (CVE-2025-66568)."""
        if prefixes is None:
            return None
        try:
            data = canonical_bytes(element, prefixes)
        except etree.C14NError:
            data = b""
        if not data:
            self.fail("signature.void_canonicalization")
            return None
        return data

    def digest(self, method: str, stated: bytes | None, content: bytes | None) -> None:
        digest = keys.HASHLIB.get(method)
        if digest is None:
            self.fail("signature.algorithm", algorithm=method, part="digest")
        elif keys.HASHES[method] is keys.SHA1:
            self.retired("sha1", "signature.retired_sha1", algorithm=method)
        if digest is None or content is None:
            return
        actual = digest(content).digest()
        if actual != stated:
            shown = base64.b64encode(stated).decode() if stated else ""
            causes = ("cause.reformatted",) if _was_reformatted(content, digest, stated) else ()
            args = {"stated": shown, "actual": base64.b64encode(actual).decode()}
            self.say("signature.digest_mismatch", "fail", causes, **args)

    def value(self, parts: Parts, method: str, signed: bytes | None) -> TrustedCertificate | None:
        """The trusted certificate whose key made the signature value, or None with failed checks."""
        scheme = pss_scheme(parts.method) if method == keys.RSA_PSS else keys.SCHEMES.get(method)
        if scheme is None:
            self.fail("signature.algorithm", algorithm=method, part="signature")
        elif scheme.retired and not any(check.code == "signature.retired_sha1" for check in self.checks):
            self.retired("sha1", "signature.retired_sha1", algorithm=method)
        if not self.trust.certificates:
            self.fail("signature.no_trusted_key", **_shown_key(key_info_certificates(parts.key_info)))
            return None
        if scheme is None or signed is None:
            return None
        for trusted in self.trust.certificates:
            key = keys.public_key(trusted.der)
            if key is None or not keys.fits(key, scheme) or parts.value is None:
                continue
            if keys.holds(key, scheme, parts.value, signed):
                return trusted if self.believed(trusted, key) else None
        self.foreign(parts, scheme, signed)
        return None

    def believed(self, trusted: TrustedCertificate, key: keys.PublicKey) -> bool:
        """Whether size and dates of a trusted key let it count; warns about what is let through."""
        short = keys.short_bits(key)
        if short is not None and not self.retired("rsa-short", "signature.retired_key", bits=short):
            return False
        return self.in_date(trusted)

    def in_date(self, trusted: TrustedCertificate) -> bool:
        expired = bool(self.on and trusted.not_after and self.on > trusted.not_after.date())
        early = bool(self.on and trusted.not_before and self.on < trusted.not_before.date())
        if not (expired or early):
            return True
        refuse = self.trust.expired_certificates == "refuse"
        code = "signature.certificate_expired" if expired else "signature.certificate_not_yet_valid"
        limit = trusted.not_after if expired else trusted.not_before
        self.say(code, "fail" if refuse else "warn", subject=trusted.subject, date=limit.date() if limit else "")
        return not refuse

    def retired(self, choice: Retired, code: str, **args: Any) -> bool:
        """Warn where the trust still accepts a retired choice on the day in question, else fail."""
        accepted = choice in self.trust.accept_retired
        until = self.trust.accept_retired.get(choice)
        if accepted and until is not None and (self.on is None or self.on > until):
            accepted = False
        self.say(code, "warn" if accepted else "fail", choice=choice, until=until or "", **args)
        return accepted

    def foreign(self, parts: Parts, scheme: keys.Scheme, signed: bytes) -> None:
        """Say why no trusted key fits: another key signed, or the value is damaged. KeyInfo is only shown."""
        known = {trusted.der for trusted in self.trust.certificates}
        told = key_info_certificates(parts.key_info)
        for der in told:
            key = keys.public_key(der)
            if der in known or key is None or not keys.fits(key, scheme) or parts.value is None:
                continue
            if keys.holds(key, scheme, parts.value, signed):
                shown = {**_shown_key([der]), **_trusted_names(self.trust)}
                issuer = None if self.parent is None else self.parent.findtext(ISSUER)
                ours = issuer == self.trust.idp_entity_id or shown["message_subject"] in shown["trusted_subjects"]
                self.say("signature.key_untrusted", "fail", ("cause.key_rolled_over",) if ours else (), **shown)
                return
        odd = self.odd_keys(scheme, told)
        if odd:
            self.say("signature.algorithm", "fail", ("cause.key_kind",), algorithm=", ".join(odd), part="key")
            return
        causes = self.mismatch_causes(told, known)
        self.say("signature.value_mismatch", "fail", causes, **_shown_key(told), **_trusted_names(self.trust))

    def mismatch_causes(self, told: list[bytes], known: AbstractSet[bytes]) -> tuple[str, ...]:
        """Why no key fits; one that a trusted certificate came along with was hardly exchanged."""
        if any("cause.reformatted" in check.causes for check in self.checks):
            return ("cause.reformatted",)
        if not told:
            return ()
        return ("cause.edited",) if not known.isdisjoint(told) else ("cause.key_rolled_over", "cause.edited")

    def odd_keys(self, scheme: keys.Scheme, told: list[bytes]) -> list[str]:
        """The kinds of the trusted keys that are never believed, where one of them can have made the signature."""
        ders = [trusted.der for trusted in self.trust.certificates]
        odd = {der: kind for der in ders if (kind := keys.odd_kind(der))}
        usable = [key for der in ders if (key := keys.public_key(der)) and keys.fits(key, scheme)]
        named = [odd[der] for der in told if der in odd]
        return named or ([] if usable else list(odd.values()))


def taken_out(signature: etree._Element) -> None:
    """Remove a Signature for good but leave the text behind it; putting one back could change its prefixes."""
    parent, tail, before = signature.getparent(), signature.tail, signature.getprevious()
    if parent is None:
        return
    signature.tail = None
    parent.remove(signature)
    if tail and before is None:
        parent.text = (parent.text or "") + tail
    elif tail and before is not None:
        before.tail = (before.tail or "") + tail


def canonical_bytes(element: etree._Element, prefixes: Sequence[str]) -> bytes:
    """Exclusive canonical XML without comments (xml-exc-c14n) of an element where it stands."""
    if prefixes and element.getparent() is not None:
        # The list may name prefixes declared further out, which only a copy with all of them carries.
        element = parse_canonical(etree.tostring(element, encoding="UTF-8", with_tail=False))
    return etree.tostring(
        element,
        method="c14n",
        exclusive=True,
        with_comments=False,
        with_tail=False,
        inclusive_ns_prefixes=list(prefixes) or None,
    )


def key_info_certificates(key_info: etree._Element | None) -> list[bytes]:
    """The certificates that came with a message: to be shown, never to be believed."""
    if key_info is None:
        return []
    found = (keys.decode_base64(item.text or "") for item in key_info.iter(X509_CERTIFICATE))
    return [der for der in found if der][:8]


def _shown_key(told: Sequence[bytes]) -> dict[str, Any]:
    for der in told:
        try:
            shown = keys.certificate(der)
        except ValueError:
            continue
        return {"message_key": shown.sha256, "message_subject": shown.subject, "message_since": _day(shown.not_before)}
    return {"message_key": "", "message_subject": "", "message_since": ""}


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _was_reformatted(content: bytes, digest: keys.Hasher, stated: bytes | None) -> bool:
    """Whether the text is what was signed but for white space between elements, as a formatter adds it."""
    if len(content) > REFORMATTED_LIMIT:
        return False
    flat = etree.tostring(etree.fromstring(content, _FLATTENING), method="c14n", exclusive=True, with_comments=False)
    return digest(flat).digest() == stated


def _trusted_names(trust: Trust) -> dict[str, Any]:
    return {
        "trusted_keys": [certificate.sha256 for certificate in trust.certificates],
        "trusted_subjects": [certificate.subject for certificate in trust.certificates],
    }


def _leaf(element: etree._Element) -> bytes | None:
    return keys.decode_base64(element.text or "")


def _name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else "?"
