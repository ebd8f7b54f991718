"""What operators see of scores and alerts. Importing registers each page."""

from scoring.admin import alerts, evaluations, valuations, weights

__all__ = ["alerts", "evaluations", "valuations", "weights"]
