"""All contenders side by side: the same messages, one run, one machine, in turns.

Each contender runs in a process of its own. In every round each reads its piece of the messages, one contender after
the other, so that a slow moment of the machine meets all alike; the figures are medians over the rounds.
"""

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS, Contender, Missing
from benchmarks.material import Material

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / ".cache" / "benchmarks" / "node"
PIECE = 100
ROUNDS = 20
Times = dict[str, list[tuple[float, float]]]


class Worker:
    """One contender in its process."""

    def __init__(self, name: str, process: "subprocess.Popen[str]", material: Material) -> None:
        self.name = name
        self.process = process
        assert process.stdin
        process.stdin.write(material.as_line())
        self.expect()

    def read(self, form: str, first: int, count: int) -> tuple[float, float]:
        """Seconds of processor and clock for each message of a piece; raises Missing where it cannot be read."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"form": form, "first": first, "count": count}) + "\n")
        answer = self.expect()
        expected = [f"person{number}@example.test" for number in range(first, first + count)]
        if [name for name, _ in answer["seen"]] != expected or not {held for _, held in answer["seen"]} <= {15, None}:
            raise SystemExit(f"{self.name} did not read what was sent: {answer['seen'][:1]}")
        return answer["cpu"] / count, answer["wall"] / count

    def expect(self) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the process ended"}
        if "missing" in answer:
            raise Missing(answer["missing"])
        if "error" in answer:
            raise SystemExit(f"{self.name}: {answer['error']}")
        return answer


def node_packages() -> Path:
    """The folder with the packages for Node.js, installed where they are not there yet; raises Missing."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise Missing("Node.js with npm is not installed")
    NODE.mkdir(parents=True, exist_ok=True)
    wanted = (ROOT / "benchmarks/node/package.json").read_text(encoding="utf-8")
    stamp = NODE / "installed.json"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        (NODE / "package.json").write_text(wanted, encoding="utf-8")
        command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=NODE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Missing("npm could not install the packages")
        stamp.write_text(wanted, encoding="utf-8")
    shutil.copy(ROOT / "benchmarks/node/contender.js", NODE)
    return NODE


@contextmanager
def worker(name: str, contender: Contender, material: Material) -> Iterator[Worker]:
    """A contender that is ready to read."""
    if contender.make:
        command, folder = [sys.executable, "-m", "benchmarks.contenders", name], ROOT
    else:
        command, folder = ["node", "contender.js", name], node_packages()
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=folder, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield Worker(name, process, material)
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait()


def compare(material: Material, forms: tuple[str, ...], rounds: int) -> tuple[dict[str, Times], dict[str, str]]:
    """The times of every round for each form, and why contenders are missing."""
    missing: dict[str, str] = {}
    times: dict[str, Times] = {}
    with ExitStack() as stack:
        workers = {}
        for name, contender in CONTENDERS.items():
            try:
                workers[name] = stack.enter_context(worker(name, contender, material))
            except Missing as why:
                missing[name] = str(why)
        for form in forms:
            times[form] = {name: [] for name in workers}
            for number in range(-1, rounds):
                one_round(workers, form, number, material, times[form], missing)
            times[form] = {name: measured for name, measured in times[form].items() if measured}
    return times, missing


def one_round(
    workers: dict[str, Worker], form: str, number: int, material: Material, times: Times, missing: dict[str, str]
) -> None:
    """Let each contender read its piece; the round before the first warms up and does not count."""
    first = max(number, 0) * PIECE % len(material.messages[form])
    for name, reader in workers.items():
        if f"{name}, {form}" in missing:
            continue
        try:
            # The slow ones read the share of the piece that comes in turn, so that theirs are distinct as well.
            count = PIECE // CONTENDERS[name].share
            measured = reader.read(form, first, count)
        except Missing as why:
            missing[f"{name}, {form}"] = str(why)
            continue
        if number >= 0:
            times[name].append(measured)


def versions(name: str) -> str:
    """The packages that a contender rests on, with their versions."""
    contender = CONTENDERS[name]
    if contender.make:
        return ", ".join(f"{package} {version(package)}" for package in contender.packages.split())
    pins = json.loads((ROOT / "benchmarks/node/package.json").read_text(encoding="utf-8"))["dependencies"]
    return f"{contender.packages} {pins[contender.packages]}"


def medians(times: Times) -> dict[str, tuple[float, float, float, float]]:
    """By name: the median of the processor time, its quartiles, and the median by the clock, in milliseconds."""
    found = {}
    for name, measured in times.items():
        cpu = [one * 1e3 for one, _ in measured]
        low, middle, high = statistics.quantiles(cpu, n=4)
        found[name] = (middle, low, high, statistics.median(wall * 1e3 for _, wall in measured))
    return found


def table(times: Times, base: float, rounds: int) -> list[str]:
    """The table of one form, the fastest first; ``base`` is what signxml took for a signed message."""
    found = medians(times)
    floor = found["floor"][0]
    lines = [
        "| | CPU ms | quartiles | wall ms | a second | to signxml | to the floor | messages |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in sorted(found, key=lambda item: found[item][0]):
        middle, low, high, wall = found[name]
        shown = f"**{name}**" if name == "jitadmin" else name
        read = rounds * (PIECE // CONTENDERS[name].share)
        lines.append(
            f"| {shown} | {middle:.3f} | {low:.3f}–{high:.3f} | {wall:.3f} | {1e3 / middle:,.0f} | {middle / base:.2f} "
            f"| {middle / floor:.2f} | {read:,} |"
        )
    return lines
