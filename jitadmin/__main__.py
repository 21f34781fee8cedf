"""The way in: the command line, and the window where it is asked for."""

import multiprocessing
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jitadmin.cli import OpenWindow

INTERRUPTED = 130


def main() -> int:
    """Run jitadmin and return its exit code; Ctrl-C ends it quietly with the shell's code for an interrupt."""
    # In a bundle the worker processes start here again and must go no further.
    multiprocessing.freeze_support()
    try:
        # Imported here so that Ctrl-C is already caught while the modules load.
        from jitadmin import cli

        wanted = cli.main(sys.argv[1:])
        return wanted if isinstance(wanted, int) else cli.told(lambda: _window(wanted))
    except KeyboardInterrupt:
        return INTERRUPTED


def _window(wanted: "OpenWindow") -> int:
    # Looking at the display is needed only for a window.
    from jitadmin.adapters.surroundings import qt_error, window_refusal

    # Qt would abort the program or wait for ever where it finds no display.
    refusal = window_refusal()
    if refusal is not None:
        raise refusal
    try:
        # Qt takes a quarter of a second to import, which the command line must not pay.
        from jitadmin.gui import application
    except ImportError as error:
        raise qt_error(error) from None
    return application.run(demo=wanted.demo, workspace=wanted.workspace)


if __name__ == "__main__":
    sys.exit(main())
