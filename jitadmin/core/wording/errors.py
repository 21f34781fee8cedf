"""Sentences for errors of the program and its surroundings."""

SENTENCES: dict[str, str] = {
    "work.cancelled": "The work was stopped before it was done.",
}
