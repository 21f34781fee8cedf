"""Fixtures that tests of several folders share."""

from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of genuine messages that lies beside the checkout of a developer; it is not part of the project."""
    if not CORPUS.is_dir():
        pytest.skip(f"the corpus of genuine messages is not at {CORPUS}")
    return CORPUS
