"""What is said to the person at the terminal, beside the results, and whether one is there to be asked."""

import contextlib
import sys


def say(text: str, end: str = "\n") -> None:
    """A sentence on standard error; where nobody can read it, the work goes on all the same."""
    # Where there is none, print would fall back on standard output, which is for results alone.
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(text, end=end, file=sys.stderr, flush=True)


def asks() -> bool:
    """Whether a person is there who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()
