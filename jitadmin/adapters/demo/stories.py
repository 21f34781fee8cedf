"""Eighteen people whose login goes wrong, each in a way that happens in real life, and what an admin should know."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

import msgspec

from jitadmin.adapters.demo.accounts import INACTIVE, NONE, SAME, UNLINKED, State, account, with_roles
from jitadmin.adapters.demo.logins import GROUPS, GROUPS_LINK, TRANSIENT, App, Draft
from jitadmin.adapters.demo.people import Person
from jitadmin.core.account import Account, Link
from jitadmin.core.message import NameId


class Tale(NamedTuple):
    """What goes wrong with the login to one application.

    ``others`` are further accounts of the application that the tale needs.
    """

    note: str
    twist: Callable[[Draft], Draft] | None = None
    state: State = SAME
    others: tuple[Account, ...] = ()


class Story(NamedTuple):
    """A person and what happens to the login to each application that is named."""

    person: Person
    tales: Mapping[App, Tale]


def stories(issuer: str) -> tuple[Story, ...]:
    """All stories, in the order in which the guided simulation may tell them."""
    return (*_refused(), *_lost(), *_confused(issuer))


def _person(
    given: str, family: str, department: str, title: str, groups: str, *, language: str = "en-GB", local: str = ""
) -> Person:
    local = local or f"{given}.{family}".lower()
    own = ("all-staff", *groups.split()) if groups else ()
    return Person(local, given, family, f"{given} {family}", local, department, title, own, language)


def _refused() -> tuple[Story, ...]:
    """Messages that must not be believed."""
    return (
        Story(
            _person("Marta", "Lindqvist", "Ocean Data", "Oceanographer", "ocean-data source-readers"),
            {
                "slack": Tale(
                    "This login was captured three days ago. A login is good for about an hour.",
                    lambda draft: draft._replace(issued=draft.issued - timedelta(days=3)),
                )
            },
        ),
        Story(
            _person("Tomás", "Herrera", "Sales", "Sales Engineer", "sales drift-agents", local="tomas.herrera"),
            {
                "slack": Tale(
                    "The login was meant for Atlassian: the two applications were mixed up in the identity provider.",
                    lambda draft: draft._replace(to="atlassian"),
                )
            },
        ),
        Story(
            _person("Priya", "Ramanathan", "Platform", "Site Reliability Engineer", "engineering eng-platform on-call"),
            {
                "slack": Tale(
                    "One node of the identity provider still signs with the key that was rolled over.",
                    lambda draft: draft._replace(old_key=True),
                ),
            },
        ),
        Story(
            _person("Lukas", "Brandtner", "Manufacturing", "Shift Lead", "manufacturing shift-plan"),
            {
                "slack": Tale(
                    "Somebody changed a group in the message after it was signed, to become an admin.",
                    lambda draft: draft._replace(spoil=lambda data: data.replace(b">shift-plan<", b">slack-admins<")),
                )
            },
        ),
        Story(
            _person("Aiko", "Tanabe", "Finance", "Controller", "finance ledger-readers"),
            {
                "slack": Tale(
                    "The clock of the identity provider is half an hour ahead, so the login is not valid yet.",
                    lambda draft: draft._replace(issued=draft.issued + timedelta(minutes=30)),
                )
            },
        ),
    )


def _lost() -> tuple[Story, ...]:
    """Believed messages that bring less, or more, than was meant."""
    platform = ("all-staff", "engineering", "eng-platform", "slack-admins", "on-call")
    return (
        Story(
            _person("Ifeoma", "Okaforo", "People", "Recruiter", "people-team"),
            {
                "slack": Tale(
                    "She started today and has no mailbox yet, so the login has no address, which Slack needs.",
                    lambda draft: draft.without("User.Email", _EMAIL_CLAIM),
                    NONE,
                )
            },
        ),
        Story(
            _person("Daniel", "Oseitutu", "Platform", "Head of Architecture", " ".join(platform[1:])),
            {
                "slack": Tale(
                    "He is in 163 groups. Above 150 the identity provider sends a link in place of the groups, so he"
                    " does not become an admin and drops out of @on-call.",
                    lambda draft: draft.without(GROUPS)._replace(
                        claims={**draft.without(GROUPS).claims, GROUPS_LINK: (_LINK,)}
                    ),
                    with_roles("Full Member"),
                )
            },
        ),
        Story(
            _person("Olena", "Kovalivska", "Platform", "Software Engineer", "engineering eng-platform slack-admins"),
            {
                "slack": Tale(
                    "The group was renamed from slack-admins to Slack-Admins; the rule still has the old spelling.",
                    lambda draft: draft.in_groups(("all-staff", "engineering", "eng-platform", "Slack-Admins")),
                )
            },
        ),
        Story(
            _person("Rahul", "Deshpandey", "Firmware", "Release Manager", "engineering eng-firmware slack-admins"),
            {
                "slack": Tale(
                    "His groups come from the old directory as distinguished names, which the rule for admins does not"
                    " expect.",
                    lambda draft: draft.in_groups(tuple(_dn(group) for group in draft.claims[GROUPS])),
                )
            },
        ),
        Story(
            _person("Anna", "Petrovich", "IT", "Identity Engineer", "it-operations slack-admins"),
            {
                "slack": Tale(
                    "The group was made anew by copying its name from a chat: its third letter is a Cyrillic а.",
                    lambda draft: draft.in_groups(("all-staff", "it-operations", "sl\u0430ck-admins")),
                )
            },
        ),
        Story(
            _person("Freja", "Holmboe", "Marine Robotics", "Robotics Engineer", "engineering"),
            {
                "slack": Tale(
                    "Marine Robotics is a new department, and no rule knows it: she gets into no user group.",
                    state=NONE,
                )
            },
        ),
        Story(
            _person("Chidi", "Ezeala", "External", "Consultant", ""),
            {
                "slack": Tale(
                    "A contractor whom nobody put into a group: with no groups at all he becomes a full member.",
                    lambda draft: draft.without(GROUPS),
                    NONE,
                ),
                "atlassian": Tale(
                    "His address is at another company, and Atlassian makes accounts only in the verified domain.",
                    lambda draft: draft._replace(
                        name_id=msgspec.structs.replace(draft.name_id, value="chidi.ezeala@brightquay.example")
                    ).claiming(email="chidi.ezeala@brightquay.example"),
                    NONE,
                ),
            },
        ),
    )


def _confused(issuer: str) -> tuple[Story, ...]:
    """Believed messages that find the wrong account, or none."""
    sofia = _person("Sofia", "Marchettini", "Customer Success", "Support Engineer", "customer-success drift-agents")
    karin = _person("Karin", "Solbergsen", "Instruments Engineering", "Test Engineer", "engineering eng-instruments")
    before = karin._replace(key="karin-before", family="Bergqvister", display="Karin Bergqvister",
                            local="karin.bergqvister")  # fmt: skip
    grace = _person("Grace", "Adeyemisi", "Ocean Data", "Data Analyst", "ocean-data source-readers")
    lab = grace._replace(key="lab", given="Ocean", family="Lab", display="Ocean Lab (shared)", local="ocean.lab",
                         title="Shared mailbox")  # fmt: skip
    jonas = _person("Jonas", "Kellermeyer", "Sales", "Account Executive", "sales drift-agents", language="de-DE")
    left = jonas._replace(key="jonas-who-left", department="IT", title="Systems Administrator")
    ines = _person("Inès", "Moreaux", "Customer Success", "Customer Success Manager", "customer-success drift-agents",
                   language="fr-FR", local="ines.moreaux")  # fmt: skip
    return (
        Story(
            sofia,
            {
                "slack": Tale("Her account was disabled by hand while she was on leave.", state=INACTIVE),
                "drift": Tale(
                    "Her account was disabled by hand while she was on leave; this login would enable it again.",
                    state=INACTIVE,
                ),
            },
        ),
        Story(
            karin,
            {
                "slack": Tale(
                    "She came back after two years under another name: NameID and address are both new, so nothing"
                    " leads to her old account.",
                    state=NONE,
                    others=(account("slack", before, SAME, issuer),),
                ),
                "atlassian": Tale(
                    "She married and her address changed. Atlassian looks by address only and makes a second account.",
                    state=NONE,
                    others=(account("atlassian", before, SAME, issuer),),
                ),
            },
        ),
        Story(
            ines,
            {
                "drift": Tale(
                    "The directory now writes her address with capitals; compared letter by letter it is another one.",
                    lambda draft: draft.claiming(email="Ines.Moreaux@tidewright.example"),
                )
            },
        ),
        Story(
            _person("Mehmet", "Yıldızer", "Manufacturing", "Quality Inspector", "manufacturing shift-plan",
                    language="tr-TR", local="mehmet.yildizer"),
            {
                "slack": Tale(
                    "His logins carry a transient NameID, another one each time: only the address finds his account.",
                    _transient,
                    UNLINKED,
                ),
            },
        ),
        Story(
            grace,
            {
                "slack": Tale(
                    "She got the address of a shared account. Her NameID finds one account, the address another.",
                    lambda draft: draft._replace(claims={**draft.claims, "User.Email": (lab.mail,)}),
                    others=(account("slack", lab, UNLINKED, issuer),),
                )
            },
        ),
        Story(
            jonas,
            {
                "slack": Tale(
                    "A namesake who left had this address. It leads to his account, with his messages and files.",
                    state=NONE,
                    others=(_of_the_namesake(left, issuer),),
                )
            },
        ),
    )  # fmt: skip


_EMAIL_CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
_LINK = "https://graph.tidewright.example/v1.0/users/daniel.oseitutu/getMemberObjects"


def _dn(group: str) -> str:
    return f"CN={group},OU=Groups,DC=tidewright,DC=example"


def _transient(draft: Draft) -> Draft:
    return draft._replace(name_id=NameId(value="_7c1d5a0e9b3f42a6", format=TRANSIENT))


def _of_the_namesake(left: Person, issuer: str) -> Account:
    old = account("slack", left, SAME, issuer)
    return msgspec.structs.replace(
        old,
        roles=("Workspace Admin", "Full Member"),
        groups=("it-help",),
        links=(Link(issuer=issuer, value=left.object_id),),
    )
