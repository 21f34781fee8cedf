"""mod_auth_mellon: a configuration for Apache that protects a whole site, with the metadata of both sides."""

import posixpath
from collections.abc import Iterator
from urllib.parse import urlsplit

from jitadmin.adapters.export.material import Material, Written
from jitadmin.adapters.export.quoting import apache, identifiers
from jitadmin.adapters.export.saml_metadata import sp_metadata
from jitadmin.core.connection.attribute_map import Source
from jitadmin.core.exporting import File, Loss
from jitadmin.core.exporting.formats import IDP_METADATA, SP_METADATA

_RESPONSES = "/postResponse"
_HEAD = "# mod_auth_mellon: everything below / asks for a login; narrow the Location to protect a part of the site.\n"


def write(material: Material) -> Written:
    """``mellon.conf`` for a virtual host and the files that it names."""
    lines = [f"    {name} {' '.join(arguments)}\n" for name, *arguments in _directives(material)]
    text = f'{_HEAD}<Location "/">\n{"".join(lines)}</Location>\n'
    files = (
        File(name="mellon.conf", text=text),
        sp_metadata(material),
        material.idp_metadata(),
        *material.certificate_files(),
    )
    return Written(files, (*_address(material), *material.key_losses()))


def _directives(material: Material) -> Iterator[tuple[str, ...]]:
    path, what = urlsplit(material.acs).path, "an attribute's name"
    yield "AuthType", '"Mellon"'
    yield "MellonEnable", '"auth"'
    yield "Require", "valid-user"
    yield "MellonEndpointPath", apache(posixpath.dirname(path), "the ACS")
    yield "MellonSPMetadataFile", apache(material.at(SP_METADATA), "the folder")
    if material.signing is not None:
        yield "MellonSPPrivateKeyFile", apache(material.at(material.signing.key), "the folder")
        yield "MellonSPCertFile", apache(material.at(material.signing.certificate), "the folder")
        yield "MellonSignatureMethod", '"rsa-sha256"'
    yield "MellonIdPMetadataFile", apache(material.at(IDP_METADATA), "the folder")
    user = _user(material)
    if user:
        yield "MellonUser", apache(user, what)
    variables = identifiers(item.local for item in material.wanted)
    for item in material.wanted:
        yield (
            "MellonSetEnv",
            apache(variables[item.local], what),
            apache(item.name, what),
        )
    if urlsplit(material.acs).scheme == "https":
        yield "MellonSecureCookie", '"On"'


def _user(material: Material) -> str:
    """The attribute that people are found by, where it is one: it becomes ``REMOTE_USER``; else the NameID does."""
    source = material.key_sources[0] if len(material.key_sources) == 1 else "nameId"
    if isinstance(source, Source) and source.attribute:
        return next(item.name for item in material.wanted if source.attribute in (item.name, item.local))
    return ""


def _address(material: Material) -> Iterator[Loss]:
    if not urlsplit(material.acs).path.endswith(_RESPONSES):
        args = {"format": material.format.title, "wanted": _RESPONSES, "acs": material.acs}
        yield Loss(code="export.acs_path", args=args, path="serviceProvider.acs")
