"""Sentences for problems of a connection document."""

SENTENCES: dict[str, str] = {}
