"""A notice as a mail: words and HTML beside each other, and of a handoff what was said, up to this moment."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from nurturing.models import Notice
from outreach.selectors.story import talk_with
from realestate.lib import caught_mail

HANDOFF = "handoff"
WHEN = "%b %-d, %-I:%M %p"  # a mail is read on another day: no "today"


def mail_of(notice: Notice) -> EmailMultiAlternatives:
    """Return the mail of a notice to its agent, ready to be sent by the server that serves the brokerage."""
    talk = _talk(notice)
    lines = notice.body.splitlines()
    context = {
        "notice": notice,
        "paragraphs": lines[:1] if talk else lines,  # the rest of a handoff's story is the talk, cut short
        "talk": talk,
        "link": f"{settings.PUBLIC_URL}{notice.url}" if notice.url else "",
        "settings_link": settings.PUBLIC_URL + reverse("crm:settings"),
    }
    mail = EmailMultiAlternatives(
        subject=notice.title,
        body=render_to_string("nurturing/email/notice.txt", context),
        to=[notice.agent.user.email],
        connection=caught_mail.connection(is_demo=notice.brokerage.is_demo),
    )
    mail.attach_alternative(render_to_string("nurturing/email/notice.html", context), "text/html")
    return mail


def _talk(notice: Notice) -> list[dict[str, object]]:
    """Return what was said with the person of a handoff, each line with its time on the agent's clock."""
    if notice.kind != HANDOFF or notice.lead is None:
        return []
    zone = ZoneInfo(notice.agent.timezone)
    return [
        {**vars(line), "when": line.at.astimezone(zone).strftime(WHEN)} for line in talk_with(notice.lead.contact_id)
    ]
