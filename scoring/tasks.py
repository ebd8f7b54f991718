"""Sweeps: what time alone brings about."""

from realestate.lib.later import each_brokerage
from scoring.services import alerts, evaluation


@each_brokerage("scoring.check_silence")
def check_silence(brokerage_id: int) -> None:
    """Raise alerts for unanswered and silent leads. Each is raised once, so it may run as often as it likes."""
    alerts.check_silence()


@each_brokerage("scoring.refresh_scores")
def refresh_scores(brokerage_id: int) -> None:
    """Score all open leads again as time goes by. Where no reason changed nothing is written."""
    evaluation.refresh_all()
