"""What a file of the catalogue can get wrong although every value has the right type."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from jitadmin.core.catalogue.application import AppAttribute, SpTemplate
from jitadmin.core.catalogue.common import Placeholder, Quirk, holes
from jitadmin.core.catalogue.identity import IdpTemplate
from jitadmin.core.problem import Problem

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# The names of RFC 7643 4.1 to 4.3 as documents write them; any other field belongs to an extension.
_FIELD = re.compile(
    r"userName|externalId|displayName|nickName|profileUrl|title|userType|preferredLanguage|locale|timezone|active|groups"
    r"|roles|entitlements|x509Certificates|name\.(formatted|familyName|givenName|middleName|honorific(Prefix|Suffix))"
    r"|(emails|phoneNumbers|ims|photos)\.\w+|addresses\.\w+(\.\w+)?|urn:\S+:\S+"
)


def problems(template: SpTemplate | IdpTemplate) -> tuple[Problem, ...]:
    """Everything that is wrong with a template, so that its author mends all of it at once."""
    found = [*_placeholders(template.placeholders, _patterns(template)), *_quirks(template.quirks)]
    if not _ID.fullmatch(template.id):
        found.append(Problem(code="catalogue.bad-id", path="id", args={"id": template.id}))
    if not template.sources:
        found.append(Problem(code="catalogue.no-source", path="sources"))
    if isinstance(template, SpTemplate):
        found.extend(_attributes(template))
    found.extend(
        Problem(code="catalogue.unknown-field", path=path, args={"field": field})
        for path, field in _fields(template)
        if not _FIELD.fullmatch(field)
    )
    return tuple(found)


def patterns(template: SpTemplate) -> dict[str, str]:
    """Every text of an application that may hold placeholders, by its path."""
    ends, subject = template.endpoints, template.name_id
    texts = {
        "endpoints.entityId": ends.entity_id,
        "endpoints.acs": ends.acs,
        "endpoints.acsForIdpInitiated": ends.acs_for_idp_initiated,
        "endpoints.slo": ends.slo,
        "endpoints.signOn": ends.sign_on,
        "endpoints.relayState": ends.relay_state,
        "endpoints.metadata": ends.metadata,
        "nameId.nameQualifier": subject.name_qualifier,
        "nameId.spNameQualifier": subject.sp_name_qualifier,
    }
    for kind, items in (("entityId", ends.entity_id_alternatives), ("acs", ends.acs_alternatives)):
        texts |= {f"endpoints.{kind}Alternatives[{n}]": item.value for n, item in enumerate(items)}
    texts |= {f"attributes[{n}].name": item.name for n, item in enumerate(template.attributes)}
    return texts


def _patterns(template: SpTemplate | IdpTemplate) -> dict[str, str]:
    if isinstance(template, SpTemplate):
        return patterns(template)
    return {"entityId": template.entity_id, "sso": template.sso, "metadata": template.metadata}


def _placeholders(declared: dict[str, Placeholder], texts: dict[str, str]) -> Iterator[Problem]:
    used: set[str] = set()
    for path, text in texts.items():
        for name in holes(text):
            used.add(name)
            if name not in declared:
                yield Problem(code="catalogue.undeclared-placeholder", path=path, args={"name": name})
    for name, placeholder in declared.items():
        path = f"placeholders.{name}"
        if name not in used:
            yield Problem(code="catalogue.unused-placeholder", path=path, args={"name": name})
        try:
            fits = placeholder.accepts(placeholder.example)
        except re.error as error:
            yield Problem(code="catalogue.bad-pattern", path=f"{path}.pattern", args={"reason": str(error)})
        else:
            if not fits:
                yield Problem(code="catalogue.bad-example", path=f"{path}.example", args={"value": placeholder.example})


def _quirks(quirks: Iterable[Quirk]) -> Iterator[Problem]:
    counted = Counter(quirk.code for quirk in quirks)
    for number, quirk in enumerate(quirks):
        if counted[quirk.code] > 1 or not _ID.fullmatch(quirk.code):
            yield Problem(code="catalogue.bad-quirk-code", path=f"quirks[{number}].code", args={"quirk": quirk.code})


def _attributes(template: SpTemplate) -> Iterator[Problem]:
    counted = Counter(item.name for item in template.attributes if item.name)
    for number, item in enumerate(template.attributes):
        path = f"attributes[{number}]"
        if not item.name and not item.slot:
            yield Problem(code="catalogue.nameless-attribute", path=path)
        if not item.to:
            yield Problem(code="catalogue.aimless-attribute", path=f"{path}.to", args={"name": _label(item)})
        if counted[item.name] > 1:
            yield Problem(code="catalogue.attribute-twice", path=f"{path}.name", args={"name": item.name})
        if item.insert_only is True and any(_rewritten(template, field) for field in item.to):
            yield Problem(
                code="catalogue.insert-only-rewritten", path=f"{path}.insertOnly", args={"name": _label(item)}
            )


def _rewritten(template: SpTemplate, field: str) -> bool:
    return template.jit.field_policy.get(field, template.jit.fields) in ("everyLogin", "optIn")


def _fields(template: SpTemplate | IdpTemplate) -> Iterator[tuple[str, str]]:
    """Every field that the template names, by its path."""
    if isinstance(template, IdpTemplate):
        for number, told in enumerate(template.attributes):
            yield f"attributes[{number}].meaning", told.meaning
        return
    for number, item in enumerate(template.attributes):
        for at, field in enumerate(item.to):
            yield f"attributes[{number}].to[{at}]", field
    for at, field in enumerate(template.name_id.to):
        yield f"nameId.to[{at}]", field
    for at, key in enumerate(template.jit.match):
        if key.by != "nameId":
            yield f"jit.match[{at}].by", key.by
    for field in template.jit.field_policy:
        yield f"jit.fieldPolicy.{field}", field
    for at, field in enumerate(template.jit.generated_fields):
        yield f"jit.generatedFields[{at}]", field


def _label(item: AppAttribute) -> str:
    return item.name or item.slot
