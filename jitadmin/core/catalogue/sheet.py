"""What a person should know of an entry before choosing it, as short facts; what no source says is a fact as well."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from jitadmin.core.catalogue.application import SpTemplate
from jitadmin.core.catalogue.common import is_known
from jitadmin.core.catalogue.identity import IdpTemplate
from jitadmin.core.jit.summary import field_words

Tone = Literal["yes", "no", "plain", "unknown"]
_BY = {"nameId": "NameID"}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a sheet: the code of its label, the code of what is known, and how it looks."""

    label: str
    words: str
    args: dict[str, Any] = {}
    tone: Tone = "plain"


def application_facts(sp: SpTemplate) -> tuple[Fact, ...]:
    """What a login does at an application."""
    jit = sp.jit
    creates = False if jit.supported is False and not is_known(jit.creates) else jit.creates
    facts = [
        _switch("creates", creates, hearsay=jit.certainty == "unsure"),
        _choice("not-found", jit.not_found),
        _matches(sp),
        _choice("conflict", jit.on_conflict),
        _updates(sp),
        _choice("membership", jit.membership_policy),
        _choice("role-absent", jit.when_role_attribute_absent),
        _choice("inactive", jit.inactive),
        _switch("deactivates", jit.deactivates),
    ]
    if sp.account_model in ("linkExisting", "sessionOnly"):
        facts.insert(0, _choice("account-model", sp.account_model))
    return tuple(facts)


def identity_facts(idp: IdpTemplate) -> tuple[Fact, ...]:
    """What an identity provider sends unless told otherwise."""
    facts = [_name_id(idp)]
    sent = [field_words(item.meaning) for item in idp.attributes if item.sent == "byDefault"]
    known = bool(idp.attributes) and all(is_known(item.sent) for item in idp.attributes)
    facts.append(_text("sent", sent) if sent else _plain("sent", "catalogue.fact.sent-none", known))
    facts.extend(_limits(idp))
    signs = [name for name in ("assertion", "response") if getattr(idp.signing, name) is True]
    known = is_known(idp.signing.assertion) or is_known(idp.signing.response)
    facts.append(_text("signs", signs) if signs else _plain("signs", "catalogue.fact.signs-choice", known))
    return tuple(facts)


def _switch(name: str, value: object, *, hearsay: bool = False) -> Fact:
    known = isinstance(value, bool)
    words = f"catalogue.fact.{'yes' if value else 'no'}" if known else "catalogue.fact.unknown"
    if known and hearsay:
        words += "-hearsay"
    tone: Tone = "unknown" if not known else "yes" if value else "no"
    return Fact(label=f"catalogue.label.{name}", words=words, tone=tone)


def _choice(name: str, value: str) -> Fact:
    if not is_known(value):
        return Fact(label=f"catalogue.label.{name}", words="catalogue.fact.unknown", tone="unknown")
    return Fact(label=f"catalogue.label.{name}", words=f"catalogue.fact.{name}.{value}")


def _plain(name: str, words: str, known: bool) -> Fact:
    if not known:
        return Fact(label=f"catalogue.label.{name}", words="catalogue.fact.unknown", tone="unknown")
    return Fact(label=f"catalogue.label.{name}", words=words)


def _text(name: str, values: list[str]) -> Fact:
    return Fact(label=f"catalogue.label.{name}", words="catalogue.fact.text", args={"text": values})


def _matches(sp: SpTemplate) -> Fact:
    keys = [_BY.get(key.by) or field_words(key.by) for key in sp.jit.match]
    if not keys:
        return Fact(label="catalogue.label.match", words="catalogue.fact.unknown", tone="unknown")
    return Fact(label="catalogue.label.match", words="catalogue.fact.text", args={"text": ", then ".join(keys)})


def _updates(sp: SpTemplate) -> Fact:
    jit = sp.jit
    follow = [field for field, policy in jit.field_policy.items() if policy in ("everyLogin", "optIn")]
    if jit.updates_on_login is False:
        return _switch("updates", False)
    if follow:
        opt_in = all(jit.field_policy[field] == "optIn" for field in follow)
        words = "catalogue.fact.updates-opt-in" if opt_in else "catalogue.fact.updates-some"
        return Fact(
            label="catalogue.label.updates", words=words, args={"fields": [field_words(field) for field in follow]}
        )
    if is_known(jit.fields):
        return Fact(label="catalogue.label.updates", words=f"catalogue.fact.updates.{jit.fields}")
    return _switch("updates", jit.updates_on_login)


def _name_id(idp: IdpTemplate) -> Fact:
    own = idp.name_id
    if not is_known(own.source):
        return Fact(label="catalogue.label.name-id", words="catalogue.fact.unknown", tone="unknown")
    form = own.format.rpartition(":")[2] if is_known(own.format) else ""
    words = "catalogue.fact.name-id-format" if form else "catalogue.fact.text"
    return Fact(label="catalogue.label.name-id", words=words, args={"text": own.source, "format": form})


def _limits(idp: IdpTemplate) -> Iterator[Fact]:
    for limit in idp.limits:
        if limit.of == "groups":
            args = {"maximum": limit.maximum}
            words = f"catalogue.fact.groups-{limit.above}" if is_known(limit.above) else "catalogue.fact.groups-limit"
            yield Fact(label="catalogue.label.groups", words=words, args=args)
