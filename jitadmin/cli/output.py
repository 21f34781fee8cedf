"""Where results go: lines for programs, paragraphs for people, and the exit code that sums them up."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, TextIO

import msgspec

from jitadmin.adapters.files import replacing
from jitadmin.core.errors import SurroundingsError
from jitadmin.core.jit.result import Preview
from jitadmin.core.messages import sentence
from jitadmin.core.replay import replay_key
from jitadmin.core.verification import Verification

OK, FAILED, USAGE, UNREADABLE, SURROUNDINGS = 0, 1, 2, 3, 4
Format = Literal["text", "jsonl", "json"]


@contextlib.contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """Standard output (also as ``-``), or a file that appears whole when all is done; always UTF-8, whatever the locale
    says. Raises ``SurroundingsError`` where it cannot be written to.
    """
    if path is None or path == "-":
        with _standard_output() as stream:
            yield stream
        return
    with replacing(Path(path)) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=True)
        try:
            yield text
            text.flush()
        finally:
            text.detach()


@contextlib.contextmanager
def _standard_output() -> Iterator[TextIO]:
    if sys.stdout is None:
        raise SurroundingsError("surroundings.no_output")
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        place, reason = sentence("surroundings.output"), error.strerror or type(error).__name__
        raise SurroundingsError("surroundings.cannot_write", path=place, reason=reason) from None


class Writer:
    """Writes one result after the other in the chosen format, so that memory does not grow with their number."""

    def __init__(self, stream: TextIO, form: Format) -> None:
        self._stream = stream
        self._form = form
        self._first = True

    @property
    def for_people(self) -> bool:
        """Whether paragraphs are wanted, not objects."""
        return self._form == "text"

    def write(self, body: str | dict[str, Any], *, apart: bool = True) -> None:
        """Write one result: a paragraph, set ``apart`` by an empty line, or an object."""
        self.put(written(body), apart=apart)

    def put(self, text: str, *, apart: bool = True) -> None:
        """Write one result that is text already."""
        if self.for_people:
            before = "\n" if apart and not self._first else ""
            self._stream.write(f"{before}{text}\n")
        else:
            before = ("[\n" if self._first else ",\n") if self._form == "json" else ""
            after = "" if self._form == "json" else "\n"
            self._stream.write(before + text + after)
        self._first = False

    def end(self) -> None:
        """Close what has to be closed."""
        if self._form == "json":
            self._stream.write("[]\n" if self._first else "\n]\n")


def written(body: str | dict[str, Any]) -> str:
    """A paragraph as it is; an object as JSON in which characters that end lines or steer terminals are escaped, the
    values staying the same.
    """
    if isinstance(body, str):
        return body
    text = msgspec.json.encode(body).decode()
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What there is to say about one login, as text, and what the summary and the exit code need of it."""

    text: str
    verdict: Literal["accepted", "refused", "unreadable"] = "unreadable"
    denied: bool = False
    warned: bool = False
    used: bytes = b""
    """What tells the assertion that was accepted from every other; empty where none was."""

    @classmethod
    def of(cls, text: str, verification: Verification, preview: Preview | None) -> "Answer":
        """The answer for a login that was judged."""
        denied = bool(preview and verification.verdict == "accepted" and preview.outcome == "deny")
        findings = preview.effect.findings if preview and preview.effect else ()
        warned = any(check.result == "warn" for check in verification.checks)
        warned = warned or any(finding.severity != "info" for finding in findings)
        key = replay_key(verification)
        used = blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=16).digest() if key else b""
        return cls(text, verification.verdict, denied, warned, used)


class Tally:
    """Counts verdicts, for the summary and the exit code."""

    def __init__(self) -> None:
        self.accepted = self.refused = self.unreadable = self.denied = self.warned = 0

    @property
    def total(self) -> int:
        """How many logins were looked at."""
        return self.accepted + self.refused + self.unreadable

    def count(self, answer: Answer) -> None:
        """Add one login."""
        setattr(self, answer.verdict, getattr(self, answer.verdict) + 1)
        self.denied += answer.denied
        self.warned += answer.warned

    def summary(self) -> str:
        """One line for people."""
        parts = [f"{self.accepted} accepted", f"{self.refused} refused"]
        if self.denied:
            parts[0] += f" ({self.denied} of them denied by the application)"
        if self.unreadable:
            parts.append(f"{self.unreadable} unreadable")
        return f"{self.total} logins: {', '.join(parts)}."

    def exit_code(self, fail_on: str | None) -> int:
        """3 where something could not be read, else 1 where ``fail_on`` was met."""
        if self.unreadable:
            return UNREADABLE
        met = bool(self.refused or self.denied) if fail_on else False
        if fail_on == "warning":
            met = met or bool(self.warned)
        return FAILED if met else OK
