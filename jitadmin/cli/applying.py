"""The verbs ``apply``, ``show``, ``accounts`` and ``history``: what goes into a workspace, and comes out again."""

import argparse
import sys
from contextlib import closing
from datetime import UTC
from pathlib import Path

import msgspec

from jitadmin.adapters.documents import dump
from jitadmin.app import Workspace
from jitadmin.app.applying import Applied, read_together
from jitadmin.app.applying import apply as take
from jitadmin.cli.output import OK, UNREADABLE, opened
from jitadmin.cli.terminal import say
from jitadmin.cli.text import short
from jitadmin.core.connection import from_plain
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.existing import Endpoint, KnownAccounts, taken_words
from jitadmin.core.messages import inert, sentence


def apply(options: argparse.Namespace) -> int:
    """Take all documents into the workspace, or none where one of them cannot be read."""
    with closing(Workspace.open(options.workspace)) as workspace:
        stdin = sys.stdin.buffer.read() if "-" in options.files and sys.stdin else None
        incoming, wrong = read_together(options.files, workspace.registry, stdin)
        for error in wrong:
            say(f"jitadmin: {error}")
        if not incoming and not wrong:
            raise InputError("apply.none")
        if wrong:
            say(f"jitadmin: {sentence('apply.nothing')}")
            return UNREADABLE
        done = take(workspace, incoming, note=options.note, dry=options.dry_run)
    if not options.quiet or options.dry_run:
        for item in done:
            _tell(item, dry=options.dry_run, verbose=options.verbose)
    return OK


def _tell(item: Applied, *, dry: bool, verbose: bool) -> None:
    """What became of one document, on standard error; each difference where nothing was done, or all is asked for."""
    if item.provider is not None:
        code = "apply.would_register" if dry else "apply.registered"
        name = item.provider.name or item.provider.entity_id
        say(sentence(code, {"name": name, "source": item.provider.source}))
    if not item.changes:
        code = "apply.unchanged"
    elif item.new:
        code = "apply.would_create" if dry else "apply.created"
    else:
        code = "apply.would_change" if dry else "apply.changed"
    count = "one value" if len(item.changes) == 1 else f"{len(item.changes)} values"
    say(sentence(code, {"name": item.name, "number": item.number, "count": count}))
    if (dry or verbose) and not item.new:
        for change in item.changes:
            before, after = (_value(each) for each in (change.before, change.after))
            told = {"added": after, "removed": before, "changed": f"{before} → {after}"}[change.change]
            say(f"  {inert(change.path)} {_SIGNS[change.change]} {told}")


_SIGNS = {"added": "+", "removed": "-", "changed": "="}


def _value(value: object) -> str:
    return short(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def show(options: argparse.Namespace) -> int:
    """Write one connection out as a document; reading it again gives the same connection."""
    with closing(Workspace.open(options.workspace, make=False)) as workspace:
        connection = workspace.connection(options.name)
        if options.revision is not None:
            revision = workspace.history.revision("connection", options.name, options.revision)
            if revision.body is None:
                raise InputError("store.nothing_to_restore", name=options.name, number=options.revision)
            connection = from_plain(revision.body)
    json = options.format == "json" or (not options.format and (options.output or "").lower().endswith(".json"))
    with opened(options.output) as stream:
        stream.write(dump(connection, "json" if json else "yaml"))
    return OK


def accounts(options: argparse.Namespace) -> int:
    """Take the accounts of a file, or of a SCIM endpoint, as those that the service provider has."""
    if bool(options.file) == bool(options.scim):
        raise UsageError("accounts.one_source")
    with closing(Workspace.open(options.workspace, make=False)) as workspace:
        # Before anything is read, the name must be right.
        workspace.connection(options.connection)
        reader = workspace.account_reader()
        if options.scim:
            known = reader.fetch(Endpoint(url=options.scim, token=_token(options.token_file)), _Silent())
            words = sentence("accounts.took_all", {"name": options.scim, "count": len(known.accounts)})
        else:
            listed = reader.open(Path(options.file))
            known = KnownAccounts(accounts=reader.read(listed), taken=listed.written, origin=listed.name)
            words = sentence(*taken_words(listed, len(known.accounts)))
        workspace.keep_accounts(options.connection, known)
    if not options.quiet:
        say(words)
    return OK


def history(options: argparse.Namespace) -> int:
    """Print the audit log; JSONL and CSV hold all of it."""
    with closing(Workspace.open(options.workspace, make=False)) as workspace, opened(options.output) as stream:
        if options.format != "text":
            stream.writelines(workspace.history.export(options.format))
            return OK
        for entry in workspace.history.entries(options.after):
            when = f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
            words = (when, entry.author, entry.action, entry.kind, entry.name)
            stream.write(f"{entry.number:>6}  " + "  ".join(inert(word) for word in words) + "\n")
    return OK


def _token(path: str | None) -> str:
    """The token from a file, whose first line it is: options are seen by everybody on the machine."""
    if path is None:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").split("\n", 1)[0].strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("accounts.token_unreadable", path=path, reason=reason) from None


class _Silent:
    """Progress that nobody watches."""

    def step(self, n: int, total: int, what: str) -> None:
        """Nothing is shown."""
