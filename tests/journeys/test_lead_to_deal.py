"""One lead goes all the way: from a row of a CSV file to a closed deal, through every floor.

Real PostgreSQL, Redis, Celery worker, event bus and SMTP; the carrier is the phone simulator. Only the clock is
moved. Each ``eventually`` is one arrow of the way in docs/architecture/way-of-a-lead.md.
"""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.base import ContentFile

from crm.models import Deal, Event, Lead
from crm.services import appointments, deals, demo_clock, imports, intake
from crm.states import ConsentLevel, DealKind, DealStage, LeadStatus
from nurturing.models import Enrollment, Notice, Touchpoint
from outreach.models import CaughtMail, GateDecision, Handoff, Message, SimulatedText, Suppression
from outreach.services import handoff, inbox, mail_catcher
from realestate.lib import clock, scopes
from scoring.models import Alert, Evaluation
from tests.journeys.conftest import next_time
from tests.journeys.processes import eventually

PHONE, OTHER_PHONE = "+14075550142", "+14075550143"
CSV = """First Name,Last Name,Phone,Email,County,State,Timeline,Price Range,Notes,Consent,Consent wording,Consent date,Consent proof
Inez,Caballero,(407) 555-0142,Inez.C@Mail.example,Orange,FL,asap,350000-425000,Wants a yard,yes,"I agree to receive automated texts and emails from Gulf Shore Realty. Consent is not a condition of purchase.",2026-11-01,https://gulfshore.example/contact 192.0.2.10
Wendell,Pruitt,407.555.0143,wendell@mail.example,Orange,FL,asap,300000-380000,,yes,"I agree to receive automated texts and emails from Gulf Shore Realty. Consent is not a condition of purchase.",2026-11-01,https://gulfshore.example/contact 192.0.2.11
,,not a number,,,,,,,,,,
"""  # noqa: E501 - rows as they are in the file


def happened(kind, lead=None):
    """Return how often a fact is on record, of one lead's person or at all."""
    events = Event.objects.filter(kind=kind)
    return (events.filter(contact_id=lead.contact_id) if lead else events).count()


def sweep():
    """Let the periodic jobs run once, as beat would each minute."""
    for name in ("nurturing.run_due", "outreach.deliver_due"):
        current_app.send_task(name, queue="send")


def through_the_form(phone, brokerage):
    """Return what the embedded form would bring, its box ticked."""
    consent = intake.IncomingConsent(
        level=ConsentLevel.PEWC,
        channels=("sms", "voice", "email"),
        source="form",
        wording=f"I agree to receive automated texts from {brokerage.name}. Consent is not a condition of purchase.",
        wording_version="1",
        seller_named=brokerage.name,
        signed=True,
        number_matches=True,
        disclosed_automated=True,
        not_condition=True,
        proof={"url": "https://gulfshore.example/contact", "ip": "192.0.2.10"},
        given_at=clock.now(),
    )
    return intake.IncomingLead(phones=(phone,), kind="buyer", source="website", consent=consent)


class Clock:
    """The demo's clock: moves the brokerage, and the scope this test stands in."""

    def __init__(self, brokerage):
        self.brokerage = brokerage
        self._shift = None

    def to(self, moment):
        demo_clock.move_to(self.brokerage, moment)
        self.release()
        self._shift = clock.shifted(self.brokerage.clock_shift)
        self._shift.__enter__()

    def release(self):
        if self._shift is not None:
            self._shift.__exit__(None, None, None)
            self._shift = None


@pytest.fixture
def demo_time(brokerage):
    """Return the movable clock."""
    moved = Clock(brokerage)
    yield moved
    moved.release()


def test_one_lead_goes_from_csv_row_to_closed_deal(brokerage, agent, processes, demo_time):
    # a CSV row -> intake -> lead.created
    upload = imports.upload(ContentFile(CSV.encode(), name="leads.csv"), agent=agent)
    imports.start(upload)
    eventually("the import", lambda: happened("import.finished"))
    upload.refresh_from_db()
    assert (upload.created_count, upload.joined_count, upload.rejected_count) == (2, 0, 1)
    lead = Lead.objects.get(contact__points__value=PHONE)
    other = Lead.objects.get(contact__points__value=OTHER_PHONE)
    assert happened("lead.created", lead) == 1

    # -> scored, with reasons that sum, and the scoreboard told
    evaluation = eventually("a score", lambda: Evaluation.objects.filter(lead=lead).first())
    assert sum(reason["points"] for reason in evaluation.reasons) == evaluation.score
    eventually("lead.scored", lambda: happened("lead.scored", lead))

    # -> enrolled by trigger; the first touchpoint is a due row
    enrollment = eventually("the enrollment", lambda: Enrollment.objects.filter(lead=lead).first())
    first = Touchpoint.objects.get(enrollment=enrollment)
    assert first.due_at > clock.now()
    eventually("the other's first step", lambda: Touchpoint.objects.filter(enrollment__lead=other).exists())

    # -> due at 20:55; email may go out until 21:00, and it leaves over SMTP with a way out
    demo_time.to(next_time(20, 57))
    mail = eventually(
        "the welcome mail", lambda: sweep() or CaughtMail.objects.filter(recipient="inez.c@mail.example").first()
    )
    eventually(
        "the other's mail", lambda: sweep() or CaughtMail.objects.filter(recipient="wendell@mail.example").exists()
    )
    words = mail_catcher.text_of(mail)
    assert "Inez" in words
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail.raw
    assert brokerage.postal_address in words
    message = Message.objects.get(contact=lead.contact, channel="email")
    eventually("message.sent", lambda: happened("message.sent", lead))
    assert GateDecision.objects.get(message=message).verdict == "allow"
    eventually("the step done", lambda: Touchpoint.objects.filter(pk=first.pk, status="done").exists())

    # the same two people fill in the web form: they join, and agree in writing to be texted
    for phone in (PHONE, OTHER_PHONE):
        assert intake.take_in(through_the_form(phone, brokerage), door="form").joined
    assert Lead.objects.count() == 2

    # -> the text of the next evening meets the quiet hours once, and waits for eight in the morning
    second = eventually(
        "the next step", lambda: Touchpoint.objects.filter(enrollment=enrollment, step__kind="sms").first()
    )
    demo_time.to(max(second.due_at, clock.now()) + timedelta(minutes=20))
    text = eventually("the text", lambda: sweep() or Message.objects.filter(lead=lead, channel="sms").first())
    eventually("the hold", lambda: sweep() or Message.objects.filter(pk=text.pk, status="held").exists())
    text.refresh_from_db()
    assert text.reason == "QUIET_HOURS"
    assert text.due_at == next_time(8)
    assert not SimulatedText.objects.exists()
    waiting = eventually(
        "the other's text", lambda: sweep() or Message.objects.filter(lead=other, channel="sms", status="held").first()
    )

    # meanwhile a second lead says STOP: all of theirs is taken back in that transaction
    stop = inbox.receive_text(
        provider="simulator",
        external_id="stop-1",
        from_number=OTHER_PHONE,
        body="please stop texting me",
        received_at=clock.now(),
    )
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert stop.intent == "opt_out"
    assert waiting.status == "cancelled"
    assert not Enrollment.objects.running().filter(lead=other).exists()
    assert other.status == LeadStatus.OPTED_OUT
    assert Suppression.objects.filter(scope="phone").exists()

    # -> eight o'clock: sent, delivered
    demo_time.to(next_time(8, 1))
    eventually("the text on the phone", lambda: sweep() or SimulatedText.objects.filter(to_number=PHONE).first())
    eventually("message.delivered", lambda: happened("message.delivered", lead))
    assert SimulatedText.objects.filter(to_number=PHONE).count() == 1

    # <- a reply: understood, automation ends, a person is asked and told why
    demo_time.to(clock.now() + timedelta(minutes=10))
    inbox.receive_text(
        provider="simulator",
        external_id="reply-1",
        from_number=PHONE,
        body="Yes! Could we see the house on Saturday? We are pre-approved.",
        received_at=clock.now(),
    )
    asked = Handoff.objects.get(lead=lead)
    assert (asked.reason, asked.agent) == ("appointment_request", lead.assigned_to)
    assert happened("reply.understood", lead) == 1
    eventually("the end of the sequence", lambda: not Enrollment.objects.running().filter(lead=lead).exists())
    notice = eventually("the notice", lambda: Notice.objects.filter(kind="handoff", lead=lead).first())
    assert notice.agent == lead.assigned_to
    eventually("the notice by mail", lambda: CaughtMail.objects.filter(recipient="dana@gulfshore.example").exists())
    alert = eventually("the alert", lambda: Alert.objects.filter(lead=lead).exclude(opener="").first())
    assert alert.deadline_at > clock.now() - timedelta(hours=1)
    lead.refresh_from_db()
    assert (lead.preapproved, lead.status) == (True, LeadStatus.INTERESTED)

    # -> a person takes over; what Homestretch might still say is dropped
    conversation = handoff.take_over(asked.conversation, agent=agent)
    assert conversation.in_charge == "agent"

    # -> appointment, offer, closing
    visit = appointments.set_appointment(
        lead,
        starts_at=clock.now() + timedelta(days=2),
        ends_at=clock.now() + timedelta(days=2, hours=1),
        title="Showing",
        agent=agent,
        timezone="America/New_York",
    )
    demo_time.to(clock.now() + timedelta(days=3))
    appointments.resolve(visit, "held", by=agent)
    deal = deals.open_deal(lead, kind=DealKind.BUYER, title="5412 N Louisiana Ave", agent=agent, value_cents=410_000_00)
    deals.move(deal, DealStage.OFFER, by=agent)
    deals.move(deal, DealStage.UNDER_CONTRACT, by=agent)
    deals.close(deal, value_cents=405_000_00, commission_cents=12_150_00, by=agent)

    # -> the loop is closed: every arrow is on record, the lead is won, nothing waits
    eventually("lead.scored after the reply", lambda: Evaluation.objects.filter(lead=lead).count() > 1)
    lead.refresh_from_db()
    assert (lead.status, Deal.objects.get().stage) == (LeadStatus.DEAL_CLOSED, DealStage.CLOSED)
    assert [kind for kind in THE_WAY if not happened(kind, lead)] == []
    assert not Message.objects.waiting().filter(lead=lead).exists()
    with scopes.in_brokerage(brokerage.pk):
        assert Message.objects.filter(status="unknown").count() == 0


THE_WAY = (
    "lead.created", "lead.scored", "enrollment.started", "message.sent", "message.held", "message.delivered",
    "touchpoint.resolved", "reply.received", "reply.understood", "handoff.requested", "enrollment.ended",
    "alert.raised", "agent.notified", "conversation.taken_over", "appointment.set", "appointment.resolved",
    "deal.opened", "deal.moved", "deal.closed",
)  # fmt: skip
