"""The sentences of the core, asked for in one place of the window."""

from collections.abc import Mapping
from typing import Any

from jitadmin.core.jit.result import Denial, Finding
from jitadmin.core.messages import cause_sentences, check_sentence, sentence
from jitadmin.core.trace import Step
from jitadmin.core.verification import Check
from jitadmin.gui.words import field_name


def check_words(check: Check) -> str:
    """A check on a message, in words."""
    return check_sentence(check)


def cause_words(check: Check) -> tuple[str, ...]:
    """The likely causes of a failed check and what to do."""
    return cause_sentences(check)


def step_words(step: Step) -> str:
    """A step of a decision, in words; of an extension field only the last part is said."""
    return sentence(step.code, _spoken(step.args))


def finding_words(finding: Finding) -> str:
    """A finding, in words."""
    return sentence(finding.code, spoken_args(finding))


def spoken_args(finding: Finding) -> dict[str, Any]:
    """The arguments of a finding; of an extension field only the last part is said."""
    return _spoken(finding.args)


def _spoken(args: Mapping[str, Any]) -> dict[str, Any]:
    field = args.get("field")
    return {**args, "field": field_name(field)} if isinstance(field, str) else dict(args)


def denial_words(denial: Denial) -> str:
    """Why an application turns a person away."""
    return sentence(denial.code, _spoken(denial.args))
