"""The command line as processes in a home of their own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class CommandLine:
    """Runs ``jitadmin`` in a folder that holds its data, its temporary files, and all that it prints."""

    def __init__(self, folder: Path, session: dict[str, str]) -> None:
        self.folder = folder
        places = {"HOME": "home", "TMPDIR": "tmp", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config",
                  "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}  # fmt: skip
        self.environment = {**session, "PYTHONPATH": str(ROOT)}
        for name, place in places.items():
            (folder / place).mkdir()
            self.environment[name] = str(folder / place)
        self.environment.pop("JITADMIN_WORKSPACE", None)
        self.runs = 0

    def run(self, *arguments: str, code: int = 0) -> str:
        """What it prints; that is kept in files, too."""
        self.runs += 1
        done = subprocess.run(
            [sys.executable, "-m", "jitadmin", *arguments], env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
        (self.folder / f"{self.runs}.out").write_bytes(done.stdout)
        (self.folder / f"{self.runs}.err").write_bytes(done.stderr)
        assert done.returncode == code, (arguments, done.stderr.decode())
        return done.stdout.decode()

    def one(self, *arguments: str) -> dict[str, Any]:
        """The only object that it prints."""
        found: dict[str, Any] = json.loads(self.run(*arguments, "--format", "jsonl"))
        return found
