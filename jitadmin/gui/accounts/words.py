"""What is known of the accounts of an application, in words."""

from datetime import datetime

from jitadmin.core.account import Account
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.messages import inert
from jitadmin.gui.dates import age, short_day
from jitadmin.gui.words import number


def count_words(n: int) -> str:
    """A number of accounts."""
    return "1 account" if n == 1 else f"{number(n)} accounts"


def known_words(known: KnownAccounts | None, today: datetime) -> str:
    """Such as: 183 accounts of 12 Nov, 11 days old."""
    if known is None:
        return "No accounts known: taken as empty"
    count = count_words(len(known.accounts))
    if known.taken is None:
        return f"{count} of unknown age"
    old = age(known.taken, today)
    if old == "today":
        return f"{count} of today"
    return f"{count} of {short_day(known.taken, today)}, {old}"


def origin_words(known: KnownAccounts | None, application: str) -> str:
    """Where they come from, and what that means for the preview."""
    if known is None:
        return (
            f"Nobody has told jitadmin which accounts {application} has, so the preview assumes that it is empty: "
            "every login would create one."
        )
    origin = f" They come from {inert(known.origin)}." if known.origin else ""
    return f"The preview compares every login with these accounts of {application}.{origin}"


def difference_words(before: KnownAccounts | None, after: tuple[Account, ...]) -> str:
    """How the accounts differ from those known so far."""
    if before is None:
        return ""
    old = {account.id: account for account in before.accounts}
    new = {account.id: account for account in after}
    added, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    changed = sum(old[name] != new[name] for name in new.keys() & old.keys())
    parts = [f"{number(n)} {words}" for n, words in ((added, "new"), (gone, "gone"), (changed, "changed")) if n]
    return "Against those known so far: " + (", ".join(parts) if parts else "no difference") + "."


def account_words(accounts: tuple[Account, ...]) -> str:
    """How many there are, and how many of them are disabled."""
    disabled = sum(not account.active for account in accounts)
    groups = len({group for account in accounts for group in account.groups})
    parts = [count_words(len(accounts))]
    if disabled:
        parts.append(f"{number(disabled)} of them disabled")
    if groups:
        parts.append("1 group" if groups == 1 else f"{number(groups)} groups")
    return ", ".join(parts)
