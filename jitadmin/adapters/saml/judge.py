"""From the bytes of one message to its verdict.

What is believed was read from the canonical bytes whose signature held; what is only claimed was read from the
message as it came, and its verdict is never "accepted".
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Final, Literal

import msgspec
from lxml import etree

from jitadmin.adapters.saml.decrypt import DecryptionKey, Opener
from jitadmin.adapters.saml.looks import kind_of
from jitadmin.adapters.saml.names import (
    ASSERTION,
    ENCRYPTED_ASSERTION,
    RESPONSE,
    SIGNATURE,
    local_name,
)
from jitadmin.adapters.saml.read import read_assertion, read_response
from jitadmin.adapters.saml.signature import Covers, Examined, Examiner
from jitadmin.adapters.saml.structure import (
    assertion_structure,
    bare_structure,
    identifiers,
    is_unique,
    response_structure,
)
from jitadmin.adapters.saml.xml import MESSAGE_LIMITS, Limits, NotReadable, parse, parse_canonical, place
from jitadmin.core.diagnose import explained
from jitadmin.core.message import Assertion, Message, Origin, Response, Signature
from jitadmin.core.times import read_time
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Check, Result, Verification
from jitadmin.core.verify import judge_meaning

SMALL: Final = 32 * 1024
# More than one is refused; these are looked at so that a person sees what they are.
ASSERTIONS_LIMIT: Final = 8
_GOOD: Final = frozenset({"pass", "skip"})
RETIRED_NAMES: Final = MappingProxyType({"sha1": "SHA-1", "rsa-short": "RSA < 2048", "rsa-1_5": "RSA 1.5"})
RETIRED_CODES: Final = frozenset({"signature.retired_sha1", "signature.retired_key", "encryption.retired_rsa15"})


def judge(
    data: bytes,
    trust: Trust,
    *,
    as_of: datetime | None,
    keys: Sequence[DecryptionKey] = (),
    origin: Origin = Origin(),  # noqa: B008 - an immutable record
    limits: Limits = MESSAGE_LIMITS,
) -> Verification:
    """Judge one Response or Assertion; ``as_of`` None means as of its own IssueInstant. Never raises for bad input."""
    try:
        root = parse(data, limits)
        if root.tag not in {RESPONSE, ASSERTION}:
            raise NotReadable(f"message.{kind_of(root)}", name=str(root.tag), where=place(root))
    except NotReadable as refusal:
        verdict: Literal["unreadable", "refused"] = "unreadable" if refusal.unreadable else "refused"
        return Verification(message=None, verdict=verdict, checks=(explained(refusal.check),), as_of=as_of)
    if as_of is None:
        as_of = _issued(root)
    judgement = _Judgement(root, trust, as_of, Opener(keys, trust, as_of, limits), few=len(data) <= SMALL)
    return judgement.verification(origin)


def claims(data: bytes) -> Assertion | None:
    """What a message claims about its person, cheaply and believed by nobody: to find it in a list by."""
    try:
        root = parse(data)
    except NotReadable:
        return None
    element = root if root.tag == ASSERTION else root.find(ASSERTION)
    return None if element is None or root.tag not in {RESPONSE, ASSERTION} else read_assertion(element)


def _issued(root: etree._Element) -> datetime | None:
    moment = read_time(root.get("IssueInstant"))
    if not isinstance(moment, datetime) and (assertion := root.find(ASSERTION)) is not None:
        moment = read_time(assertion.get("IssueInstant"))
    return moment if isinstance(moment, datetime) else None


class _Judgement:
    """The judging of one message; it exists to hold what each step adds."""

    def __init__(
        self,
        root: etree._Element,
        trust: Trust,
        as_of: datetime | None,
        opener: Opener,
        *,
        few: bool,
    ) -> None:
        self.root = root
        self.few = few
        self.trust = trust
        self.as_of = as_of
        self.structure: list[Check] = []
        self.examined: list[Examined] = []
        self.opener = opener
        self.examiner = Examiner(trust, as_of.date() if as_of else None)

    def verification(self, origin: Origin) -> Verification:
        response, assertions = self.read()
        sealed = sum(1 for _ in self.root.iterchildren(ENCRYPTED_ASSERTION))
        message = Message(origin=origin, response=response, assertions=tuple(assertions), encrypted_count=sealed)
        signatures = [item.signature for item in self.examined]
        first = assertions[0] if assertions else None
        meaning = judge_meaning(message, first, signatures, self.trust, self.as_of)
        checks = [*self.structure]
        for item in self.examined:
            checks.extend(item.checks)
        if not self.examined:
            checks.append(self.unsigned(response, sealed + len(assertions)))
        checks.extend(self.opener.checks)
        if not _all_good(meaning):
            lines = _Lines(self.root)
            meaning = [check if check.result in _GOOD else lines.placed(check) for check in meaning]
        checks += meaning
        verdict = _verdict(checks, signatures)
        if not _all_good(checks):
            checks = [check if check.result in _GOOD else explained(check) for check in checks]
        return Verification(
            message=message,
            verdict=verdict,
            checks=tuple(checks),
            signatures=tuple(signatures),
            assertion=first,
            as_of=self.as_of,
        )

    def read(self) -> tuple[Response | None, list[Assertion]]:
        """What the message says, from signed bytes wherever there are any."""
        root = self.root
        everywhere = identifiers(root, few=self.few)
        if root.tag == ASSERTION:
            self.structure.extend(bare_structure(root))
            return None, [self.read_assertion(root, None, everywhere)]
        held = list(islice(root.iterchildren(ASSERTION, ENCRYPTED_ASSERTION), ASSERTIONS_LIMIT))
        self.structure.extend(response_structure(root))
        for child in held:
            if child.tag == ASSERTION:
                self.structure.extend(assertion_structure(child))
        canonical = self.examine(root, "response", everywhere)
        believed = root if canonical is None else parse_canonical(canonical)
        copies: list[etree._Element | None] = [None] * len(held)
        if canonical is not None:
            copies = list(islice(believed.iterchildren(ASSERTION, ENCRYPTED_ASSERTION), ASSERTIONS_LIMIT))
        assertions = []
        for child, copy in zip(held, copies, strict=True):
            if child.tag == ENCRYPTED_ASSERTION:
                opened = self.open(child if copy is None else copy, everywhere, signed=copy is not None)
                assertions.extend([] if opened is None else [opened])
            else:
                assertions.append(self.read_assertion(child, copy, everywhere))
        return read_response(believed), assertions

    def examine(
        self, element: etree._Element, covers: Covers, everywhere: list[str], *, inside: bool = False
    ) -> bytes | None:
        """Examine the signature of one element; its canonical bytes where all of it held."""
        unique = is_unique(element.get("ID", ""), everywhere)
        sound = "fail" not in [check.result for check in self.structure]
        found = self.examiner.examine(element, covers, unique=unique, sound=sound, inside=inside)
        if found is None:
            return None
        self.examined.append(found)
        return found.canonical

    def read_assertion(self, element: etree._Element, copy: etree._Element | None, everywhere: list[str]) -> Assertion:
        """An assertion from the signed response, else from its own signed bytes, else as it came."""
        canonical = self.examine(element, "assertion", everywhere)
        if copy is not None:
            element = copy
        elif canonical is not None:
            element = parse_canonical(canonical)
        return read_assertion(element, reveal=self.opener.reveal)

    def open(self, sealed: etree._Element, outside: list[str], *, signed: bool) -> Assertion | None:
        """An encrypted assertion: decrypted, then held to the same rules as one that came in the open."""
        element = self.opener.assertion(sealed)
        if element is None:
            return None
        if self.opener.used_cbc and not signed:
            where = place(sealed)
            self.opener.checks.append(Check(code="encryption.cbc_unsigned", result="warn", where=where))
        self.structure.extend(bare_structure(element))
        canonical = self.examine(element, "assertion", [*outside, *identifiers(element, few=self.few)], inside=True)
        if canonical is not None:
            element = parse_canonical(canonical)
        return read_assertion(element, encrypted=True, reveal=self.opener.reveal)

    def unsigned(self, response: Response | None, count: int) -> Check:
        """Nothing is signed where it counts; a failed status without an assertion has nothing to believe."""
        elsewhere = next(self.root.iter(SIGNATURE), None)
        result: Result = "fail"
        if any(check.result == "fail" for check in self.opener.checks):
            result = "skip"
        elif response is not None and not count and elsewhere is None:
            result = "warn"
        return Check(
            code="signature.missing",
            result=result,
            args={"elsewhere": place(elsewhere)},
            where=place(self.root),
            # What is signed somewhere else was signed at the identity provider.
            causes=() if elsewhere is None else ("cause.two_instances",),
        )


def _all_good(checks: Iterable[Check]) -> bool:
    return _GOOD.issuperset([check.result for check in checks])


def _verdict(checks: list[Check], signatures: Sequence[Signature]) -> Literal["accepted", "refused"]:
    """The verdict; says so where a retired choice is all that keeps the message out."""
    failed = {check.code for check in checks if check.result == "fail"}
    if failed and failed <= RETIRED_CODES:
        choices = sorted({str(check.args["choice"]) for check in checks if check.code in failed})
        args = {"choices": choices, "names": [RETIRED_NAMES[choice] for choice in choices]}
        # Nobody knows what else is wrong with something that was not opened.
        code = "verdict.retired_unopened" if "rsa-1_5" in choices else "verdict.only_retired"
        checks.append(Check(code=code, result="warn", args=args))
    if not failed and not (signatures and all(signature.trusted for signature in signatures)):
        # No way of reading a message may accept what no trusted signature covers, or a signature that does not hold.
        checks.append(Check(code="signature.missing", result="fail", args={"elsewhere": ""}))
        return "refused"
    return "refused" if failed else "accepted"


class _Lines:
    """Adds line numbers to the places that the core names."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.known: dict[str, str] = {}

    def placed(self, check: Check) -> Check:
        if not check.where:
            return check
        where = self.known.get(check.where)
        if where is None:
            where = self.known[check.where] = self.with_line(check.where)
        return msgspec.structs.replace(check, where=where)

    def with_line(self, where: str) -> str:
        steps = where.split("/")
        if local_name(self.root.tag) != steps[0]:
            return where
        path = "/".join("{*}" + step for step in steps[1:])
        found = self.root.find(path) if path else self.root
        return where if found is None else f"{where} (line {found.sourceline})"
