"""What operators see of scores and alerts. Importing registers each page."""

from scoring.admin import alerts, evaluations, matches, models, parcels, valuations, weights

__all__ = ["alerts", "evaluations", "matches", "models", "parcels", "valuations", "weights"]
