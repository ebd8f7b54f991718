"""Email by SMTP, through the mail backend of the settings."""

import smtplib
from email.utils import formataddr
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

from outreach.channels.base import Accepted, ChannelDriver, NotAccepted, Parcel, Refused, Uncertain
from outreach.models import CaughtMail
from realestate.lib import caught_mail, hosts
from realestate.lib.addresses import MailServer

SECONDS = 20


class EmailDriver:
    """Hands one mail to the SMTP server, with our own Message-ID so that answers and look-ups find it."""

    name = "smtp"

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Send once; see ``hand_in``."""
        return hand_in(parcel, self.connection())

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


class OwnMailboxDriver:
    """Through the agent's own mailbox where the parcel names one, else by the driver of the installation."""

    def __init__(self, others: ChannelDriver) -> None:
        self.others, self.name = others, others.name

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Send once, one way or the other.

        Raises:
            NotAccepted: the agent's server is not reached, or its name leads into this network by now.
        """
        server = parcel.mailbox
        if server is None:
            return self.others.send(parcel)
        try:  # the name was looked up when it was typed in, but whoever owns it may point it elsewhere since
            hosts.check_outside(server.host, server.port)
        except hosts.InvalidHost as error:
            raise NotAccepted(type(error).__name__) from error
        return hand_in(parcel, own_connection(server))

    def find(self, parcel: Parcel) -> Accepted | Refused | None:
        """Ask whoever may know; an agent's own server cannot be asked."""
        if parcel.mailbox:
            raise Uncertain("SMTP keeps no record that could be asked.")
        return self.others.find(parcel)


def hand_in(parcel: Parcel, connection: Any) -> Accepted | Refused:
    """Connect first, then send: a failure before the connection stands can be tried again, a later one cannot.

    Raises:
        NotAccepted: no connection, so certainly not taken.
        Uncertain: it broke while the mail was on its way.
    """
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


def own_connection(server: MailServer) -> Any:
    """Return a connection to a mail server of somebody's own."""
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host=server.host, port=server.port, username=server.user,
        password=server.password, use_tls=server.starttls, use_ssl=server.implicit_tls, timeout=SECONDS,
    )  # fmt: skip


def mail_of(parcel: Parcel, connection: object) -> EmailMultiAlternatives:
    """Return the mail of a parcel, to go by this connection: plain text, and beside it HTML where there is some."""
    mail = EmailMultiAlternatives(
        subject=parcel.subject,
        body=parcel.body,
        from_email=formataddr((parcel.sender_name, parcel.sender)) if parcel.sender_name else parcel.sender,
        to=[parcel.to],
        attachments=list(parcel.files),
        headers=parcel.headers,
        connection=connection,
    )
    if parcel.html:
        mail.attach_alternative(parcel.html, "text/html")
    return mail


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
