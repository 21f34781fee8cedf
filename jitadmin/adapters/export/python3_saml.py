"""python3-saml: the ``settings.json`` of its folder, and the keys in ``certs/`` where it looks for them."""

import json
from typing import Any

from jitadmin.adapters.export.material import POST, REDIRECT, Material, Written, absent, base64_of, left
from jitadmin.core.exporting import File, Loss


def write(material: Material) -> Written:
    """The whole folder that ``OneLogin_Saml2_Settings(custom_base_path=…)`` takes."""
    settings = {
        "strict": True,
        "debug": False,
        "sp": _sp(material),
        "idp": _idp(material),
        "security": _security(material),
    }
    text = json.dumps(settings, ensure_ascii=False, indent=4) + "\n"
    keys, losses = _keys(material)
    return Written((File(name="settings.json", text=text), *keys), losses)


def _sp(material: Material) -> dict[str, Any]:
    sp: dict[str, Any] = {
        "entityId": material.connection.service_provider.entity_id,
        "assertionConsumerService": {"url": material.acs, "binding": POST},
    }
    if material.name_id_format:
        sp["NameIDFormat"] = material.name_id_format
    if material.wanted:
        sp["attributeConsumingService"] = {
            "serviceName": material.sp_name,
            "requestedAttributes": [
                {
                    "name": item.name,
                    "nameFormat": item.name_format,
                    "friendlyName": item.friendly_name,
                    "isRequired": item.required,
                }
                for item in material.wanted
            ],
        }
    return sp


def _idp(material: Material) -> dict[str, Any]:
    endpoint = material.sign_on(REDIRECT)
    return {
        "entityId": material.connection.identity_provider.entity_id,
        "singleSignOnService": {"url": endpoint.location, "binding": endpoint.binding},
        "x509certMulti": {"signing": [base64_of(item) for item in material.trusted()]},
    }


def _security(material: Material) -> dict[str, Any]:
    trust, library = material.connection.trust, material.connection.policy.library
    return {
        "authnRequestsSigned": material.signing is not None,
        "wantMessagesSigned": trust.signed in ("response", "both"),
        "wantAssertionsSigned": trust.signed in ("assertion", "both"),
        "wantAssertionsEncrypted": trust.encrypted == "required",
        "wantNameId": library.name_id != "optional",
        "wantAttributeStatement": library.attribute_statement == "required",
        "allowRepeatAttributeName": library.repeated != "refuse",
        "rejectDeprecatedAlgorithm": not any(
            item.choice == "sha1" for item in material.connection.trust.accept_retired
        ),
        "requestedAuthnContext": False,
        "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
    }


def _keys(material: Material) -> tuple[tuple[File, ...], tuple[Loss, ...]]:
    """One key signs and decrypts, and the certificate of one more can be announced."""
    main = material.signing or next(iter(material.decrypting), None)
    if main is None:
        return (), material.key_losses()
    others = [item for item in material.key_files if item != main and not item.is_ec]
    files = [File(name="certs/sp.crt", text=main.record.certificate_pem)]
    files += [File(name="certs/sp_new.crt", text=item.record.certificate_pem) for item in others[:1]]
    if main.record.id in material.secrets:
        files.append(File(name="certs/sp.key", text=material.secrets[main.record.id], secret=True))
    losses = [loss for loss in material.key_losses() if loss.code != "export.key_absent"]
    if main.record.id not in material.secrets:
        losses.append(absent(main, "certs/sp.key"))
    if any(item.choice != "sha1" for item in material.connection.trust.accept_retired):
        losses.append(left("retired", choices=tuple(item.choice for item in material.connection.trust.accept_retired)))
    return tuple(files), tuple(losses)
