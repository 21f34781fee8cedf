"""Many items on several processes: the order, the memory of it, and every way it can end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jitadmin.adapters.batch import CHUNK, answers
from jitadmin.core.errors import SurroundingsError

ROOT = Path(__file__).resolve().parents[2]


class Squares:
    """Squares numbers and tells which process did it; the recipe says what to do at odd numbers."""

    def __init__(self, recipe: str) -> None:
        self.recipe = recipe

    def __call__(self, number: int) -> tuple[int, int, bool]:
        if self.recipe == "die":
            os._exit(3)
        if self.recipe == "raise":
            raise ValueError(f"no square of {number}")
        if self.recipe == "slow":
            time.sleep(0.01)
        return number * number, os.getpid(), "PySide6" in sys.modules


def test_few_items_are_answered_here() -> None:
    found = list(answers(Squares, "", range(40)))
    assert [square for square, _, _ in found] == [n * n for n in range(40)]
    assert {process for _, process, _ in found} == {os.getpid()}


def test_many_items_are_shared_and_answered_in_order_without_qt() -> None:
    count = 10 * CHUNK + 7
    found = list(answers(Squares, "slow", range(count), alone=10, processes=2))
    assert [square for square, _, _ in found] == [n * n for n in range(count)]
    assert {process for _, process, _ in found[:10]} == {os.getpid()}
    workers = {process for _, process, _ in found[10:]}
    assert len(workers) == 2
    assert os.getpid() not in workers
    assert not any(qt for _, _, qt in found[10:])


def test_items_are_taken_only_a_little_ahead() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100 * CHUNK):
            taken += 1
            yield number

    found = answers(Squares, "", items(), alone=0, processes=2)
    assert next(found)[0] == 0
    assert taken <= 10 * CHUNK
    found.close()


def test_large_items_make_small_chunks() -> None:
    taken = 0

    def items() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * (5 << 20)

    found = answers(Lengths, None, items(), alone=0, processes=2, weigh=len)
    assert next(found) == 5 << 20
    assert taken <= 10
    found.close()


class Lengths:
    """Measures items."""

    def __init__(self, recipe: None) -> None:
        self.recipe = recipe

    def __call__(self, item: bytes) -> int:
        return len(item)


def test_another_executor_does_the_work() -> None:
    with ThreadPoolExecutor(1) as executor:
        found = list(answers(Squares, "", range(300), executor=executor))
    assert [square for square, _, _ in found] == [n * n for n in range(300)]


def test_a_fault_in_the_work_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no square of 0"):
        list(answers(Squares, "raise", range(10 * CHUNK), alone=0, processes=2))


def test_a_worker_that_dies_is_told_as_such() -> None:
    with pytest.raises(SurroundingsError) as caught:
        list(answers(Squares, "die", range(10 * CHUNK), alone=0, processes=2))
    assert caught.value.code == "batch.worker_lost"
    assert "memory" in str(caught.value)


PROGRAM = """
import sys
from jitadmin.adapters.batch import answers
from tests.adapters.test_batch import Squares
if __name__ == "__main__":
    workers = set()
    try:
        for _, process, _ in answers(Squares, "slow", range(10**6), alone=0, processes=2):
            if process not in workers:
                workers.add(process)
                print(process, flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize("ending", ["interrupt", "kill"])
def test_no_worker_outlives_an_end_before_time(tmp_path: Path, ending: str) -> None:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        workers = [int(process.stdout.readline()) for _ in range(2)]
        if ending == "interrupt":
            # A terminal sends Ctrl-C to every process of the group.
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(20) == 130
            assert process.stderr.read() == ""
        else:
            process.kill()
            process.wait(20)
    until = time.monotonic() + 20
    while any(map(is_alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_alive, workers))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    # A process that ended and that nobody waited for is still listed, as a zombie.
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
