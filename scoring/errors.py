"""Refusals of the scoring app."""

from realestate.lib.errors import DomainError


class FeatureProtected(DomainError):
    """A feature looks like a protected class or a close proxy of one, or nobody registered it (FHA-1)."""

    code = "FEATURE_PROTECTED"


class InvalidWeights(DomainError):
    """The points cannot be used so; ``field`` names the rule."""

    code = "invalid_weights"


class ModelNotUsable(DomainError):
    """A learned model cannot be read or asked: no library, no file of ours, or a row that does not fit."""

    code = "model_not_usable"


class NotEnoughOutcomes(DomainError):
    """Too few leads are old enough to have an outcome, or nearly all ended alike: nothing can be learnt yet."""

    code = "not_enough_outcomes"
