"""Sentences for maps, matching, roles and provisioning."""

SENTENCES: dict[str, str] = {}
