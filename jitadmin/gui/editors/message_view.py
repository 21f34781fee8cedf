"""The message itself as a tree: what is signed, encrypted, unsigned or ignored, and what was read where."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.connection import Connection
from jitadmin.core.messages import inert
from jitadmin.core.xml_node import Mark, XmlNode
from jitadmin.gui.editors.places import assertion_of, local, locate, places
from jitadmin.gui.models import Node, NodeModel
from jitadmin.gui.tasks import Task, TaskRunner
from jitadmin.gui.theme import Theme, grid, label_text
from jitadmin.gui.widgets.flow import Flow
from jitadmin.gui.widgets.pieces import Badge
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.widgets.tree import WrappingTree
from jitadmin.gui.words import field_name, number
from jitadmin.gui.workbench.evaluation import Evaluation

MARKS: Mapping[Mark, tuple[str, str, str, str, str]] = {
    "signed": ("signed", "good", "good_soft", "signed", "Covered by a signature that was believed"),
    "unsigned": ("unsigned", "warn", "warn_soft", "unsigned", "Covered by no signature that was believed"),
    "encrypted": ("link", "link", "accent_soft", "encrypted", "Hidden until it is decrypted"),
    "ignored": ("skip", "quiet", "quiet_soft", "ignored", "Never read by anybody"),
    "signature": ("certificate", "muted", "quiet_soft", "signature", "Part of a signature"),
}
LONGEST_VALUE = 300
READERS = 6


class MessageView(QWidget):
    """``place_chosen`` names the evidence of the chosen element, ``row_wanted`` a row that reads it."""

    place_chosen = Signal(str)
    row_wanted = Signal(str)

    def __init__(self, evaluation: Evaluation, runner: TaskRunner, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evaluation = evaluation
        self._runner = runner
        self._theme = theme
        self._task: Task | None = None
        self._shown: object = None
        self._root: XmlNode | None = None
        self._places: dict[str, XmlNode] = {}
        self._wanted = ""
        self._quiet = False
        self.model = NodeModel(("Element", "Content"), theme, self)
        self.view = WrappingTree(self.model, theme, "The message")
        self.view.selectionModel().currentChanged.connect(lambda now, _before: self._on_current(now))
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find an element, attribute or value")
        self.search.setAccessibleName("Find in the message")
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(lambda _: self._find(again=False))
        self.search.returnPressed.connect(lambda: self._find(again=True))
        self.badges = {mark: Badge(theme) for mark in MARKS}
        self.nothing = Text("", "muted")
        self.reads = Text("", "muted")
        self.readers = Flow(spacing=grid(1))
        self._build()
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)
        evaluation.person_changed.connect(self._on_person)
        self._say()

    def _build(self) -> None:
        legend = Flow(spacing=grid(1))
        for badge in self.badges.values():
            legend.addWidget(badge)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.search, 1)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(grid(1))
        foot.addWidget(self.reads)
        foot.addLayout(self.readers)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(2), grid(2), grid(2), grid(2))
        column.setSpacing(grid(1.5))
        column.addLayout(top)
        column.addLayout(legend)
        column.addWidget(self.nothing)
        column.addWidget(self.view, 1)
        column.addWidget(self._foot)
        self.setFocusProxy(self.view)

    # Fetching.

    def _on_person(self) -> None:
        if self.isVisible():
            self._fetch()

    def showEvent(self, event: QShowEvent) -> None:
        """The tree is made when somebody looks."""
        super().showEvent(event)
        self._fetch()

    def _key(self) -> object:
        preview = self._evaluation.preview
        return (self._evaluation.sample, preview.verification if preview else None)

    def _fetch(self) -> None:
        key, sample = self._key(), self._evaluation.sample
        if key == self._shown:
            return
        self._shown = key
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if sample is None:
            self._take(None)
            return
        workspace, connection = self._evaluation.workspace, self._evaluation.document.connection
        self._task = self._runner.start(
            lambda _: workspace.outline(connection, sample), done=self._take, failed=self._failed
        )

    @property
    def busy(self) -> bool:
        """Whether the tree is being made."""
        return self._task is not None

    def _failed(self, error: object) -> None:
        self._task = None
        self._take(None)
        self._evaluation.failed.emit(error)

    def _take(self, root: XmlNode | None) -> None:
        self._task = None
        self._root = root
        preview = self._evaluation.preview
        assertion = preview.verification.assertion if preview else None
        read = assertion_of(root, assertion.id) if root and assertion else None
        self._places = places(read) if read else {}
        self._quiet = True
        self.model.show([_node(root)] if root else [])
        self._quiet = False
        self._say()
        self._expand(self.model.index(0, 0))
        self.view.fit()
        if self._wanted:
            self.show_place(self._wanted)

    def _expand(self, index: QModelIndex) -> None:
        """Open everything but signatures and what nobody reads."""
        node = self.model.node(index)
        if node is None or not isinstance(node.payload, XmlNode) or node.payload.mark in ("signature", "ignored"):
            return
        if node.children:
            self.view.expand(index)
            for at in range(self.model.rowCount(index)):
                self._expand(self.model.index(at, 0, index))

    def _say(self) -> None:
        counts = Counter(node.mark for node in self._root.walk() if node.kind == "element") if self._root else Counter()
        for mark, badge in self.badges.items():
            icon, colour, soft, words, about = MARKS[mark]
            badge.say(f"{number(counts[mark])} {words}" if counts[mark] else "", soft, colour, icon)
            badge.setToolTip(about)
        self.view.setVisible(self._root is not None)
        self.search.setVisible(self._root is not None)
        self.nothing.setVisible(self._root is None)
        chosen = self._evaluation.sample is not None
        self.nothing.say("This message gives no tree that may be looked at." if chosen else "Choose a sample.")
        self._foot.setVisible(self._root is not None)

    # Places.

    def show_place(self, evidence: str) -> bool:
        """Mark the element that an evidence names; true when there is one."""
        self._wanted = evidence
        if self._root is None:
            return False
        found = locate(self._root, self._places, evidence)
        index = self.model.find(lambda node: node.payload is found) if found else QModelIndex()
        if not index.isValid():
            return False
        self._quiet = True
        self.view.setCurrentIndex(index)
        self._quiet = False
        self.view.scrollTo(index)
        self._say_readers(index)
        return True

    def _on_current(self, index: QModelIndex) -> None:
        self._say_readers(index)
        evidence = self._evidence(index)
        if evidence and not self._quiet:
            self._wanted = evidence
            self.place_chosen.emit(evidence)

    def _evidence(self, index: QModelIndex) -> str:
        """The path of the element, or of the nearest one above that something was read from."""
        read = self._read_at()
        while index.isValid():
            node = self.model.node(index)
            if node is not None and isinstance(node.payload, XmlNode):
                paths = [path for path, known in self._places.items() if known is node.payload]
                for path in paths:
                    hit = next((known for known in read if known.partition("/@")[0] == path), "")
                    if hit:
                        return hit
                if paths and local(node.payload) in ("Attribute", "NameID"):
                    return paths[0]
            index = index.parent()
        return ""

    def _read_at(self) -> dict[str, list[tuple[str, str]]]:
        """What was read at each place: the origin of the row, and what it is called."""
        preview = self._evaluation.preview
        found: dict[str, list[tuple[str, str]]] = {}
        if preview is None or preview.effect is None:
            return found
        connection = self._evaluation.document.connection
        for step in preview.effect.trace.walk():
            if step.evidence and step.origin:
                words = _origin_words(step.origin, connection)
                here = found.setdefault(step.evidence, [])
                if words and (step.origin, words) not in here:
                    here.append((step.origin, words))
        return found

    def _say_readers(self, index: QModelIndex) -> None:
        while (item := self.readers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        evidence = self._evidence(index)
        path = evidence.partition("/@")[0]
        readers = [one for at, found in self._read_at().items() if at.partition("/@")[0] == path for one in found]
        if not evidence:
            self.reads.say("Choose an attribute or the NameID to see what reads it.")
        elif not readers:
            self.reads.say("No row and no rule reads this.")
        else:
            self.reads.say("Read by:")
        for origin, words in list(dict.fromkeys(readers))[:READERS]:
            button = QPushButton(label_text(inert(words)))
            button.setObjectName("small")
            self._theme.dress(button, "expand")
            button.clicked.connect(lambda _on=False, origin=origin: self.row_wanted.emit(origin))
            self.readers.addWidget(button)
            button.show()

    # Finding and copying.

    def _find(self, *, again: bool) -> None:
        text = self.search.text().casefold()
        if not text:
            return
        numbers = [at for at in self._order() if text in " ".join(at[0].texts).casefold()]
        if not numbers:
            return
        current = self.model.node(self.view.currentIndex())
        at = next((n for n, (node, _) in enumerate(numbers) if node is current), -1)
        chosen = numbers[(at + 1) % len(numbers)] if again else numbers[max(at, 0)]
        self.view.setCurrentIndex(chosen[1])
        self.view.scrollTo(chosen[1])

    def _order(self) -> list[tuple[Node, QModelIndex]]:
        found: list[tuple[Node, QModelIndex]] = []

        def walk(index: QModelIndex) -> None:
            node = self.model.node(index)
            if node is not None:
                found.append((node, index))
            for at in range(self.model.rowCount(index)):
                walk(self.model.index(at, 0, index))

        walk(self.model.index(0, 0))
        return found

    def _copy(self) -> None:
        node = self.model.node(self.view.currentIndex())
        if node is not None:
            QGuiApplication.clipboard().setText("\t".join(text for text in node.texts if text))


def _node(node: XmlNode) -> Node:
    """One element as a line: its name with its attributes, and its text."""
    icon, colour, _, words, about = MARKS[node.mark]
    if node.kind == "comment":
        return Node(
            texts=("comment", _short(node.text)), icon=("info", "quiet"), colours=("muted", "muted"), payload=node
        )
    if node.kind == "text":
        return Node(texts=("text", _short(node.text)), icon=(icon, colour), colours=("muted",), payload=node)
    content = "  ".join(f'{name}="{_short(value)}"' for name, value in node.attributes)
    text = _short(node.text.strip())
    tip = [f"{node.name}: {words}. {about}."]
    tip += [f"Namespace: {node.namespace}"] if node.namespace else []
    tip += [f"Line {node.line}"] if node.line else []
    tip += ["Was encrypted; shown as it was decrypted."] if node.decrypted else []
    tip += [f"Signed with the key {key[:16]}…" for key in node.keys]
    children = tuple(_node(child) for child in node.children)
    if node.left_out:
        children += (Node(texts=(f"{number(node.left_out)} more elements are not shown", ""), colours=("muted",)),)
    return Node(
        texts=(node.name, "  ".join(part for part in (text, content) if part)),
        icon=(icon, colour),
        colours=("muted" if node.mark in ("ignored", "signature") else "", "" if text else "muted"),
        tip="\n".join(tip),
        payload=node,
        children=children,
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _origin_words(origin: str, connection: Connection) -> str:
    """What the row of an origin is called."""
    digits = origin.partition("[")[2].partition("]")[0]
    at = int(digits) if digits.isdecimal() else -1
    rows, rules = connection.attributes.rows, connection.roles.rules
    if origin.startswith("attributes.rows[") and at < len(rows):
        return field_name(rows[at].field)
    if origin.startswith("roles.rules[") and at < len(rules):
        return rules[at].name or f"Rule {at + 1}"
    if origin == "policy.links":
        return "stored link"
    return "" if origin == "policy.library" else "policy" if origin.startswith("policy") else "roles"
