"""The rule book as rows: dated, checked, named in decisions, and closed when broken."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from outreach.compliance import rule_words
from outreach.compliance.quiet_hours import is_holiday
from outreach.compliance.rule_lines import InvalidRule, RuleLine, build, check, shipped_lines
from outreach.compliance.rules import shipped_rules
from outreach.models import LawRule
from outreach.services import gating, rulebook
from outreach.states import RuleKind
from realestate.lib import clock
from tests.factories.outreach import NOON

TODAY = date(2026, 7, 15)


@pytest.fixture
def loaded(db):
    LawRule.objects.exists() or rulebook.load_shipped()


def enter(kind, subject, text, *, on=None, until=None):
    line = RuleLine(kind=kind, subject=subject, value=rule_words.read(kind, text), source="a statute", confidence="A")
    return rulebook.add(line, effective_on=on, ends_on=until, entered_by="op@homestretch.example")


def test_the_shipped_rows_make_the_shipped_book(loaded):
    book, shipped = rulebook.in_force(TODAY), shipped_rules()

    assert (book.version, book.hours, book.limits) == (shipped.version, shipped.hours, shipped.limits)
    assert (book.zones.states, book.zones.counties) == (shipped.zones.states, shipped.zones.counties)
    assert (book.zones.area_codes, book.state_lists) == (shipped.zones.area_codes, shipped.state_lists)
    assert rulebook.load_shipped() == 0


def test_every_shipped_line_is_valid_and_reads_back_as_it_is_written():
    for line in shipped_lines():
        check(line)
        assert rule_words.read(line.kind, rule_words.written(line.kind, line.value)) == line.value


def test_a_rule_counts_from_its_day_and_the_version_names_the_edit(loaded):
    row = enter(RuleKind.HOURS, "FL", "Mon-Fri 10:00-18:00, Sat closed, Sun closed, holidays open", on=TODAY)

    assert str(rulebook.in_force(TODAY - timedelta(days=1)).hours_of("FL").weekdays) == "08:00-20:00"
    book = rulebook.in_force(TODAY)
    assert str(book.hours_of("FL").weekdays) == "10:00-18:00"
    assert book.version == f"{shipped_rules().version}+{row.pk}"


def test_an_emergency_blocks_for_its_days(loaded, lead):
    enter(RuleKind.EMERGENCY, "FL", "Hurricane, order 26-101", on=TODAY, until=TODAY + timedelta(days=3))
    decision = gating.preview(lead, channel="sms")
    assert (decision.reason, decision.rule) == ("STATE_EMERGENCY", "ST-QH-3")

    with clock.held(NOON + timedelta(days=4)):
        assert gating.preview(lead, channel="sms").reason is None


def test_a_single_holiday_closes_where_holidays_close(loaded):
    enter(RuleKind.HOLIDAY, "LA 2026-07-15", "yes")
    assert is_holiday(rulebook.in_force(TODAY), "LA", TODAY)
    assert not is_holiday(rulebook.in_force(TODAY), "RI", TODAY)


@pytest.mark.parametrize(
    ("kind", "subject", "text", "said"),
    [(RuleKind.HOURS, "FL", "Mon-Fri 21:00-08:00, Sat closed, Sun closed, holidays open", "does not open before"),
     (RuleKind.HOURS, "FL", "Mon-Fri 07:00-20:00, Sat closed, Sun closed, holidays open", "Federal law"),
     (RuleKind.HOURS, "FL", "all day", "like this"), (RuleKind.HOURS, "ZZ", "Mon-Fri closed", "like this"),
     (RuleKind.HOURS, "US", "Mon-Fri closed, Sat closed, Sun closed, holidays open", "cannot be closed"),
     (RuleKind.LIMIT, "attempts_per_day", "4", "between 1 and 3"), (RuleKind.LIMIT, "list_age_days", "32", "31"),
     (RuleKind.LIMIT, "luck", "1", "no threshold"), (RuleKind.LIMIT, "list_age_days", "many", "like this"),
     (RuleKind.ZONES, "FL", "Mars/Olympus", "no time zone"), (RuleKind.ZONES, "FL", "", "at least one"),
     (RuleKind.COUNTY, "Bay", "America/Chicago", "FL/Bay"), (RuleKind.AREA_CODE, "12", "FL: America/New_York", "three"),
     (RuleKind.AREA_CODE, "407", "ZZ: America/New_York", "no state"), (RuleKind.EMERGENCY, "ZZ", "storm", "no state"),
     (RuleKind.HOLIDAY, "LA someday", "yes", "LA 2026"), (RuleKind.STATE_LIST, "GA", "perhaps", "like this")],
)  # fmt: skip
def test_a_bad_edit_is_refused_in_words_and_changes_nothing(loaded, kind, subject, text, said):
    before = LawRule.objects.count()
    with pytest.raises(InvalidRule, match=said), transaction.atomic():
        enter(kind, subject, text)

    assert LawRule.objects.count() == before


def test_a_rule_without_a_source_is_refused(loaded):
    with pytest.raises(InvalidRule, match="statute"), transaction.atomic():
        rulebook.add(RuleLine(kind=RuleKind.STATE_LIST, subject="GA", value=True), effective_on=None)


def test_rows_that_make_no_book_close_the_gate(loaded, lead):
    LawRule.objects.create(kind="hours", subject="FL", value={"weekdays": "noon"}, source="slip", confidence="C")
    decision = gating.preview(lead, channel="sms")

    assert (decision.reason, decision.rule) == ("GATE_ERROR", "SYS-2")
    assert not rulebook.finding().ok


def test_rules_cannot_be_changed_behind_the_pages(loaded):
    for statement in ("UPDATE outreach_lawrule SET value = '1'", "DELETE FROM outreach_lawrule"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


TIMES = st.integers(8 * 60, 21 * 60).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


@given(st.lists(TIMES, min_size=2, max_size=2, unique=True).map(sorted))
def test_whatever_hours_are_entered_are_the_hours_in_the_book(pair):
    text = f"Mon-Fri {pair[0]}-{pair[1]}, Sat closed, Sun closed, holidays closed"
    line = RuleLine(kind=RuleKind.HOURS, subject="GA", value=rule_words.read(RuleKind.HOURS, text), source="x")
    check(line)

    hours = build([*shipped_lines(), line], "trial").hours_of("GA")
    assert (str(hours.weekdays), hours.saturday, hours.open_on_holidays) == (f"{pair[0]}-{pair[1]}", None, False)
