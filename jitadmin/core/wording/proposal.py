"""Sentences for connections that are proposed from the two catalogues."""

SENTENCES: dict[str, str] = {
    # Rows of the attribute map.
    "proposal.row.fixed": "{sp} reads {field} from the attribute “{name}”. Send {source} of {idp} under this name.",
    "proposal.row.fixed-sent": "{sp} reads {field} from the attribute “{name}”, which {idp} sends by default.",
    "proposal.row.sample": (
        "{sp} reads {field} from the attribute “{name}” unless another name is set there. "
        "Send {source} of {idp} under it."
    ),
    "proposal.row.slot": (
        "The name of this attribute is typed into “{slot}” of {sp}. “{name}” is proposed; "
        "send {source} of {idp} under it."
    ),
    "proposal.row.slot-sent": (
        "The name of this attribute is typed into “{slot}” of {sp}. {idp} sends {source} as “{name}” by default."
    ),
    "proposal.row.unnamed": (
        "{sp} reads {field}, but no source says under which name. “{name}” is what {idp} calls {source}."
    ),
    "proposal.row.no-source": "{sp} reads {field} from “{name}”, and {idp} has no field that is known to hold it.",
    "proposal.row.name-id": "{sp} takes {field} from the NameID.",
    "proposal.row.usual": (
        "No source lists the attributes of {sp}. Send {source} of {idp} as “{name}”, so that {field} is found there."
    ),
    "proposal.row.usual-sent": (
        "No source lists the attributes of {sp}. {idp} sends {source} as “{name}”, so {field} is read from it."
    ),
    "proposal.row.address": (
        "No source says where {sp} reads {field}. Send {source} of {idp} as “{name}”; without it, the NameID is taken "
        "where it is an address."
    ),
    "proposal.row.address-sent": (
        "No source says where {sp} reads {field}. {idp} sends {source} as “{name}”, "
        "and the NameID is taken where it is an address."
    ),
    # What is said of a row besides.
    "proposal.note.required": "A login without it is refused.",
    "proposal.note.aliases": "These names are read as well: {names}.",
    "proposal.note.variants": "The name depends on the NameFormat: {names}.",
    "proposal.note.expression": "“{slot}” takes an expression over attributes; the proposal uses one attribute.",
    "proposal.note.missing.default": "Where it is absent, the application takes a default.",
    "proposal.note.missing.derived": "Where it is absent, the application makes a value from other fields.",
    "proposal.note.insert-only": "It is written when the account is made and cannot be changed by a login.",
    "proposal.note.update.createOnly": "It is written when the account is made and not at later logins.",
    "proposal.note.update.everyLogin": "It is written at every login.",
    "proposal.note.update.optIn": (
        "It follows later logins only where the application is set to; the proposal assumes that it is not."
    ),
    "proposal.note.update.never": "A login does not write it.",
    "proposal.note.update.unknown": "No source says whether later logins write it; every login is assumed to.",
    "proposal.note.unsure": "Whether the identity provider calls it {source} is not certain.",
    "proposal.note.range": "It takes numbers from {minimum} to {maximum}.",
    "proposal.note.length": "It takes {minimum} to {maximum} characters.",
    "proposal.note.pattern": "Values must fit the regular expression {pattern}.",
    "proposal.note.maybe": "No source says whether {sp} lets nobody in without it.",
    "proposal.note.text": "{text}",
    # Roles and groups.
    "proposal.roles.untouched": "A login at {sp} changes no roles and no groups.",
    "proposal.roles.direct-group": "{sp} reads names of groups from the attribute “{name}”.",
    "proposal.roles.direct-role": "{sp} reads names of roles from the attribute “{name}”.",
    "proposal.roles.add": "{sp} adds the groups that the attribute “{name}” lists.",
    "proposal.roles.remove": "{sp} removes the groups that the attribute “{name}” lists.",
    "proposal.roles.if-absent": "{sp} gives {role} where the attribute “{name}” is not sent, and takes nothing away.",
    "proposal.roles.never": "A login at {sp} never gives: {names}.",
    "proposal.roles.flag": "{sp} gives {role} where the attribute “{name}” is one of: {values}.",
    "proposal.roles.mapped": "{sp} maps values of “{name}” to its roles. Enter the same mapping as rules here.",
    "proposal.roles.slot": (
        "{sp} maps values of an attribute to its roles, in “{slot}”. “{name}” is what {idp} calls the groups; "
        "enter the same mapping as rules here."
    ),
    # Policy and trust.
    "proposal.policy.match": "{sp} looks for an account by {by}.",
    "proposal.policy.generated": "{sp} makes the value of {field} itself, so it cannot be foretold.",
    "proposal.policy.not-found.create": "{sp} makes an account for a person it does not find.",
    "proposal.policy.not-found.refuse": "{sp} refuses a person it does not find.",
    "proposal.policy.not-found.askPerson": "{sp} has the person make or link an account; the login alone makes none.",
    "proposal.policy.conflict.confirmLink": (
        "Where {sp} has an account with the same address, the person must link it; the login makes none."
    ),
    "proposal.policy.conflict.refuse": "Where {sp} has an account with the same address, it refuses the login.",
    "proposal.trust.either": "{sp} is content with a signature on the response or on the assertion.",
    "proposal.trust.response": "{sp} wants the response signed.",
    "proposal.trust.assertion": "{sp} wants the assertion signed.",
    "proposal.trust.both": "{sp} wants the response and the assertion signed.",
    # What no source says.
    "proposal.assume.no-attribute-list": "No source lists the attributes of {sp}: the usual ones are proposed.",
    "proposal.assume.flag-value": (
        "No source says which values of “{name}” make somebody {role} at {sp}: no rule is proposed."
    ),
    "proposal.assume.mapping-empty": (
        "The mapping of “{name}” at {sp} is yours: until it is entered, nobody is given a role."
    ),
    "proposal.assume.roles.membership": (
        "No source says whether {sp} takes away what a login does not bring: only what a login can give is taken away."
    ),
    "proposal.assume.roles.when": "No source says whether {sp} reads roles at every login: it is assumed to.",
    "proposal.assume.roles.absent": (
        "No source says what {sp} does without the attribute: what is held is assumed to stay."
    ),
    "proposal.assume.roles.no-match": (
        "No source says what {sp} does where nothing matches: what a login can give is assumed to be taken away."
    ),
    "proposal.assume.roles.unknown-groups": (
        "No source says what {sp} does with names it does not have: they are accepted."
    ),
    "proposal.assume.groups-not-listed": (
        "{sp} treats groups that it does not have in a way of its own. "
        "List its groups under roles to see that; until then every name is accepted."
    ),
    "proposal.assume.second-hand": (
        "What {sp} does with a person it does not know is not the vendor's word: another source says it, or settings "
        "suggest it."
    ),
    "proposal.assume.inactive": "No source says what {sp} does with a disabled account: it is assumed to refuse it.",
    "proposal.assume.compare": "No source says how {sp} compares {by}: exactly is assumed.",
    "proposal.assume.match": "No source says how {sp} finds people: by {by} is assumed.",
    "proposal.assume.match-setting": "What {sp} finds people by is a setting there: compare it.",
    "proposal.assume.session-only": "{sp} keeps no accounts: the preview shows the session as if it were one.",
    "proposal.assume.create": "No source says whether a login at {sp} makes an account: see the policy.",
    "proposal.assume.update": "No source says whether {sp} changes accounts at later logins: it is assumed to.",
    "proposal.assume.conflict": (
        "No source says what {sp} does where another account has the same address: nothing is assumed."
    ),
    "proposal.assume.key-from-name-id": (
        "{sp} finds people by {field}, and no attribute for it is known: the NameID is taken."
    ),
    "proposal.assume.idp-entity-id": "The entity ID of {idp} is not certain: compare it with the metadata.",
    "proposal.assume.signing": "No source says what {sp} wants signed: either signature is accepted.",
    "proposal.assume.name-id-source": "No source says which value {sp} wants in the NameID.",
    # What is to be set up.
    "proposal.task.slot": "In {sp}, type “{name}” into “{slot}”.",
    "proposal.task.send": "In {idp}, send {source} as “{name}”.",
    "proposal.task.flag": "In {idp}, send the attribute “{name}” with one of: {values}.",
    "proposal.task.name-id": "In {idp}, put {source} into the NameID with the format {format}.",
    "proposal.task.name-id-value": "In {idp}, put {source} into the NameID.",
    "proposal.task.name-id-format": "In {idp}, give the NameID the format {format}.",
    "proposal.task.name-id-kept": "In {idp}, leave the NameID as it is by default: {source}.",
    "proposal.task.name-id-any": "In {idp}, send a NameID.",
    "proposal.task.name-id-qualifiers": (
        "In {idp}, send the NameQualifier “{qualifier}” and the SPNameQualifier “{sp_qualifier}” with the NameID, "
        "if that can be set."
    ),
    "proposal.task.entity-id": "In {idp}, enter the entity ID {entityId}.",
    "proposal.task.acs": "In {idp}, enter the ACS {acs}.",
    "proposal.task.certificate": "Add the signing certificate of {idp} here and in {sp}.",
    "proposal.task.signing": "In {idp}, have this signed: {signed}.",
    # What is known to go wrong.
    "proposal.warn.no-source": "{idp} has no field that is known to hold {field}, which {sp} reads from “{name}”.",
    "proposal.warn.group-limit": "{idp} sends at most {maximum} groups; no source says what happens above that.",
    "proposal.warn.group-limit-omitted": "{idp} sends at most {maximum} groups; the others are left out.",
    "proposal.warn.group-limit-replacedByLink": (
        "{idp} sends at most {maximum} groups; above that it sends {marker} in their place."
    ),
    "proposal.warn.object-ids": "{idp} sends object IDs of groups in “{name}” unless it is told to send names.",
    "proposal.warn.idp-initiated-acs": (
        "A login that starts at {idp} needs another ACS of {sp}, which no source prints."
    ),
    "proposal.warn.format-refused": "{sp} does not take the NameID format {format}.",
    "proposal.warn.transient": (
        "{idp} sends another NameID at every login by default; {sp} would not find the person again."
    ),
    "proposal.warn.transient-perhaps": (
        "{idp} sends another NameID at every login by default; if {sp} knows people by it, it would not find them."
    ),
    # What must hold outside SAML.
    "catalogue.precondition.verifiedDomain": "{sp} must have the mail domain verified.",
    "catalogue.precondition.domainAutoClaim": "{sp} must claim the accounts of the domain automatically.",
    "catalogue.precondition.domainLinkedToDirectory": "The domain must be linked to the directory in {sp}.",
    "catalogue.precondition.enforcedPolicy": "{sp} must enforce single sign-on by policy.",
    "catalogue.precondition.planTier": "{sp} offers this in certain plans only.",
    "catalogue.precondition.spSwitch": "A switch of {sp} decides on this.",
    "catalogue.precondition.vanityUrl": "{sp} must have an approved address of its own.",
    "catalogue.precondition.defaultRole": "{sp} gives new people a default role, which is set there.",
    "catalogue.precondition.defaultLicence": "{sp} needs a default licence for new people.",
    "catalogue.precondition.seats": "New people take seats at {sp} and may change the bill.",
    "catalogue.precondition.groupsExist": "The groups must exist in {sp} beforehand.",
    "catalogue.precondition.invitation": "{sp} has people invited.",
    "catalogue.precondition.existingAccount": "The account must exist in {sp} beforehand.",
    "catalogue.precondition.allowedGroups": "{sp} can let in members of certain groups only.",
    "catalogue.precondition.allowedDomains": "{sp} lets in certain mail domains only.",
    "catalogue.precondition.schemaField": "{sp} needs a field of its own for this.",
    "catalogue.precondition.setting": "Setting: {setting}.",
}
