"""Connections, keys and identity providers for the tests of the exports, and texts that want to break out of them."""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec

from jitadmin.adapters import keys
from jitadmin.adapters.export import export
from jitadmin.adapters.saml import read_metadata
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.connection.role_map import Condition, DirectRoles, RoleMap, RoleRule
from jitadmin.core.entity import Entity
from jitadmin.core.exporting import Exported
from jitadmin.core.key import KeyRecord
from tests.builders import IdP

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SP = "https://sp.export.test/saml"
ACS = "https://sp.export.test/saml/postResponse"
IDP = IdP("https://idp.export.test/idp")
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"

HOSTILE = (
    "it's",
    'a "quoted" word',
    "back\\slash",
    "ends in \\",
    "\\' OR \\\"",
    "*/ /* // # -- ;",
    "?><?php echo 1;",
    "${HOME}",
    "%{x}",
    "#{1+1} {{x}} {% x %}",
    "$(id) `id` $HOME %PATH%",
    "<script>alert(1)</script>",
    "]]> &amp; &lt; --> <!--",
    "'''  \"\"\"",
    "| a | b |",
    "a: b, [c] {d} - e & *f !g @h",
    " padded ",
    "tab\there",
    "line\nbreak",
    "carriage\rreturn",
    "nul\x00",
    "bell\x07 escape\x1b[31m",
    "next\x85line \u2028 \u2029",
    "\x85yes",
    "line\u2028break",
    "paragraph\u2029",
    "right\u202eto left",
    "\ufeffmark",
    "Zoë 東京 🌸",
    "=HYPERLINK(1)",
    "yes",
    "0123",
    "null",
    "~",
    "EOT\nheredoc",
)
XML_HOLDS = tuple(text for text in HOSTILE if not set(text) & set("\x00\x07\r\x1b"))
ONE_LINE = tuple(text for text in HOSTILE if not any(c < " " or c in "\x7f\x85\u2028\u2029" for c in text))


@cache
def key(kind: str = "rsa-2048", name: str = "one", use: str = "both", year: int = 2026) -> tuple[KeyRecord, str]:
    """A key of the service provider with its private half, the same one all through a test run."""
    private = keys.new_key(kind)
    certificate = keys.self_signed(private, f"{name}.export.test", now=NOW.replace(year=year), days=1000)
    return keys.record(name, private, certificate, title=f"Key {name}", use=use), keys.secret_of(private)  # type: ignore[arg-type]


def idp(sso_url: str = "https://idp.export.test/sso") -> Entity:
    """The identity provider as its metadata describes it."""
    return read_metadata(IDP.metadata_xml(sso_url=sso_url))[0]


def row(field: str, attribute: str, **more: Any) -> AttributeRow:
    """A row that reads one attribute."""
    return AttributeRow(field=field, sources=(Source(attribute=attribute),), **more)


def connection(*names: str, **more: Any) -> Connection:
    """A connection of an ordinary kind; ``names`` are further attributes, each read into a field of its own."""
    rows = (
        row("userName", "uid", required=True),
        row("emails.work", MAIL),
        *(row(f"custom{number}", name) for number, name in enumerate(names)),
    )
    plain: dict[str, Any] = {
        "api_version": "jitadmin/v1",
        "name": "shop",
        "title": "Shop through Example",
        "identity_provider": IdentityProvider(entity_id=IDP.entity_id, name="Example IdP", metadata_file="idp.xml"),
        "service_provider": ServiceProvider(entity_id=SP, name="Shop", acs=(ACS,)),
        "attributes": AttributeMap(rows=rows),
    }
    return Connection(**{**plain, **more})


def changed(made: Connection, part: str, **fields: Any) -> Connection:
    """The connection with fields of one of its parts changed."""
    return msgspec.structs.replace(made, **{part: msgspec.structs.replace(getattr(made, part), **fields)})


def with_roles() -> Connection:
    """A connection that decides roles in every way."""
    rule = RoleRule(grant=("admin",), when=Condition(member_of="Admins"))
    direct = DirectRoles(attribute="groups", kind="group", rename={"Eng": ("engineers",)})
    return connection(
        roles=RoleMap(rules=(rule,), direct=(direct,), groups_attribute="memberOf", defaults=("member",)),
        trust=TrustSettings(signed="both", clock_skew=60, unsolicited="refuse", encrypted="required"),
    )


def exported(made: Connection, name: str, *, secret: bool = False, **more: Any) -> Exported:
    """An export with one key, whose private half is in it only where the test wants that."""
    record, private = more.pop("key", None) or key()
    options: dict[str, Any] = {"now": NOW, "sp_keys": (record,), "idp": idp()}
    if secret:
        options["secrets"] = {record.id: private}
    return export(made, name, **{**options, **more})


def codes(result: Exported) -> set[str]:
    """The codes of what the export does not hold."""
    return {loss.code for loss in result.losses}


def bare(pem: str) -> str:
    """The base64 of a certificate without its frame."""
    return re.sub(r"-----[A-Z ]+-----|\s", "", pem)
