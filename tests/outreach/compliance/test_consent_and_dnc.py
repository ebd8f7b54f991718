"""Consent, do-not-call lists and reassigned numbers beyond the vectors."""

from datetime import date

import pytest

from outreach.compliance.dnc import add_months
from outreach.compliance.gate import decide
from outreach.compliance.rules import shipped_rules
from outreach.compliance.vectors import facts_of

NOON = "2026-07-15T16:00:00Z"
ORLANDO = {"number": "+14075550148", "mailing": {"state": "FL", "county": "Orange"}}
CALL = {"channel": "call_live", "consent": {"level": "none"}}


def reason(**given):
    return decide(facts_of({"now_utc": NOON, **ORLANDO, **given}), shipped_rules()).reason


@pytest.mark.parametrize("part", ["signed", "names_seller", "number_matches", "disclosed_automated", "not_condition"])
def test_tcpa_con_2_each_part_of_a_written_consent_is_needed(part):
    assert reason(consent={part: False}) == "CONSENT_INCOMPLETE"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"consent": {"revoked": True}}, "CONSENT_REVOKED"),
        ({"consent": {"revoked": True}, "purpose": "reply", "last_inbound_at": "2026-07-15T15:55:00Z"},
         "CONSENT_REVOKED"),
        ({"consent": {"level": "pec"}, "purpose": "informational"}, None),
        ({"consent": {"level": "inquiry"}, "purpose": "informational"}, "CONSENT_REQUIRED"),
        ({"consent": {"level": "inquiry"}, "purpose": "informational", "channel": "email"}, None),
        ({"consent": {"level": "inquiry"}, "channel": "email"}, None),
        ({"consent": {"level": "none"}, "channel": "email", "policy": {"allow_cold_email": True}}, None),
        ({"source": "scraped_site", "channel": "email", "policy": {"allow_cold_email": True}}, "SOURCE_HARVESTED"),
        ({"consent": {"channels": ["sms"]}, "channel": "email"}, "CONSENT_CHANNEL"),
    ],
)  # fmt: skip
def test_consent(given, expected):
    assert reason(**given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"dnc": {"state": "listed"}}, "DNC_STATE"),
        ({"dnc": {"state": "unknown"}}, "DNC_SCRUB_MISSING"),
        ({"dnc": {"state": "no_list", "state_age_days": None}}, None),
        ({"dnc": {"state_age_days": 32}}, "DNC_SCRUB_STALE"),
        ({"dnc": {"national": "listed", "state": "listed"}, "ebr": {"type": "inquiry", "at": "2026-07-01T12:00:00Z"}},
         None),
        ({"dnc": {"national": "unknown", "national_age_days": 90}}, "DNC_SCRUB_MISSING"),
    ],
)  # fmt: skip
def test_dnc_for_a_call_without_written_consent(given, expected):
    assert reason(**CALL, **given) == expected


def test_dnc_1_written_consent_for_calls_takes_the_lists_place():
    assert reason(channel="call_live", dnc={"national": "listed"}) is None
    assert reason(channel="call_live", dnc={"national": "listed"}, consent={"channels": ["sms"]}) == "DNC_NATIONAL"


@pytest.mark.parametrize(
    ("rnd", "last_inbound_at", "expected"),
    [
        ({"age_days": 31}, None, None),
        ({"age_days": 32}, None, "RND_STALE"),
        ({"result": None}, None, "RND_STALE"),
        ({"result": None}, "2026-06-01T16:00:00Z", None),
        ({"result": None}, "2026-05-30T16:00:00Z", "RND_STALE"),
        ({"result": "yes"}, "2026-07-15T15:00:00Z", "REASSIGNED"),
    ],
)
def test_rnd_2_a_fresh_look_up_or_a_message_from_the_number(rnd, last_inbound_at, expected):
    assert reason(rnd=rnd, last_inbound_at=last_inbound_at) == expected


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 4, 15), 3, date(2026, 7, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 1, 16), 18, date(2026, 7, 16)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_add_months_keeps_to_the_calendar(day, months, then):
    assert add_months(day, months) == then
