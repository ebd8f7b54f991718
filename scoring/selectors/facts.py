"""Gather what is known of a lead for its score: four queries, whatever its history."""

from datetime import datetime

from crm.models import Appointment, Deal, Event, Interaction, Lead
from crm.states import DealStage
from scoring.features.facts import LONGEST_WINDOW, MOST_ACTS, Act, LeadFacts, Visit

# Facts of outreach, a sibling app, read from the log by their kind.
TALK = {"reply.received": "reply", "reply.understood": "understood", "message.sent": "sent"}


def gather(lead: Lead, *, now: datetime) -> LeadFacts:
    """Return what is known of a lead at ``now``. The lead's own columns are taken as they stand on the row."""
    since = now - LONGEST_WINDOW
    acts = sorted([*_interactions(lead, since, now), *_talk(lead, since, now)], key=lambda act: act.at)
    return LeadFacts(
        now=now,
        came_at=lead.created_at,
        kind=lead.kind,
        source=lead.source,
        price_known=lead.price_min_cents is not None or lead.price_max_cents is not None,
        budget_confirmed=lead.budget_confirmed,
        preapproved=lead.preapproved,
        timeline=lead.timeline,
        areas=len(lead.locations),
        home_described=bool(lead.property_type or lead.beds_min or lead.baths_min),
        last_inbound_at=lead.last_inbound_at,
        last_outbound_at=lead.last_outbound_at,
        acts=tuple(acts),
        visits=tuple(_visits(lead, since)),
        stages=tuple(_stages(lead)),
    )


def _interactions(lead: Lead, since: datetime, now: datetime) -> list[Act]:
    rows = (
        Interaction.objects.filter(contact_id=lead.contact_id, occurred_at__gt=since, occurred_at__lte=now)
        .order_by("-occurred_at", "-id")
        .values_list("kind", "occurred_at", "property_id", "seconds", "lead_id")[:MOST_ACTS]
    )
    return [
        Act(kind=kind, at=at, home=home, seconds=seconds or 0)
        for kind, at, home, seconds, lead_id in rows
        if lead_id in {None, lead.pk}
    ]


def _talk(lead: Lead, since: datetime, now: datetime) -> list[Act]:
    rows = (
        Event.objects.filter(contact_id=lead.contact_id, kind__in=TALK, occurred_at__gt=since, occurred_at__lte=now)
        .order_by("-occurred_at", "-id")
        .values_list("kind", "occurred_at", "payload")[:MOST_ACTS]
    )
    return [
        Act(
            kind=TALK[kind],
            at=at,
            intent=str(payload.get("intent", "")),
            sentiment=_bounded(payload.get("sentiment")),
        )
        for kind, at, payload in rows
        if payload.get("lead_id") in {None, lead.pk}
    ]


def _bounded(sentiment: object) -> float:
    """Return a mood between -1 and 1, whatever the log holds."""
    return min(1.0, max(-1.0, float(sentiment))) if isinstance(sentiment, int | float) else 0.0


def _visits(lead: Lead, since: datetime) -> list[Visit]:
    rows = Appointment.objects.filter(lead=lead, starts_at__gt=since).values_list("status", "starts_at")
    return [Visit(status=status, at=at) for status, at in rows.order_by("starts_at", "id")[:MOST_ACTS]]


def _stages(lead: Lead) -> list[str]:
    closed = [DealStage.CLOSED, DealStage.LOST]
    return list(Deal.objects.filter(lead=lead).exclude(stage__in=closed).values_list("stage", flat=True)[:50])
