"""What scoring listens to. Each event scores a lead once; a repeat finds the evaluation and does nothing."""

from dataclasses import dataclass
from typing import ClassVar

from crm.events import (
    AppointmentResolved,
    AppointmentSet,
    DealMoved,
    DealOpened,
    InteractionRecorded,
    LeadChanged,
    LeadCreated,
    LeadStatusChanged,
)
from crm.models import Lead
from crm.states import InteractionKind
from realestate.lib.bus import Envelope, Fact, on
from scoring.features.conversation import ASKS_TO_MEET
from scoring.services import alerts, evaluation
from scoring.states import AlertKind

# Columns that no feature reads: a change of these alone is no reason to score again.
NO_INPUT = frozenset({"score", "score_before", "scored_at", "snoozed_until", "next_touch_at", "assigned_to", "segment"})


@dataclass(frozen=True, kw_only=True)
class ReplyReceived(Fact):
    """What scoring reads of outreach's fact of this kind; the class itself belongs to a sibling app."""

    kind: ClassVar[str] = "reply.received"
    lead_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyUnderstood(Fact):
    """Likewise."""

    kind: ClassVar[str] = "reply.understood"
    message_id: int
    intent: str
    lead_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MessageSent(Fact):
    """Likewise."""

    kind: ClassVar[str] = "message.sent"
    lead_id: int | None = None


LeadFact = LeadCreated | LeadStatusChanged | AppointmentSet | AppointmentResolved | DealOpened | DealMoved


@on(LeadCreated, LeadStatusChanged, AppointmentSet, AppointmentResolved, DealOpened, DealMoved)
def score_lead(fact: LeadFact, envelope: Envelope) -> None:
    """Score the lead that a fact is about."""
    _evaluate(fact.lead_id, None, envelope)


@on(LeadChanged)
def score_changed_lead(fact: LeadChanged, envelope: Envelope) -> None:
    """Score a lead of which something new is known."""
    if not NO_INPUT.issuperset(fact.fields):
        _evaluate(fact.lead_id, None, envelope)


@on(InteractionRecorded)
def score_interaction(fact: InteractionRecorded, envelope: Envelope) -> None:
    """Score the leads that an interaction concerns; an agent's call also answers what waited for one."""
    for lead in _evaluate(fact.lead_id, fact.contact_id, envelope):
        if fact.interaction == InteractionKind.CALL and fact.agent_id is not None:
            alerts.settle(lead, AlertKind.UNANSWERED, AlertKind.SILENT, AlertKind.APPOINTMENT)


@on(ReplyReceived)
def score_reply(fact: ReplyReceived, envelope: Envelope) -> None:
    """Score a lead that wrote; it is silent no more."""
    for lead in _evaluate(fact.lead_id, fact.contact_id, envelope):
        alerts.settle(lead, AlertKind.SILENT)


@on(ReplyUnderstood)
def score_understood_reply(fact: ReplyUnderstood, envelope: Envelope) -> None:
    """Score what a reply meant, and alert where it asks to meet."""
    for lead in _evaluate(fact.lead_id, fact.contact_id, envelope):
        if fact.intent in ASKS_TO_MEET:
            alerts.asked_to_meet(lead, message_id=fact.message_id, at=envelope.occurred_at)


@on(MessageSent)
def settle_unanswered(fact: MessageSent, envelope: Envelope) -> None:
    """A message of ours answers a new lead."""
    for lead in _leads(fact.lead_id, fact.contact_id):
        alerts.settle(lead, AlertKind.UNANSWERED)


def _evaluate(lead_id: int | None, contact_id: int | None, envelope: Envelope) -> list[Lead]:
    found = _leads(lead_id, contact_id)
    for lead in found:
        evaluation.evaluate(lead, event_id=envelope.event_id)
    return found


def _leads(lead_id: int | None, contact_id: int | None) -> list[Lead]:
    """Return the lead named, else all open leads of the contact; none where it is gone."""
    if lead_id is not None:
        return list(Lead.objects.filter(pk=lead_id))
    return list(Lead.objects.open().filter(contact_id=contact_id)) if contact_id is not None else []
