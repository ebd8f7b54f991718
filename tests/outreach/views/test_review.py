"""The review queue's pages: read, approve, change, reject; one at a time or together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Lead
from outreach.models import Message
from outreach.services import reviewed, sending
from outreach.states import MessageStatus
from realestate.lib import clock
from tests.factories.crm import AgentFactory, OwnershipFactory, PropertyFactory
from tests.factories.outreach import NOON, ask_for_text, willing_lead
from tests.signing_in import browser_of

BASE = "/writing/review/"


@pytest.fixture(autouse=True)
def _at_noon(brokerage):
    """The server's clock at noon in Orlando too: a request enters the brokerage anew."""
    brokerage.is_demo = True
    brokerage.clock_shift = NOON - clock.real_now()
    brokerage.save()


@pytest.fixture
def waits(brokerage):
    """Return a function that makes a text wait for its approval."""

    def make(n=1):
        lead = willing_lead(brokerage)
        OwnershipFactory(contact=lead.contact, property=PropertyFactory(distress_reason="tax lien"))
        message = ask_for_text(lead, key=f"trial:{n}")
        sending.deliver(message.pk)
        message.refresh_from_db()
        return message

    return make


def seen(message):
    return reviewed.text_hash(message)


def test_an_empty_queue_says_what_comes_here(client):
    assert "Nothing waits to be read" in client.get(BASE).content.decode()


def test_a_text_is_shown_as_it_arrives_with_why_it_is_read(client, waits):
    message = waits()

    shown = client.get(BASE).content.decode()

    assert message.contact.name in shown
    assert "Reply STOP to opt out." in shown
    assert "foreclosure or tax default" in shown


def test_the_nav_counts_what_waits(client, waits):
    waits()

    assert '<b>1<span class="sr"> waiting</span></b>' in client.get("/people/").content.decode()


def test_approving_leads_on_to_the_next(client, waits):
    first, second = waits(1), waits(2)

    answer = client.post(f"{BASE}{first.pk}/decide/", {"act": "approve", "seen": seen(first)})

    assert answer.url == f"{BASE}{second.pk}/"
    first.refresh_from_db()
    assert first.reason == ""


def test_words_that_must_not_go_out_come_back_with_the_reason_and_are_not_lost(client, waits):
    message = waits()

    answer = client.post(f"{BASE}{message.pk}/decide/", {"act": "edit", "body": "Act now, Maria"})

    assert answer.status_code == 422
    assert "It presses: “act now”." in answer.content.decode()
    assert "Act now, Maria" in answer.content.decode()


def test_rejecting_takes_it_back(client, waits):
    message = waits()

    answer = client.post(f"{BASE}{message.pk}/decide/", {"act": "reject", "reason": "stiff"})

    message.refresh_from_db()
    assert (answer.url, message.status) == (BASE, MessageStatus.CANCELLED)


def test_several_are_read_in_full_before_they_are_approved_together(client, waits):
    rows = [waits(1), waits(2)]
    ids = [row.pk for row in rows]

    read = client.post(f"{BASE}together/", {"pk": ids}).content.decode()

    assert all(row.body in read and row.contact.name in read for row in rows)
    assert Message.objects.filter(reason="NEEDS_HUMAN_REVIEW").count() == 2
    client.post(f"{BASE}together/", {"pk": ids, "yes": "1", **{f"seen-{row.pk}": seen(row) for row in rows}})
    assert not Message.objects.filter(reason="NEEDS_HUMAN_REVIEW").exists()


def test_what_changed_after_it_was_read_is_left(client, waits):
    message = waits()

    answer = client.post(f"{BASE}together/", {"pk": message.pk, "yes": "1", "seen-0": "x"}, follow=True)

    assert "0 approved. 1 had changed or gone meanwhile" in answer.content.decode()


def test_an_agent_reads_only_for_their_own_leads(waits, brokerage):
    message = waits()
    agent = AgentFactory()

    assert browser_of(agent).get(f"{BASE}{message.pk}/").status_code == 404
    Lead.objects.filter(pk=message.lead_id).update(assigned_to=agent)
    assert browser_of(agent).get(f"{BASE}{message.pk}/").status_code == 200


def test_a_text_that_does_not_wait_cannot_be_decided(client, lead):
    message = ask_for_text(lead)

    assert client.post(f"{BASE}{message.pk}/decide/", {"act": "approve"}).status_code == 404


def test_three_texts_cost_no_more_queries_than_one(client, waits):
    waits(1)
    client.get(BASE)
    with CaptureQueriesContext(connection) as one:
        client.get(BASE)
    waits(2)
    waits(3)

    with CaptureQueriesContext(connection) as three:
        client.get(BASE)

    assert len(three) == len(one)


def test_beside_the_box_to_write_in_it_says_that_it_waits_to_be_read(client, waits):
    message = waits()

    shown = client.get(f"/people/{message.lead_id}/message/waiting/").content.decode()

    assert "Waits to be read" in shown
    assert "Held until" not in shown
