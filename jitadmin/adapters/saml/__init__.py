"""SAML messages and metadata: reading, verifying, decrypting and making them."""
