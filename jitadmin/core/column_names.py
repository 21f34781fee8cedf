"""What exports and directories call the fields of SCIM, and the words that say whether an account is active."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
_REMARK = re.compile(r"\[[^\]]*\]")


def flat(name: str) -> str:
    """A name without case, accents and what people separate its words by."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(character for character in plain if character.isalnum())


def _by_name(words: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({flat(word): field for field, names in words.items() for word in names.split()})


# English first, then German, French, Spanish, Italian, Portuguese, Dutch and Japanese. Of two columns for one field,
# the name that comes first here is the better one.
USUAL: Final = _by_name(
    {
        "id": "id userid accountid memberid objectid atlassianid",
        "userName": (
            "username login user loginname accountname userprincipalname upn userlogin loginid "
            "benutzername benutzer anmeldename kontoname identifiant nomdutilisateur nombredeusuario usuario "
            "nomeutente nomedeusuário nomedeutilizador usuário utilizador gebruikersnaam ユーザー名 ユーザ名"
        ),
        "externalId": "externalid",
        "emails.work": (
            "email primaryemail workemail emailaddress mail emails primaryemailaddress "
            "emailadresse adressemail adresseemail adressedemessagerie courriel correoelectrónico correo "
            "direccióndecorreoelectrónico indirizzoemail postaelettronica endereçodeemail emailadres メールアドレス"
        ),
        "name.givenName": (
            "firstname givenname namegivenname forename vorname prénom nombre nombredepila nome nomepróprio "
            "primeironome voornaam 名"
        ),
        "name.familyName": (
            "lastname surname familyname namefamilyname sn nachname familienname nom nomdefamille apellidos apellido "
            "cognome sobrenome apelido últimonome achternaam 姓"
        ),
        "displayName": (
            "displayname fullname name anzeigename vollständigername nomcomplet nomaffiché nomdaffichage "
            "nombrecompleto nombreparamostrar nomecompleto nomevisualizzato nomedeexibição weergavenaam "
            "volledigenaam naam 表示名 氏名"
        ),
        "nickName": "nickname spitzname surnom apodo",
        "title": "title jobtitle employeetitle position stellenbezeichnung fonction cargo puesto functie 役職",
        "userType": "usertype employeetype",
        "phoneNumbers.work": (
            "phone phonenumber telephonenumber workphone primaryphone telefon telefonnummer téléphone teléfono "
            "telefono telefone telefoon 電話番号"
        ),
        "phoneNumbers.mobile": (
            "mobile mobilephone cellphone mobil mobiltelefon handy portable móvil cellulare celular mobiel 携帯電話"
        ),
        "preferredLanguage": "preferredlanguage language sprache langue idioma lingua taal",
        "locale": "locale",
        "timezone": "timezone zeitzone fuseauhoraire zonahoraria fusoorario fusohorário tijdzone",
        ENTERPRISE + "employeeNumber": "employeenumber employeeid personalnummer matricule matrícula 社員番号",
        ENTERPRISE + "department": (
            "department abteilung département departamento dipartimento reparto afdeling 部署"
        ),
        ENTERPRISE + "organization": "organization organisation company companyname firma société empresa azienda",
        ENTERPRISE + "costCenter": "costcenter costcentre kostenstelle centredecoûts centrodecoste centrodecosto",
        ENTERPRISE + "division": "division",
        "active": (
            "active isactive accountenabled enabled status accountstatus userstatus suspended issuspended disabled "
            "isdisabled deactivated blocked blockcredential accountdisabled archived deleted isdeleted "
            "aktiv aktiviert actif activé activo attivo ativo actief statut kontostatus gesperrt deaktiviert "
            "ステータス 状態"
        ),
        "roles": "roles role orgrole rolle rollen rôle rôles rol ruolo ruoli função 役割 ロール",
        "groups": (
            "groups group memberof teams team usergroups gruppe gruppen groupe groupes grupo grupos gruppo gruppi "
            "groep groepen グループ"
        ),
        "entitlements": "entitlements permissionset permissionsets",
    }
)  # fmt: skip
ORDER: Final = MappingProxyType({name: at for at, name in enumerate(USUAL)})
# Languages that call the whole name and one part of it by the same word.
PART_OR_WHOLE: Final = frozenset(map(flat, ("nom", "nombre", "nome")))
_NEGATED: Final = frozenset(
    map(flat, (
        "suspended", "issuspended", "disabled", "isdisabled", "deactivated", "blocked", "blockcredential",
        "accountdisabled", "archived", "deleted", "isdeleted", "gesperrt", "deaktiviert",
    ))
)  # fmt: skip
# Names of LDAP in the order in which they are preferred for a field.
LDAP: Final = (
    ("entryuuid", "id"), ("objectguid", "id"), ("ipauniqueid", "id"), ("nsuniqueid", "id"),
    ("uid", "userName"), ("samaccountname", "userName"), ("userprincipalname", "userName"),
    ("mail", "emails.work"), ("displayname", "displayName"), ("cn", "displayName"),
    ("givenname", "name.givenName"), ("sn", "name.familyName"), ("title", "title"),
    ("telephonenumber", "phoneNumbers.work"), ("mobile", "phoneNumbers.mobile"),
    ("preferredlanguage", "preferredLanguage"), ("employeetype", "userType"),
    ("employeenumber", ENTERPRISE + "employeeNumber"), ("employeeid", ENTERPRISE + "employeeNumber"),
    ("department", ENTERPRISE + "department"), ("departmentnumber", ENTERPRISE + "department"),
    ("o", ENTERPRISE + "organization"), ("memberof", "groups"), ("ismemberof", "groups"),
    ("useraccountcontrol", "active"), ("nsaccountlock", "active"),
)  # fmt: skip
SECRETS: Final = ("password", "passwd", "secret", "pwdhash")

_YES: Final = frozenset(map(flat, (
    "true", "1", "yes", "y", "active", "enabled", "wahr", "ja", "aktiv", "vrai", "oui", "actif", "verdadero", "sí",
    "activo", "vero", "attivo", "verdadeiro", "sim", "ativo", "waar", "actief", "有効", "はい",
)))  # fmt: skip
_NO: Final = frozenset(map(flat, (
    "false", "0", "no", "n", "inactive", "disabled", "suspended", "deactivated", "falsch", "nein", "inaktiv", "faux",
    "non", "inactif", "falso", "inactivo", "inattivo", "não", "inativo", "onwaar", "nee", "inactief", "無効", "いいえ",
)))  # fmt: skip
# Of Okta, Google Workspace, Slack and Atlassian, where one word also says the state or the role of the account.
_YES_AND_MORE: Final = frozenset(map(flat, (
    "provisioned", "recovery", "password expired", "locked out", "member", "admin", "owner", "primary owner",
    "org admin", "org owner", "workspace admin", "workspace owner", "guest",
    "single-channel guest", "multi-channel guest",
    "bot", "invited", "invited member",
)))  # fmt: skip
_NO_AND_MORE: Final = frozenset(map(flat, (
    "staged", "deprovisioned", "archived", "closed", "deleted", "blocked", "terminated",
)))  # fmt: skip


def without_remark(name: str) -> str:
    """The name of a column without remarks in brackets, such as “[Required]”."""
    return _REMARK.sub("", name)


def is_negated(name: str) -> bool:
    """Whether a column says that accounts are not active, as “Suspended” does."""
    return flat(without_remark(name)) in _NEGATED


def active_word(word: str) -> bool | None:
    """Whether the word says that an account is active; None where it says neither."""
    plain = flat(word)
    if plain in _YES or plain in _YES_AND_MORE:
        return True
    return False if plain in _NO or plain in _NO_AND_MORE else None


def says_more(word: str) -> bool:
    """Whether the word says more than that an account is active or is not, such as “Primary Owner”."""
    return flat(word) in _YES_AND_MORE | _NO_AND_MORE
