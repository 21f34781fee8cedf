"""Makers of SAML messages for the tests, written without any code of jitadmin's own."""
