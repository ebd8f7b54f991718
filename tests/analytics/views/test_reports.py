"""The funnel report as a browser sees it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.services import deals, leads
from crm.states import LeadStatus
from realestate.lib import clock
from tests.factories.crm import AgentFactory, AppointmentFactory, LeadFactory
from tests.signing_in import browser_of

URL = "/reports/funnel/"


@pytest.fixture
def me(brokerage):
    return AgentFactory(owner=True)


@pytest.fixture
def client(me):
    return browser_of(me)


def counts(client, query=""):
    return [step.count for step in client.get(URL + query).context["report"].steps]


def a_way(agent, **known):
    """One lead at each step: new, contacted, replied, interested, with an appointment, closed."""
    ways = [LeadFactory(assigned_to=agent, **known) for _ in range(6)]
    leads.touched(ways[1], outbound_at=clock.now())
    leads.change_status(ways[2], LeadStatus.REPLIED, reason="Answered")
    leads.change_status(ways[3], LeadStatus.INTERESTED, reason="Said so")
    AppointmentFactory(lead=ways[4])
    deal = deals.open_deal(ways[5], kind="buyer", title="Hale", value_cents=1000)
    for stage in ("offer", "under_contract"):
        deals.move(deal, stage)
    deals.close(deal, value_cents=1000, commission_cents=30)


def test_each_step_counts_all_who_passed_it(client, me):
    a_way(me)

    assert counts(client) == [6, 5, 4, 3, 2, 1]
    assert "One deal closed for every 6 leads" in client.get(URL).content.decode()


def test_an_agent_sees_own_leads_and_a_manager_may_choose(client, me):
    other = AgentFactory()
    a_way(me, source="website")
    LeadFactory(assigned_to=other, source="zillow")

    assert counts(browser_of(other))[0] == 1
    assert counts(browser_of(other), f"?agent={me.pk}")[0] == 1
    assert counts(client, f"?agent={other.pk}")[0] == 1
    assert counts(client, "?source=website")[0] == 6


def test_without_data_it_says_the_one_next_step(client):
    assert "No leads in this time" in client.get(URL).content.decode()


def test_six_and_twelve_leads_cost_the_same_number_of_statements(client, me):
    def statements():
        client.get(URL)
        with CaptureQueriesContext(connection) as seen:
            client.get(URL)
        return len(seen)

    a_way(me)
    one = statements()
    a_way(me)

    assert statements() == one
