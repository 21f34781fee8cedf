"""A form over one record of the connection: it reads the record, stores a changed one, and says what is unusual."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from PySide6.QtWidgets import QWidget

from jitadmin.gui.editors.offers import OfferLine
from jitadmin.gui.editors.pairs import Pairs
from jitadmin.gui.field_help import help_for
from jitadmin.gui.theme import Theme, grid, tooltip
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.widgets.form import Choices, Form
from jitadmin.gui.widgets.text import Text

Change = Callable[[str, Any, str], object]


class Knobs(Form):
    """Each knob has a name of the record, a label, and for the rare ones a sentence that explains it."""

    def __init__(self, theme: Theme, change: Change, parent: QWidget | None = None, columns: int = 1) -> None:
        super().__init__(theme, parent, columns)
        self.grid.setContentsMargins(0, 0, 0, 0)
        if columns == 1:
            self.grid.setColumnMinimumWidth(0, grid(44))
        self._said: list[Callable[[Any, Any], str]] = []
        self.changed.connect(lambda name, value, words: None if value is UNREAD else change(name, value, words))

    def pick(self, label: str, name: str, choices: Choices, tip: str = "") -> None:
        """A closed list of choices."""
        box = self.choice(label, name, choices)
        box.setToolTip(tooltip(tip))
        words = dict(choices)
        clean = label.replace("&", "").strip().lower()
        self._said.append(
            lambda record, usual: (
                ""
                if getattr(record, name) == getattr(usual, name)
                else f"{clean}: {words.get(getattr(record, name), '')}"
            )
        )

    def flag(self, words: str, name: str, tip: str = "") -> None:
        """On or off."""
        box = self.check(words, name)
        box.setToolTip(tooltip(tip))
        self._said.append(lambda record, usual: words.replace("&", "").lower() if _on(record, usual, name) else "")

    def names(
        self, label: str, name: str, hint: str, offers: Callable[[], Sequence[Offer]], tip: str = ""
    ) -> OfferLine:
        """Several names, parted by commas."""
        return self.offered(label, name, ", ".join, listed, hint, offers, tip, several=True)

    def offered(
        self,
        label: str,
        name: str,
        show: Callable[[Any], str],
        read: Callable[[str], object],
        hint: str,
        offers: Callable[[], Sequence[Offer]],
        tip: str = "",
        *,
        several: bool = False,
    ) -> OfferLine:
        """Free text that offers what was seen; taken when the field is left or with Enter."""
        line = OfferLine(self._theme, offers, listed=several)
        line.setPlaceholderText(hint)
        line.setToolTip(tooltip(tip))
        clean = label.replace("&", "").strip().lower()

        def take() -> None:
            if line.isModified():
                line.setModified(False)
                value = read(line.text())
                if value is UNREAD:
                    line.setModified(True)
                self.changed.emit(name, value, clean)

        def fill(record: Any) -> None:
            if not (line.hasFocus() and line.isModified()):
                line.setText(show(getattr(record, name)))

        line.textEdited.connect(lambda _: line.setModified(True))
        line.editingFinished.connect(take)
        self._shows.append(fill)
        self._said.append(
            lambda record, usual: f"{clean}: {show(getattr(record, name))}" if _differs(record, usual, name) else ""
        )
        self._add(label, name, line)
        return line

    def table(
        self,
        label: str,
        name: str,
        left: str,
        right: str,
        show: Callable[[Any], Mapping[str, str]],
        read: Callable[[dict[str, str]], object],
    ) -> Pairs:
        """Pairs of texts."""
        pairs = Pairs(self._theme, left, right)
        clean = label.replace("&", "").strip().lower()
        pairs.changed.connect(lambda given: self.changed.emit(name, read(given), clean))
        self._shows.append(lambda record: pairs.show_pairs(show(getattr(record, name))))
        self._said.append(
            lambda record, usual: f"{clean}: {len(getattr(record, name))}" if _differs(record, usual, name) else ""
        )
        self.wide(label, name, pairs)
        return pairs

    def wide(self, label: str, name: str, field: QWidget) -> None:
        """A field below its label over the whole width."""
        at = self.grid.rowCount()
        caption = Text(label, "muted")
        field.setAccessibleName(label)
        field.setWhatsThis(help_for(label))
        self.fields[name] = field
        self.grid.addWidget(caption, at, 0, 1, 2)
        self.grid.addWidget(field, at + 1, 0, 1, 2)
        # What comes after stands below.
        self._count = (at + 2) * self._columns if self._columns == 1 else ((at + 3) // 2) * self._columns

    def unusual(self, record: Any, usual: Any) -> str:
        """What differs from the usual, in short."""
        return ", ".join(said for one in self._said if (said := one(record, usual)))


class _Unread:
    """Stands for a text that does not hold."""


UNREAD = _Unread()


def listed(text: str) -> tuple[str, ...]:
    """Names parted by commas."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def whole(text: str) -> int | _Unread | None:
    """A number, none where there is no text."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 8 else UNREAD


def optional(value: object) -> str:
    """A value that may be absent, as text."""
    return "" if value is None else str(value)


def with_value(record: Any, name: str, value: Any) -> Any:
    """The record with another value."""
    return msgspec.structs.replace(record, **{name: value})


def _on(record: Any, usual: Any, name: str) -> bool:
    return bool(getattr(record, name)) != bool(getattr(usual, name))


def _differs(record: Any, usual: Any, name: str) -> bool:
    return getattr(record, name) != getattr(usual, name)


NO_OFFERS: Callable[[], Sequence[Offer]] = tuple
