"""Finds the SAML messages in whatever an admin has at hand: files, folders, archives, captures, pasted text."""

from jitadmin.adapters.intake.found import Found, Limits
from jitadmin.adapters.intake.reader import found, found_in

__all__ = ["Found", "Limits", "found", "found_in"]
