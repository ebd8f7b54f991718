"""The sweeps visit every brokerage, each with its own data."""

from datetime import timedelta

import pytest
from django.db import connection

from realestate.lib import clock, scopes
from scoring import tasks
from scoring.models import Alert, Valuation
from scoring.services import evaluation
from tests.factories.crm import BrokerageFactory, LeadFactory, ListingFactory, OwnershipFactory, PropertyFactory


def test_check_silence_raises_each_brokerages_alerts(db):
    for _ in range(2):
        brokerage = BrokerageFactory()
        with scopes.in_brokerage(brokerage):
            LeadFactory(score=80, last_inbound_at=clock.now() - timedelta(days=4))
    tasks.check_silence()
    tasks.check_silence()
    raised = Alert._base_manager.values_list("brokerage__slug", "lead__brokerage__slug")
    assert len(raised) == 2
    assert all(own == of_lead for own, of_lead in raised)


def test_refresh_scores_runs_in_every_brokerage(db):
    with scopes.in_brokerage(BrokerageFactory()):
        lead = LeadFactory(last_inbound_at=clock.now() - timedelta(hours=20))
        evaluation.evaluate(lead)
        lead.last_inbound_at -= timedelta(days=20)
        lead.save()
    tasks.refresh_scores()
    lead.refresh_from_db()
    assert lead.score < lead.score_before


@pytest.mark.django_db(transaction=True)
def test_a_task_goes_on_after_postgres_ended_its_connection():
    """Each task of that worker failed with "the connection is closed", for as long as the worker lived."""
    connection.ensure_connection()
    connection.connection.close()  # as Django sees it when the server goes: nobody told it

    tasks.check_silence.apply(throw=True)

    assert connection.is_usable()


def test_a_home_that_is_gone_by_the_time_is_no_error(db):
    tasks.value_home(BrokerageFactory().pk, 0)


def test_too_few_sales_end_a_task_quietly(db):
    """A refusal that was retried would run again and again, and say the same."""
    with scopes.in_brokerage(BrokerageFactory()):
        home = PropertyFactory()
    tasks.value_home(home.brokerage_id, home.pk)
    assert not Valuation._base_manager.filter(brokerage=home.brokerage_id).exists()


def test_value_homes_runs_in_every_brokerage(db):
    for _ in range(2):
        with scopes.in_brokerage(BrokerageFactory()):
            OwnershipFactory(contact=LeadFactory(kind="seller").contact)
            for number in range(8):
                ListingFactory(status="sold", sold_on=clock.now().date(), sold_price_cents=40_000_000 + number)
    tasks.value_homes()
    assert Valuation._base_manager.count() == 2
