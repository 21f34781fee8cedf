"""The XML view tells what each element is worth."""

from jitadmin.adapters.saml import outline
from jitadmin.adapters.saml.decrypt import DecryptionKey
from jitadmin.core.xml_node import XmlNode
from tests.builders import Attribute, IdP, Raw, key
from tests.saml_judging import judged, trusted

SP_KEY = key(name="sp")


def tree_of(data: bytes, idp: IdP, *, opened: bool = False) -> XmlNode:
    keys = [DecryptionKey(SP_KEY.private)] if opened else []  # type: ignore[arg-type]
    found = outline(data, judged(data, idp, *([SP_KEY] if opened else [])), keys=keys)
    assert found
    return found


def one(tree: XmlNode, name: str) -> XmlNode:
    found = [node for node in tree.walk() if node.name.rpartition(":")[2] == name]
    assert found, name
    return found[0]


def test_a_signed_assertion_in_an_unsigned_response() -> None:
    idp = IdP()
    tree = tree_of(idp.response(pretty=True), idp)
    assert (tree.name, tree.mark, tree.line) == ("samlp:Response", "unsigned", 1)
    assert one(tree, "Status").mark == "unsigned"
    assertion = one(tree, "Assertion")
    assert (assertion.mark, assertion.keys) == ("signed", (trusted(idp.key).sha256,))
    name_id = one(tree, "NameID")
    assert (name_id.mark, name_id.text) == ("signed", "ada@example.test")
    assert name_id.line > assertion.line > 1
    assert one(tree, "SignatureValue").mark == "signature"
    assert dict(assertion.attributes)["Version"] == "2.0"


def test_both_keys_are_named_where_both_parts_are_signed() -> None:
    idp = IdP()
    tree = tree_of(idp.response(sign="both", response_key=idp.key), idp)
    assert tree.mark == "signed"
    assert one(tree, "Status").keys == (trusted(idp.key).sha256,)


def test_nothing_is_signed_where_the_signature_was_not_believed() -> None:
    idp = IdP()
    data = idp.response().replace(b"ada@example.test", b"eve@example.test")
    tree = tree_of(data, idp)
    assert {node.mark for node in tree.walk() if node.kind == "element"} == {"unsigned", "signature"}
    plain = outline(data)
    assert plain
    assert "signed" not in {node.mark for node in plain.walk()}


def test_what_nobody_reads_is_ignored() -> None:
    idp = IdP()
    tree = tree_of(
        idp.response(extensions="<x xmlns='urn:x'><y/></x>", advice=f"<saml:Advice>{'<z/>'}</saml:Advice>"), idp
    )
    assert one(tree, "y").mark == "ignored"
    assert one(tree, "z").mark == "ignored"
    assert one(tree, "z").keys == ()


def test_what_is_encrypted_is_shown_closed_and_opened() -> None:
    idp = IdP()
    data = idp.response(encrypt_to=SP_KEY)
    closed = tree_of(data, idp)
    assert one(closed, "EncryptedAssertion").mark == "encrypted"
    assert one(closed, "CipherValue").mark == "encrypted"
    assert not any(node.decrypted for node in closed.walk())
    opened = tree_of(data, idp, opened=True)
    name_id = one(opened, "NameID")
    assert (name_id.mark, name_id.decrypted, name_id.line) == ("signed", True, 0)
    sealed = idp.response(encrypt_to=SP_KEY, encrypt_name_id=True)
    assert one(tree_of(sealed, idp, opened=True), "NameID").decrypted


def test_comments_and_text_between_elements_are_kept() -> None:
    idp = IdP()
    data = idp.response(attributes=[Attribute("a", [Raw("one<!-- two --><b/>three")])])
    value = one(tree_of(data, idp), "AttributeValue")
    assert value.text == "one"
    assert [(node.kind, node.text) for node in value.children] == [
        ("comment", " two "),
        ("element", ""),
        ("text", "three"),
    ]


def test_a_huge_tree_is_cut_and_says_so() -> None:
    idp = IdP()
    data = idp.response(attributes=[Attribute("groups", [str(number) for number in range(500)])])
    tree = outline(data, limit=100)
    assert tree
    assert sum(1 for _ in tree.walk()) <= 101
    assert sum(node.left_out for node in tree.walk()) > 300


def test_what_is_no_message_has_no_outline() -> None:
    assert outline(b"no xml") is None
    assert outline(b"<!DOCTYPE a><a/>") is None
