"""Shibboleth's own programs: the daemon's check of a configuration, and what its site would see of a login."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.peers import apache


def missing() -> str | None:
    """What keeps them from being started here, or None."""
    if shutil.which("shibd") is None or shutil.which("resolvertest") is None:
        return "Shibboleth is not installed (Debian: libapache2-mod-shib, shibboleth-sp-utils)"
    return None


@contextmanager
def running(root: Path, become: Sequence[str], port: int, shown: Mapping[str, str]) -> Iterator[str]:
    """Start the daemon and a site whose files lie in the folder; pages tell variables in the headers ``shown``."""
    echoes = "".join(f'Header always set {header} "%{{{name}}}e"\n' for header, name in shown.items())
    site = f'Header always set X-User "expr=%{{REMOTE_USER}}"\n{echoes}Include "{root}/shibboleth.conf"\n'
    own = {
        "SHIBSP_CONFIG": f"{root}/shibboleth2.xml",
        "SHIBSP_RUNDIR": str(root),
        "SHIBSP_LOGGING": "/etc/shibboleth/console.logger",
    }
    (root / "shibboleth").mkdir()
    apache.hand_over(root, become)
    command = [*become, shutil.which("shibd") or "shibd", "-F", "-f", "-p", f"{root}/shibd.pid"]
    with (root / "shibd.log").open("wb") as log:
        daemon = subprocess.Popen(
            command, env={**os.environ, **own}, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(daemon, root)
        modules = [f"mod_shib {apache.MODULES}/mod_shib.so"]
        with apache.running(root, become, port, modules, site, own) as address:
            yield address
    finally:
        if daemon.poll() is None:
            daemon.terminate()
        daemon.wait(20)


def _wait(daemon: "subprocess.Popen[bytes]", root: Path) -> None:
    deadline = time.monotonic() + 20
    while not (root / "shibboleth" / "shibd.sock").exists():
        if daemon.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"shibd did not start: {(root / 'shibd.log').read_text(errors='replace')}")
        time.sleep(0.02)


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
