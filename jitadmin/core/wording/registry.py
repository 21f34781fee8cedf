"""Sentences for registered providers: adding, searching, refreshing, and how they stand."""

SENTENCES: dict[str, str] = {
    # What cannot be registered.
    "registry.no_party": "{name} describes no {kind}.",
    "registry.not_there": "{name} describes no {kind} with the entity ID {entity_id}.",
    "registry.twice": "{name} describes {entity_id} {count} times. It was not taken, because one of them may be false.",
    "registry.nested": "The party on line {line} stands inside another one, where nobody looks for it.",
    "registry.several": (
        "{name} describes {count} parties of this kind, such as {some}. Name the one that you want by its entity ID "
        "(--entity-id)."
    ),
    "registry.expired": (
        "The metadata of {entity_id} was valid until {until} and must not be used any more. Fetch a newer one, or say "
        "that you accept it as it is (--accept-expired)."
    ),
    "registry.expired_ask": "The metadata of {entity_id} was valid until {until} and must not be used any more.",
    "registry.bad_time": "The metadata of {entity_id} says that it is valid until “{until}”, which is no time.",
    "registry.unsigned": "The metadata is not signed, so it cannot be checked with the certificate that you gave.",
    "registry.signature": "The metadata was not taken. {reason}",
    "registry.retired": (
        "Its signature rests on SHA-1, or on a key of less than 2048 bits, which can be forged with money and time."
    ),
    "registry.unreadable": "{name} cannot be read: {reason}.",
    "registry.no_refresh": (
        "{entity_id} was not read from an address ({source}), so there is nothing to fetch it from. Give the new "
        "metadata."
    ),
    "registry.was_checked": (
        "The signature over the metadata of {entity_id} was checked when it was registered, and nobody checks the one "
        "given now. Give the certificate again (--signed-by), or remove the party first."
    ),
    "registry.entity_id": "“{entity_id}” is no entity ID: it has to have between 1 and {limit} characters.",
    "registry.needed": "{entity_id} is used by {connections}. Change these first, or remove it all the same (--force).",
    "registry.known": "{entity_id} is registered already.",
    "registry.not_found": "No {kind} with the entity ID {entity_id} is registered.",
    "registry.trust_expired": (
        "The metadata that {entity_id} is registered with was valid until {until}. Refresh it, or register it again "
        "with --accept-expired."
    ),
    "registry.template": "The template {template} cannot be filled in:",
    "registry.value_missing": "“{name}” ({label}) is needed, such as {example}.",
    "registry.value_invalid": "“{value}” does not fit “{name}” ({label}). It looks like {example}.",
    "registry.value_unknown": "The template has no “{name}”; it asks for {known}.",
    # What is other after a refresh.
    "registry.change.certificate_added": (
        "New certificate for {uses}: {subject}, valid until {until}, SHA-256 {sha256}."
    ),
    "registry.change.certificate_removed": (
        "Certificate for {uses} gone: {subject}, valid until {until}, SHA-256 {sha256}."
    ),
    "registry.change.endpoint_added": "New {service} address: {location} ({binding}).",
    "registry.change.endpoint_removed": "The {service} address {location} ({binding}) is gone.",
    "registry.change.value": "The {what} was {before} and is {after}.",
    "registry.change.other": "Only parts that no connection uses are other, such as contacts.",
    "registry.change.signature.checked": "The signature of the metadata is now checked.",
    "registry.change.signature.unchecked": "The metadata is signed, but nobody checks its signature.",
    "registry.change.signature.none": "The metadata is not signed any more.",
    # How a provider stands.
    "registry.note.expired": "Its metadata was valid until {until}; logins are not judged by it.",
    "registry.note.expired_accepted": "Its metadata was valid until {until}; you accepted it all the same.",
    "registry.note.valid_until": "Its metadata is valid until {until}.",
    "registry.note.due": "Its metadata should have been fetched again since {since}.",
    "registry.note.certificate_ended": "The certificate {subject} for {uses} ended on {until}.",
    "registry.note.certificate_future": "The certificate {subject} for {uses} begins on {since} only.",
    "registry.note.certificate_soon": "The certificate {subject} for {uses} ends in {days} days, on {until}.",
    "registry.note.several": "{count} certificates for signing: a change of keys is under way.",
    "registry.note.no_certificate": "It has no certificate for signing, so no login of it can be believed.",
    "registry.note.signature.none": "Its metadata is not signed.",
    "registry.note.signature.unchecked": "Its metadata is signed, but nobody checked the signature.",
    "registry.note.signature.checked": "The signature of its metadata was checked.",
    # Where a copy stands in for what could not be fetched.
    "registry.saved_copy": ("{address} could not be fetched: {reason} The copy of {at} was read in its place."),
    "registry.kept": "{address} could not be fetched: {reason} What was registered on {at} stays in use.",
    "registry.not_taken": "Nothing was taken. With --take these changes are.",
    "registry.template_or_id": "Give a template of the catalogue, or --entity-id for a party that is in none.",
    "registry.whose": "Give the entity ID of the party that this metadata is of.",
    "registry.set": "“{given}” is no value for a template: write NAME=VALUE.",
    "registry.more": "{shown} of {total} are shown. Type more of the name, or raise --limit.",
    "registry.used": "Used by: {connections}.",
    "registry.certificate": "Certificate for {uses}: {subject}, {left}, SHA-256 {sha256}.",
    "registry.unchanged": "Nothing has changed.",
    # Fetching.
    "fetch.address": "“{address}” is no https address.",
    "fetch.plain": "{host} would be asked over plain http, where anybody on the way can change the answer. Use https.",
    "fetch.secret": "The address holds a user name or a password. Metadata is public: leave them out.",
    "fetch.redirect_plain": "{host} redirects to an address without https, which was not followed.",
    "fetch.redirect_private": (
        "{host} redirects to {target}, an address inside a private network, which was not followed. Give that address "
        "yourself if it is right."
    ),
    "fetch.redirects": "{host} redirects more than {count} times.",
    "fetch.certificate": "{host} does not prove who it is: {reason}.",
    "fetch.network": "{host} cannot be reached: {reason}.",
    "fetch.busy": "{host} cannot answer now (status {status}).",
    "fetch.coding": "{host} answers in the coding “{coding}”, which was not asked for.",
    "fetch.status": "{host} answers with status {status}.",
    "fetch.too_large": "The answer of {host} is larger than {limit} and was not read.",
    "fetch.no_copy": "The copy cannot be kept in {path}: {reason}.",
}
