"""Findings stand at the row that causes them, and the remedy is one click away."""

import threading
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.policy import MatchStep, Policy
from jitadmin.core.connection.role_map import Condition, Role, RoleMap, RoleRule
from jitadmin.core.jit.company import company_findings
from jitadmin.core.jit.lint import connection_findings
from jitadmin.core.jit.result import Finding
from jitadmin.core.sample import Sample
from jitadmin.gui.editors.remedies import remedy_for, remedy_words
from jitadmin.gui.workbench.page import Workbench
from tests.gui.company import CONNECTION, attribute, company, login, people, sample
from tests.gui.conftest import Open, settled
from tests.gui.driving import choose, fields, listed, type_into_cell
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


# Every kind that an admin is promised stands in the list, with its reason and its remedy.

READER, EDITOR = Role(name="Reader", privilege=5), Role(name="Editor", privilege=90)


def _roles(*rules: RoleRule, **knobs: object) -> Connection:
    made = RoleMap(rules=rules, roles=(READER, EDITOR), groups_attribute="groups", **knobs)  # type: ignore[arg-type]
    return replace(CONNECTION, roles=made)


def _member(name: str, *grant: str) -> RoleRule:
    return RoleRule(grant=grant, when=Condition(attribute="groups", member_of=name))


def _team(*groups: tuple[str, ...]) -> tuple[Sample, ...]:
    """People of one title, each in the groups given."""
    return tuple(
        sample(login(f"p{at}", f"Person {at}", groups=list(own)), f"Person {at}", f"p{at}@example.test")
        for at, own in enumerate(groups)
    )


def _by_mail(*people: tuple[str, str]) -> tuple[Sample, ...]:
    return tuple(sample(login(user, name), name, f"{at}") for at, (user, name) in enumerate(people))


SLACK = replace(
    CONNECTION,
    service_provider=replace(CONNECTION.service_provider, template="slack"),
    attributes=AttributeMap(rows=(AttributeRow(field="userName", sources=("nameId",)),)),
)
GRACE = (sample(login("grace", "Grace Hopper", groups=["writers"]), "Grace Hopper", "grace@example.test"),)
PROMISED: dict[str, tuple[Connection, tuple[Sample, ...]]] = {
    "wider_than_peers": (
        _roles(_member("staff", "Reader"), _member("writers", "Editor")),
        _team(("staff",), ("staff",), ("staff",), ("staff",), ("staff", "writers")),
    ),
    "grants_to_all": (_roles(RoleRule(grant=("Editor",))), people()),
    "holds_for_all": (_roles(_member("staff", "Reader")), _team(*(("staff",),) * 5)),
    "lookalike_group": (_roles(_member("admins", "Reader"), _member("аdmins", "Editor")), people()),
    "lookalike_value": (_roles(_member("staff", "Reader")), _team(("staff",), ("Staff",))),
    "shadowed_rule": (_roles(_member("staff", "Reader"), _member("staff", "Editor"), pick="first"), people()),
    "unreachable_rule": (_roles(RoleRule(grant=("Reader",)), _member("staff", "Editor"), pick="first"), people()),
    "contradiction": (
        _roles(
            RoleRule(grant=("Reader",), when=Condition(all=(WRITERS, Condition(not_=WRITERS)))),
        ),
        people(),
    ),
    "required_unmapped": (SLACK, people()),
    "mutable_key": (replace(CONNECTION, policy=Policy(match=(MatchStep(by="emails.work"),))), people()),
    "unverified_address": (replace(CONNECTION, policy=Policy(match=(MatchStep(by="emails.work"),))), people()),
    "foreign_domain": (
        replace(CONNECTION, identity_provider=replace(CONNECTION.identity_provider, domains=("other.test",))),
        people(),
    ),
    "collapse": (
        replace(CONNECTION, policy=Policy(match=(MatchStep(by="userName", compare="ignoreCase"),))),
        _by_mail(("grace", "Grace Hopper"), ("GRACE", "Another")),
    ),
    "twins": (CONNECTION, _by_mail(("eva", "Eva One"), ("EVA", "Eva Two"))),
    "duplicate": (CONNECTION, _by_mail(("GRACE", "Grace Hopper"))),
    "same_address": (
        replace(
            CONNECTION,
            attributes=AttributeMap(
                rows=(
                    AttributeRow(field="userName", sources=(Source(attribute="room"),)),
                    *CONNECTION.attributes.rows[1:],
                )
            ),
        ),
        GRACE,
    ),
    "privilege_gained": (
        _roles(_member("writers", "Reader", "Editor")),
        GRACE,
    ),
    "not_revoked": (_held(CONNECTION), GRACE),
    "kept_by_hand": (_roles(_member("writers", "Editor")), GRACE),
    "never_removes": (_roles(_member("staff", "Reader"), membership="addOnly"), people()),
}


@pytest.mark.parametrize("code", PROMISED)
def test_what_is_promised_is_found_and_shown(qtbot: QtBot, open_window: Open, code: str) -> None:
    connection, samples = PROMISED[code]
    if code == "privilege_gained":
        declared = (replace(READER, permissions=("read",)), replace(EDITOR, permissions=("read", "write")))
        connection = replace(connection, roles=replace(connection.roles, roles=declared))
    bench = open_window(company(samples, connection)).bench
    assert bench is not None
    known(qtbot, bench)
    qtbot.waitUntil(lambda: f"finding.{code}" in codes(bench))
    bench.tabs.setCurrentWidget(bench.findings)
    told = next(one for one in bench.everybody.findings.told if one.finding.code == f"finding.{code}")
    cards = [card for cards in bench.findings.lists.values() for card in cards.cards]
    card = next(card for card in cards if card.reason.text() == told.words)
    assert card.remedy.text()
    assert card.isVisible()
    if told.finding.origin:
        bench.go_to(told.finding.origin)
        assert bench.tabs.currentWidget() is not bench.findings, "it leads to its cause"


def test_what_the_application_requires_gets_a_row_with_one_click(qtbot: QtBot, open_window: Open) -> None:
    bench = open_window(company(people(), SLACK)).bench
    assert bench is not None
    known(qtbot, bench)
    qtbot.waitUntil(lambda: "finding.required_unmapped" in codes(bench))
    bench.tabs.setCurrentWidget(bench.findings)
    cards = bench.findings.lists["connection"].cards
    card = next(card for card in cards if "Slack requires emails.work" in card.reason.text())
    card.fix.setFocus()
    press(bench, Key.Key_Space)
    made = bench.document.connection.attributes.rows[-1]
    assert (made.field, made.sources, made.required) == ("emails.work", (Source(attribute="User.Email"),), True)
    assert "finding.required_unmapped" not in codes(bench)
    bench.undo.trigger()
    assert "finding.required_unmapped" in codes(bench)


def test_looking_at_everybody_can_be_stopped_and_begun_again(qtbot: QtBot, open_window: Open) -> None:
    workspace = company()
    gate = threading.Event()
    judge = workspace.preview_all

    class Slow(type(workspace)):  # type: ignore[misc]
        def preview_all(self, connection, samples, progress=None):  # type: ignore[no-untyped-def]
            while progress is not None and not gate.is_set():
                progress.step(1, len(samples), "logins")
                gate.wait(0.01)
            yield from judge(connection, samples, progress)

    workspace.__class__ = Slow
    bench = open_window(workspace).bench
    assert bench is not None
    page, findings = bench.findings, bench.everybody.findings
    bench.tabs.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.waiting.text() == "Looking at everybody: 1 of 6…", timeout=20_000)
    page.stop.click()
    assert not findings.busy
    assert page.waiting.text() == "Not everybody was looked at."
    gate.set()
    page.stop.click()
    assert findings.busy
    known(qtbot, bench)
    assert not page.stop.isVisible()
    assert not page.waiting.isVisible()


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("wider_than_peers", ["Person 4"]),
        ("lookalike_value", ["Person 1"]),
        ("collapse", ["Grace Hopper", "Another"]),
        ("twins", ["Eva One", "Eva Two"]),
    ],
)
def test_a_finding_over_everybody_leads_to_the_logins_that_it_names(
    qtbot: QtBot, open_window: Open, code: str, shown: list[str]
) -> None:
    connection, samples = PROMISED[code]
    bench = open_window(company(samples, connection)).bench
    assert bench is not None
    known(qtbot, bench)
    qtbot.waitUntil(lambda: f"finding.{code}" in codes(bench))
    bench.tabs.setCurrentWidget(bench.findings)
    told = next(one for one in bench.everybody.findings.told if one.finding.code == f"finding.{code}")
    card = next(one for one in bench.findings.lists["company"].cards if one.reason.text() == told.words)
    assert card.show_people.text() == ("Show the login" if len(shown) == 1 else "Show the logins")
    card.show_people.setFocus()
    press(bench, Key.Key_Space)
    assert listed(bench) == shown
    assert bench.evaluation.sample is not None
    assert bench.evaluation.sample.label == shown[-1]
    bench.samples.clear_filter()
    assert len(listed(bench)) == len(samples)


def test_a_finding_of_the_connection_names_no_login(qtbot: QtBot, bench: Workbench) -> None:
    known(qtbot, bench)
    bench.tabs.setCurrentWidget(bench.findings)
    cards = bench.findings.lists["connection"].cards
    assert cards
    assert all(card.show_people.isHidden() for card in cards)


def test_a_workbench_that_goes_while_everybody_is_looked_at_leaves_nothing_behind(
    qtbot: QtBot, open_window: Open
) -> None:
    workspace = company()
    let_go, begun = threading.Event(), threading.Event()
    judge = workspace.preview_all

    class Slow(type(workspace)):  # type: ignore[misc]
        def preview_all(self, connection, samples, progress=None):  # type: ignore[no-untyped-def]
            if progress is not None:
                progress.step(1, len(samples), "logins")
                begun.set()
                let_go.wait(20)
                # The window hears of it although nobody looks any more.
                progress._reported = 0.0
                progress._task.told.emit(2, len(samples), "logins")
            yield from judge(connection, samples, progress)

    workspace.__class__ = Slow
    window = open_window(workspace)
    assert window.bench is not None
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    bench = window.bench
    window.pages.benches.clear()
    qtbot.waitUntil(lambda: not isValid(bench))
    let_go.set()
    qtbot.waitUntil(lambda: not window.runner._tasks, timeout=20_000)
