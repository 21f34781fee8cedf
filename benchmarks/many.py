"""Many messages: previews a second, batches in one process and two, the memory of a large batch, and one file."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.material import Material, material, signed
from tests.builders import IdP

ROOT = Path(__file__).resolve().parent.parent
PREVIEWS = 3
# Runs the command line with a number of processes, and tells seconds by the clock, of processor and the peak in MB.
_RUN = """
import resource, sys, time
from pathlib import Path
from jitadmin.adapters import batch

def peak():
    # The peak that getrusage knows is at least that of the program which started this one.
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

from jitadmin import cli
if __name__ == "__main__":
    batch.cores = lambda: int(sys.argv[1])
    start = time.perf_counter()
    code = cli.main(sys.argv[2:])
    wall = time.perf_counter() - start
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    print(code, wall, cpu, peak() / 1024, children.ru_maxrss / 1024)
"""
_PREVIEWS = """
import time
from jitadmin.app import Workspace
workspace = Workspace.demo()
count, taken = 0, 0.0
for connection in workspace.connections():
    samples = workspace.samples(connection.name)
    # The first round verifies, and the verdicts are kept.
    for _ in workspace.preview_all(connection, samples):
        pass
    for _ in range({rounds}):
        start = time.process_time()
        for _ in workspace.preview_all(connection, samples):
            count += 1
        taken += time.process_time() - start
print(count, taken)
"""


def python(code: str, *arguments: str, folder: Path = ROOT) -> list[float]:
    """Run code in a fresh process and read the numbers of its last line."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    script = folder / "measured.py" if folder != ROOT else None
    if script:
        script.write_text(code, encoding="utf-8")
    command = [sys.executable, str(script)] if script else [sys.executable, "-c", code]
    done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split("\n")[-2].split()]


@contextmanager
def folder_with(logins: Material) -> Iterator[Path]:
    """A folder with the metadata, one login, and what the measured runs write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "idp.xml").write_text(logins.metadata, encoding="utf-8")
        (folder / "one.xml").write_bytes(logins.xml("signed")[0])
        yield folder


def lines(idp: IdP, count: int, path: Path) -> None:
    """A JSONL of so many logins, all distinct: one that comes again is a replay, which is judged twice."""
    with path.open("w", encoding="utf-8") as file:
        for message in signed(idp, count):
            file.write(json.dumps({"SAMLResponse": message}) + "\n")


def inspected(folder: Path, name: str, processes: int) -> tuple[float, float, float, float]:
    """Seconds by the clock and of processor, peak MB of the parent and of a worker, to inspect a file."""
    options = ["--idp", str(folder / "idp.xml"), "-q", "--format", "jsonl", "-o", str(folder / "out.jsonl")]
    code, *measured = python(_RUN, str(processes), "inspect", *options, str(folder / name), folder=folder)
    if code:
        raise SystemExit(f"inspect ended with {code:.0f}")
    wall, cpu, own, worker = measured
    return wall, cpu, own, worker


def one_file(folder: Path, runs: int) -> dict[str, float]:
    """Milliseconds from the start of a process to its end, Python alone and ``inspect`` of one file in turns."""
    inspect = ["-m", "jitadmin", "inspect", "-q", "--idp", str(folder / "idp.xml"), str(folder / "one.xml")]
    cases = {"Python alone": ["-c", "pass"], "`jitadmin inspect` of one file": inspect}
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for run in range(runs + 1):
        for name, arguments in cases.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            if run:
                taken[name].append((time.perf_counter() - start) * 1e3)
    return {name: statistics.median(measured) for name, measured in taken.items()}


def batches(options: argparse.Namespace, idp: IdP, folder: Path) -> list[str]:
    """One process against two, in turns, and the memory of a large batch."""
    lines(idp, options.batch, folder / "batch.jsonl")
    runs: dict[int, list[tuple[float, float, float, float]]] = {1: [], 2: []}
    for _ in range(3):
        for processes, measured in runs.items():
            measured.append(inspected(folder, "batch.jsonl", processes))
    lines(idp, options.count, folder / "large.jsonl")
    taken, _, parent, worker = inspected(folder, "large.jsonl", 2)
    walls = {processes: statistics.median(wall for wall, *_ in measured) for processes, measured in runs.items()}
    cpus = {processes: statistics.median(cpu for _, cpu, *_ in measured) for processes, measured in runs.items()}
    about = (
        f"`jitadmin inspect --format jsonl` of {options.batch:,} distinct signed logins in one JSONL, the start of the "
        "workers included; medians of three runs each, taken in turn. The speed-up by the clock needs two idle cores; "
        "the one by processor time is what two idle cores would give."
    )
    large = (
        f"{options.count:,} logins from one JSONL on two processes: {taken:.1f} s, peak memory {parent:.0f} MB in the "
        f"parent and {worker:.0f} MB in a worker."
    )
    rows = [
        f"| {n} | {walls[n]:.2f} | {cpus[n]:.2f} | {options.batch / walls[n]:,.0f} | {walls[1] / walls[n]:.2f} "
        f"| {n * cpus[1] / cpus[n]:.2f} |"
        for n in runs
    ]
    return [
        about,
        "",
        "| processes | wall s | CPU s | logins a second | speed-up by the clock | by processor time |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
        *rows,
        "",
        large,
    ]


def report(options: argparse.Namespace) -> list[str]:
    """All of it, as a part of the page."""
    idp = IdP()
    with folder_with(material(1, idp)) as folder:
        latency = one_file(folder, options.runs)
        many = batches(options, idp, folder)
    count, taken = python(_PREVIEWS.format(rounds=PREVIEWS))
    previews = (
        f"Previews of the demo's logins, their verdicts known: {count / taken:,.0f} a second on one core "
        f"({taken / count * 1e3:.3f} ms each)."
    )
    return [
        "## Many messages",
        "",
        *many,
        "",
        previews,
        "",
        "## One file",
        "",
        f"| median of {options.runs} processes | ms |",
        "| --- | ---: |",
        *(f"| {name} | {ms:.0f} |" for name, ms in latency.items()),
    ]
