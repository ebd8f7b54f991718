"""What becomes of GoHighLevel's webhooks here, in whatever order they come."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from crm.models import (
    Appointment,
    Contact,
    ContactPoint,
    Event,
    GhlConnection,
    InboundHook,
    Interaction,
    Lead,
    Task,
)
from crm.services import ghl_intake, hooks
from crm.states import AppointmentState, HookState, InteractionKind, LeadKind, TaskState
from realestate.lib import clock
from tests import contracts
from tests.factories.crm import BrokerageFactory, GhlConnectionFactory

LATER = datetime(2026, 11, 22, tzinfo=UTC)  # after the last of the samples


@pytest.fixture(autouse=True)
def connection(brokerage) -> GhlConnection:
    with clock.shifted(LATER - clock.real_now()):
        yield GhlConnectionFactory(location_id=contracts.LOCATION)


def take(name: str, **changes) -> InboundHook:
    """Store a sample and handle it."""
    stored = ghl_intake.receive(contracts.ghl(name, **changes))
    return ghl_intake.handle(stored.pk)


def test_a_contact_becomes_a_lead_with_all_that_is_known():
    hook = take("contact_create")
    lead = Lead.objects.get()
    contact = lead.contact
    assert (hook.status, hook.error) == (HookState.HANDLED, "")
    assert (contact.name, contact.city, contact.state, contact.postal_code) == (
        "Maria Delacroix", "Fairhaven", "WA", "98225",
    )  # fmt: skip
    assert sorted(contact.points.values_list("value", flat=True)) == ["+13605550142", "maria.delacroix@example.com"]
    assert (lead.kind, lead.source) == (LeadKind.SELLER, "Website - home valuation form")
    assert {link.tag.name for link in contact.tag_links.all()} == {"seller lead", "valuation request"}


def test_a_hook_handled_twice_acts_once():
    stored = ghl_intake.receive(contracts.ghl("contact_create"))
    ghl_intake.handle(stored.pk)
    before = Event.objects.count()
    ghl_intake.handle(stored.pk)
    hooks.retry(InboundHook.objects.get(pk=stored.pk))
    assert Event.objects.count() == before


def test_a_contact_who_changes_phone_and_address_at_once_stays_one_person():
    take("contact_create")
    later = {"timestamp": "2026-11-18T10:00:00Z", "webhookId": "w2", "email": "m@example.com", "phone": "360-555-0177"}
    take("contact_update", **later)
    assert Contact.objects.count() == 1
    assert sorted(ContactPoint.objects.values_list("value", flat=True)) == [
        "+13605550142", "+13605550177", "m@example.com", "maria.delacroix@example.com",
    ]  # fmt: skip


def test_older_news_of_a_contact_is_left_aside():
    take("contact_update", timestamp="2026-11-20T10:00:00Z", city="Bellingham")
    hook = take("contact_create")
    assert (hook.status, hook.error) == (HookState.IGNORED, "Newer news of this person came before.")
    assert Contact.objects.get().city == "Bellingham"


def test_a_contact_nobody_can_reach_fails_in_words():
    hook = take("contact_create", email="", phone="none")
    assert (hook.status, hook.error) == (HookState.FAILED, "“none” is not a phone number.")
    assert not Contact.objects.exists()


def test_a_note_waits_for_its_person_and_is_then_written():
    note = take("note_create")
    assert (note.status, note.error) == (HookState.RECEIVED, "Waits for the person it is about.")
    take("contact_create")
    assert ghl_intake.handle(note.pk).status == HookState.HANDLED
    written = Interaction.objects.get(summary__startswith="Prefers text")
    assert (written.kind, written.lead) == (InteractionKind.NOTE, Lead.objects.get())


def test_a_resent_note_with_a_new_id_is_written_once():
    take("contact_create")
    take("note_create")
    take("note_create", webhookId="again")
    assert Interaction.objects.filter(summary__startswith="Prefers text").count() == 1


def test_a_task_may_be_done_before_it_is_made():
    take("contact_create")
    take("task_complete")
    take("task_create")
    task = Task.objects.get()
    assert (task.title, task.status, task.lead) == ("Follow-up call", TaskState.DONE, Lead.objects.get())


APPOINTMENTS = ("appointment_create", "appointment_update", "appointment_delete")


@pytest.mark.parametrize("order", list(itertools.permutations(APPOINTMENTS)))
def test_an_appointment_ends_cancelled_in_whatever_order_its_news_comes(order):
    take("contact_create")
    for name in order:
        take(name)
    assert set(Appointment.objects.values_list("status", flat=True)) <= {AppointmentState.CANCELLED}


def test_an_appointment_is_set_and_moved():
    take("contact_create")
    take("appointment_create")
    row = Appointment.objects.get()
    assert (row.title, row.starts_at) == ("Viewing with Maria Delacroix", datetime(2026, 11, 21, 18, 30, tzinfo=UTC))
    take("appointment_update")
    row.refresh_from_db()
    assert (row.starts_at, row.status) == (datetime(2026, 11, 21, 21, 0, tzinfo=UTC), AppointmentState.SET)


def test_late_news_of_an_appointment_does_not_move_it_back():
    take("contact_create")
    take("appointment_update", type="AppointmentCreate")
    hook = take("appointment_create")
    assert (hook.status, hook.error) == (HookState.IGNORED, "Newer news of this appointment came before.")
    assert Appointment.objects.get().starts_at == datetime(2026, 11, 21, 21, 0, tzinfo=UTC)


def test_a_call_stands_in_the_timeline_with_its_length():
    take("contact_create")
    take("inbound_call_completed")
    call = Interaction.objects.get(kind=InteractionKind.CALL)
    assert (call.summary, call.seconds, call.disposition) == ("Call from them, through GoHighLevel", 187, "completed")
    assert Lead.objects.get().last_inbound_at == datetime(2026, 11, 18, 19, 3, 18, 1000, tzinfo=UTC)


def test_the_direction_wins_over_the_name_of_the_event():
    take("contact_create")
    take("inbound_call_completed", type="OutboundMessage", direction="inbound")
    assert Interaction.objects.get(kind=InteractionKind.CALL).summary == "Call from them, through GoHighLevel"


def test_what_was_sent_over_there_counts_as_our_last_word():
    take("contact_create")
    take("outbound_sms")
    take("outbound_email")
    summaries = list(Interaction.objects.order_by("occurred_at").values_list("summary", flat=True))
    assert summaries == [
        "Email to them, through GoHighLevel: Your home valuation - Your valuation is attached.",
        "Message to them, through GoHighLevel: Yes, it is. Saturday 10:30 works. See you there!",
    ]
    assert Lead.objects.get().last_outbound_at == datetime(2026, 11, 18, 15, 9, 23, 100_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("opportunity_create", "Their pipelines have stages of their own; deals here are moved by people."),
        ("contact_delete", "People are erased here only when they ask us."),
        ("conversation_unread", "What is read over there says nothing about what is read here."),
    ],
)
def test_what_has_no_place_here_is_ignored_with_its_reason(name, words):
    hook = take(name)
    assert (hook.status, hook.error) == (HookState.IGNORED, words)


def test_uninstalling_switches_the_connection_off_and_installing_on_again(connection):
    take("uninstall")
    connection.refresh_from_db()
    assert connection.is_active is False
    hook = take("contact_create")
    assert (hook.status, hook.error) == (HookState.IGNORED, "The connection to this location is switched off.")
    take("install")
    connection.refresh_from_db()
    assert (connection.is_active, connection.company_id) == (True, "dX2VKlqjTFTDHtWk6yZX")
    hooks.retry(hook)
    assert ghl_intake.handle(hook.pk).status == HookState.HANDLED


def test_a_time_to_come_counts_as_now():
    take("contact_create", timestamp="2031-01-01T00:00:00Z", dateAdded="2031-01-01T00:00:00Z")
    assert Event.objects.get(kind="lead.created").occurred_at <= clock.now()


def test_a_hook_of_another_brokerage_is_not_handled():
    GhlConnectionFactory(location_id="theirs", brokerage=BrokerageFactory())
    stored = ghl_intake.receive(contracts.ghl("contact_create", locationId="theirs"))
    with pytest.raises(InboundHook.DoesNotExist):
        ghl_intake.handle(stored.pk)


class TestWaiting:
    """Which hooks are tried again."""

    def stored(self, *, age: timedelta, **columns) -> InboundHook:
        hook = ghl_intake.receive(json.dumps({"type": "NoteCreate", "locationId": contracts.LOCATION}).encode())
        InboundHook.objects.filter(pk=hook.pk).update(received_at=clock.real_now() - age, **columns)
        return hook

    def test_a_hook_whose_task_was_lost_is_queued_again(self):
        hook = self.stored(age=timedelta(minutes=2))
        assert hooks.waiting() == [("crm.handle_hook", hook.pk)]

    def test_a_fresh_hook_is_left_to_its_task(self):
        self.stored(age=timedelta(seconds=5))
        assert hooks.waiting() == []

    def test_after_three_days_it_is_given_up(self):
        hook = self.stored(age=timedelta(days=4))
        assert hooks.waiting() == []
        hook.refresh_from_db()
        assert (hook.status, hook.error) == (HookState.FAILED, "It could not be handled in three days.")
