"""A real SimpleSAMLphp identity provider on loopback, with made-up people and one service provider per knob.

Everything it needs is written into a folder that the caller gives; the key lives there and nowhere else, and goes with
the folder. ``login`` is what a browser does: three requests over HTTP, ending in the form that is posted to the ACS.
"""

import base64
import html
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization

from tests.saml_builders.keys import Key, key
from tests.saml_builders.names import EMAIL, NAME_BASIC, NAME_URI, PERSISTENT, SAML, SAMLP, TRANSIENT, UNSPECIFIED

PACKAGE = Path("/usr/share/simplesamlphp")
PASSWORD = "correct horse battery staple"
ENTITY_ID = "https://idp.peers.test/simplesamlphp"
ACS = "http://127.0.0.1:18999/acs"
RSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
AES256_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
AES256_CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"

Attributes = Mapping[str, tuple[str, ...]]

USERS: dict[str, Attributes] = {
    "ada": {
        "uid": ("ada",),
        "mail": ("ada@peers.test",),
        "givenName": ("Ada",),
        "sn": ("Lovelace",),
        "displayName": ("Ada Lovelace",),
        "memberOf": ("Engineering", "Everyone"),
        "employeeNumber": ("1815",),
    },
    "zoe": {
        "uid": ("zoe",),
        "mail": ("zoë.müller@peers.test",),
        "givenName": ("Zoë",),
        "sn": ("Müller & Söhne <GmbH>",),
        "displayName": ('Zoë "Z" Müller',),
        "memberOf": ("Vertrieb & Marketing", "Everyone"),
    },
    "yuki": {
        "uid": ("yuki",),
        "mail": ("yuki@peers.test",),
        "givenName": ("由紀",),
        "sn": ("さとう",),
        "displayName": ("佐藤 由紀 🌸",),
        "memberOf": ("東京オフィス", "Everyone"),
    },
    "manygroups": {
        "uid": ("manygroups",),
        "mail": ("many@peers.test",),
        "givenName": ("Mani",),
        "sn": ("Fold",),
        "memberOf": tuple(f"group-{n:03d}" for n in range(200)),
    },
    "nomail": {"uid": ("nomail",), "givenName": ("No",), "sn": ("Mail",), "memberOf": ("Everyone",)},
    "nogroups": {"uid": ("nogroups",), "mail": ("nogroups@peers.test",), "givenName": ("No",), "sn": ("Groups",)},
    "twomails": {
        "uid": ("twomails",),
        "mail": ("first@peers.test", "second@peers.test"),
        "givenName": ("Two",),
        "sn": ("Mails",),
        "memberOf": ("Everyone",),
    },
    "blank": {
        "uid": ("blank",),
        "mail": ("blank@peers.test",),
        "givenName": ("",),
        "sn": ("  spaced  out  ",),
        "memberOf": ("Everyone",),
    },
    "markup": {
        "uid": ("markup",),
        "mail": ("markup@peers.test",),
        "givenName": ("<b>Bold</b>",),
        "sn": ("]]>--&amp;",),
        "displayName": ('=HYPERLINK("http://evil.test")',),
        "memberOf": ("<script>alert(1)</script>",),
    },
    "admin": {
        "uid": ("admin",),
        "mail": ("Admin@Peers.test",),
        "givenName": ("Grace",),
        "sn": ("Hopper",),
        "memberOf": ("Administrators", "Engineering", "Everyone"),
    },
}


@dataclass(frozen=True)
class ServiceProvider:
    """A service provider as the identity provider knows it; ``metadata`` are further entries of SimpleSAMLphp."""

    name: str
    name_id_format: str = TRANSIENT
    name_id_attribute: str | None = None
    sign_response: bool = False
    sign_assertion: bool = True
    attribute_map: str | None = None
    encrypted: bool = False
    metadata: Mapping[str, object] = field(default_factory=dict)
    acs: str = ACS

    @property
    def entity_id(self) -> str:
        return f"https://sp.peers.test/{self.name}"


SERVICE_PROVIDERS = (
    ServiceProvider("signed-assertion"),
    ServiceProvider("signed-response", sign_response=True, sign_assertion=False),
    ServiceProvider("signed-both", PERSISTENT, "uid", sign_response=True),
    ServiceProvider("email", EMAIL, "mail"),
    ServiceProvider("unspecified", UNSPECIFIED, "uid"),
    ServiceProvider("sha512", EMAIL, "mail", sign_response=True, metadata={"signature.algorithm": RSA_SHA512}),
    ServiceProvider("oid", PERSISTENT, "uid", attribute_map="name2oid"),
    ServiceProvider("claims", EMAIL, "mail", attribute_map="name2claim"),
    ServiceProvider("encrypted", EMAIL, "mail", encrypted=True, metadata={"sharedkey_algorithm": AES256_GCM}),
    ServiceProvider(
        "encrypted-both",
        EMAIL,
        "mail",
        sign_response=True,
        encrypted=True,
        metadata={"sharedkey_algorithm": AES256_CBC},
    ),
    ServiceProvider("encrypted-default", encrypted=True),
    ServiceProvider("encrypted-nameid", EMAIL, "mail", metadata={"nameid.encryption": True}),
    ServiceProvider("unsigned", EMAIL, "mail", sign_assertion=False),
)


@dataclass(frozen=True)
class Posted:
    """What the browser was told to post to the ACS."""

    url: str
    saml_response: str
    relay_state: str | None

    @property
    def xml(self) -> bytes:
        return base64.b64decode(self.saml_response)


def missing() -> str | None:
    """What keeps SimpleSAMLphp from being started here, or None."""
    if shutil.which("php") is None:
        return "php is not installed (Debian: php-cli)"
    if not (PACKAGE / "www" / "saml2" / "idp" / "SSOService.php").is_file():
        return f"SimpleSAMLphp is not at {PACKAGE} (Debian: simplesamlphp)"
    return None


class SimpleSamlPhp:
    """One running identity provider; a context manager that stops what it started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entity_id = ENTITY_ID
        self.key = key(name="simplesamlphp")
        self.sp_key = key(name="simplesamlphp-sp")
        self.service_providers = {sp.name: sp for sp in SERVICE_PROVIDERS}
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    @property
    def sso_url(self) -> str:
        return self.url + "saml2/idp/SSOService.php"

    def __enter__(self) -> Self:
        self._configure()
        # Its cache would not see metadata that changed within two seconds.
        settings = {
            "opcache.enable": "0",
            "display_errors": "0",
            "error_reporting": "E_ALL&~E_DEPRECATED",
            "variables_order": "EGPCS",
        }
        options = [part for name, value in settings.items() for part in ("-d", f"{name}={value}")]
        listen = ["-S", f"127.0.0.1:{self._port}", "-t", str(PACKAGE / "www")]
        with (self.folder / "php.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*_ends_with_us(), shutil.which("php") or "php", *options, *listen],
                env={**os.environ, "SIMPLESAMLPHP_CONFIG_DIR": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(10)

    def register(self, service_provider: ServiceProvider) -> ServiceProvider:
        """Add a service provider, or change one, while the identity provider runs."""
        self.service_providers[service_provider.name] = service_provider
        self._write_service_providers()
        return service_provider

    def metadata_xml(self) -> bytes:
        """The metadata that it publishes."""
        with urllib.request.urlopen(self.url + "saml2/idp/metadata.php", timeout=20) as answer:  # noqa: S310
            return bytes(answer.read())

    def login(
        self,
        user: str,
        sp: str = "signed-assertion",
        *,
        request_id: str | None = None,
        passive: bool = False,
        relay_state: str | None = None,
    ) -> Posted:
        """Log a person in and return what is posted to the service provider.

        With ``request_id`` the login answers an AuthnRequest of that ID, else the identity provider begins it. A
        passive request is answered without asking for a password, and so with an error.
        """
        provider = self.service_providers[sp]
        if request_id is None:
            query = {"spentityid": provider.entity_id}
        else:
            query = {"SAMLRequest": _authn_request(request_id, provider, self.sso_url, passive=passive)}
        if relay_state is not None:
            query["RelayState"] = relay_state
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with browser.open(f"{self.sso_url}?{urllib.parse.urlencode(query)}", timeout=20) as answer:
            page, address = answer.read().decode(), answer.url
        if 'name="SAMLResponse"' not in page:
            form = _inputs(page)
            form.update(username=user, password=PASSWORD)
            with browser.open(address, urllib.parse.urlencode(form).encode(), timeout=20) as answer:
                page = answer.read().decode()
        fields = _inputs(page)
        if "SAMLResponse" not in fields:
            raise RuntimeError(f"SimpleSAMLphp posted no response for {user} at {sp}: {_words(page)}")
        action = re.search(r'<form[^>]*action="([^"]*)"', page)
        assert action
        return Posted(html.unescape(action[1]), fields["SAMLResponse"], fields.get("RelayState"))

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                return
            except OSError:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "php.log").read_text(errors="replace")
                    raise RuntimeError(f"SimpleSAMLphp did not start: {log}") from None
                time.sleep(0.02)

    def _configure(self) -> None:
        for name in ("cert", "data", "tmp", "log", "metadata"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "cert" / "idp.pem").write_bytes(_traditional(self.key))
        (self.folder / "cert" / "idp.crt").write_bytes(self.key.certificate_pem)
        _write(self.folder / "config.php", "$config", self._config())
        source: dict[str, object] = {"0": "exampleauth:UserPass"}
        source |= {f"{name}:{PASSWORD}": dict(attributes) for name, attributes in USERS.items()}
        _write(self.folder / "authsources.php", "$config", {"people": source})
        hosted = {
            "host": "__DEFAULT__",
            "privatekey": "idp.pem",
            "certificate": "idp.crt",
            "auth": "people",
            "signature.algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        }
        _write(self.folder / "metadata" / "saml20-idp-hosted.php", "$metadata", {self.entity_id: hosted})
        self._write_service_providers()

    def _config(self) -> dict[str, object]:
        return {
            "baseurlpath": self.url,
            "certdir": f"{self.folder}/cert/",
            "loggingdir": f"{self.folder}/log/",
            "datadir": f"{self.folder}/data/",
            "tempdir": f"{self.folder}/tmp",
            "metadatadir": f"{self.folder}/metadata/",
            "attributenamemapdir": f"{PACKAGE}/config/attributemap/",
            "timezone": "UTC",
            "secretsalt": f"salt{self._port}",
            "auth.adminpassword": f"admin{self._port}",
            "admin.checkforupdates": False,
            "logging.handler": "file",
            "enable.saml20-idp": True,
            "module.enable": {"exampleauth": True, "core": True, "saml": True},
            "session.cookie.name": f"SimpleSAMLSessionID{self._port}",
            "session.cookie.secure": False,
            "session.cookie.samesite": None,
            "session.phpsession.cookiename": f"SimpleSAML{self._port}",
            "session.authtoken.cookiename": f"SimpleSAMLAuthToken{self._port}",
            "session.phpsession.savepath": f"{self.folder}/tmp",
            "language.cookie.secure": False,
            "language.cookie.samesite": None,
            "store.type": "phpsession",
            "metadata.sources": {"0": {"type": "flatfile"}},
            "authproc.idp": {},
        }

    def _write_service_providers(self) -> None:
        entries = {sp.entity_id: self._remote(sp) for sp in self.service_providers.values()}
        path = self.folder / "metadata" / "saml20-sp-remote.php"
        _write(path.with_suffix(".new"), "$metadata", entries)
        path.with_suffix(".new").replace(path)

    def _remote(self, sp: ServiceProvider) -> dict[str, object]:
        filters: dict[str, object] = {}
        if sp.name_id_attribute:
            name_id = {"class": "saml:AttributeNameID", "attribute": sp.name_id_attribute, "Format": sp.name_id_format}
            filters["10"] = name_id
        if sp.attribute_map:
            filters["50"] = {"class": "core:AttributeMap", "0": sp.attribute_map}
        entry: dict[str, object] = {
            "AssertionConsumerService": sp.acs,
            "NameIDFormat": sp.name_id_format,
            "saml20.sign.response": sp.sign_response,
            "saml20.sign.assertion": sp.sign_assertion,
            "attributes.NameFormat": NAME_URI if sp.attribute_map else NAME_BASIC,
            "authproc": filters,
            "assertion.encryption": sp.encrypted,
            "certData": self.sp_key.certificate_base64,
        }
        return {**entry, **sp.metadata}


def _ends_with_us() -> list[str]:
    """The words in front of a command that let it end when a test run is killed, where the system has them."""
    program = shutil.which("setpriv")
    return [program, "--pdeathsig", "TERM"] if program else []


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _traditional(k: Key) -> bytes:
    return k.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def _write(path: Path, variable: str, values: Mapping[str, object]) -> None:
    path.write_text(f"<?php\n{variable} = {_php(values)};\n", encoding="utf-8")


def _php(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, Mapping):
        return "[" + ", ".join(f"{_php_key(k)} => {_php(v)}" for k, v in value.items()) + "]"
    assert isinstance(value, tuple)
    return "[" + ", ".join(_php(v) for v in value) + "]"


def _php_key(name: str) -> str:
    return name if name.isdigit() else _php(name)


def _authn_request(request_id: str, sp: ServiceProvider, destination: str, *, passive: bool) -> str:
    asking = ' IsPassive="true"' if passive else ""
    xml = (
        f'<samlp:AuthnRequest xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{request_id}" Version="2.0" '
        f'IssueInstant="{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}" Destination="{destination}" '
        f'AssertionConsumerServiceURL="{sp.acs}"{asking}>'
        f"<saml:Issuer>{sp.entity_id}</saml:Issuer></samlp:AuthnRequest>"
    )
    deflated = zlib.compress(xml.encode(), wbits=-15)
    return base64.b64encode(deflated).decode()


def _inputs(page: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found[html.unescape(name[1])] = html.unescape(value[1])
    return found


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())[:600]
