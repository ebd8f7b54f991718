"""The order of calls, on plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from analytics.metrics.call_list import Candidate, Group, absence, rank, span

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def candidate(lead_id, **known):
    return Candidate(**{"lead_id": lead_id, "score": 50, "came_at": NOW - 30 * DAY, **known})


def order(*candidates, most=12):
    return [call.lead_id for call in rank(candidates, now=NOW, most=most)]


def test_who_asked_for_a_person_comes_first_then_replies_then_deadlines_then_scores():
    hot = candidate(1, score=95)
    due = candidate(2, due_at=NOW + HOUR, due_because="Rose from 60 to 74")
    wrote = candidate(3, wrote_at=NOW - HOUR)
    asked = candidate(4, asked_for="interested", asked_at=NOW - HOUR, score=20)

    assert order(hot, due, wrote, asked) == [4, 3, 2, 1]


def test_of_two_wishes_the_fresher_is_called_first_and_of_two_deadlines_the_earlier():
    assert order(
        candidate(1, asked_for="interested", asked_at=NOW - 5 * HOUR),
        candidate(2, asked_for="interested", asked_at=NOW - HOUR),
        candidate(3, due_at=NOW + 2 * HOUR),
        candidate(4, due_at=NOW + HOUR),
    ) == [2, 1, 4, 3]


def test_who_was_reached_today_waits_behind_weaker_scores():
    assert order(candidate(1, score=80, reached_at=NOW - HOUR), candidate(2, score=60, reached_at=NOW - 9 * DAY)) == [
        2,
        1,
    ]


def test_where_it_is_night_comes_after_everybody_who_may_be_called():
    assert order(
        candidate(1, asked_for="interested", asked_at=NOW - HOUR, opens_at=NOW + HOUR), candidate(2, score=30)
    ) == [2, 1]


@pytest.mark.parametrize(
    ("known", "because"),
    [
        ({"opted_out": True}, "They asked not to be contacted."),
        ({"is_over": True}, "This lead is closed."),
        ({"snoozed_until": NOW + DAY}, "Set aside until later."),
        ({"has_phone": False}, "There is no number to call."),
        ({"score": None}, "There is no score yet."),
    ],
)
def test_somebody_who_may_or_need_not_be_called_is_left_out_and_it_says_why(known, because):
    other, out = candidate(1), candidate(2, **known)

    assert order(other, out) == [1]
    assert absence([other, out], 2, now=NOW, most=12).because == because


def test_an_opt_out_wins_over_a_wish_to_be_called():
    assert order(candidate(1, asked_for="interested", asked_at=NOW, opted_out=True)) == []


def test_a_snooze_that_is_over_counts_no_more():
    assert order(candidate(1, snoozed_until=NOW - HOUR)) == [1]


def test_the_list_ends_at_the_agents_own_number_and_says_at_which_place_somebody_would_be():
    people = [candidate(number, score=90 - number) for number in range(1, 6)]

    assert order(*people, most=3) == [1, 2, 3]
    answer = absence(people, 5, now=NOW, most=3)
    assert (answer.place, answer.because) == (5, "Others come first: your list ends at 3.")
    assert absence(people, 2, now=NOW, most=3) is None


def test_a_snoozed_person_is_told_the_place_they_would_have():
    people = [candidate(1, score=90), candidate(2, score=80, snoozed_until=NOW + DAY), candidate(3, score=70)]

    answer = absence(people, 2, now=NOW, most=12)

    assert (answer.place, answer.can_bring_back) == (2, True)


def test_reasons_are_sentences():
    asked = candidate(
        1, asked_for="appointment_request", asked_at=NOW - timedelta(minutes=20), said="Can we see it?",
        told="Viewed 6 homes this week", reached_at=NOW - 9 * DAY,
    )  # fmt: skip
    rose = candidate(2, score=74, before=60, told="Saved 3 homes")
    new = candidate(3, came_at=NOW - timedelta(minutes=8), due_at=NOW, due_because="New lead, 5 minutes without answer")

    calls = rank([asked, rose, new], now=NOW, most=9)

    assert [(call.group, call.why) for call in calls] == [
        (Group.ASKED_FOR_YOU, "Asked to meet or see a home 20 minutes ago."),
        (Group.DUE, "New 8 minutes ago, nobody has answered yet."),
        (Group.SCORE, "Up 14 points: saved 3 homes."),
    ]
    assert calls[0].more == "Viewed 6 homes this week. Last word from us 9 days ago."
    assert (calls[0].said, calls[0].next_step) == ("Can we see it?", "Offer two times")


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=20), "a moment"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=35), "35 hours"),
        (timedelta(hours=60), "2 days"),
    ],
)
def test_a_wait_is_told_in_its_largest_unit(wait, words):
    assert span(wait) == words
