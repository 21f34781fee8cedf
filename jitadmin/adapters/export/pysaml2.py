"""pysaml2: a module with ``CONFIG`` for ``SPConfig().load``, the metadata and an attribute map beside it."""

from typing import Any, Final

from jitadmin.adapters.export.material import POST, Material, Written
from jitadmin.adapters.export.quoting import Code, python
from jitadmin.core.exporting import File
from jitadmin.core.exporting.formats import IDP_METADATA
from jitadmin.core.exporting.wanted import BASIC, UNSPECIFIED, URI

_MAP: Final = "attribute_maps/jitadmin_names.py"
_HEAD: Final = '''"""pysaml2 configuration of a service provider. The files that it names lie beside it."""

from pathlib import Path

HERE = Path(__file__).resolve().parent

CONFIG = '''
_MAP_HEAD: Final = '"""The attributes that are read, under the very names that they come with."""\n'


def write(material: Material) -> Written:
    """The configuration module with its companions."""
    text = f"{_HEAD}{python(configuration(material))}\n"
    files = (File(name="sp_config.py", text=text), *companions(material))
    return Written(files, material.key_losses())


def companions(material: Material) -> tuple[File, ...]:
    """The files that the configuration names."""
    return (material.idp_metadata(), *attribute_map(material), *material.certificate_files())


def configuration(material: Material) -> dict[str, Any]:
    """The settings of ``saml2.config``; a library that reads well-known names as short ones uses pysaml2's own maps."""
    library, trust = material.connection.policy.library, material.connection.trust
    settings: dict[str, Any] = {
        "entityid": material.connection.service_provider.entity_id,
        "name": material.sp_name,
        "service": {"sp": _service(material)},
        "metadata": {"local": [beside(IDP_METADATA)]},
        "accepted_time_diff": trust.clock_skew,
        "allow_unknown_attributes": library.unknown_names == "keep",
    }
    if library.names == "exact":
        settings["attribute_map_dir"] = beside("attribute_maps")
    if material.signing is not None:
        settings["key_file"] = beside(material.signing.key)
        settings["cert_file"] = beside(material.signing.certificate)
    if material.decrypting:
        settings["encryption_keypairs"] = [
            {"key_file": beside(item.key), "cert_file": beside(item.certificate)} for item in material.decrypting
        ]
    # Those of a rollover stand in the metadata that pysaml2 makes, also where it decrypts with them already.
    others = [item for item in material.key_files if item != material.signing and item.announced and not item.is_ec]
    if others:
        settings["additional_cert_files"] = [beside(item.certificate) for item in others]
    return settings


def beside(name: str) -> Code:
    """The path of a file next to the configuration; names are ours and need no quoting."""
    return Code(f"str(HERE / {name!r})")


def file_of(path: Code) -> str:
    """The name of the file that a path of ``beside`` leads to."""
    return path.removeprefix("str(HERE / '").removesuffix("')")


def attribute_map(material: Material) -> tuple[File, ...]:
    """A map under which names stay as they are, whatever their NameFormat."""
    if material.connection.policy.library.names == "friendly":
        return ()
    names = [item.name for item in material.wanted]
    maps = "".join(
        f"\n{title} = {python({'identifier': form, 'fro': {n: n for n in names}, 'to': {n: n for n in names}})}\n"
        for title, form in (("URI", URI), ("BASIC", BASIC), ("UNSPECIFIED", UNSPECIFIED))
    )
    return (File(name=_MAP, text=_MAP_HEAD + maps),)


def _service(material: Material) -> dict[str, Any]:
    trust = material.connection.trust
    friendly = material.connection.policy.library.names == "friendly"
    service: dict[str, Any] = {
        "name": material.sp_name,
        "endpoints": {
            "assertion_consumer_service": [[acs, POST] for acs in material.connection.service_provider.acs],
        },
        "authn_requests_signed": material.signing is not None,
        "want_response_signed": trust.signed in ("response", "both"),
        "want_assertions_signed": trust.signed in ("assertion", "both"),
        "want_assertions_or_response_signed": trust.signed == "either",
        "allow_unsolicited": trust.unsolicited == "allow",
    }
    if material.name_id_format:
        service["name_id_format"] = [material.name_id_format]
        service["name_id_policy_format"] = material.name_id_format
    for key, required in (("required_attributes", True), ("optional_attributes", False)):
        names = [item.local if friendly else item.name for item in material.wanted if item.required == required]
        if names:
            service[key] = names
    return service
