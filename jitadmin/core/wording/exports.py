"""Sentences for exports: what each format cannot express, and what one export does not hold."""

from typing import Final

_FEATURES: Final[dict[str, tuple[str, str]]] = {
    "severalAcs": ("more than one address for responses", "the further addresses for responses {others}"),
    "audiences": ("audiences other than the entity ID", "the audiences {others}"),
    "signed": ("which part of a login must be signed", "that trust asks for this signature: {value}"),
    "clockSkew": ("the clock skew that is allowed", "the clock skew of {value} seconds"),
    "unsolicited": ("whether logins without a request are taken", "that logins without a request are refused"),
    "encrypted": ("that logins must be encrypted", "that logins must be encrypted"),
    "retired": ("retired algorithms that are accepted until a day", "the retired choices accepted for now ({choices})"),
    "expired": ("what an expired certificate means", "that expired certificates are refused"),
    "names": ("the names of the attributes", "the names of the attributes ({names})"),
    "fields": ("the account fields that attributes go to", "the account fields that attributes go to ({fields})"),
    "sources": (
        "fields from several sources, the NameID, constants or expressions",
        "several sources, the NameID, constants or expressions as the source of {fields}",
    ),
    "transforms": ("transforms of values", "the transforms of {fields}"),
    "writing": (
        "when a field is written, what it can hold and what its absence means",
        "when these fields are written and what their absence means ({fields})",
    ),
    "roleRules": ("rules that give roles or groups", "the {count} rules that give {names}"),
    "directRoles": ("values that are roles or groups", "the roles and groups that come as values of {names}"),
    "defaultRoles": ("default roles and groups", "the default roles and groups {names}"),
    "membership": ("how roles of a login meet those held before", "how roles meet those held before ({parts})"),
    "library": ("how the SAML library treats values", "how the SAML library treats values"),
    "gates": ("who may sign in at all", "who may sign in at all (the gates)"),
    "match": ("how existing accounts are found", "how existing accounts are found ({parts})"),
    "inactive": ("what happens to a disabled account", "what happens to a disabled account"),
    "create": ("that no account is created", "that no account is created"),
    "newAccount": ("what a new account gets besides", "what a new account gets besides its attributes"),
    "update": ("when an existing account is changed", "when an existing account is changed ({parts})"),
    "links": ("the stored link to the identity provider", "the stored link to the identity provider"),
    "unique": ("fields that no two accounts may share", "the fields that no two accounts may share"),
}

SENTENCES: dict[str, str] = {
    **{f"export.cannot.{name}": f"{short[0].upper()}{short[1:]}." for name, (short, _) in _FEATURES.items()},
    **{f"export.lost.{name}": f"Not in this export: {long}." for name, (_, long) in _FEATURES.items()},
    "export.lost.application": "Only the application itself can hold these parts of the connection: {parts}.",
    "export.unknown_format": "There is no export format “{name}”. Possible are: {known}.",
    "export.no_acs": "The service provider has no address for responses (ACS), and this export cannot do without.",
    "export.no_sign_on": (
        "The address where {idp} takes sign-on requests is not known, and this export cannot do without. "
        "Add the metadata of the identity provider."
    ),
    "export.no_certificate": "No certificate of {idp} is known, and this export cannot do without. Add its metadata.",
    "export.secret_of_other": "A private key was given for “{id}”, which is none of the keys of this connection.",
    "export.unwritable": "{format} has no way to write this value of {what}: {value}",
    "export.text": "The value of {what} is no text that can be written: {value}",
    "export.key_absent": (
        "The private key “{title}” is not in this export. It must lie at {place}, or be exported on an explicit wish."
    ),
    "export.no_key": "There is no key for signing requests, so requests are not signed.",
    "export.needs_key": "{format} cannot do without an RSA key that signs now. Make one for this connection.",
    "export.ec_key": "The key “{title}” is an EC key; {format} works with RSA keys only.",
    "export.ec_decryption": "The key “{title}” is an EC key, which can sign but takes no encrypted logins.",
    "export.acs_path": "{format} takes responses only at addresses that end in {wanted}; this one is {acs}.",
    "export.acs_too_short": "{format} needs an address for responses with a path of two parts or more; this is {acs}.",
    "export.one_key": "{format} decrypts with one key only; “{title}” is not used.",
    "export.stricter": "{format} asks for a signed assertion, where the connection takes either part signed.",
    "export.one_certificate": "{format} holds one certificate for each use; the others are not in this export.",
    "export.guessed_sources": "Check in {idp} what {names} should be filled with: only a likely name was put in.",
    "export.all_groups": "All groups of a person are sent. Narrow the filter in {idp} to those that matter here.",
    "export.requests_unchecked": "Our signed requests are accepted, and {idp} is not told to check them.",
    "export.role_by_id": "{names}: the default role is named by its ID here; set DEFAULT_ROLE_ID to that of the role.",
    "export.row": "Not in this export: the row of {field}, which reads {what}.",
}
