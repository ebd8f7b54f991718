"""The score on the lead page: a ledger one can add up, and how it came to be."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.services import leads
from realestate.lib import clock, panels
from scoring.predictors import library
from scoring.services import evaluation, model_versions, retraining, weights
from tests.factories.crm import AgentFactory
from tests.factories.scoring import AlertFactory
from tests.scoring.learning import live_through
from tests.signing_in import browser_of


def shown(client, name, lead):
    return client.get(reverse(f"scoring:{name}", args=[lead.pk]), headers={"HX-Request": "true"})


def test_the_panel_is_a_guest_of_the_lead_page(lead):
    (panel,) = [panel for panel in panels.panels_for("lead", "who") if panel.url_name == "scoring:lead-panel"]
    assert panel.url(lead.pk) == f"/people/{lead.pk}/score/panel/"


def test_the_panel_shows_reasons_the_sum_and_what_would_raise_it(client, lead):
    leads.change(lead, preapproved=True)
    evaluation.evaluate(lead)
    html = shown(client, "lead-panel", lead).content.decode()
    assert "Pre-approved for a loan" in html
    assert "<td>29</td>" in html
    assert "if the budget is confirmed" in html
    assert "rules as shipped" in html


def test_the_panel_says_which_version_of_the_rules_made_the_score(client, lead):
    weights.save({"preapproved": 20})
    leads.change(lead, preapproved=True)
    evaluation.evaluate(lead)
    assert "your rules, version 1" in shown(client, "lead-panel", lead).content.decode()


@pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")
def test_the_panel_tells_what_a_learned_model_says_and_what_it_learnt_from(client, lead, agent):
    live_through(agent, 400)
    model_versions.put_in_force(retraining.retrain())
    evaluation.evaluate(lead)
    html = shown(client, "lead-panel", lead).content.decode()
    assert "of 100</span> like this one meet us or open a deal within 90 days" in html
    assert "Learnt from 400 of your leads" in html


def test_the_panel_of_a_lead_without_a_score_says_so(client, lead):
    assert "Not scored yet" in shown(client, "lead-panel", lead).content.decode()


def test_the_panel_shows_what_waits(client, lead):
    AlertFactory(lead=lead, reason="Asked to meet and waits for an answer")
    AlertFactory(lead=lead, reason="Handled long ago", status="done")
    html = shown(client, "lead-panel", lead).content.decode()
    assert "Asked to meet" in html
    assert "Handled long ago" not in html


def test_the_history_names_each_change(client, lead):
    with clock.shifted(timedelta(days=-2)):
        evaluation.evaluate(lead)
    leads.change(lead, preapproved=True)
    evaluation.evaluate(lead)
    html = client.get(reverse("scoring:score-history", args=[lead.pk])).content.decode()
    assert html.index("20 to 29") < html.index("Came in at 20")


def test_t66_another_agents_lead_is_not_found(lead):
    stranger = browser_of(AgentFactory(brokerage=lead.brokerage))
    for name in ("lead-panel", "score-history"):
        assert shown(stranger, name, lead).status_code == 404


def test_one_and_three_changes_cost_the_same(client, lead):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(client, "score-history", lead)
        return len(caught)

    evaluation.evaluate(lead, event_id=1)
    first = queries()
    for event_id, told in enumerate(({"preapproved": True}, {"timeline": "now"}), start=2):
        leads.change(lead, **told)
        evaluation.evaluate(lead, event_id=event_id)
    assert queries() == first
