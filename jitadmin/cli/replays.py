"""Assertions that come twice in one run: a service provider would accept each once (saml-profiles 4.1.4.5)."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from jitadmin.adapters.intake import Found
from jitadmin.cli.output import Answer
from jitadmin.core.message import Origin


class Again(Protocol):
    """Answers for a login whose assertion was used in ``first`` before."""

    def __call__(self, item: Found, /, *, first: Origin, same: bool) -> Answer: ...


class Replays:
    """Remembers each assertion that was accepted by a digest, and the few messages that are being answered."""

    def __init__(self, again: Callable[[], Again]) -> None:
        self._make = again
        self._again: Again | None = None
        self._under_way: deque[Found] = deque()
        self._first: dict[bytes, tuple[str, int, str]] = {}

    def watched(self, items: Iterable[Found]) -> Iterator[Found]:
        """The items as they are, each kept until its answer came."""
        for item in items:
            self._under_way.append(item)
            yield item

    def marked(self, answer: Answer) -> Answer:
        """The answer for the oldest item under way, or another one where its assertion was used before."""
        item = self._under_way.popleft()
        if not answer.used:
            return answer
        path, index, digest = self._first.setdefault(
            answer.used, (item.origin.path, item.origin.index, item.origin.sha256)
        )
        if (path, index) == (item.origin.path, item.origin.index):
            return answer
        self._again = self._again or self._make()
        return self._again(item, first=Origin(path=path, index=index), same=digest == item.origin.sha256)
