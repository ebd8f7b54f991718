"""One lead goes all the way: from a row of a CSV file to a closed deal, through every floor.

Real PostgreSQL, Redis, Celery worker, event bus and SMTP; the carrier is the phone simulator. Only the clock is
moved. Each ``eventually`` is one arrow of the way in docs/architecture/way-of-a-lead.md.
"""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.base import ContentFile

from crm.models import Brokerage, Deal, Event, Lead
from crm.services import appointments, deals, imports, intake
from crm.states import ConsentLevel, DealKind, DealStage, LeadStatus
from nurturing.models import Enrollment, Notice, Touchpoint
from outreach.models import CaughtMail, GateDecision, Handoff, Message, SimulatedText, Suppression
from outreach.services import handoff, inbox, mail_catcher
from realestate.lib import clock
from scoring.models import Alert, Evaluation
from tests.journeys.conftest import next_time
from tests.running import eventually

pytestmark = pytest.mark.real_clock

THE_WAY = (
    "lead.created", "lead.scored", "enrollment.started", "message.sent", "message.held", "message.delivered",
    "touchpoint.resolved", "reply.received", "reply.understood", "handoff.requested", "enrollment.ended",
    "alert.raised", "agent.notified", "conversation.taken_over", "appointment.set", "appointment.resolved",
    "deal.opened", "deal.moved", "deal.closed",
)  # fmt: skip
PHONE, OTHER_PHONE = "+14075550142", "+14075550143"
CSV = """First Name,Last Name,Phone,Email,County,State,Timeline,Price Range,Notes,Consent,Consent wording,Consent date,Consent proof
Inez,Caballero,(407) 555-0142,Inez.C@Mail.example,Orange,FL,asap,350000-425000,Wants a yard,yes,"I agree to receive automated texts and emails from Gulf Shore Realty. Consent is not a condition of purchase.",2035-03-01,https://gulfshore.example/contact 192.0.2.10
Wendell,Pruitt,407.555.0143,wendell@mail.example,Orange,FL,asap,300000-380000,,yes,"I agree to receive automated texts and emails from Gulf Shore Realty. Consent is not a condition of purchase.",2035-03-01,https://gulfshore.example/contact 192.0.2.11
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
    """Moves the brokerage's now, further than a visitor of a demo may, and the scope this test stands in."""

    def __init__(self, brokerage):
        self.brokerage = brokerage
        self._shift = None

    def to(self, moment):
        shift = moment - clock.real_now()
        Brokerage.objects.filter(pk=self.brokerage.pk).update(clock_shift=shift)
        self.release()
        self._shift = clock.shifted(shift)
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
    lead, other = they_come_by_a_file(agent)
    the_lead_is_scored(lead)
    first = the_lead_is_enrolled(lead, other)

    demo_time.to(first.due_at + timedelta(minutes=1))  # email may go out until 21:00
    the_first_step_leaves_by_mail(lead, first, brokerage)
    they_agree_to_texts_by_the_form(brokerage)

    demo_time.to(max(next_step_of(lead).due_at, clock.now()) + timedelta(minutes=20))
    waiting = the_evenings_texts_wait_for_the_morning(lead, other)
    the_other_says_stop(other, waiting)

    demo_time.to(next_time(8, 1))
    the_text_arrives_once(lead)

    demo_time.to(clock.now() + timedelta(minutes=10))
    asked = the_lead_answers_and_a_person_is_asked(lead)
    assert handoff.take_over(asked.conversation, agent=agent).in_charge == "agent"

    visit = they_agree_to_meet(lead, agent)
    demo_time.to(clock.now() + timedelta(days=3))
    the_deal_is_closed(lead, agent, visit)
    the_loop_is_closed(lead)


def they_come_by_a_file(agent):
    """A CSV row -> intake -> lead.created."""
    upload = imports.upload(ContentFile(CSV.encode(), name="leads.csv"), agent=agent)
    imports.start(upload)
    eventually("the import", lambda: happened("import.finished"))
    upload.refresh_from_db()
    assert (upload.created_count, upload.joined_count, upload.rejected_count) == (2, 0, 1)
    lead = Lead.objects.get(contact__points__value=PHONE)
    assert happened("lead.created", lead) == 1
    return lead, Lead.objects.get(contact__points__value=OTHER_PHONE)


def the_lead_is_scored(lead):
    """-> scored, with reasons that sum, and the scoreboard told."""
    evaluation = eventually("a score", lambda: Evaluation.objects.filter(lead=lead).first())
    assert sum(reason["points"] for reason in evaluation.reasons) == evaluation.score
    eventually("lead.scored", lambda: happened("lead.scored", lead))


def the_lead_is_enrolled(lead, other):
    """-> enrolled by trigger; the first touchpoint is a due row."""
    eventually("the enrollment", lambda: Enrollment.objects.filter(lead=lead).exists())
    first = Touchpoint.objects.get(enrollment__lead=lead)
    assert first.due_at > clock.now()
    eventually("the other's first step", lambda: Touchpoint.objects.filter(enrollment__lead=other).exists())
    return first


def the_first_step_leaves_by_mail(lead, first, brokerage):
    """-> over SMTP, with a way out and the address the law asks for."""
    mails = [mail_to("inez.c@mail.example"), mail_to("wendell@mail.example")]
    words = mail_catcher.text_of(mails[0])
    assert "Inez" in words
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mails[0].raw
    assert brokerage.postal_address in words
    message = Message.objects.get(contact=lead.contact, channel="email")
    eventually("message.sent", lambda: happened("message.sent", lead))
    assert GateDecision.objects.get(message=message).verdict == "allow"
    eventually("the step done", lambda: Touchpoint.objects.filter(pk=first.pk, status="done").exists())


def mail_to(address):
    return eventually(f"mail to {address}", lambda: sweep() or CaughtMail.objects.filter(recipient=address).first())


def they_agree_to_texts_by_the_form(brokerage):
    """The same two people fill in the web form: they join, and agree in writing to be texted."""
    for phone in (PHONE, OTHER_PHONE):
        assert intake.take_in(through_the_form(phone, brokerage), door="form").joined
    assert Lead.objects.count() == 2


def next_step_of(lead):
    """-> the step after the first, a text."""
    steps = Touchpoint.objects.filter(enrollment__lead=lead, step__kind="sms")
    return eventually("the next step", lambda: steps.first())


def the_evenings_texts_wait_for_the_morning(lead, other):
    """-> the text of the next evening meets the quiet hours once, and waits for eight in the morning."""
    text = eventually("the text", lambda: sweep() or Message.objects.filter(lead=lead, channel="sms").first())
    eventually("the hold", lambda: sweep() or Message.objects.filter(pk=text.pk, status="held").exists())
    text.refresh_from_db()
    assert (text.reason, text.due_at) == ("QUIET_HOURS", next_time(8))
    assert not SimulatedText.objects.exists()
    others = Message.objects.filter(lead=other, channel="sms", status="held")
    return eventually("the other's text", lambda: sweep() or others.first())


def the_other_says_stop(other, waiting):
    """Meanwhile the second lead says STOP: all of theirs is taken back in that transaction."""
    stop = answer(OTHER_PHONE, "please stop texting me")
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert stop.intent == "opt_out"
    assert waiting.status == "cancelled"
    assert not Enrollment.objects.running().filter(lead=other).exists()
    assert other.status == LeadStatus.OPTED_OUT
    assert Suppression.objects.filter(scope="phone").exists()


def answer(phone, body):
    return inbox.receive_text(
        provider="simulator", external_id=f"from {phone}", from_number=phone, body=body, received_at=clock.now()
    )


def the_text_arrives_once(lead):
    """-> eight o'clock: sent, delivered."""
    eventually("the text on the phone", lambda: sweep() or SimulatedText.objects.filter(to_number=PHONE).first())
    eventually("message.delivered", lambda: happened("message.delivered", lead))
    assert SimulatedText.objects.filter(to_number=PHONE).count() == 1


def the_lead_answers_and_a_person_is_asked(lead):
    """<- a reply: understood, automation ends, a person is asked and told why."""
    answer(PHONE, "Yes! Could we see the house on Saturday? We are pre-approved.")
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
    return asked


def they_agree_to_meet(lead, agent):
    return appointments.set_appointment(
        lead,
        starts_at=clock.now() + timedelta(days=2),
        ends_at=clock.now() + timedelta(days=2, hours=1),
        title="Showing",
        agent=agent,
        timezone="America/New_York",
    )


def the_deal_is_closed(lead, agent, visit):
    """-> appointment, offer, closing."""
    appointments.resolve(visit, "held", by=agent)
    deal = deals.open_deal(lead, kind=DealKind.BUYER, title="5412 N Louisiana Ave", agent=agent, value_cents=410_000_00)
    deals.move(deal, DealStage.OFFER, by=agent)
    deals.move(deal, DealStage.UNDER_CONTRACT, by=agent)
    deals.close(deal, value_cents=405_000_00, commission_cents=12_150_00, by=agent)


def the_loop_is_closed(lead):
    """Every arrow is on record, the lead is won, nothing waits."""
    eventually("lead.scored after the reply", lambda: Evaluation.objects.filter(lead=lead).count() > 1)
    lead.refresh_from_db()
    assert (lead.status, Deal.objects.get().stage) == (LeadStatus.DEAL_CLOSED, DealStage.CLOSED)
    assert [kind for kind in THE_WAY if not happened(kind, lead)] == []
    assert not Message.objects.waiting().filter(lead=lead).exists()
    assert Message.objects.filter(status="unknown").count() == 0
