"""Appointments have an order, a zone and one outcome."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.errors import InvalidAppointment
from crm.models import Event
from crm.services import appointments
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import AppointmentFactory, LeadFactory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = {"starts_at": NOON, "ends_at": NOON + HOUR, "title": "Showing", "timezone": "America/New_York"}


def test_set_appointment_is_announced(brokerage, agent):
    lead = LeadFactory()
    row = appointments.set_appointment(lead, agent=agent, **GOOD)
    assert Event.objects.get(kind="appointment.set").payload == {"appointment_id": row.pk, "lead_id": lead.pk}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_at": NOON}, "ends_at"),
        ({"timezone": "Orlando"}, "timezone"),
        ({"starts_at": datetime(2026, 3, 2, 11)}, "starts_at"),
    ],
)
def test_set_appointment_refuses_and_names_the_field(brokerage, agent, wrong, field):
    with pytest.raises(InvalidAppointment) as refusal:
        appointments.set_appointment(LeadFactory(), agent=agent, **{**GOOD, **wrong})
    assert refusal.value.field == field


def test_resolve_settles_once(brokerage):
    row = AppointmentFactory()
    appointments.resolve(row, "no_show")
    appointments.resolve(row, "held")
    with pytest.raises(IllegalTransition):
        appointments.resolve(row, "cancelled")
    outcomes = (
        Event.objects.filter(kind="appointment.resolved").order_by("id").values_list("payload__outcome", flat=True)
    )
    assert list(outcomes) == ["no_show", "held"]


@pytest.mark.parametrize("outcome", ["held", "no_show", "cancelled"])
def test_an_outcome_noted_by_mistake_is_taken_back(brokerage, outcome):
    row = AppointmentFactory()
    appointments.resolve(row, outcome)

    assert appointments.reopen(row).status == "set"
    assert Event.objects.filter(kind="appointment.set").count() == 1
    with pytest.raises(IllegalTransition):
        appointments.reopen(row)
