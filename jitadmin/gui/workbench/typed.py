"""The rows of the maps as text in a cell, and back; what is wrong is said with its place."""

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from jitadmin.core.connection.attribute_map import AttributeRow, Source
from jitadmin.core.connection.role_map import Condition
from jitadmin.core.errors import DocumentError, JitadminError
from jitadmin.core.jit.rowtext import condition_text, parse_condition, parse_row, row_text
from jitadmin.core.jit.rowtext import source_text as source_of
from jitadmin.core.messages import sentence
from jitadmin.core.problem import Problem
from jitadmin.gui.widgets.editor import Offer, Trouble
from jitadmin.gui.workbench.survey import Seen

# The leading part of a name such as http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress.
_ADDRESS = re.compile(r"https?://[^\s|,\"()={}&]*/(?=[^\s|,\"()={}&/])")

FIELDS: tuple[tuple[str, str], ...] = (
    ("userName", "the name a person signs in with"),
    ("externalId", "the identifier at the identity provider"),
    ("displayName", "the name shown"),
    ("name.givenName", "first name"),
    ("name.familyName", "last name"),
    ("name.middleName", "middle name"),
    ("name.formatted", "the whole name"),
    ("nickName", "casual name"),
    ("emails.work", "e-mail address at work"),
    ("emails.home", "private e-mail address"),
    ("phoneNumbers.work", "phone at work"),
    ("phoneNumbers.mobile", "mobile phone"),
    ("title", "job title"),
    ("userType", "relation to the organisation"),
    ("preferredLanguage", "language of the pages"),
    ("locale", "format of dates and numbers"),
    ("timezone", "time zone"),
    ("profileUrl", "web page"),
    ("active", "whether the account may sign in"),
    ("addresses.work", "address at work"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "employee number"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "department"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter", "cost centre"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division", "division"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization", "organisation"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "manager"),
)


def source_text(row: AttributeRow) -> str:
    """The right side of a row as it is typed."""
    return row_text(row)


def short_text(row: AttributeRow) -> str:
    """The right side as it is shown: of a name that is an address only the end."""
    return _ADDRESS.sub("…/", row_text(row))


def read_source(text: str, row: AttributeRow) -> AttributeRow:
    """The row with the right side that was typed; raises ``JitadminError`` for a text that does not hold."""
    sources, transforms = parse_row(text)
    if not sources:
        raise DocumentError(
            "text.bad_row", problems=(Problem(code="text.no_source", column=1, args={"found": "the end"}),)
        )
    for source in sources:
        if isinstance(source, Source) and source.cel is not None:
            _check_expression(source.cel)
    return msgspec.structs.replace(row, sources=sources, transforms=transforms)


def when_text(condition: Condition | None) -> str:
    """A condition as it is typed; none is empty."""
    return condition_text(condition)


def short_when(condition: Condition | None) -> str:
    """A condition as it is shown."""
    return _ADDRESS.sub("…/", condition_text(condition))


def read_when(text: str) -> Condition | None:
    """The condition that was typed; raises ``JitadminError`` for a text that does not hold."""
    condition = parse_condition(text)
    for part in _parts(condition):
        if part.cel is not None:
            _check_expression(part.cel)
    return condition


def _parts(condition: Condition | None) -> Iterator[Condition]:
    if condition is not None:
        yield condition
        for below in (*(condition.all or ()), *(condition.any or ()), condition.not_):
            yield from _parts(below)


def _check_expression(text: str) -> None:
    # The engine for expressions is loaded when the first one is typed.
    from jitadmin.core.cel import compiled

    compiled(text)


def trouble_of(read: Callable[[], object]) -> Trouble | None:
    """What a reading complains about, with the character it stands at."""
    try:
        read()
    except DocumentError as error:
        problem = error.problems[0] if error.problems else None
        if problem is None:
            return Trouble(str(error))
        return Trouble(sentence(problem.code, problem.args), problem.column - 1)
    except JitadminError as error:
        return Trouble(str(error))
    return None


def error_words(error: JitadminError) -> str:
    """An error about a typed text in one line."""
    if isinstance(error, DocumentError) and error.problems:
        return sentence(error.problems[0].code, error.problems[0].args)
    return str(error)


def names_offered(seen: Iterable[Seen], total: int) -> list[Offer]:
    """The attribute names of the samples, with how many have them and an example."""
    offers = []
    for one in seen:
        example = f", such as “{one.example[:40]}”" if one.example else ""
        offers.append(Offer(_typed_name(one.name), f"{one.count} of {total}{example}"))
    return offers


def _typed_name(name: str) -> str:
    return source_of(Source(attribute=name))


def fields_offered() -> list[Offer]:
    """The account fields of SCIM 2.0."""
    return [Offer(name, note) for name, note in FIELDS]
