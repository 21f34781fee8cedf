"""The place Keys: what signs and decrypts, until when, for whom, and in which keyring."""
