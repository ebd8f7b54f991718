"""What nurturing does about what others announce; each fact may come twice."""

from datetime import timedelta

import pytest
from django.db import transaction

from crm.events import DealClosed, LanguageBudgetSpent, LeadCreated
from crm.models import Consent, Lead
from crm.services import deals, events, leads
from crm.states import DealKind, LeadStatus
from nurturing.models import Enrollment, Notice, Touchpoint
from nurturing.services import enrollment, sequences
from nurturing.states import EnrollmentStatus
from outreach.events import ConversationTakenOver, HandoffPassedOn, HandoffRequested, ReplyReceived, ReplyUnderstood
from outreach.models import Handoff
from outreach.services import conversations, suppression
from outreach.states import SuppressionScope
from realestate.lib import clock
from scoring.events import AlertRaised, LeadScored
from scoring.models import Alert
from tests.factories.crm import AgentFactory, LeadFactory
from tests.factories.nurturing import make_sequence
from tests.factories.outreach import phone_of, said


@pytest.fixture
def shipped(brokerage):
    """The shipped sequences, loaded."""
    sequences.load(brokerage)


def told(fact):
    with transaction.atomic():
        return events.publish(fact)


def created(lead):
    return told(LeadCreated(brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, lead_id=lead.pk, door="form"))


def scored(lead, score):
    leads.record_score(lead, score, at=clock.now())
    return told(
        LeadScored(
            brokerage_id=lead.brokerage_id,
            contact_id=lead.contact_id,
            lead_id=lead.pk,
            evaluation_id=1,
            score=score,
            before=None,
        )
    )


def running():
    return list(Enrollment.objects.running().values_list("sequence__key", flat=True))


def test_new_lead_with_consent_is_welcomed_once(lead, shipped, facts):
    created(lead)
    facts.run()
    facts.again()
    assert running() == ["new_lead_welcome"]
    assert Touchpoint.objects.count() == 1


def test_new_lead_without_consent_gets_nothing(lead, shipped, facts):
    Consent.objects.update(revoked_at=clock.now())
    created(lead)
    facts.run()
    assert running() == []


def test_high_score_replaces_the_welcome_by_the_journey(lead, shipped, facts):
    """C-07: both ways in, one at a time."""
    leads.change(lead, segment="first_time_buyer")
    created(lead)
    facts.run()
    scored(lead, 74)
    facts.run()
    facts.again()
    assert running() == ["first_time_buyer"]
    assert (
        Enrollment.objects.get(sequence__key="new_lead_welcome").ended_because
        == "“First-Time Buyer Journey” goes first"
    )
    assert Enrollment.objects.get(sequence__key="first_time_buyer").started_because == "Score 74 is above 70"


def test_score_that_is_there_before_the_news_of_the_lead_starts_the_journey_at_once(lead, shipped, facts):
    leads.change(lead, segment="first_time_buyer")
    created(lead)
    scored(lead, 74)
    facts.run()
    assert list(Enrollment.objects.values_list("sequence__key", flat=True)) == ["first_time_buyer"]


def test_switch_off_starts_nothing(lead, shipped, facts, settings):
    """NUR-06."""
    settings.NURTURING_AGENT_ENABLED = False
    created(lead)
    facts.run()
    assert running() == []


def test_lead_erased_before_its_fact_arrives_is_no_error(lead, shipped, facts):
    row = created(lead)
    Lead.objects.filter(pk=lead.pk).delete()
    facts.deliver(row)
    assert running() == []


def message_fact(cls, lead, **more):
    return cls(
        brokerage_id=lead.brokerage_id,
        contact_id=lead.contact_id,
        message_id=1,
        channel="sms",
        key="in:1",
        lead_id=lead.pk,
        **more,
    )


EXITS = {
    "a reply": lambda lead: message_fact(ReplyReceived, lead),
    "a reply understood": lambda lead: message_fact(
        ReplyUnderstood, lead, intent="interested", sentiment=0.4, action="answer"
    ),
    "a handoff": lambda lead: HandoffRequested(
        brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, handoff_id=1, reason="asked", lead_id=lead.pk
    ),
    "a takeover": lambda lead: ConversationTakenOver(
        brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, conversation_id=1, agent_id=lead.assigned_to_id
    ),
    "a closed deal": lambda lead: DealClosed(
        brokerage_id=lead.brokerage_id,
        contact_id=lead.contact_id,
        deal_id=1,
        lead_id=lead.pk,
        value_cents=None,
        commission_cents=None,
    ),
}


@pytest.mark.parametrize("exit_on", EXITS)
def test_always_on_exit(lead, facts, exit_on):
    """NUR-53: none of these can be switched off, and each ends all runs of the person."""
    other = LeadFactory(contact=lead.contact, kind="seller")
    enrollment.enroll(lead, make_sequence(key="one"), because="by hand")
    enrollment.enroll(other, make_sequence(key="two", lead_kind="seller"), because="by hand")
    told(EXITS[exit_on](lead))
    facts.run()
    facts.again()
    assert running() == []


@pytest.mark.parametrize("exit_on", EXITS)
def test_old_fact_told_again_ends_nothing_younger(lead, facts, ahead, exit_on):
    row = told(EXITS[exit_on](lead))
    ahead(minutes=1)
    enrollment.enroll(lead, make_sequence(), because="by hand")
    facts.deliver(row)
    assert running() == ["trial"]


@pytest.mark.parametrize("to", [LeadStatus.COLD, LeadStatus.OPTED_OUT])
def test_lead_that_ends_leaves(lead, facts, to):
    enrollment.enroll(lead, make_sequence(), because="by hand")
    leads.change_status(lead, to, reason="trial")
    facts.run()
    assert running() == []


def test_lead_that_only_moves_on_stays(lead, facts):
    enrollment.enroll(lead, make_sequence(), because="by hand")
    leads.change_status(lead, LeadStatus.CONTACTED, reason="called")
    leads.change(lead, beds_min=3)
    facts.run()
    assert running() == ["trial"]


def test_won_deal_leaves(lead, facts):
    enrollment.enroll(lead, make_sequence(), because="by hand")
    deal = deals.open_deal(lead, kind=DealKind.BUYER, title="A home")
    for stage in ("offer", "under_contract"):
        deals.move(deal, stage)
    deals.close(deal, value_cents=1, commission_cents=1)
    facts.run()
    assert running() == []


def test_stop_ends_the_runs_in_its_own_transaction(lead):
    """T31: nothing waits for the bus."""
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    with transaction.atomic():
        suppression.suppress(phone_of(lead), scope=SuppressionScope.PHONE, source="text")
        run.refresh_from_db()
        assert run.status == EnrollmentStatus.EXITED
        transaction.set_rollback(True)
    run.refresh_from_db()
    assert run.status == EnrollmentStatus.ACTIVE


def test_alert_is_told_to_its_agent_once(lead, facts):
    agent = AgentFactory(brokerage=lead.brokerage)
    alert = Alert.objects.create(
        lead=lead,
        agent=agent,
        kind="hot",
        reason="viewed five homes today",
        opener="Ask about the yard.",
        deadline_at=clock.now() + timedelta(hours=1),
        key="hot:1",
    )
    told(
        AlertRaised(
            brokerage_id=lead.brokerage_id,
            contact_id=lead.contact_id,
            alert_id=alert.pk,
            lead_id=lead.pk,
            agent_id=agent.pk,
        )
    )
    facts.run()
    facts.again()
    notice = Notice.objects.get()
    assert (notice.agent, notice.title) == (agent, f"{lead.contact.name}: viewed five homes today")
    assert notice.body == "Ask about the yard."


def test_handoff_is_told_with_its_reason(lead, facts):
    handoff = Handoff.objects.create(
        conversation=conversations.of(lead.contact), lead=lead, reason="asked", summary="Wants to see 12 Palm Street."
    )
    told(
        HandoffRequested(
            brokerage_id=lead.brokerage_id,
            contact_id=lead.contact_id,
            handoff_id=handoff.pk,
            reason="asked",
            lead_id=lead.pk,
        )
    )
    facts.run()
    notice = Notice.objects.get()
    assert (notice.agent, notice.body) == (lead.assigned_to, "Wants to see 12 Palm Street.")


def test_assigned_lead_is_told_to_the_one_who_still_has_it(lead, facts):
    first, second = AgentFactory(brokerage=lead.brokerage), AgentFactory(brokerage=lead.brokerage)
    leads.assign(lead, first)
    leads.assign(lead, second)
    facts.run()
    facts.again()
    assert Notice.objects.get().agent == second


def test_facts_about_rows_that_are_gone_tell_nobody(lead, facts):
    told(EXITS["a handoff"](lead))
    told(AlertRaised(brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, alert_id=1, lead_id=lead.pk))
    facts.run()
    assert not Notice.objects.exists()


def test_owners_are_told_once_that_the_budget_of_a_month_is_used_up(lead, facts):
    owner = AgentFactory(brokerage=lead.brokerage, owner=True)
    AgentFactory(brokerage=lead.brokerage)
    for _ in range(2):
        told(LanguageBudgetSpent(brokerage_id=lead.brokerage_id, month="2026-11", budget_cents=2_000))
    facts.run()
    facts.again()
    notice = Notice.objects.get()
    assert (notice.agent, notice.title) == (owner, "This month’s budget for language models is used up")
    assert "$20" in notice.body


def test_a_handoff_that_nobody_took_is_told_to_the_next_of_us_with_its_story(lead, facts):
    row, second = conversations.of(lead.contact), AgentFactory(brokerage=lead.brokerage)
    said(lead, body="Could we see it on Saturday?")
    handoff = Handoff.objects.create(conversation=row, lead=lead, reason="asked", summary="Wants to see a home.")
    told(
        HandoffPassedOn(
            brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, handoff_id=handoff.pk, agent_id=second.pk,
            number=1, lead_id=lead.pk,
        )
    )  # fmt: skip
    facts.run()
    facts.again()

    notice = Notice.objects.get()
    assert (notice.agent, notice.body) == (second, "Wants to see a home.\nThey: Could we see it on Saturday?")
    assert notice.url.endswith(f"/{row.pk}/")


def test_a_handoff_that_was_taken_meanwhile_is_told_to_nobody_else(lead, facts):
    second = AgentFactory(brokerage=lead.brokerage)
    handoff = Handoff.objects.create(
        conversation=conversations.of(lead.contact), lead=lead, reason="asked", summary="Wants to see a home.",
        status="taken", agent=lead.assigned_to,
    )  # fmt: skip
    told(
        HandoffPassedOn(
            brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, handoff_id=handoff.pk, agent_id=second.pk,
            number=1, lead_id=lead.pk,
        )
    )  # fmt: skip
    facts.run()

    assert not Notice.objects.exists()
