"""A decision never gets more permissive when a fact gets worse, whatever else is wrong already."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.compliance.gate import decide
from outreach.compliance.rules import shipped_rules
from outreach.compliance.vectors import CLEAN, facts_of
from outreach.compliance.verdicts import Verdict

RULES = shipped_rules()
SEVERITY = {Verdict.ALLOW: 0, Verdict.DEFER: 1, Verdict.BLOCK: 2}
CALL = {"at": "2026-07-15T10:00:00Z", "channel": "call_live", "auto": False, "purpose": "marketing"}
ALWAYS = datetime.max.replace(tzinfo=UTC)


def part(name, **worse):
    """Return a change of some inputs of one part, the others of that part as they are."""
    return lambda stated: {**stated, name: {**CLEAN[name], **(stated.get(name) or {}), **worse}}


def whole(**worse):
    """Return a change of whole inputs."""
    return lambda stated: {**stated, **worse}


def one_more(name, *values):
    """Return a change that adds to a list."""
    return lambda stated: {**stated, name: [*stated.get(name, ()), *values]}


def one_more_attempt(minutes, **what):
    def change(stated):
        at = datetime.fromisoformat(stated["now_utc"]) - timedelta(minutes=minutes)
        attempt = {"at": at.isoformat(), "channel": "sms", "auto": True, "purpose": "marketing", **what}
        return {**stated, "history": [*stated.get("history", ()), attempt]}

    return change


def weaker_consent(stated):
    """One step down the ladder. Email stands on an inquiry as it does on a consent, so nothing is weaker there."""
    ladder = ["pewc", "pec", "inquiry", "none"]
    level = stated.get("consent", {}).get("level", "pewc")
    if stated["channel"] == "email":
        return stated
    return part("consent", level=ladder[min(ladder.index(level) + 1, 3)])(stated)


def nobody_asked(stated):
    return {**stated, "last_inbound_at": None}


def marketing_after_all(stated):
    return {**stated, "purpose": "marketing"}


WORSE = {
    "opted out of texts": one_more("suppressed", "sms"),
    "opted out of calls": one_more("suppressed", "calls"),
    "opted out of email": one_more("suppressed", "email"),
    "opted out of everything": one_more("suppressed", "all"),
    "wrong number": one_more("number_flags", "wrong_number"),
    "litigator": one_more("number_flags", "litigator"),
    "landline": whole(line_type="landline"),
    "address bounced": whole(email_status="hard_bounce"),
    "emergency": one_more("emergency_states", "FL", "TX", "AL"),
    "series over": part("campaign", touches_sent=5),
    "consent weaker": weaker_consent,
    "consent taken back": part("consent", revoked=True),
    "consent to another": part("consent", seller_match=False),
    "consent for no channel": part("consent", channels=[]),
    "consent unsigned": part("consent", signed=False),
    "consent prechecked": part("consent", prechecked=True),
    "address harvested": whole(source="harvested"),
    "no relationship": whole(ebr=None),
    "national list": part("dnc", national="listed"),
    "national list unknown": part("dnc", national="unknown"),
    "state list": part("dnc", state="listed"),
    "lists stale": part("dnc", national_age_days=32, state_age_days=32),
    "reassigned unknown": part("rnd", result="no_data"),
    "reassigned stale": part("rnd", age_days=32),
    "unregistered": part("sender", a2p_registered=False),
    "lint failed": part("content", lint="fail"),
    "edited": part("content", hash="h2"),
    "not staff": whole(recipient_is_staff=False),
    "a text of late": one_more_attempt(30),
    "a text of yesterday": one_more_attempt(1439),
    "an email of late": one_more_attempt(300, channel="email"),
    "a call of late": one_more_attempt(600, channel="call_live", auto=False),
    "look-ups required": part("policy", rnd_required=True),
    "no cold email": part("policy", allow_cold_email=False),
    "no grace": part("policy", reply_grace_min=0),
    "nobody asked": nobody_asked,
    "lives in California too": whole(situs={"state": "CA"}, owner_occupied=True),
}
# What a reply or news of an appointment may do, marketing may not do more freely. Alerts and answers to HELP or STOP
# stand on grounds of their own, so for them it is another message, not a worse one.
PURPOSES = ["marketing", "informational", "reply"]

places = st.sampled_from(
    [("+14075550147", "FL"), ("+18505550142", "FL"), ("+12145550142", "TX"), ("+12055550142", "AL"),
     ("+12015550142", "NJ")]
)  # fmt: skip


@st.composite
def cases(draw):
    """Any message in any hour of two years, with any few things wrong with it."""
    now = draw(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
    number, state = draw(places)
    stated = {
        "now_utc": now.isoformat(),
        "number": number,
        "mailing": {"state": state},
        "channel": draw(st.sampled_from(["sms", "call_live", "call_auto", "voicemail_drop", "email"])),
        "purpose": draw(st.sampled_from(PURPOSES)),
        "policy": {**CLEAN["policy"], **draw(st.sampled_from([{}, {"rnd_required": False, "allow_cold_email": True}]))},
    }
    if draw(st.booleans()):
        stated["last_inbound_at"] = (now - timedelta(minutes=draw(st.integers(0, 3000)))).isoformat()
    if draw(st.booleans()):
        asked = now - timedelta(days=draw(st.integers(1, 120)))
        stated["ebr"] = {"type": draw(st.sampled_from(["inquiry", "fl_yard_sign"])), "at": asked.isoformat()}
    for wrong in draw(st.lists(st.sampled_from(sorted(WORSE)), max_size=3)):
        stated = WORSE[wrong](stated)
    return stated


def severity(stated):
    """Return how strict the answer is: the verdict, and among deferrals until when."""
    decision = decide(facts_of(stated), RULES)
    return SEVERITY[decision.decision], decision.defer_until or ALWAYS


@settings(max_examples=400)
@given(cases(), st.sampled_from(sorted(WORSE)))
def test_no_fact_that_gets_worse_opens_a_way(stated, wrong):
    before, after = severity(stated), severity(WORSE[wrong](stated))

    assert after[0] >= before[0]
    if after[0] == before[0]:
        assert after[1] >= before[1], "deferred for less time"


@settings(max_examples=200)
@given(cases())
def test_nothing_goes_more_freely_by_being_marketing(stated):
    assert severity(marketing_after_all(stated))[0] >= severity(stated)[0]


@settings(max_examples=200)
@given(cases(), st.permutations(["a text of late", "a call of late", "an email of late", "opted out of texts"]))
def test_the_order_in_which_facts_are_told_changes_nothing(stated, order):
    one_way, other_way = stated, stated
    for wrong in order:
        one_way = WORSE[wrong](one_way)
    for wrong in reversed(order):
        other_way = WORSE[wrong](other_way)

    assert severity(one_way) == severity(other_way)


@pytest.mark.parametrize("wrong", sorted(WORSE))
def test_each_worsening_is_one_that_some_message_feels(wrong):
    """Else the properties above would pass without saying anything."""
    noon = {"now_utc": "2026-07-15T16:00:00Z", "number": "+14075550147", "mailing": {"state": "FL", "county": "Orange"}}
    asked = {**noon, "last_inbound_at": "2026-07-15T15:55:00Z"}
    night = {**noon, "now_utc": "2026-07-16T02:00:00Z", "last_inbound_at": "2026-07-16T01:55:00Z", "purpose": "reply"}
    by_hand = {**noon, "channel": "call_live", "consent": {"level": "none"}}
    known = {**by_hand, "dnc": {"national": "listed"}, "ebr": {"type": "inquiry", "at": "2026-07-01T16:00:00Z"}}
    cold = {**noon, "channel": "email", "consent": {"level": "none"}, "policy": {"allow_cold_email": True}}
    quick = {**asked, "rnd": {"result": "no_data"}}
    messages = [
        {"channel": "sms", **noon},
        {"channel": "sms", **night},
        {"channel": "sms", **quick},
        {"channel": "email", **noon},
        {"channel": "sms", **noon, "rnd": {"result": "no_data"}, "policy": {"rnd_required": False}},
        {"channel": "sms", **noon, "now_utc": "2026-07-15T12:30:00Z"},
        {"channel": "sms", **noon, "recipient_is_staff": True, "purpose": "agent_alert"},
        {**known, "history": [CALL, CALL]},
        by_hand,
        known,
        cold,
    ]

    assert any(severity(WORSE[wrong](stated))[0] > severity(stated)[0] for stated in messages)
