"""Mail that answers ours: found to its conversation, read once whichever way it came, and acted on like any answer.

Three ways lead here: a provider's webhook, the mailbox of an agent, and GoHighLevel. The Message-ID tells repeats
apart across all of them (T54). What no person wrote is kept, and moves nothing.
"""

import hashlib
import re

from django.db import IntegrityError, transaction

from crm.models import Brokerage, ContactPoint, InboundHook
from crm.services import hooks, intake
from crm.services.hooks import NotOurs
from crm.states import LeadKind, PointKind, PointStatus
from outreach.models import Message
from outreach.replies import normalise
from outreach.services import inbox, outcomes, understanding
from outreach.states import Channel
from realestate.lib import clock, inmail, mailboxes
from realestate.lib.inmail import InMail

KIND = "inbound_mail"
OURS = re.compile(r"^<message-(\d+)-(\d+)@")


def keep(mail: InMail, *, via: str, brokerage: Brokerage | None = None) -> InboundHook:
    """Store a mail and queue it. ``via`` is how it came; the same mail by another way changes nothing.

    Args:
        brokerage: whose mailbox it lay in. Without it, found by what the mail answers or by whom it was sent to.
    """
    owner = brokerage or owner_of(mail)
    body = {**mail.as_json(), "via": via}
    prefix = owner.pk if owner else "0"
    return hooks.keep("mail", external_id=f"in:{prefix}:{_digest(mail)}", kind=KIND, body=body, brokerage=owner)[0]


def take(body: dict[str, object]) -> Message | None:
    """Do what a stored mail asks for. Returns its message; None for a report about a mail of ours.

    Raises:
        NotOurs: no person wrote it, or it names no sender.
    """
    via = str(body["via"])
    mail = inmail.from_json({name: value for name, value in body.items() if name != "via"})
    if mail.failed:
        _report(mail)
        return None
    if mail.is_automatic:
        raise NotOurs("No person wrote this: it is an automatic answer or a list’s.")
    if not mail.sender:
        raise NotOurs("It names no sender.")
    return receive(mail, via=via)


def receive(mail: InMail, *, via: str) -> Message:
    """Take in a mail of a person, and do what it asks for. The same Message-ID again returns the same message."""
    key = f"mail:{_digest(mail)}"
    known: Message | None = Message.objects.filter(key=key).first()
    if known is not None:
        return known
    asked = _answered(mail)
    point = _point(mail, asked)
    own = normalise.own_words(mail.text) or mail.text
    facts = {"message_id": mail.message_id, "answers": mail.answers, "from": mail.sender}
    try:
        with transaction.atomic():
            message = inbox.write(
                point, key=key, provider=via, body=own, at=clock.now(), channel=Channel.EMAIL, subject=mail.subject,
                understood=facts, in_reply_to=asked,
            )  # fmt: skip
            understanding.act_on(message)
            return message
    except IntegrityError:  # two ways brought it at the same moment
        return Message.objects.get(key=key)


def owner_of(mail: InMail) -> Brokerage | None:
    """Return whose mail this is: by the mail of ours that it answers, else by the address it was sent to."""
    for rfc_id in [*mail.answers, mail.failed]:
        ours = OURS.match(rfc_id)
        if ours:
            return Brokerage.objects.filter(pk=int(ours[1]), is_active=True).first()
    return Brokerage.objects.filter(from_email__in=mail.recipients, is_active=True, is_demo=False).first()


def _digest(mail: InMail) -> str:
    told = mail.message_id or "|".join([mail.sender, mail.subject, mail.text, str(mail.sent_at)])
    return hashlib.sha256(told.encode()).hexdigest()[:48]


def _answered(mail: InMail) -> Message | None:
    """Return the mail of ours that this one answers."""
    for rfc_id in mail.answers:
        ours = OURS.match(rfc_id)
        found: Message | None = (
            Message.objects.filter(pk=int(ours[2])).select_related("point").first()
            if ours
            else Message.objects.filter(provider_id__in=[rfc_id, rfc_id.strip("<>")]).select_related("point").first()
        )
        if found is not None:
            return found
    return None


def _point(mail: InMail, asked: Message | None) -> ContactPoint:
    """Return whose address this is; an unknown address that answers a mail of ours is the person's we wrote to."""
    known = ContactPoint.objects.filter(kind=PointKind.EMAIL, value=mailboxes.normalise(mail.sender)).first()
    if known is not None:
        return known
    if asked is not None and asked.point is not None:
        point: ContactPoint = asked.point
        return point
    stranger = intake.IncomingLead(
        name=mail.sender_name or mail.sender,
        emails=(mail.sender,),
        kind=LeadKind.BUYER,
        source="email",
        occurred_at=clock.now(),
    )
    intake.take_in(stranger, door="email")
    return ContactPoint.objects.get(kind=PointKind.EMAIL, value=mailboxes.normalise(mail.sender))


def _report(mail: InMail) -> None:
    """A mail server could not deliver: for good (5.x.x) the address is closed, else nothing changes."""
    ours = OURS.match(mail.failed)
    message = Message.objects.filter(pk=int(ours[2])).select_related("point").first() if ours else None
    if message is None:
        raise NotOurs("The report is about no mail of ours.")
    if not mail.failed_status.startswith("5"):
        raise NotOurs("A delay only; the mail server tries on.")
    outcomes.failed_later(message, code=mail.failed_status, words="Their mail server refused it.")
    if message.point is not None:
        valid = ContactPoint.objects.filter(pk=message.point.pk, status=PointStatus.VALID)
        valid.update(status=PointStatus.BOUNCED)
