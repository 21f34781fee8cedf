"""Fixtures that tests of several folders share."""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.simplesamlphp import SimpleSamlPhp, missing

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


LONGEST_ID = 80


def pytest_configure() -> None:
    """Let the programs that tests start be interrupted; a shell has its background commands ignore interrupts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Keep long values out of the names of tests: keys and signatures differ in every process of a run."""
    return argname if isinstance(val, str | bytes) and len(val) > LONGEST_ID else None


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of genuine messages that lies beside the checkout of a developer; it is not part of the project."""
    if not CORPUS.is_dir():
        pytest.skip(f"the corpus of genuine messages is not at {CORPUS}")
    return CORPUS


@pytest.fixture(scope="session")
def simplesamlphp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleSamlPhp]:
    """A real identity provider of others, one for each process of the test run."""
    reason = missing()
    if reason:
        pytest.skip(f"the identity provider cannot be started: {reason}")
    with SimpleSamlPhp(tmp_path_factory.mktemp("simplesamlphp")) as peer:
        yield peer
