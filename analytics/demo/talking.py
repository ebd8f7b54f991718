"""What is said in a story: messages out with the gate's decision, and answers with what they mean."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from analytics.demo.gatehouse import Case
from analytics.demo.story import FINGER, Story
from crm.models import Agent, Listing
from crm.states import LeadStatus, PointKind
from outreach import events as facts
from outreach.compliance import footer
from outreach.compliance.explain import explain
from outreach.compliance.verdicts import Check, Decision, Verdict
from outreach.models import GateDecision, Handoff, Message, SimulatedText, Suppression
from outreach.replies import answer
from outreach.replies.answer import Known
from outreach.replies.closing import closes
from outreach.replies.decide import Action, NextStep, next_step
from outreach.replies.intent import Intent
from outreach.replies.understand import Understanding, understand
from outreach.services import suppression
from outreach.services.gating import AUTOMATIC, content_hash
from outreach.services.listing_facts import facts_of
from outreach.states import Author, Channel, Direction, MessageStatus, Purpose
from realestate.lib import phones
from realestate.lib.text import sms_size
from scoring.features.facts import Act

TEXT_MICROS, MAIL_MICROS = 10_900, 400  # what a segment and an email would have cost at a carrier
TO_WIRE = timedelta(seconds=1)
TO_PHONE = timedelta(seconds=3)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message of ours, and what became of it at which moment."""

    message_id: int
    status: str
    at: datetime


def write(
    story: Story,
    at: datetime,
    *,
    channel: str,
    author: str,
    body: str,
    key: str,
    subject: str = "",
    purpose: str = Purpose.MARKETING,
    agent: Agent | None = None,
    answers: int | None = None,
) -> Said | None:
    """Ask for a message at a moment and let the gate decide; None where the person has no such address."""
    point = story.points.get(PointKind.EMAIL if channel == Channel.EMAIL else PointKind.PHONE)
    if point is None:
        return None
    message = {
        "id": story.book.of(Message).new_id(),
        "conversation_id": story.conversation(),
        "contact_id": story.contact_id,
        "lead_id": story.lead_id,
        "point_id": point,
        "address": story.person.email if channel == Channel.EMAIL else story.person.phone,
        "direction": Direction.OUT,
        "channel": channel,
        "purpose": purpose,
        "author": author,
        "agent_id": agent.pk if agent else None,
        "subject": subject,
        "body": body,
        "key": key,
        "due_at": at,
        "occurred_at": at,
        "in_reply_to_id": answers,
    }
    said = _through_the_gate(story, message, at)
    story.book.add(Message, at, **message)
    return said


def _through_the_gate(story: Story, message: dict[str, Any], at: datetime) -> Said:
    """Ask the gate now and, where it defers, again when it said to; fill in what the answers make of the message."""
    while True:
        decision = _ask(story, message, at)
        _keep(story, message, decision, at)
        told = _fact_fields(story, message)
        if decision.decision is Verdict.BLOCK:
            message |= {"status": MessageStatus.BLOCKED, "reason": decision.reason}
            story.tell(facts.MessageBlocked(**told, reason=decision.reason or ""), at)
            return Said(message_id=message["id"], status=MessageStatus.BLOCKED, at=at)
        if decision.is_allowed:
            return _send(story, message, at)
        message |= {"status": MessageStatus.HELD, "reason": decision.reason, "due_at": decision.defer_until}
        story.tell(facts.MessageHeld(**told, reason=decision.reason or ""), at)
        if decision.defer_until is None or decision.defer_until > story.book.as_of:
            return Said(message_id=message["id"], status=MessageStatus.HELD, at=at)
        at = decision.defer_until + timedelta(seconds=story.rng.randint(5, 55))
        if at > story.book.as_of:
            return Said(message_id=message["id"], status=MessageStatus.HELD, at=at)


def _ask(story: Story, message: dict[str, Any], at: datetime) -> Decision:
    person = story.person
    case = Case(
        channel=str(message["channel"]),
        purpose=str(message["purpose"]),
        automated=message["author"] in AUTOMATIC,
        number=person.phone,
        state=person.place.state,
        county=person.place.county,
        level=person.consent or "none",
        source=person.source,
        zone=story.zone,
        heard_at=max((moment for moment in story.inbound if moment <= at), default=None),
        suppressed=() if message["purpose"] == Purpose.OPTOUT_CONFIRMATION else story.suppressed,
    )
    return story.office.gate.ask(at, case)


def _keep(story: Story, message: dict[str, Any], decision: Decision, at: datetime) -> None:
    story.book.add(
        GateDecision, at, message_id=message["id"], contact_id=story.contact_id, channel=message["channel"],
        purpose=message["purpose"], verdict=decision.decision, reason=decision.reason or "", rule=decision.rule or "",
        rules_version=decision.rules_version, sentence=explain(decision)[:400], defer_until=decision.defer_until,
        evidence={**decision.evidence, "checks": _checks(decision.checks)}, content_hash=content_hash(message["body"]),
        decided_at=at,
    )  # fmt: skip


def _send(story: Story, message: dict[str, Any], at: datetime) -> Said:
    is_text = message["channel"] == Channel.SMS
    segments = sms_size(message["body"]).segments if is_text else 1
    sent_at, arrived_at = at + TO_WIRE, at + TO_PHONE
    carrier = "simulator" if is_text else "mailcatcher"
    provider_id = f"demo-{message['id']}"
    if is_text:
        row = story.book.add(
            SimulatedText, at, reference=message["key"], to_number=message["address"],
            from_number=story.book.brokerage.from_number, body=message["body"], accepted_at=sent_at,
        )  # fmt: skip
        provider_id = f"SIM{row}"
    message |= {
        "status": MessageStatus.DELIVERED, "reason": "", "carrier": carrier, "provider_id": provider_id,
        "segments": segments, "cost_micros": TEXT_MICROS * segments if is_text else MAIL_MICROS, "attempts": 1,
        "claimed_at": at, "sent_at": sent_at, "delivered_at": arrived_at, "updated_at": arrived_at,
    }  # fmt: skip
    told = _fact_fields(story, message)
    story.tell(facts.MessageSent(**told), sent_at)
    story.tell(facts.MessageDelivered(**told), arrived_at)
    _keep_times(story, sent_at, inbound=False)
    story.acts.append(Act(kind="sent", at=sent_at))
    if message["purpose"] in {Purpose.MARKETING, Purpose.INFORMATIONAL, Purpose.REPLY}:
        story.outbound.append(sent_at)
        if story.reached == LeadStatus.NEW:
            story.move(LeadStatus.CONTACTED, sent_at, reason="First message sent")
    if message["author"] == Author.AGENT and message["agent_id"]:
        story.talk |= {"in_charge": "agent", "agent_id": message["agent_id"]}
        story.talk.setdefault("taken_over_at", sent_at)
    return Said(message_id=message["id"], status=MessageStatus.DELIVERED, at=sent_at)


def hear(story: Story, at: datetime, words: str) -> NextStep | None:
    """Take in what the person texts, and do what it asks for; None where there is no number to text from."""
    point = story.points.get(PointKind.PHONE)
    if point is None:
        return None
    understood = reading(words)
    in_charge = story.talk.get("in_charge") == "agent"
    known = answer.to_question(words, _facts(story))
    step = next_step(understood, text=words, person_in_charge=in_charge, can_auto_reply=known is not None)
    pk = story.book.of(Message).new_id()
    message = {
        "id": pk, "conversation_id": story.conversation(), "contact_id": story.contact_id, "lead_id": story.lead_id,
        "point_id": point, "address": story.person.phone, "direction": Direction.IN, "channel": Channel.SMS,
        "purpose": Purpose.REPLY, "author": Author.CONTACT, "body": words, "key": f"simulator:demo-{pk}",
        "carrier": "simulator", "status": MessageStatus.RECEIVED, "occurred_at": at, "intent": understood.intent,
        "sentiment": understood.sentiment,
        "understood": {
            **understood.as_json(), "provider_auto_reply": False, "step": step.action, "why": step.reason,
            "closes": closes(words),
        },
    }  # fmt: skip
    story.book.add(Message, at, **message)
    _keep_times(story, at, inbound=True)
    story.inbound.append(at)
    if story.reached in {LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.COLD}:
        story.move(LeadStatus.REPLIED, at, reason="Answered by text")
    told = _fact_fields(story, message)
    story.tell(facts.ReplyReceived(**told), at)
    _learn(story, understood, at)
    _act(story, step, understood, message, at, known)
    fields: dict[str, Any] = {
        "intent": str(understood.intent),
        "sentiment": understood.sentiment,
        "action": str(step.action),
    }
    story.tell(facts.ReplyUnderstood(**told, **fields), at)
    story.acts.append(Act(kind="reply", at=at))
    story.acts.append(Act(kind="understood", at=at, intent=str(understood.intent), sentiment=understood.sentiment))
    story.moments.append(at + FINGER)
    return step


def take_over(story: Story, at: datetime, agent: Agent) -> None:
    """Let an agent answer from now on: the waiting handoff is taken."""
    for row in story.book.of(Handoff).rows[-20:]:
        if row["conversation_id"] == story.conversation_id and row["status"] == "open":
            row |= {"status": "taken", "agent_id": agent.pk, "taken_at": at, "updated_at": at}
    if story.talk.get("in_charge") != "agent":
        story.talk |= {"in_charge": "agent", "agent_id": agent.pk, "taken_over_at": at, "paused_reason": ""}
        story.tell(
            facts.ConversationTakenOver(**story.ids, conversation_id=story.conversation(), agent_id=agent.pk), at
        )


@lru_cache(maxsize=256)
def reading(words: str) -> Understanding:
    """Return what a text means, by the product's own reading."""
    return understand(words)


@lru_cache(maxsize=4096)
def _checks(checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    return [asdict(check) for check in checks]


def _fact_fields(story: Story, message: dict[str, Any]) -> dict[str, Any]:
    return {
        **story.ids, "message_id": message["id"], "channel": str(message["channel"]), "key": message["key"],
        "lead_id": story.lead_id,
    }  # fmt: skip


def _keep_times(story: Story, at: datetime, *, inbound: bool) -> None:
    known = story.talk.get("last_message_at")
    story.talk["last_message_at"] = max(at, known or at)
    which = "last_inbound_at" if inbound else "answered_at"
    story.talk[which] = max(at, story.talk.get(which) or at)


def _learn(story: Story, understood: Understanding, at: datetime) -> None:
    told = understood.particulars
    news: dict[str, Any] = {}
    if told.preapproved and not story.columns.get("preapproved"):
        news["preapproved"] = True
    if told.budget_cents and story.columns.get("price_max_cents") is None:
        news["price_max_cents"] = told.budget_cents
    if news:
        story.learn(at, **news)
    if understood.intent in {Intent.INTERESTED, Intent.APPOINTMENT_REQUEST} and story.reached == LeadStatus.REPLIED:
        story.move(LeadStatus.INTERESTED, at, reason="Said so by text")


def _act(
    story: Story, step: NextStep, understood: Understanding, message: dict[str, Any], at: datetime, known: Known | None
) -> None:
    if step.action is Action.STOP:
        _stop(story, step, understood, message, at)
    elif step.action is Action.AUTO_REPLY and known is not None:
        _answer(story, message, at, known.words)
    elif step.action is Action.HAND_OFF:
        _hand_off(story, step, message, at)


def _stop(story: Story, step: NextStep, understood: Understanding, message: dict[str, Any], at: datetime) -> None:
    if step.suppress is None:
        if story.is_open:
            story.move(LeadStatus.COLD, at, reason="Said no, politely")
        return
    entry = story.book.add(
        Suppression, at, identifier_hash=suppression.identifier_hash(story.book.brokerage, message["address"]),
        scope=step.suppress, source="text", verbatim=message["body"], classifier_version=understood.model_version,
        effective_at=at,
    )  # fmt: skip
    told = facts.ContactSuppressed(**story.ids, suppression_id=entry, scope=step.suppress, source="text")
    story.tell(told, at)
    if story.reached != LeadStatus.DEAL_CLOSED:
        story.move(LeadStatus.OPTED_OUT, at, reason="Asked us to stop")
    if step.confirms and story.person.consent:
        words = footer.optout_confirmation(brand=story.book.brokerage.name)
        _answer(story, message, at, words, purpose=Purpose.OPTOUT_CONFIRMATION)
    story.suppressed = (step.suppress,)


def _hand_off(story: Story, step: NextStep, message: dict[str, Any], at: datetime) -> None:
    pk = story.book.add(
        Handoff, at, conversation_id=story.conversation(), lead_id=story.lead_id, message_id=message["id"],
        reason=step.reason, summary=step.words, status="open", agent_id=story.agent.pk if story.agent else None,
    )  # fmt: skip
    asked = story.agent.pk if story.agent else None
    fact = facts.HandoffRequested(**story.ids, handoff_id=pk, reason=step.reason, agent_id=asked, lead_id=story.lead_id)
    story.tell(fact, at)
    if step.pauses:
        story.talk["paused_reason"] = step.words
    if not step.is_doubtful:
        _answer(story, message, at, answer.at_handoff(**_names(story)))


def _answer(story: Story, message: dict[str, Any], at: datetime, words: str, *, purpose: str = Purpose.REPLY) -> None:
    write(
        story, at + timedelta(seconds=2), channel=Channel.SMS, author=Author.ASSISTANT, body=words, purpose=purpose,
        key=f"answer:{message['id']}", answers=message["id"],
    )  # fmt: skip


def home_of(story: Story) -> Listing:
    """Return the listing that the person asks about: by who they are, so that the same seed tells the same story."""
    listings = story.office.listings
    return listings[sum(map(ord, story.person.email)) % len(listings)]


def _facts(story: Story) -> dict[str, str]:
    """Return what an answer may state."""
    home = {fact.name: fact.value for fact in facts_of(home_of(story))}
    return {**home, **_names(story), "office_phone": phones.display(story.book.brokerage.phone)}


def _names(story: Story) -> dict[str, str]:
    agent = story.agent.name if story.agent else ""
    return {"first_name": story.person.first, "agent": agent, "brokerage": story.book.brokerage.name}
