"""A row of the attribute map step by step for one login: what each source gives and what each transform leaves."""

from typing import NamedTuple

from jitadmin.core.connection.attribute_map import AttributeRow, Default, Source, SourceWord, Transform
from jitadmin.core.jit.login import Login, receive
from jitadmin.core.jit.read import read_sources
from jitadmin.core.jit.transforms import TransformError, apply
from jitadmin.core.messages import inert, sentence
from jitadmin.gui.workbench.evaluation import Evaluation

Values = tuple[str, ...]


class Stage(NamedTuple):
    """The values after a step. ``state``: value, empty, missing, error, or idle where the step was not asked."""

    state: str
    values: Values = ()
    trouble: str = ""
    evidence: str = ""

    @property
    def words(self) -> str:
        """What stands on a chip."""
        if self.state == "error":
            return self.trouble
        if self.state == "value":
            return shown(self.values)
        return {"empty": "no text", "missing": "not there", "idle": "not asked"}.get(self.state, "")


def shown(values: Values) -> str:
    """Values in one line; white space at the ends is made visible by quotes."""
    parts = [f"“{inert(value)}”" if value != value.strip() or not value else inert(value) for value in values]
    return ", ".join(parts[:6]) + (f" and {len(parts) - 6} more" if len(parts) > 6 else "")


def login_of(evaluation: Evaluation) -> Login | None:
    """The chosen login as the maps see it."""
    preview = evaluation.preview
    assertion = preview.verification.assertion if preview else None
    if preview is None or assertion is None:
        return None
    now = preview.verification.as_of or evaluation.workspace.today()
    library = evaluation.document.connection.policy.library
    return receive(assertion, library, now, preview.verification.verdict == "accepted")[0]


def source_stage(source: Source | SourceWord, login: Login | None) -> Stage:
    """What one source gives by itself."""
    if login is None:
        return Stage("idle")
    state, values, steps = read_sources((source,), login, "")
    step = steps[0]
    trouble = sentence(step.code, step.args) if state == "error" else ""
    return Stage(state, values, trouble, step.evidence)


def source_stages(row: AttributeRow, login: Login | None) -> list[Stage]:
    """What each source gives; those after the one that counts are idle."""
    stages: list[Stage] = []
    decided = False
    for source in row.sources:
        stage = source_stage(source, login)
        stages.append(Stage("idle", stage.values, "", stage.evidence) if decided else stage)
        decided = decided or stage.state in ("value", "error") or (stage.state == "empty" and not row.next_if_empty)
    return stages


def read_values(row: AttributeRow, login: Login) -> tuple[str, Values]:
    """The state and the values that the transforms begin with."""
    state, values, _ = read_sources(row.sources, login, "", row.next_if_empty)
    return state, values


def transform_stages(row: AttributeRow, login: Login | None) -> list[Stage]:
    """The values after each transform; after one that failed the rest is idle."""
    if login is None:
        return [Stage("idle")] * len(row.transforms)
    state, values = read_values(row, login)
    defaulted = any(isinstance(transform, Default) for transform in row.transforms)
    if state == "error" or (state == "missing" and not defaulted):
        return [Stage("idle")] * len(row.transforms)
    stages: list[Stage] = []
    for transform in row.transforms:
        if stages and stages[-1].state in ("error", "idle"):
            stages.append(Stage("idle"))
            continue
        stages.append(transformed(transform, values, login))
        values = stages[-1].values
    return stages


def transformed(transform: Transform, values: Values, login: Login | None) -> Stage:
    """The values after one transform."""
    try:
        made = apply(transform, values, login)
    except TransformError as error:
        return Stage("error", (), sentence(error.code, error.args_by_name))
    return Stage("value" if any(made) else "empty", made)


def values_before(row: AttributeRow, at: int, login: Login | None) -> Values:
    """The values that the transform number ``at`` is given."""
    if login is None:
        return ()
    state, values = read_values(row, login)
    if state == "missing":
        values = ()
    stages = transform_stages(row, login)[:at]
    return stages[-1].values if stages else values
