"""What is known of a text's check and approval, for the gate. The one place that says who wrote it and who read it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from crm.models import Ownership
from outreach.compliance.facts import ContentFacts
from outreach.models import Letter, Message, Review, Wording
from outreach.states import AUTOMATIC, PASSED, Channel, Purpose, ReviewVerdict
from outreach.writing.facts import is_delicate
from outreach.writing.finish import Finished

SAMPLE_ONE_IN = 20
ABOUT_SELLING = (Purpose.MARKETING, Purpose.REPLY)


@dataclass(frozen=True)
class Origin:
    """Whose words they are, and in which campaign: what approvals count for."""

    version_id: int | None = None
    writer: str = ""
    campaign: str = ""


def content_facts(
    message: Message, finished: Finished, *, hash: str, origin: Origin, distress: Iterable[str]
) -> ContentFacts:
    """Return lint and approval of a message's final words.

    A person answers for what they send by hand. Of what goes out by itself, a person reads the exact text first if a
    model wrote it (REV-1), or if the owner is in foreclosure or tax default (FCL-1), whoever wrote it. Other letters
    have been read: somebody approved their batch.

    Args:
        origin: whose words they are.
        distress: what the records of the person's homes say.
    """
    if message.channel == Channel.LETTER:
        return _letter_facts(message, finished, hash, is_to_delicate=is_delicate(distress))
    if message.author not in AUTOMATIC or message.purpose not in ABOUT_SELLING:
        return ContentFacts(lint=finished.lint, ai_written=False, hash=hash)
    delicate = is_delicate(distress)
    if not (origin.writer or delicate):
        return ContentFacts(lint=finished.lint, ai_written=False, hash=hash)
    approved = list(_approvals(message))
    return ContentFacts(
        lint=finished.lint,
        ai_written=bool(origin.writer),
        reviewed=bool(approved),
        approved_count=approved_in_a_row(origin) if origin.writer else 0,
        hash=hash,
        approved_hash=hash if text_hash(message) in approved else "",
        approval_required=delicate or is_drawn(message.key),
    )


def _letter_facts(message: Message, finished: Finished, hash: str, *, is_to_delicate: bool) -> ContentFacts:
    """Return check and approval of a letter: one to a delicate owner was read by itself, word for word."""
    if not is_to_delicate:
        return ContentFacts(lint=finished.lint, ai_written=False, hash=hash)
    words = Letter.objects.filter(message_id=message.pk or 0, read_at__isnull=False).values_list("words", flat=True)
    is_read = message.body in words
    return ContentFacts(
        lint=finished.lint, ai_written=False, reviewed=is_read, hash=hash, approved_hash=hash if is_read else "",
        approval_required=True,
    )  # fmt: skip


def origin_of(message: Message) -> Origin:
    """Return whose words a message has; that of a plain one without a template if nothing was noted."""
    row = Wording.objects.filter(message_id=message.pk or 0).values_list("version_id", "writer").first()
    version_id, writer = row or (None, "")
    return Origin(version_id, writer, message.campaign)


def text_hash(message: Message) -> str:
    """Return the fingerprint of the words as written. What the law adds at the end is the same for all."""
    parts = [message.subject, message.body, *([message.html] if message.html else [])]
    return hashlib.sha256("\n\n".join(parts).encode()).hexdigest()


def approved_in_a_row(origin: Origin) -> int:
    """Return how many texts of an origin were approved, as they were, since the last that was rejected."""
    rows = Review.objects.filter(version_id=origin.version_id, writer=origin.writer, campaign=origin.campaign)
    rejected = rows.filter(verdict=ReviewVerdict.REJECTED).order_by("-pk").values_list("pk", flat=True).first()
    return rows.filter(verdict=ReviewVerdict.APPROVED, pk__gt=rejected or 0).count()


def is_drawn(key: str) -> bool:
    """Return whether a message is one of the twentieth that is always read; the same answer each time."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % SAMPLE_ONE_IN == 0


def is_to_a_delicate_owner(message: Message) -> bool:
    """Return whether the person owns a home whose record says foreclosure or tax default."""
    owned = Ownership.objects.filter(contact_id=message.contact_id).exclude(property__distress_reason="")
    return is_delicate(owned.values_list("property__distress_reason", flat=True))


def _approvals(message: Message) -> list[str]:
    rows = Review.objects.filter(message_id=message.pk or 0, verdict__in=PASSED)
    return list(rows.values_list("text_hash", flat=True))
