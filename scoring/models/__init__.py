"""Tables of the scoring app: evaluations, weights, alerts."""

from scoring.models.alerts import Alert
from scoring.models.evaluations import Evaluation, WeightSet

__all__ = ["Alert", "Evaluation", "WeightSet"]
