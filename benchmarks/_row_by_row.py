"""The plain way to bring a file in, to measure against: look each row up, then save object by object."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from crm.errors import InvalidLead
from crm.events import LeadCreated
from crm.incoming.lead import CleanLead, clean
from crm.models import Contact, ContactPoint, Lead
from crm.services.events import publish
from crm.services.import_files import inspect, records
from crm.services.import_headings import guess
from crm.services.import_mapping import reader


def save(data: bytes, transaction: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
    """Save every good row of a file, each inside ``transaction()``."""
    table = inspect(io.BytesIO(data))
    read = reader(guess(table.header), table.header, kind="buyer", source="csv")
    for record in records(io.BytesIO(data), table):
        try:
            ready = clean(read(record.cells).lead)
        except InvalidLead:
            continue
        with transaction():
            _save(ready)


def _save(ready: CleanLead) -> None:
    if ContactPoint.objects.filter(value__in=[value for _, value in ready.points]).exists():
        return
    contact = Contact(**ready.contact)
    contact.save()
    for kind, value in ready.points:
        ContactPoint(contact=contact, kind=kind, value=value, is_primary=True, source="csv").save()
    lead = Lead(contact=contact, kind=ready.kind, **ready.lead)
    lead.save()
    publish(LeadCreated(brokerage_id=lead.brokerage_id, contact_id=contact.pk, lead_id=lead.pk, door="csv"))
