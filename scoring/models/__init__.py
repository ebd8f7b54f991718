"""Tables of the scoring app: evaluations, weights, alerts, valuations."""

from scoring.models.alerts import Alert
from scoring.models.evaluations import Evaluation, WeightSet
from scoring.models.valuations import Valuation

__all__ = ["Alert", "Evaluation", "Valuation", "WeightSet"]
