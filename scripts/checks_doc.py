"""Writes docs/checks.md, the list of all checks on a message, from the sentences that the program says.

``python scripts/checks_doc.py`` writes the file; the tests compare it with ``document()``.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "checks.md"
sys.path.insert(0, str(ROOT))

from jitadmin.core.diagnose import CAUSES  # noqa: E402
from jitadmin.core.wording import causes, checks  # noqa: E402

FAMILIES = {
    "xml": ("The bytes as XML", "Asked before anything is believed or even looked at."),
    "message": ("What it is", "The XML is well-formed, but it is no SAML response or assertion."),
    "structure": ("The shape of the message", "One response, one assertion, each thing once and in its place."),
    "signature": ("The signature", "Only keys from trusted metadata count, and only the very element that is read."),
    "encryption": ("Encryption", "One code for every failure to decrypt, so that nobody learns from the answer."),
    "status": ("Status", "SAML core 3.2.2."),
    "issuer": ("Issuer", "SAML profiles 4.1.4.2."),
    "destination": ("Destination", "SAML bindings 3.5.5.2."),
    "recipient": ("Recipient", "SAML profiles 4.1.4.2."),
    "audience": ("Audience", "SAML core 2.5.1.4: every restriction must name the service provider."),
    "conditions": ("Conditions", "SAML core 2.5.1, as of the chosen instant and with the allowed clock difference."),
    "confirmation": ("Subject confirmation", "SAML profiles 4.1.4.2: one bearer confirmation that holds is enough."),
    "in_response_to": ("The request that is answered", "SAML profiles 4.1.4.2 and 4.1.5."),
    "issue_instant": ("Issue instant", "SAML core 2.3.3."),
    "authn_statement": ("Authentication", "SAML core 2.7.2."),
    "authn_instant": ("Authentication instant", "SAML core 2.7.2."),
    "session": ("Session", "SAML core 2.7.2."),
    "time": ("Times", "SAML core 1.3.3: UTC, written as xs:dateTime."),
    "subject": ("Subject", "SAML core 2.4."),
    "attributes": ("Attributes", "Allowed, but read differently by different software."),
    "replay": ("Replay", "SAML profiles 4.1.4.5."),
    "verdict": ("The verdict", "Said about all checks together."),
}
HEAD = """# The checks on a message

Every message is put to these questions. Each answer is one of *pass*, *fail*, *warn* and *skip*; a message is accepted
only when none of them is *fail*. All are asked even after the first has failed. Words in braces are filled in from the
message and from the connection.

This file is written by `python scripts/checks_doc.py`; do not edit it.
"""


def codes() -> dict[str, dict[str, str]]:
    """Every code with its sentences by result, in the order of the wording."""
    found: dict[str, dict[str, str]] = {}
    for key, text in checks.SENTENCES.items():
        code, _, result = key.partition(":")
        if result:
            found.setdefault(code, {})[result] = text
    return found


def document() -> str:
    """The whole text of docs/checks.md."""
    parts = [HEAD]
    table = codes()
    for family, (title, note) in FAMILIES.items():
        parts.append(f"## {title}\n\n{note}\n")
        for code, texts in table.items():
            if code.partition(".")[0] == family:
                parts.append(_entry(code, texts))
    parts.append("## Likely causes\n\nNamed beside a check that failed, with the remedy at the right side.\n")
    parts.extend(f"- `{code}`: {text}" for code, text in causes.SENTENCES.items())
    return "\n".join(parts) + "\n"


def _entry(code: str, texts: dict[str, str]) -> str:
    lines = [f"### `{code}`\n"]
    lines += [f"- *{result}*: {text}" for result, text in texts.items()]
    if code in CAUSES:
        lines.append("- causes: " + ", ".join(f"`{cause}`" for cause in CAUSES[code]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(document(), encoding="utf-8")
