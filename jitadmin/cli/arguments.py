"""The verbs and options of the command line."""

import argparse
from typing import Any, TypeAlias

from jitadmin import __version__
from jitadmin.cli.values import DAY, GIVEN, INDEX, INSTANT, NAME, NOTE, NUMBER, SIZE
from jitadmin.core.key import KINDS

_EXIT_CODES = """\
exit codes:
  0  the work was done, whatever the outcomes
  1  --fail-on was met
  2  usage
  3  some input could not be read (the rest was still done and printed)
  4  the surroundings failed (display, keyring, database, disk)
  130  it was stopped with Ctrl-C
"""
_PATHS = """\
PATH is a file, a folder, or - for standard input: a SAML Response or Assertion as XML, its base64 (with or without the
form field around it), a redirect address, a SAML-tracer export, a HAR file, JSONL of {"SAMLResponse": ...}, or a zip
of any of these.

"""
_METADATA = """\
METADATA is a file, - for standard input, or an https address.

"""


class _Parser(argparse.ArgumentParser):
    """Takes no empty text where something is to be named: an unset variable of a script must not mean “here”."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.register("type", None, GIVEN)
        self.set_defaults(parser=self)


_Verbs: TypeAlias = "argparse._SubParsersAction[_Parser]"


def parser() -> argparse.ArgumentParser:
    """The whole command line; a wrong one ends the program with exit code 2."""
    top = _Parser(
        prog="jitadmin",
        description="Foretell what a SAML just-in-time login would create. Without a verb the window opens.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"jitadmin {__version__}")
    _workspace(top)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    _demo(verbs)
    _inspect(verbs)
    _preview(verbs)
    _apply(verbs)
    _show(verbs)
    _accounts(verbs)
    _history(verbs)
    _registry(verbs, "idp", "identity provider")
    _registry(verbs, "sp", "service provider")
    _export(verbs)
    _formats(verbs)
    _keys(verbs)
    _doctor(verbs)
    return top


def _verb(verbs: _Verbs, name: str, text: str, epilog: str = "") -> _Parser:
    verb = verbs.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _workspace(verb)
    return verb


def _workspace(to: argparse.ArgumentParser) -> None:
    # Suppressed so that the option counts before and after the verb.
    to.add_argument(
        "-w",
        "--workspace",
        metavar="PATH-or-URL",
        type=NAME,
        default=argparse.SUPPRESS,
        help="the workspace: a path is SQLite (also JITADMIN_WORKSPACE)",
    )


def _demo(verbs: _Verbs) -> None:
    _verb(verbs, "demo", "open the window on a made-up company, in a temporary or named workspace")


def _inspect(verbs: _Verbs) -> None:
    verb = _verb(
        verbs, "inspect", "read SAML messages and say what they contain and whether they hold", _PATHS + _EXIT_CODES
    )
    verb.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, or - for standard input")
    trust = verb.add_argument_group("what they are judged against")
    trust.add_argument(
        "--idp", action="append", default=[], metavar="METADATA.xml", help="trusted metadata; repeatable"
    )
    trust.add_argument(
        "--audience", action="append", type=NAME, default=[], metavar="ENTITY_ID", help="the service provider"
    )
    trust.add_argument("--acs", action="append", default=[], metavar="URL", help="where the service provider listens")
    _judging(trust)
    verb.add_argument("--tree", action="store_true", help="show the elements: signed by which key, encrypted, unsigned")
    _output(verb, "judge")


def _preview(verbs: _Verbs) -> None:
    text = "foretell what just-in-time provisioning would do with each login"
    verb = _verb(verbs, "preview", text, _PATHS + _EXIT_CODES)
    verb.usage = (
        "jitadmin preview [options] CONNECTION PATH...\n"
        "       jitadmin preview [options] --document DOCUMENT [--accounts FILE] PATH..."
    )
    verb.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="file, folder, or - for standard input; before them CONNECTION, its name in the workspace",
    )
    what = verb.add_argument_group("what they meet")
    what.add_argument(
        "--document", metavar="DOCUMENT", help="the connection as a YAML or JSON document, instead of a workspace"
    )
    what.add_argument("--accounts", metavar="FILE", help="existing accounts: CSV, SCIM ListResponse, JSON list or LDIF")
    _judging(what)
    verb.add_argument("--explain", action="store_true", help="show why: every step of the decision")
    _output(verb, "preview")


def _apply(verbs: _Verbs) -> None:
    text = "take connection documents (YAML or JSON) into the workspace, all of them or none"
    verb = _verb(verbs, "apply", text, _EXIT_CODES)
    verb.add_argument("files", nargs="+", metavar="FILE", help="file, folder, or - for standard input")
    verb.add_argument("--note", type=NOTE, default="", metavar="TEXT", help="why, for the history")
    verb.add_argument("--dry-run", action="store_true", help="only say what would change")
    _talking(verb, verbose="every change, and details of faults")


def _show(verbs: _Verbs) -> None:
    verb = _verb(verbs, "show", "write a connection of the workspace out as a document", _EXIT_CODES)
    verb.add_argument("name", metavar="NAME", type=NAME)
    verb.add_argument("--revision", type=NUMBER, metavar="N", help="an older revision in place of the newest")
    verb.add_argument("--format", choices=("yaml", "json"), help="default: yaml, or what the name of FILE says")
    _printing(verb)


def _accounts(verbs: _Verbs) -> None:
    top = _verb(verbs, "accounts", "the existing accounts of a service provider", _EXIT_CODES)
    below = top.add_subparsers(dest="accounts_verb", metavar="VERB", title="verbs", required=True)
    verb = _verb(below, "import", "take a list of accounts in place of those known before", _EXIT_CODES)
    verb.add_argument("connection", metavar="CONNECTION", type=NAME)
    verb.add_argument("file", nargs="?", metavar="FILE", help="CSV, SCIM ListResponse, JSON list or LDIF")
    verb.add_argument("--scim", type=NAME, metavar="URL", help="read them live from this SCIM endpoint instead")
    verb.add_argument("--token-file", metavar="FILE", help="whose first line is the bearer token of the endpoint")
    _talking(verb)


def _history(verbs: _Verbs) -> None:
    verb = _verb(verbs, "history", "print who did what when, the oldest first", _EXIT_CODES)
    verb.add_argument("--format", choices=("text", "jsonl", "csv"), default="text", help="default: text, for people")
    verb.add_argument("--after", type=INDEX, default=0, metavar="N", help="only what came behind this entry (text)")
    _printing(verb)


def _talking(verb: argparse._ActionsContainer, quiet: str = "only errors", verbose: str = "details of faults") -> None:
    verb.add_argument("-q", "--quiet", action="store_true", help=quiet)
    verb.add_argument("-v", "--verbose", action="store_true", help=verbose)


def _printing(verb: argparse.ArgumentParser, quiet: str = "only errors") -> None:
    verb.add_argument("-o", "--output", metavar="FILE", help="write there instead of standard output")
    _talking(verb, quiet)


def _judging(to: argparse._ArgumentGroup) -> None:
    to.add_argument("--key", action="append", default=[], metavar="KEY.pem", help="decryption key; repeatable")
    to.add_argument("--in-response-to", metavar="ID", help="the request that is outstanding")
    to.add_argument(
        "--now",
        type=INSTANT,
        default="issued",
        metavar="RFC3339|issued|system",
        help="the instant to judge at (default: issued, the moment each message was issued)",
    )
    to.add_argument(
        "--accept-retired",
        action="store_true",
        help="accept SHA-1, RSA below 2048 bits and RSA 1.5 key transport with a warning each, for old captures",
    )


def _output(verb: argparse.ArgumentParser, what: str) -> None:
    out = verb.add_argument_group("output")
    out.add_argument("--format", choices=("text", "jsonl", "json"), default="text", help="default: text, for people")
    out.add_argument(
        "-o", "--output", metavar="FILE", help="write there instead of standard output, whole or not at all"
    )
    _talking(out, "no progress and no summary", "also what held, and details of faults")
    out.add_argument(
        "--fail-on",
        choices=("refused", "warning"),
        help=f"exit with 1 if what there is to {what} is refused, or warned of",
    )
    bounds = verb.add_argument_group("bounds that protect the machine")
    bounds.add_argument("--max-size", type=SIZE, metavar="SIZE", help="of a file (64M)")
    bounds.add_argument("--max-message", type=SIZE, metavar="SIZE", help="of a message (10M)")
    bounds.add_argument("--max-ratio", type=NUMBER, metavar="N", help="of decompressed to compressed data (200)")
    bounds.add_argument("--max-count", type=NUMBER, metavar="N", help="of messages in one run (1000000)")
    bounds.add_argument("--max-depth", type=INDEX, metavar="N", help="of folders (32) or elements (64) in each other")


def _registry(verbs: _Verbs, name: str, title: str) -> None:
    top = _verb(verbs, name, f"the registered {title}s: from metadata, from the catalogue, by hand", _EXIT_CODES)
    below = top.add_subparsers(dest="registry_verb", metavar="VERB", title="verbs", required=True)

    def verb(name: str, text: str) -> argparse.ArgumentParser:
        made = _verb(below, name, text, _METADATA + _EXIT_CODES)
        made.add_argument("--format", choices=("text", "jsonl", "json"), default="text")
        _printing(made, quiet="no progress, only errors")
        return made

    one = f"an {title}" if title[0] in "aeiou" else f"a {title}"
    added = verb("add", f"register {one} from its metadata")
    added.add_argument("metadata", nargs="+", metavar="METADATA", type=NAME)
    added.add_argument("--entity-id", type=NAME, metavar="ENTITY_ID", help="which one of many")
    added.add_argument(
        "--signed-by", action="append", default=[], metavar="CERT.pem",
        help="take nothing that is not signed with this key; repeatable, one has to fit",
    )  # fmt: skip
    new = verb("new", f"register {one} from the catalogue, or by hand")
    new.add_argument(
        "template", nargs="?", type=NAME, metavar="TEMPLATE", help="an entry of the catalogue, such as slack or okta"
    )
    new.add_argument(
        "--set", action="append", type=NAME, default=[], metavar="NAME=VALUE", help="what the template asks for"
    )
    new.add_argument("--entity-id-choice", type=INDEX, default=0, metavar="N", help="the Nth other entity ID of it")
    new.add_argument("--acs-choice", type=INDEX, default=0, metavar="N", help="the Nth other address of it")
    new.add_argument("--entity-id", type=NAME, metavar="ENTITY_ID", help="by hand, instead of a template")
    new.add_argument("--name", type=NOTE, default="", metavar="NAME", help="what people call it")
    new.add_argument("--address", action="append", type=NAME, default=[], metavar="URL", help="where it takes messages")
    new.add_argument("--certificate", action="append", default=[], metavar="CERT.pem", help="repeatable")
    verb("list", f"list the registered {title}s")
    shown = verb("show", f"show everything about a registered {title}")
    fresh = verb("refresh", "say what newer metadata changes, of one or of all that came from an address")
    fresh.add_argument("entity_id", nargs="?", type=NAME, metavar="ENTITY_ID")
    fresh.add_argument("metadata", nargs="?", type=NAME, metavar="METADATA", help="(default: the address it came from)")
    fresh.add_argument("--take", action="store_true", help="take the changes")
    gone = verb("remove", f"remove a registered {title}; its history stays")
    gone.add_argument("--force", action="store_true", help="also where connections use it")
    for made in (shown, gone):
        made.add_argument("entity_id", type=NAME, metavar="ENTITY_ID")
    for made in (added, fresh):
        made.add_argument("--accept-expired", action="store_true", help="take metadata whose time is over")
    search = verb("search", f"find {one} in metadata of many megabytes by name, entity ID or domain")
    search.add_argument("metadata", type=NAME, metavar="METADATA")
    search.add_argument("text", nargs="+", type=NAME, metavar="TEXT")
    search.add_argument("--limit", type=NUMBER, default=50, metavar="N", help="how many to show (50)")


def _export(verbs: _Verbs) -> None:
    verb = _verb(verbs, "export", "write a connection out as configuration for real software", _EXIT_CODES)
    verb.add_argument("connection", nargs="?", type=NAME, metavar="CONNECTION", help="its name in the workspace")
    verb.add_argument("--document", metavar="FILE", help="a connection document, instead of one of the workspace")
    verb.add_argument(
        "--format", required=True, type=NAME, metavar="FORMAT", help="one of those that “jitadmin formats” lists"
    )
    verb.add_argument("--file", metavar="NAME", help="only this file of the export")
    verb.add_argument(
        "--folder",
        type=NOTE,
        default="",
        metavar="PATH",
        help="where the files will lie on the machine that reads them",
    )
    verb.add_argument("--sign", action="store_true", help="sign SAML metadata with our key")
    verb.add_argument(
        "--with-secrets", action="store_true", help="also private keys, each in a file for its owner alone (0600)"
    )
    verb.add_argument("-o", "--output", metavar="FILE|FOLDER", help="write there instead of standard output")
    _talking(verb, "only errors and what the export does not hold")


def _formats(verbs: _Verbs) -> None:
    verb = _verb(verbs, "formats", "list the formats of exports with what each cannot express", _EXIT_CODES)
    verb.add_argument("--format", choices=("text", "jsonl", "json"), default="text")
    _printing(verb)


def _keys(verbs: _Verbs) -> None:
    top = _verb(verbs, "keys", "signing and decryption keys; private halves live in the keyring only", _EXIT_CODES)
    below = top.add_subparsers(dest="keys_verb", metavar="VERB", title="verbs", required=True)

    def verb(name: str, text: str, *, key: bool = True) -> argparse.ArgumentParser:
        made = _verb(below, name, text, _EXIT_CODES)
        if key:
            made.add_argument("key", type=NAME, metavar="KEY", help="its id, the beginning of it, or its title")
        made.add_argument("--format", choices=("text", "jsonl", "json"), default="text")
        _printing(made)
        return made

    verb("list", "list the keys with their certificates and what each is doing", key=False)
    new = verb("new", "make a key with a self-signed certificate", key=False)
    new.add_argument(
        "--name", required=True, type=NAME, metavar="NAME", help="whom the certificate names, such as a host name"
    )
    new.add_argument("--kind", default="rsa-3072", metavar="KIND", help=f"{', '.join(KINDS)} (default: rsa-3072)")
    taken = verb("import", "take a key from a PEM or PKCS#12 file; a password is asked for", key=False)
    taken.add_argument("file", metavar="FILE")
    taken.add_argument("--certificate", metavar="FILE", help="its certificate, where the file has none")
    taken.add_argument(
        "--name", type=NOTE, default="", metavar="NAME", help="make a certificate in this name, where there is none"
    )
    taken.add_argument("--password-file", metavar="FILE", help="whose first line is the password")
    for made in (new, taken):
        made.add_argument("--title", type=NOTE, default="", metavar="TEXT", help="what people call it")
        made.add_argument("--use", choices=("signing", "encryption", "both"), default="both")
        made.add_argument(
            "--owner", type=NOTE, default="", metavar="OWNER", help="the connection or service provider it is for"
        )
    rotated = verb("rotate", "make the successor of a key; both certificates stand in the metadata")
    rotated.add_argument("--signs-from", type=DAY, metavar="RFC3339|now", help="(default: in 14 days)")
    rotated.add_argument("--kind", metavar="KIND", help="another kind than before")
    rotated.add_argument(
        "--name", type=NOTE, default="", metavar="NAME", help="another name in the certificate than before"
    )
    for made in (new, taken, rotated):
        made.add_argument(
            "--days", type=NUMBER, default=1095, metavar="N", help="how long a new certificate lasts (1095)"
        )
    changed = verb("change", "give a key another title or owner")
    changed.add_argument("--title", type=NOTE, metavar="TEXT")
    changed.add_argument("--owner", type=NOTE, metavar="OWNER")
    certificate = verb("certificate", "print the certificate in PEM, or take one that an authority issued")
    certificate.add_argument("--take", metavar="FILE", help="the issued certificate")
    verb("request", "print a certificate request (PKCS#10) in PEM")
    removed = verb("remove", "remove a key for good, after saying what uses it")
    removed.add_argument("--yes", action="store_true", help="without being asked")


def _doctor(verbs: _Verbs) -> None:
    verb = _verb(verbs, "doctor", "check the surroundings and say what to do", _EXIT_CODES)
    verb.add_argument("--format", choices=("text", "jsonl", "json"), default="text")
    _printing(verb, quiet="only what is not well")
