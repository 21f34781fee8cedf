"""Mutate genuine inputs and stop at the first one that breaks a promise; libFuzzer then keeps that input in a file.

The promises: nothing but an error with a code leaves a reader; a login that is accepted says exactly what was signed; a
document that was read comes back the same from its own text. What reached code that nothing had reached before is kept
in ``build/fuzz/corpus/TARGET``, and the next run goes on from there. Linux only: atheris has wheels for nothing else.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("login", "document", "metadata")
FOLDER = Path("build") / "fuzz"
# Two seconds of the processor are the promise; the clock of the wall ends what hangs without using any.
BOUNDS = ("-timeout=20", "-rss_limit_mb=1024", "-max_len=98304", "-len_control=0", "-print_final_stats=1")


def fuzz(name: str, options: list[str]) -> int:
    """Fuzz one target in a process of its own and say how its corpus grew."""
    corpus = FOLDER / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    before = kept(corpus)
    with tempfile.TemporaryDirectory() as seeds:
        command = [sys.executable, "-m", "tests.fuzz.targets", name, str(corpus), seeds]
        ended = subprocess.run([*command, f"-artifact_prefix={FOLDER}/", *BOUNDS, *options], check=False)
        genuine = kept(Path(seeds))
    added = kept(corpus) - before
    print(
        f"{name}: {genuine} genuine inputs, {before} kept before, {added} added, {before + added} kept now", flush=True
    )
    return ended.returncode


def kept(folder: Path) -> int:
    """How many inputs a folder holds."""
    return sum(1 for _ in folder.iterdir())


def main() -> None:
    """Fuzz the target that the first argument names; the rest goes to libFuzzer."""
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        raise SystemExit(f"usage: python -m tests.fuzz {{{','.join(NAMES)}}} [-max_total_time=SECONDS …]")
    raise SystemExit(fuzz(sys.argv[1], sys.argv[2:]))


if __name__ == "__main__":
    main()
