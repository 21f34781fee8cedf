"""Every attack, trap and oddity that the reader of messages must answer rightly, as one list of cases.

The names follow the catalogue of SAML response attacks; names that begin with ``ok-`` are genuine.
"""

from tests.attack_cases import encryption, meaning, passing, signatures, signed_info, text, wrapping
from tests.attack_cases.catalogue import AS_OF, EVIL, GOOD, Case, Context

FAMILIES = (
    text.FAMILY,
    wrapping.FAMILY,
    signatures.FAMILY,
    signed_info.FAMILY,
    meaning.FAMILY,
    encryption.FAMILY,
    passing.FAMILY,
)
CASES: list[Case] = [case for family in FAMILIES for case in family.cases]

__all__ = ["AS_OF", "CASES", "EVIL", "GOOD", "Case", "Context"]
