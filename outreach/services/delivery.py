"""What providers report later: every callback is kept, and all of them together say how far a message has come.

The state is read from the set of callbacks, never from the last one. So their order cannot matter (T56), and neither
can repeats.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from outreach.models import DeliveryUpdate, Message
from outreach.services import conversations, outcomes
from outreach.states import MessageStatus

DELIVERED = frozenset({"delivered", "read"})
FAILED = frozenset({"failed", "undelivered", "canceled", "bounced", "rejected"})
SAYS_HOW_IT_ENDED = DELIVERED | FAILED


@transaction.atomic
def take_in(provider_id: str, *, status: str, error_code: str = "", payload: dict[str, Any]) -> Message | None:
    """Keep one callback, and move the message on if all that was said now says more than is known.

    Returns:
        The message, or None if no message of this brokerage has that id at the provider (yet): the provider
        tries again, or reconciliation asks.
    """
    message = (
        Message.objects.select_related("conversation", "contact", "point", "lead", "agent")
        .filter(provider_id=provider_id)
        .first()
    )
    if message is None:
        return None
    is_news = note(message, status=status, error_code=error_code, payload=payload)
    if is_news and status in SAYS_HOW_IT_ENDED:  # "queued" and "sent" are kept, and change nothing
        settle(message, words=f"The carrier reports: {status} ({error_code}).")
    return message


def note(message: Message, *, status: str, error_code: str, payload: dict[str, Any]) -> bool:
    """Keep a callback as it came; return False if it is known already."""
    _, is_new = DeliveryUpdate.objects.get_or_create(
        message=message, status=status[:24], error_code=error_code[:20], defaults={"payload": payload}
    )
    return is_new


def settle(message: Message, *, words: str) -> None:
    """Bring a message to where its callbacks put it.

    Args:
        words: why, should it turn out to have failed.
    """
    conversations.lock_contact(message.contact_id)  # whoever comes second sees the callback of the first
    told = list(DeliveryUpdate.objects.filter(message=message).order_by("pk").values_list("status", "error_code"))
    verdict = verdict_of({status for status, _ in told}, worst_wins=message.segments > 1)
    if verdict == MessageStatus.DELIVERED:
        outcomes.delivered(message)
    elif verdict == MessageStatus.FAILED:
        code = next((code for status, code in told if status in FAILED and code), "")
        outcomes.failed_later(message, code=code, words=words)


def verdict_of(told: Collection[str], *, worst_wins: bool) -> MessageStatus | None:
    """Return what a set of callbacks says: delivered, failed, or None while it is on its way.

    Args:
        worst_wins: a message in several parts arrived only if every part did (T57). In one part, the phone's own
            receipt is stronger than a carrier's guess that it is out of reach.
    """
    failed, delivered = not FAILED.isdisjoint(told), not DELIVERED.isdisjoint(told)
    if failed and (worst_wins or not delivered):
        return MessageStatus.FAILED
    return MessageStatus.DELIVERED if delivered else None
