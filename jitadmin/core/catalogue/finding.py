"""Finding an entry of a catalogue: by what a person types, or by the entity ID that metadata gives."""

import re
from collections.abc import Iterable, Sequence

from jitadmin.core.catalogue.application import SpTemplate
from jitadmin.core.catalogue.common import PLACEHOLDER, Head, Placeholder
from jitadmin.core.catalogue.identity import IdpTemplate

LEAST_LITERAL = 8
LONGEST = 2048
_SCHEME = re.compile(r"https?://")


def matching(heads: Iterable[Head], text: str) -> tuple[Head, ...]:
    """The entries that hold every word that was typed, those whose name begins with it first."""
    words = text.casefold().split()
    ranked = [(rank, head) for head in heads if (rank := _rank(head, words)) is not None]
    return tuple(head for _, head in sorted(ranked, key=lambda pair: (pair[0], pair[1].name.casefold())))


def _rank(head: Head, words: Sequence[str]) -> int | None:
    name = head.name.casefold()
    whole = f"{name} {head.vendor} {head.category} {head.id}".casefold()
    if not all(word in whole for word in words):
        return None
    typed = " ".join(words)
    if name.startswith(typed):
        return 0
    if all(any(part.startswith(word) for part in re.split(r"[\s.()/-]+", name)) for word in words):
        return 1
    return 2 if all(word in name for word in words) else 3


def recognised(
    entity_id: str, templates: Iterable[SpTemplate | IdpTemplate]
) -> tuple[SpTemplate | IdpTemplate, dict[str, str]] | None:
    """The product whose entity IDs look like this one, and what its placeholders then are."""
    if len(entity_id) > LONGEST:
        return None
    for template in templates:
        for pattern in _patterns(template):
            values = filled_by(pattern, template.placeholders, entity_id)
            if values is not None:
                return template, values
    return None


def _patterns(template: SpTemplate | IdpTemplate) -> tuple[str, ...]:
    if isinstance(template, IdpTemplate):
        return (template.entity_id,)
    ends = template.endpoints
    return (ends.entity_id, *(other.value for other in ends.entity_id_alternatives))


def filled_by(pattern: str, placeholders: dict[str, Placeholder], value: str) -> dict[str, str] | None:
    """The placeholders with which a pattern becomes the value; None where it cannot, or where it says nothing."""
    literal = PLACEHOLDER.sub("", pattern)
    if len(literal) < LEAST_LITERAL or _SCHEME.fullmatch(literal):
        return None
    written, at, seen = "", 0, set()
    for hole in PLACEHOLDER.finditer(pattern):
        name = hole.group(1)
        if name not in placeholders:
            return None
        written += re.escape(pattern[at : hole.start()])
        written += f"(?P={name})" if name in seen else f"(?P<{name}>{placeholders[name].pattern})"
        seen.add(name)
        at = hole.end()
    found = re.fullmatch(written + re.escape(pattern[at:]), value)
    return {name: found.group(name) for name in seen} if found else None
