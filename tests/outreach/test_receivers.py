"""What GoHighLevel tells of refusals and texts reaches the tables that guard sending."""

import pytest

from crm.models import Contact, InboundHook
from crm.services import ghl_intake
from crm.states import HookState
from outreach import receivers
from outreach.models import Message, Suppression
from outreach.services import suppression
from realestate.lib import bus, clock
from tests import contracts
from tests.factories.crm import GhlConnectionFactory


@pytest.fixture(autouse=True)
def _connection(brokerage):
    GhlConnectionFactory(location_id=contracts.LOCATION)


def take(name: str, **changes) -> InboundHook:
    return ghl_intake.handle(ghl_intake.receive(contracts.ghl(name, **changes)).pk)


def scopes_of_maria(brokerage) -> set[str]:
    return suppression.scopes_for(brokerage, ["+13605550142", "maria.delacroix@example.com"])


def test_do_not_disturb_for_texts_stops_texts_in_the_same_transaction(brokerage):
    assert take("contact_dnd_update").status == HookState.HANDLED
    assert scopes_of_maria(brokerage) == {"sms"}


def test_a_contact_who_comes_with_do_not_disturb_is_never_reachable(brokerage):
    take("contact_create", dnd=True)
    assert scopes_of_maria(brokerage) == {"all"}


def test_do_not_disturb_takes_effect_even_as_older_news(brokerage):
    take("contact_update", timestamp="2026-05-20T10:00:00Z")
    hook = take("contact_dnd_update", timestamp="2026-05-19T10:00:00Z")
    assert (hook.status, hook.error) == (HookState.HANDLED, "")
    assert scopes_of_maria(brokerage) == {"sms"}


def test_taking_do_not_disturb_back_lifts_nothing(brokerage):
    take("contact_create", dnd=True, timestamp="2026-05-18T10:00:00Z")
    take("contact_dnd_update", dnd=False, dndSettings={}, timestamp="2026-05-19T10:00:00Z")
    assert scopes_of_maria(brokerage) == {"all"}


def test_a_text_through_gohighlevel_is_read_as_any_text(brokerage):
    take("contact_create")
    hook = take("inbound_sms", body="STOP")
    fact = receivers.GhlTextReceived(brokerage_id=brokerage.pk, contact_id=Contact.objects.get().pk, hook_id=hook.pk)
    envelope = bus.Envelope(event_id=1, occurred_at=clock.now(), recorded_at=clock.now(), correlation_id="x")
    for _ in range(2):  # delivered at least once
        receivers.read_their_text(fact, envelope)
    assert Message.objects.get(direction="in").body == "STOP"
    assert Suppression.objects.filter(lifted_at=None).exists()


def test_a_stop_in_a_mail_through_gohighlevel_is_a_stop(brokerage):
    take("contact_create")
    hook = take("inbound_email", body="<div>Please unsubscribe me from this list.</div>")
    fact = receivers.GhlTextReceived(brokerage_id=brokerage.pk, contact_id=Contact.objects.get().pk, hook_id=hook.pk)
    envelope = bus.Envelope(event_id=1, occurred_at=clock.now(), recorded_at=clock.now(), correlation_id="x")
    for _ in range(2):  # delivered at least once
        receivers.read_their_text(fact, envelope)
    said = Message.objects.get(direction="in")
    assert (said.channel, said.body) == ("email", "Please unsubscribe me from this list.")
    assert Suppression.objects.filter(lifted_at=None).exists()
