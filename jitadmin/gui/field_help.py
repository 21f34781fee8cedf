"""What each field of the forms and each column of the maps is about, by its label; F1 and tooltips say it."""

from collections.abc import Mapping
from types import MappingProxyType

_MAPS = {
    "account field": "The field of the account that this row writes, by its SCIM name; a star marks one without which "
    "the login is refused.",
    "from the assertion": "Where the value comes from and the steps that it goes through, as in mail | trim | lower. "
    "Enter edits it as text, F4 offers what the samples hold.",
    "sync": "At which logins the value is written: only when the account is made, at every login, or only where "
    "something is to be kept.",
    "rule": "A name for the rule, for yourself and for the reasons in the outcome.",
    "if": "When the rule holds, as in department = \"HR\" and memberOf \"staff\"; empty means always. Below, the same "
    "is built line by line.",
    "gives": "The roles, groups or entitlements that the login then brings, parted by commas.",
    "samples": "For how many of the samples the rule holds, and whether it does for the chosen person.",
    "if several values come": "What becomes of an attribute with more values than the field can hold.",
    "the field can hold": "What kind of value the application stores in this field; another kind is refused.",
    "if the source is missing": "What happens to the stored value when the login does not have the attribute at all.",
    "if it is there without text": "What happens to the stored value when the attribute comes, but empty.",
    "longest text": "How many characters the application stores.",
    "a longer text": "What the application does with a text that is too long.",
    "ask the next source if one has no text": "An attribute that comes without text counts as absent, and the next "
    "source is asked.",
    "note": "For yourself and others; nothing reads it.",
    "at which logins": "Whether the rule works at every login, only when the account is made, or as the policy says.",
    "names not listed below are": "What a name is taken for that the list of roles does not have.",
}  # fmt: skip

_ACCOUNTS = {
    "looks for": "What an existing account is found by. The steps are tried in their order; the stored link is the "
    "identity that was kept with the account when it was made or linked.",
    "compared": "How exactly the two values must agree: letter by letter, in any case, or also across spaces and "
    "Unicode forms.",
    "if several fit": "What the application does when more than one account has the value.",
    "enabled ones only": "Disabled accounts are not found by this step.",
    "by the value of": "The field whose value is looked for, or nameId; by default that of the field itself.",
    "a hit needs": "What must be true besides before an account is taken over, such as a verified address.",
    "a hit without it": "What happens to a hit that does not fulfil it: the next step is tried, or the login refused.",
    "if two steps disagree": "What happens when one step finds one account and another step finds a different one.",
    "make accounts for new people": "Without it, only people who already have an account can sign in.",
    "update existing accounts": "At which logins the values of the map are written to an account that is there.",
    "a disabled account": "What a login does to an account that is disabled: it is refused, or enabled again.",
    "field": "A field that no two accounts may share.",
    "taken, for a new account": "What the application does when a new account would have a value that is taken.",
    "taken, for a change": "What it does when an update would give an account a value that is taken.",
    "two empty ones clash too": "The application takes two empty values for the same value.",
    "is enabled at once": "A new account can be used without anybody enabling it.",
    "fixed values": "Values that every new account gets, whatever the login says.",
    "texts where the login left none ({username} is a field, {random} anything)": "What a new account gets where the "
    "login has nothing for a field.",
    "changes to a value as it is stored": "Steps that the application takes before it stores a value of a new account.",
    "stored under the name": "The name under which the link is kept; by default the identity provider's entity ID.",
    "several links": "What happens when an account that has a link is reached by another identity.",
    "the identity is read from": "The value that is kept with the account and finds it again at the next login.",
}  # fmt: skip

_GATES = {
    "allowed e-mail domains": "Only people with an address in one of these domains come in.",
    "required groups": "Only members of one of these groups come in.",
    "most active accounts": "How many seats there are; when all are taken, nobody new comes in.",
    "asked": "Whether this is asked at every login or only before an account is made.",
    "the address is": "The field whose domain is looked at.",
    "without an address": "Whether people without an address are let in.",
    "with letters beyond ascii": "Whether addresses with letters such as ü are let in.",
    "signed must be": "Which part of the message must carry a valid signature by a trusted key.",
    "clocks may differ by": "How far the clocks of both sides may be apart before a time counts as too early or late.",
    "logins nobody asked for": "Whether a login that starts at the identity provider is accepted.",
    "encrypts assertions": "Whether an assertion that is not encrypted is accepted.",
    "expired certificates": "Whether a signature counts whose certificate is past its end.",
    "application's name": "What people call the application; it stands in titles, lists and exports.",
    "application's entity id": "The name of the application that the audience of a login must have.",
    "other audiences": "Names that are accepted besides the entity ID.",
    "acs addresses": "The addresses that a login may be sent to.",
}

_ROLES = {
    "of the rules that hold, count": "Whether every rule that holds gives its roles, or only one of them.",
    "roles held before": "What a login does with roles that the account has and the login does not bring.",
    "held before": "What a login does with what the account has and the login does not bring.",
    "if nothing holds": "What follows when no rule holds: the roles stay, are taken away, or the login is refused.",
    "if the attributes are absent": "What follows when the login does not say anything about roles.",
    "default roles": "Roles that people get without a rule.",
    "defaults": "What people get without a rule.",
    "given": "When the defaults are given.",
    "groups are in": "The attribute that lists a person's groups; by default the usual names are tried.",
    "works": "At which logins the rules work at all.",
    "a name the application lacks": "What becomes of a name that the application does not know.",
    "a name it lacks": "What becomes of a name that the application does not know.",
    "a default that it lacks": "What becomes of a default that the application does not know.",
    "a default it lacks": "What becomes of a default that the application does not know.",
    "defaults are": "Whether the defaults are roles, groups or entitlements.",
    "also taken away": "Names that count as given by rules, so that a login takes them away.",
    "names for object ids": "Readable names for groups that come as object ids.",
    "values of the attribute": "The attribute whose values are themselves names of roles or groups.",
    "are names of": "Whether the values name roles, groups or entitlements.",
    "these names": "Whether the login gives the names or takes them away.",
    "several in one value, cut at": "The sign between several names in one value.",
    "a value not in the table": "Whether a value that has no other name is taken as a name or dropped.",
    "values without text": "Whether an empty value counts as a name.",
    "the table ignores case": "Values are looked up in any case.",
    "other names": "For each value the names that it stands for.",
}

_LIBRARY = {
    "trims every value": "White space at both ends is removed before anything else.",
    "drops empty values": "Values without text are removed before anything else.",
    "an attribute that comes twice": "What the library makes of two attributes with the same name.",
    "the nameid": "Whether a login without a NameID is refused.",
    "the attribute statement": "Whether a login without any attributes is refused.",
    "an attribute without values": "Whether such an attribute counts as there or as absent.",
    "names are read": "Some libraries turn urn:oid:2.5.4.42 into givenName before the map sees it.",
    "names it does not know": "Whether attributes that the library has no name for reach the map.",
    "several rows for one field": "Which row counts when two of them write the same field.",
    "stored only together": "Fields that are stored only when all of them have a text.",
}
HELP: Mapping[str, str] = MappingProxyType({**_MAPS, **_ACCOUNTS, **_GATES, **_ROLES, **_LIBRARY})


def help_for(label: str) -> str:
    """What a field or column of this name is about; empty where nothing is known."""
    return HELP.get(label.replace("&", "").strip().lower(), "")
