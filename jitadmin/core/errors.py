"""The tree of everything that can go wrong for a person, drawn once.

    JitadminError                 code + args; its sentence comes from ``core.messages``
    ├── UsageError                the request itself is wrong            (exit 2)
    ├── InputError                some input cannot be read              (exit 3)
    │   ├── MessageError          a file or text that holds no readable SAML message
    │   └── DocumentError         a connection document with problems, all of them
    ├── LimitError                a bound that protects the machine was met (exit 3)
    ├── SurroundingsError         keyring, display, database, disk       (exit 4)
    └── Cancelled                 the person stopped the work

What an admin came to see (a failed check, a finding) is data and never one of these.
"""

from collections.abc import Sequence
from typing import Any

from jitadmin.core.messages import sentence
from jitadmin.core.problem import Problem


class JitadminError(Exception):
    """The root of all errors with a code, so that every face can put them into words for a person."""

    def __init__(self, code: str, /, **args: Any) -> None:
        self.code = code
        self.args_by_name = args
        super().__init__(code, args)

    def __str__(self) -> str:
        return sentence(self.code, self.args_by_name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.args_by_name)


def _rebuild(kind: type[JitadminError], code: str, args: dict[str, Any]) -> JitadminError:
    return kind(code, **args)


class UsageError(JitadminError):
    """The request is wrong in itself: an option, a name, a combination."""


class InputError(JitadminError):
    """Some input cannot be read; the rest of the work can go on."""


class MessageError(InputError):
    """What was given holds no SAML message that can be read; ``where`` is the line or byte, if known."""


class DocumentError(InputError):
    """A connection document has problems; ``problems`` holds all of them with path and line."""

    def __init__(self, code: str, /, problems: Sequence[Problem] = (), **args: Any) -> None:
        super().__init__(code, problems=tuple(problems), **args)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        head = sentence(self.code, self.args_by_name)
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


class LimitError(InputError):
    """A bound that protects the machine was met; the message names the bound and how to raise it."""


class SurroundingsError(JitadminError):
    """The machine around the program failed: keyring, display, database, disk."""


class Cancelled(JitadminError):
    """The person stopped the work."""

    def __init__(self, code: str = "work.cancelled", /, **args: Any) -> None:
        super().__init__(code, **args)
