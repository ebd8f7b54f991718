"""The two kinds of error that our own code raises."""


class DomainError(Exception):
    """A refusal that a person can read. Shown as a toast or as problem+json, never retried.

    Subclasses set ``code``, the stable word that API clients match on.
    """

    code = "refused"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class IllegalTransition(DomainError):
    """The state machine has no such step, or somebody else moved the row first."""

    code = "illegal_transition"


class NotAllowed(DomainError):
    """The person is known but may not do this."""

    code = "not_allowed"


class Transient(Exception):
    """The outside world failed in a way that may pass; tasks retry it with backoff."""
