"""Facts that crm announces."""

from dataclasses import dataclass
from typing import ClassVar

from realestate.lib.bus import Fact, fact


@fact
@dataclass(frozen=True, kw_only=True)
class LeadCreated(Fact):
    """A contact began to be worked. ``door`` says how they came: csv, form, ghl, api, page, demo."""

    kind: ClassVar[str] = "lead.created"
    lead_id: int
    door: str
    source: str = ""


@fact
@dataclass(frozen=True, kw_only=True)
class LeadChanged(Fact):
    """Something we know of a lead changed; ``fields`` names the columns."""

    kind: ClassVar[str] = "lead.changed"
    lead_id: int
    fields: list[str]


@fact
@dataclass(frozen=True, kw_only=True)
class LeadStatusChanged(Fact):
    """A lead moved one step."""

    kind: ClassVar[str] = "lead.status_changed"
    lead_id: int
    old: str
    new: str
    reason: str


@fact
@dataclass(frozen=True, kw_only=True)
class LeadAssigned(Fact):
    """A lead got another agent, or none."""

    kind: ClassVar[str] = "lead.assigned"
    lead_id: int
    agent_id: int | None


@fact
@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(Fact):
    """A permission was given."""

    kind: ClassVar[str] = "consent.recorded"
    consent_id: int
    level: str


@fact
@dataclass(frozen=True, kw_only=True)
class InteractionRecorded(Fact):
    """A call, note, view or the like was written down. ``interaction`` is its kind."""

    kind: ClassVar[str] = "interaction.recorded"
    interaction_id: int
    interaction: str
    lead_id: int | None = None
    agent_id: int | None = None


@fact
@dataclass(frozen=True, kw_only=True)
class TaskDone(Fact):
    """Somebody ticked a task off."""

    kind: ClassVar[str] = "task.done"
    task_id: int
    lead_id: int | None = None


@fact
@dataclass(frozen=True, kw_only=True)
class AppointmentSet(Fact):
    """A time to meet was agreed."""

    kind: ClassVar[str] = "appointment.set"
    appointment_id: int
    lead_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class AppointmentResolved(Fact):
    """An appointment was held, missed or cancelled; ``outcome`` says which."""

    kind: ClassVar[str] = "appointment.resolved"
    appointment_id: int
    lead_id: int
    outcome: str


@fact
@dataclass(frozen=True, kw_only=True)
class DealOpened(Fact):
    """A deal came onto the board."""

    kind: ClassVar[str] = "deal.opened"
    deal_id: int
    lead_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class DealMoved(Fact):
    """A deal changed its stage."""

    kind: ClassVar[str] = "deal.moved"
    deal_id: int
    lead_id: int
    old: str
    new: str


@fact
@dataclass(frozen=True, kw_only=True)
class DealClosed(Fact):
    """A deal was won. Amounts in cents."""

    kind: ClassVar[str] = "deal.closed"
    deal_id: int
    lead_id: int
    value_cents: int | None
    commission_cents: int | None


@fact
@dataclass(frozen=True, kw_only=True)
class DealReopened(Fact):
    """A closing was taken back: what was counted as won is not."""

    kind: ClassVar[str] = "deal.reopened"
    deal_id: int
    lead_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ImportFinished(Fact):
    """An upload was brought in."""

    kind: ClassVar[str] = "import.finished"
    import_id: int
    created: int
    joined: int
    rejected: int


@fact
@dataclass(frozen=True, kw_only=True)
class GhlDndChanged(Fact):
    """GoHighLevel says that a person refuses contact; ``channels``: all, or of sms, calls, email."""

    kind: ClassVar[str] = "ghl.dnd_changed"
    channels: list[str]


@fact
@dataclass(frozen=True, kw_only=True)
class GhlTextReceived(Fact):
    """A person wrote a text or mail to us at GoHighLevel; its words are in the stored webhook."""

    kind: ClassVar[str] = "ghl.text_received"
    hook_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ExperimentAssigned(Fact):
    """A subject was given an arm, by hash; recorded once."""

    kind: ClassVar[str] = "experiment.assigned"
    experiment_id: int
    arm_id: int
    subject: str


@fact
@dataclass(frozen=True, kw_only=True)
class ExperimentExposed(Fact):
    """A subject met what their arm holds."""

    kind: ClassVar[str] = "experiment.exposed"
    experiment_id: int
    arm_id: int
    subject: str


@fact
@dataclass(frozen=True, kw_only=True)
class LanguageBudgetSpent(Fact):
    """A month's budget for language models is used up: none that costs money is asked. ``month`` as 2026-11."""

    kind: ClassVar[str] = "language_budget.spent"
    month: str
    budget_cents: int
