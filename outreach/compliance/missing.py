"""The error for rule data that is not there. The gate turns it into a block: it fails closed."""


class MissingRuleData(LookupError):
    """A state, zone, window or fact that a rule needs is unknown."""
