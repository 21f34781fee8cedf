"""The JIT policy: how the service provider finds, makes, changes and refuses accounts.

The order in which an application goes through it: library, attribute map, gates, match, inactive account, creation,
link, update of fields, uniqueness, roles and groups.
"""

from typing import Literal

import msgspec

from jitadmin.core.connection.attribute_map import Source, SourceWord, Transform
from jitadmin.core.connection.record import Record
from jitadmin.core.connection.role_map import Condition

Compare = Literal["exact", "ignoreAsciiCase", "ignoreCase", "normalised"]


class Library(Record, frozen=True, kw_only=True):
    """What the SAML library of the application does to a login before anything else sees it.

    ``trim`` and then ``drop_empty`` treat values. Where the NameID is missed only when the session opens, an account is
    stored before (``requiredAfterStoring``). ``repeated`` says what two Attribute elements of one name become.
    ``names: friendly`` reads names by the map that pysaml2 has for their NameFormat (``urn:oid:2.5.4.42`` in ``uri`` as
    ``givenName``), and ``unknown_names`` says what becomes of the others. ``valueless: absent`` forgets an attribute
    without any value.
    """

    trim: bool = False
    drop_empty: bool = False
    repeated: Literal["join", "first", "last", "refuse"] = "join"
    name_id: Literal["optional", "required", "requiredAfterStoring"] = "optional"
    attribute_statement: Literal["optional", "required"] = "optional"
    names: Literal["exact", "friendly"] = "exact"
    unknown_names: Literal["keep", "drop"] = "keep"
    valueless: Literal["present", "absent"] = "present"


class Gates(Record, frozen=True, kw_only=True):
    """What must hold before the application looks for an account, or before it makes one (``apply: creation``).

    ``domains`` are the allowed domains of the address in ``address``; ``non_ascii: refuse`` is for applications whose
    pattern knows ASCII addresses only. ``groups``: the person must be in one of them. ``seats`` is how many active
    accounts the application may have.
    """

    apply: Literal["everyLogin", "creation"] = "everyLogin"
    domains: tuple[str, ...] = ()
    address: str = "emails.work"
    no_address: Literal["pass", "refuse"] = "refuse"
    non_ascii: Literal["pass", "refuse"] = "pass"
    groups: tuple[str, ...] = ()
    condition: Condition | None = None
    seats: int | None = None


class MatchStep(Record, frozen=True, kw_only=True):
    """One look-up: an account field, or ``link`` for the stored link of this identity provider.

    ``value`` names the field whose reading is looked for, or ``nameId``; by default that of ``by``, and the NameID
    where no row reads it; of several values each is looked for. ``several``: what more than one hit means.
    ``active_only`` does not see disabled accounts. ``requires`` is what a hit must fulfil; ``otherwise`` says what
    follows where it does not.
    """

    by: str
    value: str = ""
    compare: Compare = "exact"
    several: Literal["refuse", "none", "first"] = "refuse"
    active_only: bool = False
    requires: Literal["nothing", "trustedIssuer", "verifiedAddress", "noOtherLink"] = "nothing"
    otherwise: Literal["refuse", "none"] = "refuse"


class NewAccount(Record, frozen=True, kw_only=True):
    """What a new account gets besides the values of the attribute map.

    ``fields`` are constants; ``fallbacks`` are texts for fields that the login left without text, where ``{userName}``
    stands for a field of the account and ``{random}`` for something nobody can foretell; ``transforms`` change a value
    only as it is stored in a new account, before the fallbacks.
    """

    active: bool = True
    fields: dict[str, str | bool] = msgspec.field(default_factory=dict)
    fallbacks: dict[str, str] = msgspec.field(default_factory=dict)
    transforms: dict[str, tuple[Transform, ...]] = msgspec.field(default_factory=dict)


class Unique(Record, frozen=True, kw_only=True):
    """A field that no two accounts may share.

    ``on_create``: the login is refused, or the value gets a random ``suffix``. ``on_update``: the login is refused, the
    stored value is kept, or every change of this login is dropped and the person signs in all the same. ``empty`` says
    whether a second account without text is a breach too.
    """

    field: str
    compare: Compare = "exact"
    on_create: Literal["refuse", "suffix"] = "refuse"
    on_update: Literal["refuse", "keepStored", "dropChanges"] = "refuse"
    empty: bool = False


class Links(Record, frozen=True, kw_only=True):
    """The stored binding of accounts to this identity provider, apart from the fields of the account.

    ``value`` are the sources of the person's identifier, ``provider`` the name that the link is stored under (the
    entity ID by default). ``several: replace`` keeps only the newest link of this provider.
    """

    value: tuple[Source | SourceWord, ...] = ("nameId",)
    transforms: tuple[Transform, ...] = ()
    provider: str = ""
    several: Literal["collect", "replace"] = "collect"


class Policy(Record, frozen=True, kw_only=True):
    """What just-in-time provisioning does at this service provider.

    ``match`` steps are asked in order; where two of them find different accounts, ``conflict`` decides. ``inactive``: a
    disabled account is refused before changes are stored, or afterwards, by the state that the login leaves
    (``storeThenRefuse``), or it is signed in as it is, or reactivated. ``update`` says at which logins fields of
    existing accounts are written: ``everyLogin``, ``never``, or ``whenLinked``, only by the one that links the account;
    roles go by the role map alone. Fields in one list of ``together`` are stored only if each of them has text.
    """

    library: Library = Library()
    gates: Gates = Gates()
    match: tuple[MatchStep, ...] = (MatchStep(by="userName"),)
    conflict: Literal["first", "refuse"] = "first"
    inactive: Literal["refuse", "storeThenRefuse", "signIn", "reactivate"] = "refuse"
    create: bool = True
    new_account: NewAccount = NewAccount()
    update: Literal["everyLogin", "whenLinked", "never"] = "everyLogin"
    links: Links | None = None
    unique: tuple[Unique, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
