"""Sentences for errors of the program and its surroundings."""

SENTENCES: dict[str, str] = {
    "work.cancelled": "The work was stopped before it was done.",
    # The form of what was given.
    "input.base64_character": (
        "This is no base64: the character “{character}” at position {position} does not belong to it. Copy "
        "the whole value of SAMLResponse again."
    ),
    "input.base64_length": (
        "This base64 is cut off: {length} characters cannot be a whole text. Copy the whole value of "
        "SAMLResponse again."
    ),
    "input.base64_other": "This is base64, but what it holds is no SAML message.",
    "input.base64_twice": "This is base64 of base64. Decode it once and give the result.",
    "input.binary": "This holds binary data and no SAML message.",
    "input.deflate_truncated": (
        "This redirect message is cut off: its compressed data ends too early. Copy the whole address."
    ),
    "input.empty": "There is nothing in it.",
    "input.har_no_message": (
        "This recording of a browser holds no SAML response. Record from before the login until the "
        "application appears, with the log preserved across pages."
    ),
    "input.html_no_form": "This page holds no form field named SAMLResponse.",
    "input.is_logout": "This is a message about logging out. Only logins can be judged.",
    "input.is_metadata": "This is metadata and no login. Give it with --idp, so that logins are judged against it.",
    "input.is_request": "This is a request for a login and not the answer. The answer is in SAMLResponse.",
    "input.json": "This is no valid JSON: {reason}",
    "input.json_no_field": "This object has no text under SAMLResponse.",
    "input.json_no_message": (
        "This JSON is none of the known forms: a HAR file, a SAML-tracer export, or objects with SAMLResponse."
    ),
    "input.no_samples": "There are no samples in it: no file that could hold a SAML message.",
    "input.no_stdin": "There is no standard input to read from.",
    "input.not_allowed": "It may not be read: permission denied.",
    "input.not_there": "There is no such file or folder.",
    "input.os": "It cannot be read: {reason}.",
    "input.text_encoding": "This text is neither UTF-8 nor UTF-16 with a byte order mark. Save it as UTF-8.",
    "input.text_other": "This text holds no SAML message: neither XML, nor base64, nor a form with SAMLResponse.",
    "input.tracer_hashed": (
        "The values of this SAML-tracer export were hashed or masked when it was saved, so it cannot be "
        "replayed. Export again with the choice “None” for masking."
    ),
    "input.tracer_no_message": "This SAML-tracer export holds no SAML response.",
    "input.zip_broken": "This zip archive is damaged or of a kind that cannot be read.",
    "input.zip_encrypted": "This member of the zip archive is encrypted. Unpack it first.",
    "input.zip_link": "This member of the zip archive is a link, which is not followed.",
    "input.zip_nested": "A zip archive within a zip archive is not opened. Unpack the outer one first.",
    "input.zip_path": "The name of this member leads out of the zip archive. It was not read.",
    # Bounds.
    "limit.count": "More than {limit} messages: the rest was left out. Raise the bound with --max-count.",
    "limit.depth": "The folders are nested more than {limit} deep. Raise the bound with --max-depth.",
    "limit.members": "The zip archive has more than {limit} members. Raise the bound with --max-count.",
    "limit.message": "The message is larger than {limit}. Raise the bound with --max-message.",
    "limit.ratio": (
        "The data unpacks to more than {ratio} times its size, as made to exhaust the memory. Raise the bound"
        " with --max-ratio."
    ),
    "limit.size": "The file has {size}, more than {limit}; it was not read. Raise the bound with --max-size.",
    "limit.size_unknown": "The file is larger than {limit}. Raise the bound with --max-size.",
    "demo.folder_taken": "{path} holds other files. Name an empty folder for the demo, or one that is not there yet.",
    "demo.folder_broken": "{path} does not say when its demo was made. Choose another folder, or delete this one.",
    "make.character": "A login cannot carry this text, because XML has no way to write one of its characters: {text}.",
    "make.no_rsa_key": "Only a certificate with an RSA key can be encrypted for.",
    "workspace.no_connection": "There is no connection named {name} in this workspace. Known are: {known}.",
    "workspace.no_connections": "There is no connection named {name}: this workspace has none yet.",
    "workspace.body": (
        "{name} was kept by another version of jitadmin, and this one cannot read it: {reason}. Update jitadmin, or "
        "restore an older revision."
    ),
    "accounts.one_source": "Give the file of the accounts, or the address of a SCIM endpoint with --scim.",
    "accounts.not_there": "There is no file {name} with accounts.",
    "accounts.cannot_read": "The accounts in {name} cannot be read: {reason}.",
    "accounts.token_unreadable": "The token in {path} cannot be read: {reason}.",
    "apply.twice": "The connection {name} stands in {first} already.",
    "apply.nothing": "Nothing was applied, because not all of it can be read.",
    "apply.none": "There is no connection document in it.",
    "apply.created": "{name}: made as revision {number}.",
    "apply.changed": "{name}: saved as revision {number} ({count} changed).",
    "apply.unchanged": "{name}: no change, revision {number} stays.",
    "apply.would_create": "{name}: would be made.",
    "apply.would_change": "{name}: {count} would change.",
    "apply.registered": "{name}: registered from {source}.",
    "apply.would_register": "{name}: would be registered from {source}.",
    # The machine around the program.
    "surroundings.cannot_write": "{path} cannot be written: {reason}.",
    "surroundings.no_output": "There is no standard output to write to.",
    "surroundings.output": "Standard output",
    "surroundings.qt": "The window cannot open: Qt does not load ({reason}). “jitadmin doctor” says what is missing.",
    "doctor.python:pass": "jitadmin {program} on Python {version}.",
    "doctor.python:fail": "This is Python {version}; jitadmin needs {wanted} or newer. Install a newer Python.",
    "doctor.library:fail": "The library {name} is missing. Type: pip install --force-reinstall jitadmin",
    "doctor.libraries:pass": "Libraries: {versions}.",
    "doctor.qt_version:fail": (
        "PySide6 {version} ends the program on this Python. Type: pip install 'PySide6-Essentials!=6.12.0'"
    ),
    "doctor.qt:pass": "The system has the shared libraries of the window.",
    "doctor.qt:warn": (
        "The window cannot open: the system lacks {libraries}. On Debian or Ubuntu type: sudo apt-get install "
        "{packages}"
    ),
    "doctor.display:pass": "The window has a display ({name}).",
    "doctor.no_display:warn": (
        "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). Start jitadmin in a "
        "desktop session, over ssh with “ssh -X”, or under “xvfb-run”; “jitadmin inspect” and “jitadmin preview” work "
        "without one."
    ),
    "doctor.silent_display:warn": (
        "The display {name} does not answer, so no window can open. Correct DISPLAY, or start jitadmin in a desktop "
        "session; “jitadmin inspect” and “jitadmin preview” work without one."
    ),
    "doctor.keyring:pass": "Private keys are kept in the {name}.",
    "doctor.folder:pass": "Workspaces can be kept in {path}.",
    "doctor.folder:fail": "{path} cannot be written to: {reason}. Give another place with --workspace.",
    "doctor.database:pass": "The workspace {place} opens (version {version} of its tables).",
    "doctor.database_none:pass": "There is no workspace at {place} yet. It is made when it is first used.",
    "doctor.database_older:warn": (
        "The workspace {place} was written by an older jitadmin (version {version} of its tables). It is copied and "
        "brought up to date when it is next opened."
    ),
    # The command line.
    "usage.no_document": (
        "Name the connection of the workspace and the logins, or give the connection with: --document connection.yaml"
    ),
    "usage.unknown": "unrecognized arguments: {items}",
    "usage.empty": "it is empty, so it names nothing.",
    "usage.name": "“{value}” is no name: it is empty or not UTF-8.",
    "usage.not_utf8": "“{value}” is not UTF-8, and a workspace keeps no other text.",
    "usage.number": "“{value}” is no whole number from 1 up.",
    "usage.index": "“{value}” is no whole number from 0 up.",
    "usage.now": "“{value}” is no instant: write issued, system, or a time such as 2026-11-20T10:00:00Z.",
    "usage.signs_from": "“{value}” is no day: write now, a day such as 2026-12-24, or a time with its zone.",
    "usage.size": "“{value}” is no size: write a number of bytes, or one with K, M or G.",
    "usage.key_unreadable": "The key {path} cannot be read. {reason}",
    "usage.key_password": (
        "The key {path} is protected by a password, and the command line asks for none. Write it without one: "
        "openssl pkey -in {path} -out key-without-password.pem"
    ),
    "tree.none": "There is no tree: it is no XML that may be looked at.",
    "tree.key": "Key {number} is {subject} (SHA-256 {key}…).",
    "tree.signed": "signed by key {keys}",
    "tree.unsigned": "unsigned",
    "tree.encrypted": "encrypted",
    "tree.ignored": "ignored",
    "tree.signature": "signature",
    "tree.decrypted": "decrypted",
    "tree.left_out": "… and {count} more",
    "usage.metadata_unreadable": "The metadata {path} cannot be read. {reason}",
    "batch.worker_lost": (
        "A process that did a part of the work was ended from outside, most likely because memory ran out. Close other "
        "programs, or give less at a time."
    ),
    "program.fault": (
        "A fault of jitadmin itself ({kind}). Please report it with what you did; --verbose shows the details for "
        "the report."
    ),
}
