"""What the page shows of each key, gathered in the background: the database and the keyring may be slow."""

from dataclasses import dataclass
from datetime import datetime

from jitadmin.app import Workspace
from jitadmin.app.known_keys import Dependent
from jitadmin.core.errors import SurroundingsError
from jitadmin.core.key import KeyRecord, Standing, standing
from jitadmin.core.messages import sentence
from jitadmin.gui.dates import day
from jitadmin.gui.words import app_name

KINDS = {
    "rsa-2048": "RSA 2048",
    "rsa-3072": "RSA 3072",
    "rsa-4096": "RSA 4096",
    "ec-p256": "EC P-256",
    "ec-p384": "EC P-384",
}
_COLOURS: dict[Standing, str] = {"signs": "good", "decrypts": "good", "next": "accent"}
SOON = 30


@dataclass(frozen=True)
class Row:
    """A key with what is known around it; ``place`` is its keyring, empty where this session has not got it."""

    key: KeyRecord
    standing: Standing
    days: int
    place: str
    owner: str
    users: tuple[Dependent, ...] = ()
    successor: KeyRecord | None = None

    @property
    def state(self) -> str:
        """What it is doing now, in words."""
        begins = day(self.key.signs_from.date()) if self.key.signs_from else ""
        words = sentence(f"key.standing.{self.standing}", {"day": begins})
        return words[0].upper() + words[1:]

    @property
    def state_colour(self) -> str:
        """The colour of that."""
        return _COLOURS.get(self.standing, "muted")

    @property
    def kind(self) -> str:
        """The kind of key as people write it."""
        return kind_words(self.key.kind)

    @property
    def use(self) -> str:
        """What it is for, in words."""
        return use_words(self.key.use)

    @property
    def short_use(self) -> str:
        """The same in the width of a column."""
        return {"both": "Sign, decrypt", "signing": "Sign", "encryption": "Decrypt"}[self.key.use]

    @property
    def left(self) -> str:
        """How long its certificate lasts."""
        if self.days < 0:
            return f"ended {-self.days} days ago" if self.days < -1 else "ended yesterday"
        return f"{self.days} days" if self.days != 1 else "1 day"

    @property
    def left_colour(self) -> str:
        """The colour of that."""
        return "bad" if self.days < 0 else "warn" if self.days <= SOON else "good"

    @property
    def keyring(self) -> str:
        """Where its private half is, in words."""
        return self.place or "Not in this keyring"

    @property
    def short_keyring(self) -> str:
        """The same in the width of a column."""
        words = self.place.partition(",")[0]
        return words[:1].upper() + words[1:] if words else "Not here"


@dataclass(frozen=True)
class Shown:
    """All rows, what the keyring is called, why it cannot be used, and who keys may belong to."""

    rows: tuple[Row, ...]
    keyring: str
    trouble: str
    owners: tuple[tuple[str, str], ...]


def gathered(workspace: Workspace) -> Shown:
    """Everything the page shows; a keyring that fails is said and hides no key."""
    keys = workspace.keys
    known = keys.all()
    keyring, trouble = "", ""
    try:
        keyring = keys.vault.title
    except SurroundingsError as error:
        trouble = str(error)
    owners = possible_owners(workspace)
    titles = dict(owners)
    rows = []
    for key in known:
        place = ""
        if keyring and not trouble:
            try:
                place = keyring if keys.held(key.id) else ""
            except SurroundingsError as error:
                trouble = str(error)
        rows.append(
            Row(
                key=key,
                standing=standing(key, known, keys.now()),
                days=key.days_left(keys.now()),
                place=place,
                owner=titles.get(key.owner, key.owner),
                users=keys.dependents(key.id),
                successor=keys.successor(key.id),
            )
        )
    return Shown(tuple(rows), keyring, trouble, owners)


def possible_owners(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Every connection by its name, with its title."""
    return tuple((one.name, app_name(one)) for one in workspace.connections())


def kind_words(kind: str) -> str:
    """The kind of a key as people write it."""
    return KINDS.get(kind, kind.upper().replace("-", " "))


def use_words(use: str) -> str:
    """What a key is for, as the beginning of a line."""
    words = sentence(f"key.use.{use}")
    return words[0].upper() + words[1:]


def until_words(moment: datetime) -> str:
    """The day on which a certificate begins or ends."""
    return day(moment.date())
