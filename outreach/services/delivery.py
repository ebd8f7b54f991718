"""What providers report later: every callback is kept, and the state of a message only moves on (T56)."""

from typing import Any

from django.db import transaction

from outreach.models import DeliveryUpdate, Message
from outreach.services import outcomes

DELIVERED = {"delivered", "read"}
FAILED = {"failed", "undelivered", "canceled"}


@transaction.atomic
def take_in(provider_id: str, *, status: str, error_code: str = "", payload: dict[str, Any]) -> Message | None:
    """Keep one callback, and move the message on if it says more than is known.

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
    _, is_new = DeliveryUpdate.objects.get_or_create(
        message=message, status=status, defaults={"error_code": error_code, "payload": payload}
    )
    if is_new and status in DELIVERED:
        outcomes.delivered(message)
    elif is_new and status in FAILED:
        outcomes.failed_later(message, code=error_code, words=f"The carrier reports: {status} ({error_code}).")
    return message
