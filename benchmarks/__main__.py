"""Measure everything and write docs/performance.md: ``python -m benchmarks [PART …] [--rounds N] [--count N]``."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import comparison, many, startup
from benchmarks.contenders import CONTENDERS
from benchmarks.material import MESSAGES, material
from jitadmin import __version__

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"


def machine() -> str:
    """What the figures were taken on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores ({model}), {platform.system()}, Python {platform.python_version()}{load}"


def engine(options: argparse.Namespace) -> list[str]:
    """The comparison of one message."""
    logins = material(MESSAGES)
    sizes = {form: sum(map(len, logins.xml(form))) / MESSAGES / 1000 for form in logins.messages}
    times, missing = comparison.compare(logins, ("signed", "encrypted"), options.rounds)
    base = comparison.medians(times["signed"])["signxml"][0]
    about = (
        f"The same {MESSAGES:,} distinct messages for all: 15 attributes with 34 values, 20 of them groups; RSA-2048 "
        f"with SHA-256. Each contender runs in a process of its own; in each of {options.rounds} rounds each reads a "
        f"piece of {comparison.PIECE} messages (the slow ones a share of it), one after the other. Figures are medians "
        "over the rounds of what one message takes; processor time counts children."
    )
    lines = [
        "## One message",
        "",
        about,
        "",
        f"### A signed response ({sizes['signed']:.1f} kB)",
        "",
        *comparison.table(times["signed"], base, options.rounds),
        "",
        f"### The same assertion signed, then encrypted ({sizes['encrypted']:.1f} kB, AES-256-GCM, RSA-OAEP-2048)",
        "",
        "The ratio to signxml is to what signxml takes for the *signed* message.",
        "",
        *comparison.table(times["encrypted"], base, options.rounds),
        "",
        "### What each does",
        "",
        "| | does | version |",
        "| --- | --- | --- |",
        *(f"| {name} | {item.does} | {comparison.versions(name)} |" for name, item in CONTENDERS.items()),
        "",
        *(f"Not measured: {name}: {why}." for name, why in missing.items()),
    ]
    return lines if missing else lines[:-1]


PARTS: dict[str, Callable[[argparse.Namespace], list[str]]] = {
    "engine": engine,
    "many": many.report,
    "startup": startup.report,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts and write the page when all of them ran."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}; all by default")
    parser.add_argument("--rounds", type=int, default=comparison.ROUNDS, help="of the comparison")
    parser.add_argument("--runs", type=int, default=7, help="of each process that is started")
    parser.add_argument("--batch", type=int, default=20_000, help="messages of the batches")
    parser.add_argument("--count", type=int, default=100_000, help="messages of the large batch")
    options = parser.parse_args(arguments)
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    page = [
        "# Performance",
        "",
        "Written by `make bench`; every figure comes from that one run on one machine.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, jitadmin {__version__}, {machine()}.",
    ]
    for name, part in PARTS.items():
        if not options.parts or name in options.parts:
            lines = part(options)
            print("\n".join(["", *lines]), flush=True)
            page += ["", *lines]
    if not options.parts:
        PAGE.write_text("\n".join([*page, ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
