"""What the identity provider of Tidewright sends for a person: claims in the manner of Entra ID, one set for each
application.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from jitadmin.adapters.demo.people import Person
from jitadmin.adapters.saml.make import LoginMaker, SigningKey
from jitadmin.core.connection import Connection
from jitadmin.core.message import Attribute, AttributeValue, NameId

App = Literal["slack", "atlassian", "drift"]
GROUPS = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"
GROUPS_LINK = "http://schemas.microsoft.com/claims/groups.link"
DISPLAY_NAME = "http://schemas.microsoft.com/identity/claims/displayname"
_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
GIVEN, FAMILY, NAME, EMAIL = (_CLAIMS + name for name in ("givenname", "surname", "name", "emailaddress"))
_METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences"
_PASSWORD = "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"  # noqa: S105 (a name)
_SECOND = "http://schemas.microsoft.com/claims/multipleauthn"
EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"


class Draft(NamedTuple):
    """A login before it is written and signed, so that a story can spoil any part of it.

    ``to`` is another application whose login this is; ``spoil`` changes the bytes that were signed.
    """

    name_id: NameId
    claims: Mapping[str, tuple[str, ...]]
    issued: datetime
    to: App
    old_key: bool = False
    spoil: Callable[[bytes], bytes] | None = None

    def claiming(self, **claims: str) -> "Draft":
        """The same with other claims, named by the words of ``_WORDS``."""
        return self._replace(claims={**self.claims, **{_WORDS[word]: (text,) for word, text in claims.items()}})

    def without(self, *names: str) -> "Draft":
        """The same without some claims."""
        return self._replace(claims={name: values for name, values in self.claims.items() if name not in names})

    def in_groups(self, groups: tuple[str, ...]) -> "Draft":
        """The same for a person in these groups."""
        return self._replace(claims={**self.claims, GROUPS: groups})


_WORDS = {"display": DISPLAY_NAME, "email": EMAIL, "department": "department"}


class Issuer(NamedTuple):
    """The identity provider with the key that it signs with now and the one that it signed with before."""

    key: SigningKey
    old_key: SigningKey
    connections: Mapping[App, Connection]

    def login(self, draft: Draft) -> bytes:
        """The response as it reaches the application."""
        connection = self.connections[draft.to]
        maker = LoginMaker(
            issuer=connection.identity_provider.entity_id,
            key=self.old_key if draft.old_key else self.key,
            audience=connection.service_provider.entity_id,
            acs=connection.service_provider.acs[0],
            sign="assertion" if draft.to == "atlassian" else "response",
        )
        attributes = [
            Attribute(name=name, values=tuple(AttributeValue(text=text) for text in texts))
            for name, texts in draft.claims.items()
        ]
        data = maker.login(draft.name_id, attributes, issued=draft.issued)
        return draft.spoil(data) if draft.spoil else data


def draft(app: App, person: Person, issued: datetime, issuer: str) -> Draft:
    """What is sent for a person about whom there is nothing special."""
    claims: dict[str, tuple[str, ...]] = {
        "http://schemas.microsoft.com/identity/claims/tenantid": (issuer.rstrip("/").rpartition("/")[2],),
        "http://schemas.microsoft.com/identity/claims/objectidentifier": (person.object_id,),
        DISPLAY_NAME: (person.display,),
        "http://schemas.microsoft.com/identity/claims/identityprovider": (issuer,),
        _METHODS: (_PASSWORD, _SECOND),
        GIVEN: (person.given,),
        FAMILY: (person.family,),
        EMAIL: (person.mail,),
        NAME: (person.object_id if app == "atlassian" else person.mail,),
    }
    if app == "slack":
        claims |= {
            "User.Email": (person.mail,),
            "User.Username": (person.local,),
            "first_name": (person.given,),
            "last_name": (person.family,),
        }
    if app == "drift":
        claims |= {"Name": (person.display,), "preferredlanguage": (person.language,)}
    if app != "atlassian":
        claims |= {"jobtitle": (person.title,), "department": (person.department,), GROUPS: person.groups}
    return Draft(_name_id(app, person), claims, issued, app)


def _name_id(app: App, person: Person) -> NameId:
    if app == "atlassian":
        return NameId(value=person.mail, format=EMAIL_FORMAT)
    if app == "drift":
        return NameId(value=person.object_id, format=PERSISTENT)
    return NameId(
        value=person.object_id,
        format=PERSISTENT,
        name_qualifier="tidewright.slack.com",
        sp_name_qualifier="https://slack.com",
    )
