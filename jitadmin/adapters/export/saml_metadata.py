"""SAML metadata of the service provider: what every identity provider can read."""

from jitadmin.adapters.export.material import Material, Written
from jitadmin.adapters.saml.descriptors import metadata_xml
from jitadmin.core.exporting import File, Loss
from jitadmin.core.exporting.formats import SP_METADATA


def write(material: Material) -> Written:
    """The EntityDescriptor, signed where the caller gave a key."""
    material.acs  # noqa: B018 - metadata without an address for responses is not valid.
    signing_only = [item.record.title for item in material.key_files if item.is_ec and item.record.use != "signing"]
    losses = [Loss(code="export.ec_decryption", args={"title": title}) for title in signing_only]
    titles = tuple(item.record.title for item in material.decrypting)
    if len(titles) > 1:
        losses.append(Loss(code="export.any_key", args={"titles": titles}))
    return Written((sp_metadata(material),), tuple(losses))


def sp_metadata(material: Material) -> File:
    """The metadata as a file of this export; a private key never stands in it."""
    text = metadata_xml(material.entity(), signs_requests=material.signing is not None, key=material.sign_with)
    return File(name=SP_METADATA, text=text)
