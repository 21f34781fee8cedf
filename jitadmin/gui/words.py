"""The words and signs for what the core says in names: no name of the core reaches the screen as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jitadmin.core.connection import Connection
from jitadmin.core.jit.result import FieldValue, Preview
from jitadmin.core.messages import inert


@dataclass(frozen=True)
class State:
    """How one possible end of a login looks and reads.

    ``would`` completes "would …" for an application ``{app}``, ``had`` the same in "would have …", ``count`` follows a
    number, ``find`` is what else a person may type to find it.
    """

    icon: str
    colour: str
    soft: str
    would: str
    had: str
    count: str
    find: str


STATES: Mapping[str, State] = MappingProxyType(
    {
        "create": State("create", "good", "good_soft", "Would create an account in {app}",
                        "would have created an account in {app}", "create", "create new account"),
        "update": State("update", "accent", "accent_soft", "Would update the account in {app}",
                        "would have updated the account in {app}", "update", "update change"),
        "link": State("link", "link", "accent_soft", "Would link to an existing account in {app}",
                      "would have linked to an existing account in {app}", "link", "link join"),
        "unchanged": State("unchanged", "quiet", "quiet_soft", "Would sign in to {app}, nothing changes",
                           "would have signed in to {app} without a change", "unchanged", "unchanged same"),
        "reactivate": State("reactivate", "warn", "warn_soft", "Would reactivate the account in {app}",
                            "would have reactivated the account in {app}", "reactivate", "reactivate disabled"),
        "deny": State("deny", "bad", "bad_soft", "{app} would turn this person away",
                      "{app} would have turned this person away", "turned away", "deny denied turned away"),
        "refused": State("refused", "bad", "bad_soft", "Refused", "nothing would have happened", "refused",
                         "refused deny denied invalid signature"),
        "none": State("none", "quiet", "quiet_soft", "Nothing can be foretold for {app}",
                      "nothing could have been foretold", "unknown", "none unknown"),
        "waiting": State("waiting", "quiet", "quiet_soft", "Looking at the login…", "", "not looked at yet", ""),
    }
)  # fmt: skip
ORDER = ("create", "link", "reactivate", "update", "unchanged", "deny", "refused", "none")

VERDICTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "yes": ("yes", "good"),
        "pass": ("yes", "good"),
        "no": ("skip", "quiet"),
        "fail": ("no", "bad"),
        "warn": ("warn", "warn"),
        "skip": ("skip", "quiet"),
        "info": ("point", "quiet"),
    }
)

UPDATES = (
    ("always", "Every login"),
    ("ifNotEmpty", "If not empty"),
    ("ifStoredEmpty", "Once"),
    ("onCreate", "On creation"),
    ("onUpdate", "After creation"),
    ("never", "Never"),
)
KINDS: Mapping[str, str] = MappingProxyType({"role": "Role", "group": "Group", "entitlement": "Entitlement"})


def state_of(preview: Preview) -> str:
    """The name of the end of a login in ``STATES``: a refused message is told apart from a person turned away."""
    return "refused" if preview.verification.verdict != "accepted" else preview.outcome


def app_name(connection: Connection) -> str:
    """What an admin calls the application of a connection."""
    provider = connection.service_provider
    return inert(provider.name or connection.title or provider.entity_id)


def idp_name(connection: Connection) -> str:
    """What an admin calls the identity provider of a connection."""
    provider = connection.identity_provider
    return inert(provider.name or provider.product or provider.entity_id)


def field_name(name: str) -> str:
    """An account field as a person reads it: of an extension field only the last part."""
    return inert(name.rpartition(":")[2] if name.startswith("urn:") else name)


def value_text(value: FieldValue) -> str:
    """The value of a field in words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(inert(item) for item in value) if value else "empty"
    return inert(value) if value else "empty"


def number(n: int) -> str:
    """A count with its thousands set apart, by a space that is not made visible as those of other texts are."""
    return f"{n:,}".replace(",", " ")


def people(n: int) -> str:
    """A number of samples in words."""
    return "1 sample" if n == 1 else f"{number(n)} samples"
