"""Shibboleth's own programs: the daemon's check of a configuration, and what its site would see of a login."""

import os
import re
import shutil
import subprocess
from pathlib import Path


def missing() -> str | None:
    """What keeps them from being started here, or None."""
    if shutil.which("shibd") is None or shutil.which("resolvertest") is None:
        return "Shibboleth is not installed (Debian: libapache2-mod-shib, shibboleth-sp-utils)"
    return None


def complaints(folder: Path) -> list[str]:
    """What the daemon has to say of ``shibboleth2.xml``; it exits well even where keys or maps are missing."""
    command = ["shibd", "-t", "-c", str(folder / "shibboleth2.xml")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    told = [
        line for line in (answer.stdout + answer.stderr).splitlines() if re.search(r" (WARN|ERROR|CRIT|FATAL) ", line)
    ]
    return told if answer.returncode == 0 else [*told, f"exit code {answer.returncode}"]


def seen(folder: Path, issuer: str, assertion: bytes) -> dict[str, str]:
    """The variables of a site whose configuration lies in the folder, after a login with this assertion."""
    answer = subprocess.run(
        ["resolvertest", "-i", issuer, "-saml2"],
        input=assertion,
        env={**os.environ, "SHIBSP_CONFIG": str(folder / "shibboleth2.xml")},
        capture_output=True,
        check=True,
    )
    lines = answer.stdout.decode().splitlines()
    return {name: value for name, _, value in (line.partition(": ") for line in lines) if value}
