"""Sentences for problems of a connection document."""

SENTENCES: dict[str, str] = {
    "document.problem": "{name} has a problem:",
    "document.problems": "{name} has {count} problems:",
    "document.not_there": "There is no document {name}.",
    "document.cannot_read": "The document {name} cannot be read: {reason}.",
    # The text as such.
    "document.yaml": "This is no valid YAML: {reason}.",
    "document.yaml_tab": "The line is indented with a tab. YAML takes blanks only.",
    "document.yaml_character": "The text holds a character that YAML does not allow.",
    "document.json": "This is no valid JSON: {reason}.",
    "document.encoding": "The text is not UTF-8. Save it as UTF-8.",
    "document.too_large": "The document is larger than {limit}.",
    "document.too_deep": "The document is nested more than {limit} deep.",
    "document.too_many": "The document has more than {limit} values.",
    "document.alias": "Aliases such as *{name} are not read. Write the values out.",
    "document.tag": "Tags such as {name} are not read. Leave it out.",
    "document.name_type": "A name must be a plain text, not a list or a mapping.",
    "document.unkept_text": "This text holds {character}, which neither XML nor a database can hold. Leave it out.",
    "document.json_number": "This is no number that is read: it has {count} digits.",
    "document.json_constant": "{word} is no value of JSON.",
    "document.duplicate_name": "“{name}” stands here twice, first on line {first}.",
    "document.empty": "There is nothing in it.",
    "document.several": "It holds {count} connections where one is wanted.",
    "document.invalid": "It does not hold together: {reason}",
    # Names and types.
    "document.unknown_name": "There is no “{name}” here. Known are: {choices}.",
    "document.unknown_name_like": "There is no “{name}” here: did you mean “{meant}”?",
    "document.missing": "“{name}” is missing.",
    "document.missing_choice": "“{name}” is missing: one of {choices}.",
    "document.nothing": "There is no value: {expected} is wanted.",
    "document.type": "This is {found}; {expected} is wanted.",
    "document.type_quote": 'This is {found}; a text is wanted. Put it in quotes: "{text}".',
    "document.choice": "“{value}” is not possible here. Choose one of {choices}.",
    "document.choice_like": "“{value}” is not possible here: did you mean “{meant}”? Choose one of {choices}.",
    "document.choice_settings": "“{value}” has settings: write it as “do: {value}” with them beside it.",
    "document.version_newer": (
        "“{value}” was written for another version of jitadmin; this one reads jitadmin/v1. Update jitadmin."
    ),
    "document.version": "“{value}” is no version of this document. Write “apiVersion: jitadmin/v1”.",
    # What must hold beyond the types.
    "document.one_of": "Exactly one of {names} is wanted, and given is: {given}.",
    "document.only_with": "“{name}” has a meaning only beside “{other}”.",
    "document.condition_several": (
        "A condition says one thing, and this one says several: {names}. Combine them with “all”."
    ),
    "document.condition_operand": (
        "A condition looks at exactly one of attribute, field or nameId (or is one of all, any, not, cel, memberOf); "
        "given is: {names}."
    ),
    "document.condition_comparison": "A condition compares in exactly one way: one of {choices}; given is: {names}.",
    "document.pattern": "This is no valid regular expression: {reason}.",
    "document.pattern_long": "The regular expression is longer than {limit} characters.",
    "document.replacement": "This is no replacement: {reason}.",
    "document.date_form": "“{form}” is no form of a date, such as %Y-%m-%d, nor “iso”.",
    "document.group": "The regular expression has no group {group}: it has {count}.",
    "document.index_zero": "Values are counted from 1, or from the end with -1; there is none at 0.",
    "document.duplicate_value": "“{value}” is declared twice.",
    "document.unknown_role": "“{name}” is not among the declared roles.",
    "document.unknown_role_like": "“{name}” is not among the declared roles: did you mean “{meant}”?",
    "document.empty_list": "“{name}” needs at least one entry.",
    "document.empty_text": "“{name}” must not be empty.",
    "document.metadata_address": (
        "A document names a file beside it, and no address. Save the metadata there; or leave this out and register "
        "the identity provider with: jitadmin idp add {value}"
    ),
    "document.certificate": "This is no certificate: PEM text, or the base64 of one, is wanted.",
    "document.number_least": "“{name}” must be at least {least}.",
    "document.number_range": "“{name}” must be between {least} and {most}.",
    # Lists of accounts.
    "accounts.active": "“{value}” says neither that the account is active nor that it is not. Write true or false.",
    "accounts.cells": "The row has {count} cells where the header has {wanted}.",
    "accounts.columns_twice": "These columns mean the same field: {names}.",
    "accounts.csv": "This is no valid CSV (line {line}): {reason}.",
    "accounts.duplicate": "The account {id} stands in the list twice.",
    "accounts.headless": (
        "The first line holds values ({value}) where the names of the columns belong. Put a line of names before it."
    ),
    "accounts.list": "“{name}” must be a list of texts, or of objects with a value each.",
    "accounts.nul": "Line {line} holds a NUL character, so this is no text. Save the list as CSV in UTF-8.",
    "accounts.no_header": "The first line must name the columns, such as: id,userName,email,active,roles.",
    "accounts.no_id": "The account has no id, no userName and no e-mail address, so nothing tells it from others.",
    "accounts.no_key": "None of the columns {names} tells accounts apart: id, userName or email is wanted.",
    "accounts.no_list": "This JSON is neither a list of accounts nor a SCIM ListResponse (Resources).",
    "accounts.no_object": "An account is an object with names and values.",
    "accounts.one_page": (
        "This is only a part of the list: it says that there are {total} accounts and holds {count}. Export all pages "
        "into one JSON list, or read them live from the endpoint."
    ),
    "accounts.workbook": "This is a workbook or another packed file. Save the sheet as CSV in UTF-8.",
}
