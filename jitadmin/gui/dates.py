"""Days and ages as people say them."""

from datetime import date, datetime

# From how many days before its end something is warned of.
SOON = 30
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date) -> str:
    """Such as 12 Nov 2026."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def short_day(when: date, today: date) -> str:
    """Such as 12 Nov; the year only where it is another one."""
    return f"{when.day} {_MONTHS[when.month - 1]}" if when.year == today.year else day(when)


def age(then: datetime, now: datetime) -> str:
    """How long ago, in whole days."""
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    if days < 0:
        return "from the future"
    return ("today", "1 day old")[days] if days < 2 else f"{days} days old"


def left_words(days: int | None) -> str:
    """How long something is valid yet, from the whole days that are left; None where no end is known."""
    if days is None:
        return "no end known"
    if days in (-1, 0, 1):
        return ("ended yesterday", "ends today", "1 day left")[days + 1]
    years, so_many = abs(days) // 365, f"{abs(days)} days"
    if years >= 3:
        so_many = f"{years} years"
    return f"ended {so_many} ago" if days < 0 else f"{so_many} left"


def left_colour(days: int | None) -> str:
    """The colour that goes with it."""
    if days is None:
        return "muted"
    return "bad" if days < 0 else "warn" if days <= SOON else "good"


def moment(when: datetime) -> str:
    """Such as 12 Nov 2026 14:03, in the time of this computer."""
    local = when.astimezone()
    return f"{day(local)} {local:%H:%M}"
