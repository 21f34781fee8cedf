"""The choices of the policy and of the role map in plain words."""

from collections.abc import Sequence

Choices = Sequence[tuple[str, str]]

COMPARES: Choices = (
    ("exact", "exactly"),
    ("ignoreAsciiCase", "ignoring case, A to Z only"),
    ("ignoreCase", "ignoring case"),
    ("normalised", "ignoring case and form"),
)
CONFLICT: Choices = (("first", "the first step counts"), ("refuse", "refuse the login"))
SEVERAL: Choices = (("refuse", "refuse the login"), ("none", "as if none was found"), ("first", "take the first"))
REQUIRES: Choices = (
    ("nothing", "nothing"),
    ("trustedIssuer", "the issuer of this connection"),
    ("verifiedAddress", "an address in a verified domain"),
    ("noOtherLink", "no other link"),
)
OTHERWISE: Choices = (("refuse", "refuse the login"), ("none", "as if none was found"))
INACTIVE: Choices = (
    ("refuse", "refuse the login"),
    ("storeThenRefuse", "store changes, then refuse"),
    ("signIn", "sign in as it is"),
    ("reactivate", "enable it again"),
)
UPDATE: Choices = (
    ("everyLogin", "at every login"),
    ("whenLinked", "only when a link is made"),
    ("never", "never"),
)
GATES: Choices = (("everyLogin", "at every login"), ("creation", "only for new accounts"))
PASS: Choices = (("pass", "let in"), ("refuse", "refuse the login"))
REPEATED: Choices = (
    ("join", "all values together"),
    ("first", "the first element"),
    ("last", "the last element"),
    ("refuse", "refuse the login"),
)
NAME_ID_NEEDED: Choices = (
    ("optional", "may be absent"),
    ("required", "must be there"),
    ("requiredAfterStoring", "is missed after storing"),
)
NEEDED: Choices = (("optional", "may be absent"), ("required", "must be there"))
LIBRARY_NAMES: Choices = (("exact", "as they are written"), ("friendly", "by the maps of pysaml2"))
UNKNOWN_NAMES: Choices = (("keep", "are kept"), ("drop", "are dropped"))
VALUELESS: Choices = (("present", "is there, empty"), ("absent", "is forgotten"))
UNIQUE_CREATE: Choices = (("refuse", "refuse the login"), ("suffix", "add a random suffix"))
UNIQUE_UPDATE: Choices = (
    ("refuse", "refuse the login"),
    ("keepStored", "keep the stored value"),
    ("dropChanges", "drop all changes of the login"),
)
LINKS: Choices = (("collect", "a person collects links"), ("replace", "the newest replaces the others"))
SEVERAL_ROWS: Choices = (("first", "the first with a value"), ("last", "the last with a value"))

KINDS: Choices = (("role", "roles"), ("group", "groups"), ("entitlement", "entitlements"))
PICK: Choices = (
    ("all", "all of them"),
    ("first", "only the first rule"),
    ("mostPrivileged", "the most privileged role"),
    ("leastPrivileged", "the least privileged role"),
)
MEMBERSHIP: Choices = (
    ("managed", "drop those that rules give"),
    ("exact", "drop all others"),
    ("addOnly", "keep them"),
)
WHEN: Choices = (
    ("everyLogin", "at every login"),
    ("onCreate", "only on creation"),
    ("createThenRemove", "given on creation, later only taken"),
    ("never", "never"),
)
ABSENT: Choices = (("keep", "keep what is held"), ("strip", "take it away"), ("refuse", "refuse the login"))
NO_MATCH: Choices = (*ABSENT, ("stripThenRefuse", "take it away, then refuse"))
GIVE_DEFAULTS: Choices = (
    ("ifNone", "when no rule gives one"),
    ("everyLogin", "at every login"),
    ("onCreate", "on creation"),
    ("onCreateIfAbsent", "on creation, if none is named"),
)
UNKNOWN: Choices = (
    ("accept", "is given all the same"),
    ("ignore", "is ignored"),
    ("create", "is made"),
    ("refuse", "refuses the login"),
    ("refuseAfterStoring", "refuses after storing"),
)
MISSING_DEFAULT: Choices = tuple(choice for choice in UNKNOWN if choice[0] != "create")
EFFECT: Choices = (("give", "are given"), ("remove", "are taken away"))
UNMAPPED: Choices = (("keep", "is a name itself"), ("drop", "is dropped"))
EMPTY_VALUES: Choices = (("drop", "are dropped"), ("keep", "count as a name"))


def as_for_roles(choices: Choices) -> Sequence[tuple[str | None, str]]:
    """The choices with one more: what the role map says for all."""
    return ((None, "as for roles"), *choices)
