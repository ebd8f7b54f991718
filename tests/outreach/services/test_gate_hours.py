"""From rows to the stored decision: for every rule about the hour and the number of tries, rows that make it wait."""

from datetime import date, timedelta

import pytest

from crm.models import Ownership
from tests.factories.crm import PropertyFactory
from tests.outreach.services.gate_world import TODAY, named, utc


def second_text_of_the_day(w):
    w.earlier(3)


def fourth_attempt_of_the_day(w):
    for hours in (20, 10, 2):
        w.called(hours)


def night_everywhere(w):
    w.at = utc(TODAY + timedelta(days=1), 2)  # 22:00 in Orlando


def evening_in_florida(w):
    w.at = utc(TODAY + timedelta(days=1), 0, 30)  # 20:30 in Orlando


def morning_in_texas(w):
    w.contact_has(state="TX", county="Dallas")
    w.at = utc(TODAY, 13, 30)  # 08:30 in Dallas, 09:30 in Orlando


def told_us_their_zone(w):
    w.contact_has(explicit_zone="Pacific/Honolulu", zone_source="told by text")


def holiday_in_utah(w):
    w.contact_has(state="UT", county="")
    w.at = utc(date(2026, 7, 24), 18)


def mail_at_night(w):
    w.mails()
    w.at = utc(TODAY + timedelta(days=1), 2)


def homes_of_one_without_an_address(w):
    """No mailing address is known: any of the homes may be theirs, so all their zones must be open."""
    w.contact_has(state="", county="")
    for state, county in (("FL", "Orange"), ("CA", "Los Angeles")):
        home = PropertyFactory(brokerage=w.brokerage, situs_state=state, county=county)
        Ownership.objects.create(contact=w.lead.contact, property=home)
    w.at = utc(TODAY, 14)  # 07:00 in Los Angeles


def property_of_one_who_lives_there(w):
    """They live in the second home they own: its zone counts, not that of the first one bought."""
    elsewhere = PropertyFactory(brokerage=w.brokerage)
    home = PropertyFactory(brokerage=w.brokerage, situs_state="CA", county="Los Angeles")
    Ownership.objects.create(contact=w.lead.contact, property=elsewhere, owner_occupied=False)
    Ownership.objects.create(contact=w.lead.contact, property=home, owner_occupied=True)
    w.at = utc(TODAY, 14)  # 07:00 in Los Angeles


DEFERRED = [
    (second_text_of_the_day, "FREQ-1", "FREQ_CAP_DAY", utc(TODAY + timedelta(days=1), 13)),
    (fourth_attempt_of_the_day, "FL-FREQ-1", "FREQ_CAP_3", utc(TODAY, 20)),
    (night_everywhere, "TCPA-QH-1", "QUIET_HOURS", utc(TODAY + timedelta(days=1), 12)),
    (evening_in_florida, "FL-QH-1", "QUIET_HOURS", utc(TODAY + timedelta(days=1), 12)),
    (morning_in_texas, "ST-QH-1", "QUIET_HOURS", utc(TODAY, 14)),
    (told_us_their_zone, "TCPA-QH-1", "QUIET_HOURS", utc(TODAY, 18)),
    (holiday_in_utah, "ST-QH-2", "QUIET_HOURS", utc(date(2026, 7, 25), 14)),
    (mail_at_night, "EML-QH-1", "QUIET_HOURS", utc(TODAY + timedelta(days=1), 12)),
    (homes_of_one_without_an_address, "TCPA-QH-1", "QUIET_HOURS", utc(TODAY, 15)),
    (property_of_one_who_lives_there, "TCPA-QH-1", "QUIET_HOURS", utc(TODAY, 15)),
]


@pytest.mark.parametrize(("change", "rule", "reason", "until"), named(DEFERRED))
def test_rows_reach_the_rule_that_defers(world, change, rule, reason, until):
    change(world)
    decision = world.decision()

    assert (decision.verdict, decision.reason, decision.rule) == ("defer", reason, rule)
    assert decision.defer_until == until
