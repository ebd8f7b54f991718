"""Stored webhooks that speak of messages: texts of people, and news about texts of ours."""

from crm.models import ContactPoint, InboundHook
from crm.services import hooks
from crm.services.hooks import NotOurs, TooEarly
from crm.states import PointKind
from outreach.models import Message
from outreach.services import delivery, inbox
from realestate.lib import clock

TEXT, NEWS = "inbound_sms", "message_status"


def handle(hook_id: int) -> InboundHook:
    """Do what a stored hook of Twilio asks for, once, and return it with what became of it."""
    return hooks.run(hook_id, _handle)


def take_ghl_text(hook_id: int, contact_id: int) -> Message | None:
    """Take in a text that came through GoHighLevel; return the message, or None if the person has no phone here."""
    body = InboundHook.objects.get(pk=hook_id).body
    phones = ContactPoint.objects.filter(contact_id=contact_id, kind=PointKind.PHONE, is_wrong=False)
    point = phones.order_by("-is_primary", "pk").first()
    words = body.get("body")
    if point is None or not isinstance(words, str):
        return None
    return inbox.receive_text(
        provider="ghl",
        external_id=str(body.get("messageId") or f"hook:{hook_id}"),
        from_number=point.value,
        body=words,
        received_at=clock.now(),
    )


def _handle(hook: InboundHook) -> None:
    form = hook.body
    if hook.kind == TEXT:
        inbox.receive_text(
            provider="twilio",
            external_id=form["MessageSid"],
            from_number=form.get("From", ""),
            body=form.get("Body", ""),
            received_at=clock.now(),
            opt_out_type=form.get("OptOutType", ""),
        )
    elif hook.kind == NEWS:
        status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")
        if delivery.take_in(form.get("MessageSid", ""), status=status, error_code=code, payload=form) is None:
            raise TooEarly("No message of ours has this id, or not yet.")
    else:
        raise NotOurs("This release does not know this kind of news.")
