"""What passed between a contact and us, messages aside."""

from datetime import datetime

from django.db import transaction

from crm.events import InteractionRecorded
from crm.models import Agent, Contact, Interaction, Lead, Property
from crm.services import leads
from crm.services.events import publish
from crm.states import InteractionKind
from realestate.lib import clock


@transaction.atomic
def record(
    contact: Contact,
    kind: str,
    *,
    lead: Lead | None = None,
    agent: Agent | None = None,
    summary: str = "",
    disposition: str = "",
    seconds: int | None = None,
    property: Property | None = None,
    occurred_at: datetime | None = None,
) -> Interaction:
    """Write one line of the timeline, announce it, and return it.

    A form counts as the lead reaching us, an agent's call as us reaching the lead.

    Args:
        occurred_at: when it happened, where that is not now.
    """
    moment = occurred_at or clock.now()
    row = Interaction.objects.create(
        contact=contact, lead=lead, kind=kind, agent=agent, summary=summary, disposition=disposition, seconds=seconds,
        property=property, occurred_at=moment,
    )  # fmt: skip
    if lead is not None and kind == InteractionKind.FORM:
        leads.touched(lead, inbound_at=moment)
    if lead is not None and kind == InteractionKind.CALL and agent is not None:
        leads.touched(lead, outbound_at=moment)
    publish(
        InteractionRecorded(
            brokerage_id=contact.brokerage_id,
            contact_id=contact.pk,
            interaction_id=row.pk,
            interaction=str(kind),
            lead_id=lead.pk if lead else None,
            agent_id=agent.pk if agent else None,
        ),
        occurred_at=moment,
    )
    return row
