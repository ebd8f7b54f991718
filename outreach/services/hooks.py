"""Stored webhooks that speak of messages: texts of people, and news about texts of ours."""

from datetime import datetime
from typing import Any

from crm.models import ContactPoint, InboundHook
from crm.services import hooks
from crm.services.hooks import NotOurs, TooEarly
from crm.states import PointKind
from outreach.errors import FromStaff
from outreach.models import Call, Message
from outreach.services import arrivals, calls, delivery, files, inbox, mail_in, mail_news, staff_texts
from realestate.lib import clock, inmail

TEXT, NEWS, CALL_NEWS, RECORDING = "inbound_sms", "message_status", "call_status", "recording"


def handle(hook_id: int) -> InboundHook:
    """Do what a stored hook of Twilio asks for, once, and return it with what became of it."""
    return hooks.run(hook_id, _handle)


def take_ghl_text(hook_id: int, contact_id: int) -> Message | None:
    """Take in a text or mail that came through GoHighLevel; return the message.

    None if the person has no number or address here, or if nothing was said.
    """
    body = InboundHook.objects.get(pk=hook_id).body
    if str(body.get("messageType", "")).lower() == "email":
        return _take_ghl_mail(hook_id, contact_id, body)
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


def _take_ghl_mail(hook_id: int, contact_id: int, body: dict[str, Any]) -> Message | None:
    """Read a mail for what it asks for, a stop above all. It is found by the person, whatever address it names."""
    points = ContactPoint.objects.filter(contact_id=contact_id, kind=PointKind.EMAIL, is_wrong=False)
    point = points.order_by("-is_primary", "pk").first()
    words = str(body.get("body") or "")
    if point is None or not words.strip():
        return None
    rfc_id = str(body.get("emailMessageId") or body.get("messageId") or f"hook:{hook_id}")
    mail = inmail.InMail(
        message_id=f"<ghl-{rfc_id}>",
        sender=point.value,
        subject=str(body.get("subject") or "")[:200],
        text=inmail.plain(words),
        sent_at=clock.now(),
    )
    return mail_in.receive(mail, via="ghl")


def take_twilio_text(form: dict[str, Any], *, received_at: datetime) -> Message:
    """Take in a text as Twilio told of it and do what it asks for; the same ``MessageSid`` again changes nothing.

    Raises:
        DomainError: it cannot be read (a short code writes, nobody has the number).
    """
    return inbox.receive_text(**_text_of(form), received_at=received_at)


def take_down_twilio_text(form: dict[str, Any]) -> Message | None:
    """Store a text as Twilio tells of it, to be understood by a worker; None if it is known, or one of us wrote.

    Raises:
        DomainError: as ``take_twilio_text``, or it has to wait a moment.
    """
    try:
        return arrivals.take_down(**_text_of(form), received_at=clock.now())
    except FromStaff:
        _hear_ours(form)
        return None


def _take_late_text(form: dict[str, Any], received_at: datetime) -> None:
    try:
        take_twilio_text(form, received_at=received_at)
    except FromStaff:
        _hear_ours(form)


def _hear_ours(form: dict[str, Any]) -> None:
    staff_texts.hear(form.get("From", ""), form.get("Body", ""), opt_out_type=form.get("OptOutType", ""))


def _text_of(form: dict[str, Any]) -> dict[str, Any]:
    return {
        "provider": "twilio",
        "external_id": form["MessageSid"],
        "from_number": form.get("From", ""),
        "body": form.get("Body", ""),
        "opt_out_type": form.get("OptOutType", ""),
        "media": _media_of(form),
    }


def _media_of(form: dict[str, Any]) -> list[files.Expected]:
    """Return the pictures that a text came with, as Twilio counts them (``NumMedia``, ``MediaUrl0`` ...)."""
    count = form.get("NumMedia", "0")
    places = range(min(int(count), files.MOST)) if str(count).isdigit() else ()
    return [
        files.Expected(url=form[f"MediaUrl{n}"], content_type=form.get(f"MediaContentType{n}", ""))
        for n in places
        if form.get(f"MediaUrl{n}")
    ]


def keep_recording(form: dict[str, Any]) -> Call:
    """Note a recording of a call and have it fetched. Repeated news change nothing.

    Raises:
        TooEarly: no call of ours has this id, or not yet.
        NotOurs: nobody was told of the recording, so it is left where it is.
    """
    call_id, seconds = form.get("CallSid", ""), form.get("RecordingDuration", "")
    message = Message.objects.filter(provider_id=call_id).first()
    if message is None:
        raise TooEarly("No call of ours has this id, or not yet.")
    length = int(seconds) if str(seconds).isdigit() else None
    call = calls.keep_recording(call_id, recording_id=form.get("RecordingSid", ""), seconds=length)
    if call is None:
        raise NotOurs("A recording that nobody was told of is not kept.")
    files.expect(message, [files.Expected(url=f"{form.get('RecordingUrl', '')}.mp3", content_type="audio/mpeg")])
    return call


def _handle(hook: InboundHook) -> None:
    form = hook.body
    if hook.kind == TEXT:
        _take_late_text(form, hook.received_at)
    elif hook.kind == CALL_NEWS:
        if calls.take_news(form.get("CallSid", ""), status=form.get("CallStatus", ""), payload=form) is None:
            raise TooEarly("No call of ours has this id, or not yet.")
    elif hook.kind == mail_news.KIND:
        mail_news.take(form)
    elif hook.kind == mail_in.KIND:
        mail_in.take(form)
    elif hook.kind == RECORDING:
        keep_recording(form)
    elif hook.kind == NEWS:
        status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")
        if delivery.take_in(form.get("MessageSid", ""), status=status, error_code=code, payload=form) is None:
            raise TooEarly("No message of ours has this id, or not yet.")
    else:
        raise NotOurs("This release does not know this kind of news.")
