"""Independent readers of signatures and encryption: they check what the builders make and give second opinions."""

import xmlsec
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier

from tests.saml_builders.keys import Key
from tests.saml_builders.names import DS, XENC

SIGNXML = SignatureConfiguration(
    location="./", signature_methods=frozenset(SignatureMethod), digest_algorithms=frozenset(DigestAlgorithm)
)


def signatures(root: etree._Element) -> list[etree._Element]:
    """All ds:Signature elements in document order."""
    return list(root.iter(f"{{{DS}}}Signature"))


def xmlsec_verifies(data: bytes, key: Key) -> int:
    """How many signatures the document holds, each verified by libxmlsec; raises ``xmlsec.Error`` when one fails."""
    root = etree.fromstring(data)
    xmlsec.tree.add_ids(root, ["ID"])
    found = signatures(root)
    for signature in found:
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(key.certificate_pem, xmlsec.constants.KeyDataFormatCertPem)
        context.verify(signature)
    return len(found)


def signxml_verifies(data: bytes, key: Key) -> list[etree._Element]:
    """What signxml found signed: the parent of each signature, verified alone; raises when one fails."""
    verified: list[etree._Element] = []
    for signature in signatures(etree.fromstring(data)):
        holder = signature.getparent()
        assert holder is not None
        alone = etree.fromstring(etree.tostring(holder, with_tail=False))
        pem = key.certificate_pem.decode()
        result = XMLVerifier().verify(alone, x509_cert=pem, id_attribute="ID", expect_config=SIGNXML)
        assert not isinstance(result, list)
        assert result.signed_xml is not None
        verified.append(result.signed_xml)
    return verified


def xmlsec_decrypts(data: bytes, recipient: Key) -> etree._Element:
    """The root of the document after libxmlsec replaced its first EncryptedData by the content."""
    root = etree.fromstring(data)
    node = next(root.iter(f"{{{XENC}}}EncryptedData"))
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(recipient.private_pem, xmlsec.constants.KeyDataFormatPem))
    xmlsec.EncryptionContext(manager).decrypt(node)
    return root
