"""What operators see of scores and alerts. Importing registers each page."""

from scoring.admin import alerts, evaluations, models, valuations, weights

__all__ = ["alerts", "evaluations", "models", "valuations", "weights"]
