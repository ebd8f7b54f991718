"""Agents' own mailboxes: set up, tried, and used for what the agent sends."""

import imaplib
import smtplib
import ssl
from dataclasses import dataclass

from crm.models import Agent
from outreach.models import Mailbox, Message
from outreach.states import MailSecurity
from realestate.lib import hosts, mailboxes, sealing
from realestate.lib.addresses import MailServer
from realestate.lib.errors import DomainError
from realestate.lib.sealing import CannotUnseal

SECONDS = 20
PORTS = {MailSecurity.TLS: 465, MailSecurity.STARTTLS: 587}
IMAP_PORT = 993


class InvalidMailbox(DomainError):
    """An account that cannot be one; ``field`` says what of it."""

    code = "invalid_mailbox"


@dataclass(frozen=True)
class Tried:
    """How a trial ended: for sending and for reading, in the providers' own words."""

    sends: str
    reads: str
    went_well: bool


def keep(
    agent: Agent,
    *,
    address: str,
    username: str,
    password: str,
    smtp_host: str,
    smtp_security: str,
    imap_host: str,
) -> Mailbox:
    """Return the agent's mailbox with these settings. An empty password keeps the one there is.

    Raises:
        InvalidMailbox: a new mailbox without a password, or a new server with an old password.
        InvalidHost: a server that is not known, or inside this network.
    """
    known = Mailbox.objects.filter(agent=agent).first()
    servers = (smtp_host.strip().lower(), imap_host.strip().lower())
    if not password and (known is None or (known.smtp_host, known.imap_host) != servers):
        # Else whoever sits at an open page could have the sealed password sent to a server of their own.
        raise InvalidMailbox("Type the password too.", field="password")
    columns: dict[str, object] = {
        "address": mailboxes.normalise(address),
        "username": username.strip(),
        "smtp_host": servers[0],
        "smtp_port": PORTS[MailSecurity(smtp_security)],
        "smtp_security": smtp_security,
        "imap_host": servers[1],
        "imap_port": IMAP_PORT,
        "is_on": True,
        "problem": "",
    }
    if password:
        columns["sealed_password"] = sealing.seal(password.encode())
    hosts.check_outside(servers[0], PORTS[MailSecurity(smtp_security)], field="smtp_host")
    if servers[1]:
        hosts.check_outside(servers[1], IMAP_PORT, field="imap_host")
    if known is None or known.imap_host != servers[1] or known.username != username.strip():
        columns |= {"uid_validity": None, "last_uid": 0}
    return Mailbox.objects.update_or_create(agent=agent, defaults=columns)[0]


def sending_for(message: Message) -> tuple[str, MailServer] | None:
    """Return the address and server of the agent who sends a message; None where they have none of their own."""
    if message.agent_id is None:
        return None
    row = Mailbox.objects.filter(agent=message.agent_id, is_on=True).first()
    try:
        return (row.address, server_of(row)) if row else None
    except CannotUnseal:  # the secret key changed: the brokerage's own server is there still
        return None


def server_of(row: Mailbox) -> MailServer:
    """Return where the mailbox hands mail in."""
    return MailServer(
        host=row.smtp_host,
        port=row.smtp_port,
        user=row.username,
        password=password_of(row),
        starttls=row.smtp_security == MailSecurity.STARTTLS,
        implicit_tls=row.smtp_security == MailSecurity.TLS,
    )


def password_of(row: Mailbox) -> str:
    """Return the password in the clear, for the one call that needs it."""
    return sealing.unseal(row.sealed_password).decode()


def try_out(row: Mailbox) -> Tried:
    """Sign in at both servers, send nothing, and say what they said."""
    sends, reads = _try_sending(row), _try_reading(row) if row.imap_host else ""
    return Tried(sends=sends or "Sending works.", reads=reads, went_well=not sends and reads in {"", READS})


READS = "Reading works."


def _try_sending(row: Mailbox) -> str:
    server = server_of(row)
    try:
        hosts.check_outside(server.host, server.port)
        with _smtp(server) as connection:
            connection.login(server.user, server.password)
    except (OSError, smtplib.SMTPException, DomainError) as error:
        return f"Sending does not work: {said(error)}"
    return ""


def _smtp(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.implicit_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    connection.starttls(context=context)
    return connection


def _try_reading(row: Mailbox) -> str:
    try:
        with inbox_of(row):
            return READS
    except (OSError, imaplib.IMAP4.error, DomainError) as error:
        return f"Reading does not work: {said(error)}"


def inbox_of(row: Mailbox) -> imaplib.IMAP4_SSL:
    """Return the inbox, signed in and open for looking alone: nothing in it is marked or moved.

    Raises:
        OSError: it cannot be reached, or its certificate is not its own.
        imaplib.IMAP4.error: it refuses.
        InvalidHost: it leads into this network.
    """
    hosts.check_outside(row.imap_host, row.imap_port)
    connection = imaplib.IMAP4_SSL(
        row.imap_host, row.imap_port, ssl_context=ssl.create_default_context(), timeout=SECONDS
    )
    try:
        connection.login(row.username, password_of(row))
        connection.select("INBOX", readonly=True)
    except Exception:
        connection.shutdown()
        raise
    return connection


def said(error: Exception) -> str:
    """Return an error in the server's own words, without what only machines read."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {words}"[:200]
    if isinstance(error, imaplib.IMAP4.error) and error.args and isinstance(error.args[0], bytes):
        return error.args[0].decode(errors="replace")[:200]
    if isinstance(error, TimeoutError):
        return "it does not answer."
    return (error.message if isinstance(error, DomainError) else str(error) or type(error).__name__)[:200]
