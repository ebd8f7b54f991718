"""What a mail provider says of our mail: delivered, bounced, complained of, unsubscribed from. Stored first, then done.

Temporary trouble suppresses nobody. A bounce closes the address, a complaint or an unsubscribe closes email to the
person; and whatever the order of the news, more is never undone by less.
"""

import hashlib
from datetime import datetime
from typing import Any

from crm.models import Brokerage, ContactPoint, InboundHook
from crm.services import hooks
from crm.services.hooks import NotOurs, TooEarly
from crm.states import PointKind, PointStatus
from outreach.models import Message
from outreach.services import delivery, suppression
from outreach.states import SuppressionScope
from realestate.lib import mailboxes

KIND = "mail_news"
MARK = "homestretch"
GOOD = {"delivered"}
NOTED = {"queued", "sent", "deferred", "opened", "clicked", "autoresponded", "subscribed", "unknown"}
BAD_ADDRESS = {"bounced", "invalid"}
UNWANTED = {"spam", "unsubscribed"}


def keep(
    esp: str,
    *,
    event_type: str,
    event_id: str | None,
    message_id: str | None,
    recipient: str | None,
    timestamp: datetime | None,
    reject_reason: str | None,
    metadata: dict[str, Any],
    description: str | None,
) -> InboundHook:
    """Store one piece of news and queue it; the same news again changes nothing.

    Not every provider gives its news an id: the rest tells them apart then (message, recipient, kind and moment).
    """
    moment = timestamp.isoformat() if timestamp else ""
    parts = "|".join([esp, message_id or "", recipient or "", event_type, moment])
    external_id = (
        f"{esp}:{event_type}:{event_id}" if event_id else f"{esp}:{hashlib.sha256(parts.encode()).hexdigest()}"
    )
    body = {
        "esp": esp, "event_type": event_type, "message_id": message_id or "", "recipient": recipient or "",
        "timestamp": moment, "reject_reason": reject_reason or "", "mark": str(metadata.get(MARK) or ""),
        "description": (description or "")[:400],
    }  # fmt: skip
    return hooks.keep("mail", external_id=external_id, kind=KIND, body=body, brokerage=_owner(body))[0]


def take(body: dict[str, Any]) -> None:
    """Do what stored news ask for.

    Raises:
        TooEarly: our own note of the sending is not written yet.
        NotOurs: neither the message nor the address is known here.
    """
    kind, reason = str(body["event_type"]), str(body.get("reject_reason") or "")
    message, point = _message(body), _point(body)
    if message is None and point is None:
        if body.get("mark") or kind in GOOD | NOTED:
            raise TooEarly("No message of ours has this id, or not yet.")
        raise NotOurs("Nobody here has this address.")
    is_new = message is None or _note(message, body)
    if kind in NOTED or not is_new:
        return
    if kind in GOOD and message is not None:
        delivery.settle(message, words="")
        return
    point = point or (message.point if message else None)
    _close(kind, reason, point, words=str(body.get("description") or kind))
    if message is not None and kind in {"bounced", "rejected", "failed"}:
        delivery.settle(message, words=_words(kind, body))


def _close(kind: str, reason: str, point: ContactPoint | None, *, words: str) -> None:
    """Close the address, or email to the person, as the news call for."""
    if point is None:
        return
    if kind == "complained" or reason == "spam":
        ContactPoint.objects.filter(pk=point.pk).update(status=PointStatus.COMPLAINED)
        suppression.suppress(point, SuppressionScope.EMAIL, source="complaint", verbatim=words)
    elif kind == "unsubscribed" or reason in UNWANTED:
        suppression.suppress(point, SuppressionScope.EMAIL, source="provider", verbatim=words)
    elif kind == "bounced" or reason in BAD_ADDRESS:
        valid = ContactPoint.objects.filter(pk=point.pk, status=PointStatus.VALID)
        valid.update(status=PointStatus.BOUNCED)


def _note(message: Message, body: dict[str, Any]) -> bool:
    kind = str(body["event_type"])
    code = str(body.get("reject_reason") or "") or (kind if kind in delivery.FAILED else "")
    return delivery.note(message, status=kind, error_code=code, payload=body)


def _words(kind: str, body: dict[str, Any]) -> str:
    said = str(body.get("description") or "")
    return f"The mail provider reports: {kind}. {said}".strip()[:200]


def _message(body: dict[str, Any]) -> Message | None:
    rows = Message.objects.select_related("conversation", "contact", "point", "lead", "agent")
    _, _, pk = str(body.get("mark") or "").partition("-")
    if pk.isdigit():
        found: Message | None = rows.filter(pk=int(pk)).first()
        if found is not None:
            return found
    return rows.filter(provider_id=body["message_id"]).first() if body["message_id"] else None


def _point(body: dict[str, Any]) -> ContactPoint | None:
    address = str(body.get("recipient") or "")
    if not mailboxes.is_valid(address):
        return None
    value = mailboxes.normalise(address)
    return ContactPoint.objects.filter(kind=PointKind.EMAIL, value=value).select_related("contact").first()


def _owner(body: dict[str, Any]) -> Brokerage | None:
    """Return whose news these are: by our own mark, else by our own record of the provider's id."""
    number, _, _ = body["mark"].partition("-")
    if number.isdigit():
        return Brokerage.objects.filter(pk=int(number), is_active=True).first()
    if not body["message_id"]:
        return None
    row = Message._base_manager.filter(provider_id=body["message_id"]).select_related("brokerage").first()
    return row.brokerage if row else None
