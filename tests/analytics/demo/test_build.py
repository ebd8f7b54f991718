"""The demo: two brokerages, the same each time, that the services would have left just so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from analytics.demo.build import AlreadyThere, build
from analytics.demo.clear import clear
from analytics.demo.office import FIRMS
from crm.models import (
    Agent,
    Appointment,
    Consent,
    Contact,
    ContactPoint,
    Deal,
    Event,
    Instance,
    Interaction,
    Lead,
    Outbox,
    Task,
)
from crm.services import instance
from crm.states import Carrier, LeadStatus
from outreach.models import GateDecision, Handoff, LetterBatch, Message, Suppression
from outreach.selectors.review import waiting_for
from outreach.services import reviewing
from outreach.states import BatchStatus, Direction, MessageStatus
from realestate.lib import clock, scopes
from scoring.models import Alert, Evaluation
from scoring.services import evaluation

AS_OF = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
LEADS = 140


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Build the demo once for the tests that only read it; it is removed afterwards."""
    with django_db_blocker.unblock():
        instance.establish(version=settings.VERSION)
        built = build(seed=1, as_of=AS_OF, leads=LEADS, replays=6)
        yield built
        clear()
        Instance.objects.all().delete()


@pytest.fixture
def office(demo, db):
    """Put the first demo brokerage in force, at the demo's present moment."""
    with scopes.in_brokerage(demo[0].brokerage), clock.held(AS_OF):
        yield demo[0].brokerage


def test_two_brokerages_stand_side_by_side(demo, db):
    for firm, one in zip(FIRMS, demo, strict=True):
        with scopes.in_brokerage(one.brokerage):
            assert Agent.objects.count() == len(firm.staff)
            assert Lead.objects.count() == one.rows["crm.Lead"] + one.replayed
        assert (one.brokerage.is_demo, one.brokerage.carrier) == (True, Carrier.SIMULATOR)


def test_a_second_run_says_that_the_demo_exists(demo, db):
    with pytest.raises(AlreadyThere):
        build(seed=1, as_of=AS_OF, leads=10)


def test_numbers_and_addresses_belong_to_nobody(office):
    for point in ContactPoint.objects.all():
        ok = (
            point.value[5:9] == "5550" and point.value[9] == "1"
            if point.kind == "phone"
            else point.value.endswith(".example")
        )
        assert ok, point.kind


def test_people_live_in_four_time_zones(office):
    assert {"FL", "CO", "IL", "CA"} <= set(Contact.objects.values_list("state", flat=True))


def test_nothing_but_plans_lies_ahead(office):
    assert not Message.objects.filter(occurred_at__gt=AS_OF).exists()
    assert not Interaction.objects.filter(occurred_at__gt=AS_OF).exists()
    assert not Evaluation.objects.filter(evaluated_at__gt=AS_OF).exists()
    assert not Event.objects.filter(occurred_at__gt=AS_OF).exists()


def test_history_is_told_already_and_in_its_partitions(demo, db):
    assert not Outbox.of_every_brokerage.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM crm_event_default")
        assert cursor.fetchone() == (0,)


def test_scores_are_what_the_service_would_say(office):
    for lead in Lead.objects.order_by("pk"):
        latest = Evaluation.objects.filter(lead=lead).order_by("-evaluated_at", "-id").first()
        assert evaluation.evaluate(lead).pk == latest.pk, lead.pk
        assert (lead.score, sum(line["points"] for line in latest.reasons)) == (latest.score, latest.score)


def test_leads_hold_the_times_that_their_history_says(office):
    said = Message.objects.filter(direction=Direction.IN).values_list("lead", "occurred_at")
    forms = Interaction.objects.filter(kind="form").values_list("lead", "occurred_at")
    newest: dict[int, datetime] = {}
    for lead_id, at in [*said, *forms]:
        newest[lead_id] = max(at, newest.get(lead_id, at))
    assert dict(Lead.objects.exclude(last_inbound_at=None).values_list("pk", "last_inbound_at")) == newest


def test_every_message_that_went_out_was_allowed_by_the_gate(office):
    sent = set(Message.objects.filter(direction=Direction.OUT).exclude(sent_at=None).values_list("pk", flat=True))
    allowed = set(GateDecision.objects.filter(verdict="allow").values_list("message", flat=True))
    assert sent
    assert sent == allowed


def test_nobody_is_written_to_after_they_opted_out(office):
    for lead in Lead.objects.filter(status=LeadStatus.OPTED_OUT):
        stop = Message.objects.filter(lead=lead, intent="opt_out").order_by("occurred_at").first()
        later = Message.objects.filter(lead=lead, direction=Direction.OUT, sent_at__gt=stop.occurred_at)
        assert set(later.values_list("purpose", flat=True)) <= {"optout_confirmation"}
    assert Suppression.objects.exists()


def test_today_is_alive(office):
    day = timedelta(days=1)
    assert Handoff.objects.filter(status="open").count() >= 6
    assert Alert.objects.filter(status="open").exists()
    assert Task.objects.open().filter(due_at__lt=AS_OF + day).exists()
    assert Appointment.objects.filter(starts_at__range=(AS_OF - day, AS_OF + day)).count() >= 6
    assert Lead.objects.filter(created_at__gt=AS_OF - timedelta(minutes=5), last_outbound_at=None).exists()
    assert Deal.objects.filter(commission_cents__gt=0).exists()
    assert Consent.objects.exists()


def test_replayed_leads_went_through_the_services(demo, office):
    replayed = Lead.objects.filter(messages__key__startswith="composer:replay-").distinct()
    assert replayed.count() >= 4
    for lead in replayed:
        heard = Message.objects.filter(lead=lead, direction=Direction.IN).get()
        assert lead.last_inbound_at == heard.occurred_at
        assert lead.status in {LeadStatus.INTERESTED, LeadStatus.REPLIED}


def test_letters_stand_at_both_ends_of_their_way(office):
    mailed = LetterBatch.objects.get(status=BatchStatus.MAILED)
    assert mailed.mailed_on < AS_OF.date()
    sent = set(mailed.letters.values_list("message__status", flat=True))
    assert sent == {MessageStatus.SENT}
    assert mailed.letters.exclude(agreed_at=None).count() == 1
    assert mailed.letters.exclude(stopped_at=None).count() == 1
    collecting = LetterBatch.objects.get(status=BatchStatus.COLLECTING)
    assert collecting.letters.exists()
    assert not collecting.letters.exclude(message=None).exists()


def test_three_texts_wait_until_somebody_has_read_them(office):
    waiting = waiting_for(Agent.objects.get(name="Dana Whitfield"))
    assert waiting.count() == 3
    for message in waiting:
        assert message.due_at > AS_OF
        assert "A record says foreclosure or tax default" in reviewing.why_read(message)[0]
