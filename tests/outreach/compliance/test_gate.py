"""The gate as a whole: order, failing closed, special purposes, and laws that hold for any input."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.compliance.case import Case
from outreach.compliance.facts import Channel, GateFacts, IdentifierFacts, Purpose
from outreach.compliance.gate import STEPS, decide
from outreach.compliance.quiet_hours import Schedule, states_of
from outreach.compliance.rules import RuleBook, shipped_rules
from outreach.compliance.vectors import facts_of
from outreach.compliance.verdicts import CheckState, Verdict

RULES = shipped_rules()
NOON = "2026-07-15T16:00:00Z"
ORLANDO = {"number": "+14075550147", "mailing": {"state": "FL", "county": "Orange"}}
TEXT_AT = "2026-07-15T13:00:00Z"
TEXTED = [{"at": TEXT_AT, "channel": "sms", "auto": True, "purpose": "marketing"}]


def verdict(**given):
    return decide(facts_of({"now_utc": NOON, **ORLANDO, **given}), RULES)


def test_forgotten_facts_never_send():
    bare = GateFacts(
        now=datetime(2026, 7, 15, 16, tzinfo=UTC),
        channel=Channel.SMS,
        purpose=Purpose.MARKETING,
        identifier=IdentifierFacts(number="+14075550147"),
    )

    assert verdict().is_allowed
    assert decide(bare, RULES).decision is Verdict.BLOCK


@pytest.mark.parametrize(
    "facts",
    [
        {"mailing": {"state": "ZZ"}},
        {"policy": {"sender_state": "ZZ"}},
        {"explicit_tz": "Mars/Olympus"},
        {"consent": {"level": "maybe"}},
        {"suppressed": ["everything"]},
        {"number_flags": ["grumpy"]},
        {"last_inbound_at": "2026-07-15T16:10:00Z"},
        {"history": [{"at": "2026-07-16T16:00:00Z", "channel": "sms", "auto": True, "purpose": "marketing"}]},
        {"now_utc": "2026-07-15T16:00:00"},
    ],
    ids=["state", "sender", "zone", "level", "scope", "flag", "skew", "future history", "naive now"],
)
def test_sys_2_anything_unknown_blocks(facts):
    decision = verdict(**facts)

    assert (decision.decision, decision.reason, decision.rule) == (Verdict.BLOCK, "GATE_ERROR", "SYS-2")


@pytest.mark.parametrize("rules", [None, RuleBook(version="empty", hours={}, zones=RULES.zones)])
def test_sys_2_missing_rule_data_blocks(rules):
    decision = decide(facts_of({"now_utc": NOON, **ORLANDO}), rules)

    assert (decision.decision, decision.reason) == (Verdict.BLOCK, "GATE_ERROR")


@pytest.mark.parametrize("switch", ["killed_globally", "killed_for_brokerage", "killed_for_campaign"])
def test_sys_1_kill_switch_comes_before_everything(switch):
    assert verdict(system={switch: True}, number="+1407555014").reason == "KILL_SWITCH"


@pytest.mark.parametrize(
    ("carrier", "reason"), [("twilio", "DEMO_REAL_CARRIER"), ("simulator", None), ("mailcatcher", None)]
)
def test_a_demo_brokerage_reaches_no_real_carrier(carrier, reason):
    assert verdict(system={"is_demo": True, "carrier": carrier}).reason == reason


ORDER = [
    ("identifier", {"line_type": "landline"}, "LINE_TYPE"),
    ("suppression", {"suppressed": ["all"]}, "OPTED_OUT"),
    ("emergency", {"emergency_states": ["FL"]}, "STATE_EMERGENCY"),
    ("campaign", {"campaign": {"touches_sent": 5}}, "CAMPAIGN_COMPLETE"),
    ("consent", {"consent": {"level": "none"}}, "CONSENT_PEWC_REQUIRED"),
    ("reassigned", {"rnd": {"result": "yes"}}, "REASSIGNED"),
    ("content", {"sender": {"a2p_registered": False}}, "SENDER_UNREGISTERED"),
    ("frequency", {"history": TEXTED}, "FREQ_CAP_DAY"),
    ("quiet_hours", {"now_utc": "2026-07-16T00:30:00Z"}, "QUIET_HOURS"),
]


@pytest.mark.parametrize("first", range(len(ORDER)), ids=[row[0] for row in ORDER])
def test_the_first_failure_in_the_order_is_the_reason(first):
    everything_after = {key: value for _, facts, _ in ORDER[first:] for key, value in facts.items()}
    decision = verdict(**everything_after)

    assert decision.reason == ORDER[first][2]
    assert [check.key for check in decision.checks] == [step.key for step in STEPS]
    assert next(check.key for check in decision.checks if check.state is CheckState.FAILED) == ORDER[first][0]


def test_checks_after_a_block_are_not_reached():
    decision = verdict(consent={"level": "none"})

    assert [check.state.value for check in decision.checks] == [
        "passed", "passed", "not_needed", "passed", "passed", "passed", "failed",
        "not_reached", "not_reached", "not_reached", "not_reached", "not_reached",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"purpose": "agent_alert"}, "PURPOSE_MISMATCH"),
        ({"purpose": "help_response"}, "PURPOSE_MISMATCH"),
        ({"purpose": "help_response", "last_inbound_at": "2026-07-15T15:55:00Z"}, "HELP"),
        ({"purpose": "help_response", "last_inbound_at": "2026-07-15T15:54:59Z"}, "PURPOSE_MISMATCH"),
        ({"purpose": "optout_confirmation"}, "PURPOSE_MISMATCH"),
    ],
)
def test_special_purposes_need_their_cause(facts, reason):
    assert verdict(**facts).reason == reason


def test_help_is_answered_once():
    answered = [{"at": "2026-07-15T15:58:00Z", "channel": "sms", "auto": True, "purpose": "help_response"}]
    asked = {"purpose": "help_response", "last_inbound_at": "2026-07-15T15:57:00Z"}

    assert verdict(**asked).reason == "HELP"
    assert verdict(**asked, history=answered).reason == "PURPOSE_MISMATCH"


def test_optout_confirmation_needs_consent_that_existed_before():
    confirm = {"received_at": "2026-07-15T15:58:00Z", "confirmations_sent": 0, "provider_auto_reply": False}
    decision = verdict(purpose="optout_confirmation", optout=confirm, consent={"level": "none"})

    assert decision.reason == "CONSENT_REQUIRED"


def test_what_a_person_typed_is_no_automated_touch_and_needs_no_review():
    facts = facts_of({"now_utc": NOON, **ORLANDO, "history": TEXTED})
    content = replace(facts.content, ai_written=False, reviewed=False, approved_count=0)
    by_hand = replace(facts, automated=False, content=content)

    assert decide(by_hand, RULES).is_allowed


def test_evidence_is_json_and_names_each_zone_with_its_source():
    decision = verdict(number="+18505550142", mailing={"state": "FL", "county": "Escambia"})
    evidence = json.loads(json.dumps(decision.evidence))

    assert {row["zone"]: row["sources"] for row in evidence["zones"]} == {
        "America/New_York": ["area code 850"],
        "America/Chicago": ["area code 850", "mailing address (Escambia, FL)"],
    }
    assert evidence["states"]["FL"] == ["area code 850", "mailing address (Escambia, FL)", "where we send from"]
    assert "+1850" not in json.dumps(evidence)


NUMBERS = ["+14075550147", "+18505550142", "+16895550142", "+12145550142", "+19155550142", "+12055550142",
           "+14015550142", "+18015550142", "+18085550142", "+19075550142", "+16055550142", "+17875550142",
           "+12135550142", "+16025550142", "+16715550142"]  # fmt: skip
ADDRESSES = [None, {"state": "FL", "county": "Gulf"}, {"state": "TX", "county": "El Paso"}, {"state": "RI"},
             {"state": "AZ"}, {"state": "HI"}, {"state": "ME"}, {"state": "KY"}]  # fmt: skip
DST_DAYS = [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
dst_moments = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(DST_DAYS), st.integers(-1440, 2880)
)
cases = st.fixed_dictionaries(
    {
        "now": moments | dst_moments,
        "number": st.sampled_from(NUMBERS),
        "mailing": st.sampled_from(ADDRESSES),
        "situs": st.sampled_from(ADDRESSES),
        "hours_ago": st.lists(st.integers(0, 30 * 3600), max_size=4),
        "channel": st.sampled_from(["sms", "call_live", "call_auto"]),
    }
)


def facts_from(case):
    now = case["now"]
    history = [
        {
            "at": (now - timedelta(seconds=seconds)).isoformat(),
            "channel": "sms",
            "auto": seconds % 2 == 0,
            "purpose": "marketing",
        }
        for seconds in case["hours_ago"]
    ]
    stated = {key: case[key] for key in ("number", "mailing", "situs", "channel")}
    return facts_of({"now_utc": now.isoformat(), "history": history, **stated})


@settings(max_examples=300)
@given(cases)
def test_a_deferred_message_passes_at_the_moment_it_was_deferred_to(case):
    facts = facts_from(case)
    first = decide(facts, RULES)
    if first.decision is Verdict.DEFER:
        assert first.defer_until > facts.now
        assert decide(replace(facts, now=first.defer_until), RULES).is_allowed
        just_before = replace(facts, now=first.defer_until - timedelta(microseconds=1))
        assert decide(just_before, RULES).decision is Verdict.DEFER, "deferred for longer than needed"
    else:
        assert first.is_allowed or first.evidence["about"] == "hours: never open together"


@settings(max_examples=300)
@given(cases)
def test_tz_3_nothing_is_sent_outside_the_hours_of_any_candidate_zone(case):
    facts = facts_from(case)
    decision = decide(facts, RULES)
    if decision.is_allowed:
        for row in decision.evidence["zones"]:
            local = facts.now.astimezone(ZoneInfo(row["zone"]))
            assert 8 <= local.hour < 20, row


@settings(max_examples=100)
@given(cases, st.sampled_from([facts for _, facts, _ in ORDER[1:7]]))
def test_blocks_precede_deferrals_at_any_hour(case, cause):
    facts = facts_from({**case, "channel": "sms"})
    spoiled = facts_of({"now_utc": facts.now.isoformat(), "number": case["number"], **cause})
    if "emergency_states" in cause:
        spoiled = replace(spoiled, policy=replace(spoiled.policy, emergency_states=tuple(RULES.zones.states)))

    assert decide(replace(spoiled, history=facts.history), RULES).decision is Verdict.BLOCK


@pytest.mark.parametrize("day", DST_DAYS, ids=["spring", "autumn"])
@pytest.mark.parametrize("zone", ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"])
def test_both_clock_change_days_open_at_eight_and_close_at_eight(day, zone):
    schedule = Schedule(RULES, (zone,), ("US", "FL"))
    tz = ZoneInfo(zone)
    opens = schedule.next_open(datetime(day.year, day.month, day.day, 0, 0, tzinfo=tz))
    closes = schedule.next_close(opens)

    assert opens.astimezone(tz).replace(tzinfo=None) == datetime(day.year, day.month, day.day, 8)
    assert closes.astimezone(tz).replace(tzinfo=None) == datetime(day.year, day.month, day.day, 20)
    assert not schedule.is_open(closes)


def test_states_that_bind_include_where_we_send_from():
    assert states_of(Case(facts_of({"now_utc": NOON, "number": "+12145550142"}), RULES)) == ("US", "TX", "FL")
