"""One contender of the comparison in a process of its own: ``python -m benchmarks.contenders NAME``.

The first line of standard input is the material; each further line orders a piece of it to be read, and is answered
with the processor time (children included) and the time by the clock that this took, and with what was seen.
"""

import base64
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.material import Material

Seen = tuple[str | None, int | None]
Read = Callable[[Any], Seen]
DS = "{http://www.w3.org/2000/09/xmldsig#}"
XENC = "{http://www.w3.org/2001/04/xmlenc#}"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


class Missing(Exception):
    """A contender cannot run here; the message says why."""


def processor() -> float:
    """The processor time of this process and of the children that it waited for."""
    times = os.times()
    try:
        # Not on Windows, where no contender has children.
        import resource

        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + used.ru_utime + used.ru_stime
    except ImportError:
        return times.user + times.system


def jitadmin(material: Material, form: str) -> Read:
    from jitadmin.adapters.saml import judge, load_decryption_key
    from jitadmin.adapters.saml.trusting import read_certificate
    from jitadmin.core.trust import Trust

    trust = Trust(
        idp_entity_id=material.issuer,
        certificates=(read_certificate(material.certificate),),
        audiences=(material.audience,),
        acs_urls=(material.acs,),
    )
    keys = [load_decryption_key(material.key.encode())] if form == "encrypted" else []

    def read(message: bytes) -> Seen:
        verdict = judge(message, trust, as_of=None, keys=keys)
        if verdict.verdict != "accepted" or verdict.name_id is None:
            raise SystemExit(f"jitadmin: {verdict.failed}")
        return verdict.name_id.value, len(verdict.attributes)

    return read


def signxml(material: Material, form: str) -> Read:
    if form == "encrypted":
        raise Missing("signxml does not decrypt")
    from signxml import XMLVerifier

    def read(message: bytes) -> Seen:
        signed = XMLVerifier().verify(message, x509_cert=material.certificate, id_attribute="ID").signed_xml
        return signed.findtext(f"{SAML}Assertion/{SAML}Subject/{SAML}NameID"), None

    return read


def python_xmlsec(material: Material, form: str) -> Read:
    import xmlsec
    from lxml import etree

    key = xmlsec.Key.from_memory(material.certificate, xmlsec.constants.KeyDataFormatCertPem)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(material.key, xmlsec.constants.KeyDataFormatPem))

    def verified(element: Any) -> Seen:
        xmlsec.tree.add_ids(element, ["ID"])
        context = xmlsec.SignatureContext()
        context.key = key
        context.verify(element.find(f"{DS}Signature"))
        return element.findtext(f".//{SAML}Subject/{SAML}NameID"), None

    def read(message: bytes) -> Seen:
        root = etree.fromstring(message)
        if form == "signed":
            return verified(root)
        sealed = root.find(f"{SAML}EncryptedAssertion/{XENC}EncryptedData")
        return verified(xmlsec.EncryptionContext(manager).decrypt(sealed))

    return read


def python3_saml(material: Material, form: str) -> Read:
    from onelogin.saml2.response import OneLogin_Saml2_Response
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    settings = OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": material.audience,
                "assertionConsumerService": {"url": material.acs},
                "privateKey": material.key if form == "encrypted" else "",
                "x509cert": material.certificate if form == "encrypted" else "",
            },
            "idp": {
                "entityId": material.issuer,
                "singleSignOnService": {"url": "https://idp.example.test/sso"},
                "x509cert": material.certificate,
            },
            "security": {
                "wantMessagesSigned": form == "signed",
                "wantAssertionsSigned": form == "encrypted",
                "wantAssertionsEncrypted": form == "encrypted",
            },
        }
    )
    host, _, path = material.acs.removeprefix("https://").partition("/")

    def read(message: str) -> Seen:
        request = {"https": "on", "http_host": host, "script_name": f"/{path}", "post_data": {"SAMLResponse": message}}
        response = OneLogin_Saml2_Response(settings, message)
        if not response.is_valid(request):
            raise SystemExit(f"python3-saml: {response.get_error()}")
        return response.get_nameid(), len(response.get_attributes())

    return read


def pysaml2_client(material: Material, form: str, binary: str) -> Any:
    from saml2 import BINDING_HTTP_POST
    from saml2.client import Saml2Client
    from saml2.config import SPConfig

    pairs = []
    if form == "encrypted":
        folder = Path(tempfile.mkdtemp())
        (folder / "key.pem").write_text(material.key, encoding="ascii")
        pairs = [{"key_file": str(folder / "key.pem"), "cert_file": None}]
    settings = {
        "entityid": material.audience,
        "service": {
            "sp": {
                "endpoints": {"assertion_consumer_service": [(material.acs, BINDING_HTTP_POST)]},
                "allow_unsolicited": True,
                "want_response_signed": form == "signed",
                "want_assertions_signed": form == "encrypted",
            }
        },
        "metadata": {"inline": [material.metadata]},
        "encryption_keypairs": pairs,
        "xmlsec_binary": binary,
        "accepted_time_diff": 180,
        "allow_unknown_attributes": True,
        "only_use_keys_in_metadata": True,
        "delete_tmpfiles": True,
    }
    return Saml2Client(SPConfig().load(settings))


def pysaml2_read(client: Any) -> Read:
    from saml2 import BINDING_HTTP_POST

    def read(message: str) -> Seen:
        answer = client.parse_authn_request_response(message, BINDING_HTTP_POST, {})
        return answer.name_id.text, len(answer.ava)

    return read


def pysaml2(material: Material, form: str) -> Read:
    binary = shutil.which("xmlsec1")
    if binary is None:
        raise Missing("xmlsec1 is not installed")
    return pysaml2_read(pysaml2_client(material, form, binary))


def pysaml2_in_process(material: Material, form: str) -> Read:
    import xmlsec
    from lxml import etree
    from saml2.sigver import CryptoBackend

    class InProcess(CryptoBackend):
        """What the xmlsec1 program does for pysaml2, by the library that the program is made of."""

        version = "1.3"

        def validate_signature(
            self,
            signedtext: Any,
            cert_file: str,
            cert_type: str,  # noqa: ARG002 - always PEM
            node_name: str,
            node_id: str,
        ) -> bool:
            root = etree.fromstring(signedtext if isinstance(signedtext, bytes) else signedtext.encode())
            xmlsec.tree.add_ids(root, ["ID"])
            kind, _, name = node_name.rpartition(":")
            node = next(item for item in root.iter(f"{{{kind}}}{name}") if item.get("ID") == node_id)
            context = xmlsec.SignatureContext()
            context.key = xmlsec.Key.from_file(cert_file, xmlsec.constants.KeyDataFormatCertPem)
            context.verify(node.find(f"{DS}Signature"))
            return True

        def decrypt(self, enctext: str, key_file: str) -> str:
            root = etree.fromstring(enctext.encode())
            manager = xmlsec.KeysManager()
            manager.add_key(xmlsec.Key.from_file(key_file, xmlsec.constants.KeyDataFormatPem))
            xmlsec.EncryptionContext(manager).decrypt(next(root.iter(f"{XENC}EncryptedData")))
            return etree.tostring(root, encoding="unicode")

    client = pysaml2_client(material, form, sys.executable)
    client.sec.crypto = InProcess()
    return pysaml2_read(client)


def floor(material: Material, form: str) -> Read:
    """What nobody can leave out: parse, two exclusive canonicalisations, SHA-256 and the verification of RSA; for an
    encrypted message also RSA-OAEP, AES-GCM and a second parse. It believes the first signature and checks nothing.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from lxml import etree

    public: Any = x509.load_pem_x509_certificate(material.certificate.encode()).public_key()
    private: Any = serialization.load_pem_private_key(material.key.encode(), None)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303 - what the message names
    pkcs, sha256 = padding.PKCS1v15(), hashes.SHA256()
    cipher_value = f"{XENC}CipherData/{XENC}CipherValue"

    def canonical(element: Any) -> bytes:
        return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)

    def opened(root: Any) -> Any:
        data = root.find(f"{SAML}EncryptedAssertion/{XENC}EncryptedData")
        wrapped = base64.b64decode(data.findtext(f"{DS}KeyInfo/{XENC}EncryptedKey/{cipher_value}"))
        cipher = base64.b64decode(data.findtext(cipher_value))
        return etree.fromstring(AESGCM(private.decrypt(wrapped, oaep)).decrypt(cipher[:12], cipher[12:], None))

    def read(message: bytes) -> Seen:
        root = etree.fromstring(message)
        if form == "encrypted":
            root = opened(root)
        signature = root.find(f"{DS}Signature")
        info, value = signature[0], signature[1]
        signed = canonical(info)
        root.remove(signature)
        digest = hashlib.sha256(canonical(root)).digest()
        if base64.b64decode(info.findtext(f"{DS}Reference/{DS}DigestValue")) != digest:
            raise SystemExit("floor: another digest")
        public.verify(base64.b64decode(value.text), signed, pkcs, sha256)
        return root.findtext(f".//{SAML}Subject/{SAML}NameID"), None

    return read


class Contender:
    """One entry of the table. ``whole``: it checks the login, not the signature alone. ``base64``: it takes the form
    field as it was posted, else the XML. ``share``: the part of a piece that it reads, because it is slow.
    """

    def __init__(
        self,
        make: Callable[[Material, str], Read] | None,
        does: str,
        packages: str,
        *,
        form_field: bool,
        share: int = 1,
    ) -> None:
        self.make = make
        self.does = does
        self.packages = packages
        self.form_field = form_field
        self.share = share


_WHOLE = "full checks of the login, attributes read"
_SIGNATURE = "signature only"
CONTENDERS: dict[str, Contender] = {
    "jitadmin": Contender(jitadmin, _WHOLE + ", each check with its reason", "lxml cryptography", form_field=False),
    "floor": Contender(floor, "parse, two c14n, SHA-256, RSA; no checks", "lxml cryptography", form_field=False),
    "python-xmlsec": Contender(python_xmlsec, _SIGNATURE, "xmlsec", form_field=False),
    "signxml": Contender(signxml, _SIGNATURE, "signxml", form_field=False),
    "python3-saml": Contender(python3_saml, _WHOLE + ", XML schema", "python3-saml", form_field=True, share=5),
    "pysaml2, in process": Contender(pysaml2_in_process, _WHOLE, "pysaml2 xmlsec", form_field=True, share=10),
    "pysaml2, xmlsec1": Contender(pysaml2, _WHOLE, "pysaml2", form_field=True, share=20),
    "node-saml": Contender(None, _WHOLE, "@node-saml/node-saml", form_field=True, share=10),
    "samlify": Contender(None, _WHOLE + ", no XML schema", "samlify", form_field=True, share=10),
}  # fmt: skip


def serve(name: str) -> None:
    """Answer orders until standard input ends."""
    contender = CONTENDERS[name]
    assert contender.make
    material = Material.from_line(sys.stdin.readline())
    xml = {form: material.messages[form] if contender.form_field else material.xml(form) for form in material.messages}
    readers: dict[str, Read] = {}
    say({"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        form = order["form"]
        try:
            read = readers.get(form) or readers.setdefault(form, contender.make(material, form))
        except Missing as missing:
            say({"missing": str(missing)})
            continue
        messages: list[Any] = xml[form][order["first"] : order["first"] + order["count"]]
        wall, cpu = time.perf_counter(), processor()
        seen = [read(message) for message in messages]
        say({"cpu": processor() - cpu, "wall": time.perf_counter() - wall, "seen": seen})


def say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
