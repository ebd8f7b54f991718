"""What a learned model told of a lead, for the lead's page."""

from dataclasses import dataclass

from scoring.models import Evaluation, Prediction
from scoring.selectors.outcomes import WITHIN

MOST_REASONS = 3
START = 1  # the first line says where everybody starts, and moved nothing


@dataclass(frozen=True, kw_only=True)
class Told:
    """How many of 100 leads like this one meet us or open a deal within ``days``, and what moved that most."""

    in_100: int
    days: int
    leads: int
    reasons: tuple[str, ...]


def of_evaluation(row: Evaluation) -> Told | None:
    """Return what the model in force told with an evaluation; None where it told nothing, or is in force no more.

    One query.
    """
    told = Prediction.objects.filter(evaluation=row, model__is_active=True)
    found = told.values_list("probability", "reasons", "model__leads").first()
    if found is None:
        return None
    probability, reasons, leads = found
    words = tuple(f"{line['words']} ({line['points']:+d})" for line in reasons[START : START + MOST_REASONS])
    return Told(in_100=min(max(round(100 * probability), 1), 99), days=WITHIN.days, leads=leads, reasons=words)
