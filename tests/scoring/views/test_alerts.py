"""Alerts on Today: done, set aside, taken back; nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from realestate.lib import clock
from tests.factories.crm import AgentFactory, LeadFactory
from tests.factories.scoring import AlertFactory
from tests.signing_in import browser_of


def get(client):
    return client.get(reverse("scoring:alerts"), headers={"HX-Request": "true"})


def post(client, act, alert):
    return client.post(reverse(f"scoring:alert-{act}", args=[alert.pk]), headers={"HX-Request": "true"})


@pytest.fixture
def alert(lead, agent):
    return AlertFactory(lead=lead, agent=agent)


def test_the_list_holds_reason_opener_and_deadline(client, lead, agent):
    AlertFactory(lead=lead, agent=agent, reason="Rose from 60 to 74", opener="Hi Dana, this is Ana.")
    AlertFactory(lead=lead, agent=agent, reason="Late one", deadline_at=clock.now() - timedelta(hours=2))
    html = get(client).content.decode()
    assert html.index("Late one") < html.index("Rose from 60 to 74")
    assert "Hi Dana, this is Ana." in html
    assert "Due 2 h" in html


def test_an_empty_list_says_so(client):
    assert "Nobody waits for you." in get(client).content.decode()


def test_a_whole_page_is_there_without_htmx(client, alert):
    assert "<h1>Alerts</h1>" in client.get(reverse("scoring:alerts")).content.decode()


@pytest.mark.parametrize(("act", "status"), [("done", "done"), ("dismiss", "dismissed")])
def test_an_act_answers_with_the_list_and_can_be_taken_back(client, alert, act, status):
    response = post(client, act, alert)
    alert.refresh_from_db()
    assert alert.status == status
    html = response.content.decode()
    assert f'id="alert-{alert.pk}"' not in html
    assert reverse("scoring:alert-reopen", args=[alert.pk]) in html  # the toast's Undo
    assert response["HX-Trigger"] == "alerts:changed, said"

    assert f'id="alert-{alert.pk}"' in post(client, "reopen", alert).content.decode()
    alert.refresh_from_db()
    assert alert.status == "open"


def test_a_second_press_is_refused_in_words(client, alert):
    post(client, "done", alert)
    response = post(client, "done", alert)
    assert response.status_code == 422
    assert "cannot go from" in response.content.decode()


def test_without_htmx_an_act_answers_with_the_page(client, alert):
    response = client.post(reverse("scoring:alert-done", args=[alert.pk]))
    assert "<h1>Alerts</h1>" in response.content.decode()


def test_t66_another_agents_alert_is_not_found(lead, alert):
    stranger = browser_of(AgentFactory(brokerage=lead.brokerage))
    assert post(stranger, "done", alert).status_code == 404
    assert f'id="alert-{alert.pk}"' not in get(stranger).content.decode()


def test_an_alert_for_a_colleague_is_not_on_my_list(client, lead):
    other = AlertFactory(lead=lead, agent=AgentFactory())
    assert f'id="alert-{other.pk}"' not in get(client).content.decode()


def test_one_and_three_alerts_cost_the_same(client, agent):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            get(client)
        return len(caught)

    AlertFactory(lead=LeadFactory(assigned_to=agent), agent=agent)
    first = queries()
    for _ in range(2):
        AlertFactory(lead=LeadFactory(assigned_to=agent), agent=agent)
    assert queries() == first
