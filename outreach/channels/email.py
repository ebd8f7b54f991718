"""Email by SMTP, through the mail backend of the settings."""

import smtplib
from email.utils import formataddr
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

from outreach.channels.base import Accepted, NotAccepted, Parcel, Refused, Uncertain
from outreach.models import CaughtMail
from realestate.lib import caught_mail


class EmailDriver:
    """Hands one mail to the SMTP server, with our own Message-ID so that answers and look-ups find it."""

    name = "smtp"

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Connect first, then send: a failure before the connection stands can be tried again, a later one cannot."""
        connection = self.connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotAccepted(type(error).__name__) from error
        try:
            connection.send_messages([mail_of(parcel, connection)])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            return _refusal(error)
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain(type(error).__name__) from error
        finally:
            connection.close()
        return Accepted(provider_id=parcel.headers["Message-ID"], segments=0)

    def connection(self) -> Any:
        """Return a connection to the server of the settings."""
        return get_connection()

    def find(self, parcel: Parcel) -> Accepted | None:
        """Look in the mail catcher of this machine. A real SMTP server cannot be asked."""
        caught = CaughtMail.objects.filter(message_id=parcel.headers["Message-ID"]).first()
        if caught is None:
            raise Uncertain("SMTP keeps no record that could be asked.")
        return Accepted(provider_id=caught.message_id, segments=0)


class MailCatcherDriver(EmailDriver):
    """The same, into the mail catcher of this machine, which keeps what it took and can be asked."""

    name = "mailcatcher"

    def connection(self) -> Any:
        """Return a connection to the catcher itself: a demo's mail stays here, whatever the settings name."""
        return caught_mail.connection(is_demo=True)

    def find(self, parcel: Parcel) -> Accepted | None:
        """Return what was caught under this Message-ID."""
        caught = CaughtMail.objects.filter(message_id=parcel.headers["Message-ID"]).first()
        return Accepted(provider_id=caught.message_id, segments=0) if caught else None


def mail_of(parcel: Parcel, connection: object) -> EmailMultiAlternatives:
    """Return the mail of a parcel, to go by this connection."""
    return EmailMultiAlternatives(
        subject=parcel.subject,
        body=parcel.body,
        from_email=formataddr((parcel.sender_name, parcel.sender)) if parcel.sender_name else parcel.sender,
        to=[parcel.to],
        headers=parcel.headers,
        connection=connection,
    )


def _refusal(error: smtplib.SMTPException) -> Refused:
    """Read the server's answer: 5xx about the recipient means the address is bad."""
    code: int
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        code, words = 0, str(error)
    said = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    about_recipient = isinstance(error, smtplib.SMTPRecipientsRefused) and code >= 550
    return Refused(code=str(code), words=said, bad_address=about_recipient)
