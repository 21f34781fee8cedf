"""The people of Tidewright Instruments, the same in every run."""

import hashlib
import random
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from jitadmin.adapters.demo.names import LANGUAGES

TITLE = "Tidewright Instruments"
DOMAIN = "tidewright.example"
_SEED = 1807
_CONTRACTORS = 3
_EXTERNAL = ("contractors",)

# Department: how many work there, their titles from junior to head, the groups of everybody in it.
_DEPARTMENTS: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    "Instruments Engineering": (
        24,
        ("Mechanical Engineer", "Sensor Engineer", "Senior Sensor Engineer", "Test Engineer", "Head of Instruments"),
        ("engineering", "eng-instruments"),
    ),
    "Firmware": (
        16,
        ("Firmware Engineer", "Senior Firmware Engineer", "Release Manager", "Head of Firmware"),
        ("engineering", "eng-firmware", "source-readers"),
    ),
    "Platform": (
        20,
        ("Software Engineer", "Senior Software Engineer", "Site Reliability Engineer", "Head of Platform"),
        ("engineering", "eng-platform", "source-readers", "cloud-operators"),
    ),
    "Ocean Data": (
        15,
        ("Data Analyst", "Oceanographer", "Senior Oceanographer", "Head of Ocean Data"),
        ("ocean-data", "source-readers"),
    ),
    "Field Service": (20, ("Field Technician", "Diver", "Fleet Coordinator", "Head of Field Service"), ("field",)),
    "Manufacturing": (
        21,
        ("Assembler", "Calibration Technician", "Quality Inspector", "Shift Lead", "Head of Manufacturing"),
        ("manufacturing", "shift-plan"),
    ),
    "Sales": (
        19,
        ("Account Executive", "Sales Engineer", "Senior Account Executive", "Head of Sales"),
        ("sales", "drift-agents"),
    ),
    "Customer Success": (
        14,
        ("Support Engineer", "Customer Success Manager", "Head of Customer Success"),
        ("customer-success", "drift-agents"),
    ),
    "Marketing": (9, ("Content Editor", "Event Manager", "Head of Marketing"), ("marketing", "drift-reporting")),
    "Finance": (8, ("Accountant", "Controller", "Head of Finance"), ("finance", "ledger-readers")),
    "People": (6, ("Recruiter", "People Partner", "Head of People"), ("people-team", "personnel-files")),
    "Legal": (3, ("Counsel", "Head of Legal"), ("legal",)),
    "IT": (4, ("Systems Administrator", "Identity Engineer", "Head of IT"), ("it-operations", "slack-admins")),
    "Leadership": (3, ("Managing Director", "Technical Director", "Commercial Director"), ("leadership",)),
}


class Person(NamedTuple):
    """What the directory knows about somebody."""

    key: str
    given: str
    family: str
    display: str
    local: str
    department: str
    title: str
    groups: tuple[str, ...]
    language: str = "en-GB"
    mail_domain: str = DOMAIN

    @property
    def mail(self) -> str:
        """The work address."""
        return f"{self.local}@{self.mail_domain}"

    @property
    def object_id(self) -> str:
        """The lasting identifier of the directory object."""
        digest = hashlib.sha256(f"{_SEED}/{self.key}".encode()).hexdigest()
        return "-".join((digest[:8], digest[8:12], "4" + digest[13:16], "a" + digest[17:20], digest[20:32]))


def staff() -> tuple[Person, ...]:
    """Everybody about whom there is nothing special to tell."""
    chance = random.Random(_SEED)  # noqa: S311 (made-up people are no secret)
    names = list(_names(chance))
    chance.shuffle(names)
    places = [(department, number) for department, (count, *_) in _DEPARTMENTS.items() for number in range(count)]
    people = [_person(*name, *place, chance) for name, place in zip(names, places, strict=True)]
    chance.shuffle(people)
    return tuple(people)


def _names(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        families = language.family.split()
        chance.shuffle(families)
        given = language.given.split()
        chance.shuffle(given)
        for number in range(language.share):
            # Past the end of the list everybody gets the next family, so that no two people share both names.
            shift = number // len(given)
            yield language.code, given[number % len(given)], families[(number + shift) % len(families)]


def _person(language: str, given: str, family: str, department: str, number: int, chance: random.Random) -> Person:
    count, titles, groups = _DEPARTMENTS[department]
    given, _, given_latin = given.partition("|")
    family, _, family_latin = family.partition("|")
    german = language == "de-DE"
    local = f"{ascii_only(given_latin or given, german)}.{ascii_only(family_latin or family, german)}"
    title = titles[number] if department == "Leadership" else titles[-1] if not number else chance.choice(titles[:-1])
    if department == "Field Service" and number >= count - _CONTRACTORS:
        return Person(
            local, given, family, f"{given} {family}", local, department, "Contract Diver", _EXTERNAL, language
        )
    own = ["all-staff", *groups]
    if title in ("Site Reliability Engineer", "Field Technician", "Systems Administrator"):
        own.append("on-call")
    if title == "Head of IT":
        own.append("slack-owners")
    if title in ("Head of Sales", "Head of Customer Success"):
        own.append("drift-admins")
    # A group or two that no application looks at, as in every directory.
    own.extend(chance.sample(("book-club", "bike-shed", "choir", "first-aid", "sailing", "works-council"), number % 3))
    family_first = language == "ja-JP"
    display = f"{family} {given}" if family_first else f"{given} {family}"
    return Person(local, given, family, display, local, department, title, tuple(own), language)


_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "aa", "ß": "ss", "ł": "l", "đ": "d", "ı": "i", "’": ""})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def ascii_only(name: str, german: bool = False) -> str:
    """A name as it stands in an address; only Germans write an umlaut with an e."""
    lower = name.lower().translate(_UMLAUTS) if german else name.lower()
    plain = unicodedata.normalize("NFKD", lower.translate(_LETTERS))
    return "".join(c for c in plain if c.isascii() and (c.isalnum() or c == "-"))
