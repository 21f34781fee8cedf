"""Shipped files are found in a checkout and in an installed wheel, and nothing outside ``resources/`` is."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jitadmin.assets import asset

ROOT = Path(__file__).resolve().parent.parent
FINDER = "import sys; from jitadmin.assets import asset; print(asset(sys.argv[1]))"


def shipped_names() -> list[str]:
    resources = ROOT / "resources"
    return sorted(path.relative_to(resources).as_posix() for path in resources.rglob("*") if path.is_file())


def test_every_file_of_a_checkout_is_found() -> None:
    names = shipped_names()
    assert names
    for name in names:
        assert asset(name) == ROOT / "resources" / name


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "a/../../pyproject.toml", "/etc/passwd", "..\\pyproject.toml", "C:/Windows/win.ini"]
)
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name below resources"):
        asset(name)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"resources/no/such\.file"):
        asset("no/such.file")


@pytest.mark.slow
def test_an_installed_wheel_carries_every_file(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("jitadmin-*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for name in shipped_names():
        found = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(site)!r}); {FINDER}", name],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert Path(found.stdout.strip()) == site / "jitadmin" / "resources" / name
        assert (site / "jitadmin" / "resources" / name).read_bytes() == (ROOT / "resources" / name).read_bytes()
