"""The rule score: it sums, it never reaches 0 or 100, it is the same twice, and more interest never costs points."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.features.facts import Act, LeadFacts, Visit
from scoring.features.registry import compute
from scoring.predictors import rules
from scoring.predictors.ladders import LADDERS, SHIPPED, START
from scoring.predictors.rules import Reason, Weights

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

moments = st.integers(0, 100 * 24 * 60).map(lambda minutes: NOON - timedelta(minutes=minutes))
acts = st.builds(
    Act,
    kind=st.sampled_from(["view", "save", "form", "call", "valuation", "open_house", "reply", "understood", "sent"]),
    at=moments,
    home=st.integers(1, 3),
    seconds=st.integers(0, 900),
    intent=st.sampled_from(["", "interested", "not_interested", "appointment_request"]),
    sentiment=st.floats(-1, 1),
)
visits = st.builds(
    Visit,
    status=st.sampled_from(["set", "held", "no_show", "cancelled"]),
    at=st.integers(-20, 20).map(lambda days: NOON + timedelta(days=days)),
)
leads = st.builds(
    LeadFacts,
    now=st.just(NOON),
    came_at=moments,
    kind=st.sampled_from(["buyer", "seller", "owner"]),
    source=st.sampled_from(["form", "csv", "referral", "", "Zillow"]),
    price_known=st.booleans(),
    budget_confirmed=st.booleans(),
    preapproved=st.booleans(),
    timeline=st.sampled_from(["", "now", "soon", "later", "someday"]),
    areas=st.integers(0, 3),
    home_described=st.booleans(),
    last_inbound_at=st.none() | moments,
    last_outbound_at=st.none() | moments,
    acts=st.lists(acts, max_size=30).map(lambda some: tuple(sorted(some, key=lambda act: act.at))),
    visits=st.lists(visits, max_size=4).map(tuple),
    stages=st.lists(st.sampled_from(["qualified", "active", "offer", "under_contract"]), max_size=2).map(tuple),
)
weights = st.builds(
    Weights,
    version=st.integers(1, 9),
    points=st.dictionaries(st.sampled_from(sorted(SHIPPED)), st.integers(-60, 60), max_size=20),
)


@given(leads, weights)
def test_the_points_sum_to_the_score_exactly(lead, points):
    scored = rules.score(compute(lead), points)
    assert sum(reason.points for reason in scored.reasons) == scored.score
    assert all(reason.points and reason.words for reason in scored.reasons)


@given(leads, weights)
def test_t68_a_score_is_never_0_or_100(lead, points):
    assert 1 <= rules.score(compute(lead), points).score <= 99


@given(leads, weights)
def test_same_inputs_same_bytes(lead, points):
    first, second = (rules.score(compute(lead), points) for _ in range(2))
    assert json.dumps(first.ledger()) == json.dumps(second.ledger())
    assert first.inputs_hash == second.inputs_hash


@given(leads, weights)
def test_other_inputs_have_another_hash(lead, points):
    values = compute(lead)
    changed = {**values, "saves_30d": int(values["saves_30d"] or 0) + 1}
    hashes = {
        rules.score(values, points).inputs_hash,
        rules.score(changed, points).inputs_hash,
        rules.score(values, Weights(version=points.version + 1, points=points.points)).inputs_hash,
    }
    assert len(hashes) == 3


@given(lead=leads)
@pytest.mark.parametrize("fact", ["budget_confirmed", "preapproved", "price_known", "area_known", "home_described"])
def test_knowing_more_never_costs_points(lead, fact):
    values = compute(lead)
    assert rules.score({**values, fact: True}).score >= rules.score({**values, fact: False}).score


@given(leads, st.sampled_from(["views_7d", "saves_30d", "replies_30d", "appointments_held_90d"]), st.integers(1, 5))
def test_doing_more_never_costs_points(lead, what, more):
    values = compute(lead)
    assert rules.score({**values, what: int(values[what] or 0) + more}).score >= rules.score(values).score


@given(leads, st.integers(1, 80))
def test_silence_never_earns_points(lead, days):
    values = compute(lead)
    longer = {**values, "silence_days": int(values["silence_days"] or 0) + days}
    assert rules.score(longer).score <= rules.score(values).score


@given(leads)
def test_what_if_is_what_would_happen(lead):
    values = compute(lead)
    now = rules.score(values).score
    gains = rules.what_if(values, most=99)
    assert all(gain.points > 0 for gain in gains)
    assert [gain.points for gain in gains] == sorted((gain.points for gain in gains), reverse=True)
    confirmed = rules.score({**values, "budget_confirmed": True}).score - now
    assert {gain.words: gain.points for gain in gains}.get("if the budget is confirmed", 0) == max(0, confirmed)


def test_a_hot_buyer_reads_like_this():
    hot = LeadFacts(
        now=NOON,
        came_at=NOON - timedelta(days=4),
        source="web form",
        price_known=True,
        budget_confirmed=True,
        timeline="soon",
        last_inbound_at=NOON - timedelta(hours=3),
        acts=(
            Act(kind="view", at=NOON - timedelta(days=2), home=1),
            Act(kind="view", at=NOON - timedelta(days=2), home=2),
            Act(kind="sent", at=NOON - timedelta(hours=3, minutes=4)),
            Act(kind="reply", at=NOON - timedelta(hours=3)),
            Act(kind="understood", at=NOON - timedelta(hours=3), intent="appointment_request", sentiment=0.5),
        ),
    )
    scored = rules.score(compute(hot))
    assert [(line.words, line.points) for line in scored.reasons] == [
        ("Buyers start at", 16),
        ("Came to you and asked", 4),
        ("Asked to meet", 12),
        ("Wrote or called within a day", 11),
        ("Replied within 4 minutes", 9),
        ("Viewed 2 homes this week", 4),
        ("More active than last week", 2),
        ("Budget confirmed", 10),
        ("Wants to move in 1 to 3 months", 5),
        ("Last reply sounded keen", 3),
    ]
    assert (scored.score, scored.model, scored.rests_on) == (76, "rules-1.0", "rules")


def test_a_lead_that_said_nothing_rests_on_the_start_alone():
    scored = rules.score(compute(LeadFacts(now=NOON, came_at=NOON)))
    assert (scored.score, scored.rests_on) == (16, "prior")


def test_clamping_is_a_line_of_its_own():
    everything = dict.fromkeys(SHIPPED, 60)
    values = compute(LeadFacts(now=NOON, came_at=NOON, preapproved=True, home_described=True))
    assert rules.score(values, Weights(points=everything)).reasons[-1] == Reason(
        rule="clamp", words="Scores end at 99", points=99 - 180
    )
    cold = compute(LeadFacts(now=NOON, came_at=NOON - timedelta(days=70), source="csv", timeline="someday"))
    low = rules.score(cold, Weights(points={"silent_two_months": -40}))
    assert (low.score, low.reasons[-1].words) == (1, "Scores begin at 1")


def test_every_rule_reads_only_what_is_listed():
    class Watched(dict):
        def __missing__(self, name):
            raise AssertionError(f"A rule reads {name}, which READS does not list.")

    values = compute(LeadFacts(now=NOON, came_at=NOON))
    rules_only = Watched({name: values[name] for name in rules.READS})
    for ladder in (START, *LADDERS):
        for rule in ladder:
            rule.words(rules_only)


@pytest.mark.parametrize(
    ("points", "band"), [(1, "cool"), (39, "cool"), (40, "warm"), (69, "warm"), (70, "hot"), (99, "hot")]
)
def test_band_of_names_the_range(points, band):
    assert rules.band_of(points) == band


def line(rule, points, words="Because"):
    return {"rule": rule, "words": words, "points": points}


def test_moved_most_names_the_largest_step():
    before = [line("start_buyer", 16), line("views_one", 2)]
    after = [line("start_buyer", 16), line("views_many", 7, "Viewed 5 homes this week")]
    assert rules.moved_most(before, after) == Reason(rule="views_many", words="Viewed 5 homes this week", points=5)


def test_moved_most_names_what_went():
    assert rules.moved_most([line("talks", 2, "2 replies")], []) == Reason(
        rule="talks_a_lot", words="No longer: 2 replies", points=-2
    )


def test_moved_most_names_what_pulled_the_way_the_score_went():
    before = [line("wrote_today", 11, "Wrote or called 3 hours ago")]
    after = [line("wrote_this_month", 3, "Wrote or called 9 days ago"), line("preapproved", 9, "Pre-approved")]
    assert rules.moved_most(before, after).words == "Pre-approved"
    assert rules.moved_most(before, after[:1]) == Reason(
        rule="wrote_today", words="Wrote or called 9 days ago", points=-8
    )


def test_moved_most_does_not_count_where_one_starts():
    first = [line("start_buyer", 16), line("came_asking", 4)]
    assert rules.moved_most([], first) == Reason(rule="came_referred", words="Because", points=4)
    assert rules.moved_most([], first[:1]) is None
    assert rules.moved_most(first[:1], [line("start_owner", 10)]).points == -6


def test_moved_most_is_silent_where_nothing_moved():
    assert rules.moved_most([line("talks", 2)], [line("talks", 2)]) is None
