"""Every code that the engine can say has a sentence, and every hole of a sentence an argument."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import jitadmin.core
from jitadmin.core.wording import findings, policy, provisioning

CORE = Path(jitadmin.core.__file__).parent
FILES = [*CORE.joinpath("jit").glob("*.py"), CORE / "cel.py", *CORE.joinpath("applications").glob("*.py")]
OWN = {**provisioning.SENTENCES, **findings.SENTENCES, **policy.SENTENCES}
FAMILIES = {code.partition(".")[0] for code in OWN} - {"fieldName", "kind"}
_CODE = re.compile(r"[a-z]+\.[A-Za-z_0-9.]+")


def texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def said() -> dict[str, str]:
    """Every text of the engine that has the form of a code, with the file it stands in."""
    found: dict[str, str] = {}
    for path in FILES:
        for text in texts(ast.parse(path.read_text(encoding="utf-8"))):
            if _CODE.fullmatch(text) and text.partition(".")[0] in FAMILIES:
                found[text] = path.name
    return found


NOT_CODES = {
    *("match.requirement.", "match.several_", "roles.taken.", "roles.left."),
    *("policy.inactive.", "policy.updates.", "policy.membership.", "policy.defaults."),
    "policy.gates.condition",
    *("policy.library", "policy.match", "policy.links", "policy.gates", "policy.create", "policy.update"),
    *("policy.inactive", "policy.newAccount.fallbacks", "policy.newAccount.transforms", "policy.newAccount.active"),
    "policy.newAccount.fields",
    *("roles.pick", "roles.rules", "map.read"),
}
"""Texts that only look like codes: origins, and codes that are put together."""


def test_every_code_of_the_engine_has_a_sentence() -> None:
    missing = {code: where for code, where in said().items() if code not in OWN and code not in NOT_CODES}
    assert not missing


def test_every_sentence_of_the_engine_is_said_somewhere() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    adapters = (CORE.parent / "adapters" / "presets.py").read_text(encoding="utf-8")
    made = re.compile(
        r"(preview|effect|inactive|roles\.(taken|left)|match\.requirement|policy\.(updates|membership|defaults|inactive)|fieldName|kind|read|gate)\.|.*(_near|\.remedy|_open|_first|_none)$"
    )
    unused = [c for c in OWN if f'"{c}"' not in source + adapters and not made.match(c)]
    assert not unused


def test_every_finding_has_a_remedy() -> None:
    reasons = {code for code in findings.SENTENCES if not code.endswith(".remedy")}
    remedies = {code.removesuffix(".remedy") for code in findings.SENTENCES if code.endswith(".remedy")}
    assert reasons == remedies


def test_a_remedy_needs_no_argument_that_the_reason_does_not_name() -> None:
    def holes(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    wrong = {
        code: holes(text)
        for code, text in findings.SENTENCES.items()
        if code.endswith(".remedy") and not holes(text) <= holes(findings.SENTENCES[code.removesuffix(".remedy")])
    }
    assert not wrong
