"""Times when a person meets a person."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from crm.errors import InvalidAppointment
from crm.events import AppointmentResolved, AppointmentSet
from crm.models import Agent, Appointment, Deal, Lead
from crm.services.events import publish
from crm.states import APPOINTMENT_REOPENS, APPOINTMENT_STEPS, AppointmentState
from realestate.lib import clock, states

LONGEST_TEXT = 160


@transaction.atomic
def set_appointment(
    lead: Lead,
    *,
    starts_at: datetime,
    ends_at: datetime,
    title: str,
    agent: Agent | None,
    place: str = "",
    timezone: str,
    deal: Deal | None = None,
) -> Appointment:
    """Agree a time with a lead, announce it, and return it.

    Args:
        starts_at, ends_at: aware, any zone.
        timezone: IANA zone of the place; times are shown in it.
    Raises:
        InvalidAppointment: it ends before it starts, its times have no zone, or the zone is not known.
    """
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise InvalidAppointment("A time needs its zone.", field="starts_at")
    if ends_at <= starts_at:
        raise InvalidAppointment("It must end after it starts.", field="ends_at")
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidAppointment(f"“{timezone}” is not a time zone.", field="timezone") from error
    row = Appointment.objects.create(
        lead=lead,
        agent=agent,
        deal=deal,
        title=title.strip()[:LONGEST_TEXT],
        place=place[:LONGEST_TEXT],
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=timezone,
    )
    publish(
        AppointmentSet(
            brokerage_id=row.brokerage_id, contact_id=lead.contact_id, appointment_id=row.pk, lead_id=lead.pk
        )
    )
    return row


@transaction.atomic
def resolve(appointment: Appointment, outcome: str, *, by: Agent | None = None) -> Appointment:
    """Note that an appointment was held, missed or cancelled, announce it, and return it.

    Raises:
        IllegalTransition: it was settled otherwise before.
    """
    states.move(appointment, outcome, table=APPOINTMENT_STEPS, updated_at=clock.now())
    publish(
        AppointmentResolved(
            brokerage_id=appointment.brokerage_id,
            contact_id=appointment.lead.contact_id,
            appointment_id=appointment.pk,
            lead_id=appointment.lead_id,
            outcome=str(outcome),
        )
    )
    return appointment


@transaction.atomic
def reopen(appointment: Appointment) -> Appointment:
    """Take an outcome back, whichever it was: the appointment is set again. Announce it, and return it.

    Raises:
        IllegalTransition: it has no outcome, or somebody else settled it first.
    """
    states.move(appointment, AppointmentState.SET, table=APPOINTMENT_REOPENS, updated_at=clock.now())
    publish(
        AppointmentSet(
            brokerage_id=appointment.brokerage_id,
            contact_id=appointment.lead.contact_id,
            appointment_id=appointment.pk,
            lead_id=appointment.lead_id,
        )
    )
    return appointment
