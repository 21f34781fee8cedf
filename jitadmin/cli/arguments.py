"""The verbs and options of the command line."""

import argparse
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, TypeVar

from jitadmin import __version__
from jitadmin.core.messages import sentence

_T = TypeVar("_T")
_SIZE = re.compile(r"(\d+)\s*([KMG]?)I?B?", re.IGNORECASE)
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_EXIT_CODES = """\
exit codes:
  0  the work was done, whatever the outcomes
  1  --fail-on was met
  2  usage
  3  some input could not be read (the rest was still done and printed)
  4  the surroundings failed (display, keyring, database, disk)
"""
_PATHS = """\
PATH is a file, a folder, or - for standard input: a SAML Response or Assertion as XML, its base64 (with or without the
form field around it), a redirect address, a SAML-tracer export, a HAR file, JSONL of {"SAMLResponse": ...}, or a zip
of any of these.

"""


def parser() -> argparse.ArgumentParser:
    """The whole command line; a wrong one ends the program with exit code 2."""
    top = argparse.ArgumentParser(
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
    _doctor(verbs)
    return top


_Verbs = argparse._SubParsersAction


def _verb(verbs: "_Verbs[argparse.ArgumentParser]", name: str, text: str, epilog: str = "") -> argparse.ArgumentParser:
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
        default=argparse.SUPPRESS,
        help="the workspace: a path is SQLite (also JITADMIN_WORKSPACE)",
    )


def _demo(verbs: "_Verbs[argparse.ArgumentParser]") -> None:
    _verb(verbs, "demo", "open the window on a made-up company, in a temporary or named workspace")


def _inspect(verbs: "_Verbs[argparse.ArgumentParser]") -> None:
    verb = _verb(
        verbs, "inspect", "read SAML messages and say what they contain and whether they hold", _PATHS + _EXIT_CODES
    )
    verb.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, or - for standard input")
    trust = verb.add_argument_group("what they are judged against")
    trust.add_argument(
        "--idp", action="append", default=[], metavar="METADATA.xml", help="trusted metadata; repeatable"
    )
    trust.add_argument("--audience", action="append", default=[], metavar="ENTITY_ID", help="the service provider")
    trust.add_argument("--acs", action="append", default=[], metavar="URL", help="where the service provider listens")
    _judging(trust)
    verb.add_argument("--tree", action="store_true", help="show the elements: signed by which key, encrypted, unsigned")
    _output(verb, "judge")


def _preview(verbs: "_Verbs[argparse.ArgumentParser]") -> None:
    text = "foretell what just-in-time provisioning would do with each login"
    verb = _verb(verbs, "preview", text, _PATHS + _EXIT_CODES)
    verb.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, or - for standard input")
    what = verb.add_argument_group("what they meet")
    what.add_argument("--document", metavar="CONNECTION", help="the connection as a YAML or JSON document")
    what.add_argument("--accounts", metavar="FILE", help="existing accounts: CSV, SCIM ListResponse, JSON list or LDIF")
    _judging(what)
    verb.add_argument("--explain", action="store_true", help="show why: every step of the decision")
    _output(verb, "preview")


def _judging(to: argparse._ArgumentGroup) -> None:
    to.add_argument("--key", action="append", default=[], metavar="KEY.pem", help="decryption key; repeatable")
    to.add_argument("--in-response-to", metavar="ID", help="the request that is outstanding")
    to.add_argument(
        "--now",
        type=_checked(instant, "usage.now"),
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
    out.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")
    out.add_argument("-v", "--verbose", action="store_true", help="also what held, and details of faults")
    out.add_argument(
        "--fail-on",
        choices=("refused", "warning"),
        help=f"exit with 1 if what there is to {what} is refused, or warned of",
    )
    bounds = verb.add_argument_group("bounds that protect the machine")
    bounds.add_argument("--max-size", type=_checked(size, "usage.size"), metavar="SIZE", help="of a file (64M)")
    bounds.add_argument("--max-message", type=_checked(size, "usage.size"), metavar="SIZE", help="of a message (10M)")
    bounds.add_argument("--max-ratio", type=int, metavar="N", help="of decompressed to compressed data (200)")
    bounds.add_argument("--max-count", type=int, metavar="N", help="of messages in one run (1000000)")
    bounds.add_argument("--max-depth", type=int, metavar="N", help="of folders within folders (32)")


def _doctor(verbs: "_Verbs[argparse.ArgumentParser]") -> None:
    verb = _verb(verbs, "doctor", "check the surroundings and say what to do", _EXIT_CODES)
    verb.add_argument("--format", choices=("text", "jsonl", "json"), default="text")
    verb.add_argument("-v", "--verbose", action="store_true", help="details of faults")


def _checked(read: Callable[[str], _T], code: str) -> Callable[[str], _T]:
    def checked(text: str) -> _T:
        try:
            return read(text)
        except (ValueError, OverflowError):
            raise argparse.ArgumentTypeError(sentence(code, {"value": text})) from None

    return checked


def instant(text: str) -> datetime | Literal["issued", "system"]:
    """The instant of ``--now``: one of the two words, or a time with its zone (RFC 3339)."""
    if text in ("issued", "system"):
        return "issued" if text == "issued" else "system"
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or "T" not in text.upper():
        raise ValueError(text)
    return moment.astimezone(UTC)


def size(text: str) -> int:
    """A number of bytes, or one with K, M or G."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(found[1]) * _FACTORS[found[2].upper()]
