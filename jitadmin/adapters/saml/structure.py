"""The shape of a message before anything is believed: one response, one assertion, each thing once and in its place.

Signature wrapping (attacks.md 1) lives from second assertions, second IDs and odd places; all of them end here.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from types import MappingProxyType
from typing import Final, cast
from unicodedata import normalize

from lxml import etree

from jitadmin.adapters.saml.names import (
    ADVICE,
    ASSERTION,
    ATTRIBUTE_STATEMENT,
    ATTRIBUTE_VALUE,
    AUDIENCE,
    AUTHN_CONTEXT,
    AUTHN_STATEMENT,
    AUTHZ_STATEMENT,
    CONDITIONS,
    CONFIRMATION,
    CONFIRMATION_DATA,
    CONTEXT_CLASS,
    ENCRYPTED_ASSERTION,
    ENCRYPTED_ID,
    EXTENSIONS,
    ISSUER,
    NAME_ID,
    RESPONSE,
    SIGNATURE,
    STATEMENT,
    STATUS,
    STATUS_CODE,
    STATUS_MESSAGE,
    SUBJECT,
    local_name,
)
from jitadmin.adapters.saml.xml import place
from jitadmin.core.verification import Check

# Written out, as "//" would also step through every text and take twice as long.
_ID_NAMES: Final = tuple(f"/descendant::*/@{name}" for name in ("ID", "Id", "id", "xml:id"))
_ID_PATHS: Final = tuple(
    etree.XPath(path, smart_strings=False, namespaces={"xml": "http://www.w3.org/XML/1998/namespace"})
    for path in (*_ID_NAMES, "|".join(_ID_NAMES))
)
_ID_UNION: Final = _ID_PATHS[-1]
_ASSERTIONS: Final = frozenset({ASSERTION, ENCRYPTED_ASSERTION})
_RESPONSE_ONCE: Final = frozenset({ISSUER, SIGNATURE, EXTENSIONS, STATUS})
_RESPONSE_CHILDREN: Final = _RESPONSE_ONCE | _ASSERTIONS
_ASSERTION_ONCE: Final = frozenset({ISSUER, SIGNATURE, SUBJECT, CONDITIONS, ADVICE})
_ASSERTION_CHILDREN: Final = _ASSERTION_ONCE | {AUTHN_STATEMENT, ATTRIBUTE_STATEMENT, AUTHZ_STATEMENT, STATEMENT}
_SUBJECT_ONCE: Final = frozenset({NAME_ID, ENCRYPTED_ID})
_NAMES: Final = _SUBJECT_ONCE | {"{urn:oasis:names:tc:SAML:2.0:assertion}BaseID"}
_SUBJECT_CHILDREN: Final = _NAMES | {CONFIRMATION}
# Children of these are read elsewhere, and another of them is reported by _elsewhere.
_NEVER_INSIDE: Final = _ASSERTIONS | {RESPONSE}
_ONCE_IN: Final = MappingProxyType(
    {
        STATUS: (STATUS_CODE, STATUS_MESSAGE),
        STATUS_CODE: (STATUS_CODE,),
        CONFIRMATION: (CONFIRMATION_DATA, NAME_ID, ENCRYPTED_ID),
        AUTHN_STATEMENT: (AUTHN_CONTEXT,),
        AUTHN_CONTEXT: (CONTEXT_CLASS,),
    }
)
# One fault refuses the message; thousands of the same tell no more.
_SHOWN: Final = 50
_PARTS: Final = frozenset({SUBJECT, AUTHN_STATEMENT})
_CARRIERS: Final = frozenset({ADVICE, ATTRIBUTE_VALUE})


def identifiers(root: etree._Element, *, few: bool = False) -> list[str]:
    """Every value in the document that some reader could take for an ID; ``few`` says that it is a small one."""
    if few:
        # One union is faster than its parts, but costs the product of their sizes.
        return cast("list[str]", _ID_UNION(root))
    return [str(value) for path in _ID_PATHS[:-1] for value in cast("list[str]", path(root))]


def is_unique(identifier: str, everywhere: Iterable[str]) -> bool:
    """Whether an ID names one element only, also for a reader that trims, normalises or ignores case."""
    return [_folded(value) for value in everywhere].count(_folded(identifier)) == 1


def _folded(identifier: str) -> str:
    text = identifier if identifier.isascii() else normalize("NFKC", identifier)
    return text.strip().casefold()


def _is_usual_response(root: etree._Element) -> bool:
    """Whether a Response is plainly without fault; most are, and looking for each fault by itself takes longer."""
    tags = [child.tag for child in root]
    return (
        bool(root.get("ID"))
        and _RESPONSE_CHILDREN.issuperset(tags)
        and len(set(tags)) == len(tags)
        and len(_ASSERTIONS.intersection(tags)) == 1
        and all(map(_is_usual_part, root.iterchildren(STATUS)))
        and not any(map(len, root.iterchildren(ISSUER)))
        and len(list(root.iter(ASSERTION, ENCRYPTED_ASSERTION, RESPONSE))) == 2
    )


def _is_usual_assertion(root: etree._Element) -> bool:
    """Whether an Assertion is plainly without fault."""
    children = {child.tag: child for child in root}
    subject = children.get(SUBJECT)
    names = [] if subject is None else [child for child in subject if child.tag != CONFIRMATION]
    conditions = children.get(CONDITIONS)
    texts = [] if conditions is None else list(conditions.iter(AUDIENCE))
    if ISSUER in children:
        texts.append(children[ISSUER])
    parts = [child for tag, child in children.items() if tag in _PARTS]
    return (
        bool(root.get("ID"))
        and len(children) == len(root)
        and _ASSERTION_CHILDREN.issuperset(children)
        and all(map(_is_usual_part, parts))
        and len(names) <= 1
        and _NAMES.issuperset([name.tag for name in names])
        and not any(map(len, names))
        and not any(map(len, texts))
    )


def _is_usual_part(element: etree._Element) -> bool:
    """Whether no name occurs twice in an element: then none does where it may stand but once."""
    tags = [item.tag for item in element.iter()]
    return len(set(tags)) == len(tags)


def response_structure(root: etree._Element) -> Iterator[Check]:
    """Faults of a Response, and one pass where there is exactly one assertion or none is due."""
    if _is_usual_response(root):
        return
    yield from islice(_children(root, _RESPONSE_CHILDREN, _RESPONSE_ONCE), _SHOWN)
    yield from _identified(root)
    yield from _texts(root.iterchildren(ISSUER))
    failed = False
    yield from islice(_inners(root.iterchildren(STATUS)), _SHOWN)
    for status in root.iterchildren(STATUS):
        code = next(status.iterchildren(STATUS_CODE), None)
        failed = failed or (code is not None and not code.get("Value", "").endswith(":Success"))
    held = list(root.iterchildren(ASSERTION, ENCRYPTED_ASSERTION))
    if len(held) > 1:
        yield _fail("structure.several_assertions", held[1], count=len(held))
    elif not held and not failed:
        yield _fail("structure.no_assertion", root)
    yield from _elsewhere(root)


def _elsewhere(root: etree._Element) -> Iterator[Check]:
    faults = ignored = 0
    for element in root.iter(ASSERTION, ENCRYPTED_ASSERTION, RESPONSE):
        if element is root or _is_read(element, root):
            continue
        carrier = next((item for item in element.iterancestors() if item.tag in _CARRIERS), None)
        if carrier is not None and any(_is_read(item, root) for item in carrier.iterancestors(ASSERTION)):
            ignored += 1
            if ignored <= _SHOWN:
                yield Check(code="structure.assertion_ignored", result="warn", where=place(element))
        else:
            yield _fail("structure.assertion_elsewhere", element, name=local_name(element.tag))
            faults += 1
            if faults == _SHOWN:
                return


def _is_read(element: etree._Element, root: etree._Element) -> bool:
    """Whether an element is a place where an assertion is looked for: a child of the response, or a lone root."""
    if root.tag != RESPONSE:
        return element is root
    return element.tag != RESPONSE and element.getparent() is root


def assertion_structure(root: etree._Element) -> Iterator[Check]:
    """Faults of an Assertion."""
    if _is_usual_assertion(root):
        return
    yield from islice(_children(root, _ASSERTION_CHILDREN, _ASSERTION_ONCE), _SHOWN)
    yield from _identified(root)
    subject = next(root.iterchildren(SUBJECT), None)
    if subject is not None:
        yield from islice(_children(subject, _SUBJECT_CHILDREN, _SUBJECT_ONCE), _SHOWN)
        yield from _texts(subject.iterchildren(NAME_ID))
        names = {str(child.tag): child for child in subject if child.tag in _NAMES}
        for name in list(names.values())[1:]:
            yield _fail("structure.duplicate_element", name, name=local_name(name.tag))
        yield from islice(_inners(subject.iterchildren(CONFIRMATION)), _SHOWN)
    yield from islice(_inners(root.iterchildren(AUTHN_STATEMENT)), _SHOWN)
    yield from _texts(root.iterchildren(ISSUER))
    for conditions in root.iterchildren(CONDITIONS):
        yield from _texts(conditions.iter(AUDIENCE))


def bare_structure(root: etree._Element) -> Iterator[Check]:
    """Faults of an Assertion that is the root, others hidden inside included."""
    yield from assertion_structure(root)
    yield from _elsewhere(root)


def _children(root: etree._Element, allowed: frozenset[str], once: frozenset[str]) -> Iterator[Check]:
    tags = [child.tag for child in root]
    if allowed.issuperset(tags) and len(set(tags)) == len(tags):
        return
    seen = set()
    for child, tag in zip(root, cast("list[object]", tags), strict=True):
        if tag not in allowed:
            if isinstance(tag, str) and tag not in _NEVER_INSIDE:
                yield _fail("structure.unexpected", child, name=local_name(tag))
        elif tag in seen and tag in once:
            yield _fail("structure.duplicate_element", child, name=local_name(tag))
        seen.add(tag)


def _texts(elements: Iterable[etree._Element]) -> Iterator[Check]:
    """Elements within what is text alone: some readers stop where one begins."""
    for element in islice(elements, _SHOWN):
        yield from islice(_children(element, frozenset(), frozenset()), _SHOWN)


def _inners(elements: Iterable[etree._Element]) -> Iterator[Check]:
    for element in elements:
        yield from _inner(element)


def _inner(element: etree._Element) -> Iterator[Check]:
    """What stands once at most inside an element that is read, and inside its parts."""
    if not len(element):
        return
    once = _ONCE_IN[str(element.tag)]
    seen = set()
    for child in element:
        tag = child.tag
        if tag in once:
            if tag in seen:
                yield _fail("structure.duplicate_element", child, name=local_name(tag))
            seen.add(tag)
            if tag in _ONCE_IN:
                yield from _inner(child)


def _identified(root: etree._Element) -> Iterator[Check]:
    if not root.get("ID"):
        yield _fail("structure.required", root, missing="ID")


def _fail(code: str, element: etree._Element, **args: object) -> Check:
    return Check(code=code, result="fail", args=args, where=place(element))
