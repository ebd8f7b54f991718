"""``manage.py train_scores``: a version with its card, in force only if it is better."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scoring import tasks
from scoring.models import ModelVersion
from scoring.predictors import library
from tests.scoring.learning import live_through

pytestmark = pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")


def run(*arguments):
    out = StringIO()
    call_command("train_scores", *arguments, stdout=out)
    return out.getvalue()


def test_a_version_is_made_and_put_in_force_when_asked(agent, brokerage):
    live_through(agent, 400)
    said = run("--brokerage", brokerage.slug, "--put-in-force", "--json")

    found = json.loads(said.splitlines()[-1])
    assert (found["version"], found["in_force"]) == (1, True)
    assert "learnt from 400 leads. On the 100 newest, unseen: AUC" in said
    assert ModelVersion.objects.get().is_active


def test_too_few_leads_are_told_in_words(agent, brokerage):
    with pytest.raises(CommandError, match="0 leads have an outcome"):
        run("--brokerage", brokerage.slug)
    with pytest.raises(CommandError, match="no brokerage “gone”"):
        run("--brokerage", "gone")


def test_the_weekly_job_learns_where_it_can_and_is_quiet_where_not(agent, brokerage):
    tasks.retrain(brokerage.pk)
    assert not ModelVersion.objects.exists()

    live_through(agent, 400)
    tasks.retrain(brokerage.pk)
    assert ModelVersion.objects.get().is_active
