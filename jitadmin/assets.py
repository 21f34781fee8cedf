"""Where the files are that are shipped with jitadmin: one answer for a checkout, an installed package and a bundle."""

from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).resolve().parent


def asset(name: str, /) -> Path:
    """Return the file or folder shipped under ``resources/``, so that no caller knows how jitadmin was installed.

    The name is relative, with forward slashes, such as ``styles/light.qss``.
    Raises ``ValueError`` for a name that leads out of ``resources/`` and ``FileNotFoundError`` for one that is not
    there.
    """
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name or ":" in name:
        raise ValueError(f"not a name below resources/: {name!r}")
    path = _resources().joinpath(*relative.parts)
    if not path.exists():
        raise FileNotFoundError(f"jitadmin was installed without its resources/{name}")
    return path


def _resources() -> Path:
    """Prefer the folder inside the package (a wheel, a bundle); a checkout has it beside the package."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"
