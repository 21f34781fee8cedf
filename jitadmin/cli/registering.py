"""The verbs ``idp`` and ``sp``: the registered identity and service providers of a workspace."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from jitadmin.app import Workspace
from jitadmin.app.registry import Place, Registry
from jitadmin.cli.output import OK, UNREADABLE, Writer, opened
from jitadmin.cli.progress import Bar
from jitadmin.cli.terminal import say
from jitadmin.cli.text import Style
from jitadmin.core.catalogue.other import acs_of
from jitadmin.core.entity import Entity
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.messages import inert, sentence
from jitadmin.core.proposal.record import Answers
from jitadmin.core.registry import Found, Provider, ProviderKind, Refresh, Said, State, Status

KINDS: Final[Mapping[str, ProviderKind]] = MappingProxyType({"idp": "identityProvider", "sp": "serviceProvider"})
LARGEST_INPUT: Final = 512 << 20
LARGEST_CERTIFICATE: Final = 1 << 20
Result: TypeAlias = str | dict[str, Any]
_MARKS: Final = MappingProxyType({"plain": "info", "good": "pass", "warning": "warn", "bad": "fail"})


def registry(options: argparse.Namespace) -> int:
    """Do what the verb below ``idp`` or ``sp`` says."""
    workspace = Workspace.open(options.workspace)
    try:
        return _VERBS[options.registry_verb](_Desk(workspace.registry, options))
    finally:
        workspace.close()


class _Desk:
    """The registry, what was asked of it, and where the answer goes."""

    def __init__(self, known: Registry, options: argparse.Namespace) -> None:
        self.known = known
        self.options = options
        self.kind = KINDS[options.verb]
        self.bar = Bar(sys.stderr, quiet=options.quiet)
        self.failed = False

    def tell(self, text: str) -> None:
        """A sentence for the person, beside the results."""
        self.bar.clear()
        say(f"jitadmin: {text}")

    def trying(self, work: Callable[[str], Iterator[Result]], inputs: Sequence[str]) -> Iterator[Result]:
        """The results of each input; where one cannot be read, that is told and the rest still done."""
        for item in inputs:
            try:
                yield from work(item)
            except InputError as error:
                self.failed = True
                self.tell(str(error))

    def write(self, results: Iterator[Result], *, apart: bool = True) -> int:
        """Print all results and return the exit code."""
        with opened(self.options.output) as stream:
            writer = Writer(stream, self.options.format)
            for result in results:
                self.bar.clear()
                writer.write(result, apart=apart)
            writer.end()
        self.bar.clear()
        return UNREADABLE if self.failed else OK

    @property
    def for_people(self) -> bool:
        """Whether text is wanted."""
        return bool(self.options.format == "text")

    @property
    def style(self) -> Style:
        """How the answer may be written."""
        return Style.of(sys.stdout) if self.options.output is None else Style()


def _add(desk: _Desk) -> int:
    options = desk.options
    signed_by = [_text(path) for path in options.signed_by]

    def added(metadata: str) -> Iterator[Result]:
        before = {item.entity_id: item for item in desk.known.providers(desk.kind)}
        found, note = desk.known.read(
            desk.kind,
            _place(metadata),
            entity_id=options.entity_id,
            signed_by=signed_by,
            accept_expired=options.accept_expired,
            progress=desk.bar,
        )
        if note is not None:
            desk.tell(note.text)
        for provider in found:
            changes = desk.known.differences(before.get(provider.entity_id), provider)
            yield _shown(desk, desk.known.add(provider), changes)

    return desk.write(desk.trying(added, options.metadata))


def _new(desk: _Desk) -> int:
    options = desk.options
    certificates = [_text(path) for path in options.certificate]
    if options.template and options.entity_id:
        raise UsageError("registry.template_or_id")
    if options.template:
        answers = (
            Answers(entity_id=options.entity_id_choice, acs=options.acs_choice) if desk.kind == KINDS["sp"] else None
        )
        made = desk.known.add_from_catalogue(
            options.template,
            _values(options.set),
            kind=desk.kind,
            answers=answers,
            certificates=certificates,
            addresses=options.address,
            name=options.name,
        )
    elif options.entity_id:
        provider = Provider(
            entity_id=options.entity_id,
            kind=desk.kind,
            name=options.name,
            source="by hand",
            certificates=tuple(certificates),
            acs=tuple(options.address),
        )
        made = desk.known.add(provider)
    else:
        raise UsageError("registry.template_or_id")
    return desk.write(iter([_shown(desk, made)]))


def _list(desk: _Desk) -> int:
    joins = {} if desk.for_people else desk.known.joins(desk.kind)
    providers = {item.entity_id: item for item in desk.known.providers(desk.kind)}

    def line(entity_id: str) -> Iterator[Result]:
        provider = providers[entity_id]
        status = desk.known.status(provider)
        if desk.for_people:
            yield desk.style.marked(_line(provider, status))
        else:
            yield report(provider, status, joins.get(entity_id, ()), desk.known.entity(desk.kind, entity_id))

    return desk.write(desk.trying(line, tuple(providers)), apart=False)


def _show(desk: _Desk) -> int:
    return desk.write(iter([_shown(desk, desk.known.provider(desk.kind, desk.options.entity_id))]))


def _refresh(desk: _Desk) -> int:
    options = desk.options
    if options.metadata and not options.entity_id:
        raise UsageError("registry.whose")
    chosen = [options.entity_id] if options.entity_id else [
        item.entity_id for item in desk.known.providers(desk.kind) if item.source.startswith("https://")
    ]  # fmt: skip

    def refreshed(entity_id: str) -> Iterator[Result]:
        data = _place(options.metadata) if options.metadata else None
        found = desk.known.refresh(desk.kind, entity_id, data, accept_expired=options.accept_expired, progress=desk.bar)
        if found.note is not None:
            desk.tell(found.note.text)
        taken = options.take and found.note is None
        if taken:
            desk.known.take(found)
        if found.differences and not taken and not options.quiet:
            desk.tell(sentence("registry.not_taken"))
        yield _refreshed(desk, found, taken=taken)

    return desk.write(desk.trying(refreshed, chosen))


def _remove(desk: _Desk) -> int:
    entity_id = desk.options.entity_id
    desk.known.provider(desk.kind, entity_id)
    used = desk.known.dependents(desk.kind, entity_id)
    if used and not desk.options.force:
        raise UsageError("registry.needed", entity_id=entity_id, connections=used)
    desk.known.remove(desk.kind, entity_id)
    return OK


def _search(desk: _Desk) -> int:
    options = desk.options
    hits = desk.known.search(
        _place(options.metadata), " ".join(options.text), options.limit, kind=desk.kind, progress=desk.bar
    )
    if hits.note is not None:
        desk.tell(hits.note.text)
    if hits.total > len(hits.found) and not options.quiet:
        desk.tell(sentence("registry.more", {"shown": len(hits.found), "total": hits.total}))
    return desk.write((_hit(desk, found) for found in hits.found), apart=False)


_VERBS: Mapping[str, Callable[[_Desk], int]] = MappingProxyType(
    {
        "add": _add,
        "new": _new,
        "list": _list,
        "show": _show,
        "refresh": _refresh,
        "remove": _remove,
        "search": _search,
    }
)


def report(provider: Provider, status: Status, dependents: Sequence[str], entity: Entity | None) -> dict[str, Any]:
    """A registered party as an object for programs; ``entity`` is what its metadata says."""
    role = State(provider, entity).role if entity else None
    return {
        "kind": provider.kind,
        "entityId": provider.entity_id,
        "name": provider.name,
        "product": provider.product,
        "source": provider.source,
        "fetchedAt": provider.fetched_at.isoformat() if provider.fetched_at else None,
        "signature": provider.signature if provider.metadata else None,
        "validUntil": status.valid_until.isoformat() if status.valid_until else None,
        "refreshFrom": status.refresh_from.isoformat() if status.refresh_from else None,
        "acs": list(provider.acs or (acs_of(entity) if entity else ())),
        "endpoints": [
            {"binding": item.binding, "location": item.location, "index": item.index, "default": item.default}
            for item in (role.endpoints if role else ())
        ],
        "certificates": [
            {
                "sha256": item.certificate.sha256,
                "subject": item.certificate.subject,
                "uses": list(item.uses),
                "notAfter": item.certificate.not_after.isoformat() if item.certificate.not_after else None,
                "daysLeft": item.days_left,
            }
            for item in status.certificates
        ],
        "notes": _told(status.notes),
        "connections": list(dependents),
    }


def _told(said: Sequence[Said]) -> list[dict[str, Any]]:
    return [{"code": item.code, "message": item.text} for item in said]


def _shown(desk: _Desk, provider: Provider, changes: Sequence[Said] = ()) -> Result:
    """Everything about one party, and what has just become of it."""
    status = desk.known.status(provider)
    dependents = desk.known.dependents(desk.kind, provider.entity_id)
    entity = desk.known.entity(desk.kind, provider.entity_id)
    if not desk.for_people:
        return {**report(provider, status, dependents, entity), "changes": _told(changes)}
    style = desk.style
    lines = [style.paint(inert(provider.name or provider.entity_id), "bold"), f"  {inert(provider.entity_id)}"]
    came = f", {provider.fetched_at:%Y-%m-%d %H:%M} UTC" if provider.fetched_at else ""
    lines.append(f"  {inert(provider.source)}{came}")
    role = State(provider, entity).role if entity else None
    lines += (
        [f"  {inert(item.location)} ({inert(item.binding.rpartition(':')[2])})" for item in role.endpoints]
        if role
        else []
    )
    for item in status.certificates:
        words = {"uses": " and ".join(item.uses), "subject": item.certificate.subject, "left": _left(item.days_left)}
        lines.append(f"  {sentence('registry.certificate', {**words, 'sha256': item.certificate.sha256})}")
    lines += [f"  {style.mark(_MARKS[note.tone])} {note.text}" for note in status.notes]
    if dependents:
        lines.append(f"  {sentence('registry.used', {'connections': dependents})}")
    lines += [f"  {style.mark(_MARKS[change.tone])} {change.text}" for change in changes]
    return "\n".join(lines)


def _left(days: int) -> str:
    return f"{days} days left" if days >= 0 else f"ended {-days} days ago"


def _line(provider: Provider, status: Status) -> str:
    left = min((item.days_left for item in status.certificates if "signing" in item.uses), default=None)
    parts = [
        inert(provider.entity_id),
        inert(provider.name) or "–",
        inert(provider.product) or "–",
        "–" if left is None else _left(left),
        inert(provider.source),
    ]
    return "  ".join(parts)


def _refreshed(desk: _Desk, found: Refresh, *, taken: bool) -> Result:
    if not desk.for_people:
        return {
            "kind": found.before.kind,
            "entityId": found.before.entity_id,
            "reached": found.note is None,
            "unchanged": found.unchanged,
            "taken": taken,
            "changes": _told(found.differences),
            "connections": list(found.dependents),
        }
    style = desk.style
    lines = [style.paint(inert(found.before.entity_id), "bold")]
    lines += [f"  {style.mark(_MARKS[change.tone])} {change.text}" for change in found.differences]
    if found.unchanged:
        lines.append(f"  {sentence('registry.unchanged')}")
    elif found.dependents:
        lines.append(f"  {sentence('registry.used', {'connections': found.dependents})}")
    return "\n".join(lines)


def _hit(desk: _Desk, found: Found) -> Result:
    if desk.for_people:
        parts = [found.entity_id, found.name or "–", ", ".join(found.domains[:4]) or "–"]
        return desk.style.marked("  ".join(map(inert, parts)))
    return {
        "entityId": found.entity_id,
        "name": found.name,
        "kinds": list(found.kinds),
        "names": list(found.names),
        "domains": list(found.domains),
    }


def _place(given: str) -> Place:
    """What was named as metadata: standard input, an address, or a file."""
    if given == "-":
        if sys.stdin is None:
            raise InputError("input.no_stdin")
        data = sys.stdin.buffer.read(LARGEST_INPUT + 1)
        if len(data) > LARGEST_INPUT:
            raise InputError("metadata.too_large", path="-", limit=LARGEST_INPUT >> 20)
        return data
    return given if "://" in given else Path(given)


def _text(path: str) -> str:
    """A certificate from a file; raises ``InputError``."""
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_CERTIFICATE).decode("ascii")
    except UnicodeDecodeError:
        raise InputError("key.certificate_unreadable") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("registry.unreadable", name=path, reason=reason) from None


def _values(given: Sequence[str]) -> dict[str, str]:
    """What ``--set name=value`` said; raises ``UsageError`` for one without a value."""
    pairs = [item.partition("=") for item in given]
    wrong = next((name for name, sign, _ in pairs if not sign or not name), None)
    if wrong is not None:
        raise UsageError("registry.set", given=wrong)
    return {name: value for name, _, value in pairs}
