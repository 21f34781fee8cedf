"""Sentences for the catalogues and for the connections proposed from them."""

SENTENCES: dict[str, str] = {
    "catalogue.unreadable": "The catalogue file {file} cannot be used.",
    "catalogue.too-large": "The catalogue file {file} is larger than {limit} bytes.",
    "catalogue.fault": "{reason}",
    "catalogue.no-head": "The catalogue file {file} must begin with apiVersion, kind, id, name, vendor and category.",
    "catalogue.wrong-kind": "The catalogue file {file} is a {kind}, where a {wanted} is expected.",
    "catalogue.not-found": "The catalogue has no {kind} called “{id}”.",
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
    "catalogue.insert-only-rewritten": "“{name}” is marked as insert-only, yet its field is updated at every login.",
}
