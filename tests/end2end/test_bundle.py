"""The one-folder bundle: built from the recipe, then used as someone without Python would."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jitadmin import __version__
from tests.builders import ACS, SP, IdP

ROOT = Path(__file__).resolve().parents[2]
# One process builds the folder for all of these.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundle")]


# The expression shows that the rule engine is in the folder.
DOCUMENT = """\
apiVersion: jitadmin/v1
name: example
identityProvider:
  entityId: {idp}
  metadataFile: idp.xml
serviceProvider:
  entityId: {sp}
  acs: [{acs}]
attributes:
  rows:
    - {{field: userName, from: [{{cel: "attributes.mail[0] + '.sso'"}}], required: true}}
roles:
  roles:
    - {{name: admin, permissions: [write]}}
  rules:
    - {{when: {{attribute: groups, equals: Admins}}, grant: [admin]}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if sys.platform == "linux" and shutil.which("objdump") is None:
        pytest.skip("PyInstaller needs objdump (Debian: binutils)")
    place = tmp_path_factory.mktemp("bundle")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(place / "dist"), "--workpath", str(place / "build"), str(ROOT / "jitadmin.spec")]
    built = subprocess.run(
        command, cwd=place, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False
    )
    assert built.returncode == 0, built.stderr
    return place / "dist" / "jitadmin"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def screen() -> Iterator[str]:
    """An X server of its own; the name of its display."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1480x920x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the developer's environment: no Python, no display."""
    if sys.platform == "win32":
        return {**os.environ, **more}
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **more}


def program(folder: Path) -> str:
    return str(folder / ("jitadmin.exe" if sys.platform == "win32" else "jitadmin"))


def run(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program(folder), *arguments],
        cwd=home,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_it_says_its_version(folder: Path, home: Path) -> None:
    done = run(folder, home, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"jitadmin {__version__}\n", "")


def test_it_judges_a_login(folder: Path, home: Path) -> None:
    idp = IdP()
    (home / "login.xml").write_bytes(idp.response())
    (home / "idp.xml").write_bytes(idp.metadata_xml())
    options = ("--idp", "idp.xml", "--audience", SP, "--acs", ACS, "--format", "jsonl")
    done = run(folder, home, "inspect", *options, "login.xml")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["verdict"] == "accepted"


def test_it_previews_a_login(folder: Path, home: Path) -> None:
    idp = IdP()
    (home / "login.xml").write_bytes(idp.response(attributes={"mail": "ada@example.test", "groups": ["Admins"]}))
    (home / "idp.xml").write_bytes(idp.metadata_xml())
    (home / "connection.yaml").write_text(DOCUMENT.format(idp=idp.entity_id, sp=SP, acs=ACS))
    done = run(folder, home, "preview", "--document", "connection.yaml", "--format", "jsonl", "login.xml")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["verdict"], told["outcome"]) == ("accepted", "create")
    assert told["account"]["userName"] == "ada@example.test.sso"
    assert told["roles"]["granted"] == ["admin"]


def test_it_keeps_a_workspace(folder: Path, home: Path) -> None:
    idp = IdP()
    (home / "login.xml").write_bytes(idp.response(attributes={"mail": "ada@example.test", "groups": ["Admins"]}))
    (home / "idp.xml").write_bytes(idp.metadata_xml())
    (home / "connection.yaml").write_text(DOCUMENT.format(idp=idp.entity_id, sp=SP, acs=ACS))
    workspace = ("-w", str(home / "kept.sqlite"))
    applied = run(folder, home, "apply", *workspace, "connection.yaml")
    assert applied.returncode == 0, applied.stderr
    done = run(folder, home, "preview", *workspace, "example", "--format", "jsonl", "login.xml")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["account"]["userName"] == "ada@example.test.sso"
    sheet = run(folder, home, "export", *workspace, "example", "--format", "shibboleth-sp", "-o", "shibboleth")
    assert sheet.returncode == 0, sheet.stderr
    assert SP in (home / "shibboleth" / "shibboleth2.xml").read_text()


def test_it_refuses_a_changed_login(folder: Path, home: Path) -> None:
    idp = IdP()
    genuine = idp.response()
    changed = genuine.replace(b"@example.", b"@exemple.", 1)
    assert changed != genuine
    (home / "login.xml").write_bytes(changed)
    (home / "idp.xml").write_bytes(idp.metadata_xml())
    done = run(folder, home, "inspect", "--idp", "idp.xml", "--format", "jsonl", "--fail-on", "refused", "login.xml")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert told["verdict"] == "refused"
    assert "signature.digest_mismatch" in {check["code"] for check in told["checks"] if check["result"] == "fail"}


def test_it_says_what_it_cannot_read(folder: Path, home: Path) -> None:
    (home / "login.xml").write_text("<a><b></a>")
    done = run(folder, home, "inspect", "login.xml")
    assert done.returncode == 3
    assert "Traceback" not in done.stdout + done.stderr


def test_it_finds_all_its_parts(folder: Path, home: Path) -> None:
    done = run(folder, home, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="only X11 and Wayland can be without a display")
def test_without_a_display_it_says_so(folder: Path, home: Path) -> None:
    done = run(folder, home, "demo")
    assert done.returncode == 4
    assert "display" in done.stderr
    assert "Traceback" not in done.stderr


def test_its_window_opens_the_demo_and_closes(folder: Path, home: Path, screen: str) -> None:
    around = environment(home, DISPLAY=screen, QT_QPA_PLATFORM="xcb")
    with subprocess.Popen([program(folder), "demo"], env=around, cwd=home, stderr=subprocess.PIPE, text=True) as window:
        assert window.stderr is not None
        try:
            search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", " – jitadmin$"]
            found = subprocess.run(search, env=around, capture_output=True, text=True, timeout=60, check=False)
            assert found.stdout.split(), found.stderr
            window.send_signal(signal.SIGINT)
            assert window.wait(timeout=30) == 0
            assert window.stderr.read() == ""
        finally:
            window.kill()
