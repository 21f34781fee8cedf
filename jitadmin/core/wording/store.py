"""Sentences for the workspace's database and its log."""

SENTENCES: dict[str, str] = {
    "store.unreachable": "The workspace at {place} cannot be opened: {reason}.",
    "store.address": (
        "“{place}” is no address of a workspace. Give the path of a file, or postgresql+psycopg://user@host/database."
    ),
    "store.absent": "There is no workspace at {place}. `apply`, `idp add` and the window make one.",
    "store.no_workspace": "{place} is not a workspace of jitadmin. It was left as it is.",
    "store.damaged": (
        "The workspace at {place} is damaged: a part of the file is missing or overwritten. It was left as it is; put "
        "a copy from your backups in its place."
    ),
    "store.newer": (
        "The workspace at {place} was written by a newer jitadmin (version {version} of its tables). Update jitadmin; "
        "this one would lose what it does not know."
    ),
    "store.failed": "The workspace could not be read or written: {reason}. Nothing of this change was saved.",
    "store.conflict": (
        "{author} saved {name} as revision {number} while you were editing revision {seen}. Nothing was "
        "overwritten: look at what each of you changed, then decide whose shall be the next revision."
    ),
    "store.overtaken": (
        "{author} saved {name} as revision {number} in the meantime. Nothing was overwritten: look at that in the "
        "history first."
    ),
    "store.not_found": "The workspace has no {kind} named {name}.",
    "store.key_gone": "The key {name} was removed with its private half, which no history has. Import it again.",
    "store.no_revision": "{name} has no revision {number}.",
    "store.nothing_to_restore": "Revision {number} deleted {name}, so there is nothing in it to restore.",
    "history.form": "The history cannot be written as {form}. Known are: {known}.",
    "store.log_broken": (
        "The log of the workspace was altered at entry {number}, or entries before it were removed. What stands there "
        "and behind it cannot be relied on: compare it with an exported copy."
    ),
    "store.unreadable": "Revision {number} of {name} cannot be read any more: it was altered outside jitadmin.",
    "store.astray": (
        "What the workspace has of {name} is not what its log says was saved at {at}: it was altered or removed "
        "outside jitadmin, or the end of the log was. Compare both with an exported copy."
    ),
    "store.log_holds": "The log of the workspace holds: {count} entries, none altered.",
}
