"""What the readers of all forms share: an entry is an account, or the problem that keeps it from being one."""

from collections.abc import Mapping
from typing import Any

from jitadmin.core.account import Account
from jitadmin.core.column_names import active_word
from jitadmin.core.existing import LEFT_OUT, LISTS
from jitadmin.core.problem import Problem

Entry = tuple[str, int, Account | Problem]
"""The place of an entry (such as ``row 3``), its line (0: none), and what became of it."""
Value = str | tuple[str, ...] | bool | None


class WrongError(Exception):
    """One row or entry that cannot be an account, or a whole text that is no list of them."""

    def __init__(self, code: str, **args: object) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, args=args)


def truth(value: object) -> bool:
    """Whether the account is active; raises ``WrongError`` for a word that does not say."""
    if isinstance(value, bool):
        return value
    found = active_word(str(value))
    if found is None:
        raise WrongError("accounts.active", value=str(value))
    return found


def key(given: object, fields: Mapping[str, Any]) -> str:
    """What tells the account apart; raises ``WrongError`` where nothing does."""
    for value in (given, fields.get("userName"), fields.get("emails.work")):
        first = value[0] if isinstance(value, tuple) and value else value
        if isinstance(first, int) and not isinstance(first, bool):
            return str(first)
        if isinstance(first, str) and first.strip():
            return first
    raise WrongError("accounts.no_id")


def account(values: Mapping[str, Value], active: bool) -> Account:
    """An account of values by field, the lists among them."""
    roles, groups, entitlements = (_texts(values.get(name)) for name in LISTS)
    fields = {
        name: value for name, value in values.items() if name not in ("id", "active", *LISTS) and name != LEFT_OUT
    }
    return Account(
        id=key(values.get("id"), fields),
        fields=fields,
        active=active,
        roles=roles,
        groups=groups,
        entitlements=entitlements,
    )


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) and value else ()
