"""Refusals of the outreach app."""

from realestate.lib.errors import DomainError


class Unreachable(DomainError):
    """The contact has no number or address that this channel could use."""

    code = "unreachable"


class Blocked(DomainError):
    """The gate does not let this message go. ``reason`` is its stable code, ``rule`` the id of what decided.

    ``wording`` is the code of what stopped the words, where it was they.
    """

    code = "blocked"

    def __init__(self, message: str, *, reason: str, rule: str, wording: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.rule = rule
        self.wording = wording


class NotWaiting(DomainError):
    """The message is on its way or over; it cannot be taken back."""

    code = "not_waiting"


class InvalidHour(DomainError):
    """A message cannot be scheduled for that hour."""

    code = "invalid_hour"


class NotYours(DomainError):
    """Somebody else is in charge of this conversation."""

    code = "not_yours"


class NotStopped(DomainError):
    """There is no kill switch to let go."""

    code = "not_stopped"


class RequestOpen(DomainError):
    """A request about personal data waits already, or cannot be put off."""

    code = "request_open"


class Unverified(DomainError):
    """It is not clear that the person themselves asks."""

    code = "unverified"


class CannotLift(DomainError):
    """A suppression stays: there is no fresh opt-in from the same number or address, or no second person."""

    code = "cannot_lift"


class InvalidRegistration(DomainError):
    """A registration that cannot be one."""

    code = "invalid_registration"


class CannotFetch(DomainError):
    """The carrier cannot be asked now."""

    code = "cannot_fetch"


class InvalidTemplate(DomainError):
    """A template that could not be filled, or whose words must not go out."""

    code = "invalid_template"


class MissingFact(DomainError):
    """A template speaks of something that is not known of this person."""

    code = "missing_fact"


class ChangedMeanwhile(DomainError):
    """The text is not the one that was read."""

    code = "changed_meanwhile"


class FromStaff(DomainError):
    """A text came from the phone of one of our own people, who is nobody's lead."""

    code = "from_staff"
