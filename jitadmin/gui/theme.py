"""Colours, spacing and icons of the window, once, in light and dark; both follow the system while it runs."""

from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from string import Template
from typing import Any, Literal, TypeVar
from weakref import ref

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QStyleFactory
from shiboken6 import isValid

from jitadmin.assets import asset

Scheme = Literal["light", "dark"]
Dressed = TypeVar("Dressed", bound=QAbstractButton | QAction)
GRID = 4
ICON = 18


@dataclass(frozen=True)
class Colours:
    """One set of colours; a ``_soft`` colour is the quiet background of the same meaning, ``on_`` the text on it."""

    window: str
    surface: str
    sunken: str
    border: str
    strong_border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    on_good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    on_bad: str
    bad_soft: str
    link: str
    quiet: str
    quiet_soft: str


LIGHT = Colours(
    window="#f5f6f8", surface="#ffffff", sunken="#f7f8fa", border="#e1e4e9", strong_border="#c3c9d2",
    text="#1a1d23", muted="#596273", accent="#2563eb", accent_hover="#1d4fd0", on_accent="#ffffff",
    accent_soft="#e7eefe", good="#15803d", on_good="#ffffff", good_soft="#def3e5", warn="#a85404",
    warn_soft="#fbeeda", bad="#c42b2b", on_bad="#ffffff", bad_soft="#fbe4e4", link="#7c3aed", quiet="#8791a1",
    quiet_soft="#eceef1",
)  # fmt: skip
DARK = Colours(
    window="#15181d", surface="#1e2228", sunken="#1a1d23", border="#30353d", strong_border="#4a515c",
    text="#e7e9ed", muted="#9da6b4", accent="#6c9bff", accent_hover="#8ab0ff", on_accent="#0c1424",
    accent_soft="#26334d", good="#4cc38a", on_good="#07160e", good_soft="#1c3a2b", warn="#f5b04f",
    warn_soft="#40301a", bad="#ff7b7b", on_bad="#200808", bad_soft="#45232a", link="#b18cff", quiet="#7d8796",
    quiet_soft="#2c3138",
)  # fmt: skip


def grid(steps: float) -> int:
    """A distance on the 4-pixel grid that everything is laid out on."""
    return round(steps * GRID)


def tooltip(text: str, limit: int = 1200) -> str:
    """Text from outside as a tooltip: Qt would show anything that looks like HTML as HTML, so it is escaped."""
    if not text:
        return ""
    shown = text if len(text) <= limit else text[:limit] + "…"
    return f"<p style='white-space:pre-wrap'>{escape(shown)}</p>"


def label_text(text: str) -> str:
    """Text from outside for a button, tab or menu entry, where ``&`` would mark a key."""
    return text.replace("&", "&&")


@cache
def _source(name: str) -> bytes:
    return asset(f"icons/{name}.svg").read_bytes()


class Theme(QObject):
    """The look of the window. ``changed`` follows the system's switch between light and dark."""

    changed = Signal()

    def __init__(self, scheme: Scheme | None = None) -> None:
        super().__init__()
        self._forced = scheme
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._dressed: list[tuple[ref[Any], str, str]] = []
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        self.scheme: Scheme = scheme or _system_scheme()
        self.colours = DARK if self.scheme == "dark" else LIGHT

    def install(self) -> None:
        """Give the application its style and palette; a window takes the style sheet."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setPalette(_palette(self.colours))

    def style_sheet(self) -> str:
        """The one style sheet with the colours of this theme put in."""
        text = asset("styles/jitadmin.qss").read_text(encoding="utf-8")
        images = {
            name.replace("-", "_"): asset(f"styles/{name}-{self.scheme}.svg").as_posix()
            for name in ("arrow", "arrow-on-accent", "tick")
        }
        return Template(text).substitute(asdict(self.colours), **images)

    def colour(self, name: str) -> QColor:
        """The colour of that name in the theme that is shown now."""
        return QColor(getattr(self.colours, name))

    def pixmap(self, name: str, colour: str, size: int = ICON, ratio: float | None = None) -> QPixmap:
        """An icon of ours in one colour, drawn at the sharpness of the screen."""
        ratio = ratio or QGuiApplication.primaryScreen().devicePixelRatio()
        key = (name, getattr(self.colours, colour), size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw(*key)
        return self._pixmaps[key]

    def icon(self, name: str, colour: str = "muted") -> QIcon:
        """The icon for a button or an entry, with a faded form for when it is disabled."""
        key = (name, getattr(self.colours, colour))
        if key not in self._icons:
            icon = QIcon(self.pixmap(name, colour))
            icon.addPixmap(self.pixmap(name, "strong_border"), QIcon.Mode.Disabled)
            self._icons[key] = icon
        return self._icons[key]

    def dress(self, target: Dressed, name: str, colour: str = "muted") -> Dressed:
        """Give a button or action its icon and keep it in the colours of the theme."""
        self._show(target, name, colour)
        self._dressed = [known for known in self._dressed if known[0]() not in (None, target)]
        self._dressed.append((ref(target), name, colour))
        return target

    def _show(self, target: QAbstractButton | QAction, name: str, colour: str) -> None:
        target.setIcon(self.icon(name, colour))
        if isinstance(target, QAbstractButton):
            target.setIconSize(QSize(ICON, ICON))

    def set_scheme(self, scheme: Scheme | None) -> None:
        """Show light or dark whatever the system says; None follows it again."""
        self._forced = scheme
        self._follow()

    def _follow(self) -> None:
        scheme = self._forced or _system_scheme()
        if scheme == self.scheme:
            return
        self.scheme = scheme
        self.colours = DARK if scheme == "dark" else LIGHT
        self._icons.clear()
        self.install()
        for own, name, colour in self._dressed:
            target = own()
            if target is not None and isValid(target):
                self._show(target, name, colour)
        self.changed.emit()


def _system_scheme() -> Scheme:
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def mono_font() -> QFont:
    """The system's font of equal widths, for what an admin types exactly."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    size = QApplication.font().pointSizeF()
    if size > 0:
        font.setPointSizeF(size)
    return font


def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    source = _source(name).replace(b"#000", colour.encode())
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, value in {
        role.Window: colours.window, role.Base: colours.surface, role.AlternateBase: colours.sunken,
        role.WindowText: colours.text, role.Text: colours.text, role.ButtonText: colours.text,
        role.Button: colours.surface, role.BrightText: colours.bad, role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent, role.Link: colours.accent, role.LinkVisited: colours.link,
        role.PlaceholderText: colours.muted, role.ToolTipBase: colours.surface, role.ToolTipText: colours.text,
        role.Light: colours.surface, role.Midlight: colours.border, role.Mid: colours.border,
        role.Dark: colours.strong_border, role.Shadow: colours.strong_border, role.Accent: colours.accent,
    }.items():  # fmt: skip
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.quiet))
    return palette
