"""What comes in at agents' own mailboxes: read where it was left off, and only what belongs here.

An agent's mailbox holds their whole life. Taken in is mail from people we have, and mail that answers ours; the rest
is neither stored nor logged. What is taken goes the way of every mail, where its Message-ID tells repeats apart.
"""

import imaplib
import re
from datetime import timedelta

import structlog
from django.db.models import Q

from crm.models import ContactPoint
from crm.states import PointKind
from outreach.models import Mailbox
from outreach.services import mail_in, mailboxes
from realestate.lib import clock, inmail
from realestate.lib.errors import DomainError
from realestate.lib.inmail import InMail

log = structlog.get_logger()

MOST = 100  # mails of one look: the rest waits a minute
LARGEST = 10 * 1024 * 1024  # bytes: larger ones are passed over
EVERY = timedelta(seconds=45)
AFTER_A_PROBLEM = timedelta(minutes=10)


def read_all() -> int:
    """Read every mailbox of the brokerage in force that is due; of a demo, none. Returns how many mails came in."""
    now = clock.now()
    due = Q(read_at=None) | Q(problem="", read_at__lt=now - EVERY) | Q(read_at__lt=now - AFTER_A_PROBLEM)
    taken = 0
    for row in Mailbox.objects.filter(due, is_on=True, agent__user__is_active=True, brokerage__is_demo=False).exclude(
        imap_host=""
    ):
        # Two workers: who moves the time first reads.
        if Mailbox.objects.filter(pk=row.pk, read_at=row.read_at).update(read_at=now):
            taken += read(row)
    return taken


def read(row: Mailbox) -> int:
    """Read what is new in one mailbox, and say how many mails were taken in. A problem is kept in words."""
    try:
        with mailboxes.inbox_of(row) as connection:
            taken = _read_on(row, connection)
    except (OSError, imaplib.IMAP4.error, DomainError) as error:
        Mailbox.objects.filter(pk=row.pk).update(problem=mailboxes.said(error)[:240])
        log.warning("mailbox.not_read", mailbox_id=row.pk, error=type(error).__name__)
        return 0
    Mailbox.objects.filter(pk=row.pk).exclude(problem="").update(problem="")
    return taken


def _read_on(row: Mailbox, connection: imaplib.IMAP4_SSL) -> int:
    validity, following = _number(connection, "UIDVALIDITY"), _number(connection, "UIDNEXT")
    if row.uid_validity is None:  # the first look: what lies there already is the agent's past
        _move(row, validity, following - 1)
        return 0
    if row.uid_validity != validity:  # numbered anew: the last days are looked at again, repeats tell themselves apart
        _move(row, validity, 0)
        return _take(row, connection, _found(connection, "SINCE", f"{clock.now() - timedelta(days=3):%d-%b-%Y}"))
    return _take(row, connection, _found(connection, "UID", f"{row.last_uid + 1}:*"))


def _take(row: Mailbox, connection: imaplib.IMAP4_SSL, uids: list[int]) -> int:
    taken = 0
    for uid in [uid for uid in uids if uid > row.last_uid][:MOST]:  # "n:*" always names the last one too
        raw = _fetch(connection, uid)
        if raw is not None:
            mail = inmail.read_bytes(raw)
            if _belongs_here(mail, row):
                mail_in.keep(mail, via="mailbox", brokerage=row.brokerage)
                taken += 1
        _move(row, row.uid_validity or 0, uid)  # only now: a crash before reads it again, which is harmless
    return taken


def _belongs_here(mail: InMail, row: Mailbox) -> bool:
    if mail.sender == row.address:
        return False
    if any(mail_in.OURS.match(rfc_id) for rfc_id in [*mail.answers, mail.failed]):
        return True
    return bool(mail.sender) and ContactPoint.objects.filter(kind=PointKind.EMAIL, value=mail.sender).exists()


def _fetch(connection: imaplib.IMAP4_SSL, uid: int) -> bytes | None:
    """Return one mail, leaving it unread; None if it is gone meanwhile, or too large."""
    _, told = connection.uid("FETCH", str(uid), "(RFC822.SIZE)")
    sizes = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part for part in told if isinstance(part, bytes)))
    if sizes is None or int(sizes[1]) > LARGEST:
        return None
    _, parts = connection.uid("FETCH", str(uid), "(BODY.PEEK[])")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _found(connection: imaplib.IMAP4_SSL, *criteria: str) -> list[int]:
    _, told = connection.uid("SEARCH", *criteria)
    return sorted(int(uid) for part in told if part for uid in part.split())


def _number(connection: imaplib.IMAP4_SSL, name: str) -> int:
    """Return a number that the server told when the inbox was opened."""
    _, told = connection.response(name)
    if not told or told[-1] is None:
        raise imaplib.IMAP4.error(f"The server does not say its {name}.")
    return int(told[-1])


def _move(row: Mailbox, validity: int, uid: int) -> None:
    row.uid_validity, row.last_uid = validity, uid
    Mailbox.objects.filter(pk=row.pk).update(uid_validity=validity, last_uid=uid)
