"""Sentences for the likely causes of a failed check: what probably happened, and the remedy at the right side.

Their holes are filled from the arguments of the check that they belong to.
"""

SENTENCES: dict[str, str] = {
    "cause.audience_is_acs": "The identity provider was given the ACS address as audience. Enter the entity ID "
    "{expected} there instead (often called Audience URI or Identifier).",
    "cause.audience_is_idp": "The audience is the identity provider's own entity ID: the two were swapped. Enter the "
    "service provider's entity ID {expected} at the identity provider.",
    "cause.audience_other": "It was made for another application. Check which application at the identity provider "
    "belongs to {expected}.",
    "cause.issuer_other": "Another identity provider made it. Check that this is the right connection, or enter the "
    "entity ID {actual} in it if the provider was renamed.",
    "cause.other_tenant": "Same host, other tenant, realm or application: the entity ID differs only behind the host "
    "name. Compare the one in the connection ({expected}) with the one that the user logged in to.",
    "cause.address_is_entity_id": "The identity provider was given the entity ID as ACS address. Enter one of "
    "{expected} there instead (often called Reply URL or Single sign-on URL).",
    "cause.address_other": "The identity provider sends to another address. Compare the ACS address there with "
    "{expected}.",
    "cause.blanks": "Only blanks or line breaks around it differ; they count. Remove them where the name was pasted.",
    "cause.trailing_slash": "Only the slash at the end differs; it counts. Make both sides the same to the letter.",
    "cause.case": "Only capital and small letters differ; they count. Make both sides the same to the letter.",
    "cause.http_vs_https": "One side says http and the other https. That happens where a proxy ends TLS and the "
    "application does not know it; set its public address to https.",
    "cause.port": "Only the port differs. Compare the addresses on both sides, and how the application learns its own "
    "behind a proxy.",
    "cause.query": "Only what follows “?” or “#” differs. Compare the addresses on both sides.",
    "cause.other_host": "Path and scheme are the same on another host: a test system, an old name or a customer's own "
    "domain. Compare the addresses on both sides.",
    "cause.other_path": "Same host, other path. Compare the addresses on both sides to the letter.",
    "cause.clock_ahead": "The clock of the identity provider is {span} ahead of the one here, or the other way "
    "round. Set both by NTP, or allow a larger clock difference in the connection.",
    "cause.clock_behind": "If it was made just now, the clock of the identity provider is {span} behind. Set "
    "both by NTP.",
    "cause.future_sample": "It lies in the future as seen from the chosen moment. Judge it as of its issue, or choose "
    "a later moment.",
    "cause.expired_sample": "It is an old sample. Judge it as of its issue to see what it would have done then.",
    "cause.against_issue": "It does not fit the time at which the message itself was issued, so no difference of "
    "clocks explains it. Correct what the identity provider writes there.",
    "cause.unsolicited": "The login was started at the identity provider, not at the application. Allow unsolicited "
    "logins in the connection, or start at the application.",
    "cause.request_not_named": "If this is a recorded login, name the request that it answers ({actual}), or allow "
    "unsolicited logins in the connection.",
    "cause.other_request": "It is the answer to another request: an old browser tab, a second click or a replay.",
    "cause.key_rolled_over": "The identity provider signs with a certificate that is in none of its trusted metadata: "
    "its key was probably rolled over on {message_since}. Refresh the metadata from its own address, never from this "
    "message.",
    "cause.key_unknown": "The identity provider signs with a key that is in none of its trusted metadata, and does not "
    "say which. Refresh the metadata from its own address.",
    "cause.key_other_idp": "It is signed by somebody else with a key of their own. Check that this is the right "
    "connection.",
    "cause.no_certificate": "Give the identity provider's metadata or signing certificate to the connection.",
    "cause.edited": "It was changed after signing: by hand, by a formatter that indents XML, or by a proxy. Take the "
    "message again without pretty-printing.",
    "cause.reformatted": "The XML was indented or otherwise reformatted after it was signed. Take the message as it "
    "was sent.",
    "cause.not_signed_at_idp": "Switch on signing of the assertion or the response at the identity provider.",
    "cause.sign_other_part": "The identity provider signs the other part. Switch on signing of {missing} there, or "
    "accept what it signs in the connection.",
    "cause.weak_algorithm": "Switch the identity provider to SHA-256 (RSA-SHA256), which every product offers.",
    "cause.short_key": "Make a new signing key of at least 2048 bits at the identity provider and exchange the "
    "metadata.",
    "cause.key_kind": "Make a new signing key at the identity provider, RSA of at least 2048 bits or EC on P-256, "
    "P-384 or P-521, and exchange the metadata.",
    "cause.canonicalization": "Choose exclusive canonicalization without comments for this application at the identity "
    "provider.",
    "cause.odd_signature": "No current product signs like this: a home-made or very old one did, or the message was "
    "tampered with. Do not trust its sender before that is explained.",
    "cause.certificate_early": "The identity provider took its next certificate into use before it begins. Use the "
    "current one there until then.",
    "cause.certificate_renew": "Renew the signing certificate at the identity provider and exchange the metadata.",
    "cause.wrong_decryption_key": "The identity provider encrypts to another certificate. Give it the current one of "
    "the service provider, or give the key of the old one too while both are in use.",
    "cause.encryption_key_missing": "Give the service provider's decryption key, or switch off encryption at the "
    "identity provider.",
    "cause.rsa15": "Switch the key transport at the identity provider to RSA-OAEP. Where it offers none, accept "
    "RSA 1.5 in the connection until a date.",
    "cause.not_encrypted_at_idp": "Give the service provider's encryption certificate to the identity provider and "
    "switch on encryption of assertions there.",
    "cause.name_id_missing": "Configure which NameID the identity provider sends to this application.",
    "cause.name_id_empty": "The attribute that the NameID is made of is empty for this person. Fill it in the "
    "directory.",
    "cause.two_instances": "Two programs wrote this message, or it was tampered with. Do not trust its sender before "
    "that is explained.",
    "cause.damaged": "It was damaged on its way here, by an editor, a chat or a mail program. Take the value of "
    "SAMLResponse again as the browser sent it.",
    "cause.too_much": "Very many groups, or a picture of the person, fill it. Send only what the application needs, or "
    "raise the bound with --max-message.",
    "cause.not_a_login": "Take the field SAMLResponse that the browser posts to the application. The browser's network "
    "tools and SAML-tracer record it.",
    "cause.other_protocol": "Choose SAML 2.0 for this application at the identity provider.",
    "cause.no_assertion": "The assertion was taken out of this sample, or the identity provider answered without a "
    "login. Its own log says why.",
    "cause.not_by_standard": "The program that wrote it does not keep to the SAML standard, as home-made ones do. Its "
    "makers have to correct that.",
    "cause.audience_not_set": "No audience is set for this application at the identity provider. Enter the entity ID "
    "of the service provider there (often called Audience URI or Identifier).",
    "cause.address_not_set": "The identity provider does not know the address of the application, or does not write "
    "it. Enter the ACS address there (often called Reply URL, Recipient or Single sign-on URL).",
    "cause.condition_unknown": "An extension of the identity provider adds it, for delegation for example. Switch that "
    "off for this application.",
    "cause.not_a_browser_login": "It was made for something else than a login with a browser, by a token service "
    "(WS-Trust) for example. Take the message that the browser posts to the application.",
    "cause.confirmation_not_before": "Some identity providers write it all the same, and many applications overlook "
    "it. Have it left out there.",
    "cause.time_format": "The program that wrote it has a form of its own for times. They have to look like "
    "2026-11-24T09:30:00Z, in UTC.",
    "cause.other_connection": "It belongs to the connection of that identity provider. Judge it there.",
    "cause.replayed": "The same message was posted twice, by the Back or Reload button for example, or somebody "
    "recorded and repeats it.",
    "cause.status.AuthnFailed": "The identity provider could not authenticate the person. Its own log says why.",
    "cause.status.InvalidNameIDPolicy": "The application asks for a NameID format that the identity provider does not "
    "offer. Make both the same.",
    "cause.status.NoPassive": "The application asked for a login without any dialogue, but the person was not logged "
    "in yet. That is harmless when the application asks again with a dialogue.",
    "cause.status.RequestDenied": "The identity provider denied the request. Often the person is not assigned to the "
    "application there.",
    "cause.status.NoAuthnContext": "The application asks for a way of logging in (for example a second factor) that "
    "the identity provider cannot give. Compare the requested authentication context.",
    "cause.status.UnsupportedBinding": "The identity provider cannot answer over the binding that was asked for. Use "
    "HTTP-POST.",
    "cause.status.UnknownPrincipal": "The identity provider does not know the person who was asked for.",
    "cause.status.VersionMismatch": "The two sides speak different versions of SAML.",
    "cause.status.Requester": "The identity provider blames the request of the application: entity ID, ACS address or "
    "the request's signature do not fit what is registered there.",
    "cause.status.Responder": "The identity provider had a fault of its own. Its own log says why.",
}
