"""Tables of the scoring app: evaluations, weights, learned models, alerts, valuations, parcels."""

from scoring.models.alerts import Alert
from scoring.models.evaluations import Evaluation, WeightSet
from scoring.models.matches import MatchDismissal
from scoring.models.parcels import ParcelAssessment
from scoring.models.predictions import ModelVersion, Prediction
from scoring.models.valuations import Valuation

__all__ = [
    "Alert", "Evaluation", "MatchDismissal", "ModelVersion", "ParcelAssessment", "Prediction", "Valuation", "WeightSet",
]  # fmt: skip
