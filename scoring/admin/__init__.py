"""What operators see of scores and alerts. Importing registers each page."""

from scoring.admin import alerts, evaluations, weights

__all__ = ["alerts", "evaluations", "weights"]
