"""The accounts that each application has before anybody of the demo signs in."""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from jitadmin.adapters.demo.logins import App
from jitadmin.adapters.demo.people import Person, ascii_only
from jitadmin.core.account import Account, Link

DEPARTMENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
_USER_GROUPS = {
    "engineering": ("Instruments Engineering", "Firmware", "Platform", "Ocean Data"),
    "field": ("Field Service", "Manufacturing"),
    "go-to-market": ("Sales", "Marketing", "Customer Success"),
    "operations": ("Finance", "People", "Legal", "Leadership"),
    "it-help": ("IT",),
}
_LANGUAGES = {"de-DE": "de", "es-ES": "es", "fr-FR": "fr"}


class State(NamedTuple):
    """How the account of a person differs from what the next login would make of it."""

    exists: bool = True
    linked: bool = True
    active: bool = True
    change: Callable[[Account], Account] | None = None


NONE, SAME, UNLINKED, INACTIVE = State(exists=False), State(), State(linked=False), State(active=False)


def with_roles(*names: str) -> State:
    """An account that holds other roles than the login brings."""
    return State(change=lambda account: msgspec.structs.replace(account, roles=names))


def with_fields(**fields: str) -> State:
    """An account with older texts, its fields named with ``_`` for the dots."""
    texts = {name.replace("_", "."): text for name, text in fields.items()}
    return State(change=lambda account: msgspec.structs.replace(account, fields={**account.fields, **texts}))


def account(app: App, person: Person, state: State, issuer: str) -> Account:
    """The account of a person at an application."""
    make = {"slack": _slack, "atlassian": _atlassian, "drift": _drift}[app]
    made = make(person)
    if app == "slack" and state.linked:
        made = msgspec.structs.replace(made, links=(Link(issuer=issuer, value=person.object_id),))
    if not state.linked:
        fields = {name: text for name, text in made.fields.items() if name != "externalId"}
        made = msgspec.structs.replace(made, fields=fields)
    if not state.active:
        made = msgspec.structs.replace(made, active=False)
    return state.change(made) if state.change else made


def usual(app: App, person: Person, number: int) -> State:
    """The state of somebody without a story: most are known, some are new, some have changed since."""
    if number % 6 == 5:
        return NONE
    if app == "slack":
        return _usual_in_slack(person, number)
    if app == "atlassian" and number % 9 == 3:
        # Made by hand once, by somebody without the right keyboard.
        return with_fields(name_familyName=ascii_only(person.family).capitalize() or "Unknown")
    if app == "drift" and number % 7 == 2:
        return State(change=lambda old: msgspec.structs.replace(old, roles=("Reporting",)))
    if app == "drift" and number % 11 == 3:
        return INACTIVE
    return SAME


def _usual_in_slack(person: Person, number: int) -> State:
    if number % 8 == 1:
        return with_fields(title="Trainee")
    if number % 17 == 4:
        return UNLINKED
    if number % 23 == 6:
        # Changed departments; the account still has the old one.
        moved = person._replace(department="Finance")
        return State(
            change=lambda old: msgspec.structs.replace(old, fields=_slack(moved).fields, groups=("operations",))
        )
    if number % 41 == 12:
        # Made an admin by hand during a holiday, and never set back.
        return with_roles("Workspace Admin", "Full Member")
    if number % 71 == 3:
        return INACTIVE
    return SAME


def _slack(person: Person) -> Account:
    roles = [role for group, role in _SLACK_ROLES.items() if group in person.groups]
    groups = [group for group, departments in _USER_GROUPS.items() if person.department in departments]
    if "on-call" in person.groups:
        groups.append("on-call")
    return Account(
        id=_identifier("U", person),
        fields={
            "externalId": person.object_id,
            "userName": person.local,
            "emails.work": person.mail,
            "name.givenName": person.given,
            "name.familyName": person.family,
            "displayName": person.display,
            "title": person.title,
            DEPARTMENT: person.department,
        },
        roles=tuple(roles),
        groups=tuple(groups),
    )


_SLACK_ROLES = {
    "slack-owners": "Workspace Owner",
    "slack-admins": "Workspace Admin",
    "contractors": "Multi-Channel Guest",
    "all-staff": "Full Member",
}


def _atlassian(person: Person) -> Account:
    return Account(
        id="712020:" + person.object_id,
        fields={
            "userName": person.mail,
            "emails.work": person.mail,
            "name.givenName": person.given,
            "name.familyName": person.family,
            "externalId": person.object_id,
            "displayName": f"{person.given} {person.family}",
        },
        groups=("jira-software-users", "confluence-users", *(["site-admins"] if person.department == "IT" else [])),
    )


def _drift(person: Person) -> Account:
    role = "Reporting"
    if "drift-agents" in person.groups:
        role = "Agent"
    if "drift-admins" in person.groups:
        role = "Admin"
    return Account(
        id=_identifier("", person),
        fields={
            "userName": person.mail,
            "emails.work": person.mail,
            "displayName": person.display,
            "externalId": person.object_id,
            "title": person.title,
            "preferredLanguage": _LANGUAGES.get(person.language, "en"),
        },
        roles=(role,),
    )


def _identifier(prefix: str, person: Person) -> str:
    digest = hashlib.sha256(f"account/{person.key}".encode())
    return prefix + (digest.hexdigest()[:9].upper() if prefix else str(int(digest.hexdigest()[:6], 16)))
