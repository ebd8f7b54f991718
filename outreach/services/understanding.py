"""What a person's message means, and what is done about it: consent first, then stop, answer, or hand over.

Runs in the transaction that stored the message, under the contact's lock.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from crm.models import Brokerage, Contact, ContactPoint, Lead
from crm.services import events, leads
from crm.states import LeadStatus
from outreach.compliance import footer
from outreach.events import ReplyUnderstood
from outreach.models import Message, Wording
from outreach.models.conversations import MessageQuerySet
from outreach.replies.closing import closes
from outreach.replies.context import NOTHING_BEFORE, Context
from outreach.replies.data_wishes import asks_about_data
from outreach.replies.decide import PRIVACY, REASONS, Action, NextStep, next_step
from outreach.replies.intent import Intent
from outreach.replies.understand import Understanding, understand
from outreach.services import answering, conversations, handoff, outcomes, sending, suppression, waiting
from outreach.states import WAITING, Author, Direction, InCharge, MessageStatus, Purpose
from realestate.lib import clock

PROVIDER_STOP = "STOP"
LOOK_BACK = 10  # messages: enough to count answers in a row
QUIET = timedelta(seconds=20)  # several texts in a row are answered once, after the last (T63)
GRAVE = (REASONS["review"], REASONS[PRIVACY])
UNSAID = (*WAITING, MessageStatus.CANCELLED, MessageStatus.BLOCKED)
INTERESTED = (Intent.INTERESTED, Intent.APPOINTMENT_REQUEST)


def act_on(message: Message, *, opt_out_type: str = "") -> NextStep:
    """Understand one inbound message, keep what was understood, and do what it asks for.

    Args:
        opt_out_type: ``STOP`` if the provider has read it as an opt-out, which then holds whatever we read.
    """
    understood = understand(message.body, channel=message.channel, context=_said_before(message))
    if opt_out_type == PROVIDER_STOP and understood.intent is not Intent.OPT_OUT:
        understood = replace(understood, intent=Intent.OPT_OUT, scope="phone", because="the carrier's own reading")
    turn = _decide(message, understood)
    step = turn.step
    _keep(message, understood, step)
    _learn(message.lead, understood)
    held_back = _before(message, step)
    _DO[step.action](turn)
    if held_back and step.action in {Action.NOTHING, Action.HAND_OFF} and not step.is_doubtful:
        _say_after_all(message, held_back)
    fields = outcomes.fact_fields(message)
    events.publish(
        ReplyUnderstood(
            **fields, intent=str(understood.intent), sentiment=understood.sentiment, action=str(step.action)
        )
    )
    return step


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """A message, what it means, and what is done about it; ``answer`` where it is a question that we answer."""

    message: Message
    understood: Understanding
    step: NextStep
    answer: answering.Plan | None = None


def _decide(message: Message, understood: Understanding) -> _Turn:
    """Return the next step. A question is only ours to answer if there is something to answer it with."""
    decide = partial(
        next_step,
        understood,
        text=message.body,
        person_in_charge=message.conversation.in_charge == InCharge.AGENT,
        auto_replies_in_a_row=_answers_in_a_row(message),
    )
    step = decide()
    if understood.intent is not Intent.QUESTION or step.reason not in {"question", "unknown"}:
        return _Turn(message=message, understood=understood, step=step)
    planned = answering.plan(message)
    knows = planned is not None and planned.known is not None
    step = decide(can_auto_reply=planned is not None, knows_answer=knows)
    answer = planned if step.action is Action.AUTO_REPLY else None
    return _Turn(message=message, understood=understood, step=step, answer=answer)


def _said_before(message: Message) -> Context:
    """Return the last messages of the conversation, since "yes" means little without."""
    earlier = _said(message).exclude(pk=message.pk)
    newest_first = earlier.order_by("-occurred_at", "-pk").values_list("direction", "body")[:LOOK_BACK]
    context = NOTHING_BEFORE
    for direction, body in reversed(newest_first):
        context = context.then_theirs(body) if direction == Direction.IN else context.then_ours(body)
    return context


def _said(message: Message) -> MessageQuerySet:
    """Return what was said since a person last gave it back, without what we only meant to say.

    What they wrote since, and what nobody has read yet, comes after this message.
    """
    said: MessageQuerySet = Message.objects.since_return(message.conversation)
    return said.exclude(direction=Direction.OUT, status__in=UNSAID).exclude(status=MessageStatus.ARRIVED)


def _say_after_all(message: Message, held_back: Message) -> None:
    """Answer the burst with what an earlier message of it called for, if this one calls for nothing of its own."""
    if message.conversation.in_charge != InCharge.ASSISTANT:
        return
    again = _say(message, held_back.body, Purpose.REPLY)
    wording = Wording.objects.filter(message=held_back).first()
    if wording:
        Wording.objects.get_or_create(
            message=again, defaults={"facts": wording.facts, "wants_model": wording.wants_model}
        )


def _keep(message: Message, understood: Understanding, step: NextStep) -> None:
    message.intent = str(understood.intent)
    message.sentiment = understood.sentiment
    read = {**understood.as_json(), "step": step.action, "why": step.reason, "closes": closes(message.body)}
    message.understood = {**message.understood, **read}
    message.save(update_fields=["intent", "sentiment", "understood", "updated_at"])


def _learn(lead: Lead | None, understood: Understanding) -> None:
    """Write what the person told us onto the lead; what an agent has confirmed stays."""
    if lead is None:
        return
    told = understood.particulars
    news: dict[str, Any] = {}
    if told.preapproved and not lead.preapproved:
        news["preapproved"] = True
    if told.budget_cents and not lead.budget_confirmed and lead.price_max_cents is None:
        news["price_max_cents"] = told.budget_cents
    if news:
        leads.change(lead, **news)
    if understood.intent in INTERESTED and lead.status == LeadStatus.REPLIED:
        leads.change_status(lead, LeadStatus.INTERESTED, reason="Said so by text")


def _before(message: Message, step: NextStep) -> Message | None:
    """Do what holds for any action: take waiting answers back, stop automation, pause.

    Returns:
        The answer to an earlier message of the same burst, if one was taken back.
    """
    ends = {str(Author.SEQUENCE): step.words} if step.ends_automation else {}
    taken = waiting.take_back(message.contact, {str(Author.ASSISTANT): "The person wrote meanwhile.", **ends})
    if step.pauses and message.conversation.paused_reason not in GRAVE:  # the graver doubt stays
        conversations.pause(message.conversation, reason=step.words)
    answers = [one for one in taken if one.author == Author.ASSISTANT and one.purpose == Purpose.REPLY]
    return answers[-1] if answers else None


def _stop(turn: _Turn) -> None:
    """Stop for good where consent was taken back; else end the series politely, and write nothing."""
    message, understood, step = turn.message, turn.understood, turn.step
    if step.suppress is None:
        _cool(message.lead)
        return
    had_consent = message.point is not None and message.point.consents.filter(revoked_at=None).exists()
    if understood.intent is Intent.WRONG_NUMBER and message.point is not None:
        ContactPoint.objects.filter(pk=message.point.pk).update(is_wrong=True)
    if message.point is not None:
        suppression.suppress(
            message.point,
            step.suppress,
            source="text",
            verbatim=message.body,
            classifier_version=understood.model_version,
        )
    opt_leads_out(message.contact)
    if asks_about_data(message.body):  # a stop ends the messages; the request itself a person answers
        words = REASONS[PRIVACY]
        handoff.request(message.conversation, lead=message.lead, reason=PRIVACY, summary=words, message=message)
    if step.confirms and had_consent:
        _say(message, footer.optout_confirmation(brand=_brand(message)), Purpose.OPTOUT_CONFIRMATION)


def opt_leads_out(contact: Contact) -> None:
    """Take a person's leads out of work; what was won stays won."""
    for lead in Lead.objects.open().filter(contact=contact):
        if lead.status != LeadStatus.DEAL_CLOSED:
            leads.change_status(lead, LeadStatus.OPTED_OUT, reason="Asked us to stop")


def _cool(lead: Lead | None) -> None:
    if lead is not None and lead.status not in {LeadStatus.COLD, LeadStatus.DEAL_CLOSED, LeadStatus.OPTED_OUT}:
        leads.change_status(lead, LeadStatus.COLD, reason="Said no, politely")


def _auto_reply(turn: _Turn) -> None:
    message = turn.message
    if turn.answer is None:
        brokerage: Brokerage = message.brokerage
        reach = brokerage.phone or brokerage.from_email
        _say(message, footer.help_answer(brand=brokerage.name, contact=reach), Purpose.HELP_RESPONSE)
        return
    said = _say(message, answering.words_for(message, turn.answer), Purpose.REPLY)
    answering.note(said, turn.answer)


def _hand_off(turn: _Turn) -> None:
    """Ask for a person. The closing line is said at the first handoff of a turn only, and never to a doubtful stop."""
    message, step = turn.message, turn.step
    asked = handoff.request(
        message.conversation, lead=message.lead, reason=step.reason, summary=step.words, message=message
    )
    is_first = asked.message_id == message.pk
    if is_first and not step.is_doubtful:
        _say(message, answering.closing(message), Purpose.REPLY)


def _nothing(turn: _Turn) -> None:
    """Leave it to the person who is in charge, or to silence."""


def _say(message: Message, words: str, purpose: str) -> Message:
    """Ask for an answer, once for each message: at once where the law asks for it, else after a quiet moment."""
    return sending.request_to(
        message.contact,
        key=f"answer:{message.pk}",
        channel=message.channel,
        body=words,
        author=Author.ASSISTANT,
        purpose=purpose,
        lead=message.lead,
        in_reply_to=message,
        due_at=clock.now() + QUIET if purpose == Purpose.REPLY else None,
    )


def _brand(message: Message) -> str:
    return str(message.brokerage.name)


def _answers_in_a_row(message: Message) -> int:
    """Count our automatic answers since a person of ours last wrote."""
    recent = _said(message).filter(direction=Direction.OUT)
    count = 0
    for author in recent.order_by("-occurred_at", "-pk").values_list("author", flat=True)[:LOOK_BACK]:
        if author == Author.AGENT:
            break
        count += author == Author.ASSISTANT
    return count


_DO: dict[Action, Callable[[_Turn], None]] = {
    Action.STOP: _stop,
    Action.AUTO_REPLY: _auto_reply,
    Action.HAND_OFF: _hand_off,
    Action.NOTHING: _nothing,
}
