"""The whole list of features. Import it, not the modules: only then is the list complete."""

from scoring.features import conversation, engagement, readiness
from scoring.features.base import Feature, Value, Values, compute, every, require

__all__ = [
    "Feature",
    "Value",
    "Values",
    "compute",
    "conversation",
    "engagement",
    "every",
    "readiness",
    "require",
]
