"""Sentences for keys and certificates."""

SENTENCES: dict[str, str] = {
    "key.kind_unknown": "A key of the kind “{kind}” cannot be made. Possible are: {known}.",
    "key.unreadable": "This holds no private key that can be read. A PEM file or a PKCS#12 file (.p12, .pfx) will do.",
    "key.password_wrong": "The password does not open this key file.",
    "key.password_missing": "This key file is protected by a password. Give it, too.",
    "key.kind_unsupported": (
        "This is a key of the kind {kind}. SAML software uses RSA keys of 2048 bits or more and EC keys "
        "on P-256 or P-384."
    ),
    "key.not_its_certificate": "The certificate in this file belongs to another key.",
    "key.certificate_unreadable": "This holds no certificate that can be read.",
    "key.subject_empty": "A certificate needs a name of the owner, such as the host name of the service.",
    "key.no_certificate": (
        "This key comes without a certificate. Give the certificate that belongs to it, or a name of the owner for a "
        "new one."
    ),
    "key.already_there": "This certificate is in the workspace already: “{title}”, {id}.",
    "key.unknown": "The workspace has no key {id}.",
    "key.ambiguous": "Several keys are called {id}: {ids}. Name one by its id.",
    "key.encrypts_ec": "An EC key signs, but no SAML software encrypts for one. Choose an RSA key, or signing alone.",
    "key.rotate_encryption": "A key that only decrypts signs nothing, so it has no day from which it signs.",
    "key.standing.unassigned": "not used yet",
    "key.standing.decrypts": "decrypts",
    "key.standing.signs": "signs now",
    "key.standing.next": "signs from {day}",
    "key.standing.former": "in the metadata only",
    "key.use.signing": "signing",
    "key.use.encryption": "decryption",
    "key.use.both": "signing and decryption",
    "key.file": "{path} cannot be read: {reason}.",
    "key.owner_unknown": "No connection and no service provider is called {owner} yet, so nothing uses the key.",
    "key.private_absent": "private half not in this keyring",
    "key.private_unknown": "private half unknown, since the keyring does not answer",
    "key.password_prompt": "Password of the key file:",
    "key.removing": "The key “{title}” ({id}) is removed for good: its private half cannot be brought back.",
    "key.used_by.connection": "The connection {name} uses it.",
    "key.used_by.serviceProvider": "The service provider {name} uses it.",
    "key.used_by.identityProvider": "The identity provider {name} uses it.",
    "key.then_signs": "From then on “{title}” ({id}) signs.",
    "key.then_none": "From then on nothing signs there.",
    "key.remove_prompt": "Remove it? [y/N]",
    "key.not_removed": "“{title}” was not removed. Say --yes to remove it without being asked.",
    "key.days_range": "A certificate lasts from 1 to {most} days; {days} was asked for.",
}
