"""Made-up lives of leads, for models to learn from: who replies more, meets us more often."""

import random
from datetime import timedelta

from crm.models import Agent, Appointment, Lead
from crm.states import AppointmentState
from realestate.lib import clock
from scoring.models import Evaluation
from scoring.selectors.outcomes import WITHIN
from tests.factories.crm import AppointmentFactory, LeadFactory
from tests.factories.scoring import EvaluationFactory

DAY = timedelta(days=1)


def live_through(agent: Agent, count: int, *, seed: int = 1) -> None:
    """Make leads that came one after the other, each scored once, their outcome known by now."""
    chance, contact = random.Random(seed), LeadFactory(assigned_to=agent).contact
    began = clock.now() - WITHIN - timedelta(hours=count) - DAY
    moments = [began + timedelta(hours=number) for number in range(count)]
    leads = Lead.objects.bulk_create(
        LeadFactory.build(contact=contact, assigned_to=agent, created_at=moment, churned_at=clock.now())
        for moment in moments
    )
    replies = [chance.randint(0, 5) for _ in moments]
    Evaluation.objects.bulk_create(
        EvaluationFactory.build(lead=lead, evaluated_at=moment, features={"replies_30d": number})
        for lead, moment, number in zip(leads, moments, replies, strict=True)
    )
    met = [chance.random() < 0.1 + 0.14 * number for number in replies]
    Appointment.objects.bulk_create(
        AppointmentFactory.build(
            lead=lead, status=AppointmentState.HELD, starts_at=moment + 5 * DAY, ends_at=moment + 6 * DAY
        )
        for lead, moment, came in zip(leads, moments, met, strict=True)
        if came
    )
