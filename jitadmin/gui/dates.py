"""Days and ages as people say them."""

from datetime import date, datetime

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


def moment(when: datetime) -> str:
    """Such as 12 Nov 2026 14:03, in the time of this computer."""
    local = when.astimezone()
    return f"{day(local)} {local:%H:%M}"
