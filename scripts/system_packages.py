#!/usr/bin/env python3
"""Find what the system lacks for the window or for the tests, install it where that is allowed, else say what to type.

`system_packages.py demo` looks at the shared libraries of the window, `bundle` also at what PyInstaller needs, `test`
also at the real software that the tests start, `bench` also at what jitadmin is compared with; `--check` only looks.
Exit codes: 0 nothing that is required is missing, 1 something is.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

APT = ("apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2")
APACHE_MODULES = "/usr/lib/apache2/modules"
APT_TIMEOUT_SECONDS = 900
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True)
class Need:
    """One thing the system must have, the Debian package that brings it, and how to see that it is there."""

    package: str
    what: str
    purpose: str
    present: Callable[[], bool]
    required: bool = True


def has_library(soname: str) -> bool:
    """Ask the loader itself, since it alone knows every place it looks in."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Look for any font file in the places that fontconfig reads by default."""
    places = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
    found = (path for place in places for path in Path(place).expanduser().rglob("*"))
    return any(path.suffix.lower() in {".ttf", ".otf", ".ttc", ".pfb"} for path in found)


def has_php_extension(name: str) -> bool:
    """Ask PHP for one of its extensions."""
    php = shutil.which("php")
    if php is None:
        return False
    code = f"exit(extension_loaded('{name}') ? 0 : 1);"
    return subprocess.run([php, "-r", code], stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def has_postgresql() -> bool:
    """Look where Debian puts the server's programs, which are not on the search path."""
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def library(package: str, *sonames: str, purpose: str) -> list[Need]:
    """Need the shared libraries of one package."""
    return [Need(package, soname, purpose, lambda soname=soname: has_library(soname)) for soname in sonames]


def program(package: str, name: str, purpose: str, *, required: bool = True) -> Need:
    """Need a program on the search path, or where servers are kept out of people's sight."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    return Need(package, name, purpose, lambda: shutil.which(name, path=places) is not None, required)


def file(package: str, path: str, purpose: str) -> Need:
    """Need a file or folder that a package brings, without which tests are skipped."""
    return Need(package, path, purpose, Path(path).exists, required=False)


def window_needs() -> list[Need]:
    """List what Qt's widgets and its X11 platform are linked against."""
    qt, xcb = "Qt", "Qt on X11"
    return [
        *library("libgl1", "libGL.so.1", purpose=qt),
        *library("libegl1", "libEGL.so.1", purpose=qt),
        *library("libfontconfig1", "libfontconfig.so.1", "libfreetype.so.6", purpose=qt),
        *library("libglib2.0-0", "libglib-2.0.so.0", "libgthread-2.0.so.0", purpose=qt),
        *library("libdbus-1-3", "libdbus-1.so.3", purpose=qt),
        *library("libx11-6", "libX11.so.6", purpose=qt),
        *library("libxkbcommon0", "libxkbcommon.so.0", purpose=qt),
        *library("libzstd1", "libzstd.so.1", purpose=qt),
        *library("libbrotli1", "libbrotlidec.so.1", purpose=qt),
        *library("libgssapi-krb5-2", "libgssapi_krb5.so.2", purpose=qt),
        *library("libx11-xcb1", "libX11-xcb.so.1", purpose=xcb),
        *library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0", purpose=xcb),
        *library("libxcb1", "libxcb.so.1", purpose=xcb),
        *library("libxcb-cursor0", "libxcb-cursor.so.0", purpose=xcb),
        *library("libxcb-icccm4", "libxcb-icccm.so.4", purpose=xcb),
        *library("libxcb-image0", "libxcb-image.so.0", purpose=xcb),
        *library("libxcb-keysyms1", "libxcb-keysyms.so.1", purpose=xcb),
        *library("libxcb-randr0", "libxcb-randr.so.0", purpose=xcb),
        *library("libxcb-render0", "libxcb-render.so.0", purpose=xcb),
        *library("libxcb-render-util0", "libxcb-render-util.so.0", purpose=xcb),
        *library("libxcb-shape0", "libxcb-shape.so.0", purpose=xcb),
        *library("libxcb-shm0", "libxcb-shm.so.0", purpose=xcb),
        *library("libxcb-sync1", "libxcb-sync.so.1", purpose=xcb),
        *library("libxcb-util1", "libxcb-util.so.1", purpose=xcb),
        *library("libxcb-xfixes0", "libxcb-xfixes.so.0", purpose=xcb),
        *library("libxcb-xkb1", "libxcb-xkb.so.1", purpose=xcb),
        Need(
            "libwayland-cursor0",
            "libwayland-cursor.so.0",
            "Qt on Wayland",
            lambda: has_library("libwayland-cursor.so.0"),
            required=False,
        ),
        Need("fonts-dejavu-core", "a font", "text in the window", has_font, required=False),
    ]


def bundle_needs() -> list[Need]:
    """List what PyInstaller needs: a reader of linker tables, and Debian's Python as a shared library."""
    needs = [program("binutils", "objdump", "building the bundle")]
    if sys.base_prefix == "/usr":
        needs += library(f"libpython{PYTHON}", f"libpython{PYTHON}.so.1.0", purpose="building the bundle")
    return needs


def test_needs() -> list[Need]:
    """List the real software that the tests start; a test whose peer is missing says so and is skipped."""
    return [
        *window_needs(),
        *bundle_needs(),
        program("xvfb", "Xvfb", "a screen for the tests of the window"),
        program("xdotool", "xdotool", "keys and clicks in the tests of the window"),
        program("openbox", "openbox", "closing the window in its tests as a person does", required=False),
        program("dbus", "dbus-daemon", "a session bus for the keyring"),
        program(
            "gnome-keyring", "gnome-keyring-daemon", "a Secret Service for the tests of the keyring", required=False
        ),
        program("xmlsec1", "xmlsec1", "second opinions on signatures", required=False),
        program("libxml2-utils", "xmllint", "checking metadata against its schema", required=False),
        Need("postgresql", "PostgreSQL's initdb", "a shared workspace", has_postgresql, required=False),
        file("slapd", "/usr/sbin/slapadd", "a real directory"),
        program("php-cli", "php", "SimpleSAMLphp", required=False),
        *(
            Need(
                f"php-{package}",
                f"PHP's {name}",
                "SimpleSAMLphp",
                lambda name=name: has_php_extension(name),
                required=False,
            )
            for package, name in (("xml", "dom"), ("mbstring", "mbstring"), ("curl", "curl"), ("sqlite3", "pdo_sqlite"))
        ),
        file("simplesamlphp", "/usr/share/simplesamlphp/www", "a real identity provider"),
        program("apache2", "apache2", "real service providers", required=False),
        file("libapache2-mod-auth-mellon", f"{APACHE_MODULES}/mod_auth_mellon.so", "a real service provider"),
        file("libapache2-mod-shib", f"{APACHE_MODULES}/mod_shib.so", "a real service provider"),
        program("shibboleth-sp-utils", "shibd", "a real service provider", required=False),
        program("nodejs", "node", "checking exports for Node.js", required=False),
        program("npm", "npm", "checking exports for Node.js", required=False),
    ]


NEEDS: dict[str, Callable[[], list[Need]]] = {
    "demo": window_needs,
    "bundle": lambda: [*window_needs(), *bundle_needs()],
    "test": test_needs,
    "bench": lambda: [
        *test_needs(),
        program("nodejs", "node", "comparing with engines for Node.js", required=False),
        program("npm", "npm", "comparing with engines for Node.js", required=False),
    ],
}


def missing(needs: Iterable[Need]) -> list[Need]:
    """Keep the needs that this system does not meet."""
    return [need for need in needs if not need.present()]


def packages(needs: Iterable[Need]) -> list[str]:
    """Name each package once, in the order of the needs."""
    return list(dict.fromkeys(need.package for need in needs))


def privilege() -> list[str] | None:
    """Return the words to put before apt-get, or None where installing is not ours to do."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def apt(before: list[str], *arguments: str) -> bool:
    """Run apt-get without a question and without its long report, which is shown only when it fails."""
    command = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", *APT, *arguments]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=APT_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"apt-get gave no answer within {APT_TIMEOUT_SECONDS} seconds.", file=sys.stderr)
        return False
    if done.returncode:
        tail = done.stdout.decode(errors="replace").splitlines()[-5:]
        print("apt-get failed:", *tail, sep="\n  ", file=sys.stderr)
    return done.returncode == 0


def install(before: list[str], names: list[str]) -> None:
    """Install all packages at once, or one by one where one of them cannot be had."""
    print(f"Installing {len(names)} system packages: {' '.join(names)}", flush=True)
    apt(before, "update")
    if apt(before, "install", "--no-install-recommends", *names) or len(names) == 1:
        return
    for name in names:
        apt(before, "install", "--no-install-recommends", name)


def report(gaps: list[Need]) -> None:
    """Name each gap with what it is for, and the line that closes them all."""
    for package in packages(gaps):
        needs = [need for need in gaps if need.package == package]
        weight = "required" if any(need.required for need in needs) else "optional"
        names = ", ".join(need.what for need in needs)
        print(f"Missing ({weight}): {names} of the package {package}, for {needs[0].purpose}.", file=sys.stderr)
    line = shlex.join(["sudo", "apt-get", "install", "-y", "--no-install-recommends", *packages(gaps)])
    if shutil.which("apt-get") is None:
        print("Install these with your system's package manager; on Debian or Ubuntu it is:", file=sys.stderr)
    else:
        print("To install them, type:", file=sys.stderr)
    print(f"  {line}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Look, install where allowed, and report what is still missing."""
    parser = argparse.ArgumentParser(description="Find and install what the system lacks.")
    parser.add_argument("purpose", choices=sorted(NEEDS))
    parser.add_argument("--check", action="store_true", help="only look; install nothing")
    options = parser.parse_args(arguments)
    if not sys.platform.startswith("linux"):
        return 0
    needs = NEEDS[options.purpose]()
    gaps = missing(needs)
    if gaps and not options.check and (before := privilege()) is not None:
        install(before, packages(gaps))
        gaps = missing(gaps)
    if gaps:
        report(gaps)
    return 1 if any(need.required for need in gaps) else 0


if __name__ == "__main__":
    sys.exit(main())
