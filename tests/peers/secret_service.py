"""A real Secret Service: gnome-keyring in a D-Bus session of its own, with its files in a temporary folder."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("dbus-daemon", "gnome-keyring-daemon")
PATIENCE = 15.0


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in NEEDED if shutil.which(name) is None]


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """Start the session and the keyring, unlocked by an empty password; yields the environment that leads to it."""
    home = folder / "home"
    runtime = folder / "run"
    for each in (home, runtime):
        each.mkdir(parents=True, mode=0o700)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DBUS_", "XDG_", "GNOME_"))},
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(home / "share"),
    }
    bus = subprocess.Popen(
        [
            "dbus-daemon",
            "--session",
            "--nofork",
            "--nopidfile",
            "--print-address=1",
            f"--address=unix:path={runtime}/bus",
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert bus.stdout is not None
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    keyring = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert keyring.stdin is not None
    keyring.stdin.write("\n")
    keyring.stdin.close()
    try:
        _wait_for_the_service(environment)
        yield environment
    finally:
        for process in (keyring, bus):
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        bus.stdout.close()


def _wait_for_the_service(environment: dict[str, str]) -> None:
    ask = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
    ask += ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = subprocess.run(ask, env=environment, capture_output=True, text=True, check=False)
        if "boolean true" in answer.stdout:
            return
        time.sleep(0.02)
    raise RuntimeError("gnome-keyring did not take its place on the bus")
