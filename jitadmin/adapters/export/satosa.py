"""SATOSA: a SAML backend for the proxy, and the internal attributes that it makes of those of the identity provider."""

from typing import Any, Final

from jitadmin.adapters.export import pysaml2
from jitadmin.adapters.export.django import first_attribute
from jitadmin.adapters.export.material import Material, Written
from jitadmin.adapters.export.quoting import Code, identifiers, yaml_text
from jitadmin.core.exporting import File

_BACKEND: Final = "plugins/backends/saml2_backend.yaml"


def write(material: Material) -> Written:
    """The backend with its companions; paths are below ``folder``, since YAML cannot say "beside me"."""
    backend = {
        "module": "satosa.backends.saml2.SAMLBackend",
        "name": "Saml2",
        "config": {"sp_config": _paths(material, pysaml2.configuration(material))},
    }
    files = (
        File(name=_BACKEND, text=yaml_text(backend)),
        File(name="internal_attributes.yaml", text=yaml_text(_internal(material))),
        *pysaml2.companions(material),
    )
    return Written(files, material.key_losses())


def _paths(material: Material, value: Any) -> Any:
    """The configuration with each path as a text."""
    if isinstance(value, Code):
        return material.at(pysaml2.file_of(value))
    if isinstance(value, dict):
        return {name: _paths(material, item) for name, item in value.items()}
    return [_paths(material, item) for item in value] if isinstance(value, list) else value


def _internal(material: Material) -> dict[str, Any]:
    """One internal attribute for each field; its name is a plain word, since other plug-ins use it as one."""
    rows = [row for row in material.connection.attributes.rows if first_attribute(row)]
    names = identifiers(row.field for row in rows)
    attributes: dict[str, Any] = {}
    for row in rows:
        known = attributes.setdefault(names[row.field], {"saml": []})["saml"]
        known += [source for source in (first_attribute(row),) if source not in known]
    for item in material.wanted:
        if item.groups:
            attributes.setdefault("groups", {"saml": []})["saml"].append(item.name)
        elif item.decides and not item.fields:
            attributes.setdefault(identifiers([item.local])[item.local], {"saml": []})["saml"].append(item.name)
    steps = material.connection.policy.match
    key = names.get(steps[0].value or steps[0].by, "") if steps else ""
    return {"attributes": attributes, **({"user_id_from_attrs": [key]} if key else {})}
