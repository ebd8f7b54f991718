"""Sweeps: what time alone brings about; and the valuing of homes, which is more than a page should wait for."""

from crm.models import Property
from realestate.lib.later import each_brokerage, task
from scoring.services import alerts, evaluation, valuations


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
