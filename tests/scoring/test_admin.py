"""What operators see: evaluations as a record, weights as versions, alerts set aside in bulk."""

import json

import pytest
from django.test import Client

from crm.models import Agent
from scoring.models import Alert, WeightSet
from scoring.predictors import library
from scoring.services import evaluation, model_versions, retraining, weights
from scoring.states import Purpose
from tests.factories.scoring import AlertFactory, EvaluationFactory
from tests.scoring.learning import live_through
from tests.signing_in import browser_of


@pytest.fixture
def operator(agent: Agent) -> Client:
    """A browser of an operator who may do everything."""
    agent.user.is_staff = agent.user.is_superuser = True
    agent.user.save()
    return browser_of(agent)


@pytest.mark.parametrize("model", ["evaluation", "alert", "weightset", "modelversion"])
def test_each_list_opens(operator, lead, model):
    evaluation.evaluate(lead)
    AlertFactory(lead=lead)
    weights.save({"preapproved": 5})
    assert operator.get(f"/admin/scoring/{model}/").status_code == 200


def test_an_evaluation_is_read_never_written(operator, lead):
    row = EvaluationFactory(lead=lead)
    html = operator.get(f"/admin/scoring/evaluation/{row.pk}/change/").content.decode()
    assert "Buyers start at +16" in html
    assert operator.get("/admin/scoring/evaluation/add/").status_code == 403
    assert operator.post(f"/admin/scoring/evaluation/{row.pk}/delete/").status_code == 403


def test_new_points_make_the_next_version(operator, agent):
    weights.save({"preapproved": 5})
    posted = {"name": "Spring", "points": json.dumps({"preapproved": 7})}
    assert operator.post("/admin/scoring/weightset/add/", posted).status_code == 302
    newest = WeightSet.objects.get(is_active=True)
    assert (newest.name, newest.version, newest.points, newest.agent) == ("Spring", 2, {"preapproved": 7}, agent)


def test_points_that_make_no_sense_are_refused_in_words(operator):
    posted = {"name": "Bad", "points": json.dumps({"preapproved": -7})}
    html = operator.post("/admin/scoring/weightset/add/", posted).content.decode()
    assert "must be 0 or more" in html
    assert not WeightSet.objects.exists()


def test_an_older_version_is_put_in_force_again(operator, brokerage):
    first = weights.save({"preapproved": 5})
    weights.save({"preapproved": 7})
    operator.post("/admin/scoring/weightset/", {"action": "put_in_force", "_selected_action": [first.pk]})
    assert weights.active().version == 1


def test_alerts_are_set_aside_in_bulk_with_a_count(operator, lead):
    waiting, done = AlertFactory(lead=lead), AlertFactory(lead=lead, status="done")
    posted = {"action": "set_aside", "_selected_action": [waiting.pk, done.pk]}
    html = operator.post("/admin/scoring/alert/", posted, follow=True).content.decode()
    assert "1 set aside, 1 were not open." in html
    assert set(Alert.objects.values_list("status", flat=True)) == {"dismissed", "done"}


@pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")
def test_a_learned_model_has_a_card_and_is_put_in_and_out_of_force(operator, agent):
    live_through(agent, 400)
    made = retraining.retrain()
    html = operator.get(f"/admin/scoring/modelversion/{made.pk}/change/").content.decode()
    assert "by telling everybody the rate" in html
    assert made.checksum in html

    operator.post("/admin/scoring/modelversion/", {"action": "put_in_force", "_selected_action": [made.pk]})
    assert model_versions.in_force(Purpose.MEETING) == made
    operator.post("/admin/scoring/modelversion/", {"action": "take_out_of_force", "_selected_action": [made.pk]})
    assert model_versions.in_force(Purpose.MEETING) is None
