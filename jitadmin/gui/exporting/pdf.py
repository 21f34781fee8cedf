"""The set-up sheet as pages to print: the same HTML that is exported, laid out by Qt."""

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

MARGIN = 12.0
RESOLUTION = 96


def pages(html: str, title: str) -> bytes:
    """A PDF in A4. The HTML is ours: every text from outside is escaped in it, and it refers to nothing."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("jitadmin")
    writer.setResolution(RESOLUTION)
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )
    document = QTextDocument()
    document.setDefaultFont(QFont("sans-serif", 10))
    document.setHtml(html)
    document.setPageSize(writer.pageLayout().paintRectPixels(RESOLUTION).size().toSizeF())
    document.print_(writer)
    # The file is complete once the writer has let go of it.
    del writer
    return bytes(buffer.data().data())
