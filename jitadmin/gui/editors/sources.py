"""What a row of the attribute map can read, as entries to choose from and as words on a chip."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from jitadmin.core.connection.attribute_map import Source, SourceWord
from jitadmin.core.jit.login import Login
from jitadmin.core.names import family
from jitadmin.gui.editors.gathered import Gathered, SeenName
from jitadmin.gui.editors.picker import Entry
from jitadmin.gui.editors.pipeline import Stage, source_stage
from jitadmin.gui.words import number

# The meanings of attributes that an account field usually takes, the likeliest first.
_MEANINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "userName": ("uid", "upn", "eduPersonPrincipalName", "mail", "name"),
        "externalId": ("objectidentifier", "nameidentifier", "employeeNumber", "subject-id", "pairwise-id"),
        "displayName": ("displayName", "cn", "name"),
        "name.givenName": ("givenName",),
        "name.familyName": ("sn",),
        "name.formatted": ("cn", "displayName", "name"),
        "nickName": ("eduPersonNickname", "displayName"),
        "emails.work": ("mail", "email", "upn", "eduPersonPrincipalName"),
        "emails.home": ("mail", "email"),
        "phoneNumbers.work": ("telephoneNumber",),
        "phoneNumbers.mobile": ("mobile",),
        "title": ("title",),
        "userType": ("employeeType", "eduPersonPrimaryAffiliation", "eduPersonAffiliation"),
        "preferredLanguage": ("preferredLanguage",),
        "employeeNumber": ("employeeNumber",),
        "department": ("departmentNumber", "ou"),
        "organization": ("o", "schacHomeOrganization"),
        "manager": ("manager",),
        "active": ("schacUserStatus",),
    }
)

WORDS: Mapping[SourceWord, tuple[str, str]] = MappingProxyType(
    {
        "nameId": ("NameID", "the name of the person in the assertion"),
        "nameIdFormat": ("Format of the NameID", "what kind of name the NameID is"),
        "issuer": ("Issuer", "the entity ID of the identity provider"),
        "authnContext": ("Authentication context", "how the person signed in"),
        "authnInstant": ("Time of the sign-in", "when the person signed in at the identity provider"),
        "sessionNotOnOrAfter": ("End of the session", "until when the identity provider allows the session"),
        "sessionIndex": ("Session index", "the number of the session at the identity provider"),
    }
)
IF_EMAIL = Source(name_id="ifEmail")
FIRST_EXPRESSION = "nameId"


def entries(field: str, gathered: Gathered, login: Login | None, unused: Sequence[str] = ()) -> list[Entry]:
    """Everything to choose from: what fits the field first, then all attributes, parts of the login, and the rest."""
    meanings = _meanings(field) if field else ()
    fitting = [seen for meaning in meanings for seen in gathered.names.values() if _means(seen.name, meaning)]
    fitting = list(dict.fromkeys(fitting))
    found: list[Entry] = []
    if fitting:
        found.append(Entry(f"Fits {field.rpartition(':')[2]}"))
        found += [_attribute(seen, gathered.total) for seen in fitting]
    others = [seen for seen in gathered.names.values() if seen not in fitting]
    free = [seen for seen in others if seen.name in unused]
    for title, names in (
        ("Read by no row or rule so far", free),
        ("Other attributes in the samples", [seen for seen in others if seen not in free]),
    ):
        if names:
            found.append(Entry(title))
            found += [_attribute(seen, gathered.total) for seen in names]
    found.append(Entry("Parts of the login"))
    found += _parts(gathered, login)
    found.append(Entry("Something else"))
    found += [
        Entry("A fixed text…", detail="the same for everybody", payload=Source(constant=""), find="constant"),
        Entry(
            "An expression…",
            detail="computed from the login, in the Common Expression Language",
            payload=Source(cel=FIRST_EXPRESSION),
            find="cel formula",
        ),
    ]
    return found


def typed_entries(text: str, gathered: Gathered) -> list[Entry]:
    """What can be made of a typed text: an attribute that no sample has, or a fixed text."""
    if not text:
        return []
    found = []
    if text not in gathered.names:
        found.append(
            Entry(f"The attribute {text}", "in no sample", payload=Source(attribute=text), detail="by this exact Name")
        )
    found.append(Entry(f"The fixed text “{text}”", payload=Source(constant=text), detail="the same for everybody"))
    return found


def face(source: Source | SourceWord) -> tuple[str, str]:
    """The words on a chip and the sentence that explains them."""
    if isinstance(source, str):
        return WORDS[source]
    if source.attribute is not None:
        return _short(source.attribute), _narrowing(source)
    if source.constant is not None:
        return f"“{source.constant}”", "a fixed text, the same for everybody"
    if source.cel is not None:
        return f"= {source.cel}", "an expression, computed from the login"
    if source.name_id == "ifEmail":
        return "NameID if it has an @", "the NameID, but only where it looks like an address"
    return WORDS["nameId"]


def _narrowing(source: Source) -> str:
    parts = [f"the attribute {source.attribute}"]
    parts += {"nameIgnoringCase": ["in any case"], "nameOrFriendlyName": ["or by its FriendlyName"]}.get(
        source.match, []
    )
    if source.name_format is not None:
        parts.append(f"with the NameFormat {source.name_format}")
    if source.friendly_name is not None:
        parts.append(f"with the FriendlyName {source.friendly_name}")
    return ", ".join(parts)


def _short(name: str) -> str:
    """Of a name that is an address only the end."""
    if name.startswith(("http://", "https://")) and "/" in name.rstrip("/")[8:]:
        return "…/" + name.rstrip("/").rpartition("/")[2]
    return name


def _meanings(field: str) -> tuple[str, ...]:
    short = field.rpartition(":")[2]
    return _MEANINGS.get(short, (short.rpartition(".")[2],))


def _means(name: str, meaning: str) -> bool:
    end = name.rstrip("/").rpartition("/")[2]
    return family(name) == meaning or family(end) == meaning or end.casefold() == meaning.casefold()


def _attribute(seen: SeenName, total: int) -> Entry:
    detail = seen.examples()
    if seen.people < seen.there:
        without = seen.there - seen.people
        detail += f"{' · ' if detail else ''}without text in {number(without)}"
    if seen.friendly and seen.friendly != seen.name:
        detail = f"{seen.friendly} · {detail}" if detail else seen.friendly
    note = f"{number(seen.people)} of {number(total)}"
    return Entry(seen.name, note, detail, Source(attribute=seen.name), seen.friendly, mono=True)


def _parts(gathered: Gathered, login: Login | None) -> Iterator[Entry]:
    for word, (title, note) in WORDS.items():
        seen = gathered.words.get(word)
        count = f"{number(seen.people)} of {number(gathered.total)}" if seen and gathered.total else ""
        stage = source_stage(word, login)
        example = stage.words if stage.state == "value" else seen.examples(2) if seen else ""
        yield Entry(title, count, " · ".join(part for part in (note, example) if part), word, word)
    yield Entry("NameID if it has an @", detail="only where it looks like an address", payload=IF_EMAIL, find="email")


def stage_tone(stage: Stage, counts: bool) -> str:
    """The colour of the value on a chip."""
    if stage.state == "error":
        return "bad"
    if stage.state == "value":
        return "good" if counts else "muted"
    return "warn" if stage.state in ("empty", "missing") else "muted"
