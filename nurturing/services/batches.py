"""Many people into one sequence at once, each by the same rules as one alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.models import Agent, Lead
from crm.states import LeadKind
from nurturing.errors import CannotEnroll
from nurturing.models import Enrollment, Sequence
from nurturing.services import enrollment


@dataclass(frozen=True, slots=True)
class NotStarted:
    """One lead that did not start, and why."""

    lead_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of everybody: who started, who is in it already, who could not."""

    started: list[Enrollment] = field(default_factory=list)
    running: list[Enrollment] = field(default_factory=list)
    refused: list[NotStarted] = field(default_factory=list)


def enroll(leads: Iterable[Lead], sequence: Sequence, *, because: str, agent: Agent | None = None) -> Batch:
    """Start a sequence for many leads. Who cannot start holds nobody else back; run again, it starts nobody twice."""
    batch = Batch()
    for lead in leads:
        before = Enrollment.objects.running().filter(lead=lead, sequence=sequence).first()
        if before is not None:
            batch.running.append(before)
            continue
        try:
            _check_kind(lead, sequence)
            batch.started.append(enrollment.enroll(lead, sequence, because=because, agent=agent))
        except CannotEnroll as refusal:
            batch.refused.append(NotStarted(lead.pk, refusal.message))
    return batch


def _check_kind(lead: Lead, sequence: Sequence) -> None:
    if sequence.lead_kind and sequence.lead_kind != lead.kind:
        raise CannotEnroll(f"“{sequence}” is for {LeadKind(sequence.lead_kind).label.lower()}s.")
