"""Sentences for the catalogues and for the connections proposed from them."""

SENTENCES: dict[str, str] = {
    "catalogue.unusable": "The catalogue file {file} cannot be used:",
    "catalogue.not-readable": "The file cannot be read: {reason}.",
    "catalogue.one-document": "It holds {count} documents where one is wanted.",
    "catalogue.no-head": "The file must begin with apiVersion, kind, id, name, vendor and category, in this order.",
    "catalogue.wrong-kind": "This is a {kind}; in this folder, a {wanted} is wanted.",
    "catalogue.not-found": "The catalogue has no {kind} called “{id}”. Possible are: {known}.",
    "catalogue.file-name": "The id “{id}” must be the name of the file, {file}.",
    "catalogue.bad-id": "The id “{id}” must be lower-case words joined by hyphens.",
    "catalogue.no-source": "At least one source must say where the facts come from.",
    "catalogue.undeclared-placeholder": "The placeholder “{name}” is used but not described under placeholders.",
    "catalogue.unused-placeholder": "The placeholder “{name}” is described but no pattern uses it.",
    "catalogue.bad-pattern": "The pattern is no regular expression: {reason}.",
    "catalogue.bad-example": "The example “{value}” does not fit the pattern of its own placeholder.",
    "catalogue.bad-quirk-code": "The quirk code “{quirk}” must be unique here: lower-case words joined by hyphens.",
    "catalogue.nameless-attribute": "An attribute needs a name, or the slot of the setting that takes its name.",
    "catalogue.aimless-attribute": "The attribute “{name}” must say which field it goes to.",
    "catalogue.attribute-twice": "The attribute “{name}” is listed twice.",
    "catalogue.unknown-field": (
        "SCIM has no field “{field}”. Write its name, such as emails.work, or one of an extension, such as "
        "urn:ietf:params:scim:schemas:extension:jitadmin:2.0:User:{field}."
    ),
    "catalogue.insert-only-rewritten": "“{name}” is marked as insert-only, yet its field is updated at every login.",
}
