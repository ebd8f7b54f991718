"""Which sequence starts by itself."""

from dataclasses import replace

from nurturing.rules.triggers import Choice, Moment, Person, Plan, Run, choose

WELCOME = Plan(1, "Welcome", "", "", priority=50, enroll_above=0, is_paused=False)
JOURNEY = Plan(2, "Journey", "buyer", "first_time_buyer", priority=10, enroll_above=70, is_paused=False)
BY_HAND = Plan(3, "By hand", "buyer", "", priority=1, enroll_above=None, is_paused=False)
PLANS = (WELCOME, JOURNEY, BY_HAND)
DANA = Person(
    kind="buyer",
    segment="first_time_buyer",
    score=74,
    has_consent=True,
    is_worked=True,
    in_human_hands=False,
    been_in=frozenset(),
    runs=(),
)


def test_new_lead_with_consent_is_welcomed():
    new = replace(DANA, score=None)
    assert choose(Moment.CREATED, PLANS, new) == Choice(1, because="New lead with consent")


def test_new_lead_without_consent_is_left_alone():
    assert choose(Moment.CREATED, PLANS, replace(DANA, score=None, has_consent=False)).start is None


def test_score_above_the_threshold_starts_the_journey():
    assert choose(Moment.SCORED, PLANS, DANA) == Choice(2, because="Score 74 is above 70")


def test_score_at_the_threshold_does_not():
    assert choose(Moment.SCORED, PLANS, replace(DANA, score=70)).start is None


def test_score_of_an_old_lead_does_not_welcome_it():
    assert choose(Moment.SCORED, (WELCOME,), DANA).start is None


def test_journey_ends_the_welcome_it_replaces():
    welcomed = replace(DANA, been_in=frozenset({1}), runs=(Run(1, 50, by_hand=False),))
    assert choose(Moment.SCORED, PLANS, welcomed) == Choice(2, (1,), "Score 74 is above 70")


def test_weaker_sequence_does_not_start_beside_a_stronger_one():
    travelling = replace(DANA, been_in=frozenset({2}), runs=(Run(2, 10, by_hand=False),))
    assert choose(Moment.CREATED, PLANS, travelling).start is None


def test_nothing_starts_twice_by_itself():
    """T44: who left a sequence does not fall in again, whatever the score does."""
    assert choose(Moment.SCORED, PLANS, replace(DANA, been_in=frozenset({2}))).start is None


def test_nothing_starts_beside_a_person():
    assert choose(Moment.SCORED, PLANS, replace(DANA, in_human_hands=True)).start is None
    started_by_agent = replace(DANA, been_in=frozenset({3}), runs=(Run(3, 90, by_hand=True),))
    assert choose(Moment.SCORED, PLANS, started_by_agent).start is None


def test_closed_leads_start_nothing():
    assert choose(Moment.SCORED, PLANS, replace(DANA, is_worked=False)).start is None


def test_kind_segment_and_kill_switch_are_respected():
    assert choose(Moment.SCORED, PLANS, replace(DANA, kind="seller")).start is None
    assert choose(Moment.SCORED, PLANS, replace(DANA, segment="luxury_buyer")).start is None
    assert choose(Moment.SCORED, (replace(JOURNEY, is_paused=True),), DANA).start is None


def test_lower_priority_number_goes_first_then_the_older():
    other = replace(JOURNEY, pk=4, priority=5)
    twin = replace(JOURNEY, pk=9)
    assert choose(Moment.SCORED, (JOURNEY, other), DANA).start == 4
    assert choose(Moment.SCORED, (twin, JOURNEY), DANA).start == 2
