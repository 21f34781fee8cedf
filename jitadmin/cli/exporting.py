"""The verbs ``export`` and ``formats``: configuration for real software, and what each format leaves behind."""

import argparse
from pathlib import Path

from jitadmin.app import Workspace
from jitadmin.cli.output import OK, Writer, opened
from jitadmin.cli.terminal import say
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import FEATURES, FORMATS, Exported, Format
from jitadmin.core.messages import sentence


def export(options: argparse.Namespace) -> int:
    """Write a connection out; what the export does not hold is said on standard error."""
    workspace, name = _source(options)
    place = "" if options.output == "-" else options.output
    if options.with_secrets and not place:
        raise UsageError("export.needs_place")
    exports = workspace.exports
    exported = exports.export(
        name, options.format, with_secrets=options.with_secrets, sign=options.sign, folder=options.folder
    )
    if options.file:
        exported = exported.only(options.file)
    if place:
        folder = place.endswith(("/", "\\"))
        for path in exports.write(exported, Path(place), folder=folder):
            _say(options, sentence("export.written", {"path": str(path)}))
    else:
        _print(exported)
        exports.note(exported)
        others = tuple(item.name for item in exported.files[1:])
        if others:
            _say(options, sentence("export.more_files", {"shown": exported.files[0].name, "others": others}))
    for loss in exported.losses:
        say(f"jitadmin: {loss}")
    return OK


def formats(options: argparse.Namespace) -> int:
    """List the formats with what each cannot express."""
    with opened(options.output) as stream:
        writer = Writer(stream, options.format)
        for item in FORMATS.values():
            cannot = [sentence(f"export.cannot.{name}") for name in item.cannot(tuple(FEATURES))]
            writer.write(_paragraph(item, cannot) if writer.for_people else _report(item, cannot))
        writer.end()
    return OK


def _source(options: argparse.Namespace) -> tuple[Workspace, str]:
    """The workspace and the name of the connection in it: the one that was named, or the document alone."""
    if options.document:
        if options.connection:
            raise UsageError("export.one_source")
        workspace = Workspace.empty()
        return workspace, workspace.load_document(Path(options.document)).name
    if not options.connection:
        raise UsageError("export.no_source")
    return Workspace.open(options.workspace, make=False), options.connection


def _print(exported: Exported) -> None:
    with opened(None) as stream:
        stream.write(exported.files[0].text)


def _say(options: argparse.Namespace, text: str) -> None:
    if not options.quiet:
        say(text)


def _paragraph(item: Format, cannot: list[str]) -> str:
    lines = [f"{item.id}: {item.title}", f"  {sentence(f'export.side.{item.side}')} {', '.join(item.files)}"]
    lines.append(f"  {sentence('export.cannot_title')}" if cannot else f"  {sentence('export.cannot_nothing')}")
    return "\n".join([*lines, *(f"    {text}" for text in cannot)])


def _report(item: Format, cannot: list[str]) -> dict[str, object]:
    return {"id": item.id, "title": item.title, "side": item.side, "files": item.files, "cannot": cannot}
