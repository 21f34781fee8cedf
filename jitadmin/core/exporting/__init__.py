"""Exports: what a connection is written out as for real software, and what of it each format leaves behind."""

from jitadmin.core.exporting.features import FEATURES, Feature, lost
from jitadmin.core.exporting.formats import FORMATS, format_of
from jitadmin.core.exporting.record import Exported, File, Format, Loss
from jitadmin.core.exporting.wanted import Wanted, wanted

__all__ = [
    "FEATURES",
    "FORMATS",
    "Exported",
    "Feature",
    "File",
    "Format",
    "Loss",
    "Wanted",
    "format_of",
    "lost",
    "wanted",
]
