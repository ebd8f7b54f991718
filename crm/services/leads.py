"""Leads: their steps, who works them, and what is known of them."""

from datetime import datetime
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.db.models import F, Model, Q, Value
from django.db.models.functions import Greatest

from crm.errors import InvalidLead, NotReopened
from crm.events import LeadAssigned, LeadChanged, LeadStatusChanged
from crm.models import Agent, Lead, StatusChange
from crm.services.events import publish
from crm.states import LEAD_REOPENS, LEAD_STEPS, LeadKind, LeadStatus, Segment, Timeline
from realestate.lib import clock, states

CHANGEABLE = frozenset(
    {
        "kind", "segment", "source", "locations", "price_min_cents", "price_max_cents", "budget_confirmed",
        "preapproved", "property_type", "beds_min", "baths_min", "timeline",
    }
)  # fmt: skip
CHOICES = {"kind": LeadKind.values, "segment": Segment.values, "timeline": Timeline.values}
WAY_UP = (LeadStatus.INTERESTED, LeadStatus.NEGOTIATING, LeadStatus.DEAL_CLOSED)
LONGEST_REASON = 200


@transaction.atomic
def change_status(lead: Lead, to: str, *, reason: str, agent: Agent | None = None) -> StatusChange:
    """Move a lead one step and keep the history row.

    Raises:
        IllegalTransition: ``LEAD_STEPS`` has no such step, or another worker moved it first.
    """
    also: dict[str, Any] = {"converted_at": clock.now()} if to == LeadStatus.DEAL_CLOSED else {}
    return _step(lead, to, reason=reason, agent=agent, table=LEAD_STEPS, **also)


@transaction.atomic
def advance(lead: Lead, to: str, *, reason: str, agent: Agent | None = None) -> list[StatusChange]:
    """Move a lead up to a step of the way from interest to closing, through those between. Never back, never out.

    Returns:
        The steps taken: none if the lead is there or further, or has opted out.
    """
    Lead.objects.select_for_update().filter(pk=lead.pk).first()
    lead.refresh_from_db(fields=["status"])
    if lead.status in (LeadStatus.OPTED_OUT, LeadStatus.DEAL_CLOSED):
        return []
    begin = WAY_UP.index(LeadStatus(lead.status)) + 1 if lead.status in WAY_UP else 0
    steps = WAY_UP[begin : WAY_UP.index(LeadStatus(to)) + 1]
    return [change_status(lead, step, reason=reason, agent=agent) for step in steps]


@transaction.atomic
def reopen(lead: Lead, *, reason: str, agent: Agent | None = None) -> list[StatusChange]:
    """Take a lead's conversion back: its deal was not closed after all, so it is negotiating.

    Returns:
        The step back; none where the lead is not at its closing any more (it opted out since).
    Raises:
        NotReopened: the person came back meanwhile and is worked as another lead of this kind.
    """
    Lead.objects.select_for_update().filter(pk=lead.pk).first()
    lead.refresh_from_db(fields=["status", "converted_at"])
    if lead.status != LeadStatus.DEAL_CLOSED:
        return []
    others = Lead.objects.filter(contact=lead.contact_id, kind=lead.kind, converted_at=None, churned_at=None)
    if others.exclude(pk=lead.pk).exists():
        raise NotReopened(f"{lead.contact.name} came back meanwhile and is worked as a new lead.")
    return [_step(lead, LeadStatus.NEGOTIATING, reason=reason, agent=agent, table=LEAD_REOPENS, converted_at=None)]


@transaction.atomic
def change(lead: Lead, *, agent: Agent | None = None, **columns: Any) -> Lead:
    """Write what is newly known of a lead, announce the columns that changed, and return it.

    Args:
        agent: who says so, where a person does; a budget that a person enters counts as confirmed.
    Raises:
        InvalidLead: a column may not be changed here, or cannot hold the value.
    """
    for column, value in columns.items():
        _check(column, value)
    changed = [column for column, value in columns.items() if getattr(lead, column) != value]
    if not changed:
        return lead
    for column in changed:
        setattr(lead, column, columns[column])
    _check_order(lead)
    if agent is not None and {"price_min_cents", "price_max_cents"} & set(changed) and not lead.budget_confirmed:
        lead.budget_confirmed = True
        changed.append("budget_confirmed")
    lead.save(update_fields=[*changed, "updated_at"])
    _announce_change(lead, changed)
    return lead


@transaction.atomic
def assign(lead: Lead, agent: Agent | None, *, by: Agent | None = None) -> Lead:
    """Give a lead to an agent, or to nobody, and return it. Giving it to who has it already changes nothing.

    Args:
        by: who decided, where a person did; kept with the log line only.
    """
    wanted = agent.pk if agent else None
    taken = Lead.objects.filter(pk=lead.pk).exclude(_holds("assigned_to", wanted))
    if taken.update(assigned_to=agent, updated_at=clock.now()):
        publish(
            LeadAssigned(brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, lead_id=lead.pk, agent_id=wanted)
        )
    lead.assigned_to = agent
    return lead


def record_score(lead: Lead, score: int, *, at: datetime) -> Lead:
    """Keep a lead's newest score, 1 to 99, with the one before it, and return the lead. An older one is not taken."""
    newer = Lead.objects.filter(Q(scored_at=None) | Q(scored_at__lte=at), pk=lead.pk)
    newer.update(score_before=F("score"), score=score, scored_at=at)
    lead.refresh_from_db(fields=["score", "score_before", "scored_at"])
    return lead


def touched(
    lead: Lead,
    *,
    inbound_at: datetime | None = None,
    outbound_at: datetime | None = None,
    next_touch_at: datetime | EllipsisType | None = ...,
) -> Lead:
    """Note when the lead last reached us, when we last reached them, and when the next touch is due.

    A time older than the one known changes nothing, so late reports may come in any order.

    Args:
        next_touch_at: None for no touch planned; left out, it stays.
    """
    columns: dict[str, Any] = {}
    if inbound_at is not None:
        columns["last_inbound_at"] = Greatest(F("last_inbound_at"), Value(inbound_at))
    if outbound_at is not None:
        columns["last_outbound_at"] = Greatest(F("last_outbound_at"), Value(outbound_at))
    if next_touch_at is not ...:
        columns["next_touch_at"] = next_touch_at
    if columns:
        Lead.objects.filter(pk=lead.pk).update(**columns)
        lead.refresh_from_db(fields=list(columns))
    return lead


@transaction.atomic
def snooze(lead: Lead, until: datetime | None, *, by: Agent | None) -> Lead:
    """Hide a lead from the call lists until a moment, or show it again (None), and return it.

    Raises:
        InvalidLead: the moment is over.
    """
    if until is not None and until <= clock.now():
        raise InvalidLead("Choose a time to come.", field="snoozed_until")
    if lead.snoozed_until != until:
        lead.snoozed_until = until
        lead.save(update_fields=["snoozed_until", "updated_at"])
        _announce_change(lead, ["snoozed_until"])
    return lead


def _announce_change(lead: Lead, fields: list[str]) -> None:
    publish(
        LeadChanged(brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, lead_id=lead.pk, fields=sorted(fields))
    )


def _check(column: str, value: Any) -> None:
    if column not in CHANGEABLE:
        raise InvalidLead(f"“{column}” cannot be changed here.", field=column)
    if column in CHOICES and value not in CHOICES[column]:
        raise InvalidLead(f"“{value}” is not a known {column}.", field=column)


def _check_order(lead: Lead) -> None:
    low, high = lead.price_min_cents, lead.price_max_cents
    if low is not None and high is not None and low > high:
        raise InvalidLead("The lowest price is above the highest.", field="price_min_cents")


def _holds(column: str, value: Model | int | None) -> Q:
    return Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})


def _step(lead: Lead, to: str, *, reason: str, agent: Agent | None, table: states.Steps, **also: Any) -> StatusChange:
    old = lead.status
    states.move(lead, to, table=table, updated_at=clock.now(), **also)
    step = StatusChange.objects.create(lead=lead, old=old, new=to, reason=reason[:LONGEST_REASON], agent=agent)
    publish(
        LeadStatusChanged(
            brokerage_id=lead.brokerage_id,
            contact_id=lead.contact_id,
            lead_id=lead.pk,
            old=old,
            new=str(to),
            reason=step.reason,
        )
    )
    return step
