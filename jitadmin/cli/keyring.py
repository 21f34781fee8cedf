"""The verb ``keys``: signing and decryption keys, whose private halves live in the keyring of the operating system."""

import argparse
import getpass
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jitadmin.app import Workspace
from jitadmin.app.keys import Keys
from jitadmin.cli.output import OK, Writer, opened
from jitadmin.cli.terminal import asks, say
from jitadmin.core.errors import InputError, SurroundingsError, UsageError
from jitadmin.core.key import KeyRecord
from jitadmin.core.messages import inert, sentence

OVERLAP = timedelta(days=14)
LARGEST = 1 << 20


def keys(options: argparse.Namespace) -> int:
    """Do what the verb below ``keys`` says."""
    return _VERBS[options.keys_verb](Workspace.open(options.workspace).keys, options)


def _list(known: Keys, options: argparse.Namespace) -> int:
    answers = True
    try:
        # One look tells whether the keyring is absent, locked or refusing; a locked one may ask a person each time.
        known.held(next((key.id for key in known.all()), ""))
    except SurroundingsError as error:
        answers = False
        say(f"jitadmin: {error}")
    with opened(options.output) as stream:
        writer = Writer(stream, options.format)
        for key in known.all():
            place = _place(known, key) if answers else None
            writer.write(_line(known, key, place) if writer.for_people else report(known, key, place), apart=False)
        writer.end()
    return OK


def _new(known: Keys, options: argparse.Namespace) -> int:
    made = known.new(
        title=options.title, kind=options.kind, use=options.use, common_name=options.name, days=options.days,
        owner=options.owner,
    )  # fmt: skip
    return _tell(known, made, options)


def _import(known: Keys, options: argparse.Namespace) -> int:
    data = _read(options.file)

    def load(password: str | None) -> KeyRecord:
        return known.load(
            data,
            password=password,
            title=options.title,
            use=options.use,
            owner=options.owner,
            certificate=_read(options.certificate) if options.certificate else None,
            common_name=options.name,
            days=options.days,
        )

    return _tell(known, _with_password(load, options), options)


def _rotate(known: Keys, options: argparse.Namespace) -> int:
    old = known.get(options.key)
    begins = options.signs_from or (datetime.now(UTC).replace(microsecond=0) + OVERLAP)
    made = known.rotate(
        old.id,
        signs_from=None if old.use == "encryption" else begins,
        kind=options.kind or "",
        days=options.days,
        common_name=options.name,
    )
    return _tell(known, made, options)


def _change(known: Keys, options: argparse.Namespace) -> int:
    return _tell(known, known.change(known.get(options.key).id, title=options.title, owner=options.owner), options)


def _certificate(known: Keys, options: argparse.Namespace) -> int:
    key = known.get(options.key)
    if options.take:
        return _tell(known, known.certify(key.id, _read(options.take)), options)
    return _print(key.certificate_pem, options)


def _request(known: Keys, options: argparse.Namespace) -> int:
    return _print(known.request(known.get(options.key).id), options)


def _remove(known: Keys, options: argparse.Namespace) -> int:
    key = known.get(options.key)
    users = known.dependents(key.id)
    after = known.successor(key.id)
    say(sentence("key.removing", {"title": key.title, "id": key.id}))
    for user in users:
        say(f"  {sentence(f'key.used_by.{user.kind}', {'name': user.title or user.name})}")
    if users:
        code = "key.then_signs" if after else "key.then_none"
        say(sentence(code, {"title": after.title, "id": after.id} if after else {}))
    if not options.yes and not _agreed():
        raise UsageError("key.not_removed", title=key.title)
    known.remove(key.id)
    return OK


_VERBS: Mapping[str, Callable[[Keys, argparse.Namespace], int]] = MappingProxyType(
    {
        "list": _list,
        "new": _new,
        "import": _import,
        "rotate": _rotate,
        "change": _change,
        "certificate": _certificate,
        "request": _request,
        "remove": _remove,
    }
)


def report(known: Keys, key: KeyRecord, place: str | None) -> dict[str, Any]:
    """A key as an object for programs."""
    return {
        "id": key.id,
        "title": key.title,
        "kind": key.kind,
        "use": key.use,
        "owner": key.owner,
        "standing": known.standing(key),
        "signsFrom": key.signs_from.isoformat() if key.signs_from else None,
        "subject": key.subject,
        "sha256": key.sha256,
        "notBefore": key.not_before.isoformat(),
        "notAfter": key.not_after.isoformat(),
        "daysLeft": key.days_left(datetime.now(UTC)),
        "privateKey": place,
    }


def _place(known: Keys, key: KeyRecord) -> str | None:
    """In which keyring the private half is: an empty one where it is not there, None where the keyring does not say."""
    try:
        return known.vault.title if known.held(key.id) else ""
    except SurroundingsError:
        return None


def _line(known: Keys, key: KeyRecord, place: str | None) -> str:
    day = f"{key.signs_from:%Y-%m-%d}" if key.signs_from else ""
    left = key.days_left(datetime.now(UTC))
    parts = [
        key.id,
        inert(key.title),
        key.kind,
        sentence(f"key.use.{key.use}"),
        inert(key.owner) or "–",
        sentence(f"key.standing.{known.standing(key)}", {"day": day}),
        f"{left} days left" if left >= 0 else f"ended {-left} days ago",
        place or sentence("key.private_unknown" if place is None else "key.private_absent"),
    ]
    return "  ".join(parts)


def _tell(known: Keys, key: KeyRecord, options: argparse.Namespace) -> int:
    """Print the key that was made or changed, so that a script can go on with its id."""
    with opened(options.output) as stream:
        writer = Writer(stream, options.format)
        place = _place(known, key)
        writer.write(_line(known, key, place) if writer.for_people else report(known, key, place), apart=False)
        writer.end()
    if key.owner and not options.quiet and not known.dependents(key.id):
        say(sentence("key.owner_unknown", {"owner": key.owner}))
    return OK


def _print(text: str, options: argparse.Namespace) -> int:
    with opened(options.output) as stream:
        stream.write(text)
    return OK


def _with_password(load: Callable[[str | None], KeyRecord], options: argparse.Namespace) -> KeyRecord:
    """Ask for the password only where the file has one; it never stands among the arguments, which others can see."""
    if options.password_file:
        lines = _read(options.password_file).decode("utf-8", "replace").splitlines()
        return load(lines[0] if lines else "")
    try:
        return load(None)
    except InputError as error:
        if error.code != "key.password_missing" or not asks():
            raise
    return load(getpass.getpass(sentence("key.password_prompt") + " "))


def _agreed() -> bool:
    """Whether the person at the terminal agrees; without one, nobody does."""
    if not asks():
        return False
    say(sentence("key.remove_prompt"), end=" ")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError("key.file", path=path, reason=error.strerror or type(error).__name__) from None
    if len(data) > LARGEST:
        raise InputError("key.unreadable")
    return data
