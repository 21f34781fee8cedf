"""A login that was gathered, kept as the bytes it came in so that every preview judges it anew."""

from collections.abc import Iterable

import msgspec

from jitadmin.core.message import Assertion, Attribute, Origin


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One login in a list.

    ``label`` and ``detail`` are what the message claims about its person, unverified; ``note`` is what an admin wrote
    beside it. ``data`` is the XML.
    """

    origin: Origin
    label: str
    detail: str = ""
    note: str = ""
    data: bytes


# The last part of an attribute's name, in lower case; the first that has text names the person.
_FULL = ("displayname", "cn", "commonname", "fullname", "name")
_GIVEN = ("givenname", "first_name", "firstname", "user.firstname")
_FAMILY = ("surname", "last_name", "lastname", "sn", "familyname", "user.lastname")
_MAIL = ("mail", "email", "emailaddress", "user.email", "upn", "userprincipalname")
_OIDS = {
    "urn:oid:2.16.840.1.113730.3.1.241": "displayname",
    "urn:oid:2.5.4.3": "cn",
    "urn:oid:2.5.4.42": "givenname",
    "urn:oid:2.5.4.4": "sn",
    "urn:oid:0.9.2342.19200300.100.1.3": "mail",
    "urn:oid:1.2.840.113549.1.9.1": "email",
}
_LONGEST = 200


def called(assertion: Assertion | None) -> tuple[str, str]:
    """A label and a detail to find a login in a list by: the person's name and address as claimed, not as verified.

    Both are empty for a message without a readable assertion.
    """
    if assertion is None:
        return "", ""
    texts = _by_short_name(assertion.attributes)
    name_id = assertion.name_id.value if assertion.name_id else ""
    parts = [_first(texts, _GIVEN), _first(texts, _FAMILY)]
    own = _first(texts, ("displayname",)) or " ".join(part for part in parts if part) or _first(texts, _FULL)
    address = _first(texts, _MAIL) or name_id
    label = own or address
    return label[:_LONGEST], (address if address != label else name_id if name_id != label else "")[:_LONGEST]


def _by_short_name(attributes: Iterable[Attribute]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for attribute in attributes:
        text = next((text.strip() for text in attribute.texts if text.strip()), "")
        if text:
            name = attribute.name
            texts.setdefault(_OIDS.get(name) or name.rsplit("/", 1)[-1].lower(), text)
    return texts


def _first(texts: dict[str, str], names: tuple[str, ...]) -> str:
    return next((texts[name] for name in names if name in texts), "")
