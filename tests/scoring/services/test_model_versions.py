"""Learned models: versions, which one is in force, back to an older one, and content that was tampered with."""

from datetime import timedelta

import pytest

from crm.models import Appointment
from realestate.lib import clock, scopes
from scoring.errors import ModelNotUsable, NotEnoughOutcomes
from scoring.models import ModelVersion
from scoring.predictors import library
from scoring.selectors.outcomes import WITHIN
from scoring.services import model_versions, retraining
from scoring.states import Purpose
from tests.factories.crm import BrokerageFactory
from tests.scoring.learning import DAY, live_through

pytestmark = pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")


@pytest.fixture
def made(agent):
    """A version learnt from 400 leads, of whom those who reply meet us more often."""
    live_through(agent, 400)
    return retraining.retrain()


def test_a_new_version_has_its_card_and_tells_nothing_yet(made):
    told = made.card["quality"]

    assert (made.version, made.leads, made.is_active) == (1, 400, False)
    assert told["n"] == 100
    assert told["auc"]["low"] <= told["auc"]["value"] <= told["auc"]["high"]
    assert made.card["reads"] == ["replies_30d"]
    assert made.learnt_from < made.learnt_until
    assert model_versions.in_force(Purpose.MEETING) is None


def test_what_replies_tell_was_learnt(made):
    learned = model_versions.load(made)

    assert retraining.is_better(made)
    assert learned.probability({"replies_30d": "5"}) > learned.probability({"replies_30d": "0"}) + 0.2


def test_one_version_is_in_force_and_an_older_one_can_be_again(made):
    second = retraining.retrain()
    for version in (made, second, made):
        model_versions.put_in_force(version)
        assert list(ModelVersion.objects.filter(is_active=True)) == [version]

    model_versions.take_out_of_force(made)
    assert model_versions.in_force(Purpose.MEETING) is None


def test_T68_the_next_version_is_compared_on_leads_that_the_one_in_force_has_not_learnt_from(made):
    """On its own lessons a model looks better than it is, and nothing new would ever be better."""
    model_versions.put_in_force(made)
    ModelVersion.objects.filter(pk=made.pk).update(learnt_until=clock.now() - WITHIN - timedelta(hours=62))
    second = retraining.retrain()

    present = second.card["present"]
    assert (second.version, present["version"]) == (2, 1)
    assert 0 < present["leads"] < second.card["quality"]["n"]
    assert present["quality"]["n"] == present["this"]["n"] == present["leads"]


def test_where_too_few_leads_came_since_the_one_in_force_stays(made):
    model_versions.put_in_force(made)
    second = retraining.retrain_and_judge()

    assert second.card["present"] == {"version": 1, "leads": 0}
    assert not second.is_active
    assert model_versions.in_force(Purpose.MEETING) == made


def test_outcomes_that_all_came_lately_teach_nothing(agent):
    """A brokerage that imported old leads and began to note meetings this month."""
    live_through(agent, 400)
    first = Appointment.objects.order_by("starts_at").values_list("pk", flat=True)
    Appointment.objects.filter(pk__in=list(first[: first.count() * 3 // 4])).delete()
    Appointment.objects.filter(starts_at__lt=clock.now() - WITHIN - timedelta(hours=110) + 5 * DAY - DAY).delete()

    with pytest.raises(NotEnoughOutcomes, match="ended one of the two ways"):
        retraining.retrain()


@pytest.mark.parametrize(
    ("change", "better"),
    [
        ({}, True),
        ({"auc": {"value": 0.55, "low": 0.48, "high": 0.6}}, False),
        ({"log_loss": {"value": 9.0, "low": 8.0, "high": 10.0}}, False),
    ],
)
def test_what_is_no_better_than_guessing_stays_out(made, change, better):
    made.card["quality"] |= change

    assert retraining.is_better(made) is better


def test_what_is_worse_than_the_version_in_force_stays_out(made):
    now = made.card["quality"]["log_loss"]["value"]
    at = {"this": {"log_loss": {"value": now}}, "quality": {"log_loss": {"value": now - 0.01}}}
    made.card["present"] = {"version": 1, "leads": 50, **at}

    assert not retraining.is_better(made)


def test_content_that_was_changed_is_refused(made):
    ModelVersion.objects.filter(pk=made.pk).update(content=b"{}\n")
    model_versions._loaded.cache_clear()

    with pytest.raises(ModelNotUsable, match="checksum differs"):
        model_versions.put_in_force(made)
    assert model_versions.in_force(Purpose.MEETING) is None


def test_too_few_outcomes_teach_nothing(agent):
    live_through(agent, 20)

    with pytest.raises(NotEnoughOutcomes, match="20 leads have an outcome"):
        retraining.retrain()
    assert not ModelVersion.objects.exists()


def test_another_brokerage_has_no_part_in_it(made):
    model_versions.put_in_force(made)
    with scopes.in_brokerage(BrokerageFactory()):
        assert model_versions.in_force(Purpose.MEETING) is None
