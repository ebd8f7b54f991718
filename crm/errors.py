"""Refusals of the crm app."""

from realestate.lib.errors import DomainError


class InvalidLead(DomainError):
    """What came in cannot become a lead; ``field`` names the part."""

    code = "invalid_lead"


class InvalidImport(DomainError):
    """The upload cannot be read or mapped."""

    code = "invalid_import"


class InvalidDeal(DomainError):
    """The deal cannot be written so."""

    code = "invalid_deal"


class NotReopened(DomainError):
    """The step cannot be taken back any more; the reason is in the words."""

    code = "not_reopened"


class InvalidAppointment(DomainError):
    """The appointment cannot be written so."""

    code = "invalid_appointment"


class ExperimentClosed(DomainError):
    """The experiment takes nobody in."""

    code = "experiment_closed"


class InvalidAccount(DomainError):
    """The brokerage or agent cannot be written so."""

    code = "invalid_account"


class InvalidContact(DomainError):
    """What is said of a person cannot be written so."""

    code = "invalid_contact"


class InvalidExperiment(DomainError):
    """The experiment cannot be written so."""

    code = "invalid_experiment"
