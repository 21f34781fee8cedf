"""Every code of a check has its sentence, every sentence its code, and docs/checks.md lists all of them."""

import re
import runpy
from pathlib import Path

from jitadmin.core.diagnose import CAUSES
from jitadmin.core.verify import STATUS_CAUSES
from jitadmin.core.wording import SENTENCES, causes, checks

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *(ROOT / "jitadmin" / "adapters" / "saml").glob("*.py"),
    *(ROOT / "jitadmin" / "core" / f"{name}.py" for name in ("verify", "confirmation", "diagnose", "replay")),
]
CODE = re.compile(r'"((?:[a-z]+_?)+\.[a-z_0-9]+)"')
FAMILIES = {key.partition(".")[0] for key in checks.SENTENCES}


def written() -> set[str]:
    """Every text in the source that looks like the code of a check or a cause."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES]
    found = {code for text in texts for code in CODE.findall(text)}
    return {code for code in found if code.partition(".")[0] in FAMILIES | {"cause"}}


def test_every_code_has_a_sentence() -> None:
    known = {key.partition(":")[0] for key in SENTENCES}
    assert written() - known == set()


def test_every_sentence_has_a_code_that_is_said() -> None:
    looks = (ROOT / "jitadmin/adapters/saml/looks.py").read_text(encoding="utf-8")
    said = written() | {f"cause.status.{name}" for name in STATUS_CAUSES}
    said |= {f"message.{kind}" for kind in re.findall(r'"([a-z_0-9]+)"', looks)}
    assert {key.partition(":")[0] for key in (*checks.SENTENCES, *causes.SENTENCES)} - said == set()


def test_every_cause_of_a_code_is_in_words() -> None:
    assert {cause for found in CAUSES.values() for cause in found} <= set(causes.SENTENCES)
    assert set(CAUSES) <= {key.partition(":")[0] for key in checks.SENTENCES}


def test_the_document_lists_what_the_program_says() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "checks_doc.py"), run_name="checks_doc")
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == made["document"]()
    assert set(made["FAMILIES"]) == {key.partition(".")[0] for key in checks.SENTENCES if ":" in key}
