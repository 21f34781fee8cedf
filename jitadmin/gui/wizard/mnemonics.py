"""Mnemonics for labels that come from outside: the first letter that no other label on the page has."""

from jitadmin.core.messages import inert
from jitadmin.gui.theme import label_text


def with_mnemonic(text: str, taken: set[str]) -> str:
    """The label with the mark of its key; ``taken`` learns which letter that is."""
    shown = inert(text)
    for at, letter in enumerate(shown):
        low = letter.lower()
        if low.isascii() and low.isalpha() and low not in taken:
            taken.add(low)
            return f"{label_text(shown[:at])}&{label_text(shown[at:])}"
    return label_text(shown)
