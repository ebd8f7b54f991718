"""Rows to learn from: what was known then, never what came later."""

from datetime import timedelta

import pytest

from crm.models import Lead
from crm.states import AppointmentState
from realestate.lib import clock
from scoring.selectors.outcomes import LOOK_AFTER, WITHIN, examples, is_foreseeable
from tests.factories.crm import AppointmentFactory, LeadFactory
from tests.factories.scoring import EvaluationFactory

DAY = timedelta(days=1)


@pytest.fixture
def came(agent):
    """The moment a lead came, long enough ago for its outcome to be known."""
    return clock.now() - WITHIN - 10 * DAY


@pytest.fixture
def old(agent, came):
    """A lead that came then, with an evaluation on each of its first days."""
    lead = LeadFactory(assigned_to=agent)
    Lead.objects.filter(pk=lead.pk).update(created_at=came)
    lead.refresh_from_db()
    for days in (0, 2, 5):
        EvaluationFactory(lead=lead, evaluated_at=came + days * DAY, features={"replies_30d": days})
    return lead


def meet(lead, at, status=AppointmentState.HELD):
    AppointmentFactory(lead=lead, status=status, starts_at=at, ends_at=at + timedelta(hours=1))


def test_features_are_those_of_the_first_days_and_of_none_after(old, came):
    (row,) = examples(now=clock.now())

    assert (row.at, row.features, row.came) == (came + 2 * DAY, {"replies_30d": 2}, False)
    assert LOOK_AFTER < 5 * DAY


@pytest.mark.parametrize(
    ("days", "status", "counts"),
    [
        (30, AppointmentState.HELD, [True]),
        (30, AppointmentState.NO_SHOW, [False]),
        (1, AppointmentState.HELD, []),  # before the moment that is learnt from, which knows of it
        (2 + WITHIN.days + 1, AppointmentState.HELD, [False]),
    ],
)
def test_only_a_meeting_held_in_the_time_after_counts(old, came, days, status, counts):
    meet(old, came + days * DAY, status)

    assert [row.came for row in examples(now=clock.now())] == counts


def test_only_a_lead_like_those_that_were_learnt_from_is_foreseen(old, came):
    assert is_foreseeable(old, at=came + 2 * DAY)
    assert not is_foreseeable(old, at=came + LOOK_AFTER + DAY)
    meet(old, came + DAY)
    assert is_foreseeable(old, at=came)
    assert not is_foreseeable(old, at=came + 2 * DAY)


def test_a_lead_whose_time_is_not_over_is_no_example(agent):
    lead = LeadFactory(assigned_to=agent)
    EvaluationFactory(lead=lead, evaluated_at=lead.created_at)
    meet(lead, clock.now())

    assert examples(now=clock.now()) == []


def test_one_lead_and_three_take_the_same_queries(old, agent, came, django_assert_num_queries):
    with django_assert_num_queries(3):
        examples(now=clock.now())
    for _ in range(2):
        lead = LeadFactory(assigned_to=agent)
        Lead.objects.filter(pk=lead.pk).update(created_at=came)
        EvaluationFactory(lead=lead, evaluated_at=came)
    with django_assert_num_queries(3):
        assert len(examples(now=clock.now())) == 3
