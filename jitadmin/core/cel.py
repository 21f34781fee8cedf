"""Expressions in CEL (Common Expression Language), the only home of the engine.

The engine has no cost limit and deep recursion would end the process, so an expression is bounded before it is
compiled: 2,048 characters, 100 operators, nesting and comprehensions. Parse errors keep their line and column.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import msgspec

MAX_LENGTH: Final = 2048
MAX_OPERATORS: Final = 100
MAX_NESTING: Final = 24
MAX_COMPREHENSIONS: Final = 2
MAX_NESTED_VALUES: Final = 500
VARIABLES: Final = ("attributes", "nameId", "nameIdFormat", "issuer", "authnContext", "fields", "now")
FUNCTIONS: Final = ("bytes", "double", "duration", "dyn", "int", "size", "string", "timestamp", "type", "uint")
METHODS: Final = (
    "contains", "endsWith", "matches", "size", "startsWith", "getDate", "getDayOfMonth", "getDayOfWeek",
    "getDayOfYear", "getFullYear", "getHours", "getMilliseconds", "getMinutes", "getMonth", "getSeconds",
)  # fmt: skip
"""What is called on a value, as ``nameId.endsWith("@x.org")``; ``FUNCTIONS`` stand by themselves."""
MACROS: Final = frozenset({"all", "exists", "exists_one", "existsOne", "map", "filter"})


class CelError(Exception):
    """An expression that cannot be compiled or evaluated, with its place (0 where unknown)."""

    def __init__(self, code: str, line: int = 0, column: int = 0, **args: Any) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = column
        self.args_by_name = {"line": line, "column": column, **args}


class Expression(msgspec.Struct, frozen=True):
    """A compiled expression: ``names`` are the variables it reads, ``depth`` how deep its comprehensions nest."""

    text: str
    program: Any
    names: frozenset[str]
    depth: int

    def run(self, variables: Mapping[str, Any]) -> Any:
        """The value for these variables, as Python data; what is absent raises ``CelError`` ``cel.absent``."""
        given = {name: variables[name] for name in self.names if name in variables}
        if self.depth > 1 and any(_size(value) > MAX_NESTED_VALUES for value in given.values()):
            raise CelError("cel.too_many_values", limit=MAX_NESTED_VALUES)
        try:
            return self.program.execute(given)
        except (KeyError, IndexError) as error:
            raise CelError("cel.absent", what=_plain(error)) from None
        except Exception as error:  # noqa: BLE001 - the engine raises whatever Python type fits.
            if "No such key" in str(error) or "out of bounds" in str(error):
                raise CelError("cel.absent", what=_plain(error)) from None
            raise CelError("cel.failed", why=_plain(error)) from None


def _size(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(_size(item) for item in value.values())
    return len(value) if isinstance(value, (list, tuple)) else 1


def _plain(error: BaseException) -> str:
    text = str(error.args[0]) if error.args else str(error)
    return text.splitlines()[0][:200] if text else type(error).__name__


@lru_cache(maxsize=1024)
def compiled(text: str) -> Expression:
    """The expression, compiled once for each text; raises ``CelError`` for a fault or a bound that is met."""
    # The package imports a whole command line of its own, which takes longer than everything else together.
    import cel

    depth = _bounded(text)
    try:
        program = cel.compile(text)
        names = frozenset(program.variables())
    except Exception as error:  # noqa: BLE001 - the engine raises whatever Python type fits.
        raise _parse_error(str(error)) from None
    return Expression(text, program, names, depth)


def check(text: str) -> CelError | None:
    """The fault of an expression, None where it compiles, reads known variables and calls known functions alone."""
    try:
        expression = compiled(text)
    except CelError as error:
        return error
    bound = set(re.findall(rf"\.(?:{'|'.join(MACROS)})\(\s*([A-Za-z_]\w*)", text))
    functions = frozenset(expression.program.functions())
    fault = _unknown_function(text, functions)
    if fault is not None:
        return fault
    for name in sorted(expression.names - set(VARIABLES) - bound - functions):
        found = re.search(rf"(?<![\w.]){re.escape(name)}\b", text)
        line, column = _place(text, found.start() if found else 0)
        return CelError("cel.unknown_variable", line, column, name=name, known=VARIABLES)
    return None


def _unknown_function(text: str, called: frozenset[str]) -> CelError | None:
    """The first call of something that the engine does not have, or not in that form."""
    tokens = [token for token in _tokens(text) if token[0] != "comment"]
    for (kind, word, at), (_, after, _) in pairwise(tokens):
        name = word.strip(". (\t\r\n")
        on_value = kind == "macro"
        if name not in called or not (on_value or (kind == "word" and after == "(")):
            continue
        known, other = (METHODS, FUNCTIONS) if on_value else (FUNCTIONS, METHODS)
        if name in known:
            continue
        place = _place(text, at + word.index(name))
        if on_value and name in MACROS:
            # The parser takes a macro for a function where it does not have the form of one.
            return CelError("cel.macro_form", *place, name=name)
        if name in other:
            return CelError("cel.function_alone" if on_value else "cel.function_on_value", *place, name=name)
        choices = (*known, *sorted(MACROS)) if on_value else (*known, "has")
        near = get_close_matches(name, choices, 1, 0.6)
        if near:
            return CelError("cel.unknown_function_near", *place, name=name, near=near[0])
        return CelError("cel.unknown_function", *place, name=name, known=choices)
    return None


_FAULT = re.compile(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?([^\n]*)")
_PLAINER = tuple(
    (re.compile(found), words)
    for found, words in (
        (r" expecting (\{.*|'.*|<EOF>.*)", ""),
        (r"<EOF>", "end of text"),
        (r"^(mismatched|extraneous) input", "unexpected"),
        (r"^unexpected 'end of text'", "the expression ends too early"),
        (r"^missing (.*) at 'end of text'", r"\1 is missing at the end"),
        (r"^token recognition error at: '([\"'].*)'", r"the quote of \1 is not closed"),
        (r"^token recognition error at:", "nothing can be made of"),
        (r"^no viable alternative at input", "nothing can be made of"),
        (r"^Incomplete .*", "a bracket, a quote or the second half is missing"),
    )
)


def _parse_error(text: str) -> CelError:
    faults = _FAULT.findall(text)
    if not faults:
        return CelError("cel.syntax", 1, 1, why=text.splitlines()[0][:200] if text else "")
    # The parser's own name for a part it could not finish comes first, although what is missing is named after it.
    line, column, why = next((fault for fault in faults if not fault[2].startswith("Incomplete")), faults[0])
    for found, words in _PLAINER:
        why = found.sub(words, why)
    return CelError("cel.syntax", int(line), int(column), why=why)


_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))"""
    r"""|(?P<comment>//[^\n]*)|(?P<macro>\.\s*[A-Za-z_]\w*\s*\()|(?P<word>[A-Za-z_]\w*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<operator>&&|\|\||[=!<>]=|[-+*/%<>!?.])|(?P<other>\S)""",
    re.DOTALL,
)


def _bounded(text: str) -> int:
    """How deep comprehensions nest; raises ``CelError`` where the text goes over a bound."""
    if len(text) > MAX_LENGTH:
        raise CelError("cel.too_long", *_place(text, MAX_LENGTH), limit=MAX_LENGTH, length=len(text))
    operators = deepest = 0
    stack: list[bool] = []
    for kind, word, at in _tokens(text):
        if kind == "operator" or (kind == "word" and word == "in"):
            operators += 1
        elif kind in ("open", "macro"):
            operators += 1
            stack.append(kind == "macro" and word.strip(". (\t\r\n") in MACROS)
            deepest = max(deepest, sum(stack))
        elif kind == "close" and stack:
            stack.pop()
        if operators > MAX_OPERATORS:
            raise CelError("cel.too_many_operators", *_place(text, at), limit=MAX_OPERATORS)
        if len(stack) > MAX_NESTING:
            raise CelError("cel.too_deep", *_place(text, at), limit=MAX_NESTING)
        if deepest > MAX_COMPREHENSIONS:
            raise CelError("cel.nested_comprehensions", *_place(text, at), limit=MAX_COMPREHENSIONS)
    return deepest


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for found in _TOKEN.finditer(text):
        yield found.lastgroup or "other", found.group(), found.start()


EVERY: Final = "*"
"""Stands for any attribute where an expression looks through all of them."""


@lru_cache(maxsize=1024)
def attributes_read(text: str) -> frozenset[str]:
    """The names of attributes that an expression asks for, as far as they are written in it."""
    found: set[str] = set()
    tokens = [token for token in _tokens(text) if token[0] != "comment"]
    for (_, before, _), (kind, word, _), (after_kind, after, _), (last_kind, last, _) in zip(
        [_END, *tokens], tokens, [*tokens[1:], _END], [*tokens[2:], _END, _END], strict=False
    ):
        if kind == "string":
            found.add(_unquoted(word))
        elif kind == "word" and word == "attributes" and before != ".":
            if after == "." and last_kind == "word":
                found.add(last)
            elif not (after_kind == "open" and after == "[" and last_kind == "string") and before != "in":
                found.add(EVERY)
    return frozenset(found)


_END: Final = ("end", "", 0)


def _unquoted(word: str) -> str:
    body = word.lstrip("rRbB")
    size = 3 if body[:3] in ('"""', "'''") else 1
    return body[size:-size]


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def as_texts(value: Any) -> tuple[str, ...]:
    """A result as the values of an attribute: a list is several, null is none."""
    if value is None:
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(text for item in value for text in as_texts(item))
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, datetime):
        return (value.isoformat().replace("+00:00", "Z"),)
    if isinstance(value, (str, int, float)):
        return (str(value),)
    raise CelError("cel.wrong_type", type=type(value).__name__)
