"""The real applications that do just-in-time provisioning, each in an environment of its own, driven over HTTP."""

import base64
import fcntl
import hashlib
import http.client
import json
import shutil
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.builders import Attribute, IdP

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# Environments are kept between runs of the tests; their name changes with the pinned versions.
KEPT = ROOT / ".cache" / "applications"
FORM = "application/x-www-form-urlencoded"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"


@dataclass(frozen=True)
class Product:
    """What is started, which page takes responses, what must come with them in the form, and what it is made of."""

    script: str
    acs: str
    form: Mapping[str, str]
    parts: tuple[str, ...]


PRODUCTS = {
    "djangosaml2": Product("serve_django.py", "/saml2/acs/", {}, ("djangosaml2", "pysaml2", "django")),
    "grafana-django-saml2-auth": Product(
        "serve_django.py", "/sso/acs/", {}, ("grafana-django-saml2-auth", "pysaml2", "django")
    ),
    "social-auth-core": Product(
        "serve_django.py",
        "/complete/saml/",
        {"RelayState": "lab", "psa_saml_browser_return": "1"},
        ("social-auth-core", "social-auth-app-django", "python3-saml", "django"),
    ),
    "flask-appbuilder": Product("serve_flask.py", "/saml/acs/", {}, ("flask-appbuilder", "python3-saml", "sqlalchemy")),
}


def version(application: str) -> str:
    """The versions of what an application is made of, as its environment has them."""
    pins = dict(line.split()[0].split("==") for line in _pins(application).read_text().splitlines() if "==" in line)
    return ", ".join(f"{part} {pins[part]}" for part in PRODUCTS[application].parts)


def _pins(application: str) -> Path:
    return HERE / f"{application}.txt"


def environment(application: str) -> Path:
    """The Python of an application's environment, made from its pinned requirements the first time."""
    pins = _pins(application)
    folder = KEPT / f"{application}-{hashlib.sha256(pins.read_bytes()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{folder.name}.lock").open("w") as lock:
        # Two workers of one test run must not make the same environment.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
            subprocess.run([*command, "--require-hashes", "-r", str(pins)], check=True, stdin=subprocess.DEVNULL)
            (folder / "complete").touch()
    return python


class Site:
    """A running application: takes logins and edits by hand, and tells its accounts."""

    def __init__(self, application: str, config: Mapping[str, Any], idp: IdP, port: int) -> None:
        self.product = PRODUCTS[application]
        self.config = config
        self.idp = idp
        self.port = port
        self.audience = f"http://127.0.0.1:{port}/sp"
        self.acs = f"http://127.0.0.1:{port}{self.product.acs}"

    def response(self, name_id: str | None, attributes: Sequence[tuple[str, Sequence[str]]], now: Any) -> bytes:
        """A response with assertion and response signed, as the identity provider would post it."""
        listed = [
            Attribute(name, tuple(values), name_format=URI if name.startswith("urn:oid:") else BASIC)
            for name, values in attributes
        ]
        return self.idp.response(
            name_id=name_id,
            name_id_format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            attributes=listed,
            issued=now,
            audience=self.audience,
            acs=self.acs,
            sign="both",
        )

    def login(self, response: bytes) -> int | None:
        """Post a response; the id of the account whose session it opened, or None where it was denied."""
        form = {"SAMLResponse": base64.b64encode(response).decode(), **self.product.form}
        cookies = self._ask("POST", self.product.acs, urllib.parse.urlencode(form))[1]
        return int(self._ask("GET", "/-/whoami", cookies=cookies)[0] or 0) or None

    def edit(self, row: Mapping[str, Any]) -> None:
        """Change or make an account by hand, behind the back of provisioning."""
        answer = self._ask("POST", "/-/edit", json.dumps(row), kind="application/json")[0]
        if answer != b"done":
            raise RuntimeError(f"the application refused the edit {row}")

    def state(self) -> dict[str, Any]:
        """``accounts``, all of them as the application's own database has them, and the names that it ``has``."""
        return dict(json.loads(self._ask("GET", "/-/accounts")[0]))

    def _ask(self, method: str, path: str, body: str = "", *, cookies: str = "", kind: str = FORM) -> tuple[bytes, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": kind, "Cookie": cookies}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read()
        given = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        connection.close()
        return text, "; ".join(given)


@contextmanager
def running(
    application: str,
    config: Mapping[str, Any],
    has: Mapping[str, Sequence[str]],
    allows: Mapping[str, Sequence[str]],
    idp: IdP,
    folder: Path,
) -> Iterator[Site]:
    """Start an application with a configuration and an empty database; stops it by its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(application, config, idp, port)
    metadata = folder / "idp.xml"
    metadata.write_bytes(idp.metadata_xml())
    specification = {
        "application": application,
        "config": config,
        "has": has,
        "allows": allows,
        "port": port,
        "audience": site.audience,
        "acs": site.acs,
        "idp_metadata": str(metadata),
        "idp_entity_id": idp.entity_id,
        "idp_certificate": idp.key.certificate_base64,
        "database": str(folder / "accounts.sqlite"),
    }
    spec = folder / "spec.json"
    spec.write_text(json.dumps(specification))
    with (folder / "log").open("w+b") as log:
        command = [str(environment(application)), "-W", "ignore", str(HERE / site.product.script), str(spec)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, cwd=folder)
        assert server.stdout is not None
        try:
            if server.stdout.readline() != b"ready\n":
                log.seek(0)
                raise RuntimeError(f"{application} did not start: {log.read().decode()[-2000:]}")
            yield site
        finally:
            server.terminate()
            server.wait(30)
            server.stdout.close()
