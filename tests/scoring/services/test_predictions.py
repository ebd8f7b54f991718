"""What the model in force tells: kept with each evaluation, repeatable, and never at the score's cost."""

from datetime import timedelta

import pytest

from realestate.lib import clock
from scoring.models import Prediction
from scoring.predictors import library
from scoring.predictors.cells import cells_of
from scoring.predictors.learned import Learned
from scoring.predictors.tables import Unreadable
from scoring.selectors.predictions import of_evaluation
from scoring.services import evaluation, model_versions, predictions, retraining
from tests.scoring.learning import live_through

pytestmark = pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")


@pytest.fixture
def in_force(agent):
    """A version in force, learnt from 400 leads."""
    live_through(agent, 400)
    return model_versions.put_in_force(retraining.retrain())


def test_without_a_model_a_score_is_made_and_nothing_is_told(lead):
    row = evaluation.evaluate(lead)

    assert row.score > 0
    assert of_evaluation(row) is None


def test_each_evaluation_keeps_what_the_model_told_of_it(in_force, lead):
    row = evaluation.evaluate(lead)
    kept = Prediction.objects.get(evaluation=row)

    assert kept.model == in_force
    assert sum(line["points"] for line in kept.reasons) == round(100 * kept.probability)
    assert kept.reasons[1]["words"].endswith(": 0")


def test_a_kept_prediction_can_be_made_again_from_what_was_kept(in_force, lead):
    """The audit: evaluation and model version hold all that the answer rests on."""
    row = evaluation.evaluate(lead)
    kept, learned = row.prediction, model_versions.load(in_force)
    cells = cells_of(row.features, learned.columns)

    assert learned.probability(cells) == kept.probability
    assert predictions.hash_of(cells) == kept.inputs_hash


def test_the_page_is_told_in_people_not_in_decimals(in_force, lead):
    told = of_evaluation(evaluation.evaluate(lead))

    assert 1 <= told.in_100 <= 99
    assert (told.days, told.leads) == (90, 400)
    assert len(told.reasons) == 1


def test_a_model_that_cannot_be_asked_does_not_cost_the_score(in_force, lead, monkeypatch):
    def refuse(self, row, where=""):
        raise Unreadable("a word where numbers were")

    monkeypatch.setattr(Learned, "probability", refuse)
    row = evaluation.evaluate(lead)

    assert row.score > 0
    assert not Prediction.objects.exists()


def test_who_is_known_for_long_is_none_of_those_it_was_measured_on(in_force, lead):
    with clock.shifted(timedelta(days=30)):
        row = evaluation.evaluate(lead)

    assert row.score > 0
    assert not Prediction.objects.filter(evaluation=row).exists()


def test_what_a_model_told_is_gone_from_the_page_once_it_is_out_of_force(in_force, lead):
    row = evaluation.evaluate(lead)
    model_versions.take_out_of_force(in_force)

    assert of_evaluation(row) is None
    assert Prediction.objects.filter(evaluation=row).exists()  # the audit keeps it


def test_one_query_tells_what_the_page_shows(in_force, lead, django_assert_num_queries):
    row = evaluation.evaluate(lead)

    with django_assert_num_queries(1):
        of_evaluation(row)
