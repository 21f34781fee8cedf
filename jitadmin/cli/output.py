"""Where results go: lines for programs, paragraphs for people, and the exit code that sums them up."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TextIO

import msgspec

from jitadmin.adapters.files import replacing
from jitadmin.core.jit.result import Preview
from jitadmin.core.verification import Verification

OK, FAILED, USAGE, UNREADABLE, SURROUNDINGS = 0, 1, 2, 3, 4
Format = Literal["text", "jsonl", "json"]


@contextlib.contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole when all is done; always UTF-8, whatever the locale says."""
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        elif isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        yield sys.stdout
        sys.stdout.flush()
        return
    with replacing(Path(path)) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=True)
        try:
            yield text
            text.flush()
        finally:
            text.detach()


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
        if isinstance(body, str):
            before = "\n" if apart and not self._first else ""
            self._stream.write(f"{before}{body}\n")
        else:
            before = ("[\n" if self._first else ",\n") if self._form == "json" else ""
            after = "" if self._form == "json" else "\n"
            self._stream.write(before + _json(body) + after)
        self._first = False

    def end(self) -> None:
        """Close what has to be closed."""
        if self._form == "json":
            self._stream.write("[]\n" if self._first else "\n]\n")


def _json(report: dict[str, Any]) -> str:
    """JSON in which characters that end lines or steer terminals are escaped; the values stay the same."""
    text = msgspec.json.encode(report).decode()
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


class Tally:
    """Counts verdicts, for the summary and the exit code."""

    def __init__(self) -> None:
        self.accepted = self.refused = self.unreadable = self.denied = self.warned = 0

    @property
    def total(self) -> int:
        """How many logins were looked at."""
        return self.accepted + self.refused + self.unreadable

    def count(self, verification: Verification, preview: Preview | None) -> None:
        """Add one login."""
        setattr(self, verification.verdict, getattr(self, verification.verdict) + 1)
        if preview and verification.verdict == "accepted" and preview.outcome == "deny":
            self.denied += 1
        findings = preview.effect.findings if preview and preview.effect else ()
        if any(check.result == "warn" for check in verification.checks) or any(f.severity != "info" for f in findings):
            self.warned += 1

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
