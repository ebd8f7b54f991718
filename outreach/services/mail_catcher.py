"""Mail caught on this machine: kept whole, under the brokerage it belongs to, so that its people can read it."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from crm.models import Brokerage, User
from outreach.models import CaughtMail
from realestate.lib import clock

OURS = re.compile(r"<message-(\d+)-\d+@")


def keep(raw: bytes, *, sender: str, recipient: str) -> CaughtMail:
    """Keep one mail as SMTP delivered it. Mail that belongs to no brokerage is kept too, for the operator."""
    mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
    message_id = str(mail.get("Message-ID", "")).strip()
    return CaughtMail.objects.create(
        brokerage=_brokerage_of(message_id, recipient),
        message_id=message_id[:240],
        sender=sender[:254],
        recipient=recipient[:254],
        subject=str(mail.get("Subject", ""))[:240],
        raw=raw.decode("utf-8", errors="replace").replace("\x00", ""),
        caught_at=clock.real_now(),
    )


def text_of(caught: CaughtMail) -> str:
    """Return the readable text of a caught mail."""
    mail = message_from_bytes(caught.raw.encode(), _class=EmailMessage, policy=default)
    body = mail.get_body(preferencelist=("plain", "html"))
    return body.get_content() if body else ""


def _brokerage_of(message_id: str, recipient: str) -> Brokerage | None:
    """Our own messages carry their brokerage in the Message-ID; notices belong to the person they go to."""
    ours = OURS.match(message_id)
    if ours:
        return Brokerage.objects.filter(pk=int(ours[1])).first()
    reader = User.objects.select_related("brokerage").filter(email=recipient.strip().lower()).first()
    return reader.brokerage if reader else None
