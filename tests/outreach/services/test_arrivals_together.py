"""Texts of the same moment are stored by one statement, and each as if it had come alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from crm.models import ContactPoint, InboundHook
from outreach import tasks
from outreach.models import Conversation, Message
from outreach.services import arrivals, hooks
from outreach.services.arrivals_together import plain, store
from outreach.states import Direction
from realestate.lib import clock, scopes
from tests.factories.outreach import open_brokerage, phone_of, willing_lead

OURS = "+13605550100"
OWN = ("id", "key", "body", "created_at", "updated_at", "occurred_at", "due_at")


@pytest.fixture
def brokerage(brokerage):
    brokerage.carrier, brokerage.from_number = "twilio", OURS
    brokerage.save()
    return brokerage


def form(sender, body="Is it still for sale?", sid="SM-1", **more):
    return {"MessageSid": sid, "From": sender, "To": OURS, "Body": body, "NumMedia": "0", **more}


def store_all(*forms):
    return store([plain(each) for each in forms])


@contextmanager
def locked_elsewhere(contact_id) -> Iterator[None]:
    """Hold a person's lock as a worker does who is reading what they wrote."""
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM crm_contact WHERE id = %s FOR UPDATE", [contact_id])
        yield
    finally:
        other.close()


def said():
    return list(Message._base_manager.filter(direction=Direction.IN).order_by("pk"))


def test_a_text_stored_with_others_is_the_same_row_as_one_stored_alone(brokerage, lead):
    number = phone_of(lead).value
    arrivals.take_down(
        provider="twilio",
        external_id="SM-0",
        from_number=number,
        body="please stop texting me",
        received_at=clock.now(),
    )
    store_all(form(number, "please stop texting me"))
    alone, together = (
        {
            field.attname: getattr(row, field.attname)
            for field in Message._meta.concrete_fields
            if field.attname not in OWN
        }
        for row in said()
    )
    assert alone == together
    assert together["understood"] == {"provider_auto_reply": False, "may_stop": True}
    conversation = Conversation.objects.get()
    newest = said()[-1]
    assert conversation.last_inbound_at == conversation.last_message_at == newest.occurred_at == newest.due_at


def test_many_texts_cost_one_statement(brokerage):
    forms = [form(phone_of(willing_lead(brokerage)).value, sid=f"SM-{place}") for place in range(9)]
    with CaptureQueriesContext(connection) as captured:
        stored = store_all(*forms)
    assert len(captured) == 1
    assert [one.is_new for one in stored] == [True] * 9
    assert [message.key for message in said()] == [f"twilio:SM-{place}" for place in range(9)]


def test_the_first_text_of_a_person_opens_their_conversation_as_it_is_opened_alone(brokerage):
    first, second = willing_lead(brokerage), willing_lead(brokerage)
    store_all(form(phone_of(first).value), form(phone_of(first).value, sid="SM-2"))
    arrivals.take_down(
        provider="twilio", external_id="SM-3", from_number=phone_of(second).value, body="Hi", received_at=clock.now()
    )
    own = {"id", "contact_id", "created_at", "updated_at", "last_message_at", "last_inbound_at"}
    opened = [
        {field.attname: getattr(row, field.attname) for field in Conversation._meta.concrete_fields}
        for row in Conversation.objects.order_by("pk")
    ]
    assert [{name: value for name, value in row.items() if name not in own} for row in opened][0] == {
        name: value for name, value in opened[1].items() if name not in own
    }
    assert {message.conversation.contact_id for message in said()[:2]} == {first.contact_id}


def test_T55_a_text_that_comes_again_changes_nothing(brokerage, lead):
    number = phone_of(lead).value
    assert [one.is_new for one in store_all(form(number), form(number))] == [True, True]  # both of the same statement
    heard_at = Conversation.objects.get().last_inbound_at
    assert [one.is_new for one in store_all(form(number))] == [False]
    assert len(said()) == 1
    assert Conversation.objects.get().last_inbound_at == heard_at


def test_a_text_wakes_a_conversation_that_rests(brokerage, lead):
    store_all(form(phone_of(lead).value))
    Conversation.objects.update(snoozed_until=clock.now())
    store_all(form(phone_of(lead).value, sid="SM-2"))
    assert Conversation.objects.get().snoozed_until is None


def test_a_text_reaches_only_the_brokerage_of_the_number_it_was_sent_to(brokerage, lead):
    number = phone_of(lead).value
    other = open_brokerage(carrier="twilio", from_number="+14075550177")
    with scopes.in_brokerage(other):
        theirs = willing_lead(other)
        ContactPoint.objects.filter(contact=theirs.contact, kind="phone").update(value=number)
    stored = store_all(form(number), form(number, sid="SM-2", To="+14075550177"))
    assert [one.brokerage_id for one in stored] == [brokerage.pk, other.pk]
    assert [one.contact_id for one in stored] == [lead.contact_id, theirs.contact_id]
    assert {(row.brokerage_id, row.contact_id) for row in said()} == {
        (brokerage.pk, lead.contact_id), (other.pk, theirs.contact_id),
    }  # fmt: skip


def test_what_the_statement_does_not_know_is_left_to_who_takes_it_alone(brokerage, lead):
    number = phone_of(lead).value
    strangers_stop, nobodys = form("+13215550777", "STOP"), form(number, sid="SM-2", To="+13605550199")
    assert store_all(strangers_stop, nobodys) == [None, None]
    brokerage.is_active = False
    brokerage.save()
    assert store_all(form(number)) == [None]
    assert not said()


@pytest.mark.parametrize(
    "changes",
    [
        {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/picture"},
        {"From": "29292"},
        {"To": ""},
        {"MessageSid": ""},
    ],
)
def test_what_needs_more_than_to_be_stored_is_not_plain(changes):
    assert plain(form("+13605550142") | changes) is None


@pytest.mark.django_db(transaction=True)
def test_a_person_whom_somebody_else_has_locked_keeps_nobody_waiting(brokerage):
    locked, free = willing_lead(brokerage), willing_lead(brokerage)
    with locked_elsewhere(locked.contact_id):
        stored = store_all(form(phone_of(locked).value), form(phone_of(free).value, sid="SM-2"))
    assert [one and one.contact_id for one in stored] == [None, free.contact_id]
    assert [message.contact_id for message in said()] == [free.contact_id]


def test_a_strangers_text_is_kept_and_makes_them_a_lead_when_a_worker_handles_it(brokerage):
    stranger = form("+13215550777", ToCity="ORLANDO")
    (kept,), (again,) = store_all(stranger), store_all(stranger)
    assert (kept.contact_id, kept.is_new, again.hook_id, again.is_new) == (None, True, None, False)
    hook = InboundHook.objects.get()
    assert (hook.pk, hook.brokerage, hook.kind, hook.body) == (kept.hook_id, brokerage, hooks.TEXT, stranger)
    with clock.shifted(clock.shift() + timedelta(minutes=5)):
        tasks.handle_hook(brokerage.pk, hook.pk)
    message = Message.objects.get(direction=Direction.IN)
    assert (message.address, message.lead.source, message.occurred_at) == ("+13215550777", "text", hook.received_at)
    assert store_all(stranger)[0].is_new is False  # now by the message's own key
    assert len(said()) == 1
