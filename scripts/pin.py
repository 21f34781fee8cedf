#!/usr/bin/env python3
"""Write the files of pinned versions anew, so that every machine installs the same bytes.

`constraints.txt` holds everything that developing, testing and bundling need; `constraints-run.txt` the part of it that
running needs. Releases younger than two weeks are passed over, and a package without a wheel is refused, on any of the
systems that are promised.
"""

import itertools
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    *("--universal", "--python-version", "3.11", "--exclude-newer", "14 days", "--only-binary", ":all:"),
    *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-config", "--quiet"),
)
FILES = {
    "constraints.txt": ("All that is needed to develop, test and bundle jitadmin", ("--extra", "dev", "--upgrade")),
    "constraints-run.txt": ("All that is needed to run jitadmin", ("--extra", "run", "-c", "constraints.txt")),
}

# Intel Macs are missing because cryptography has no wheels for them, older systems because Qt has none.
SYSTEMS = ("x86_64-manylinux_2_34", "aarch64-manylinux_2_39", "x86_64-pc-windows-msvc", "aarch64-apple-darwin")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def uv() -> str:
    """Name the pinned uv of this environment."""
    return str(Path(sysconfig.get_path("scripts")) / ("uv.exe" if sys.platform == "win32" else "uv"))


def pin(name: str, title: str, options: tuple[str, ...]) -> None:
    """Resolve one file and put a head on it that says how it came about."""
    command = [uv(), "pip", "compile", "pyproject.toml", *OPTIONS, *options, "-o", name]
    subprocess.run(command, cwd=ROOT, check=True)
    path = ROOT / name
    pins = path.read_text(encoding="utf-8")
    if address := re.search(r"^.*(?:://|--index|--find-links).*$", pins, re.MULTILINE):
        raise SystemExit(f"{name} would name an address: {address.group()}")
    path.write_text(
        f"# {title}. Written by `make constraints`; see docs/decisions/0001-pinned-versions.md.\n{pins}",
        encoding="utf-8",
    )


def prove(name: str, system: str, python: str) -> None:
    """Refuse pins that some system could not install."""
    with tempfile.TemporaryDirectory() as folder:
        options = ("--dry-run", "--no-config", "--target", folder, "--only-binary", ":all:", "--require-hashes")
        place = ("--python-platform", system, "--python-version", python)
        tried = subprocess.run(
            [uv(), "pip", "install", *options, *place, "-r", name],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    if tried.returncode:
        raise SystemExit(f"{name} cannot be installed on {system} with Python {python}:\n{tried.stderr}")


def main() -> int:
    """Pin all files, the complete one first, because the other takes its versions from it."""
    for name, (title, options) in FILES.items():
        pin(name, title, options)
    for name, system, python in itertools.product(FILES, SYSTEMS, PYTHONS):
        prove(name, system, python)
    return 0


if __name__ == "__main__":
    sys.exit(main())
