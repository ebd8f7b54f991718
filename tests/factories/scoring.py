"""Rows of the scoring app for tests."""

from datetime import timedelta

import factory

from realestate.lib import clock
from scoring import models
from scoring.states import AlertKind
from tests.factories.crm import LeadFactory, TenantFactory, _same


class EvaluationFactory(TenantFactory):
    """A score of 16 that rests on the start alone."""

    class Meta:
        model = models.Evaluation

    lead = _same(LeadFactory)
    score = 16
    reasons = factory.LazyAttribute(lambda o: [{"rule": "start_buyer", "words": "Buyers start at", "points": o.score}])
    features = factory.LazyFunction(dict)
    inputs_hash = factory.Sequence(lambda n: f"{n:064x}")
    model = "rules-1.0"
    evaluated_at = factory.LazyFunction(clock.now)


class AlertFactory(TenantFactory):
    """An open alert, to be answered within half an hour."""

    class Meta:
        model = models.Alert

    lead = _same(LeadFactory)
    kind = AlertKind.HOT
    reason = "Rose from 60 to 74: asked to meet"
    deadline_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=30))
    key = factory.Sequence(lambda n: f"test:{n}")
