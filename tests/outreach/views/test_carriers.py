"""Carrier health: measured rates, brakes that hold, and people who let go."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import Task
from crm.states import Role
from outreach.errors import NotStopped, NotWaiting
from outreach.metrics.carrier import Counts, advise, standing_of
from outreach.models import DeliveryUpdate, Message, SendingBrake, TemplateVersion, Wording
from outreach.selectors import carriers
from outreach.services import brakes, outcomes, pacing, templates
from outreach.states import BrakeLevel, Channel, Direction, MessageStatus
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.outreach import NOON, ask_for_text, letters_to, said, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/settings/safeguards/carriers/"


@pytest.fixture(autouse=True)
def _noon():
    """Let pages and services see the same noon."""
    with clock.held(NOON):
        yield


def texts(lead, count, status, **more):
    """Write so many texts of the last hour, with what became of them."""
    claimed = clock.now() - timedelta(hours=1)
    fields = {"direction": Direction.OUT, "author": "sequence", "claimed_at": claimed, "carrier": "twilio"}
    for number in range(count):
        said(lead, **{**fields, "status": status, "body": f"Text {number}", **more})


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        (Counts(sent=10, delivered=2, failed=8), None),  # too few to judge
        (Counts(sent=100, delivered=84, failed=16), None),  # the line lies inside the interval
        (Counts(sent=1000, delivered=800, failed=200), BrakeLevel.SLOW),
        (Counts(sent=100, delivered=30, failed=70), BrakeLevel.STOP),
        (Counts(sent=1000, delivered=1000, complaints=1), None),  # one person is no rate
        (Counts(sent=2000, delivered=2000, complaints=2), BrakeLevel.SLOW),
        (Counts(sent=1000, delivered=1000, complaints=3), BrakeLevel.STOP),
    ],
)
def test_OUT_40_counts_call_for_a_brake_only_where_they_prove_it(counts, level):
    advice = advise(counts)
    assert (advice.level if advice else None) == level


def test_a_rate_near_the_line_is_called_unsure():
    told = [standing_of(Counts(delivered=good, failed=bad).delivery) for good, bad in ((84, 16), (990, 10), (300, 200))]
    assert told == ["unsure", "good", "below"]


def test_a_channel_that_collapses_is_stopped_once_and_the_owner_told(lead, brokerage):
    owner = AgentFactory(brokerage=brokerage, role=Role.OWNER)
    texts(lead, 40, MessageStatus.FAILED, error_code="30007")

    assert [(brake.channel, brake.level) for brake in brakes.watch()] == [(Channel.SMS, BrakeLevel.STOP)]
    assert brakes.watch() == []
    assert Task.objects.get(agent=owner).body == "0 of 40 arrived (0%); fewer than half."
    message = ask_for_text(willing_lead(brokerage))
    assert pacing.pause_for(message, "twilio").reason == "CARRIER_STOPPED"


def test_a_slow_channel_takes_four_times_as_long(lead):
    message = ask_for_text(lead)
    message.brokerage.from_number = "+14075550100"
    usual = {lane.name: lane.between for lane in pacing.lanes_of(message, "twilio")}
    slowed = {lane.name: lane.between for lane in pacing.lanes_of(message, "twilio", slower=pacing.SLOWER)}

    number = next(name for name in usual if name.startswith("number:"))
    assert slowed[number] == 4 * usual[number]


def test_a_person_lets_go_and_only_what_is_sent_after_is_judged(lead, brokerage):
    owner = AgentFactory(brokerage=brokerage, role=Role.OWNER)
    texts(lead, 40, MessageStatus.FAILED)
    brake = brakes.watch()[0]

    brakes.lift(brake, by=owner)

    assert brakes.watch() == []
    with pytest.raises(NotStopped):
        brakes.lift(brake, by=owner)


def test_the_same_words_to_many_are_shown_with_their_template_whatever_the_name_in_them(client, brokerage):
    templates.load(brokerage)
    version = TemplateVersion.objects.select_related("template").earliest("pk")
    for number in range(carriers.REPEATED):
        to = willing_lead(brokerage)
        to.contact.first_name = f"Name{number}"
        to.contact.save()
        texts(to, 1, MessageStatus.DELIVERED, body=f"Hi Name{number}, same words")
        texts(to, 1, MessageStatus.DELIVERED, body=f"Other words {number}")
    for message in Message.objects.filter(body__startswith="Hi"):
        Wording.objects.create(message=message, version=version)

    assert carriers.repeated() == [carriers.Repeat("Hi …, same words", carriers.REPEATED, version.template)]
    page = client.get(PAGE).content.decode()
    assert f'href="/writing/{version.template_id}/">{version.template.name}</a>' in page


def test_words_by_hand_that_repeat_name_no_template_and_few_repeats_are_not_shown(brokerage):
    for number in range(carriers.REPEATED):
        texts(willing_lead(brokerage), 1, MessageStatus.DELIVERED, body="Typed" if number else "Alone")
    assert carriers.repeated() == []

    texts(willing_lead(brokerage), 1, MessageStatus.DELIVERED, body="Typed")
    assert [(repeat.people, repeat.template) for repeat in carriers.repeated()] == [(carriers.REPEATED, None)]


def test_a_template_that_does_not_arrive_or_is_complained_of_comes_first(client, lead, brokerage):
    templates.load(brokerage)
    good, bad = TemplateVersion.objects.select_related("template").order_by("pk")[:2]
    texts(lead, 3, MessageStatus.DELIVERED, campaign="good")
    texts(lead, 2, MessageStatus.FAILED, campaign="bad")
    for message in Message.objects.all():
        Wording.objects.create(message=message, version=good if message.campaign == "good" else bad)
    complained_of = Message.objects.filter(campaign="bad").earliest("pk")
    DeliveryUpdate.objects.create(message=complained_of, status="complained")

    told = [(name, each.sent, each.failed, each.complaints) for name, each, _ in carriers.by_template()]

    assert told == [(bad.template.name, 2, 2, 1), (good.template.name, 3, 0, 0)]
    assert "By template" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("arrived", "end"), [(True, MessageStatus.DELIVERED), (False, MessageStatus.FAILED)])
def test_a_doubt_that_nobody_can_settle_is_settled_by_a_person_once(lead, arrived, end):
    texts(lead, 1, MessageStatus.UNKNOWN)
    message = Message.objects.get(status=MessageStatus.UNKNOWN)

    outcomes.decide_by_hand(message, arrived=arrived, by=lead.assigned_to)

    assert message.status == end
    with pytest.raises(NotWaiting):
        outcomes.decide_by_hand(message, arrived=True, by=lead.assigned_to)


def test_the_page_shows_what_was_measured_and_lets_go(client, lead):
    texts(lead, 40, MessageStatus.FAILED, error_code="30007", campaign="sequence:1")
    texts(lead, 1, MessageStatus.UNKNOWN)
    brake = brakes.watch()[0]

    page = client.get(PAGE).content.decode()
    assert "Filtered by the carrier as spam" in page
    assert "0 of 40 arrived" in page
    assert "It did not" in page

    client.post(f"{PAGE}{brake.pk}/resume/")
    client.post(f"{PAGE}doubts/{Message.objects.get(status=MessageStatus.UNKNOWN).pk}/", {"arrived": "0"})
    assert SendingBrake.objects.get().lifted_by is not None
    assert Message.objects.filter(error_code="by_hand").count() == 1


def test_the_page_costs_the_same_for_one_message_and_many(client, lead):
    texts(lead, 1, MessageStatus.UNKNOWN)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    texts(lead, 5, MessageStatus.UNKNOWN)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert len(many) == len(one)


def test_the_page_opens_empty_and_is_for_owners_and_managers(client, brokerage):
    assert "Nothing was sent" in client.get(PAGE).content.decode()
    browser = Client()
    browser.force_login(AgentFactory(brokerage=brokerage).user)
    assert browser.get(PAGE).status_code == 403


def test_a_campaign_is_called_by_its_name(client, lead):
    batch = letters_to(lead)
    texts(lead, 2, MessageStatus.FAILED, campaign=f"letters:{batch.pk}")
    texts(lead, 1, MessageStatus.FAILED, campaign="sequence:0", key="gone")

    shown = client.get(PAGE).content.decode()

    assert f"<td>Letters: {batch.name}</td>" in shown
    assert "<td>sequence:0</td>" in shown  # deleted since: nobody knows its name
