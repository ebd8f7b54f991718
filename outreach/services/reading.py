"""What an agent has read, and what rests until later and comes back by itself."""

from datetime import datetime

from django.db import transaction

from crm.models import Agent
from crm.services import events
from outreach.events import ConversationWoke
from outreach.models import Conversation, Reading
from realestate.lib import clock

BATCH = 500


def mark_read(conversation: Conversation, agent: Agent) -> None:
    """Note that an agent sees the conversation as it is now."""
    Reading.objects.update_or_create(conversation=conversation, agent=agent, defaults={"read_at": clock.now()})


def mark_unread(conversation: Conversation, agent: Agent) -> None:
    """Put a conversation before an agent again, until they open it."""
    Reading.objects.update_or_create(conversation=conversation, agent=agent, defaults={"read_at": None})


def rest(conversation: Conversation, until: datetime | None, *, by: Agent) -> Conversation:
    """Let a conversation rest until a moment, or wake it with None. A new message of theirs wakes it too.

    When its moment has come it needs whoever put it away, until they open it.
    """
    Conversation.objects.filter(pk=conversation.pk).update(snoozed_until=until, rested_by=by if until else None)
    conversation.snoozed_until = until
    return conversation


def wake_due() -> int:
    """Bring back what has rested long enough. Returns how many; run again, it finds none of them."""
    due = Conversation.objects.filter(snoozed_until__lte=clock.now()).order_by("snoozed_until", "pk")
    return sum(_wake(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _wake(pk: int) -> int:
    """Wake one conversation, unless somebody woke it, or put it away again, a moment ago."""
    due = Conversation.objects.filter(pk=pk, snoozed_until__lte=clock.now())
    row = due.select_for_update(of=("self",)).select_related("rested_by").first()
    if row is None:
        return 0
    if row.rested_by is not None:
        mark_unread(row, row.rested_by)
    Conversation.objects.filter(pk=pk).update(snoozed_until=None, rested_by=None)
    events.publish(ConversationWoke(brokerage_id=row.brokerage_id, contact_id=row.contact_id, conversation_id=pk))
    return 1
