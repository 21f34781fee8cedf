"""The way in: the window without arguments, else the command line."""

import multiprocessing
import sys

INTERRUPTED = 130


def main() -> int:
    """Run jitadmin and return its exit code; Ctrl-C ends it quietly with the shell's code for an interrupt."""
    # In a bundle the worker processes start here again and must go no further.
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    try:
        return _command_line(arguments) if arguments else _window()
    except KeyboardInterrupt:
        return INTERRUPTED


def _command_line(arguments: list[str]) -> int:
    # Imported here so that Ctrl-C is already caught while the modules load.
    from jitadmin import cli

    return cli.main(arguments)


def _window() -> int:
    # Qt takes a quarter of a second to import, which the command line must not pay.
    from jitadmin.gui import application

    return application.main()


if __name__ == "__main__":
    sys.exit(main())
