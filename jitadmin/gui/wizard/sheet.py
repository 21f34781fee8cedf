"""The sheet beside the list: what a person should know of an entry before choosing it."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from jitadmin.core.catalogue import IdpTemplate, Reference, SpTemplate, is_known
from jitadmin.core.catalogue.other import OTHER
from jitadmin.core.catalogue.sheet import Fact, application_facts, identity_facts
from jitadmin.core.entity import Entity
from jitadmin.core.jit.summary import field_words
from jitadmin.core.messages import sentence
from jitadmin.gui.dates import day
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import icon_label
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.wizard.paper import Paper
from jitadmin.gui.wizard.parties import category_words

_ICONS = {"yes": ("yes", "good"), "no": ("no", "bad"), "unknown": ("unknown", "quiet"), "plain": ("point", "muted")}
_KINDS = {"vendor": "vendor", "sourceCode": "source code", "identityProvider": "identity provider's page",
          "thirdParty": "third party"}  # fmt: skip


class Sheet(Paper):
    """Facts, needs, quirks and sources of one entry, one below the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("What is known of the chosen entry", parent)
        self._theme = theme
        self._shown: tuple[IdpTemplate | SpTemplate, str, Entity | None] | None = None
        theme.changed.connect(self._repaint)

    def show_entry(self, template: IdpTemplate | SpTemplate, name: str, entity: Entity | None = None) -> None:
        """Show an entry of the catalogue, or what metadata says of a party."""
        self._shown = (template, name, entity)
        self.begin(name)
        if template.id == OTHER:
            self._other(template, entity)
        else:
            self.say(f"{template.vendor} · {category_words(template.category)} · facts of {day(template.collected)}")
            if entity is not None:
                self._metadata(entity)
            is_app = isinstance(template, SpTemplate)
            self._facts(application_facts(template) if isinstance(template, SpTemplate) else identity_facts(template))
            if isinstance(template, SpTemplate):
                self._application(template)
            self.items("Worth knowing" if is_app else "Good to know", (quirk.text for quirk in template.quirks))
            self._sources(template.sources)
        self.end()

    def show_words(self, text: str) -> None:
        """Show a sentence in place of an entry."""
        self._shown = None
        self.begin("")
        self.say(text)
        self.end()

    def _repaint(self) -> None:
        if self._shown is not None:
            self.show_entry(*self._shown)

    def _facts(self, facts: Iterable[Fact]) -> None:
        table = QGridLayout()
        table.setContentsMargins(0, grid(2), 0, 0)
        table.setHorizontalSpacing(grid(2))
        table.setVerticalSpacing(grid(1))
        table.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for at, fact in enumerate(facts):
            label, words = sentence(fact.label), sentence(fact.words, fact.args)
            caption = Text(label, "muted", firm=True)
            table.addWidget(caption, at, 0, top)
            table.addWidget(icon_label(self._theme, *_ICONS[fact.tone], grid(4)), at, 1, top)
            table.addWidget(Text(words, "muted" if fact.tone == "unknown" else ""), at, 2)
            self.words.append(f"{label}: {words}")
        self.column.addLayout(table)

    def _application(self, template: SpTemplate) -> None:
        needs = []
        for need in template.jit.preconditions:
            told = [sentence(f"catalogue.precondition.{need.kind}", {"sp": template.name})]
            if need.setting:
                told.append(sentence("catalogue.precondition.setting", {"setting": need.setting}))
            if need.note:
                told.append(need.note)
            if not is_known(need.needed):
                told.append(sentence("proposal.note.maybe", {"sp": template.name}))
            words = " ".join(told)
            needs.append(words if need.needed is not False else f"Optional: {words}")
        self.items("What it needs", needs)
        reads = []
        for item in template.attributes:
            name = item.name or f"the name typed into “{item.slot}”"
            fields = ", ".join(field_words(field) for field in item.to)
            reads.append(f"{name} → {fields}" + (" (required)" if item.required is True else ""))
        self.items("Attributes it reads", reads or ["Unknown: no source lists them."])

    def _sources(self, sources: Iterable[Reference]) -> None:
        lines = []
        for source in sources:
            when = day(source.dated) if source.dated else "no date"
            lines.append(f"{_KINDS[source.kind]}, {when}: {source.ref}")
        if lines:
            self.head("Sources")
            for line in lines:
                self.say(line)

    def _other(self, template: IdpTemplate | SpTemplate, entity: Entity | None) -> None:
        if entity is not None:
            self._metadata(entity)
            self.say("The catalogue does not know it, so nothing beyond its metadata is proposed.")
        elif isinstance(template, IdpTemplate):
            self.say(
                "For one that the catalogue does not know. Its metadata, as a file or pasted, brings its entity ID and "
                "certificates; the attributes are then yours to map."
            )
        else:
            self.say(
                "For one that the catalogue does not know. Its metadata brings its addresses and the attributes that "
                "it asks for; what it does with a login is then yours to say in the policy."
            )

    def _metadata(self, entity: Entity) -> None:
        role = entity.idp or entity.sp
        lines = [f"Entity ID: {entity.entity_id}"]
        if role is not None:
            count = len(role.signing)
            lines.append("1 signing certificate" if count == 1 else f"{count} signing certificates")
            lines += [f"{item.location}" for item in role.endpoints[:3]]
            if role.unreadable_keys:
                lines.append(f"{role.unreadable_keys} keys that cannot be read")
            if role.requested:
                lines.append("asks for " + ", ".join(item.friendly_name or item.name for item in role.requested))
        if isinstance(entity.valid_until, datetime):
            lines.append(f"valid until {day(entity.valid_until)}")
        self.items("From its metadata", lines)
