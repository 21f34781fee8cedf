"""Sentences for checks on a message and their likely causes."""

SENTENCES: dict[str, str] = {}
