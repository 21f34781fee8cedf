"""The command line: the same work as the window, headless, for pipelines and people."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence

import msgspec

from jitadmin.cli.arguments import parser
from jitadmin.cli.terminal import say
from jitadmin.core.errors import InputError, JitadminError, SurroundingsError, UsageError
from jitadmin.core.messages import sentence

INTERRUPTED = 130
SURROUNDINGS = 4
_CODES: tuple[tuple[type[JitadminError], int], ...] = (
    (UsageError, 2),
    (InputError, 3),
    (SurroundingsError, SURROUNDINGS),
)


class OpenWindow(msgspec.Struct, frozen=True):
    """What was asked for is the window, which only ``__main__`` may open: on the demo, or on a workspace."""

    demo: bool = False
    workspace: str | None = None


def main(arguments: Sequence[str] | None = None) -> int | OpenWindow:
    """Do what the arguments say and return the exit code, or the wish for a window.

    No error leaves this function: a person reads a sentence on standard error, and the code says of what kind it was.
    """
    options = _parsed(arguments)
    verbose = getattr(options, "verbose", False)
    workspace = getattr(options, "workspace", None) or os.environ.get("JITADMIN_WORKSPACE") or None
    if options.verb in (None, "demo"):
        # The demo is kept only where its place was named for it.
        named = getattr(options, "workspace", None)
        return OpenWindow(demo=options.verb == "demo", workspace=named if options.verb == "demo" else workspace)
    options.workspace = workspace
    return told(lambda: _run(options), verbose=verbose)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; paths may also stand behind options, where argparse alone takes the first group of them only."""
    top = parser()
    options, left = top.parse_known_args(arguments)
    paths = getattr(options, "paths", None) or getattr(options, "files", None)
    if left and (paths is None or any(item.startswith("-") and item != "-" for item in left)):
        options.parser.error(sentence("usage.unknown", {"items": left}))
    if not all(left):
        options.parser.error(sentence("usage.empty"))
    if paths is not None:
        paths += left
    return options


def told(work: Callable[[], int], *, verbose: bool = False) -> int:
    """Do the work and return its exit code, or the code of what went wrong after a sentence about it."""
    try:
        return work()
    except KeyboardInterrupt:
        say("")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing must be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except JitadminError as error:
        say(f"jitadmin: {error}")
        return next((code for kind, code in _CODES if isinstance(error, kind)), SURROUNDINGS)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not look like a fault of the person
        return _fault(error, verbose=verbose)


def _run(options: argparse.Namespace) -> int:
    if options.verb == "doctor":
        # Each verb loads its own libraries, so that --help and --version answer at once.
        from jitadmin.cli.doctor import doctor as run
    elif options.verb == "inspect":
        # The expression engine and YAML are not needed to judge a message.
        from jitadmin.cli.inspecting import inspect as run
    elif options.verb in ("export", "formats"):
        # The writers of all formats are not needed for any other verb.
        from jitadmin.cli import exporting

        run = exporting.export if options.verb == "export" else exporting.formats
    elif options.verb in ("apply", "show", "accounts", "history"):
        # Reading documents needs no XML library where they name no metadata.
        from jitadmin.cli import applying

        run = getattr(applying, options.verb)
    elif options.verb in ("idp", "sp"):
        # The XML library and the network client are not needed for most other verbs.
        from jitadmin.cli.registering import registry as run
    elif options.verb == "keys":
        # The keyring is not needed for any other verb.
        from jitadmin.cli.keyring import keys as run
    else:
        # The XML library is not needed for any other verb.
        from jitadmin.cli.previewing import preview as run
    return run(options)


def _fault(error: Exception, *, verbose: bool) -> int:
    """Where in the code it happened, without the values that an exception may carry."""
    say(f"jitadmin: {sentence('program.fault', {'kind': type(error).__name__})}")
    if verbose:
        for frame in traceback.extract_tb(error.__traceback__):
            say(f"  {frame.filename}:{frame.lineno} in {frame.name}")
    return SURROUNDINGS
