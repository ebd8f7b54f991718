"""Sweeps: what time alone brings about; and the valuing of homes, which is more than a page should wait for."""

from importlib import import_module

import structlog

from crm.models import Property
from realestate.lib.later import each_brokerage, task
from scoring.errors import NotEnoughOutcomes
from scoring.services import alerts, evaluation, valuations

log = structlog.get_logger()


@each_brokerage("scoring.check_silence")
def check_silence(brokerage_id: int) -> None:
    """Raise alerts for unanswered and silent leads. Each is raised once, so it may run as often as it likes."""
    alerts.check_silence()


@each_brokerage("scoring.refresh_scores")
def refresh_scores(brokerage_id: int) -> None:
    """Score all open leads again as time goes by. Where no reason changed nothing is written."""
    evaluation.refresh_all()


@each_brokerage("scoring.value_homes", queue="score")
def value_homes(brokerage_id: int) -> None:
    """Value the homes of owners and sellers again where a new sale is known, or a month has passed."""
    valuations.value_open()


@task("scoring.value_home", queue="score")
def value_home(brokerage_id: int, property_id: int) -> None:
    """Value one home now. A home that is gone is no error; run twice, the later estimate stands."""
    home = Property.objects.filter(pk=property_id).first()
    if home is not None:
        valuations.value_home(home)


@each_brokerage("scoring.retrain", queue="score")
def retrain(brokerage_id: int) -> None:
    """Learn from the outcomes known by now; the new version tells from now on only if it is better."""
    # Imported when it is needed: a worker that never trains has no use for NumPy and the package.
    retraining = import_module("scoring.services.retraining")
    try:
        version = retraining.retrain_and_judge()
    except NotEnoughOutcomes as refusal:
        log.info("model.not_trained", reason=refusal.code)
        return
    log.info("model.trained", version=version.version, in_force=version.is_active)
