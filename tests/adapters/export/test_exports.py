"""What holds for every format: losses are said, files are as announced, and private keys stay where they are."""

import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jitadmin.adapters.export import export, write_files
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.parties import AcceptRetired
from jitadmin.core.connection.policy import Gates, Library, Links, MatchStep, NewAccount, Policy, Unique
from jitadmin.core.connection.role_map import RoleMap
from jitadmin.core.errors import InputError, SurroundingsError, UsageError
from jitadmin.core.exporting import FEATURES, FORMATS, Exported, File, Loss, lost
from jitadmin.core.messages import sentence
from tests.adapters.export.made import NOW, bare, changed, codes, connection, exported, idp, key, row, with_roles

# Each feature of a connection, used in a way that no default covers.
USED: dict[str, dict[str, Any]] = {
    "severalAcs": {"service_provider": {"acs": ("https://sp.export.test/saml/postResponse", "https://b.test/x/acs")}},
    "audiences": {"service_provider": {"audiences": ("urn:one", "urn:two")}},
    "signed": {"trust": {"signed": "both"}},
    "clockSkew": {"trust": {"clock_skew": 5}},
    "unsolicited": {"trust": {"unsolicited": "refuse"}},
    "encrypted": {"trust": {"encrypted": "required"}},
    "retired": {"trust": {"accept_retired": (AcceptRetired(choice="rsa-1_5", until=NOW.date()),)}},
    "expired": {"trust": {"expired_certificates": "refuse"}},
    "names": {},
    "fields": {},
    "sources": {"attributes": {"rows": (AttributeRow(field="title", sources=("nameId",)),)}},
    "transforms": {
        "attributes": {"rows": (AttributeRow(field="title", sources=(Source(attribute="t"),), transforms=("lower",)),)}
    },
    "writing": {},
    "roleRules": {"roles": {"rules": with_roles().roles.rules}},
    "directRoles": {"roles": {"direct": with_roles().roles.direct}},
    "defaultRoles": {"roles": {"defaults": ("member",)}},
    "membership": {"roles": {"membership": "exact"}},
    "library": {"policy": {"library": Library(trim=True)}},
    "gates": {"policy": {"gates": Gates(domains=("export.test",))}},
    "match": {"policy": {"match": (MatchStep(by="userName"), MatchStep(by="emails.work"))}},
    "inactive": {"policy": {"inactive": "reactivate"}},
    "create": {"policy": {"create": False}},
    "newAccount": {"policy": {"new_account": NewAccount(active=False)}},
    "update": {"policy": {"update": "never"}},
    "links": {"policy": {"links": Links()}},
    "unique": {"policy": {"unique": (Unique(field="userName"),)}},
}


def using(feature: str) -> Connection:
    made = connection()
    for part, fields in USED[feature].items():
        made = changed(made, part, **fields)
    return made


@pytest.fixture(params=FORMATS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_format_gives_the_files_that_it_announces(name: str) -> None:
    result = exported(connection(), name)
    assert [item.name for item in result.files][: len(FORMATS[name].files)] == list(FORMATS[name].files)
    assert all(item.text for item in result.files)
    assert result.format == name


def test_every_feature_has_its_sentences() -> None:
    # Those that no connection has but metadata are in test_addresses.py.
    assert {*USED, "acsIndexes", "logout"} == set(FEATURES)
    for feature in FEATURES:
        assert sentence(f"export.cannot.{feature}").endswith(".")
    for chosen in FORMATS.values():
        assert chosen.carries <= set(FEATURES)


@pytest.mark.parametrize("feature", USED)
def test_what_a_format_cannot_express_is_said(name: str, feature: str) -> None:
    """Nothing is dropped silently: a feature that the format does not carry is a sentence of this very export."""
    chosen = FORMATS[name]
    told = exported(using(feature), name).losses
    if feature in chosen.carries:
        assert feature not in chosen.cannot(tuple(FEATURES))
    else:
        assert feature in chosen.cannot(tuple(FEATURES))
        path = FEATURES[feature].path
        assert any(path == loss.path or path in loss.args.get("parts", ()) for loss in told)


def test_an_ordinary_connection_loses_nothing_that_it_does_not_have() -> None:
    made = changed(connection(), "attributes", rows=())
    for chosen in FORMATS.values():
        assert list(lost(made, chosen)) == []


def test_every_loss_is_a_sentence(name: str) -> None:
    keys = (key()[0],) if FORMATS[name].key else ()
    for feature in USED:
        for loss in exported(using(feature), name, sp_keys=keys).losses:
            assert isinstance(loss, Loss)
            assert "{" not in str(loss)


def test_a_private_key_is_in_no_export_that_was_not_asked_for_it(name: str) -> None:
    _, private = key()
    result = exported(with_roles(), name)
    for item in result.files:
        assert "PRIVATE KEY" not in item.text
        assert bare(private)[40:90] not in item.text
        assert not item.secret


def test_a_private_key_that_was_asked_for_is_a_secret_file_and_nowhere_else(name: str) -> None:
    _, private = key()
    result = exported(with_roles(), name, secret=True)
    for item in result.files:
        assert item.secret == ("PRIVATE KEY" in item.text)
        assert item.secret == (bare(private)[40:90] in "".join(item.text.split()))
        assert "PRIVATE" not in repr(item)


def test_secret_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "sp.key").write_text("an old one that everybody could read")
    (tmp_path / "sp.key").chmod(0o644)
    paths = write_files(exported(connection(), "pysaml2", secret=True), tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert modes["sp.key"] == 0o600
    assert (tmp_path / "sp.key").read_text() == key()[1]
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == sorted(
        str(path.relative_to(tmp_path)) for path in paths
    )


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for secret in (False, True):
        files = (File(name="x.key", text="x", secret=secret),)
        with pytest.raises(SurroundingsError):
            write_files(Exported(format="pysaml2", files=files), tmp_path / "file")
        assert os.listdir(tmp_path) == ["file"]


def test_a_key_of_another_connection_is_not_taken() -> None:
    with pytest.raises(UsageError, match="none of the keys"):
        exported(connection(), "pysaml2", secrets={"another": "…"})


def test_only_the_certificates_that_the_connection_trusts_are_exported() -> None:
    mine = key(name="pinned")[0].certificate_pem
    made = changed(connection(), "identity_provider", certificates=(mine,), metadata_file=None)
    text = exported(made, "pysaml2").file("idp-metadata.xml").text
    assert bare(mine) in text
    assert text.count("<ds:X509Certificate>") == 1


def test_a_certificate_that_cannot_be_read_is_said() -> None:
    made = changed(connection(), "identity_provider", certificates=("bm8=",))
    with pytest.raises(InputError):
        exported(made, "pysaml2")


def test_no_certificate_of_the_identity_provider_is_said() -> None:
    found = idp()
    assert found.idp is not None
    without = msgspec.structs.replace(found, idp=msgspec.structs.replace(found.idp, signing=()))
    with pytest.raises(UsageError, match="No certificate of Example IdP"):
        exported(connection(), "pysaml2", idp=without)


def test_an_unknown_format_is_said() -> None:
    with pytest.raises(UsageError, match=r"no export format “nothing”.*saml-metadata"):
        exported(connection(), "nothing")


def test_a_lone_surrogate_is_refused_before_any_format_sees_it(name: str) -> None:
    with pytest.raises(UsageError, match="is no text that can be written"):
        exported(changed(connection(), "service_provider", name="a\ud800b"), name)


def test_no_key_at_all_is_said_where_it_matters(name: str) -> None:
    if FORMATS[name].key:
        with pytest.raises(UsageError, match="RSA key"):
            export(connection(), name, now=NOW, idp=idp())
        return
    result = export(connection(), name, now=NOW, idp=idp())
    if FORMATS[name].side == "serviceProvider":
        assert "export.no_key" in codes(result)


def test_a_private_key_that_is_missing_is_said_with_its_place() -> None:
    (loss,) = [item for item in exported(connection(), "shibboleth-sp").losses if item.code == "export.key_absent"]
    assert "/etc/shibboleth/sp.key" in str(loss)
    assert "Key one" in str(loss)


def test_a_connection_without_attributes_can_be_exported(name: str) -> None:
    made = connection(attributes=AttributeMap(), roles=RoleMap(), policy=Policy())
    assert exported(made, name).files


def test_a_row_that_is_left_out_is_named_as_people_call_it() -> None:
    made = changed(connection(), "attributes", rows=(row("nickName", "m"),))
    (said,) = [str(loss) for loss in exported(made, "directus").losses if loss.code == "export.row"]
    assert said == "Not in this export: the row of nickname, which reads m."
