"""Federations of many megabytes: read as a stream, in constant memory, with the hardness of the message parser."""

import io
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from jitadmin.adapters.saml import Wanted, certificates_of, picked, read_metadata, searched
from jitadmin.adapters.saml.aggregate import parties
from jitadmin.adapters.saml.registered import described
from jitadmin.adapters.saml.vouched import vouched
from jitadmin.core.errors import InputError, LimitError
from tests.builders import IdP, Signing, key, sign_element, sp_metadata_xml

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MD = "urn:oasis:names:tc:SAML:2.0:metadata"
ONE = IdP().metadata_xml().decode().replace('ID="_metadata" ', "")


def named(number: int, extra: str = "") -> str:
    text = ONE.replace("https://idp.", f"https://idp{number}.")
    return text.replace("<md:IDPSSODescriptor", extra + "<md:IDPSSODescriptor", 1)


def group(*parts: str, attributes: str = "") -> bytes:
    return f'<md:EntitiesDescriptor xmlns:md="{MD}" {attributes}>{"".join(parts)}</md:EntitiesDescriptor>'.encode()


def ids(data: bytes) -> list[str]:
    return [party.entity_id for party in parties(io.BytesIO(data))]


def test_parties_come_in_document_order_from_nested_groups() -> None:
    inner = group(named(2), named(3)).decode()
    assert ids(group(named(1), inner, named(4))) == [f"https://idp{number}.example.test/idp" for number in range(1, 5)]
    assert ids(ONE.encode()) == ["https://idp.example.test/idp"]
    assert ids(b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><!-- two --><!-- of us -->" + group(named(1))) != []


def test_the_earliest_end_and_the_shortest_time_to_keep_hold() -> None:
    inner = group(named(1), attributes='validUntil="2027-01-01T00:00:00Z" cacheDuration="P1D"').decode()
    data = group(inner, named(2), attributes='validUntil="2028-01-01T00:00:00Z" cacheDuration="PT6H"')
    first, second = [(party.valid_until, party.cache_duration) for party in parties(io.BytesIO(data))]
    assert first == (datetime(2027, 1, 1, tzinfo=UTC), 6 * 3600)
    assert second == (datetime(2028, 1, 1, tzinfo=UTC), 6 * 3600)


def test_a_picked_party_keeps_what_the_group_around_it_said() -> None:
    data = group(named(1), named(2), attributes='validUntil="2027-01-01T00:00:00Z"')
    wanted = Wanted(kind="identityProvider", name="federation", entity_id="https://idp2.example.test/idp")
    (provider,) = picked(io.BytesIO(data), wanted, NOW)
    assert provider.valid_until == datetime(2027, 1, 1, tzinfo=UTC)
    assert "idp1" not in provider.metadata
    entity = described(provider)
    assert entity.valid_until == datetime(2027, 1, 1, tzinfo=UTC)
    assert entity.idp is not None
    assert len(entity.idp.signing) == 1
    with pytest.raises(InputError, match="valid until 2027-01-01"):
        picked(io.BytesIO(data), wanted, datetime(2027, 1, 2, tzinfo=UTC))


def test_a_party_that_is_described_twice_is_not_taken() -> None:
    wanted = Wanted(kind="identityProvider", name="federation", entity_id="https://idp1.example.test/idp")
    with pytest.raises(InputError, match="may be false"):
        picked(io.BytesIO(group(named(1), named(2), named(1))), wanted, NOW)


INFORMATION = """<md:Extensions xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" \
xmlns:shibmd="urn:mace:shibboleth:metadata:1.0"><shibmd:Scope regexp="false">uni-ulm.test</shibmd:Scope><mdui:UIInfo>\
<mdui:DisplayName xml:lang="de">Universität Ulm</mdui:DisplayName><mdui:DisplayName xml:lang="en">Ulm University\
</mdui:DisplayName></mdui:UIInfo><mdui:DiscoHints><mdui:DomainHint>ulm.test</mdui:DomainHint></mdui:DiscoHints>\
</md:Extensions>"""


@pytest.mark.parametrize(
    "text", ["ulm university", "ULM", "Universität", "uni-ulm.test", "ulm.test", "university ulm", "idp3.example"]
)
def test_a_party_is_found_by_name_domain_and_entity_id(text: str) -> None:
    data = group(named(1), named(2), named(3, INFORMATION), sp_metadata_xml().decode())
    found, total = searched(io.BytesIO(data), text, 10)
    assert [(item.entity_id, item.name) for item in found] == [("https://idp3.example.test/idp", "Ulm University")]
    assert total == 1


def test_the_best_hits_come_first_and_the_rest_is_counted() -> None:
    exact = named(9, INFORMATION.replace("Ulm University", "idp").replace("Universität Ulm", "idp"))
    found, total = searched(io.BytesIO(group(*(named(number) for number in range(6)), exact)), "idp", 3)
    assert (found[0].name, len(found), total) == ("idp", 3, 7)


DOCTYPE = '<!DOCTYPE md [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b"   \n", ""),
        ((DOCTYPE + ONE).encode(), "DOCTYPE"),
        (b"<!-- " + b"x" * 200_000 + b" -->" + (DOCTYPE + ONE).encode(), "DOCTYPE"),
        (('<?xml version="1.0" encoding="UTF-16"?>' + ONE).encode("utf-16"), "UTF-16"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + ONE.encode(), "ISO-8859-1"),
        (group(named(1), "<!-- \N{LATIN SMALL LETTER E WITH ACUTE} -->").replace("é".encode(), b"\xe9"), "UTF-8"),
        (group(named(1), "<?php evil ?>", named(2)), "instruction"),
        (b"<?xml-stylesheet href='x'?>" + group(named(1)), "instruction"),
        (group(named(1))[:-30], "breaks off"),
        (group(named(1)) + b"<more/>", ""),
        (b"<html><body>Sign in</body></html>", "no SAML metadata"),
        (b"<Response xmlns='urn:oasis:names:tc:SAML:2.0:protocol'/>", "no SAML metadata"),
        (b"<a>" + group(named(1)) + b"</a>", "no SAML metadata"),
        (group(named(1).replace("entityID", "entityId")), "entityID"),
        (group(named(1, named(2))), "inside another"),
        (group(named(1, "&nbsp;")), ""),
        ((f'<md:EntitiesDescriptor xmlns:md="{MD}">' * 70).encode() + b"</md:EntitiesDescriptor>" * 70, "deep"),
        (group(named(1, "<x>" * 300 + "</x>" * 300)), "deep"),
    ],
)
def test_what_is_no_sound_metadata_is_refused_with_a_reason(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=f"(?i){said}"):
        ids(data)


def test_nothing_may_grow_between_two_parties() -> None:
    with pytest.raises(LimitError):
        ids(group(named(1), "<x/>" * 3_000_000, named(2)))
    with pytest.raises(LimitError):
        ids(group(named(1, "<x/>" * 3_000_000)))


@pytest.mark.parametrize("hidden", ["<x>" * 90 + "</x>" * 90, '<i:include xmlns:i="http://www.w3.org/2001/XInclude"/>'])
def test_what_is_picked_passes_the_parser_of_messages(hidden: str) -> None:
    wanted = Wanted(kind="identityProvider", name="federation", entity_id="https://idp1.example.test/idp")
    with pytest.raises(InputError):
        picked(io.BytesIO(group(named(1, hidden))), wanted, NOW)


CORPUS = ROOT.parent / "shared" / "corpus" / "metadata"
FILES = sorted(CORPUS.glob("*.xml"))


@pytest.mark.skipif(not FILES, reason="the corpus of metadata is not there")
def test_the_stream_reads_in_real_metadata_what_the_tree_says() -> None:
    compared = 0
    for path in FILES:
        try:
            expected = read_metadata(path.read_bytes())
        except InputError:
            with pytest.raises(InputError):
                ids(path.read_bytes())
            continue
        with path.open("rb") as stream:
            for party, entity in zip(parties(stream), expected, strict=True):
                assert (party.entity_id, party.found().name) == (entity.entity_id, entity.name)
                assert ("identityProvider" in party.kinds) == (entity.idp is not None)
                assert ("serviceProvider" in party.kinds) == (entity.sp is not None)
                alone = read_metadata(party.xml())[0]
                assert (alone.idp, alone.sp) == (entity.idp, entity.sp)
                compared += 1
    assert compared >= 20


@pytest.mark.skipif(not FILES, reason="the corpus of metadata is not there")
@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("azure-activedirectory-identitymodel-extensions-for-dotnet-adfs-v2-meta.xml", True),
        ("saml-kit-ad_2012.xml", False),
    ],
)
def test_real_signatures_are_judged_as_xmlsec_judges_them(name: str, holds: bool) -> None:
    data = (CORPUS / name).read_bytes()
    text = etree.fromstring(data).findtext("{*}Signature//{*}X509Certificate")
    assert text
    if holds:
        assert vouched(data, certificates_of([text]), NOW) is not None
    else:
        with pytest.raises(InputError, match="changed after it was signed"):
            vouched(data, certificates_of([text]), NOW)


MEASURE = """
    import resource, sys
    from jitadmin.adapters.saml import Wanted, picked, searched
    from datetime import UTC, datetime

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open(sys.argv[1], "rb") as source:
        found, total = searched(source, "idp14999.example", 10)
    with open(sys.argv[1], "rb") as source:
        wanted = Wanted(kind="identityProvider", name="x", entity_id=found[0].entity_id)
        (provider,) = picked(source, wanted, datetime(2026, 11, 23, tzinfo=UTC))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(total, provider.entity_id, len(provider.metadata), grown)
"""


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("federation") / "federation.xml"
    with path.open("wb") as file:
        file.write(
            f'<md:EntitiesDescriptor xmlns:md="{MD}" ID="_federation" validUntil="2030-01-01T00:00:00Z">'.encode()
        )
        for number in range(15_000):
            file.write(named(number).encode())
        file.write(b"</md:EntitiesDescriptor>")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of a process this way")
def test_memory_does_not_grow_with_the_federation(federation: Path) -> None:
    assert federation.stat().st_size > 20 << 20
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEASURE), str(federation)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    total, entity_id, length, grown = ran.stdout.split()
    assert (total, entity_id) == ("1", "https://idp14999.example.test/idp")
    assert int(length) < 4000
    # Kilobytes on Linux, bytes on macOS; the file is more than twenty megabytes.
    assert int(grown) < (6 << 10) * (1024 if sys.platform == "darwin" else 1)


Change = Callable[[bytes], bytes]
SIGNER = key("rsa-2048", "federation")


def signed_group(change: Change = lambda data: data) -> bytes:
    root = etree.fromstring(group(named(1), named(2), attributes='ID="_g"'))
    sign_element(root, SIGNER, Signing())
    return change(etree.tostring(root))


def taken(data: bytes, entity_id: str = "https://idp1.example.test/idp") -> str:
    wanted = Wanted(
        kind="identityProvider", name="federation", entity_id=entity_id,
        signed_by=certificates_of([SIGNER.certificate_base64]),
    )  # fmt: skip
    (provider,) = picked(io.BytesIO(data), wanted, NOW)
    assert provider.signature == "checked"
    return provider.metadata


def test_the_signature_over_a_group_vouches_for_its_parties() -> None:
    assert "idp1.example.test/sso" in taken(signed_group())


EVIL = named(1).replace("/sso", "/evil")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"idp1.example.test/sso", b"idp1.example.test/evil"),
        lambda data: data.replace(b"</md:EntitiesDescriptor>", EVIL.encode() + b"</md:EntitiesDescriptor>"),
        lambda data: group(EVIL, data.decode()),
        lambda data: group(data.decode(), EVIL),
        lambda data: group(data.decode(), named(3), attributes='ID="_g"'),
        lambda data: data.replace(b'URI="#_g"', b'URI=""'),
        lambda data: data.replace(b'ID="_g"', b'ID="_h"'),
    ],
    ids=["changed", "appended", "before", "behind", "same-id", "whole-document", "other-id"],
)
def test_what_the_signature_does_not_cover_is_not_taken(change: Change) -> None:
    with pytest.raises(InputError):
        taken(signed_group(change))


def test_a_signature_that_could_be_forged_is_not_taken() -> None:
    root = etree.fromstring(group(named(1), attributes='ID="_g"'))
    sign_element(root, SIGNER, Signing(method="rsa-sha1", digest="sha1"))
    with pytest.raises(InputError, match="rests on SHA-1"):
        taken(etree.tostring(root))


def test_a_signature_on_the_party_itself_serves_where_the_group_has_none() -> None:
    alone = IdP("https://idp1.example.test/idp").metadata_xml(sign_with=SIGNER).decode()
    metadata = taken(group(named(2), alone))
    assert "https://idp1.example.test/idp" in metadata
    with pytest.raises(InputError, match="not signed"):
        taken(group(named(2), alone), "https://idp2.example.test/idp")
    with pytest.raises(InputError):
        taken(group(alone.replace("/sso", "/evil")))
