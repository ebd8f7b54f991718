"""News and answers from mail providers. django-anymail has checked who sends; here they are stored, and answered 200.

A receiver that raises makes the provider send again; so nothing is done here that could fail for what a mail says.
"""

from typing import Any

from anymail.signals import inbound, tracking
from django.dispatch import receiver

from outreach.services import mail_in, mail_news
from realestate.lib import inmail


@receiver(tracking, dispatch_uid="outreach.mail.tracking")
def take_news(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    """Store one piece of news about a mail of ours."""
    mail_news.keep(
        esp_name.casefold(),
        event_type=str(event.event_type),
        event_id=event.event_id,
        message_id=event.message_id,
        recipient=event.recipient,
        timestamp=event.timestamp,
        reject_reason=event.reject_reason,
        metadata=event.metadata if isinstance(event.metadata, dict) else {},
        description=event.description,
    )


@receiver(inbound, dispatch_uid="outreach.mail.inbound")
def take_mail(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    """Store one mail that came in."""
    mail_in.keep(inmail.read(event.message), via=esp_name.casefold())
