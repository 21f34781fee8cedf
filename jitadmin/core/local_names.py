"""The names under which applications on pysaml2 find attributes: its maps for each NameFormat, as data.

A name is looked for in the map of its own NameFormat alone, in any case; none is the same as ``unspecified`` (saml-core
2.7.3.1). The maps are those of pysaml2 7.5, and a test holds them against the installed ones. ``core.names`` is about
what names mean, for people; this is about what one library makes of them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_FORMAT: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:"


def local_name(name: str, name_format: str | None) -> str | None:
    """What the library calls an attribute, None where its map for the NameFormat does not have it."""
    return _MAPS.get(name_format or _FORMAT + "unspecified", {}).get(name.strip().lower())


def sent_name(name: str) -> tuple[str, str] | None:
    """The name and NameFormat that the library reads as this name of its own, None where its maps have none."""
    formats = (_FORMAT + form for form in ("uri", "unspecified", "basic"))
    found = ((sent, form) for form in formats for sent, local in _MAPS[form].items() if local == name)
    return next(found, None)


def _read(groups: Mapping[str, str]) -> dict[str, str]:
    """Each prefix with what follows it, as ``rest=name``, or the name alone where it is the rest."""
    found: dict[str, str] = {}
    for prefix, text in groups.items():
        for entry in text.split():
            rest, _, name = entry.partition("=")
            found[(prefix + rest).lower()] = name or rest
    return found


_UNSPECIFIED: Final = {
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/": """
    emailAddress givenName name nameidentifier=nameId privatepersonalidentifier=privatePersonalId surname upn
    """,
    "http://schemas.xmlsoap.com/ws/2005/05/identity/claims/": """
    denyOnlySid
    """,
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/": """
    authenticationMethod denyOnlyPrimaryGroupSid denyOnlyPrimarySid groupSid primaryGroupSid primarySid role
    windowsAccountName
    """,
    "http://schemas.xmlsoap.org/claims/": """
    commonName group
    """,
}
_BASIC: Final = {
    "urn:mace:dir:attribute-def:": """
    aRecord aliasedEntryName aliasedObjectName associatedDomain associatedName audio authorityRevocationList
    buildingName businessCategory c cACertificate cNAMERecord carLicense certificateRevocationList cn co
    commonName countryName crossCertificatePair dITRedirect dSAQuality dc deltaRevocationList departmentNumber
    description destinationIndicator displayName distinguishedName dmdName dnQualifier documentAuthor
    documentIdentifier documentLocation documentPublisher documentTitle documentVersion domainComponent drink
    eduOrgHomePageURI eduOrgIdentityAuthNPolicyURI eduOrgLegalName eduOrgSuperiorURI eduOrgWhitePagesURI
    eduCourseOffering eduCourseMember eduPersonAffiliation eduPersonEntitlement eduPersonNickname eduPersonOrgDN
    eduPersonOrgUnitDN eduPersonPrimaryAffiliation eduPersonPrimaryOrgUnitDN eduPersonPrincipalName
    eduPersonPrincipalNamePrior eduPersonScopedAffiliation eduPersonTargetedID eduPersonAssurance
    eduPersonUniqueId eduPersonOrcid email emailAddress employeeNumber employeeType enhancedSearchGuide
    facsimileTelephoneNumber favouriteDrink fax federationFeideSchemaVersion friendlyCountryName
    generationQualifier givenName gn homePhone homePostalAddress homeTelephoneNumber host houseIdentifier info
    initials internationaliSDNNumber isMemberOf janetMailbox jpegPhoto knowledgeInformation l labeledURI
    localityName mDRecord mXRecord mail mailPreferenceOption manager member mobile mobileTelephoneNumber
    nSRecord name norEduOrgAcronym norEduOrgNIN norEduOrgSchemaVersion norEduOrgUniqueIdentifier
    norEduOrgUniqueNumber norEduOrgUnitUniqueIdentifier norEduOrgUnitUniqueNumber norEduPersonBirthDate
    norEduPersonLIN norEduPersonNIN o objectClass organizationName organizationalStatus organizationalUnitName
    otherMailbox ou owner pager pagerTelephoneNumber personalSignature personalTitle photo
    physicalDeliveryOfficeName pkcs9email postOfficeBox postalAddress postalCode preferredDeliveryMethod
    preferredLanguage presentationAddress protocolInformation pseudonym registeredAddress rfc822Mailbox
    roleOccupant roomNumber sOARecord searchGuide secretary seeAlso serialNumber singleLevelQuality sn st
    stateOrProvinceName street streetAddress subtreeMaximumQuality subtreeMinimumQuality supportedAlgorithms
    supportedApplicationContext surname telephoneNumber teletexTerminalIdentifier telexNumber
    textEncodedORAddress title uid uniqueIdentifier uniqueMember userCertificate userClass userPKCS12
    userPassword userSMIMECertificate userid x121Address x500UniqueIdentifier
    """,
}
_URI: Final = {
    "urn:oid:": """
    1.2.752.201.3.1=orgAffiliation 1.2.752.201.3.2=transactionIdentifier 1.2.752.201.3.3=authContextParams
    1.2.752.201.3.4=prid 1.2.752.201.3.5=pridPersistence 1.2.752.201.3.6=personalIdentityNumberBinding
    1.2.752.201.3.7=eidasPersonIdentifier 1.2.752.201.3.8=birthName 1.2.752.201.3.9=eidasNaturalPersonAddress
    1.2.752.201.3.10=userCertificate 1.2.752.201.3.11=userSignature 1.2.752.201.3.12=sad
    1.2.752.201.3.13=authServerSignature 1.2.752.201.3.14=signMessageDigest
    1.3.6.1.4.1.5923.1.6.1.1=eduCourseOffering 1.3.6.1.4.1.5923.1.6.1.2=eduCourseMember
    1.3.6.1.4.1.5923.1.5.1.1=isMemberOf 1.3.6.1.4.1.5923.1.1.1.1=eduPersonAffiliation
    1.3.6.1.4.1.5923.1.1.1.2=eduPersonNickname 1.3.6.1.4.1.5923.1.1.1.3=eduPersonOrgDN
    1.3.6.1.4.1.5923.1.1.1.4=eduPersonOrgUnitDN 1.3.6.1.4.1.5923.1.1.1.5=eduPersonPrimaryAffiliation
    1.3.6.1.4.1.5923.1.1.1.6=eduPersonPrincipalName 1.3.6.1.4.1.5923.1.1.1.7=eduPersonEntitlement
    1.3.6.1.4.1.5923.1.1.1.8=eduPersonPrimaryOrgUnitDN 1.3.6.1.4.1.5923.1.1.1.9=eduPersonScopedAffiliation
    1.3.6.1.4.1.5923.1.1.1.10=eduPersonTargetedID 1.3.6.1.4.1.5923.1.1.1.11=eduPersonAssurance
    1.3.6.1.4.1.5923.1.1.1.12=eduPersonPrincipalNamePrior 1.3.6.1.4.1.5923.1.1.1.13=eduPersonUniqueId
    1.3.6.1.4.1.5923.1.1.1.16=eduPersonOrcid 1.2.752.29.4.1=employeeHsaId 1.2.752.29.4.13=personalIdentityNumber
    1.2.40.0.10.2.1.1.1=PVP-GID 1.2.40.0.10.2.1.1.149=PVP-BPK 1.2.40.0.10.2.1.1.153=PVP-OU-OKZ
    1.2.40.0.10.2.1.1.261.10=PVP-VERSION 1.2.40.0.10.2.1.1.261.20=PVP-PRINCIPAL-NAME
    1.2.40.0.10.2.1.1.261.24=PVP-PARTICIPANT-OKZ 1.2.40.0.10.2.1.1.261.30=PVP-ROLES
    1.2.40.0.10.2.1.1.261.40=PVP-INVOICE-RECPT-ID 1.2.40.0.10.2.1.1.261.50=PVP-COST-CENTER-ID
    1.2.40.0.10.2.1.1.261.60=PVP-CHARGE-CODE 1.2.40.0.10.2.1.1.3=PVP-OU-GV-OU-ID
    1.2.40.0.10.2.1.1.33=PVP-FUNCTION 1.2.40.0.10.2.1.1.55=PVP-BIRTHDATE 1.2.40.0.10.2.1.1.71=PVP-PARTICIPANT-ID
    0.9.2342.19200300.100.1.1=uid 0.9.2342.19200300.100.1.3=mail 2.5.4.11=ou 2.5.4.20=telephoneNumber
    2.5.4.42=givenName 2.16.840.1.113730.3.1.1=carLicense 2.16.840.1.113730.3.1.2=departmentNumber
    2.16.840.1.113730.3.1.3=employeeNumber 2.16.840.1.113730.3.1.4=employeeType
    2.16.840.1.113730.3.1.13=mailLocalAddress 2.16.840.1.113730.3.1.39=preferredLanguage
    2.16.840.1.113730.3.1.40=userSMIMECertificate 2.16.840.1.113730.3.1.216=userPKCS12
    2.16.840.1.113730.3.1.241=displayName 1.3.6.1.4.1.2428.90.1.1=norEduOrgUniqueNumber
    1.3.6.1.4.1.2428.90.1.2=norEduOrgUnitUniqueNumber 1.3.6.1.4.1.2428.90.1.3=norEduPersonBirthDate
    1.3.6.1.4.1.2428.90.1.4=norEduPersonLIN 1.3.6.1.4.1.2428.90.1.5=norEduPersonNIN
    1.3.6.1.4.1.2428.90.1.6=norEduOrgAcronym 1.3.6.1.4.1.2428.90.1.7=norEduOrgUniqueIdentifier
    1.3.6.1.4.1.2428.90.1.8=norEduOrgUnitUniqueIdentifier 1.3.6.1.4.1.2428.90.1.9=federationFeideSchemaVersion
    1.3.6.1.4.1.2428.90.1.10=norEduPersonLegalName 1.3.6.1.4.1.2428.90.1.11=norEduOrgSchemaVersion
    1.3.6.1.4.1.2428.90.1.12=norEduOrgNIN 1.3.6.1.4.1.27630.2.1.1.17=osiHomeUrl
    1.3.6.1.4.1.27630.2.1.1.19=osiPreferredTZ 1.3.6.1.4.1.27630.2.1.1.72=osiICardTimeLastUpdated
    1.3.6.1.4.1.27630.2.1.1.104=osiMiddleName 1.3.6.1.4.1.27630.2.1.1.107=osiOtherEmail
    1.3.6.1.4.1.27630.2.1.1.109=osiOtherHomePhone 1.3.6.1.4.1.27630.2.1.1.120=osiWorkURL
    1.2.840.113549.1.9.1.1=email 1.3.6.1.5.5.7.9.1=dateOfBirth 1.3.6.1.5.5.7.9.2=placeOfBirth
    1.3.6.1.5.5.7.9.3=gender 1.3.6.1.5.5.7.9.4=countryOfCitizenship 1.3.6.1.5.5.7.9.5=countryOfResidence
    1.3.6.1.4.1.25178.1.2.1=schacMotherTongue 1.3.6.1.4.1.25178.1.2.2=schacGender
    1.3.6.1.4.1.25178.1.2.3=schacDateOfBirth 1.3.6.1.4.1.25178.1.2.4=schacPlaceOfBirth
    1.3.6.1.4.1.25178.1.2.5=schacCountryOfCitizenship 1.3.6.1.4.1.25178.1.2.6=schacSn1
    1.3.6.1.4.1.25178.1.2.7=schacSn2 1.3.6.1.4.1.25178.1.2.8=schacPersonalTitle
    1.3.6.1.4.1.25178.1.2.9=schacHomeOrganization 1.3.6.1.4.1.25178.1.2.10=schacHomeOrganizationType
    1.3.6.1.4.1.25178.1.2.11=schacCountryOfResidence 1.3.6.1.4.1.25178.1.2.12=schacUserPresenceID
    1.3.6.1.4.1.25178.1.2.13=schacPersonalPosition 1.3.6.1.4.1.25178.1.2.14=schacPersonalUniqueCode
    1.3.6.1.4.1.25178.1.2.15=schacPersonalUniqueID 1.3.6.1.4.1.25178.1.2.17=schacExpiryDate
    1.3.6.1.4.1.25178.1.2.18=schacUserPrivateAttribute 1.3.6.1.4.1.25178.1.2.19=schacUserStatus
    1.3.6.1.4.1.25178.1.2.20=schacProjectMembership 1.3.6.1.4.1.25178.1.2.21=schacProjectSpecificRole
    1.2.752.194.10.2.1=sisLegalGuardianFor 1.2.752.194.10.2.2=sisSchoolGrade 0.9.2342.19200300.100.1.25=dc
    0.9.2342.19200300.100.1.37=associatedDomain 0.9.2342.19200300.100.1.43=co
    0.9.2342.19200300.100.1.60=jpegPhoto 1.3.6.1.4.1.42750.1.1.1=EAAHash 1.3.6.1.4.1.42750.1.1.3=EAAKey
    1.3.6.1.4.1.250.1.57.57=labeledURI 2.5.4.2=knowledgeInformation 2.5.4.3=cn 2.5.4.4=sn 2.5.4.5=serialNumber
    2.5.4.6=c 2.5.4.7=l 2.5.4.8=st 2.5.4.9=street 2.5.4.10=o 2.5.4.12=title 2.5.4.14=searchGuide
    2.5.4.15=businessCategory 2.5.4.16=postalAddress 2.5.4.17=postalCode 2.5.4.18=postOfficeBox
    2.5.4.19=physicalDeliveryOfficeName 2.5.4.21=telexNumber 2.5.4.22=teletexTerminalIdentifier
    2.5.4.23=facsimileTelephoneNumber 2.5.4.24=x121Address 2.5.4.25=internationaliSDNNumber
    2.5.4.26=registeredAddress 2.5.4.27=destinationIndicator 2.5.4.28=preferredDeliveryMethod
    2.5.4.29=presentationAddress 2.5.4.30=supportedApplicationContext 2.5.4.31=member 2.5.4.32=owner
    2.5.4.33=roleOccupant 2.5.4.36=userCertificate 2.5.4.37=cACertificate 2.5.4.38=authorityRevocationList
    2.5.4.39=certificateRevocationList 2.5.4.40=crossCertificatePair 2.5.4.43=initials
    2.5.4.44=generationQualifier 2.5.4.45=x500UniqueIdentifier 2.5.4.46=dnQualifier 2.5.4.47=enhancedSearchGuide
    2.5.4.48=protocolInformation 2.5.4.50=uniqueMember 2.5.4.51=houseIdentifier 2.5.4.52=supportedAlgorithms
    2.5.4.53=deltaRevocationList 2.5.4.54=dmdName 2.5.4.65=pseudonym 2.16.756.1.2.5.1.1.1=swissEduPersonUniqueID
    2.16.756.1.2.5.1.1.2=swissEduPersonDateOfBirth 2.16.756.1.2.5.1.1.3=swissEduPersonGender
    2.16.756.1.2.5.1.1.4=swissEduPersonHomeOrganization 2.16.756.1.2.5.1.1.5=swissEduPersonHomeOrganizationType
    2.16.756.1.2.5.1.1.6=swissEduPersonStudyBranch1 2.16.756.1.2.5.1.1.7=swissEduPersonStudyBranch2
    2.16.756.1.2.5.1.1.8=swissEduPersonStudyBranch3 2.16.756.1.2.5.1.1.9=swissEduPersonStudyLevel
    2.16.756.1.2.5.1.1.10=swissEduPersonStaffCategory 2.16.756.1.2.5.1.1.11=swissEduPersonMatriculationNumber
    2.16.756.1.2.5.1.1.12=swissEduPersonCardUID 2.16.756.1.2.5.1.1.13=swissEduID
    2.16.756.1.2.5.1.1.1023=swissLibraryPersonAffiliation 2.16.756.1.2.5.1.1.1025=swissLibraryPersonResidence
    1.3.6.1.4.1.25178.4.1.1=voPersonApplicationUID 1.3.6.1.4.1.25178.4.1.2=voPersonAuthorName
    1.3.6.1.4.1.25178.4.1.3=voPersonCertificateDN 1.3.6.1.4.1.25178.4.1.4=voPersonCertificateIssuerDN
    1.3.6.1.4.1.25178.4.1.5=voPersonExternalID 1.3.6.1.4.1.25178.4.1.6=voPersonID
    1.3.6.1.4.1.25178.4.1.7=voPersonPolicyAgreement 1.3.6.1.4.1.25178.4.1.8=voPersonSoRID
    1.3.6.1.4.1.25178.4.1.9=voPersonStatus 1.3.6.1.4.1.25178.4.1.10=voPersonAffiliation
    1.3.6.1.4.1.25178.4.1.11=voPersonExternalAffiliation 1.3.6.1.4.1.25178.4.1.12=voPersonScopedAffiliation
    1.3.6.1.4.1.25178.4.1.13=voPersonApplicationPassword 1.3.6.1.4.1.25178.4.1.14=voPersonVerifiedEmail
    1.3.6.1.4.1.25178.4.1.15=voPersonToken
    """,
    "http://eidas.europa.eu/attributes/naturalperson/": """
    PersonIdentifier currentfamilyname=FamilyName currentgivenname=FirstName DateOfBirth BirthName PlaceOfBirth
    CurrentAddress Gender
    """,
    "http://eidas.europa.eu/attributes/legalperson/": """
    LegalPersonIdentifier legalpersonaddress=LegalAddress LegalName vatregistrationnumber=VATRegistration
    TaxReference BusinessCodes LEI EORI SEED SIC D-2012-17-EUIdentifier
    """,
    "urn:oasis:names:tc:SAML:attribute:": """
    subject-id pairwise-id
    """,
}
_MAPS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        _FORMAT + "unspecified": _read(_UNSPECIFIED),
        _FORMAT + "basic": _read(_BASIC),
        _FORMAT + "uri": _read(_URI),
    }
)
