"""Connection documents are read strictly, with every problem at its place, and written without loss."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jitadmin.adapters.documents import dump, load, load_all, read, write
from jitadmin.adapters.documents.schema import connection_schema, schema_text
from jitadmin.assets import asset
from jitadmin.core.connection import Connection
from jitadmin.core.errors import DocumentError, SurroundingsError
from jitadmin.core.problem import Problem
from tests.adapters.documents_made import CERTIFICATE, connections

GOOD = f"""\
apiVersion: jitadmin/v1
kind: Connection
name: slack
identityProvider:
  entityId: https://idp.example/metadata
  certificates:
    - |
      -----BEGIN CERTIFICATE-----
      {CERTIFICATE}
      -----END CERTIFICATE-----
serviceProvider:
  entityId: https://slack.com
  acs: [https://acme.slack.com/sso/saml]
trust:
  signed: both
  acceptRetired:
    - {{choice: sha1, until: 2026-12-31}}
attributes:
  rows:
    - field: userName
      from: [nameId]
      transforms: [trim, lower, {{do: split, separator: ";"}}]
    - field: emails.work
      from:
        - attribute: mail
        - nameId: ifEmail
      required: true
roles:
  roles:
    - name: admin
      privilege: 90
    - name: member
  rules:
    - when:
        all:
          - {{attribute: groups, equals: Admins}}
          - not: {{memberOf: Guests}}
      grant: [admin]
  defaults: [member]
"""


def problems(text: str | bytes, name: str = "") -> list[Problem]:
    with pytest.raises(DocumentError) as caught:
        load(text, name)
    assert all(str(problem) for problem in caught.value.problems)
    return list(caught.value.problems)


def one(text: str | bytes, name: str = "") -> Problem:
    (problem,) = problems(text, name)
    return problem


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_a_document_becomes_a_connection() -> None:
    connection = load(GOOD)
    assert connection.name == "slack"
    assert connection.trust.signed == "both"
    assert connection.trust.accept_retired[0].until.isoformat() == "2026-12-31"
    assert connection.attributes.rows[1].sources[1].name_id == "ifEmail"  # type: ignore[union-attr]
    assert connection.roles.rules[0].grant == ("admin",)


def test_json_is_the_same_document() -> None:
    connection = load(GOOD)
    assert load(dump(connection, "json")) == connection
    assert load(dump(connection, "json"), "connection.json") == connection


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=120)
@given(connections())
def test_the_round_trip_loses_nothing(plain: dict[str, Any]) -> None:
    connection = msgspec.convert(plain, Connection)
    assert load(dump(connection)) == connection
    assert load(dump(connection, "json")) == connection
    assert load(json.dumps(plain)) == connection


def test_what_is_written_reads_well() -> None:
    text = dump(load(GOOD))
    assert text.startswith("apiVersion: jitadmin/v1\nkind: Connection\nname: slack\nidentityProvider:\n")
    assert "    - |\n      -----BEGIN CERTIFICATE-----\n" in text
    assert "{" not in text
    assert "ignoreCase" not in text


BROKEN: dict[str, tuple[str, str, str, int, str]] = {
    # what is wrong: text, code, path, line, words that must be in the sentence
    "misspelt name": (
        changed("attributes:\n", "atributes:\n"),
        "document.unknown_name_like",
        "atributes",
        18,
        "There is no “atributes” here: did you mean “attributes”?",
    ),
    "snake case": (
        changed("  entityId: https://slack.com", "  entity_id: https://slack.com"),
        "document.unknown_name_like",
        "serviceProvider.entity_id",
        12,
        "did you mean “entityId”?",
    ),
    "unknown name": (changed("  signed: both", "  zzz: both"), "document.unknown_name", "trust.zzz", 15, "Known are:"),
    "missing": (changed("name: slack\n", ""), "document.missing", "", 1, "“name” is missing"),
    "number for text": (changed("name: slack", "name: 42"), "document.type_quote", "name", 3, 'Put it in quotes: "42"'),
    "text for list": (
        changed("grant: [admin]", "grant: admin"),
        "document.type",
        "roles.rules[0].grant",
        38,
        "This is the text “admin”; a list is wanted.",
    ),
    "list for settings": (
        changed("trust:\n  signed: both\n  acceptRetired:\n    -", "trust:\n    -"),
        "document.type",
        "trust",
        15,
        "This is a list; a mapping (name: value) is wanted.",
    ),
    "yes for true": (
        changed("required: true", "required: yes"),
        "document.type",
        "attributes.rows[1].required",
        27,
        "true or false",
    ),
    "nothing": (changed("name: slack", "name:"), "document.nothing", "name", 3, "a text is wanted"),
    "choice": (
        changed("signed: both", "signed: bth"),
        "document.choice_like",
        "trust.signed",
        15,
        "did you mean “both”?",
    ),
    "choice in another case": (
        changed("[trim, lower,", "[trim, LOWER,"),
        "document.choice_like",
        "attributes.rows[0].transforms[1]",
        22,
        "did you mean “lower”?",
    ),
    "settings as a word": (
        changed('{do: split, separator: ";"}', "split"),
        "document.choice_settings",
        "attributes.rows[0].transforms[2]",
        22,
        "do: split",
    ),
    "unknown transform": (
        changed("do: split", "do: spilt"),
        "document.choice_like",
        "attributes.rows[0].transforms[2].do",
        22,
        "did you mean “split”?",
    ),
    "no date": (
        changed("2026-12-31", "end of year"),
        "document.type",
        "trust.acceptRetired[0].until",
        17,
        "2026-12-31",
    ),
    "newer": (changed("jitadmin/v1", "jitadmin/v2"), "document.version_newer", "apiVersion", 1, "Update jitadmin"),
    "other version": (changed("jitadmin/v1", "v1"), "document.version", "apiVersion", 1, "apiVersion: jitadmin/v1"),
    "two sources": (
        changed("- attribute: mail", "- {attribute: mail, constant: x}"),
        "document.one_of",
        "attributes.rows[1].from[0]",
        25,
        "attribute, constant",
    ),
    "no source": (
        changed("- attribute: mail", "- {match: name}"),
        "document.one_of",
        "attributes.rows[1].from[0]",
        25,
        "none",
    ),
    "condition without comparison": (
        changed(", equals: Admins", ""),
        "document.condition_comparison",
        "roles.rules[0].when.all[0]",
        36,
        "equals, in, matches",
    ),
    "condition with two": (
        changed("equals: Admins", "equals: A, contains: B"),
        "document.condition_comparison",
        "roles.rules[0].when.all[0]",
        36,
        "equals, contains",
    ),
    "condition of two kinds": (
        changed("memberOf: Guests", "memberOf: Guests, cel: nameId"),
        "document.condition_several",
        "roles.rules[0].when.all[1].not",
        37,
        "cel, memberOf",
    ),
    "bad pattern": (
        changed("equals: Admins", 'matches: "(a"'),
        "document.pattern",
        "roles.rules[0].when.all[0].matches",
        36,
        "missing )",
    ),
    "bad expression": (
        changed("{attribute: groups, equals: Admins}", '{cel: "attributes.mail[0].endsWith("}'),
        "cel.syntax",
        "roles.rules[0].when.all[0].cel",
        36,
        "column",
    ),
    "unknown role": (
        changed("grant: [admin]", "grant: [admn]"),
        "document.unknown_role_like",
        "roles.rules[0].grant[0]",
        38,
        "did you mean “admin”?",
    ),
    "role declared twice": (
        changed("- name: member", "- name: admin\n    - name: member"),
        "document.duplicate_value",
        "roles.roles[1].name",
        32,
        "declared twice",
    ),
    "no certificate": (
        changed("-----BEGIN CERTIFICATE-----\n", "MIIB\n"),
        "document.certificate",
        "identityProvider.certificates[0]",
        7,
        "PEM",
    ),
    "out of range": (
        changed("privilege: 90", "privilege: 900"),
        "document.number_range",
        "roles.roles[0].privilege",
        31,
        "between 0 and 100",
    ),
    "name twice": (
        changed("name: slack\n", "name: slack\nname: other\n"),
        "document.duplicate_name",
        "name",
        4,
        "line 3",
    ),
    "tag": (
        changed("name: slack", "name: !!python/name:os.system slack"),
        "document.tag",
        "",
        3,
        "python/name:os.system",
    ),
    "alias": (changed("name: slack", "name: &a slack\ntitle: *a"), "document.alias", "", 4, "*a"),
    "tab": (changed("  signed: both", "\tsigned: both"), "document.yaml_tab", "", 15, "tab"),
    "bracket left open": (changed("grant: [admin]", "grant: [admin"), "document.yaml", "", 39, "valid YAML"),
    "nothing at all": ("", "document.empty", "", 0, "nothing"),
    "comments only": ("# nothing\n---\n", "document.empty", "", 0, "nothing"),
    "a text": ("hello", "document.type", "", 1, "a mapping"),
    "two documents": (f"{GOOD}---\n{GOOD}", "document.several", "", 0, "2 connections"),
    "control character": ("name: a\nb: \x01\n", "document.yaml_character", "", 2, "character"),
}


@pytest.mark.parametrize(("text", "code", "path", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_each_problem_is_named_at_its_place(text: str, code: str, path: str, line: int, words: str) -> None:
    problem = one(text)
    assert (problem.code, problem.path, problem.line) == (code, path, line)
    assert words in str(problem)


def test_all_problems_are_told_at_once_in_the_order_of_the_text() -> None:
    text = changed("name: slack", "nam: slack").replace("signed: both", "signed: bth").replace("do: split", "do: spilt")
    text = text.replace("equals: Admins", 'matches: "("')
    found = problems(text, "slack.yaml")
    assert [p.line for p in found] == sorted(p.line for p in found)
    assert {p.code for p in found} == {
        "document.unknown_name_like", "document.choice_like", "document.pattern",
    }  # fmt: skip
    with pytest.raises(DocumentError) as caught:
        load(text, "slack.yaml")
    assert str(caught.value).startswith(f"slack.yaml has {len(found)} problems:\n  line ")


def test_problems_below_a_misspelt_name_are_told_with_it() -> None:
    found = problems(changed("trust:", "trsut:").replace("signed: both", "signed: bth"), "slack.yaml")
    assert {"trsut", "trsut.signed"} <= {problem.path for problem in found}


JSON = """{
  "apiVersion": "jitadmin/v1",
  "name": "x",
  "identityProvider": {"entityId": "a"},
  "serviceProvider": {"entityId": "b"}%s
}"""


def test_json_problems_have_lines_and_columns() -> None:
    assert load(JSON % "").name == "x"
    wrong = one(JSON % ',\n  "trust": {"signed": 5}')
    assert (wrong.code, wrong.path, wrong.line, wrong.column) == ("document.choice", "trust.signed", 6, 23)
    broken = one(JSON % ",")
    assert (broken.code, broken.line) == ("document.json", 6)
    assert one(JSON % ',\n  "name": "y"').code == "document.duplicate_name"
    assert one((JSON % "").replace('"x"', "NaN")).code == "document.json_constant"
    assert one("[" * 100_000, "x.json").code == "document.too_deep"


def test_hostile_documents_are_refused() -> None:
    assert one("a: " + "[" * 500 + "]" * 500).code == "document.too_deep"
    assert one("- x\n" * 300_000).code == "document.too_many"
    assert one("x" * 9_000_000).code == "document.too_large"
    assert one(b"name: caf\xe9").code == "document.encoding"
    laughs = "a: &a [x,x]\nb: &b [*a,*a]\n"
    assert one(laughs).code == "document.alias"
    assert load(GOOD.encode("utf-16")) == load(GOOD)
    assert load(b"\xef\xbb\xbf" + GOOD.encode()) == load(GOOD)


def test_numbers_and_truth_values_are_those_of_yaml_1_2() -> None:
    text = changed("name: slack", "name: on").replace("privilege: 90", "privilege: 0x10")
    connection = load(text)
    assert connection.name == "on"
    assert connection.roles.roles[0].privilege == 16
    assert one(changed("name: slack", "name: 1e3")).code == "document.type_quote"


def test_several_documents_in_one_file() -> None:
    other = changed("name: slack", "name: drift")
    assert [c.name for c in load_all(f"{GOOD}---\n{other}")] == ["slack", "drift"]
    with pytest.raises(DocumentError) as caught:
        load_all(GOOD.replace("signed", "sined") + "---\n" + other.replace("grant:", "grnt:"))
    assert [p.code for p in caught.value.problems] == ["document.unknown_name_like"] * 2


@pytest.mark.parametrize("name", ["slack.yaml", "slack.json"])
def test_a_document_is_written_to_a_file_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    connection = load(GOOD)
    write(connection, tmp_path / name)
    assert read(tmp_path / name) == connection
    assert (tmp_path / name).read_text().startswith("{") == name.endswith(".json")
    with pytest.raises(SurroundingsError, match="cannot be written"):
        write(connection, tmp_path / "nowhere" / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"There is no document .*none\.yaml"):
        read(tmp_path / "none.yaml")
    with pytest.raises(DocumentError, match="cannot be read"):
        read(tmp_path)


def test_the_shipped_schema_is_current() -> None:
    assert asset("schema/connection.schema.json").read_text(encoding="utf-8") == schema_text(), (
        "Write it anew with: make schema"
    )
    jsonschema.Draft202012Validator.check_schema(connection_schema())


def test_the_schema_explains_in_the_names_of_the_document() -> None:
    words = [word for item in connection_schema()["$defs"].values() for word in item.get("description", "").split()]
    assert "`clockSkew`" in words
    assert [word for word in words if "_" in word] == []


STRUCTURE = ("document.unknown_name", "document.missing", "document.nothing", "document.type", "document.choice",
             "document.version", "document.empty_text", "document.empty_list", "document.number",
             "document.one_of")  # fmt: skip
SCHEMA = jsonschema.Draft202012Validator(connection_schema(), format_checker=jsonschema.FormatChecker(["date"]))


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    document = copy.deepcopy(draw(connections()))
    for _ in range(draw(st.integers(0, 2))):
        *above, last = draw(st.sampled_from([path for path in places(document) if path]))
        parent: Any = document
        for key in above:
            parent = parent[key]
        how = draw(st.sampled_from(["drop", "rename", "replace"]))
        if how == "replace" or isinstance(parent, list):
            parent[last] = draw(
                st.sampled_from([None, 1.5, 7, 0, -1, 101, True, "zzz", "", " ", [], {}, ["a"], {"x": 1}])
            )
        else:
            value = parent.pop(last)
            if how == "rename":
                parent[f"{last}x"] = value
    return document


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=200)
@given(broken())
def test_the_schema_and_the_reader_agree_on_each_field(document: dict[str, Any]) -> None:
    try:
        load(json.dumps(document))
        found: list[Problem] = []
    except DocumentError as error:
        found = list(error.problems)
    structural = [problem for problem in found if problem.code.startswith(STRUCTURE)]
    assert SCHEMA.is_valid(document) == (not structural), [str(p) for p in found]


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_nothing_in_a_written_document_steers_a_terminal(form: Literal["yaml", "json"]) -> None:
    title = "a\u202eb\u2066c\u200bd\u00a0e\x1b[31m\U000e0001"
    connection = msgspec.structs.replace(load(GOOD), title=title)
    text = dump(connection, form)
    assert all(character == "\n" or character.isprintable() for character in text)
    assert load(text, f"x.{form}") == connection


def test_what_no_encoding_can_hold_is_refused_where_it_stands() -> None:
    plain = json.loads(dump(load(GOOD), "json"))
    found = problems(json.dumps({**plain, "title": "a\0b", "na\ud800me": 1}, indent=1))
    texts = [problem for problem in found if problem.code == "document.unkept_text"]
    assert [problem.path for problem in texts] == ["title", "na\ud800me"]
    assert all(problem.line > 1 for problem in texts)
    assert "U+0000" in str(texts[0])
    assert "U+D800" in str(texts[1])
    assert one(changed("name: slack", 'name: "sl\\0ck"')).path == "name"


@pytest.mark.parametrize("word", ["NaN", "-Infinity", "9" * 5000, "1" * 400 + ".5"])
def test_numbers_that_json_does_not_have_are_refused_with_their_line(word: str) -> None:
    problem = one(f'{{"name": "x",\n "title": {word}}}')
    assert (problem.code.partition("_")[0], problem.line, problem.column) == ("document.json", 2, 11)


def test_a_name_in_a_document_steers_no_terminal() -> None:
    plain = json.loads(dump(load(GOOD), "json"))
    told = str(one(json.dumps({**plain, "\x1b[31m\u202e\n": 1})))
    assert told.isprintable()
    assert "\\x1b[31m\\u202e\\n: There is no" in told


@pytest.mark.parametrize(
    ("file", "code"), [("https://idp.example.com/metadata", "document.metadata_address"), ('""', "document.empty_text")]
)
def test_a_metadata_file_is_a_file(file: str, code: str) -> None:
    problem = one(changed("identityProvider:\n", f"identityProvider:\n  metadataFile: {file}\n"))
    assert (problem.code, problem.path) == (code, "identityProvider.metadataFile")


SOUND = json.loads(dump(load(GOOD), "json"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), " "),
        (("serviceProvider", "entityId"), ""),
        (("trust", "clockSkew"), -1),
        (("attributes", "rows", 0, "from"), []),
        (("attributes", "rows", 0, "maxLength"), 0),
        (("attributes", "rows", 1, "from", 0), {"attribute": "mail", "constant": "x"}),
        (("attributes", "rows", 1, "from", 0), {"match": "name"}),
        (("roles", "roles", 0, "privilege"), 101),
        (("roles", "rules", 0, "grant"), []),
        (("roles", "direct"), [{"attribute": "groups", "cel": "nameId"}]),
    ],
)
def test_an_editor_that_knows_the_schema_marks_what_the_reader_refuses(path: tuple[str | int, ...], value: Any) -> None:
    document = copy.deepcopy(SOUND)
    assert SCHEMA.is_valid(document)
    parent: Any = document
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    assert not SCHEMA.is_valid(document)
    assert problems(json.dumps(document))
