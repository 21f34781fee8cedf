"""LDIF as directories write it: folded, in base64, with groups; what is no list of entries is named with its line."""

import base64
from pathlib import Path

import pytest

from jitadmin.adapters.accounts import AccountReader, accounts_of, opened, parse_accounts
from jitadmin.core.account import Account
from jitadmin.core.errors import DocumentError
from jitadmin.core.existing import LEFT_OUT, chosen
from tests.peers import slapd

HEAD = "version: 1\n\n"
ADA = """dn: uid=ada,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: ada
cn: Ada Byron
givenName: Ada
sn: Byron
mail: ada@example.org
"""


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_accounts(text.encode(), "people.ldif")
    return [str(problem) for problem in caught.value.problems]


def one(text: str) -> Account:
    (account,) = parse_accounts((HEAD + text).encode())
    return account


def test_a_person_becomes_an_account_named_by_its_entry() -> None:
    ada = one(ADA)
    assert ada.id == "uid=ada,ou=people,dc=example,dc=org"
    assert ada.fields == {
        "userName": "ada",
        "displayName": "Ada Byron",
        "name.givenName": "Ada",
        "name.familyName": "Byron",
        "emails.work": "ada@example.org",
    }
    assert ada.active


def test_folded_lines_base64_comments_options_and_windows_line_ends_are_read() -> None:
    name = base64.b64encode("Ádá Ђ".encode()).decode()
    photo = base64.b64encode(b"\xff\xd8\xff\xe0").decode()
    text = (
        "# written by a directory\n# which goes\n  on here\nversion: 1\n\n"
        f"dn:: {base64.b64encode(b'cn=Ada,dc=x').decode()}\nobjectClass: person\nuid:   a\n da\n"
        f"displayName:: {name[:4]}\n {name[4:]}\ndisplayName;lang-de: Frau\njpegPhoto:: {photo}\n"
        "mail: a@example.org\nmail: b@example.org\n"
    )
    for variant in (text, text.replace("\n", "\r\n"), "\ufeff" + text + "\n\n\n"):
        (ada,) = parse_accounts(variant.encode())
        assert (ada.id, ada.fields["userName"], ada.fields["displayName"]) == ("cn=Ada,dc=x", "ada", "Ádá Ђ")
        assert ada.fields["emails.work"] == ("a@example.org", "b@example.org")
        assert "jpegPhoto" not in ada.fields


def test_groups_come_from_the_person_from_the_group_and_from_login_names() -> None:
    more = """
dn: cn=Staff,ou=groups,dc=example,dc=org
objectClass: groupOfNames
cn: Staff
member: UID=ada, OU=people, DC=example,DC=org
member: uid=gone,ou=people,dc=example,dc=org

dn: cn=wheel,ou=groups,dc=example,dc=org
objectClass: posixGroup
memberUid: ada
"""
    member = "memberOf: CN=Sales\\, North,OU=Groups,DC=example,DC=org\nmemberOf: cn=Staff,ou=groups,dc=example,dc=org\n"
    assert one(ADA + member + more).groups == ("Sales, North", "Staff", "wheel")


def test_only_people_become_accounts() -> None:
    others = """
dn: dc=example,dc=org
objectClass: dcObject
dc: example

dn: cn=pc1,dc=example,dc=org
objectClass: user
objectClass: computer
sAMAccountName: PC1$
"""
    assert [account.fields["userName"] for account in parse_accounts((HEAD + ADA + others).encode())] == ["ada"]


@pytest.mark.parametrize(
    ("line", "active"),
    [
        ("userAccountControl: 512", True),
        ("userAccountControl: 514", False),
        ("userAccountControl: 66050", False),
        ("nsAccountLock: TRUE", False),
        ("nsAccountLock: false", True),
        ("pwdAccountLockedTime: 000001010000Z", False),
        ("pwdAccountLockedTime: 20261101000000Z", True),
    ],
)
def test_directories_say_in_their_own_ways_that_a_person_is_disabled(line: str, active: bool) -> None:
    assert one(f"{ADA}{line}\n").active is active


def test_an_active_directory_entry_is_known_by_its_guid_and_secrets_stay_behind() -> None:
    guid = base64.b64encode(bytes(range(16))).decode()
    secret = base64.b64encode(b"{SSHA}verysecret").decode()
    text = (
        "dn: CN=Ada,DC=x\nobjectClass: top\nobjectClass: user\nsAMAccountName: ada\nuserPrincipalName: ada@x.org\n"
        f"objectGUID:: {guid}\nuserPassword:: {secret}\nwhenChanged: 20261101\n"
    )
    listed = opened((HEAD + text).encode())
    columns = {column.name: column for column in listed.columns}
    assert {name: column.field for name, column in columns.items() if column.field} == {
        "sAMAccountName": "userName",
        "objectGUID": "id",
    }
    assert {columns[name].reason for name in ("userPrincipalName",)} == {"second-choice"}
    assert (columns["userPassword"].reason, columns["userPassword"].examples) == ("secret", ())
    assert columns["whenChanged"].reason == "unknown"
    (ada,) = accounts_of(listed)
    assert ada.id == "03020100-0504-0706-0809-0a0b0c0d0e0f"
    assert "verysecret" not in repr(listed.columns)


def test_another_attribute_is_taken_where_a_person_says_so() -> None:
    listed = opened((HEAD + ADA + "employeeType: staff\n").encode())
    at = {column.name: place for place, column in enumerate(listed.columns)}
    columns = chosen(listed.columns, at["uid"], LEFT_OUT)
    columns = chosen(columns, at["employeeType"], "roles")
    (ada,) = accounts_of(type(listed)(name="", form="ldif", data=listed.data, columns=columns))
    assert "userName" not in ada.fields
    assert ada.roles == ("staff",)


def test_every_bad_entry_is_named_with_its_line_and_nothing_is_taken() -> None:
    text = (
        HEAD
        + ADA
        + "\ndn: cn=x\nobjectClass: person\nuid:: !!!\n\ncn: no name\nobjectClass: person\n"
        + "\ndn: cn=y\nobjectClass: person\njpegPhoto:< file:///etc/passwd\n\ndn: cn=z\nthis is no line\n"
    )
    assert faults(text) == [
        "line 13: The value of “uid” is no valid base64.",
        "line 15: An entry begins with “dn:”, and this one with “cn:”.",
        "line 20: The value of “jpegPhoto” stands in another file or at an address, which is not fetched.",
        "line 23: This is no line of LDIF: a name, a colon and a value are wanted.",
    ]


def test_a_list_of_changes_is_refused() -> None:
    (fault,) = faults(HEAD + "dn: uid=ada,dc=x\nchangetype: modify\nreplace: mail\nmail: x@y.z\n-\n")
    assert fault.startswith("line 4: This is a list of changes")


def test_the_same_person_twice_and_a_file_without_people_are_named() -> None:
    (fault,) = faults(HEAD + ADA + "\n" + ADA)
    assert fault.startswith("line 11: uid=ada,ou=people,dc=example,dc=org: The account ")
    assert fault.endswith(" stands in the list twice.")
    (fault,) = faults(HEAD + "dn: dc=x\nobjectClass: domain\ndc: x\n")
    assert "There is nobody in it" in fault


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if reason := slapd.missing():
        pytest.skip(reason)
    return tmp_path_factory.mktemp("slapd")


@pytest.mark.peer
def test_what_slapcat_writes_is_read(directory: Path) -> None:
    long = "A very long title " * 12
    people = [
        {"uid": "ada", "cn": "Ada Byron", "sn": "Byron", "givenName": "Ada", "mail": "ada@example.org", "title": long},
        {"uid": "zoe", "cn": "Zoë Ünlü", "sn": "Ünlü", "givenName": "Zoë", "mail": "zoe@example.org"},
    ]
    file = directory / "dump.ldif"
    file.write_bytes(slapd.dumped(directory, people, {"Staff": ["ada", "zoe"], "Böard": ["zoe"]}))
    assert b"\n " in file.read_bytes(), "long lines are folded"
    assert b"cn:: " in file.read_bytes(), "letters beyond ASCII are in base64"
    reader = AccountReader(lambda: pytest.fail("a file has its own date"))
    listed = reader.open(file)
    assert listed.written is not None
    ada, zoe = sorted(reader.read(listed), key=lambda account: account.label)
    assert (ada.label, zoe.label) == ("ada", "zoe")
    assert ada.fields["title"] == long.strip()
    assert zoe.fields["displayName"] == "Zoë Ünlü"
    assert (ada.groups, zoe.groups) == (("Staff",), ("Staff", "Böard"))
    assert len(ada.id) == 36, "slapd tells its entries apart by entryUUID"
    secrets = {column.name for column in listed.columns if column.reason == "secret"}
    assert secrets == {"userPassword"}


def test_what_ldifde_writes_for_active_directory_is_read() -> None:
    assert one(ADA.replace("objectClass", "changetype: add\nobjectClass", 1)).fields["userName"] == "ada"


def test_what_ldapsearch_writes_around_the_entries_is_read_over() -> None:
    end = "\n# search reference\nref: ldap://x/DC=x\n\nsearch: 2\nresult: 0 Success\ncontrol: 1.2 false\n"
    assert one(ADA + end).fields["userName"] == "ada"
    assert faults(ADA + end.replace("0 Success", "4 Size limit exceeded")) == [
        "line 13: The search ended with “4 Size limit exceeded”, so entries are missing. Repeat it with higher limits."
    ]


def test_no_entry_is_lost_where_the_empty_line_between_two_is() -> None:
    assert faults(ADA + ADA.replace("ada", "bo")) == [
        "line 8: A second entry begins here. An empty line is wanted before it."
    ]


def test_values_with_options_are_listed_as_left_out() -> None:
    listed = opened((ADA + "displayName;lang-de: Frau Byron\n").encode())
    assert [column.field for column in listed.columns if column.name == "displayName;lang-de"] == [LEFT_OUT]


def test_a_range_of_members_is_taken_only_where_it_is_the_last() -> None:
    group = "\ndn: cn=editors,dc=x\nobjectClass: group\nmember;range=0-*: uid=ada,ou=people,dc=example,dc=org\n"
    assert one(ADA + group).groups == ("editors",)
    (fault,) = faults(ADA + group.replace("0-*", "0-1499"))
    assert "only the values 0-1499 of “member”" in fault
