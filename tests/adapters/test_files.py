"""A file is there whole or not at all, whatever happens while it is written."""

import os
from pathlib import Path

import pytest

from jitadmin.adapters.files import replacing
from jitadmin.core.errors import SurroundingsError


def test_a_file_takes_the_place_of_the_old_one_with_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert list(tmp_path.iterdir()) == [path]


def broken_off(path: Path, fault: type[BaseException]) -> None:
    with replacing(path) as file:
        file.write(b"new")
        raise fault


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path, fault: type[BaseException]) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with pytest.raises(fault):
        broken_off(path, fault)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_in_the_moment_the_file_is_made_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def interrupted(path: str, flags: int, mode: int) -> int:
        os.close(real(path, flags, mode))
        assert list(tmp_path.iterdir())
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("jitadmin.adapters.files.os.open", interrupted)
        with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "x"):
            pytest.fail("the interrupt comes before")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="cannot be written: No such file"), replacing(tmp_path / "none" / "x"):
        pytest.fail("nothing can be written there")
