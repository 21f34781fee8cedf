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
    "key.days_range": "A certificate lasts from 1 to {most} days; {days} was asked for.",
}
