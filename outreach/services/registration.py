"""Keep what the brokerage is registered for: states, and the 10DLC brand and campaign behind its number."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from crm.models import Agent, Brokerage
from outreach.compliance.explain import STATE_NAMES
from outreach.errors import CannotFetch, InvalidRegistration
from outreach.models import StateRegistration, TextingRegistration
from outreach.numbers.base import LookupFailed
from outreach.states import VettingState
from realestate.lib import clock


def add_state(
    state: str, *, basis: str, reference: str, valid_from: date, valid_until: date | None, by: Agent
) -> StateRegistration:
    """Record that marketing by phone is lawful in a state, and on what ground; return the row.

    Raises:
        InvalidRegistration: no such state, no reference, days in the wrong order, or recorded before.
    """
    if state not in STATE_NAMES:
        raise InvalidRegistration(f"“{state}” is no state. Write its two letters, such as FL.", field="state")
    if not reference.strip():
        raise InvalidRegistration("Give the licence or filing number, or the section that exempts.", field="reference")
    if valid_until and valid_until < valid_from:
        raise InvalidRegistration("It would end before it begins.", field="valid_until")
    try:
        with transaction.atomic():
            return StateRegistration.objects.create(
                state=state, basis=basis, reference=reference[:80], valid_from=valid_from, valid_until=valid_until,
                agent=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidRegistration("This state has a registration from that day already.", field="state") from error


def end_state(row: StateRegistration, *, by: Agent) -> StateRegistration:
    """Let a registration end yesterday: from now on the state is closed."""
    row.valid_until, row.agent = clock.now().date(), by
    row.valid_until = max(row.valid_from, row.valid_until)
    row.save(update_fields=["valid_until", "agent", "updated_at"])
    return row


@transaction.atomic
def keep_texting(brokerage: Brokerage, *, by: Agent | None, **columns: Any) -> TextingRegistration:
    """Write what is known of brand and campaign, and return it. The brokerage's own flag follows."""
    row, _ = TextingRegistration.objects.update_or_create(brokerage=brokerage, defaults={**columns, "agent": by})
    approved = {row.brand_status, row.campaign_status} == {VettingState.APPROVED}
    Brokerage.objects.filter(pk=brokerage.pk).update(texting_registered=approved)
    return row


def fetch_texting(brokerage: Brokerage) -> TextingRegistration:
    """Ask the carrier how far the vetting is, and keep its answer.

    Raises:
        CannotFetch: keys or ids are missing, or the carrier did not answer.
    """
    row = TextingRegistration.objects.first()
    if not settings.TWILIO_ACCOUNT_SID:
        raise CannotFetch("Twilio’s account SID and token are not set on this server yet.")
    if row is None or not (row.brand_sid and row.service_sid):
        raise CannotFetch("Enter the brand’s and the messaging service’s ids first.")
    from outreach.numbers import twilio_brand  # noqa: PLC0415 - its HTTP client only where it is used

    try:
        found = twilio_brand.fetch(brand_sid=row.brand_sid, service_sid=row.service_sid)
    except LookupFailed as error:
        raise CannotFetch(str(error)) from error
    return keep_texting(brokerage, by=None, fetched_at=clock.now(), **vars(found))
