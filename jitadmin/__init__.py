"""Foretell what a SAML just-in-time login would create, and explain why."""

__version__ = "0.1.0"
