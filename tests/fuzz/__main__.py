"""Mutate genuine inputs and stop at the first one that breaks a promise; libFuzzer then keeps that input in a file.

The promises: nothing but an error with a code leaves a reader; a login that is accepted says exactly what was signed; a
document that was read comes back the same from its own text. Linux only: atheris has wheels for nothing else.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["jitadmin"]):
    from jitadmin.adapters import documents
    from jitadmin.adapters.intake import found_in
    from jitadmin.adapters.saml import judge, read_metadata, trust_from_metadata
    from jitadmin.assets import asset
    from jitadmin.core.errors import InputError
    from jitadmin.core.message import Assertion

from tests.builders import ACS, SP, IdP, sp_metadata_xml

Target = Callable[[bytes], None]


class BrokenPromise(Exception):
    """What the fuzzer stops at."""


def told(assertion: Assertion | None) -> tuple[object, ...]:
    """What the rest of jitadmin goes by: the NameID and the attributes."""
    return (assertion and assertion.name_id, assertion and assertion.attributes)


def login() -> tuple[Target, list[bytes]]:
    """Messages in any wrapping, judged against the keys of the identity provider that made the genuine ones."""
    idp = IdP()
    trust = trust_from_metadata(read_metadata(idp.metadata_xml()), audiences=(SP,), acs_urls=(ACS,))
    genuine = [idp.response(), idp.response(sign="response"), idp.response(sign="both"), idp.assertion()]
    spoken = []
    for data in genuine:
        verification = judge(data, trust, as_of=None)
        if verification.verdict != "accepted":
            raise BrokenPromise(f"a genuine login is {verification.verdict}: {verification.failed}")
        spoken.append(told(verification.assertion))

    def target(data: bytes) -> None:
        for item in found_in(data):
            if item.error is None:
                verification = judge(item.data, trust, as_of=None)
                if verification.verdict == "accepted" and told(verification.assertion) not in spoken:
                    raise BrokenPromise(f"accepted, but never signed: {told(verification.assertion)}")

    return target, genuine


def document() -> tuple[Target, list[bytes]]:
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
    return target, seeds or [b"apiVersion: jitadmin/v1\nkind: Connection\n"]


def metadata() -> tuple[Target, list[bytes]]:
    """Metadata of identity and service providers."""

    def target(data: bytes) -> None:
        try:
            read_metadata(data)
        except InputError:
            return

    return target, [IdP().metadata_xml(), sp_metadata_xml()]


TARGETS: dict[str, Callable[[], tuple[Target, list[bytes]]]] = {
    "login": login,
    "document": document,
    "metadata": metadata,
}


def lay_out(folder: Path, seeds: Iterable[bytes]) -> None:
    """Write the genuine inputs to where the fuzzer starts from."""
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number}").write_bytes(seed)


def main() -> None:
    """Fuzz the target that the first argument names; the rest goes to libFuzzer."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        raise SystemExit(f"usage: python -m tests.fuzz {{{','.join(TARGETS)}}} [-max_total_time=SECONDS …]")
    target, seeds = TARGETS[sys.argv[1]]()
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder), seeds)
        atheris.Setup([sys.argv[0], *sys.argv[2:], folder], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
