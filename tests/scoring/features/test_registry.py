"""The list of features: complete, documented, computed from plain facts."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from outreach.replies.intent import Intent
from scoring.features import base
from scoring.features.conversation import ASKS_TO_MEET, DECLINES
from scoring.features.facts import Act, LeadFacts, Visit
from scoring.features.registry import compute, every

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def facts(**known) -> LeadFacts:
    return LeadFacts(**{"now": NOON, "came_at": NOON - timedelta(days=10), **known})


def ago(**span) -> datetime:
    return NOON - timedelta(**span)


def test_there_are_more_than_thirty_features_and_each_is_documented():
    assert len(every()) > 30
    for feature in every():
        assert all([feature.definition.endswith("."), feature.unit, feature.source, feature.fair_housing])
        assert feature.window <= 90


def test_two_features_of_one_name_are_refused():
    with pytest.raises(ValueError, match="replies_7d"):

        @base.feature(definition="Again.", unit="count", source="x")
        def replies_7d(facts):
            return 0


def test_calculators_know_no_database():
    for feature in every():
        assert "django" not in inspect.getsource(inspect.getmodule(feature.calculate))


def test_a_lead_that_did_nothing_has_plain_zeros():
    values = compute(facts())
    assert {name for name, value in values.items() if value} == {"wants", "came_by", "days_known", "silence_days"}
    assert (values["wants"], values["came_by"], values["days_known"], values["silence_days"]) == (
        "buyer",
        "other",
        10,
        10,
    )


def test_windows_are_bounded():
    views = tuple(Act(kind="view", at=ago(days=day), home=1) for day in (40, 20, 7, 6, 0))
    values = compute(facts(acts=views))
    assert (values["views_7d"], values["views_30d"], values["most_views_of_one_home_30d"]) == (2, 4, 4)
    assert (values["homes_viewed_30d"], values["silence_days"]) == (1, 0)


def test_acts_of_the_future_do_not_count():
    assert compute(facts(acts=(Act(kind="view", at=NOON + timedelta(hours=1)),)))["views_7d"] == 0


def test_fastest_reply_is_from_our_message_to_their_first_answer():
    talk = (
        Act(kind="reply", at=ago(hours=9)),
        Act(kind="sent", at=ago(hours=5)),
        Act(kind="reply", at=ago(hours=5) + timedelta(minutes=4)),
        Act(kind="reply", at=ago(hours=4)),
        Act(kind="sent", at=ago(hours=3)),
        Act(kind="reply", at=ago(hours=1)),
    )
    values = compute(facts(acts=talk))
    assert (values["fastest_reply_minutes_30d"], values["replies_30d"], values["sent_30d"]) == (4, 4, 2)


def test_an_answer_we_never_asked_for_has_no_speed():
    assert compute(facts(acts=(Act(kind="reply", at=ago(hours=1)),)))["fastest_reply_minutes_30d"] is None


def test_the_newest_understood_reply_speaks():
    talk = (
        Act(kind="understood", at=ago(days=3), intent="appointment_request", sentiment=0.8),
        Act(kind="understood", at=ago(days=1), intent="not_interested", sentiment=-0.6),
    )
    values = compute(facts(acts=talk))
    assert (values["declined_last"], values["mood_last"], values["mood_mean_30d"]) == (True, -60, 10)
    assert values["asked_to_meet_14d"] is True


@pytest.mark.parametrize(
    ("source", "came"),
    [
        ("Referral: past client", "referral"),
        ("web_form", "asked"),
        ("Zillow", "asked"),
        ("county_roll", "list"),
        ("csv", "list"),
        ("listing", "other"),
        ("", "other"),
    ],
)
def test_came_by_reads_the_source_by_its_words(source, came):
    assert compute(facts(source=source))["came_by"] == came


def test_the_words_of_replies_are_those_of_outreach():
    assert {*ASKS_TO_MEET, *DECLINES} <= {str(intent) for intent in Intent}


def test_visits_and_deals():
    visits = (
        Visit(status="held", at=ago(days=5)),
        Visit(status="no_show", at=ago(days=3)),
        Visit(status="set", at=NOON + timedelta(days=1)),
        Visit(status="cancelled", at=NOON + timedelta(days=2)),
    )
    values = compute(facts(visits=visits, stages=("qualified", "offer")))
    kept = ("appointments_held_90d", "no_shows_90d", "appointment_ahead", "deal_stage")
    assert [values[name] for name in kept] == [1, 1, True, "offer"]


def test_an_appointment_nobody_resolved_is_not_ahead():
    assert compute(facts(visits=(Visit(status="set", at=ago(hours=1)),)))["appointment_ahead"] is False


def test_velocity_compares_two_weeks():
    acts = tuple(Act(kind="view", at=ago(days=day)) for day in (10, 3, 2, 1))
    values = compute(facts(acts=acts))
    assert (values["velocity_7d"], values["active_days_14d"]) == (2, 4)


def test_only_real_calls_are_talks():
    calls = (Act(kind="call", at=ago(days=1), seconds=20), Act(kind="call", at=ago(days=2), seconds=250))
    values = compute(facts(acts=calls))
    assert (values["talks_30d"], values["longest_talk_seconds_30d"]) == (1, 250)
