"""Findings stand at the row that causes them, and the remedy is one click away."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.policy import MatchStep, Policy
from jitadmin.core.connection.role_map import Condition, Role, RoleMap, RoleRule
from jitadmin.core.jit.company import company_findings
from jitadmin.core.jit.lint import connection_findings
from jitadmin.core.jit.result import Finding
from jitadmin.gui.editors.remedies import remedy_for, remedy_words
from jitadmin.gui.workbench.page import Workbench
from tests.gui.company import CONNECTION, attribute, company, login, people, sample
from tests.gui.conftest import Open, settled
from tests.gui.driving import choose, fields, type_into_cell
from tests.gui.editing import Key, gathered, press

FIELD, SOURCE = 0, 1
TIP = Qt.ItemDataRole.ToolTipRole
replace = msgspec.structs.replace


def known(qtbot: QtBot, bench: Workbench) -> None:
    gathered(qtbot, bench)
    qtbot.waitUntil(lambda: not bench.everybody.findings.busy, timeout=20_000)


def codes(bench: Workbench) -> list[str]:
    return [one.finding.code for one in bench.everybody.findings.told]


def test_a_near_miss_stands_at_its_row_and_one_click_mends_it(qtbot: QtBot, bench: Workbench) -> None:
    known(qtbot, bench)
    type_into_cell(qtbot, bench, bench.attributes.table, 1, SOURCE, "Name")
    index = bench.attributes.model.index(1, FIELD)
    assert index.data(Qt.ItemDataRole.DecorationRole) is not None
    assert "the login has name" in index.data(TIP)
    assert "Change the source of the row to name" in index.data(TIP)
    assert bench.attributes.model.index(0, FIELD).data(Qt.ItemDataRole.DecorationRole) is None
    bench.attributes.table.go(1)
    (card,) = bench.attributes.editor.cards.cards
    assert card.fix.text() == "Read name"
    card.fix.setFocus()
    press(bench, Key.Key_Space)
    settled(qtbot, bench)
    assert bench.document.connection.attributes.rows[1].sources == (Source(attribute="name"),)
    assert fields(bench)["displayName"] == "Ada Lovelace"
    assert not bench.attributes.editor.cards.cards
    bench.undo.trigger()
    assert bench.document.connection.attributes.rows[1].sources == (Source(attribute="Name"),)


def test_the_list_counts_all_findings_and_leads_to_their_cause(qtbot: QtBot, bench: Workbench) -> None:
    known(qtbot, bench)
    told = bench.everybody.findings.told
    assert told
    assert bench.tabs.tabText(4) == f"Findings  {len(told)}"
    bench.tabs.setCurrentWidget(bench.findings)
    cards = [card for cards in bench.findings.lists.values() for card in cards.cards]
    assert len(cards) == len(told)
    everybody = next(card for card in cards if "gives Reader to everybody" in card.reason.text())
    assert everybody.remedy.text() == "Give the rule a condition, or make the role a default."
    everybody.show_cause.click()
    assert bench.tabs.currentWidget() is bench.roles
    assert bench.roles.current == 0


def test_a_remedy_of_the_list_is_applied_and_the_finding_goes(qtbot: QtBot, bench: Workbench) -> None:
    known(qtbot, bench)
    bench.tabs.setCurrentWidget(bench.findings)
    assert "finding.grants_to_all" in codes(bench)
    card = next(
        card for cards in bench.findings.lists.values() for card in cards.cards if "everybody" in card.reason.text()
    )
    card.fix.click()
    known(qtbot, bench)
    roles = bench.document.connection.roles
    assert roles.defaults == ("Reader",)
    assert [rule.name for rule in roles.rules] == ["Writers"]
    assert "finding.grants_to_all" not in codes(bench)
    bench.undo.trigger()
    assert bench.document.connection == CONNECTION


def test_findings_of_one_login_follow_the_chosen_person(qtbot: QtBot, bench: Workbench) -> None:
    known(qtbot, bench)
    type_into_cell(qtbot, bench, bench.attributes.table, 3, SOURCE, "Job")
    choose(qtbot, bench, "Ada Lovelace")
    assert "finding.near_miss" in codes(bench)
    choose(qtbot, bench, "Hedy Lamarr")
    assert "finding.near_miss" not in codes(bench), "she has no job at all"


def test_what_everybody_together_shows_is_found_in_the_background(qtbot: QtBot, bench: Workbench) -> None:
    known(qtbot, bench)
    assert "finding.reads_nothing" not in codes(bench)
    type_into_cell(qtbot, bench, bench.attributes.table, 3, SOURCE, "jobs")
    known(qtbot, bench)
    told = next(one for one in bench.everybody.findings.told if one.finding.code == "finding.reads_nothing")
    assert told.scope == "company"
    assert told.finding.origin == "attributes.rows[3]"
    assert bench.attributes.model.index(3, FIELD).data(Qt.ItemDataRole.DecorationRole) is not None


def test_findings_of_the_policy_stand_on_its_page(qtbot: QtBot, open_window: Open) -> None:
    steps = (MatchStep(by="emails.work"),)
    window = open_window(company(connection=replace(CONNECTION, policy=Policy(match=steps))))
    bench = window.bench
    assert bench is not None
    known(qtbot, bench)
    bench.tabs.setCurrentWidget(bench.policy)
    card = next(card for card in bench.policy.cards.cards if card.fix.text() == "Match first on the stored link")
    card.fix.click()
    assert [step.by for step in bench.document.connection.policy.match] == ["link", "emails.work"]


def test_a_hostile_group_in_a_finding_stays_text(qtbot: QtBot, open_window: Open) -> None:
    rule = RoleRule(name="<b>x</b>", grant=("Reader",))
    window = open_window(company(connection=replace(CONNECTION, roles=RoleMap(rules=(rule,)))))
    bench = window.bench
    assert bench is not None
    known(qtbot, bench)
    bench.roles.table.go(0)
    (card,) = bench.roles.editor.cards.cards
    assert "<b>x</b>" in card.reason.text()
    assert card.reason.textFormat() == Qt.TextFormat.PlainText
    assert "&lt;b&gt;" in bench.roles.model.index(0, 0).data(TIP)


# Each mechanical remedy, without a window: afterwards the finding is gone.


def rows(*made: AttributeRow) -> Connection:
    return replace(CONNECTION, attributes=AttributeMap(rows=made))


def ruled(*made: RoleRule, **knobs: object) -> Connection:
    declared = (Role(name="Reader"), Role(name="Editor"), Role(name="Owner", exists=False))
    return replace(CONNECTION, roles=RoleMap(rules=made, roles=declared, **knobs))  # type: ignore[arg-type]


WRITERS = Condition(attribute="groups", equals="writers")
CASES: dict[str, Connection] = {
    "finding.field_twice": rows(
        AttributeRow(field="title", sources=attribute("job")), AttributeRow(field="title", sources=attribute("room"))
    ),
    "finding.friendly_name": rows(
        AttributeRow(field="title", sources=(Source(attribute="job", match="nameOrFriendlyName"),))
    ),
    "finding.key_not_read": replace(
        CONNECTION, policy=Policy(match=(MatchStep(by="userName"), MatchStep(by="externalId")))
    ),
    "finding.grants_to_all": ruled(RoleRule(grant=("Reader",))),
    "finding.unreachable_rule": ruled(
        RoleRule(grant=("Reader",)), RoleRule(grant=("Editor",), when=WRITERS), pick="first"
    ),
    "finding.shadowed_rule": ruled(
        RoleRule(grant=("Reader",), when=WRITERS), RoleRule(grant=("Editor",), when=WRITERS), pick="first"
    ),
    "finding.narrower_rule": ruled(
        RoleRule(grant=("Reader",), when=WRITERS),
        RoleRule(grant=("Editor",), when=Condition(all=(WRITERS, Condition(attribute="job", equals="Don")))),
        pick="first",
    ),
    "finding.same_condition": ruled(
        RoleRule(grant=("Reader",), when=WRITERS), RoleRule(grant=("Editor",), when=WRITERS)
    ),
    "finding.undeclared_role": ruled(RoleRule(grant=("Admin",), when=WRITERS)),
    "finding.role_not_there": ruled(RoleRule(grant=("Owner",), when=WRITERS)),
    "finding.mutable_key": replace(CONNECTION, policy=Policy(match=(MatchStep(by="emails.work"),))),
    "finding.unverified_address": replace(CONNECTION, policy=Policy(match=(MatchStep(by="emails.work"),))),
    "finding.never_removes": ruled(RoleRule(grant=("Reader",), when=WRITERS), membership="addOnly"),
}


@pytest.mark.parametrize("code", CASES)
def test_the_remedy_of_the_connection_takes_its_finding_away(code: str) -> None:
    connection = CASES[code]
    finding = next(one for one in connection_findings(connection) if one.code == code)
    assert remedy_words(finding)
    remedy = remedy_for(connection, finding)
    assert remedy is not None
    left = [one for one in connection_findings(remedy.after) if one.code == code]
    assert len(left) < sum(one.code == code for one in connection_findings(connection))


def of_login(connection: Connection, data: bytes) -> tuple[Finding, ...]:
    workspace = company((sample(data, "One", "one@example.test"),), connection)
    preview = workspace.preview(connection, workspace.samples(connection.name)[0])
    assert preview.effect is not None
    return preview.effect.findings


def _strict(connection: Connection) -> Connection:
    return replace(connection, roles=replace(connection.roles, membership="exact", rules=connection.roles.rules[1:]))


def _held(connection: Connection) -> Connection:
    gone = RoleRule(name="None", when=Condition(attribute="groups", equals="nobody"), grant=("Reader",))
    return replace(connection, roles=replace(connection.roles, membership="addOnly", rules=(gone,)))


def _cleared(connection: Connection) -> Connection:
    row = AttributeRow(field="title", sources=attribute("nothing"), missing="clear")
    return replace(connection, attributes=replace(connection.attributes, rows=(*connection.attributes.rows[:3], row)))


LOGINS: dict[str, tuple[Callable[[Connection], Connection], bytes]] = {
    "finding.duplicate": (lambda one: one, login("GRACE", "Grace Hopper")),
    "finding.removes_by_hand": (_strict, login("grace", "Grace Hopper", groups=["nobody"])),
    "finding.not_revoked": (_held, login("grace", "Grace Hopper")),
    "finding.field_cleared": (_cleared, login("grace", "Grace Hopper")),
    "finding.foreign_domain": (
        lambda one: replace(one, identity_provider=replace(one.identity_provider, domains=("other.test",))),
        login("ada", "Ada"),
    ),
}


@pytest.mark.parametrize("code", LOGINS)
def test_the_remedy_of_a_login_takes_its_finding_away(code: str) -> None:
    make, data = LOGINS[code]
    connection = make(CONNECTION)
    finding = next(one for one in of_login(connection, data) if one.code == code)
    remedy = remedy_for(connection, finding)
    assert remedy is not None
    assert code not in [one.code for one in of_login(remedy.after, data)]


def test_the_remedy_of_everybody_takes_its_finding_away() -> None:
    nobody = RoleRule(name="Ghosts", when=Condition(attribute="groups", equals="ghosts"), grant=("Reader",))
    connection = replace(CONNECTION, roles=replace(CONNECTION.roles, rules=(*CONNECTION.roles.rules, nobody)))
    workspace = company(people(), connection)
    found = company_findings(connection, workspace.preview_all(connection, workspace.samples(connection.name)))
    finding = next(one for one in found if one.code == "finding.holds_for_nobody")
    remedy = remedy_for(connection, finding)
    assert remedy is not None
    assert remedy.after.roles.rules == CONNECTION.roles.rules


def test_a_finding_of_an_older_draft_has_no_remedy() -> None:
    finding = Finding(code="finding.shadowed_rule", severity="warning", origin="roles.rules[99]", args={"rule": "x"})
    assert remedy_for(CONNECTION, finding) is None
    assert remedy_for(CONNECTION, Finding(code="cel.syntax", severity="error")) is None
    assert remedy_words(Finding(code="cel.syntax", severity="error")).startswith("Correct the expression")


def test_a_message_that_is_not_believed_never_widens_the_trust(qtbot: QtBot, open_window: Open) -> None:
    strict = replace(CONNECTION, identity_provider=replace(CONNECTION.identity_provider, domains=("other.test",)))
    window = open_window(company(connection=strict))
    bench = window.bench
    assert bench is not None
    known(qtbot, bench)
    bench.attributes.table.go(2)
    choose(qtbot, bench, "Ada Lovelace")
    (card,) = bench.attributes.editor.cards.cards
    assert card.fix.text() == "Believe example.test"
    assert not card.fix.isHidden()
    choose(qtbot, bench, "Eve Moneypenny")
    (card,) = bench.attributes.editor.cards.cards
    assert card.fix.isHidden()
