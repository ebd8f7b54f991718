"""What happened with a person is written down and announced, and moves the lead's times."""

from datetime import UTC, datetime

import pytest

from crm.models import Event
from crm.services import interactions
from tests.factories.crm import LeadFactory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_record_announces_with_the_time_it_happened(brokerage, agent):
    lead = LeadFactory()
    row = interactions.record(lead.contact, "note", lead=lead, agent=agent, summary="Likes pools.", occurred_at=NOON)
    event = Event.objects.get()
    assert (event.occurred_at, event.contact_id) == (NOON, lead.contact_id)
    assert event.payload == {
        "interaction_id": row.pk,
        "interaction": "note",
        "lead_id": lead.pk,
        "agent_id": agent.pk,
    }


@pytest.mark.parametrize(
    ("kind", "inbound", "outbound"), [("form", NOON, None), ("call", None, NOON), ("note", None, None)]
)
def test_record_moves_the_leads_times(brokerage, agent, kind, inbound, outbound):
    lead = LeadFactory()
    interactions.record(lead.contact, kind, lead=lead, agent=agent, occurred_at=NOON)
    lead.refresh_from_db()
    assert (lead.last_inbound_at, lead.last_outbound_at) == (inbound, outbound)
