"""Mail that comes in, read into plain values: who wrote, which mail it answers, and whether a person wrote it.

Nothing in a mail can be trusted: the sender is whoever the sender says. Automatic answers are told apart by what
RFC 3834 and custom give them, so that no machine of ours ever talks to a machine of theirs.
"""

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from django.utils.html import strip_tags

from realestate.lib import mailboxes

LONGEST_TEXT = 40_000
LONGEST_ID = 250
_ID = re.compile(r"<[^<>\s]{1,250}>")
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|/h\d)[^>]*>")
_HIDDEN = re.compile(r"(?is)<(script|style|head)\b.*?</\1>")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.IGNORECASE)
_AUTOMATIC = {"bulk", "auto_reply", "junk", "list"}


@dataclass(frozen=True, kw_only=True)
class InMail:
    """One mail as it came in.

    Attributes:
        answers: Message-IDs that it names, the one it answers first.
        is_automatic: no person wrote it (RFC 3834, list and bulk mail, a mail server's report).
        failed: Message-ID of a mail of ours that could not be delivered, where this is such a report.
        failed_status: the report's enhanced status, such as 5.1.1; empty if it names none.
    """

    message_id: str
    sender: str
    sender_name: str = ""
    recipients: list[str] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    answers: list[str] = field(default_factory=list)
    sent_at: datetime | None = None
    is_automatic: bool = False
    failed: str = ""
    failed_status: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the mail as JSON values; ``from_json`` reads them."""
        return {**asdict(self), "sent_at": self.sent_at.isoformat() if self.sent_at else None}


def from_json(data: dict[str, Any]) -> InMail:
    """Return the mail that ``as_json`` wrote."""
    moment = data.get("sent_at")
    return InMail(**{**data, "sent_at": datetime.fromisoformat(moment) if moment else None})


def read_bytes(raw: bytes) -> InMail:
    """Return a mail as a server holds it."""
    return read(message_from_bytes(raw, _class=EmailMessage, policy=default))


def read(mail: Any) -> InMail:
    """Return an ``email.message.EmailMessage`` as plain values, however broken it is."""
    senders = _addresses(mail, "From")
    ids = _ID.findall(_header(mail, "In-Reply-To")) + list(reversed(_ID.findall(_header(mail, "References"))))
    failed, failed_status = _report(mail)
    message_id = next(iter(_ID.findall(_header(mail, "Message-ID"))), "")
    sender = senders[0][1] if senders else ""
    return InMail(
        message_id=message_id[:LONGEST_ID],
        sender=sender,
        sender_name=senders[0][0][:160] if senders else "",
        recipients=[address for name in ("To", "Cc", "Delivered-To") for _, address in _addresses(mail, name)],
        subject=_header(mail, "Subject")[:200],
        text=_text(mail)[:LONGEST_TEXT],
        answers=list(dict.fromkeys(ids))[:20],
        sent_at=_moment(mail),
        is_automatic=bool(failed) or _is_automatic(mail, sender),
        failed=failed,
        failed_status=failed_status,
    )


def plain(words: str) -> str:
    """Return words without HTML, where they have any."""
    return _without_marks(words) if "<" in words and ">" in words else words.strip()


def _header(mail: Any, name: str) -> str:
    try:
        found = mail.get(name)
    except (ValueError, IndexError, AttributeError, TypeError):  # the standard library gives up on some broken headers
        return ""
    return " ".join(str(found or "").replace("\x00", "").split())


def _addresses(mail: Any, name: str) -> list[tuple[str, str]]:
    found = []
    for shown, address in getaddresses([_header(mail, name)]):
        if mailboxes.is_valid(address):
            found.append((shown.strip(), mailboxes.normalise(address)))
    return found


def _moment(mail: Any) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(mail, "Date"))
    except (TypeError, ValueError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_automatic(mail: Any, sender: str) -> bool:
    submitted = _header(mail, "Auto-Submitted").casefold()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or _header(mail, "Precedence").casefold() in _AUTOMATIC
        or any(_header(mail, name) for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or _header(mail, "Return-Path") == "<>"
        or bool(_MACHINES.match(sender))
    )


def _report(mail: Any) -> tuple[str, str]:
    """Return which mail a delivery report (RFC 3464) is about, and its status; empty strings if it is none."""
    if mail.get_content_type() != "multipart/report":
        return "", ""
    status = failed = ""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            words = "\n".join(str(block) for block in part.get_payload()) if part.is_multipart() else str(part)
            found = re.search(r"(?im)^Status:\s*([245]\.\d+\.\d+)", words)
            status = found[1] if found else status
        elif kind in {"message/rfc822", "text/rfc822-headers"}:
            inner = part.get_payload(0) if part.is_multipart() else part.get_payload(decode=True) or b""
            words = inner.as_string() if hasattr(inner, "as_string") else inner.decode("utf-8", "replace")
            found = re.search(r"(?im)^Message-ID:\s*(<[^<>\s]+>)", words)
            failed = found[1] if found else failed
    return failed, status


def _text(mail: Any) -> str:
    """Return the words: the plain part, else the HTML part without its marks."""
    for kind in ("plain", "html"):
        try:
            part = mail.get_body(preferencelist=(kind,))
            words = part.get_content() if part is not None else ""
        except (LookupError, ValueError, AttributeError, KeyError):  # an unknown charset, or no real mail
            continue
        if isinstance(words, str) and words.strip():
            return (_without_marks(words) if kind == "html" else words).replace("\x00", "").strip()
    return ""


def _without_marks(html: str) -> str:
    lines = strip_tags(_BREAK.sub("\n", _HIDDEN.sub(" ", html))).replace("\xa0", " ").splitlines()
    return "\n".join(line.strip() for line in lines).strip()
