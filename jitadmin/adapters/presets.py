"""The presets that are shipped with jitadmin, and the admin's own, read from YAML files."""

import functools
from pathlib import Path

import msgspec

from jitadmin.adapters.documents.nodes import UnreadableError, duplicate_names
from jitadmin.adapters.documents.shape import BAD, Reading
from jitadmin.adapters.documents.yaml_text import documents
from jitadmin.assets import asset
from jitadmin.core.errors import DocumentError, UsageError
from jitadmin.core.jit.presets import Preset
from jitadmin.core.problem import Problem


def read(path: Path) -> Preset:
    """One preset; raises ``DocumentError`` with all problems of the file at once."""
    try:
        nodes = list(documents(path.read_text(encoding="utf-8")))
    except UnreadableError as error:
        raise DocumentError("preset.unusable", [error.problem], file=path.name) from None
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(code="preset.not_readable", args={"reason": str(error)})
        raise DocumentError("preset.unusable", [problem], file=path.name) from None
    if len(nodes) != 1:
        problem = Problem(code="preset.one_document", args={"count": len(nodes)})
        raise DocumentError("preset.unusable", [problem], file=path.name)
    reading = Reading()
    value = reading.value(nodes[0], msgspec.inspect.type_info(Preset), "")
    wrong = [*duplicate_names(nodes[0]), *reading.problems]
    if wrong or value is BAD:
        raise DocumentError("preset.unusable", wrong, file=path.name)
    return msgspec.convert(value, Preset)


@functools.cache
def shipped() -> dict[str, Preset]:
    """All shipped presets by id, in the order of their titles."""
    found = [read(path) for path in asset("presets").glob("*.yaml")]
    return {preset.id: preset for preset in sorted(found, key=lambda preset: preset.title.casefold())}


@functools.cache
def preset(name: str) -> Preset:
    """The shipped preset of that id. Raises ``UsageError`` for an unknown one."""
    names = tuple(sorted(path.stem for path in asset("presets").glob("*.yaml")))
    if name not in names:
        raise UsageError("preset.not_found", id=name, known=names)
    return read(asset(f"presets/{name}.yaml"))
