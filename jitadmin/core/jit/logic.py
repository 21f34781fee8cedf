"""What follows from a condition without asking any login: whether one implies another, or contradicts itself.

Only what is certain is said: where nothing can be derived, one condition does not imply the other.
"""

from jitadmin.core.connection.role_map import Condition
from jitadmin.core.jit.conditions import satisfies
from jitadmin.core.jit.transforms import TransformError


def literals(condition: Condition | None) -> frozenset[Condition]:
    """The conditions that all have to hold, with nested ``all`` and negated ``any`` resolved; none for always."""
    if condition is None:
        return frozenset()
    if condition.all is not None:
        return frozenset(one for part in condition.all for one in literals(part))
    if condition.not_ is not None:
        inner = condition.not_
        if inner.not_ is not None:
            return literals(inner.not_)
        if inner.any is not None:
            return frozenset(one for part in inner.any for one in literals(Condition(not_=part)))
    return frozenset((condition,))


def implies(narrow: Condition | None, wide: Condition | None) -> bool:
    """Whether ``wide`` certainly holds wherever ``narrow`` does; None always holds."""
    if wide is None or narrow == wide:
        return True
    if narrow is None:
        return False
    if wide.all is not None:
        return all(implies(narrow, part) for part in wide.all)
    if narrow.any is not None:
        return bool(narrow.any) and all(implies(part, wide) for part in narrow.any)
    if wide.any is not None and any(implies(narrow, part) for part in wide.any):
        return True
    if narrow.all is not None:
        return any(implies(part, wide) for part in literals(narrow))
    if narrow.not_ is not None and wide.not_ is not None:
        return implies(wide.not_, narrow.not_)
    return _same_operand(narrow, wide) and _compares(narrow, wide)


def contradicts(condition: Condition) -> bool:
    """Whether a condition can never hold, since it asks for something and its opposite."""
    wanted = literals(condition)
    refused = [one.not_ for one in wanted if one.not_ is not None]
    if any(implies(one, other) for one in wanted for other in refused):
        return True
    absent = [one for one in wanted if one.present is False]
    return any(_same_operand(one, other) and _has_text(other) for one in absent for other in wanted)


def _same_operand(one: Condition, other: Condition) -> bool:
    operands = (one.attribute, one.field, one.name_id)
    return operands == (other.attribute, other.field, other.name_id) and any(operands)


def _has_text(condition: Condition) -> bool:
    """Whether a test of values can pass only where there is a text."""
    texts = (condition.equals, condition.starts_with, condition.ends_with, condition.contains)
    return condition.present is True or any(texts) or (condition.in_ is not None and all(condition.in_))


def _compares(narrow: Condition, wide: Condition) -> bool:
    """For tests of the same operand: whether every value that passes the one passes the other."""
    if narrow.member_of is not None or wide.member_of is not None or wide.present is False:
        return False
    if wide.present is True:
        return _has_text(narrow)
    if narrow.ignore_case and (wide.matches is not None or not wide.ignore_case):
        return False
    given = narrow.in_ if narrow.in_ is not None else (narrow.equals,) if narrow.equals is not None else ()
    try:
        return bool(given) and all(satisfies(wide, value) for value in given)
    except TransformError:
        return False
