"""Sentences for checks on a message: ``code:result`` where the answer matters, ``code`` where there is one answer."""

_XML: dict[str, str] = {
    "xml.empty:fail": "There is nothing in it: no bytes, or only white space.",
    "xml.too_large:fail": "The message has {size} bytes; more than {limit} are not read.",
    "xml.encoding:fail": "SAML messages are UTF-8 text; this one is {encoding} (at byte {position}).",
    "xml.doctype:fail": "It carries a DOCTYPE, with which a sender could change the text after it was signed. No SAML "
    "message has one, so it was not read any further.",
    "xml.malformed:fail": "It is not well-formed XML: {reason} (line {line}, column {column}).",
    "xml.version:fail": "It says that it is XML {version}. SAML messages are XML 1.0, for which alone signatures are "
    "defined.",
    "xml.truncated:fail": "The XML breaks off or does not close what it opened: {reason} (line {line}, column "
    "{column}). It was probably cut when it was copied.",
    "xml.trailing:fail": "Something follows after the end of the message (line {line}): one file holds one message.",
    "xml.leading:fail": "Something stands before the message. One file holds one message and nothing else.",
    "xml.relative_namespace:fail": "A namespace is a relative address, for which signatures are not defined.",
    "xml.namespace_character:fail": "A namespace holds the character “&”, which programs that check signatures write "
    "in different ways. No genuine message has one.",
    "xml.too_deep:fail": "Elements are nested more than {limit} deep, which no genuine message is. Raise the "
    "bound with --max-depth.",
    "xml.too_many_elements:fail": "It has more than {limit} elements, which no genuine message has.",
    "xml.too_many_attributes:fail": "One element has more than {limit} XML attributes or namespaces, which no genuine "
    "one has.",
    "xml.namespace_bomb:fail": "Its namespaces would grow it beyond {limit} bytes in canonical form, which no genuine "
    "message does.",
    "xml.text_too_long:fail": "One text is longer than {limit} characters.",
    "xml.xinclude:fail": "It asks to include other files (XInclude). Nothing is ever fetched; it is refused.",
    "xml.processing_instruction:fail": "It holds a processing instruction, which programs read in different ways. No "
    "genuine message has one.",
}

_KINDS: dict[str, str] = {
    "message.html": "an HTML page, perhaps a login or error page that was saved instead",
    "message.json": "JSON",
    "message.base64": "base64 text that has not been decoded",
    "message.text": "plain text",
    "message.xml": "another kind of XML",
    "message.metadata": "SAML metadata: it describes a provider and is given as trust (--idp), not as a login",
    "message.authn_request": "an AuthnRequest, the question of a service provider; the answer to it is the response",
    "message.logout_request": "a logout request",
    "message.logout_response": "a logout response",
    "message.artifact_response": "an artifact response, which carries the login inside a SOAP exchange",
    "message.artifact_resolve": "a request to resolve an artifact",
    "message.attribute_query": "an attribute query",
    "message.soap": "a SOAP envelope",
    "message.saml1": "a message of SAML 1.x, which is another protocol",
    "message.encrypted_assertion": "an encrypted assertion without its response",
    "message.signature": "an XML signature alone",
    "message.ws_federation": "a WS-Federation answer, which is another protocol",
    "message.namespace": "an element of that name outside the namespaces of SAML 2.0",
}

_MESSAGE = {f"{code}:fail": f"This is no SAML response but {kind}." for code, kind in _KINDS.items()}

_STRUCTURE: dict[str, str] = {
    "structure.several_assertions:fail": "The response holds {count} assertions. Which of them counts is a matter of "
    "opinion, and that is how forged ones are smuggled in; exactly one is accepted.",
    "structure.no_assertion:fail": "The response says that the login succeeded but holds no assertion about anyone.",
    "structure.assertion_elsewhere:fail": "A second {name} is hidden where none belongs. That is how signatures are "
    "wrapped: a signed part for the check, a forged part for the reader.",
    "structure.assertion_ignored:warn": "A further assertion is quoted inside the signed one. It was not read.",
    "structure.unexpected:fail": "The element {name} does not belong here by the SAML schema.",
    "structure.duplicate_element:fail": "{name} stands here twice; programs differ in which one they read.",
    "structure.duplicate_id:fail": "The ID {id} names more than one element, so it is open which of them was signed.",
    "structure.required:fail": "{missing} is missing, which SAML requires.",
    "structure.version:pass": "The version is SAML 2.0.",
    "structure.version:fail": "The version is “{actual}”; only SAML 2.0 is read.",
}

_SIGNATURE: dict[str, str] = {
    "signature.valid:pass": "The signature over the {covers} holds; it was made with the trusted key {subject}.",
    "signature.missing:fail": "Nothing that is read is signed, so anyone could have written it.",
    "signature.missing:warn": "The message is not signed. It says only that the login failed, so nothing is believed.",
    "signature.missing:skip": "Whether it is signed cannot be told before it is decrypted.",
    "signature.digest_mismatch:fail": "The signed {covers} was changed after it was signed: its digest is {actual}, "
    "the signature says {stated}.",
    "signature.value_mismatch:fail": "The signature over the {covers} was not made with a trusted key for exactly this "
    "text. Trusted: {trusted_subjects}.",
    "signature.key_untrusted:fail": "The {covers} is signed with the key of the certificate {message_subject} (from "
    "{message_since}), which came along with it and proves nothing. The trusted ones are others: {trusted_subjects}.",
    "signature.no_trusted_key:fail": "No certificate of the identity provider was given, so nobody vouches for the "
    "signature over the {covers}.",
    "signature.algorithm:fail": "The {part} algorithm “{algorithm}” of the {covers} is not accepted.",
    "signature.reference:fail": "The signature in the {covers} does not refer to just that element: it says “{uri}”.",
    "signature.transform:fail": "The signature over the {covers} asks for other changes than the two that SAML allows: "
    "{found}.",
    "signature.canonicalization:fail": "The signature over the {covers} is written in another canonical form than "
    "exclusive canonical XML: {found}.",
    "signature.void_canonicalization:fail": "The {covers} has no canonical form (for example because of a relative "
    "namespace), so nothing can have been signed.",
    "signature.shape:fail": "The signature in the {covers} is built in an unusual way ({found}), which is how two "
    "readers are made to see two different signatures.",
    "signature.comment:fail": "There is a comment or instruction inside the signature of the {covers}, which is how "
    "one value is shown to the check and another to the reader.",
    "signature.several:fail": "The {covers} carries {count} signatures; exactly one is allowed.",
    "signature.wrapped:warn": "The signature over the {covers} holds for itself, but the message around it is built so "
    "that something else could be read. It proves nothing here.",
    "signature.retired_sha1:fail": "The signature over the {covers} rests on SHA-1, which can be forged with money and "
    "time. It is refused unless the connection accepts it until a date.",
    "signature.retired_sha1:warn": "The signature over the {covers} rests on SHA-1, which can be forged. It is "
    "accepted only because the connection says so.",
    "signature.retired_key:fail": "The key that signed the {covers} has {bits} bits; below 2048 it can be broken. It "
    "is refused unless the connection accepts it until a date.",
    "signature.retired_key:warn": "The key that signed the {covers} has only {bits} bits. It is accepted only because "
    "the connection says so.",
    "signature.certificate_expired:fail": "The certificate {subject}, whose key signed the {covers}, ended on {date}.",
    "signature.certificate_not_yet_valid:fail": "The certificate {subject}, whose key signed the {covers}, is valid "
    "only from {date}.",
    "signature.certificate_expired:warn": "The certificate {subject}, whose key signed the {covers}, expired on "
    "{date}. The key is trusted all the same, as SAML pins keys.",
    "signature.certificate_not_yet_valid:warn": "The certificate {subject}, whose key signed the {covers}, is valid "
    "only from {date}. The key is trusted all the same, as SAML pins keys.",
    "signature.required_parts:pass": "What must be signed is signed: {wanted}.",
    "signature.required_parts:skip": "The connection wants a trusted signature over: {wanted}. What is refused above "
    "leaves open whether it is there: {missing}.",
    "signature.required_parts:fail": "The connection wants a trusted signature over: {wanted}. Missing: {missing}.",
    "signature.response_unsigned:pass": "Only the assertion is signed. It agrees with what the unsigned response "
    "around it says.",
    "signature.response_unsigned:warn": "Only the assertion is signed, and it does not confirm what the unsigned "
    "response says of: {names}. That is the word of whoever delivered it.",
    "verdict.only_retired:warn": "Nothing else keeps this message out: it is refused only for {names}. A setting of "
    "the connection can accept that until a date.",
    "verdict.retired_unopened:warn": "It is refused for {names}, and what is inside was not looked at. A setting of "
    "the connection can accept that until a date.",
}

_ENCRYPTION: dict[str, str] = {
    "encryption.decrypt:pass": "The {part} was decrypted.",
    "encryption.decrypt:fail": "The {part} could not be decrypted with the keys given.",
    "encryption.no_key:fail": "The {part} is encrypted, and no key to decrypt it was given.",
    "encryption.retired_rsa15:fail": "The key is wrapped with RSA 1.5, which leaks through error messages. It is "
    "refused unless the connection accepts it until a date.",
    "encryption.retired_rsa15:warn": "The key is wrapped with RSA 1.5. It is accepted only because the connection says "
    "so.",
    "encryption.cbc_unsigned:warn": "The assertion is encrypted with AES-CBC and the response is not signed: whoever "
    "delivers it can try out changes. AES-GCM or a signed response prevents that.",
    "encryption.required:pass": "The assertion is encrypted, as the connection wants.",
    "encryption.required:fail": "The connection wants an encrypted assertion; this one came in the open.",
}

_MEANING: dict[str, str] = {
    "status.success:pass": "It says that the login succeeded.",
    "status.success:fail": "It says that the login did not succeed: {names}. {message}",
    "status.missing:fail": "The response does not say whether the login succeeded.",
    "issuer.match:pass": "It says that it comes from the expected identity provider, {expected}.",
    "issuer.match:fail": "It says that it comes from “{actual}”; expected is “{expected}”.",
    "issuer.match:skip": "It says that it comes from {actual}. No identity provider was named to compare that with.",
    "issuer.differs:fail": "The response names the issuer “{response}”, the assertion in it “{assertion}”.",
    "issuer.format:fail": "The issuer is named in the format {actual}, which is not that of an entity ID.",
    "issuer.other_idp:fail": "It comes from “{actual}”, which is another identity provider ({other}) and must not "
    "speak here.",
    "destination.match:pass": "Its destination is an address of the service provider.",
    "destination.match:fail": "It was sent to “{actual}”; the service provider listens at {expected}.",
    "destination.match:skip": "It was sent to “{actual}”. No address was named to compare that with.",
    "destination.missing:warn": "The response does not say where it was sent to.",
    "destination.missing:fail": "The signed response does not say where it was sent to; expected is {expected}.",
    "recipient.match:pass": "The login is meant for an address of the service provider.",
    "recipient.match:fail": "The login is meant for “{actual}”; the service provider listens at {expected}.",
    "recipient.match:skip": "The login is meant for “{actual}”. No address of the service provider was named to "
    "compare with.",
    "recipient.missing:fail": "The login does not say which address it is meant for (Recipient).",
    "audience.match:pass": "The service provider is among those it is meant for: {actual}.",
    "audience.match:fail": "It is meant for “{actual}”; the service provider is {expected}.",
    "audience.match:skip": "It is meant for “{actual}”. No service provider was named to compare that with.",
    "audience.missing:fail": "It does not say which service provider it is meant for; expected is {expected}.",
    "audience.missing:warn": "It does not say which service provider it is meant for.",
    "conditions.missing:fail": "There are no Conditions, so it would hold for everybody and for ever.",
    "conditions.unknown:fail": "It holds under conditions that are not understood: {names}.",
    "conditions.not_before:pass": "It already holds at {as_of} (from {moment}).",
    "conditions.not_before:fail": "At {as_of} it does not hold yet: it does from {moment}, {span} later.",
    "conditions.not_before:skip": "There is no {name} that could be compared.",
    "conditions.not_on_or_after:pass": "It still holds at {as_of} (until {moment}).",
    "conditions.not_on_or_after:fail": "Expired: at {as_of} it no longer holds; it did until {moment}, {span} earlier. "
    "That says nothing about its signature.",
    "conditions.not_on_or_after:skip": "There is no {name} that could be compared.",
    "confirmation.bearer:pass": "Whoever brings it may use it (bearer), as for every browser login.",
    "confirmation.bearer:fail": "Nobody may use it by just bringing it: there is no bearer confirmation ({methods}).",
    "confirmation.data:fail": "The bearer confirmation does not say for which address and until when "
    "(SubjectConfirmationData).",
    "confirmation.not_before:fail": "The bearer confirmation carries NotBefore, which the standard forbids.",
    "confirmation.not_on_or_after:pass": "The confirmation still holds at {as_of} (until {moment}).",
    "confirmation.not_on_or_after:fail": "Expired: at {as_of} the confirmation no longer holds; it did until {moment}, "
    "{span} earlier.",
    "confirmation.not_on_or_after:skip": "The {name} of the confirmation could not be compared.",
    "confirmation.not_on_or_after_missing:fail": "The bearer confirmation does not say until when it holds.",
    "confirmation.in_response_to:pass": "Outside and inside it answers the same request: {actual}.",
    "confirmation.in_response_to:warn": "Only one of response and confirmation names the request that it answers "
    "(“{expected}”, “{actual}”).",
    "confirmation.in_response_to:fail": "The confirmation answers the request “{actual}”; expected is “{expected}”.",
    "in_response_to.match:pass": "It answers the request {expected}.",
    "in_response_to.match:fail": "It answers the request “{actual}”; outstanding is “{expected}”.",
    "in_response_to.differs:fail": "Response and confirmation answer different requests: {actual}.",
    "in_response_to.unsolicited:pass": "Nobody asked for it (the login was started at the identity provider), which is "
    "allowed.",
    "in_response_to.unsolicited:skip": "It answers the request “{actual}”. No request was named to compare that with.",
    "in_response_to.unsolicited:fail": "No request is outstanding that it could answer (“{actual}”), and logins that "
    "nobody asked for are not allowed.",
    "issue_instant.past:pass": "It says that it was issued at {moment}.",
    "issue_instant.past:fail": "It was issued at {moment}, {span} after {as_of}.",
    "authn_statement.present:pass": "It says when and how the person logged in.",
    "authn_statement.present:fail": "It does not say that the person logged in (no AuthnStatement).",
    "authn_statement.context:warn": "It does not say how the person logged in (no AuthnContext), which SAML requires. "
    "Many applications refuse such a login.",
    "authn_instant.past:pass": "It says that the person logged in at {moment}.",
    "authn_instant.past:fail": "It says that the person logged in at {moment}, {span} after {as_of}.",
    "authn_instant.past:skip": "The {name} could not be compared.",
    "session.not_on_or_after:pass": "The session at the identity provider lasts until {moment}.",
    "session.not_on_or_after:fail": "The session at the identity provider ended at {moment}, {span} before {as_of}.",
    "session.not_on_or_after:skip": "The {name} could not be compared.",
    "conditions.one_time_use:pass": "The identity provider asks that it be used once only (OneTimeUse).",
    "time.malformed:fail": "{name} is “{actual}”, which is no time in UTC as SAML writes it.",
    "subject.missing:fail": "It does not say whom it is about (no Subject).",
    "subject.name_id:pass": "It names the person by a NameID.",
    "subject.name_id:warn": "It does not name the person by a NameID; only attributes tell who it is.",
    "subject.name_id:fail": "The NameID is empty.",
    "subject.qualifier:warn": "The {name} of the NameID is “{actual}” and not {expected}: the name was made by or for "
    "another provider.",
    "attributes.same_name:warn": "These attributes come more than once and were kept apart: {names}. Other software "
    "merges them or reads one only.",
    "attributes.no_name:warn": "Attributes without a Name, which SAML requires: {count}. Nothing can be taken from "
    "them, and many applications refuse such a login.",
    "attributes.nested:warn": "These attributes hold elements where text is expected: {names}.",
    "attributes.same_friendly_name:warn": "These friendly names stand for several attributes: {names}. A friendly name "
    "identifies nothing.",
    "replay.first:warn": "This is the same message as in {first}. A service provider accepts it once.",
    "replay.first:fail": "This assertion was already used ({first}). A service provider accepts it once.",
}

_TRUST: dict[str, str] = {
    "metadata.unreadable": "The metadata cannot be read. {reason}",
    "metadata.other": "This is no SAML metadata but an element {name}.",
    "metadata.no_entity_id": "The EntityDescriptor on line {line} has no entityID.",
    "metadata.no_idp": "The metadata describes no identity provider ({count} parties in it).",
    "metadata.file": "The metadata file {path} cannot be read. {reason}",
    "metadata.too_large": "The metadata {path} is larger than {limit} MB.",
    "metadata.entity_missing": "The metadata file {path} describes no identity provider {entity_id}.",
    "key.decryption_not_rsa": "This is a key of the kind {kind}; SAML messages are decrypted with RSA keys.",
}

SENTENCES: dict[str, str] = {**_TRUST, **_XML, **_MESSAGE, **_STRUCTURE, **_SIGNATURE, **_ENCRYPTION, **_MEANING}
