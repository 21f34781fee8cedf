"""What is fuzzed: each target takes bytes, breaks no promise, and starts from genuine inputs.

libFuzzer runs one target in a process of its own: ``python -m tests.fuzz.targets login CORPUS -max_total_time=60``.
"""

import contextlib
import hashlib
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["jitadmin"]):
    from jitadmin.adapters import documents
    from jitadmin.adapters.saml import Wanted, certificates_of, described, picked, read_metadata
    from jitadmin.assets import asset
    from jitadmin.core.errors import InputError
    from jitadmin.core.registry import ProviderKind
    from tests.fuzz.promises import BrokenPromise, Party

from tests.builders import NOW, IdP, sp_metadata_xml
from tests.fuzz.keys import known_key
from tests.fuzz.mutations import Mutator

Target = Callable[[bytes], object]
Mutate = Callable[[bytes, int, int], bytes]
Cross = Callable[[bytes, bytes, int, int], bytes]
# One mutation of so many is libFuzzer's own, which knows the bytes that the code compares with.
BLIND = 8
KINDS: tuple[ProviderKind, ...] = ("identityProvider", "serviceProvider")


class Fuzzed:
    """One target, its genuine inputs, and how they are mutated; without ``mutator`` libFuzzer does it alone."""

    def __init__(self, target: Target, seeds: Iterable[bytes], mutator: Mutator | None = None) -> None:
        self.target = target
        self.seeds = list(seeds)
        self.mutator = mutator

    def mutate(self, data: bytes, longest: int, seed: int) -> bytes:
        """The mutation that libFuzzer asks for."""
        assert self.mutator
        if seed % BLIND == 0:
            return bytes(atheris.Mutate(data, longest))
        return self.mutator(data, Random(seed), longest=longest)

    def cross(self, one: bytes, two: bytes, longest: int, seed: int) -> bytes:
        """The two inputs in one that libFuzzer asks for."""
        assert self.mutator
        return self.mutator.crossed(one, two, Random(seed), longest=longest)


def login() -> Fuzzed:
    """Messages in any wrapping, encrypted or not, before a reader with the keys of both parties."""
    party = Party(known_key("idp"), known_key("sp"), known_key("attacker"), cases=True)
    mutator = Mutator([*party.genuine, *party.foreign], recipient=party.recipient, attacker=party.attacker)
    return Fuzzed(party.check, [*party.genuine, *party.foreign, *party.cases], mutator)


def document() -> Fuzzed:
    """Connection documents in YAML and JSON."""

    def target(data: bytes) -> None:
        try:
            connections = documents.load_all(data)
        except InputError:
            return
        for connection in connections:
            if documents.load(documents.dump(connection)) != connection:
                raise BrokenPromise(f"the round trip changes {connection}")

    seeds = [path.read_bytes() for path in asset("demo").rglob("*") if path.suffix in {".yaml", ".json"}]
    return Fuzzed(target, seeds or [b"apiVersion: jitadmin/v1\nkind: Connection\n"])


def metadata() -> Fuzzed:
    """Metadata of identity and service providers, alone and in groups, before a reader who trusts one signature."""
    idp, attacker = known_key("idp"), known_key("attacker")
    signed = IdP(key=idp).metadata_xml(sign_with=idp)
    (genuine,) = read_metadata(signed)
    plain = IdP("https://other.example.test/idp", key=attacker).metadata_xml()
    group = b'<a:EntitiesDescriptor xmlns:a="urn:oasis:names:tc:SAML:2.0:metadata">%s%s</a:EntitiesDescriptor>'
    trusted = certificates_of([idp.certificate_base64])

    def target(data: bytes) -> None:
        with contextlib.suppress(InputError):
            read_metadata(data)
        for kind in KINDS:
            with contextlib.suppress(InputError):
                for provider in picked(io.BytesIO(data), Wanted(kind=kind, name="metadata"), NOW):
                    described(provider)
            with contextlib.suppress(InputError):
                checked = Wanted(kind=kind, name="metadata", signed_by=trusted)
                for provider in picked(io.BytesIO(data), checked, NOW):
                    said = described(provider)
                    if (said.entity_id, said.idp, said.sp) != (genuine.entity_id, genuine.idp, None):
                        raise BrokenPromise(f"the signature does not say {said}")

    seeds = [IdP(key=idp).metadata_xml(), signed, sp_metadata_xml(), group % (plain, signed), group % (signed, plain)]
    return Fuzzed(target, seeds, Mutator(seeds, recipient=idp, attacker=attacker))


TARGETS: dict[str, Callable[[], Fuzzed]] = {"login": login, "document": document, "metadata": metadata}


def lay_out(folder: Path, seeds: Iterable[bytes]) -> None:
    """Write the genuine inputs to where the fuzzer starts from."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (folder / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)


def main(name: str, corpus: Path, seeds: Path, options: list[str]) -> None:
    """Fuzz one target; what is new goes into the corpus, the genuine inputs stand in a folder beside it."""
    fuzzed = TARGETS[name]()
    lay_out(seeds, fuzzed.seeds)
    arguments = [f"tests.fuzz.{name}", *options, str(corpus), str(seeds)]
    if fuzzed.mutator is None:
        atheris.Setup(arguments, fuzzed.target)
    else:
        atheris.Setup(arguments, fuzzed.target, custom_mutator=fuzzed.mutate, custom_crossover=fuzzed.cross)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
