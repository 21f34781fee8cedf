"""A real SCIM server of others (scim2-server) on a free port of the loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import httpx

START_SECONDS = 20.0


def missing() -> str:
    """Why the server cannot be started here, or nothing."""
    return "" if find_spec("scim2_server") else "scim2-server is not installed"


class ScimServer:
    """The running server: its address, the token it accepts, and ways to put people and groups into it."""

    def __init__(self, port: int, token: str) -> None:
        self.url = f"http://127.0.0.1:{port}/v2"
        self.token = token

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a request as any client would and return the answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json"}
        answer = httpx.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=10, trust_env=False)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def add_user(self, login: str, **more: Any) -> str:
        """Make a user; returns the id that the server gave."""
        body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": login, **more}
        return str(self.call("POST", "/Users", body)["id"])

    def add_group(self, name: str, members: list[str]) -> str:
        """Make a group of these users."""
        listed = [{"value": member, "type": "User", "$ref": f"{self.url}/Users/{member}"} for member in members]
        body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name, "members": listed}
        return str(self.call("POST", "/Groups", body)["id"])


@contextmanager
def running(token: str) -> Iterator[ScimServer]:
    """Start a server and stop it by its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = "from scim2_server.testserver.cli import main; main()"
    command = [sys.executable, "-c", start, "--port", str(port), "--bearer-token", token]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = ScimServer(port, token)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(server: ScimServer, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            server.call("GET", "/Users?count=1")
        except httpx.TransportError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the SCIM server did not start") from None
            time.sleep(0.1)
        else:
            return
