"""The names that pysaml2 gives to attributes by its own maps."""

from functools import cache

from saml2.attribute_converter import AttributeConverter, ac_factory
from saml2.saml import Attribute


@cache
def _converters() -> tuple[AttributeConverter, ...]:
    return tuple(ac_factory())


def pysaml2_name(name: str, name_format: str) -> str:
    """What an application on pysaml2 with its own maps finds an attribute under; a name not in them stays."""
    attribute = Attribute(name=name, name_format=name_format)
    found = (converter.from_format(attribute) for converter in _converters() if converter.name_format == name_format)
    return next(filter(None, found), name.strip())
