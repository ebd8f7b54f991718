"""Refusals of the outreach app."""

from realestate.lib.errors import DomainError


class Unreachable(DomainError):
    """The contact has no number or address that this channel could use."""

    code = "unreachable"


class NotWaiting(DomainError):
    """The message is on its way or over; it cannot be taken back."""

    code = "not_waiting"


class NotYours(DomainError):
    """Somebody else is in charge of this conversation."""

    code = "not_yours"


class NotStopped(DomainError):
    """There is no kill switch to let go."""

    code = "not_stopped"
