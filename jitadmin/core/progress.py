"""How long work tells how far it is, and learns that it should stop."""

from typing import Protocol


class Progress(Protocol):
    """Whoever starts long work hands one in: the window a task, the command line a bar."""

    def step(self, n: int, total: int, what: str) -> None:
        """Note that ``n`` of ``total`` (0: not known) are done and ``what`` is next; raises ``Cancelled`` to stop."""
