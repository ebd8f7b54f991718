"""Addresses that go out with messages: the unsubscribe page, and our own Message-ID."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse

from outreach.models import Message
from realestate.lib.errors import DomainError

SALT = "outreach.unsubscribe"
CALL_SALT = "outreach.call"
CALL_LASTS = 6 * 3600  # seconds: longer than any call of ours may wait and last


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


def call_url(message: Message, page: str) -> str:
    """Return the address that a carrier asks about one call of ours; ``page`` is the name of its route."""
    token = signing.dumps([message.brokerage_id, message.pk], salt=CALL_SALT)
    return settings.PUBLIC_URL + reverse(f"outreach:{page}", args=[token])


def read_call(token: str) -> tuple[int, int]:
    """Return the brokerage's and the message's id. Carriers ask within the hour.

    Raises:
        BadLink: not one of ours, damaged, or old.
    """
    try:
        brokerage_id, message_id = signing.loads(token, salt=CALL_SALT, max_age=CALL_LASTS)
    except signing.BadSignature:
        raise BadLink("This address is not one of ours, or too old.") from None
    return int(brokerage_id), int(message_id)


def message_id(message: Message) -> str:
    """Return the Message-ID of an email; the same for each look at the same message, so it can be asked for."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<message-{message.brokerage_id}-{message.pk}@{host}>"
