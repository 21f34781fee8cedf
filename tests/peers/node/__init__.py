"""Node.js software, installed from its pinned versions the first time it is asked for."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE.parents[2] / ".cache" / "node"


def missing() -> str | None:
    """What keeps it from being started here, or None."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node.js is not installed (Debian: nodejs, npm)"
    return None


def modules() -> Path:
    """The folder of the installed packages; its name changes with the pinned versions.

    It appears whole: tests in several processes may ask for it at the same time.
    """
    pins = (HERE / "package-lock.json").read_bytes()
    folder = KEPT / hashlib.sha256(pins).hexdigest()[:12]
    if folder.exists():
        return folder
    KEPT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=KEPT) as name:
        made = Path(name) / "made"
        made.mkdir()
        for file in ("package.json", "package-lock.json"):
            shutil.copy(HERE / file, made / file)
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, check=True, cwd=made, stdin=subprocess.DEVNULL)
        try:
            made.rename(folder)
        except OSError:
            # Another process was quicker.
            if not folder.exists():
                raise
    return folder


def told(*words: str) -> Any:
    """What ``load.cjs`` prints; raises RuntimeError where the software refuses to load a file."""
    answer = subprocess.run(
        ["node", str(HERE / "load.cjs"), *words],
        env={**os.environ, "NODE_FOLDER": str(modules())},
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if answer.returncode:
        raise RuntimeError(answer.stderr.decode()[-2000:])
    return json.loads(answer.stdout)
