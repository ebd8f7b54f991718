"""What conditions and triggers ask about a lead."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from crm.models import Interaction, Lead, Listing
from nurturing.models import Sequence
from nurturing.rules import engagement
from nurturing.rules.conditions import Value
from outreach.models import Conversation, Message
from outreach.states import Direction, InCharge
from realestate.lib import clock


def matching_listings(lead: Lead) -> QuerySet[Listing]:
    """Return homes for sale in a lead's areas, within their budget, with enough bedrooms.

    Without an area or an upper price nothing matches: that would be a guess.
    """
    if not lead.locations or not lead.price_max_cents:
        return Listing.objects.none()
    in_area = Q()
    for location in lead.locations:
        in_area |= Q(property__situs_city__iexact=location) | Q(property__situs_postal_code=location)
    rows = Listing.objects.filter(in_area, status="active", price_cents__lte=lead.price_max_cents)
    if lead.price_min_cents:
        rows = rows.filter(price_cents__gte=lead.price_min_cents)
    if lead.beds_min:
        rows = rows.filter(property__beds__gte=lead.beds_min)
    return rows.filter(property__kind=lead.property_type) if lead.property_type else rows


def acts_since(lead: Lead, since: datetime) -> dict[str, int]:
    """Return how often the lead's contact did each kind of thing since then, answers to us included."""
    rows = Interaction.objects.filter(contact_id=lead.contact_id, occurred_at__gte=since).values_list("kind")
    counts: dict[str, int] = dict(rows.annotate(n=Count("pk")))
    counts["reply"] = Message.objects.filter(
        contact_id=lead.contact_id, direction=Direction.IN, occurred_at__gte=since
    ).count()
    return counts


def facts_for_conditions(lead: Lead) -> dict[str, Value]:
    """Return the present value of every field that a condition may ask about."""
    acts = acts_since(lead, clock.now() - engagement.WINDOW)
    return {
        "score": lead.score,
        "engagement": engagement.engagement(acts),
        "matches": matching_listings(lead).count(),
        "budget_confirmed": lead.budget_confirmed,
        "preapproved": lead.preapproved,
        "has_location": bool(lead.locations),
        "timeline": lead.timeline or None,
        "property_type": lead.property_type or None,
        "source": lead.source or None,
    }


def in_human_hands(lead: Lead) -> bool:
    """Say whether a person answers this contact, or has to decide about an unclear answer first."""
    rows = Conversation.objects.filter(contact_id=lead.contact_id)
    return rows.filter(Q(in_charge=InCharge.AGENT) | ~Q(paused_reason="")).exists()


def sequences_that_start(kind: str) -> QuerySet[Sequence]:
    """Return the sequences that may start by themselves for a kind of lead, with steps to run."""
    return Sequence.objects.filter(
        lead_kind__in=["", kind], enroll_above__isnull=False, is_paused=False, versions__is_current=True
    )
