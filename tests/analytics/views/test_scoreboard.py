"""The scoreboard's page: whole, as a part, on a wall; only what the reader may see."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.services import evaluation
from tests.factories.crm import AgentFactory, LeadFactory
from tests.signing_in import browser_of

URL = "/scoreboard/"


def scored(**fields):
    lead = LeadFactory(**fields)
    evaluation.evaluate(lead)
    return lead


def test_the_page_lists_leads_with_score_and_reason(client):
    lead = scored(preapproved=True)
    html = client.get(reverse("analytics:scoreboard")).content.decode()
    assert lead.contact.name in html
    assert "Pre-approved for a loan" in html
    assert f'data-lead="{lead.pk}" data-score="29"' in html
    assert 'data-floor="1"' in html


def test_htmx_gets_the_board_alone(client):
    scored()
    html = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "data-floor" in html


def test_an_empty_board_says_what_comes(client):
    assert "No lead has a score yet" in client.get(URL).content.decode()


def test_a_window_nobody_knows_is_today(client):
    assert '<a href="?window=today" aria-current="true">' in client.get(f"{URL}?window=eternity").content.decode()


def test_the_wall_screen_has_a_way_out(client):
    html = client.get(f"{URL}?window=hour&kiosk").content.decode()
    assert " data-kiosk" in html
    assert 'href="?window=hour">Leave the wall screen' in html


def test_t66_an_agent_sees_no_lead_of_another(agent):
    theirs = scored(assigned_to=agent)
    browser = browser_of(AgentFactory())
    assert theirs.contact.name not in browser.get(URL).content.decode()


def test_one_and_three_rows_cost_the_same(client, agent):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(URL, headers={"HX-Request": "true"})
        return len(caught)

    scored(assigned_to=agent)
    first = queries()
    scored(assigned_to=agent)
    scored()
    assert queries() == first
