"""Email through a provider's API: whichever django-anymail knows and ``EMAIL_PROVIDER`` names."""

from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import get_connection

from outreach.channels.base import Accepted, NotAccepted, Parcel, Refused, Uncertain
from outreach.channels.email import mail_of
from outreach.channels.losses import lost

TRY_LATER = 429
REFUSED = {"rejected", "invalid", "failed"}


class ProviderDriver:
    """Hands one mail to the provider, marked with our own reference so that its webhooks find the message again."""

    def __init__(self) -> None:
        self.name = str(settings.EMAIL_PROVIDER)

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Send once."""
        mail: Any = mail_of(parcel, get_connection())
        mail.metadata = {"homestretch": parcel.mark}
        try:
            mail.send()
        except AnymailRecipientsRefused as error:
            return Refused(code="refused", words=str(error)[:200], bad_address=True)
        except AnymailAPIError as error:
            return _answered(error)
        except AnymailError as error:  # a setting is missing, or the provider cannot do what we asked: nothing was sent
            return Refused(code="settings", words=str(error)[:200])
        if mail.anymail_status.status and mail.anymail_status.status <= REFUSED:
            return Refused(code="refused", words="The provider does not write to this address.", bad_address=True)
        return Accepted(provider_id=str(mail.anymail_status.message_id or "")[:120], segments=0)

    def find(self, parcel: Parcel) -> Accepted | None:
        """Leave it open: providers have no common way to ask. Their webhook carries our reference and settles it."""
        raise Uncertain("The provider tells by itself.")


def _answered(error: AnymailAPIError) -> Refused:
    status = getattr(error, "status_code", None)
    if status is None:
        cause = error.__cause__
        raise (lost(cause) if isinstance(cause, requests.RequestException) else Uncertain("no answer")) from error
    if status == TRY_LATER:
        raise NotAccepted("too many requests") from error
    if status >= 500:
        raise Uncertain(f"HTTP {status}") from error
    return Refused(code=str(status), words=str(error)[:200])
