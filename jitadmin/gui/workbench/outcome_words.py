"""The few words that stand in the banner and over the account."""

from jitadmin.core.jit.result import Effect, Preview
from jitadmin.core.messages import inert
from jitadmin.gui.sentences import denial_words
from jitadmin.gui.words import field_name


def account_words(preview: Preview, state: str) -> str:
    """What the account shown is: a new one, one afterwards, or only claimed."""
    effect = preview.effect
    if effect is None or (effect.after is None and not effect.changes):
        return "Account"
    if state == "refused":
        return "Account as the message claims"
    return "New account" if effect.before is None and state == "create" else "Account afterwards"


def denial_reason(preview: Preview) -> str:
    """Why the application turns the person away."""
    effect = preview.effect
    if effect is None or effect.denial is None:
        return ""
    words = denial_words(effect.denial)
    if effect.denial.failure:
        words += " The application fails instead of refusing."
    if effect.denial.stored and effect.after != effect.before:
        words += " The changes are stored all the same."
    return words


def summary(effect: Effect | None) -> str:
    """What comes of the login, in a few words: fields that change, roles that come and go."""
    if effect is None:
        return ""
    parts = []
    if effect.before is not None and effect.changes:
        parts.append(f"changes {_some([field_name(change.field) for change in effect.changes])}")
    for how, verb in (("gained", "gains"), ("lost", "loses")):
        names = [*getattr(effect.roles, how), *getattr(effect.groups, how), *getattr(effect.entitlements, how)]
        if names:
            parts.append(f"{verb} {_some([inert(name) for name in names])}")
    words = "; ".join(parts)
    return words[:1].upper() + words[1:]


def _some(names: list[str]) -> str:
    """The first names and how many more."""
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def first_clause(words: str) -> str:
    """The beginning of a sentence that says enough; all of it stands among the reasons."""
    for end in ("; ", ". "):
        words = words.split(end, 1)[0]
    return words.rstrip(".")
