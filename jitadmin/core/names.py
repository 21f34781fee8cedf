"""The many names of one attribute: short names, OIDs, old URNs and claim addresses, as data.

OIDs are those of RFC 4519, RFC 4524, eduPerson, SCHAC and voPerson; claims those of ADFS and Entra ID. ``mail`` and
``email`` are different OIDs and stay different names.
"""

from types import MappingProxyType
from typing import Final

_OIDS: Final = {
    "uid": "0.9.2342.19200300.100.1.1",
    "mail": "0.9.2342.19200300.100.1.3",
    "manager": "0.9.2342.19200300.100.1.10",
    "mobile": "0.9.2342.19200300.100.1.41",
    "cn": "2.5.4.3",
    "sn": "2.5.4.4",
    "serialNumber": "2.5.4.5",
    "c": "2.5.4.6",
    "l": "2.5.4.7",
    "st": "2.5.4.8",
    "street": "2.5.4.9",
    "o": "2.5.4.10",
    "ou": "2.5.4.11",
    "title": "2.5.4.12",
    "description": "2.5.4.13",
    "postalCode": "2.5.4.17",
    "telephoneNumber": "2.5.4.20",
    "member": "2.5.4.31",
    "givenName": "2.5.4.42",
    "uniqueMember": "2.5.4.50",
    "objectClass": "2.5.4.0",
    "displayName": "2.16.840.1.113730.3.1.241",
    "employeeNumber": "2.16.840.1.113730.3.1.3",
    "employeeType": "2.16.840.1.113730.3.1.4",
    "departmentNumber": "2.16.840.1.113730.3.1.2",
    "preferredLanguage": "2.16.840.1.113730.3.1.39",
    "email": "1.2.840.113549.1.9.1",
    "isMemberOf": "1.3.6.1.4.1.5923.1.5.1.1",
    "labeledURI": "1.3.6.1.4.1.250.1.57",
    "sshPublicKey": "1.3.6.1.4.1.24552.500.1.1.1.13",
}
_EDU_PERSON: Final = {
    "eduPersonAffiliation": 1,
    "eduPersonNickname": 2,
    "eduPersonOrgDN": 3,
    "eduPersonOrgUnitDN": 4,
    "eduPersonPrimaryAffiliation": 5,
    "eduPersonPrincipalName": 6,
    "eduPersonEntitlement": 7,
    "eduPersonPrimaryOrgUnitDN": 8,
    "eduPersonScopedAffiliation": 9,
    "eduPersonTargetedID": 10,
    "eduPersonAssurance": 11,
    "eduPersonPrincipalNamePrior": 12,
    "eduPersonUniqueId": 13,
    "eduPersonOrcid": 16,
    "eduPersonAnalyticsTag": 17,
    "eduPersonDisplayPronouns": 18,
}
_SCHAC: Final = {
    "schacDateOfBirth": 3,
    "schacHomeOrganization": 9,
    "schacHomeOrganizationType": 10,
    "schacPersonalUniqueCode": 14,
    "schacPersonalUniqueID": 15,
    "schacExpiryDate": 17,
    "schacUserStatus": 19,
}
_VO_PERSON: Final = {
    "voPersonApplicationUID": 1,
    "voPersonExternalID": 5,
    "voPersonID": 6,
    "voPersonPolicyAgreement": 7,
    "voPersonSoRID": 8,
}
_WS: Final = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_MS: Final = "http://schemas.microsoft.com/ws/2008/06/identity/claims/"
_ENTRA: Final = "http://schemas.microsoft.com/identity/claims/"
_SOAP: Final = "http://schemas.xmlsoap.org/claims/"
_MACE: Final = "urn:mace:dir:attribute-def:"

OVERAGE: Final = "http://schemas.microsoft.com/claims/groups.link"
"""The claim that Entra ID sends instead of the groups of a person who is in more than 150."""

GROUP_ATTRIBUTES: Final = (
    _MS + "groups", "groups", "memberOf", "Groups", "Group", "group", _SOAP + "Group",
    "urn:oid:1.3.6.1.4.1.5923.1.5.1.1", "isMemberOf", _MS + "role", "roles", "Role", "role",
)  # fmt: skip
"""Names under which groups usually come, the likeliest first."""

_CLAIMS: Final = {
    "mail": (_WS + "emailaddress", _SOAP + "EmailAddress"),
    "givenName": (_WS + "givenname",),
    "sn": (_WS + "surname",),
    "cn": (_SOAP + "CommonName",),
    "name": (_WS + "name",),
    "upn": (_WS + "upn", _SOAP + "UPN"),
    "nameidentifier": (_WS + "nameidentifier",),
    "privatepersonalidentifier": (_WS + "privatepersonalidentifier",),
    "c": (_WS + "country",),
    "postalCode": (_WS + "postalcode",),
    "st": (_WS + "stateorprovince",),
    "street": (_WS + "streetaddress",),
    "telephoneNumber": (_WS + "otherphone",),
    "role": (_MS + "role",),
    "groups": (_MS + "groups", _SOAP + "Group", OVERAGE),
    "windowsaccountname": (_MS + "windowsaccountname",),
    "primarysid": (_MS + "primarysid",),
    "groupsid": (_MS + "groupsid",),
    "displayName": (_ENTRA + "displayname",),
    "objectidentifier": (_ENTRA + "objectidentifier",),
    "tenantid": (_ENTRA + "tenantid",),
    "identityprovider": (_ENTRA + "identityprovider",),
    "authnmethodsreferences": ("http://schemas.microsoft.com/claims/authnmethodsreferences",),
    "subject-id": ("urn:oasis:names:tc:SAML:attribute:subject-id",),
    "pairwise-id": ("urn:oasis:names:tc:SAML:attribute:pairwise-id",),
}
_OTHER_SPELLINGS: Final = {
    "mail": ("emailAddress", "e-mail", "User.Email", "user.email", "workEmail"),
    "givenName": ("firstName", "first_name", "User.FirstName", "user.firstName", "fname"),
    "sn": ("surname", "lastName", "last_name", "familyName", "family_name", "User.LastName", "user.lastName", "lname"),
    "displayName": ("display_name", "fullName"),
    "uid": ("userid", "username", "user_name", "userName", "login"),
    "groups": ("memberOf", "group", "groups.link"),
    "upn": ("userPrincipalName",),
    "objectidentifier": ("objectId", "oid"),
}


def _with_arc(arc: str, numbers: dict[str, int]) -> dict[str, str]:
    return {name: f"{arc}.{number}" for name, number in numbers.items()}


OID_OF = MappingProxyType(
    {
        **_OIDS,
        **_with_arc("1.3.6.1.4.1.5923.1.1.1", _EDU_PERSON),
        **_with_arc("1.3.6.1.4.1.25178.1.2", _SCHAC),
        **_with_arc("1.3.6.1.4.1.25178.4.1", _VO_PERSON),
    }
)
"""Short name to OID."""


def _short_names() -> dict[str, str]:
    table: dict[str, str] = {}
    for short, oid in OID_OF.items():
        table["urn:oid:" + oid] = short
        table[_MACE + short] = short
    for short, claims in _CLAIMS.items():
        for claim in claims:
            table.setdefault(claim, short)
    return table


SHORT_OF = MappingProxyType(_short_names())
"""URN, OID or claim address to short name."""


def _families() -> dict[str, str]:
    table = {name.lower(): short for name, short in SHORT_OF.items()}
    for short in (*OID_OF, *_CLAIMS):
        table.setdefault(short.lower(), short)
    for short, spellings in _OTHER_SPELLINGS.items():
        for spelling in spellings:
            table.setdefault(spelling.lower(), short)
    return table


_FAMILY_OF = MappingProxyType(_families())

NAME_ID_1_1: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:"
NAME_ID_2_0: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
NAME_ID_FORMATS: Final = (
    *(NAME_ID_1_1 + f for f in ("unspecified", "emailAddress", "X509SubjectName", "WindowsDomainQualifiedName")),
    *(NAME_ID_2_0 + f for f in ("kerberos", "entity", "persistent", "transient", "encrypted")),
)


def short_name(name: str) -> str | None:
    """The short name of a well-known OID, URN or claim address, None for any other name."""
    return SHORT_OF.get(name)


def family(name: str) -> str | None:
    """What the name means, whatever its spelling: ``mail`` for ``User.Email``, the OID and the claim alike."""
    return _FAMILY_OF.get(name.lower())


_KIN: Final = (frozenset({"mail", "email"}), frozenset({"groups", "isMemberOf"}))


def are_kin(one: str | None, other: str | None) -> bool:
    """Whether two meanings are different attributes that products use for the same thing."""
    return one != other and any(one in kin and other in kin for kin in _KIN)


def other_spellings(name: str) -> tuple[str, ...]:
    """All other names of the same attribute, for pickers and for explaining what was nearly met."""
    meaning = family(name)
    if meaning is None:
        return ()
    found = [known for known, short in SHORT_OF.items() if short == meaning]
    found += [meaning, *_OTHER_SPELLINGS.get(meaning, ())]
    return tuple(dict.fromkeys(other for other in found if other != name))
