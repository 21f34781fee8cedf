"""The command line as a process: what it loads, its streams, and how it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from jitadmin import __version__
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
NO_DISPLAY = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a display")


def environment(**more: str) -> dict[str, str]:
    return {**NO_DISPLAY, "PYTHONPATH": str(ROOT), **more}


def started(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "jitadmin", *arguments],
        capture_output=True,
        check=False,
        timeout=60,
        env=environment(**more),
    )


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], ["lxml", "PySide6", "sqlalchemy", "saml2", "cel", "yaml"]),
        (
            ["inspect", "-q", "--idp", "idp.xml", "ada.xml"],
            ["PySide6", "sqlalchemy", "saml2", "cel", "yaml", "keyring"],
        ),
        (["preview", "-q", "--document", "connection.yaml", "ada.xml"], ["PySide6", "sqlalchemy", "saml2", "keyring"]),
    ],
)
def test_a_verb_loads_only_what_it_needs(desk: Path, arguments: list[str], absent: list[str]) -> None:
    code = f"import sys; from jitadmin import cli\ntry: cli.main({arguments!r})\nexcept SystemExit: pass\n"
    code += f"print('loaded:', [name for name in {absent!r} if name in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60, env=environment()
    )
    assert ran.stdout.splitlines()[-1] == "loaded: []"


def test_the_version_is_printed(run: Run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"jitadmin {__version__}\n")


@pytest.mark.parametrize(
    "arguments", [["check"], ["apply"], ["inspect"], ["--zzz"], ["inspect", "--form", "json", "x"]]
)
def test_a_wrong_command_line_is_usage(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: jitadmin")


def test_help_lists_the_verbs(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for verb in ("demo", "inspect", "preview", "doctor"):
        assert f"\n  {verb}" in ran.out.replace("    ", "  ")


def test_a_window_is_wished_for_and_not_opened_here(run: Run) -> None:
    from jitadmin.cli import OpenWindow

    assert run().code == OpenWindow()
    assert run("-w", "x.db").code == OpenWindow(workspace="x.db")
    assert run("demo").code == OpenWindow(demo=True)
    assert run("demo", "-w", "place").code == OpenWindow(demo=True, workspace="place")


@LINUX
@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_without_a_display_it_says_so_and_ends(arguments: list[str]) -> None:
    ran = started(*arguments)
    assert ran.returncode == 4
    assert ran.stdout == b""
    assert b"There is no display" in ran.stderr
    assert b"xvfb-run" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@LINUX
def test_a_display_that_is_not_there_or_never_answers_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from jitadmin.adapters import surroundings

    monkeypatch.setattr(surroundings, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        if port < 6000:
            pytest.skip("the system gave a port below those of X11")
        for display in (f"127.0.0.1:{port - 6000}", ":59999", "nonsense", "nohost.invalid:0"):
            refusal = surroundings.window_refusal({"DISPLAY": display})
            assert refusal is not None
            assert f"The display {display} does not answer" in str(refusal)


@LINUX
def test_a_display_that_answers_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    from jitadmin.adapters import surroundings

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if port < 6000:
            pytest.skip("the system gave a port below those of X11")

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(64)
                connection.sendall(b"\0\0\x0b\0\0\0\0\0")

        thread = threading.Thread(target=refuse)
        thread.start()
        probe = surroundings._display({"DISPLAY": f"127.0.0.1:{port - 6000}"})
        thread.join()
        assert probe.result == "pass"


@LINUX
def test_missing_libraries_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    from jitadmin.adapters import surroundings

    monkeypatch.setattr(surroundings, "_loads", lambda name: "xcb-cursor" not in name and "EGL" not in name)
    monkeypatch.setattr(surroundings, "_answers", lambda *_: True)
    refusal = surroundings.window_refusal({"DISPLAY": ":0"})
    assert "lacks libEGL.so.1, libxcb-cursor.so.0" in str(refusal)
    assert str(refusal).endswith("sudo apt-get install libegl1 libxcb-cursor0")
    assert surroundings.window_refusal({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_doctor_says_what_there_is(run: Run, tmp_path: Path) -> None:
    ran = run("doctor", "--format", "jsonl", "-w", tmp_path / "x.db")
    assert ran.code == 0
    assert all(set(line) == {"code", "result", "message"} for line in ran.lines)
    said = {line["code"]: line for line in ran.lines}
    named = said["doctor.libraries"]["message"].lower().replace("_", "-")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.split(r"[\[<>=!]", name)[0].lower() for name in project["dependencies"]]
    assert [name for name in wanted if f"{name} " not in named] == []
    assert str(tmp_path) in said["doctor.folder"]["message"]
    assert not list(tmp_path.iterdir())
    assert run("doctor").out.startswith(f"✓ jitadmin {__version__} on Python 3.")
    assert len(json.loads(run("doctor", "--format", "json").out)) >= 5


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_doctor_fails_where_nothing_can_be_written(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert run("doctor", "-w", tmp_path / "x.db").code == 4


def test_a_database_address_is_shown_without_its_password(run: Run) -> None:
    ran = run("doctor", "-w", "postgresql+psycopg://ada:hunter2@127.0.0.1:1/jit")
    assert ran.code == 4
    assert "hunter2" not in ran.out + ran.err
    assert "postgresql+psycopg://ada:***@127.0.0.1:1/jit cannot be opened" in ran.out


def test_results_are_utf8_whatever_the_locale(desk: Path) -> None:
    ran = started("inspect", "--idp", "idp.xml", "ada.xml", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert "✓ ACCEPTED".encode() in ran.stdout
    assert b"\x1b" not in ran.stdout


def test_a_closed_pipe_ends_it_quietly(desk: Path) -> None:
    (desk / "many").mkdir()
    for number in range(300):
        (desk / "many" / f"{number}.xml").write_bytes((desk / "ada.xml").read_bytes())
    command = [sys.executable, "-m", "jitadmin", "inspect", "--format", "jsonl", "many"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"source"')
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_an_interrupt_ends_it_without_a_traceback(desk: Path) -> None:
    command = [sys.executable, "-m", "jitadmin", "inspect", "--format", "jsonl", "-o", "out.jsonl", "ada.xml", "-"]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment(), **streams) as process:  # type: ignore[call-overload]
        # The result of the first file is on its way into the hidden file once that exists.
        while not [path for path in desk.iterdir() if path.name.startswith(".out.jsonl")]:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert not (desk / "out.jsonl").exists()
    assert not [path for path in desk.iterdir() if path.name.startswith(".out.jsonl")]


def test_a_fault_of_ours_is_told_without_values(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jitadmin.cli import judging

    def broken(*_: object, **__: object) -> None:
        raise KeyError("ada@example.test")

    monkeypatch.setattr(judging, "judge", broken)
    ran = run("inspect", "ada.xml")
    assert ran.code == 4
    assert ran.err.startswith("jitadmin: A fault of jitadmin itself (KeyError).")
    assert "ada@" not in ran.err + run("inspect", "-v", "ada.xml").err
    assert "judging.py:" in run("inspect", "-v", "ada.xml").err


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")


def shell(line: str, desk: Path) -> subprocess.CompletedProcess[str]:
    """Type a line into a shell, where ``jitadmin`` is this program."""
    return subprocess.run(
        ["sh", "-c", line.replace("jitadmin", f"'{sys.executable}' -m jitadmin")],
        cwd=desk, capture_output=True, text=True, check=False, timeout=60, env=environment(),
    )  # fmt: skip


@FULL
@pytest.mark.parametrize("arguments", ["inspect ada.xml", "formats", "doctor"])
def test_a_standard_output_that_is_full_is_named(desk: Path, arguments: str) -> None:
    ran = shell(f"jitadmin {arguments} >/dev/full", desk)
    assert ran.returncode == 4
    assert ran.stderr.splitlines()[-1] == "jitadmin: Standard output cannot be written: No space left on device."


@LINUX
def test_a_standard_output_that_is_closed_is_named(desk: Path) -> None:
    ran = shell("jitadmin inspect ada.xml >&-", desk)
    assert (ran.returncode, ran.stderr) == (4, "jitadmin: There is no standard output to write to.\n")


@FULL
@pytest.mark.parametrize("closed", ["2>/dev/full", "2>&-"])
def test_what_nobody_can_read_on_standard_error_changes_nothing(desk: Path, closed: str) -> None:
    ran = shell(f"jitadmin inspect --format jsonl ada.xml connection.yaml forged.xml {closed}", desk)
    assert ran.returncode == 3
    assert [json.loads(line)["verdict"] for line in ran.stdout.splitlines()] == ["refused", "unreadable", "refused"]
    assert shell(f"jitadmin inspect --key none.pem ada.xml {closed}", desk).returncode == 3


@LINUX
def test_without_a_standard_input_nobody_is_asked(desk: Path) -> None:
    ran = shell("jitadmin -w place.sqlite keys remove none --yes <&-; jitadmin inspect - <&-", desk)
    assert ran.returncode == 3
    assert "fault of jitadmin" not in ran.stderr
    assert "There is no standard input" in ran.stdout
