"""Refusals of the nurturing app."""

from realestate.lib.errors import DomainError


class InvalidSequence(DomainError):
    """A plan cannot be used; the message names the file, the step and the field."""

    code = "invalid_sequence"


class InvalidCondition(DomainError):
    """A condition asks for something that does not exist or cannot be compared so."""

    code = "invalid_condition"


class InvalidTemplate(DomainError):
    """A text uses a field that it may not use, or braces that do not close."""

    code = "invalid_template"


class CannotEnroll(DomainError):
    """This lead cannot start this sequence now."""

    code = "cannot_enroll"


class TooLate(DomainError):
    """The step is on its way, or over; it cannot be changed any more."""

    code = "too_late"
