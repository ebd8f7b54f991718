"""What nurturing does about what others announce. Facts come at least once: every handler may run twice.

Exits look at runs that had started when the fact happened, so an old fact told again ends nothing younger.
"""

from django.urls import reverse

from crm.events import (
    DealClosed,
    LanguageBudgetSpent,
    LeadAssigned,
    LeadChanged,
    LeadCreated,
    LeadStatusChanged,
)
from crm.models import Agent, Lead
from crm.states import LeadStatus, Role
from nurturing.events import TouchpointResolved
from nurturing.models import Touchpoint
from nurturing.rules.triggers import Moment
from nurturing.selectors.sequences import REPLIED
from nurturing.services import agent_notices, enrollment, outcomes, starting
from nurturing.states import TouchpointStatus
from outreach.events import (
    ContactSuppressed,
    ConversationTakenOver,
    HandoffPassedOn,
    HandoffRequested,
    MessageBlocked,
    MessageCancelled,
    MessageDelivered,
    MessageFact,
    MessageFailed,
    MessageHeld,
    MessageSent,
    MessageUncertain,
    ReplyReceived,
    ReplyUnderstood,
)
from outreach.models import Handoff
from outreach.selectors.story import story_of
from outreach.states import HandoffState, SuppressionScope
from realestate.lib import money
from realestate.lib.bus import Envelope, Fact, on, together_with
from scoring.events import AlertRaised, LeadScored
from scoring.models import Alert

EXITS: dict[str, str] = {
    ReplyReceived.kind: REPLIED,
    ReplyUnderstood.kind: REPLIED,
    HandoffRequested.kind: "A person is needed",
    ConversationTakenOver.kind: "A person took over",
    DealClosed.kind: "The deal is closed",
}
LEAVES_ON = {
    LeadStatus.DEAL_CLOSED: "The deal is closed",
    LeadStatus.COLD: "The lead went cold",
    LeadStatus.OPTED_OUT: "They opted out",
}


@on(LeadCreated)
def welcome(fact: LeadCreated, envelope: Envelope) -> None:
    """Start what a new lead with consent is to get."""
    starting.consider(fact.lead_id, Moment.CREATED)


@on(LeadScored)
def follow_score(fact: LeadScored, envelope: Envelope) -> None:
    """Start what the score calls for."""
    starting.consider(fact.lead_id, Moment.SCORED)


@together_with(ContactSuppressed)
def stop(fact: ContactSuppressed) -> None:
    """Take the contact out of every sequence in the transaction of the stop: nothing is planned a moment later.

    Letters on paper are no part of a sequence: who wants no more of them still gets what they agreed to.
    """
    if fact.scope == SuppressionScope.LETTER:
        return
    for lead in _leads_of(fact):
        enrollment.exit_all(lead, because="They asked us to stop")


@on(ReplyReceived, ReplyUnderstood, HandoffRequested, ConversationTakenOver, DealClosed)
def leave(fact: Fact, envelope: Envelope) -> None:
    """Take every lead of the contact out of every sequence. These exits cannot be switched off."""
    for lead in _leads_of(fact):
        enrollment.exit_all(lead, because=EXITS[fact.kind], started_before=envelope.occurred_at)


@on(LeadStatusChanged)
def leave_when_over(fact: LeadStatusChanged, envelope: Envelope) -> None:
    """Take a lead out once it is won, cold or opted out."""
    lead = Lead.objects.filter(pk=fact.lead_id).first()
    if lead and fact.new in LEAVES_ON:
        enrollment.exit_all(lead, because=LEAVES_ON[LeadStatus(fact.new)], started_before=envelope.occurred_at)


@on(LeadChanged)
def leave_when_closed(fact: LeadChanged, envelope: Envelope) -> None:
    """Take a lead out once it is marked converted or churned."""
    lead = Lead.objects.filter(pk=fact.lead_id).first()
    if lead and (lead.converted_at or lead.churned_at):
        because = "The lead converted" if lead.converted_at else "The lead is lost"
        enrollment.exit_all(lead, because=because, started_before=envelope.occurred_at)


@on(
    MessageSent,
    MessageDelivered,
    MessageBlocked,
    MessageFailed,
    MessageCancelled,
    MessageUncertain,
    MessageHeld,
)
def settle_step(fact: MessageFact, envelope: Envelope) -> None:
    """Bring the step to where its message is."""
    touchpoint_id = outcomes.touchpoint_of(fact.key)
    if touchpoint_id is not None:
        outcomes.settle(touchpoint_id, at=envelope.occurred_at)


@on(AlertRaised)
def tell_alert(fact: AlertRaised, envelope: Envelope) -> None:
    """Tell who should act."""
    alert = Alert.objects.filter(pk=fact.alert_id).select_related("lead__contact").first()
    if alert is None:
        return
    for agent in agent_notices.readers(fact.agent_id, alert.lead):
        agent_notices.notify(
            agent,
            kind="alert",
            title=f"{alert.lead.contact.name}: {alert.reason}",
            body=alert.opener,
            url=_page_of(alert.lead),
            key=f"alert:{alert.pk}",
            lead=alert.lead,
        )


@on(HandoffRequested)
def tell_handoff(fact: HandoffRequested, envelope: Envelope) -> None:
    """Tell who should take over, why, and what was said."""
    handoff = _handoff(fact.handoff_id)
    if handoff is None:
        return
    for agent in agent_notices.readers(fact.agent_id, handoff.lead):
        agent_notices.notify(
            agent,
            kind="handoff",
            title=f"{handoff.conversation.contact.name} needs a person",
            body=story_of(handoff),
            url=_page_of(handoff.lead) if handoff.lead else "",
            key=f"handoff:{handoff.pk}",
            lead=handoff.lead,
        )


@on(HandoffPassedOn)
def tell_passed_on(fact: HandoffPassedOn, envelope: Envelope) -> None:
    """Tell the next of us that nobody has taken over, while nobody has."""
    handoff, agent = _handoff(fact.handoff_id), Agent.objects.active().filter(pk=fact.agent_id).first()
    if handoff is None or agent is None or handoff.status != HandoffState.OPEN:
        return
    agent_notices.notify(
        agent,
        kind="handoff",
        title=f"{handoff.conversation.contact.name} still waits for a person",
        body=story_of(handoff),
        url=reverse("outreach:conversation", args=[handoff.conversation_id]),
        key=f"handoff:{handoff.pk}:{fact.number}",
        lead=handoff.lead,
    )


@on(LeadAssigned)
def tell_assigned(fact: LeadAssigned, envelope: Envelope) -> None:
    """Tell an agent that a lead is theirs, while it still is."""
    agent = Agent.objects.active().filter(pk=fact.agent_id).first()
    lead = Lead.objects.select_related("contact").filter(pk=fact.lead_id, assigned_to=agent).first()
    if agent and lead:
        agent_notices.notify(
            agent,
            kind="assigned",
            title=f"{lead.contact.name} is yours now",
            url=_page_of(lead),
            key=f"assigned:{lead.pk}:{envelope.event_id}",
            lead=lead,
        )


@on(TouchpointResolved)
def tell_failed_step(fact: TouchpointResolved, envelope: Envelope) -> None:
    """Tell the agent that a step could not reach the lead, so that a person can (T46)."""
    if fact.status != TouchpointStatus.FAILED:
        return
    rows = Touchpoint.objects.select_related("lead__contact", "step")
    touchpoint = rows.filter(pk=fact.touchpoint_id).first()
    if touchpoint is None:
        return
    for agent in agent_notices.readers(None, touchpoint.lead):
        agent_notices.notify(
            agent,
            kind="step_failed",
            title=f"{touchpoint.lead.contact.name} was not reached",
            body=f"“{touchpoint.step.name}” failed: {touchpoint.reason}",
            url=_page_of(touchpoint.lead),
            key=f"touchpoint:{touchpoint.pk}",
            lead=touchpoint.lead,
        )


@on(LanguageBudgetSpent)
def tell_language_budget(fact: LanguageBudgetSpent, envelope: Envelope) -> None:
    """Tell the owners, once for each budget of a month, that templates write now."""
    for owner in Agent.objects.active().filter(role=Role.OWNER):
        agent_notices.notify(
            owner,
            kind="language_budget",
            title="This month’s budget for language models is used up",
            body=f"It was {money.dollars(fact.budget_cents)}. Templates and models without a charge answer now.",
            url=reverse("crm:settings-language"),
            key=f"language_budget:{fact.month}:{fact.budget_cents}",
        )


def _handoff(pk: int) -> Handoff | None:
    rows = Handoff.objects.select_related("lead", "conversation__contact")
    found: Handoff | None = rows.filter(pk=pk).first()
    return found


def _leads_of(fact: Fact) -> list[Lead]:
    return list(Lead.objects.filter(contact_id=fact.contact_id)) if fact.contact_id else []


def _page_of(lead: Lead) -> str:
    return reverse("crm:lead", args=[lead.pk])
