"""HashiCorp's configuration language, as far as Terraform resources need it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jitadmin.adapters.export.quoting import Code


class Reference(Code):
    """An expression of the language, written as it is; never made from values."""

    __slots__ = ()


@dataclass(frozen=True)
class Block:
    """A block: its type and labels, its arguments and the blocks in it."""

    head: tuple[str, ...]
    arguments: Mapping[str, Any]
    blocks: Sequence["Block"] = field(default_factory=list)


def document(blocks: Iterable[Block]) -> str:
    """A file of blocks."""
    return "\n".join(_block(item, "") for item in blocks)


def _block(block: Block, pad: str) -> str:
    labels = "".join(f" {literal(label)}" for label in block.head[1:])
    lines = _assignments(block.arguments, pad + "  ")
    inner = [_block(item, pad + "  ") for item in block.blocks]
    return f"{pad}{block.head[0]}{labels} {{\n{''.join(lines)}{''.join(inner)}{pad}}}\n"


def _assignments(values: Mapping[str, Any], pad: str) -> list[str]:
    """One a line, with the equals signs below one another as ``terraform fmt`` puts them."""
    width = max(map(len, values), default=0)
    return [f"{pad}{name:<{width}} = {_value(value, pad)}\n" for name, value in values.items()]


def _value(value: Any, pad: str) -> str:
    if isinstance(value, Reference):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, Mapping):
        lines = _assignments({literal(name): item for name, item in value.items()}, pad + "  ")
        return f"{{\n{''.join(lines)}{pad}}}"
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(item, pad) for item in value)}]"
    return str(value)


def literal(text: str) -> str:
    """A quoted template without any interpolation (HCL native syntax, "Template Expressions")."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    safe = "".join(escapes.get(c) or (c if c.isprintable() else _unicode(c)) for c in text)
    return '"' + safe.replace("${", "$${").replace("%{", "%%{") + '"'


def _unicode(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
