"""One model for every table and one for every tree; what they show is data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QIcon

from jitadmin.core.messages import inert
from jitadmin.gui.theme import Theme, mono_font, tooltip

Index = QModelIndex | QPersistentModelIndex
Record = TypeVar("Record")
Role = Qt.ItemDataRole
NOTHING = QModelIndex()


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Record]):
    """One column: its words and what it takes from a record.

    ``icon`` gives the name and colour of an icon, ``colour`` the name of a colour of the theme. A column with ``edit``
    can be typed in: ``edit`` is the text offered, ``commit(row, text)`` takes the new one and says whether it could.
    ``choices`` are pairs of value and words; then ``edit`` and ``commit`` speak in values.
    """

    title: str
    text: Callable[[Record], str]
    key: Callable[[Record], Any] | None = None
    icon: Callable[[Record], tuple[str, str] | None] | None = None
    colour: Callable[[Record], str] | None = None
    tip: Callable[[Record], str] | None = None
    edit: Callable[[Record], str] | None = None
    commit: Callable[[int, str], bool] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    mono: bool = False
    right: bool = False


class RecordModel(QAbstractTableModel, Generic[Record]):
    """A table over records. ``show`` tells the views no more than what changed, so editors and selections stay."""

    def __init__(self, columns: Sequence[Column[Record]], theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.records: list[Record] = []
        self._theme = theme
        self._mono = mono_font()
        theme.changed.connect(self.refresh)

    def show(self, records: Sequence[Record]) -> None:
        """Take new records: rows alike at both ends stay, those between are changed, inserted or removed."""
        new = list(records)
        head = _common(self.records, new)
        tail = _common(self.records[head:][::-1], new[head:][::-1])
        old_middle = len(self.records) - head - tail
        new_middle = len(new) - head - tail
        both = min(old_middle, new_middle)
        if both:
            self.records[head : head + both] = new[head : head + both]
            self._changed(head, head + both - 1)
        place = head + both
        if old_middle > both:
            self.beginRemoveRows(NOTHING, place, head + old_middle - 1)
            del self.records[place : head + old_middle]
            self.endRemoveRows()
        elif new_middle > both:
            self.beginInsertRows(NOTHING, place, head + new_middle - 1)
            self.records[place:place] = new[place : head + new_middle]
            self.endInsertRows()

    def refresh(self) -> None:
        """Say that every cell may look different, because what the columns look at has changed."""
        if self.records:
            self._changed(0, len(self.records) - 1)

    def retitle(self, column: int, title: str) -> None:
        """Give a column another title, such as the name of the chosen person."""
        old = self.columns[column]
        if old.title != title:
            self.columns[column] = Column(**{**vars(old), "title": title})
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def rowCount(self, parent: Index = NOTHING) -> int:
        """The number of records."""
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = NOTHING) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """The title of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Role.DisplayRole:
            return self.columns[section].title
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What the view asks for one cell."""
        if not index.isValid() or index.row() >= len(self.records):
            return None
        column, record = self.columns[index.column()], self.records[index.row()]
        if role == Role.DisplayRole:
            return inert(column.text(record))
        if role == Role.EditRole:
            return column.edit(record) if column.edit else column.text(record)
        if role == Role.ToolTipRole:
            return tooltip(column.tip(record) if column.tip else column.text(record))
        if role == Role.AccessibleTextRole:
            return f"{column.title}: {inert(column.text(record))}"
        return self._look(column, record, role)

    def _look(self, column: Column[Record], record: Record, role: int) -> Any:
        if role == Role.DecorationRole and column.icon:
            found = column.icon(record)
            return self._theme.icon(*found) if found else None
        if role == Role.ForegroundRole and column.colour:
            name = column.colour(record)
            return self._theme.colour(name) if name else None
        if role == Role.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._mono if role == Role.FontRole and column.mono else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of a column with ``edit`` can be typed in."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = super().flags(index) | Qt.ItemFlag.ItemNeverHasChildren
        if self.columns[index.column()].edit:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Hand what was typed to the column; the model changes when its owner shows new records."""
        if role != Role.EditRole or not index.isValid():
            return False
        commit = self.columns[index.column()].commit
        return commit(index.row(), str(value)) if commit else False


def _common(left: Sequence[Any], right: Sequence[Any]) -> int:
    """How many items at the start are the very same or equal."""
    n = 0
    for one, other in zip(left, right, strict=False):
        if one is not other and one != other:
            break
        n += 1
    return n


@dataclass(frozen=True, kw_only=True)
class Node:
    """One line of a tree: a text for each column, an icon with its colour, and what it stands for."""

    texts: tuple[str, ...]
    icon: tuple[str, str] | None = None
    colours: tuple[str, ...] = ()
    tip: str = ""
    bold: bool = False
    payload: object = None
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class NodeModel(QAbstractItemModel):
    """A tree over nodes, which are replaced as a whole: they are small and immutable."""

    def __init__(self, titles: Sequence[str], theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.titles = tuple(titles)
        self.roots: tuple[Node, ...] = ()
        self._theme = theme
        # Every node with the number of its parent and its row; a model index carries the number.
        self._flat: list[tuple[Node, int, int]] = []
        self._below: dict[int, list[int]] = {}
        theme.changed.connect(lambda: self.show(self.roots))

    def show(self, roots: Sequence[Node]) -> None:
        """Show other nodes in place of all."""
        self.beginResetModel()
        self.roots = tuple(roots)
        self._flat = []
        self._below = {}
        self._add(self.roots, -1)
        self.endResetModel()

    def _add(self, nodes: Sequence[Node], parent: int) -> None:
        own = self._below.setdefault(parent, [])
        for row, node in enumerate(nodes):
            number = len(self._flat)
            own.append(number)
            self._flat.append((node, parent, row))
            self._add(node.children, number)

    def node(self, index: Index) -> Node | None:
        """The node at an index."""
        return self._flat[index.internalId()][0] if index.isValid() else None

    def find(self, wanted: Callable[[Node], bool]) -> QModelIndex:
        """The index of the first node that is wanted, or an invalid one."""
        for number, (node, _parent, row) in enumerate(self._flat):
            if wanted(node):
                return self.createIndex(row, 0, number)
        return QModelIndex()

    def find_all(self, wanted: Callable[[Node], bool]) -> list[QModelIndex]:
        """The indexes of all nodes that are wanted, those below a wanted one left out."""
        found: list[QModelIndex] = []
        taken: set[int] = set()
        for number, (node, parent, row) in enumerate(self._flat):
            if parent in taken:
                taken.add(number)
            elif wanted(node):
                taken.add(number)
                found.append(self.createIndex(row, 0, number))
        return found

    def index(self, row: int, column: int, parent: Index = NOTHING) -> QModelIndex:
        """The index of a place below ``parent``."""
        below = self._below.get(parent.internalId() if parent.isValid() else -1, [])
        if parent.column() > 0 or not (0 <= row < len(below) and 0 <= column < len(self.titles)):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """The index one level up."""
        if not index.isValid():
            return QModelIndex()
        up = self._flat[index.internalId()][1]
        return self.createIndex(self._flat[up][2], 0, up) if up >= 0 else QModelIndex()

    def rowCount(self, parent: Index = NOTHING) -> int:
        """The number of children."""
        if parent.column() > 0:
            return 0
        return len(self._below.get(parent.internalId() if parent.isValid() else -1, []))

    def columnCount(self, _parent: Index = NOTHING) -> int:
        """The number of columns, the same on every level."""
        return len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """The title of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole and section < len(self.titles):
            return self.titles[section]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What the view asks for one cell."""
        node = self.node(index)
        if node is None:
            return None
        column = index.column()
        text = node.texts[column] if column < len(node.texts) else ""
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return inert(text)
        if role == Role.ToolTipRole:
            return tooltip(node.tip or text)
        return self._look(node, column, role)

    def _look(self, node: Node, column: int, role: int) -> QIcon | QColor | QFont | None:
        if role == Role.DecorationRole and column == 0 and node.icon:
            return self._theme.icon(*node.icon)
        if role == Role.ForegroundRole and column < len(node.colours) and node.colours[column]:
            return self._theme.colour(node.colours[column])
        if role == Role.FontRole and node.bold and column == 0:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None
