"""What can stand in an expression: variables, functions and names from the samples, and how its parts are coloured."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from jitadmin.core.cel import VARIABLES
from jitadmin.gui.editors.gathered import Gathered
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.words import number

_VARIABLE_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "attributes": 'the attributes of the login, lists of texts: attributes["mail"][0]',
        "nameId": "the NameID",
        "nameIdFormat": "the format of the NameID",
        "issuer": "the entity ID of the identity provider",
        "authnContext": "how the person signed in",
        "fields": 'account fields that were read, in conditions: fields["title"]',
        "now": "the time of the login",
    }
)
FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "size(": "how many values, or characters",
        "has(": "whether something is there: has(attributes.mail)",
        "string(": "as text",
        "int(": "as a whole number",
        "double(": "as a number",
        "timestamp(": "a time from text",
        "duration(": "a span of time, such as 24h",
        "in": 'whether a list has a value: "staff" in attributes["groups"]',
        "true": "",
        "false": "",
    }
)
METHODS: Mapping[str, str] = MappingProxyType(
    {
        "startsWith(": "whether a text begins so",
        "endsWith(": "whether a text ends so",
        "contains(": "whether a text has this in it",
        "matches(": "whether a regular expression is found",
        "size()": "how many values, or characters",
        "exists(": 'whether it holds for any value: exists(g, g == "staff")',
        "all(": "whether it holds for each value",
        "exists_one(": "whether it holds for exactly one value",
        "filter(": "the values it holds for",
        "map(": 'something made of each value: map(g, g + "!")',
    }
)
KEYWORDS = frozenset(("true", "false", "null", "in"))
_NAMED = re.compile(r"(attributes|fields)\s*\[\s*(\"[^\"\n]*|'[^'\n]*)?$")
_DOTTED = re.compile(r"\.\s*([A-Za-z_]\w*)?$")
_PLAIN = re.compile(r"([A-Za-z_]\w*)$")
_SPANS = re.compile(
    r"(?P<text>\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?)|(?P<comment>//[^\n]*)|(?P<number>\b\d[\w.]*)"
    r"|(?P<method>(?<=\.)[A-Za-z_]\w*(?=\s*\())|(?P<word>[A-Za-z_]\w*)|(?P<operator>&&|\|\||[=!<>]=|[-+*/%<>!?:])"
)
_COLOURS: Mapping[str, str] = MappingProxyType(
    {"text": "good", "comment": "muted", "number": "warn", "method": "link", "operator": "muted"}
)
_FUNCTION_NAMES = frozenset(name.rstrip("(") for name in FUNCTIONS)


def spans(line: str) -> Iterator[tuple[int, int, str]]:
    """The coloured parts of a line: start, length, and the name of a colour of the theme."""
    for found in _SPANS.finditer(line):
        kind = found.lastgroup or ""
        if kind == "word":
            word = found.group()
            colour = "accent" if word in VARIABLES else "link" if word in KEYWORDS or word in _FUNCTION_NAMES else ""
        else:
            colour = _COLOURS[kind]
        if colour:
            yield found.start(), found.end() - found.start(), colour


def offers(before: str, gathered: Gathered, fields: Sequence[str]) -> tuple[str, list[Offer]]:
    """What could come next after the text before the caret: the part that an offer replaces, and the offers."""
    named = _NAMED.search(before)
    if named:
        typed = named.group(2) or ""
        inside = [Offer(offer.text.removeprefix("["), offer.note) for offer in _names(named.group(1), gathered, fields)]
        return typed, _fitting(typed.strip("\"'"), inside)
    dotted = _DOTTED.search(before)
    if dotted and not _in_text(before):
        typed = dotted.group(1) or ""
        return typed, _fitting(typed, [Offer(name, note) for name, note in METHODS.items()])
    plain = _PLAIN.search(before)
    if plain and not _in_text(before):
        words = [Offer(name, _VARIABLE_NOTES[name]) for name in VARIABLES]
        words += [Offer(name, note) for name, note in FUNCTIONS.items()]
        words += [Offer(f"attributes{offer.text}", offer.note) for offer in _names("attributes", gathered, ())]
        return plain.group(1), _fitting(plain.group(1), words)
    return "", []


def quoted(text: str) -> str:
    """A text as it is written in an expression."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _names(of: str, gathered: Gathered, fields: Sequence[str]) -> list[Offer]:
    if of == "fields":
        return [Offer(f"[{quoted(field)}]", "account field") for field in fields]
    total = number(gathered.total)
    return [
        Offer(f"[{quoted(seen.name)}]", f"{number(seen.people)} of {total} · {seen.examples(2)}")
        for seen in gathered.names.values()
    ]


def _fitting(typed: str, found: Sequence[Offer]) -> list[Offer]:
    wanted = typed.casefold()
    fits = [offer for offer in found if wanted in offer.text.casefold() and offer.text != typed]
    return sorted(fits, key=lambda offer: not offer.text.casefold().lstrip('["').startswith(wanted))


def _in_text(before: str) -> bool:
    """Whether the caret stands inside quotes."""
    return any(
        found.lastgroup == "text" and found.end() == len(before) and not _closed(found.group())
        for found in _SPANS.finditer(before.rpartition("\n")[2])
    )


def _closed(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] and not text.endswith(f"\\{text[0]}")
