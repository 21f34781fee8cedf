"""A real directory of others (OpenLDAP) in a folder of the test: people are put in offline and written out again."""

import os
import subprocess
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path

SUFFIX = "dc=example,dc=org"
_PROGRAMS = Path("/usr/sbin")
_MODULES = Path("/usr/lib/ldap")
_SCHEMAS = Path("/etc/ldap/schema")


def missing() -> str:
    """Why it cannot be used here, or nothing."""
    for path in (_PROGRAMS / "slapadd", _PROGRAMS / "slapcat", _MODULES / "back_mdb.la", _SCHEMAS / "core.schema"):
        if not path.exists():
            return f"OpenLDAP's server is not installed: {path} is missing"
    return ""


def dumped(folder: Path, people: Sequence[Mapping[str, str]], groups: Mapping[str, Sequence[str]]) -> bytes:
    """What slapcat writes of a directory with these people and groups."""
    data = folder / "data"
    data.mkdir()
    config = folder / "slapd.conf"
    schemas = "".join(f"include {_SCHEMAS}/{name}.schema\n" for name in ("core", "cosine", "inetorgperson"))
    config.write_text(
        f"{schemas}modulepath {_MODULES}\nmoduleload back_mdb\ndatabase mdb\nsuffix {SUFFIX}\ndirectory {data}\n"
        "maxsize 67108864\n"
    )
    source = folder / "source.ldif"
    source.write_text(_ldif(people, groups), encoding="utf-8")
    _run("slapadd", config, "-q", "-l", str(source))
    return _run("slapcat", config)


def _run(program: str, config: Path, *arguments: str) -> bytes:
    command = [str(_PROGRAMS / program), "-f", str(config), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, env={**os.environ})
    return done.stdout


def _ldif(people: Sequence[Mapping[str, str]], groups: Mapping[str, Sequence[str]]) -> str:
    entries = [
        [("dn", SUFFIX), ("objectClass", "dcObject"), ("objectClass", "organization"), ("o", "Example"),
         ("dc", "example")],
        *([("dn", f"ou={name},{SUFFIX}"), ("objectClass", "organizationalUnit")] for name in ("people", "groups")),
    ]  # fmt: skip
    for person in people:
        dn = f"uid={person['uid']},ou=people,{SUFFIX}"
        entries.append([("dn", dn), ("objectClass", "inetOrgPerson"), *person.items(), ("userPassword", "x")])
    for name, members in groups.items():
        listed = [("member", f"uid={uid},ou=people,{SUFFIX}") for uid in members]
        entries.append([("dn", f"cn={name},ou=groups,{SUFFIX}"), ("objectClass", "groupOfNames"), *listed])
    return "\n".join("".join(_line(*pair) for pair in entry) for entry in entries)


def _line(name: str, value: str) -> str:
    return f"{name}:: {b64encode(value.strip().encode()).decode()}\n"
