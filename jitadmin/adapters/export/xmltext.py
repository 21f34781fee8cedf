"""XML that is no SAML metadata, through the standard library's writer."""

from xml.etree import ElementTree as ET

from jitadmin.adapters.export.quoting import xml


def element(name: str, attributes: dict[str, str] | None = None, *children: ET.Element) -> ET.Element:
    """An element; raises UsageError for a value that XML cannot hold."""
    made = ET.Element(name, {key: xml(value, key) for key, value in (attributes or {}).items()})
    made.extend(children)
    return made


def document(root: ET.Element) -> str:
    """The text of a document, one element a line."""
    ET.indent(root, "    ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
