"""What other SAML and XML signature software says of a message, asked the way its documentation shows."""

import base64
import calendar
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from unittest.mock import patch

import saml2.time_util
import signxml
import xmlsec
from lxml import etree
from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.sigver import CryptoBackendXmlSec1

from tests.attack_cases.catalogue import Case, Context
from tests.builders import ACS, SP, IdP, Key
from tests.saml_builders.names import DS, SAML, XENC

ASSERTION = f"{{{SAML}}}Assertion"


@dataclass(frozen=True)
class Opinion:
    """Whether a message would be believed, and for whom; ``why`` is what the other software said against it."""

    believed: bool
    name_id: str | None = None
    why: str = ""


def refused(error: object) -> Opinion:
    """The opinion of software that raised."""
    return Opinion(False, why=f"{type(error).__name__}: {error}"[:200])


def _name(assertion: etree._Element | None) -> str | None:
    found = None if assertion is None else assertion.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID")
    return None if found is None else "".join(found.itertext())


def _decrypted(root: etree._Element, keys: list[Key], holder_name: str) -> etree._Element:
    """The document with what its EncryptedAssertion or EncryptedID holds in the place of it, by libxmlsec."""
    for holder in list(root.iter(f"{{{SAML}}}{holder_name}")) if keys else []:
        for node in holder.findall(f"{{{XENC}}}EncryptedData"):
            _decrypt(node, keys)
        parent = holder.getparent()
        if parent is not None and len(holder):
            parent.replace(holder, holder[0])
    return root


def _decrypt(node: etree._Element, keys: list[Key]) -> None:
    for key in keys:
        manager = xmlsec.KeysManager()
        manager.add_key(xmlsec.Key.from_memory(key.private_pem, xmlsec.constants.KeyDataFormatPem))
        try:
            xmlsec.EncryptionContext(manager).decrypt(node)
            return
        except xmlsec.Error:
            if key is keys[-1]:
                raise


def xmlsec_opinion(data: bytes, trusted: list[Key], keys: list[Key]) -> Opinion:
    """python-xmlsec: every signature holds with a trusted key; the name is that of the first assertion."""
    try:
        root = etree.fromstring(data)
        xmlsec.tree.add_ids(root, ["ID"])
        outer = root.find(f"{{{DS}}}Signature")
        if outer is not None:
            _xmlsec_verify(outer, trusted)
        root = _decrypted(root, keys, "EncryptedAssertion")
        xmlsec.tree.add_ids(root, ["ID"])
        signatures = [node for node in root.iter(f"{{{DS}}}Signature") if node is not outer]
        for node in signatures:
            _xmlsec_verify(node, trusted)
        if outer is None and not signatures:
            return Opinion(False, why="no signature")
        root = _decrypted(root, keys, "EncryptedID")
        assertion = root if root.tag == ASSERTION else next(root.iter(ASSERTION), None)
    except Exception as error:  # noqa: BLE001 - whatever it raises is its opinion
        return refused(error)
    return Opinion(assertion is not None, _name(assertion))


def _xmlsec_verify(node: etree._Element, trusted: list[Key]) -> None:
    last: Exception = xmlsec.Error("no trusted key")
    for key in trusted:
        context = xmlsec.SignatureContext()
        try:
            context.key = xmlsec.Key.from_memory(key.certificate_pem, xmlsec.constants.KeyDataFormatCertPem)
            context.verify(node)
            return
        except xmlsec.Error as error:
            last = error
    raise last


def signxml_opinion(data: bytes, trusted: list[Key], keys: list[Key]) -> Opinion:
    """signxml: the first signature holds with a trusted certificate; the name comes from what it returns as signed."""
    why: object = "no trusted key"
    for key in trusted:
        try:
            root = etree.fromstring(data)
            if root.find(f"{{{DS}}}Signature") is None:
                root = _decrypted(root, keys, "EncryptedAssertion")
            result = signxml.XMLVerifier().verify(root, x509_cert=key.certificate_pem.decode(), id_attribute="ID")
            assert not isinstance(result, list)
            signed = result.signed_xml
            assert signed is not None
            signed = _decrypted(_decrypted(signed, keys, "EncryptedAssertion"), keys, "EncryptedID")
            assertion = signed if signed.tag == ASSERTION else signed.find(ASSERTION)
            return Opinion(assertion is not None, _name(assertion))
        except Exception as error:  # noqa: BLE001 - whatever it raises is its opinion
            why = error
    return refused(why)


def xmlsec1_missing() -> str | None:
    """Why pysaml2 cannot be asked here, or None."""
    program = shutil.which("xmlsec1")
    if program is None:
        return "xmlsec1 is not installed (Debian: xmlsec1)"
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return None if " 1.2." in version else f"the answers are those of xmlsec1 1.2; here is {version.strip()}"


class Pysaml2:
    """pysaml2 as a service provider, with the xmlsec1 binary, at a chosen time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # It would ask the program for its version several times for each message.
        self.version = CryptoBackendXmlSec1(shutil.which("xmlsec1")).version

    @cache  # noqa: B019 - lives as long as the test run
    def _client(
        self, issuer: str, trusted: tuple[Key, ...], keys: tuple[Key, ...], acs: tuple[str, ...]
    ) -> Saml2Client:
        pairs = []
        for number, key in enumerate(keys):
            paths = [self.folder / f"{number}-{id(key)}.{kind}" for kind in ("key", "crt")]
            for path, pem in zip(paths, (key.private_pem, key.certificate_pem), strict=True):
                path.write_bytes(pem)
            pairs.append({"key_file": str(paths[0]), "cert_file": str(paths[1])})
        metadata = IdP(issuer).metadata_xml(keys=trusted).decode()
        settings = {
            "entityid": SP,
            "service": {
                "sp": {
                    "endpoints": {"assertion_consumer_service": [(address, BINDING_HTTP_POST) for address in acs]},
                    "allow_unsolicited": True,
                    "want_response_signed": False,
                    "want_assertions_signed": False,
                    "want_assertions_or_response_signed": True,
                }
            },
            "metadata": {"inline": [metadata]},
            "encryption_keypairs": pairs,
            "xmlsec_binary": shutil.which("xmlsec1"),
            "accepted_time_diff": 180,
            "allow_unknown_attributes": True,
            "only_use_keys_in_metadata": True,
            "delete_tmpfiles": True,
        }
        return Saml2Client(SPConfig().load(settings))

    def opinion(self, data: bytes, case: Case, ctx: Context, keys: list[Key]) -> Opinion:
        """What pysaml2 makes of a message that was posted to it."""
        trusted, issuer = tuple(case.trusted(ctx)), case.issuer or ctx.idp.entity_id
        acs = case.trust.get("acs_urls", (ACS,))
        asked = case.trust.get("in_response_to")
        outstanding = {asked: "/"} if asked else {}
        assert isinstance(acs, tuple)
        try:
            with clock(case.as_of), patch.object(CryptoBackendXmlSec1, "version", self.version):
                answer = self._client(issuer, trusted, tuple(keys), acs).parse_authn_request_response(
                    base64.b64encode(data).decode(), BINDING_HTTP_POST, outstanding
                )
                if answer is None or answer.assertion is None:
                    return Opinion(False, why="nothing came back")
                return Opinion(True, answer.name_id.text if answer.name_id is not None else None)
        except Exception as error:  # noqa: BLE001 - whatever it raises is its opinion
            return refused(error)


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """Let pysaml2's checks believe that it is this moment; it reads the clock of the machine otherwise."""
    naive = moment.replace(tzinfo=None)

    class Frozen(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Frozen":
            return cls(*naive.timetuple()[:6], tzinfo=tz)

    seconds = calendar.timegm(naive.timetuple())
    with (
        patch.object(saml2.time_util, "datetime", Frozen),
        patch.object(saml2.time_util, "utc_now", lambda: seconds),
    ):
        yield
