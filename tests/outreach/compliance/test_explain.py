"""What people read about a decision."""

import pytest

from outreach.compliance.explain import BLOCKS, explain
from outreach.compliance.gate import decide
from outreach.compliance.rules import shipped_rules
from outreach.compliance.vectors import facts_of

ORLANDO = {"number": "+14075550142", "mailing": {"state": "FL", "county": "Orange"}}
NOON = "2026-07-15T16:00:00Z"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"now_utc": NOON, **ORLANDO}, "Allowed: every check passed."),
        (
            {"now_utc": "2026-07-16T00:45:00Z", **ORLANDO},
            "Held until 8:00 AM Eastern tomorrow. "
            "Florida allows calls and texts from 8 AM to 8 PM, and it is 8:45 PM there.",
        ),
        (
            {"now_utc": "2026-07-19T18:00:00Z", "number": "+12055550142"},
            "Held until 8:00 AM Central tomorrow. Alabama allows no calls or texts on Sundays.",
        ),
        (
            {"now_utc": "2026-12-25T18:00:00Z", "number": "+18015550142"},
            "Held until 8:00 AM Mountain tomorrow. Utah allows no calls or texts today, a legal holiday.",
        ),
        (
            {"now_utc": "2026-07-15T11:30:00Z", "number": "+12015550142", "policy": {"sender_state": "NJ"}},
            "Held until 8:00 AM Eastern. New Jersey allows calls and texts from 8 AM to 9 PM, and it is 7:30 AM there.",
        ),
        (
            {"now_utc": "2026-07-16T00:30:00Z", "number": "+18505550142"},
            "Held until 9:00 AM Eastern tomorrow. Florida allows calls and texts from 8 AM to 8 PM, and it is "
            "8:30 PM there. Several time zones are possible, and all must be open.",
        ),
        (
            {"now_utc": "2026-07-16T01:30:00Z", "channel": "email", **ORLANDO},
            "Held until 8:00 AM Eastern tomorrow. Marketing email goes out from 8 AM to 9 PM only.",
        ),
        (
            {
                "now_utc": "2026-07-15T19:59:00Z",
                "history": [{"at": "2026-07-14T20:00:00Z", "channel": "sms", "auto": True, "purpose": "marketing"}],
                **ORLANDO,
            },
            "Held until 4:00 PM Eastern. "
            "One automated message a day is the limit, and one went out in the last 24 hours.",
        ),
        (
            {"now_utc": NOON, "suppressed": ["phone"], **ORLANDO},
            "Blocked. This person asked us to stop, and only their own new opt-in can change that.",
        ),
    ],
)
def test_explain_says_it_as_a_person_would(given, sentence):
    assert explain(decide(facts_of(given), shipped_rules())) == sentence


def test_every_block_of_the_vectors_has_words(gate_vectors):
    reasons = {vector["expect"]["reason"] for vector in gate_vectors if vector["expect"]["decision"] == "block"}

    assert reasons - set(BLOCKS) == set()
