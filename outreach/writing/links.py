"""Addresses that go out with messages: the unsubscribe page, and our own Message-ID."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse

from outreach.models import Message
from realestate.lib.errors import DomainError

SALT = "outreach.unsubscribe"


class BadLink(DomainError):
    """The link was cut or changed on its way."""

    code = "bad_link"


def unsubscribe_url(message: Message) -> str:
    """Return the page where one click stops email to this address. Works without log-in, and never expires."""
    token = signing.dumps([message.brokerage_id, message.point_id], salt=SALT)
    return settings.PUBLIC_URL + reverse("outreach:unsubscribe", args=[token])


def read_unsubscribe(token: str) -> tuple[int, int]:
    """Return the brokerage's and the point's id.

    Raises:
        BadLink: not one of ours, or damaged.
    """
    try:
        brokerage_id, point_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise BadLink("This link is not complete. Please use the one in the email.") from None
    return int(brokerage_id), int(point_id)


def message_id(message: Message) -> str:
    """Return the Message-ID of an email; the same for each look at the same message, so it can be asked for."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<message-{message.brokerage_id}-{message.pk}@{host}>"
