"""What no message may ever make the reader do, whoever made it.

Nothing but a verdict leaves the reader, within two seconds and a bounded memory; and a login that is accepted says
exactly what was signed. What was signed is known, since the tests signed it.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from lxml import etree

from jitadmin.adapters.intake import Limits, found_in
from jitadmin.adapters.saml import judge, load_decryption_key, outline
from jitadmin.adapters.saml.keys import certificate
from jitadmin.core.message import Assertion
from jitadmin.core.messages import cause_sentences, check_sentence
from jitadmin.core.report import inspected
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification
from jitadmin.core.xml_node import XmlNode
from tests.attacks import AS_OF, CASES, Case, Context
from tests.builders import ACS, SHAPES, SP, IdP, Key

SECONDS = 2.0
MEGABYTES = 256
# Refused where XML is due; here the wrapping is taken off first.
UNWRAPPED = frozenset({"kind-base64", "leading-blank-then-declaration"})
# Refused for what lies beside a signed assertion, which a mutation can leave alone.
BESIDE = frozenset({"enc-beside-plain"})


class BrokenPromise(Exception):
    """A message made the reader do what it never may."""


class Party:
    """Who signs, who is meant, who attacks, and what was signed."""

    def __init__(self, idp: Key, recipient: Key, attacker: Key, *, cases: bool) -> None:
        self.idp, self.recipient, self.attacker = IdP(key=idp), recipient, attacker
        self.keys = [load_decryption_key(recipient.private_pem)]
        self.trust = Trust(
            idp_entity_id=self.idp.entity_id,
            certificates=(certificate(idp.certificate_der),),
            audiences=(SP,),
            acs_urls=(ACS,),
        )
        self.spoken: set[bytes] = set()
        self.genuine = self._genuine()
        for data in self.genuine:
            self._learn(data, "a genuine login")
        self.foreign = self._foreign()
        self.cases = self._cases() if cases else []

    def _genuine(self) -> list[bytes]:
        """Logins that must be accepted, in every way of signing and encrypting."""
        idp, to = self.idp, {"encrypt_to": self.recipient}
        asked = {"Ünï": ["a<b>&c", ""], "mail": "ada@example.test", "groups": ["Admins", "Staff"]}
        made = [
            idp.response(attributes=asked),
            idp.response(sign="response"),
            idp.response(sign="both", pretty=True),
            idp.assertion(),
            idp.response(**to),
            idp.response(sign="response", **to),
            idp.response(encrypt_name_id=True, **to),
            idp.response(encrypt_attributes=True, **to),
        ]
        return [*made, *(idp.response(shape=shape, entity_id=idp.entity_id) for shape in SHAPES.values())]

    def _foreign(self) -> list[bytes]:
        """Truly signed, but never to be accepted here: for others, of others, without success."""
        idp = self.idp
        return [
            idp.response(audience="https://other.example.test", name_id="mallory"),
            idp.response(status=("Responder", "AuthnFailed"), omit=frozenset({"assertion"}), sign="response"),
            idp.response(sign="none", name_id="mallory"),
            idp.response(key=self.attacker, name_id="mallory"),
            idp.response(recipient="https://other.example.test/acs", sign="both", name_id="mallory"),
        ]

    def _cases(self) -> list[bytes]:
        """The attack cases; what the reader accepts of them must be accepted by the catalogue, too."""
        made = []
        for case in CASES:
            data = case.build(_Parties(self))
            if len(data) > 64 * 1024:
                continue
            made.append(data)
            if case.name in BESIDE:
                self._learn(_without_sealed(data), f"what is signed in {case.name}")
            for verification in self.verifications(data):
                if verification.verdict == "accepted":
                    if case.expect == "refuse" and case.name not in UNWRAPPED and not _special(case, data):
                        raise BrokenPromise(f"the case {case.name} is accepted")
                    self.spoken |= told(verification)
        return made

    def _learn(self, data: bytes, what: str) -> None:
        for verification in self.verifications(data):
            if verification.verdict != "accepted":
                raise BrokenPromise(f"{what} is {verification.verdict}: {verification.failed}")
            self.spoken |= told(verification)

    def verifications(self, data: bytes) -> list[Verification]:
        """The verdicts on every message found in the bytes."""
        found = [item for item in found_in(data, limits=Limits(count=50)) if item.error is None]
        return [judge(item.data, self.trust, as_of=AS_OF, keys=self.keys) for item in found]

    def check(self, data: bytes) -> list[str]:
        """Put one input to the reader as the program would; raises BrokenPromise, and returns the verdicts."""
        begun = time.process_time()
        verdicts = []
        for item in found_in(data, limits=Limits(count=50)):
            if item.error is not None:
                _said(str(item.error), item.error.code)
                verdicts.append("unreadable")
                continue
            verification = judge(item.data, self.trust, as_of=AS_OF, keys=self.keys, origin=item.origin)
            self.judged(verification)
            for check in verification.checks:
                _said(check_sentence(check), check.code)
                for sentence in cause_sentences(check):
                    _said(sentence, check.code)
            msgspec.json.encode(inspected(item.origin, verification))
            marked(outline(item.data, verification, keys=self.keys, trust=self.trust), verification)
            verdicts.append(verification.verdict)
        # The processor's time, since a machine has other work, too.
        if time.process_time() - begun > SECONDS:
            raise BrokenPromise(f"took {time.process_time() - begun:.1f} s")
        return verdicts

    def judged(self, verification: Verification) -> None:
        """An accepted login is one that was signed; a refused one has a reason."""
        if verification.verdict == "accepted":
            if verification.failed:
                raise BrokenPromise(f"accepted although {verification.failed}")
            if not told(verification) or not told(verification) <= self.spoken:
                raise BrokenPromise(f"accepted, but never signed: {told(verification) - self.spoken!r}")
        elif not verification.failed:
            raise BrokenPromise(f"{verification.verdict} without a reason")


class _Parties(Context):
    """The parties of the attack cases, with the keys of this run."""

    def __init__(self, party: Party) -> None:
        super().__init__()
        self.idp = IdP(key=party.idp.key)
        self.attacker = IdP(key=party.attacker.named("idp.example.test"))
        self.sp_key = party.recipient


def _special(case: Case, data: bytes) -> bool:
    """Whether the case is refused for a setting that the parties here do not have."""
    ctx = Context()
    plain = not case.trust and case.issuer is None and (case.keys == ("sp",) or b"Encrypted" not in data)
    trusts = case.trusted(ctx)
    return not plain or [key.private for key in trusts] != [ctx.idp.key.private] or case.as_of != AS_OF


def _without_sealed(data: bytes) -> bytes:
    root = etree.fromstring(data)
    for element in list(root.iter("{*}EncryptedAssertion")):
        root.remove(element)
    return etree.tostring(root)


def told(verification: Verification) -> set[bytes]:
    """What an accepted login says by each of its signatures, but for what only tells how it was wrapped."""
    assertion, message = verification.assertion, verification.message
    said = {
        "response": message.response if message else None,
        "assertion": None if assertion is None else _unwrapped(assertion),
    }
    statements = set()
    for signature in verification.signatures:
        if signature.trusted:
            # What an unsigned envelope says was never signed and may be anything that the checks allow.
            parts = said if signature.covers == "response" else {"assertion": said["assertion"]}
            statements.add(msgspec.json.encode(parts))
    return statements


def _unwrapped(assertion: Assertion) -> Assertion:
    name_id = assertion.name_id and msgspec.structs.replace(assertion.name_id, encrypted=False)
    return msgspec.structs.replace(assertion, encrypted=False, name_id=name_id)


def marked(tree: XmlNode | None, verification: Verification) -> None:
    """Only what a trusted signature covers is marked as signed."""
    if tree is None:
        return
    keys = {signature.key for signature in verification.signatures if signature.trusted}
    for node in tree.walk():
        if (node.mark == "signed" and not node.keys) or not set(node.keys) <= keys:
            raise BrokenPromise(f"{node.name} is marked as signed by {node.keys}")


def _said(sentence: str, code: str) -> None:
    if not sentence or sentence == code:
        raise BrokenPromise(f"no words for {code}")


@contextlib.contextmanager
def bounded_memory(megabytes: int = MEGABYTES) -> Iterator[None]:
    """Raise BrokenPromise where the process grew beyond a bound meanwhile, buffers of libxml2 included (Linux)."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not reset.exists():
        yield
        return
    reset.write_text("5")
    before = _resident(status)
    yield
    grown = (_resident(status) - before) // 1024
    if grown > megabytes:
        raise BrokenPromise(f"grew by {grown} MB")


def _resident(status: Path) -> int:
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1])
