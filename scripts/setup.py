#!/usr/bin/env python3
"""Set up a checkout in its own `.venv`: `setup.py run` to use it, `setup.py dev` to work on it.

Needs Python with venv and pip and nothing else, and installs the pinned versions. A stamp in `.venv` remembers what was
installed, so that the next run takes a moment. Works on Linux, macOS and Windows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
PINS = {"run": "constraints-run.txt", "dev": "constraints.txt"}
SHOWN_LINES = 30
OLDEST, TOO_NEW = (3, 11), (3, 15)


class SetupError(Exception):
    """Carry the sentence that tells a person why the set-up stopped and what to do."""


def fingerprint(purpose: str) -> str:
    """Digest everything that decides what the environment holds."""
    digest = hashlib.sha256(f"{sys.implementation.cache_tag}\n{sys.base_prefix}\n{ROOT}".encode())
    for name in (PINS[purpose], "scripts/setup.py"):
        digest.update((ROOT / name).read_bytes())
    # An older Python lacks it, and must get as far as being told so.
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [project["build-system"], project["project"], project["tool"]["hatch"]]
    digest.update(json.dumps(parts, sort_keys=True).encode())
    return digest.hexdigest()


def ready(purpose: str) -> bool:
    """Tell whether the environment already serves the purpose; the one for work also serves for use."""
    serving = ("dev",) if purpose == "dev" else ("run", "dev")
    return PYTHON.exists() and any(
        stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint(stamp.stem)
        for stamp in (VENV / f"{name}.stamp" for name in serving)
    )


def run(*command: str | Path) -> None:
    """Run one step without a question, and show what it printed only when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.decode(errors="replace").splitlines()[-SHOWN_LINES:])
        raise SetupError(f"{tail}\nThis step failed with exit code {done.returncode}: {' '.join(map(str, command))}")


def make_environment() -> None:
    """Make a fresh `.venv`, since pieces of an old one could shadow a pinned version."""
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        run(sys.executable, "-m", "venv", VENV)
    except SetupError as error:
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        hint = f"On Debian or Ubuntu this helps: sudo apt-get install -y python{version}-venv"
        raise SetupError(f"{error}\nPython {version} could not make a virtual environment. {hint}") from None


def install(purpose: str) -> None:
    """Install the pinned wheels, each checked against its hash, and then this checkout in place."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet")
    print(f"Installing the versions of {PINS[purpose]} into .venv (a minute or two the first time) …", flush=True)
    run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", PINS[purpose])
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")
    (VENV / f"{purpose}.stamp").write_text(fingerprint(purpose), encoding="ascii")


def main() -> int:
    """Set up once, and notice quickly when there is nothing to do."""
    parser = argparse.ArgumentParser(description="Set up this checkout in .venv with the pinned versions.")
    parser.add_argument("purpose", nargs="?", choices=sorted(PINS), default="run")
    purpose = parser.parse_args().purpose
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        print(f"jitadmin needs Python 3.11 to 3.14; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    try:
        if not ready(purpose):
            make_environment()
            install(purpose)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
