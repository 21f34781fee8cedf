"""Every code that the readers and the command line speak in has a sentence, and every hole in it an argument."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jitadmin.core.wording import SENTENCES

ROOT = Path(__file__).resolve().parents[2] / "jitadmin"
PLACES = ["cli", "adapters/intake", "adapters/documents", "adapters/accounts", "adapters/files.py",
          "adapters/surroundings.py", "core/connection/soundness.py", "core/existing.py"]  # fmt: skip
FAMILIES = ("input.", "limit.", "document.", "accounts.", "surroundings.", "usage.", "program.", "doctor.")


def sources() -> Iterator[Path]:
    for place in PLACES:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def codes_spoken() -> set[str]:
    spoken: set[str] = set()
    for source in sources():
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(FAMILIES):
                spoken.add(node.value)
    return {code for code in spoken if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", code)}


@pytest.mark.parametrize("code", sorted(codes_spoken()))
def test_a_code_has_a_sentence(code: str) -> None:
    assert code in SENTENCES or any(name.startswith(f"{code}:") for name in SENTENCES)


def test_no_sentence_is_left_over() -> None:
    spoken = codes_spoken()
    own = {name for name in SENTENCES if name.startswith(FAMILIES)}
    left = {name for name in own if name.partition(":")[0].removesuffix("_like") not in spoken and name not in spoken}
    assert left == set()


def holes(node: ast.Call) -> set[str] | None:
    """The names given to an error, or None where they come as one mapping."""
    names = {keyword.arg for keyword in node.keywords}
    return None if None in names else {name for name in names if name}


def test_every_hole_of_a_sentence_is_filled_where_it_is_spoken() -> None:
    for source in sources():
        for node in ast.walk(ast.parse(source.read_text())):
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if not isinstance(first, ast.Constant) or first.value not in SENTENCES:
                continue
            wanted = set(re.findall(r"\{(\w+)\}", SENTENCES[first.value]))
            given = holes(node)  # type: ignore[arg-type]
            if given is not None and "Error" in ast.unparse(node.func):  # type: ignore[attr-defined]
                assert wanted <= given, f"{source.name}:{node.lineno} {first.value}"  # type: ignore[attr-defined]
