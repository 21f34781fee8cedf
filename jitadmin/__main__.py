"""The way in: the command line, and the window where it is asked for."""

import multiprocessing
import sys

INTERRUPTED = 130


def main() -> int:
    """Run jitadmin and return its exit code; Ctrl-C ends it quietly with the shell's code for an interrupt."""
    # In a bundle the worker processes start here again and must go no further.
    multiprocessing.freeze_support()
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    # Imported here so that Ctrl-C is already caught while the modules load.
    from jitadmin import cli

    answer = cli.main(arguments)
    if isinstance(answer, int):
        return answer
    if refused := cli.window_refused():
        return refused
    # Qt takes a quarter of a second to import, which the command line must not pay.
    from jitadmin.gui import application

    return application.run(demo=answer.demo, workspace=answer.workspace)


if __name__ == "__main__":
    sys.exit(main())
