"""Why a login ends as it does, as a tree: the checks on the message, the findings, and every step of the decision."""

from collections.abc import Iterable

from jitadmin.core.jit.result import Preview
from jitadmin.core.trace import Step
from jitadmin.core.verification import Check
from jitadmin.gui.dates import moment
from jitadmin.gui.models import Node
from jitadmin.gui.sentences import cause_words, check_words, finding_words, step_words
from jitadmin.gui.words import VERDICTS


def why_nodes(preview: Preview) -> list[Node]:
    """The checks on the message first, then the decision step by step."""
    checks = preview.verification.checks
    nodes = [_check_node(check) for check in checks if check.result in ("fail", "warn")]
    passed = [check for check in checks if check.result in ("pass", "skip")]
    if passed:
        held = sum(check.result == "pass" for check in passed)
        skipped = len(passed) - held
        words = f"{held} checks on the message hold{_as_of(preview)}"
        words += f", {skipped} do not apply" if skipped else ""
        group = Node(texts=(words,), icon=VERDICTS["pass"], children=tuple(_check_node(check) for check in passed))
        nodes.insert(0 if not nodes else len(nodes), group)
    if preview.effect is not None:
        for finding in preview.effect.findings:
            sign = {"error": ("no", "bad"), "warning": ("warn", "warn")}.get(finding.severity, ("info", "accent"))
            step = Step(finding.code, finding.args, origin=finding.origin)
            nodes.append(Node(texts=(finding_words(finding),), icon=sign, payload=step))
        denial = preview.effect.denial
        steps = preview.effect.trace.children or (preview.effect.trace,)
        nodes.extend(_step_nodes(steps, denial.code if denial else ""))
    return nodes


def _as_of(preview: Preview) -> str:
    """The moment that the checks hold at: an old login that is judged as of its issue could not be used today."""
    verification = preview.verification
    if verification.as_of is None:
        return ""
    response = verification.message.response if verification.message else None
    told = response or verification.assertion
    at_issue = told is not None and told.issue_instant == verification.as_of
    return f" as of {'its issue, ' if at_issue else ''}{moment(verification.as_of)}"


def _check_node(check: Check) -> Node:
    causes = tuple(Node(texts=(words,), icon=("info", "accent")) for words in cause_words(check))
    return Node(
        texts=(check_words(check),), icon=VERDICTS[check.result], tip=check.where, payload=check, children=causes
    )


def _step_nodes(steps: Iterable[Step], denial: str = "") -> list[Node]:
    """The steps as lines; the one that turned the person away stands out from conditions that merely do not hold."""
    return [
        Node(
            texts=(step_words(step),),
            icon=("no", "bad") if step.code == denial else VERDICTS[step.verdict],
            colours=("muted",) if step.verdict in ("no", "skip") and step.code != denial else (),
            tip=step.evidence,
            payload=step,
            children=tuple(_step_nodes(step.children)),
        )
        for step in steps
    ]


def alarming(node: Node) -> bool:
    """Whether something below a line failed or warned."""
    return any(below.icon and below.icon[1] in ("bad", "warn") for below in node.walk() if below is not node)
