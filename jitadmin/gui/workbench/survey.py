"""What a connection does to all samples, kept small: one line for each login and the counts over all of them."""

import time
from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from jitadmin.core.jit.result import FieldValue, Preview
from jitadmin.core.sample import Sample
from jitadmin.gui.words import STATES, field_name, state_of, value_text

CHUNK_SECONDS = 0.15


class Brief(NamedTuple):
    """One login in short: how it ends, what the person then holds, and which rows had nothing or matched.

    ``who`` are the names that findings over everybody call the person by: the NameID and the account.
    """

    state: str
    holds: tuple[str, ...] = ()
    fields: Mapping[str, FieldValue] = MappingProxyType({})
    silent: tuple[int, ...] = ()
    matched: tuple[int, ...] = ()
    text: str = ""
    who: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """An attribute name that occurs in the samples."""

    name: str
    count: int
    example: str


@dataclass(frozen=True)
class Survey:
    """The briefs so far, in the order of the samples; ``complete`` when there is one for each."""

    briefs: tuple[Brief, ...] = ()
    total: int = 0
    seconds: float = 0.0
    states: Mapping[str, int] = field(default_factory=dict)
    silent: Mapping[int, int] = field(default_factory=dict)
    matched: Mapping[int, int] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every sample was looked at."""
        return len(self.briefs) == self.total


def brief_of(preview: Preview, sample: Sample) -> Brief:
    """Keep of a preview what lists, filters and comparisons need."""
    state = state_of(preview)
    effect = preview.effect
    words = [sample.label, sample.detail, sample.note, STATES[state].find]
    words += [text for attribute in preview.verification.attributes for text in attribute.texts]
    if effect is None:
        return Brief(state, text="\n".join(words).casefold())
    inside = state not in ("refused", "deny") and effect.after is not None
    holds = effect.after.roles + effect.after.groups + effect.after.entitlements if inside and effect.after else ()
    words += holds
    return Brief(
        state=state,
        holds=holds,
        fields=effect.after.fields if effect.after else MappingProxyType({}),
        silent=tuple(reading.row for reading in effect.attributes.readings if reading.state != "value"),
        matched=tuple(rules_that_hold(preview)),
        text="\n".join(words).casefold(),
        who=_who(preview),
    )


def _who(preview: Preview) -> frozenset[str]:
    effect, name_id = preview.effect, preview.verification.name_id
    account = (effect.after or effect.before) if effect else None
    names = (name_id.value if name_id else "", account.label if account else "")
    return frozenset(name for name in names if name)


def rules_that_hold(preview: Preview) -> list[int]:
    """The numbers of the role rules whose condition holds for this login."""
    if preview.effect is None:
        return []
    return [
        int(step.origin[len("roles.rules[") : -1])
        for step in preview.effect.trace.walk()
        if step.code in ("rule.holds", "rule.shadowed")
    ]


class Surveyor:
    """Collects the briefs of one run and hands out surveys on the way."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._briefs: list[Brief] = []
        self._names: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._states: Counter[str] = Counter()
        self._silent: Counter[int] = Counter()
        self._matched: Counter[int] = Counter()
        self._started = time.monotonic()

    def add(self, preview: Preview, sample: Sample) -> None:
        """Take in one more login."""
        brief = brief_of(preview, sample)
        self._briefs.append(brief)
        self._states[brief.state] += 1
        self._silent.update(brief.silent)
        self._matched.update(set(brief.matched))
        for name in dict.fromkeys(attribute.name for attribute in preview.verification.attributes):
            self._names[name] += 1
        for attribute in preview.verification.attributes:
            if attribute.name not in self._examples and attribute.texts:
                self._examples[attribute.name] = attribute.texts[0]

    def survey(self) -> Survey:
        """All so far, as a value that does not change any more."""
        return Survey(
            briefs=tuple(self._briefs),
            total=self._total,
            seconds=time.monotonic() - self._started,
            states=dict(self._states),
            silent=dict(self._silent),
            matched=dict(self._matched),
            seen=tuple(Seen(name, n, self._examples.get(name, "")) for name, n in self._names.most_common()),
        )


def survey_all(samples: Sequence[Sample], previews: Iterable[Preview]) -> Generator[Survey | None, None, Survey]:
    """Look at all samples in turn: yields after each, every moment with a survey of how it stands; returns the last."""
    surveyor = Surveyor(len(samples))
    told = time.monotonic()
    for sample, preview in zip(samples, previews, strict=False):
        surveyor.add(preview, sample)
        due = time.monotonic() - told > CHUNK_SECONDS
        yield surveyor.survey() if due else None
        told = time.monotonic() if due else told
    return surveyor.survey()


@dataclass(frozen=True)
class Difference:
    """One kind of change against the saved revision and the samples it meets; ``tone`` is a colour of the theme."""

    words: str
    tone: str
    who: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """How a draft differs from the saved revision over all samples."""

    differences: tuple[Difference, ...] = ()
    changed: tuple[int, ...] = ()
    same: int = 0


def compare(saved: Sequence[Brief], draft: Sequence[Brief]) -> Generator[None, None, Comparison]:
    """What changes for whom, the gravest first: access gained, access lost, another end, fields lost and changed.

    Yields after each person, so that ten thousand of them can be compared in slices.
    """
    found: dict[tuple[int, str, str], list[int]] = {}
    changed: list[int] = []
    for who, (old, new) in enumerate(zip(saved, draft, strict=False)):
        kinds = _kinds(old, new)
        if kinds:
            changed.append(who)
        for kind in kinds:
            found.setdefault(kind, []).append(who)
        yield
    ranked = sorted(found.items(), key=lambda item: (item[0][0], -len(item[1])))
    differences = tuple(Difference(words, _TONES[rank], tuple(who)) for (rank, words, _), who in ranked)
    return Comparison(differences, tuple(changed), min(len(saved), len(draft)) - len(changed))


_TONES = ("warn", "bad", "accent", "bad", "good", "quiet")


def _kinds(old: Brief, new: Brief) -> set[tuple[int, str, str]]:
    kinds: set[tuple[int, str, str]] = set()
    if old.state == new.state and old.holds == new.holds and old.fields == new.fields:
        return kinds
    kinds |= {(0, f"gain {name}", "") for name in new.holds if name not in old.holds}
    kinds |= {(1, f"lose {name}", "") for name in old.holds if name not in new.holds}
    if old.state != new.state:
        kinds.add((2, _turn(old.state, new.state), ""))
    for name in old.fields.keys() | new.fields.keys():
        before, after = old.fields.get(name), new.fields.get(name)
        if before != after:
            had, has = value_text(before) != "empty", value_text(after) != "empty"
            rank = 3 if had and not has else 4 if has and not had else 5
            kinds.add((rank, f"{('lose', 'get', 'change')[rank - 3]} {field_name(name)}", ""))
    return kinds


def _turn(old: str, new: str) -> str:
    return f"{STATES[new].count} instead of {STATES[old].count}"
