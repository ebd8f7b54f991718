"""The last hand on a message: what the law wants at its end, its headers, and the check of the final words."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from crm.models import Brokerage, Consent
from crm.states import ConsentLevel
from outreach.compliance import footer
from outreach.compliance.email_lint import EmailDraft, lint_email
from outreach.compliance.letter_lint import lint_letter
from outreach.compliance.lint import LintResult, lint_sms
from outreach.models import Message
from outreach.states import SPOKEN, Channel, Direction, Purpose
from outreach.writing import links, markup, voice
from realestate.lib import clock, phones, text

NOTICE_EVERY = timedelta(days=30)
ANSWERS = (Purpose.REPLY, Purpose.OPTOUT_CONFIRMATION, Purpose.HELP_RESPONSE)
PASS = "pass"
NAMED_ANYWAY = {"CONTENT_NO_SENDER", "CONTENT_NO_OPTOUT"}


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A message as it will leave: its final words and headers, and what lint said of them."""

    subject: str
    body: str
    lint: str
    html: str = field(default="", repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    sender_name: str = ""
    sender_fallback: str = ""
    callback_url: str = ""
    valid_seconds: int | None = None

    @property
    def segments(self) -> int:
        """How many segments the text costs as an SMS."""
        return text.sms_size(self.body).segments


def finish(message: Message, *, was_told: bool | None = None) -> Finished:
    """Return the message with its notice or footer. Finishing a finished message adds nothing.

    Args:
        was_told: whether a text to this number said lately how to stop (CNT-2), where that is known.
    """
    if message.channel == Channel.EMAIL:
        return _email(message)
    if message.channel == Channel.LETTER:
        return _letter(message)
    if message.channel in SPOKEN:
        return _spoken(message)
    if message.channel in {Channel.CALL, Channel.WORKFLOW}:  # no words of ours: a person speaks, or their platform
        return Finished(subject=message.subject, body=message.body, lint="pass", callback_url=_callback_url())
    return _sms(message, was_told)


def _letter(message: Message) -> Finished:
    """A letter came with its end, which holds its own code; here its words are only checked."""
    brokerage = message.brokerage
    result = lint_letter(message.body, brand=brokerage.name, postal_address=brokerage.postal_address)
    return Finished(subject="", body=message.body, lint=_verdict(result, is_answer=False))


def _callback_url() -> str:
    return f"{settings.PUBLIC_URL}/webhooks/twilio/status/"


def _spoken(message: Message) -> Finished:
    """A machine speaks: the words name us, and say how to refuse."""
    brokerage = message.brokerage
    body = voice.spoken(message.body.strip(), brand=brokerage.name, number=phones.display(brokerage.from_number))
    result = lint_sms(body, brand=brokerage.name, optout_notice_due=False)
    return Finished(subject="", body=body, lint=_verdict(result, is_answer=False), callback_url=_callback_url())


def _sms(message: Message, was_told: bool | None) -> Finished:
    brand, body = message.brokerage.name, text.plain(message.body).strip()
    is_answer = message.purpose in ANSWERS
    if not is_answer and brand.casefold() not in body.casefold():
        body = f"{brand}: {body}"
    due = not is_answer and (_notice_due(message) if was_told is None else not was_told)
    if due and "STOP" not in body:
        body = footer.with_stop_line(body, language=message.contact.language)
    result = lint_sms(body, brand=brand, optout_notice_due=due)
    return Finished(
        subject="",
        body=body,
        lint=_verdict(result, is_answer=is_answer),
        callback_url=_callback_url(),
    )


def _email(message: Message) -> Finished:
    brokerage = message.brokerage
    url = links.unsubscribe_url(message)
    body = message.body.strip()
    cold = _is_cold(message)
    end = footer.email_footer(
        brand=brokerage.name, postal_address=brokerage.postal_address, unsubscribe_url=url, is_cold=cold
    )
    if url not in body:
        body = f"{body}\n\n--\n{end}"
    headers = {"Message-ID": links.message_id(message), **_thread(message), **footer.unsubscribe_headers(url)}
    draft = EmailDraft(
        subject=message.subject,
        text=body,
        postal_address=brokerage.postal_address,
        from_domain_ok=True,
        recipient_consent=not cold,
        unsub="one_page",
        headers=_as_checked(headers, brokerage),
        brand=brokerage.name,
    )
    shown = replace(draft, text=f"{markup.as_text(message.html)}\n\n--\n{end}") if message.html else draft
    is_answer = message.purpose in ANSWERS
    verdicts = (_verdict(lint_email(one), is_answer=is_answer) for one in (draft, shown))
    return Finished(
        subject=message.subject,
        body=body,
        html=mail_page(message, url, is_cold=cold) if message.html else "",
        lint=next((verdict for verdict in verdicts if verdict != PASS), PASS),
        headers=headers,
        sender_name=f"{message.agent.name}, {brokerage.name}" if message.agent else brokerage.name,
        sender_fallback=settings.DEFAULT_FROM_EMAIL,
    )


def mail_page(message: Message, unsubscribe_url: str, *, is_cold: bool) -> str:
    """Return a message's HTML inside the one frame of all emails, with its footer."""
    brokerage = message.brokerage
    context = {
        "subject": message.subject,
        "brand": brokerage.name,
        "language": message.contact.language,
        "words": mark_safe(markup.with_styles(markup.clean(message.html))),  # noqa: S308  cleaned on this very line
        "footer": [*([footer.AD_LINE] if is_cold else []), f"{brokerage.name}, {brokerage.postal_address}"],
        "unsubscribe_url": unsubscribe_url,
    }
    return render_to_string("outreach/email/message.html", context)


def _thread(message: Message) -> dict[str, str]:
    """Return the headers by which mail programs put an answer below what it answers (RFC 5322, 3.6.4)."""
    asked = message.in_reply_to
    if asked is None and message.purpose == Purpose.REPLY and message.pk is not None:
        mails = Message.objects.filter(contact=message.contact, channel=Channel.EMAIL, direction=Direction.IN)
        asked = mails.order_by("-occurred_at", "-pk").first()
    rfc_id = asked.understood.get("message_id", "") if asked is not None else ""
    if asked is None or not rfc_id:
        return {}
    earlier = [str(one) for one in reversed(asked.understood.get("answers", []))]
    return {"In-Reply-To": rfc_id, "References": " ".join(dict.fromkeys([*earlier, rfc_id]))}


def _as_checked(headers: dict[str, str], brokerage: Brokerage) -> dict[str, str]:
    """A demo's mail never leaves this machine, where links are plain http; it is checked as if they were https."""
    if not brokerage.is_demo:
        return headers
    return {name: value.replace("<http://", "<https://") for name, value in headers.items()}


def _notice_due(message: Message) -> bool:
    """CNT-2: the first text, and then at least every 30 days."""
    noticed = Message.objects.filter(
        contact=message.contact,
        address=message.address,
        direction=Direction.OUT,
        channel=Channel.SMS,
        claimed_at__gte=clock.now() - NOTICE_EVERY,
        body__contains="STOP",
    )
    return not noticed.exclude(pk=message.pk).exists()


def _is_cold(message: Message) -> bool:
    """EML-4: without the person's own permission the mail must say that it is an advertisement."""
    asked = Consent.objects.filter(
        point=message.point, revoked_at=None, channels__contains=["email"], level__in=ConsentLevel.values
    )
    return not asked.exists()


def _verdict(result: LintResult, *, is_answer: bool) -> str:
    """An answer inside a conversation need not name the sender and the way out each time."""
    if result.passes or (is_answer and result.reason in NAMED_ANYWAY):
        return PASS
    return result.reason or "failed"
