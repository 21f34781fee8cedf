"""Makes SAML logins: what an identity provider would send for a person, signed and, where wanted, encrypted.

Everything is written in the form that exclusive XML canonicalisation gives (xml-exc-c14n 1.0), so that the bytes that
are signed are the bytes that are sent and no parser is needed.
"""

from jitadmin.adapters.saml.make.encryption import encrypted_assertion
from jitadmin.adapters.saml.make.login import LoginMaker, written
from jitadmin.adapters.saml.make.signing import SigningKey, signed

__all__ = ["LoginMaker", "SigningKey", "encrypted_assertion", "signed", "written"]
