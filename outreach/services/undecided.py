"""Doubtful wishes to be left alone that nobody has decided about: after a business day they count as wishes.

Source: 47 CFR 64.1200(a)(10) asks that any reasonable way of saying so is honoured; in doubt we honour it.
"""

from zoneinfo import ZoneInfo

from django.db import transaction

from outreach.compliance import deadlines
from outreach.models import Conversation, Handoff, Message
from outreach.replies.intent import Intent
from outreach.services import conversations, deciding, suppression, understanding
from outreach.states import HANDOFF_STEPS, Direction, HandoffState, InCharge, SuppressionScope
from realestate.lib import clock, states

SOURCE = "undecided"


def settle() -> int:
    """Count as stops the doubtful messages whose business day is over. Returns how many people that stops.

    The day is the brokerage's: what came on a Friday may be decided until the end of Monday.
    """
    paused = Conversation.objects.filter(paused_reason__in=understanding.GRAVE, in_charge=InCharge.ASSISTANT)
    return sum(_settle(conversation_id) for conversation_id in paused.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _settle(conversation_id: int) -> bool:
    """Look again under the contact's lock, for somebody may be deciding at this moment."""
    conversation = Conversation.objects.select_related("brokerage").get(pk=conversation_id)
    conversations.lock_contact(conversation.contact_id)
    conversation.refresh_from_db(fields=["paused_reason", "in_charge"])
    message = _doubtful(conversation)
    if message is None or conversation.paused_reason not in understanding.GRAVE:
        return False
    zone = ZoneInfo(conversation.brokerage.timezone)
    if clock.today(zone) <= deadlines.due_on("review", message.occurred_at.astimezone(zone).date()):
        return False
    _count_as_stop(conversation, message)
    return True


def _doubtful(conversation: Conversation) -> Message | None:
    """Return the newest doubtful message, if nobody has taken the conversation over meanwhile."""
    if conversation.in_charge != InCharge.ASSISTANT:
        return None
    said = Message.objects.filter(conversation=conversation, direction=Direction.IN, intent=Intent.REVIEW)
    newest: Message | None = said.select_related("point").order_by("-occurred_at", "-pk").first()
    return newest


def _count_as_stop(conversation: Conversation, message: Message) -> None:
    if message.point is not None:
        scope = deciding.BY_KIND[message.point.kind]
        suppression.suppress(message.point, scope, source=SOURCE, verbatim=message.body, at=message.occurred_at)
        if scope != SuppressionScope.EMAIL:
            understanding.opt_leads_out(message.contact)
    conversations.pause(conversation, reason="")
    for handoff in Handoff.objects.filter(conversation=conversation).exclude(status=HandoffState.CLOSED):
        states.move(handoff, HandoffState.CLOSED, table=HANDOFF_STEPS)
