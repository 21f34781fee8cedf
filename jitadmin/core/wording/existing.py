"""Sentences for lists of existing accounts: what their columns become, LDIF, and SCIM endpoints."""

SENTENCES: dict[str, str] = {
    # Why a column becomes the field that is proposed.
    "column.usual-name": "A usual name of this field.",
    "column.same-name": "The name of the field itself.",
    "column.values": "All its values are mail addresses.",
    "column.own-field": "Kept as a field of its own name.",
    "column.beside": "Kept as a field of its own name: another column suits the field better.",
    "column.secret": "Left out: it looks like a secret.",
    "column.empty": "Left out: it holds nothing.",
    "column.second-choice": "Left out: another attribute is the usual one for this field.",
    "column.unknown": "Left out: no field is known for it.",
    "column.chosen": "Your choice.",
    "accounts.took": "{name}: accounts read: {count}; columns taken: {columns}",
    "accounts.took_left": "{name}: accounts read: {count}; columns taken: {columns}; left out: {left}",
    "accounts.took_all": "{name}: accounts read: {count}",
    # LDIF.
    "accounts.ldif_line": "This is no line of LDIF: a name, a colon and a value are wanted.",
    "accounts.ldif_no_dn": "An entry begins with “dn:”, and this one with “{name}:”.",
    "accounts.ldif_no_gap": "A second entry begins here. An empty line is wanted before it.",
    "accounts.ldif_change": (
        "This is a list of changes (“{name}”), not of entries. Export the entries themselves, as slapcat or ldapsearch "
        "do."
    ),
    "accounts.ldif_range": (
        "The directory gave only the values {range} of “{name}”, so the list would be wrong. Export the attribute "
        "memberOf of the people in place of “{name}”, or ask for all ranges."
    ),
    "accounts.ldif_result": "The search ended with “{result}”, so entries are missing. Repeat it with higher limits.",
    "accounts.ldif_url": "The value of “{name}” stands in another file or at an address, which is not fetched.",
    "accounts.ldif_base64": "The value of “{name}” is no valid base64.",
    "accounts.ldif_nobody": (
        "There is nobody in it: no entry has an object class of a person, such as inetOrgPerson or user."
    ),
    # SCIM endpoints.
    "scim.address": "“{url}” is no address of a SCIM endpoint. Write it as https://app.example.com/scim/v2",
    "scim.address_secret": "The address holds a user name or a password. Leave them out and give a bearer token.",
    "scim.plain": (
        "The address of {host} begins with http, so that anybody on the way could read the token. Use https, or allow "
        "it for this host."
    ),
    "scim.token": "The token has characters that no bearer token has. Copy it again, without line breaks.",
    "scim.network": "{host} does not answer: {reason}",
    "scim.refused": "{host} refuses the token ({status}). Make a new one there that may read users.",
    "scim.status": "{host} answers with an error ({status}): {detail}",
    "scim.no_list": "The answer is no SCIM ListResponse. Is this the base address, such as …/scim/v2?",
    "scim.redirect": "The endpoint sends on to {url}, which the token is not for. Enter that address if it is right.",
    "scim.redirects": "The endpoint sends on more than {count} times.",
    "scim.same_page": "The endpoint gives the same {what} again instead of the next page, so the list would be wrong.",
    "scim.short": "The endpoint has {total} {what} and gives only {count} of them, so the list would be wrong.",
    "scim.too_large": "A page of the answer is larger than {limit}.",
    "scim.too_many": "The endpoint has more than {limit} accounts.",
}
