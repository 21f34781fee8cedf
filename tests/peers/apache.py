"""A private Apache on loopback, run by an unprivileged user, with the modules that a test names."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

MODULES = Path("/usr/lib/apache2/modules")
_COMMON = ("mpm_event", "authn_core", "authz_core", "authz_user", "headers", "mime", "dir")


def missing(module: str, package: str) -> str | None:
    """What keeps an Apache with this module from being started here, or None."""
    if shutil.which("apache2") is None:
        return "apache2 is not installed (Debian: apache2)"
    if not (MODULES / f"{module}.so").is_file():
        return f"Apache's {module} is not installed (Debian: {package})"
    return None


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def folder(user: str = "www-data") -> Iterator[tuple[Path, list[str]]]:
    """A folder for what a server reads and writes, and the command that becomes its owner."""
    root = Path(tempfile.mkdtemp(prefix="jitadmin-server-"))
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []
    try:
        yield root, become
    finally:
        shutil.rmtree(root, ignore_errors=True)


def hand_over(root: Path, become: Sequence[str], user: str = "www-data") -> None:
    """Give all files of the folder to the user that the server runs as."""
    if become:
        for path in (root, *root.rglob("*")):
            shutil.chown(path, user, user)


@contextmanager
def running(
    root: Path,
    become: Sequence[str],
    port: int,
    modules: Sequence[str],
    site: str,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Start Apache with a site; yields its address. The log is told where it does not start."""
    (root / "www").mkdir()
    (root / "www" / "index.html").write_text("the protected page\n")
    configuration = root / "apache2.conf"
    configuration.write_text(_server(root, port, modules) + site)
    hand_over(root, become)
    command = [*become, shutil.which("apache2") or "apache2", "-f", str(configuration), "-DFOREGROUND"]
    log = root / "apache.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    try:
        _wait(process, port, log, root / "error.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(20)


def _server(root: Path, port: int, modules: Sequence[str]) -> str:
    loads = "".join(f"LoadModule {m.removeprefix('mod_')}_module {MODULES}/mod_{m}.so\n" for m in _COMMON)
    return (
        f'ServerRoot "{root}"\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile "{root}/pid"\n'
        f'ErrorLog "{root}/error.log"\nLogLevel info\nMutex "file:{root}"\nDocumentRoot "{root}/www"\n'
        f"TypesConfig /etc/mime.types\nStartServers 1\nThreadsPerChild 8\nMinSpareThreads 1\nMaxSpareThreads 8\n"
        f"MaxRequestWorkers 8\n{loads}"
        + "".join(f"LoadModule {name} {file}\n" for name, file in map(str.split, modules))
    )


def _wait(process: "subprocess.Popen[bytes]", port: int, *logs: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                told = "".join(log.read_text(errors="replace") for log in logs if log.exists())
                raise RuntimeError(f"Apache did not start: {told}") from None
            time.sleep(0.02)
