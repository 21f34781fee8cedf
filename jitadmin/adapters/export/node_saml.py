"""node-saml and passport-saml: a module with the options, which reads keys and certificates from beside it."""

from typing import Any, Final

from jitadmin.adapters.export.material import REDIRECT, Material, Written, left, trusted_pem
from jitadmin.adapters.export.quoting import Code, javascript
from jitadmin.core.exporting import File, Loss

_HEAD: Final = """"use strict";

// Options of node-saml. Keys and certificates lie beside this file.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const beside = (name) => readFileSync(join(__dirname, name), "utf8");

module.exports = """


def write(material: Material) -> Written:
    """``saml-options.cjs``, which ``require`` and ``import`` both take."""
    certificates = tuple(
        File(name=f"idp{f'-{number}' if number > 1 else ''}.crt", text=text)
        for number, text in enumerate(trusted_pem(material), 1)
    )
    options = _options(material, certificates)
    files = (
        File(name="saml-options.cjs", text=f"{_HEAD}{javascript(options)};\n"),
        *certificates,
        *material.certificate_files(),
    )
    return Written(files, (*_losses(material), *material.key_losses()))


def _options(material: Material, certificates: tuple[File, ...]) -> dict[str, Any]:
    sp, trust = material.connection.service_provider, material.connection.trust
    options: dict[str, Any] = {
        "issuer": sp.entity_id,
        "callbackUrl": material.acs,
        "audience": (sp.audiences or (sp.entity_id,))[0],
        "entryPoint": material.sign_on(REDIRECT).location,
        "idpIssuer": material.connection.identity_provider.entity_id,
        "idpCert": [_beside(item.name) for item in certificates],
        "wantAssertionsSigned": trust.signed in ("assertion", "both"),
        "wantAuthnResponseSigned": trust.signed in ("response", "both"),
        "acceptedClockSkewMs": trust.clock_skew * 1000,
        "validateInResponseTo": "always" if trust.unsolicited == "refuse" else "ifPresent",
        "identifierFormat": material.name_id_format or None,
        "disableRequestedAuthnContext": True,
        "signatureAlgorithm": "sha256",
        "digestAlgorithm": "sha256",
    }
    if material.signing is not None:
        options["privateKey"] = _beside(material.signing.key)
        options["publicCert"] = _beside(material.signing.certificate)
    if material.decrypting:
        options["decryptionPvk"] = _beside(material.decrypting[0].key)
    return options


def _beside(name: str) -> Code:
    return Code(f'beside("{name}")')


def _losses(material: Material) -> list[Loss]:
    audiences = material.connection.service_provider.audiences
    return [left("audiences", others=audiences[1:])] if len(audiences) > 1 else []
