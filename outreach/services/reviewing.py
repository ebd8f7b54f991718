"""The review queue: texts that wait until a person has read them, and what that person says.

A message that the gate will not let out unread is held under ``REASON`` until its approval or its end, whichever comes
first. Approval counts for the exact words; whatever changes them voids it.
"""

from datetime import timedelta

from django.db import transaction

from crm.models import Agent
from outreach.compliance.verdicts import Decision
from outreach.errors import ChangedMeanwhile, InvalidTemplate, NotWaiting
from outreach.models import Message, Review
from outreach.services import conversations, reviewed, rulebook, waiting
from outreach.states import AUTOMATIC, WAITING, ReviewVerdict
from outreach.writing import judge
from realestate.lib import clock
from realestate.lib.later import later

REASON = "NEEDS_HUMAN_REVIEW"
LASTS = timedelta(days=3)
EXPIRED = "Nobody approved it within three days."


def holds(message: Message, decision: Decision) -> bool:
    """Return whether a refusal of the gate is one that a person's approval settles."""
    return decision.reason == REASON and message.author in AUTOMATIC


def is_over(message: Message) -> bool:
    """Return whether a message that is due again has waited for its approval long enough."""
    return message.reason == REASON


@transaction.atomic
def approve(message: Message, *, by: Agent, seen: str) -> Review:
    """Let a text go as it is, at once where the hour allows.

    Args:
        seen: the hash of what the person read.
    Raises:
        ChangedMeanwhile: the text is another by now.
        NotWaiting: it waits no more.
    """
    _lock(message)
    if reviewed.text_hash(message) != seen:
        raise ChangedMeanwhile("The text was changed meanwhile. Read it once more.")
    return _release(message, ReviewVerdict.APPROVED, by)


@transaction.atomic
def approve_edited(message: Message, *, subject: str, body: str, by: Agent) -> Review:
    """Let a text go in a person's own words, as plain text. It counts neither for nor against the template.

    Raises:
        InvalidTemplate: the words must not go out; ``field`` says which.
        NotWaiting: it waits no more.
    """
    _lock(message)
    for field, words in (("subject", (subject, "")), ("body", ("", body))):
        why = judge.first_refusal(*words, brand=message.brokerage.name)
        if why:
            raise InvalidTemplate(why, field=field)
    if not body.strip() or (message.subject and not subject.strip()):
        raise InvalidTemplate("Write something first.", field="body" if not body.strip() else "subject")
    Message.objects.filter(pk=message.pk).update(subject=subject.strip(), body=body.strip(), html="")
    message.subject, message.body, message.html = subject.strip(), body.strip(), ""
    return _release(message, ReviewVerdict.EDITED, by)


@transaction.atomic
def reject(message: Message, *, by: Agent, reason: str = "") -> Review:
    """Take a text back for good. The template begins its fifty anew.

    Raises:
        NotWaiting: it waits no more.
    """
    _lock(message)
    waiting.cancel(message, reason=f"Rejected by {by.name}{f': {reason}' if reason else ''}"[:200])
    return _keep(message, ReviewVerdict.REJECTED, by, reason)


def _lock(message: Message) -> None:
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if message.status not in WAITING or message.reason != REASON:
        raise NotWaiting("This text does not wait for an approval any more.")


def _release(message: Message, verdict: ReviewVerdict, by: Agent) -> Review:
    review = _keep(message, verdict, by, "")
    Message.objects.filter(pk=message.pk).update(due_at=clock.now(), reason="")
    later("outreach.deliver_message", message.brokerage_id, message.pk)
    return review


def _keep(message: Message, verdict: ReviewVerdict, by: Agent, reason: str) -> Review:
    origin = reviewed.origin_of(message)
    return Review.objects.create(
        message=message,
        version_id=origin.version_id,
        writer=origin.writer,
        campaign=origin.campaign,
        verdict=verdict,
        text_hash=reviewed.text_hash(message),
        reason=reason[:200],
        agent=by,
        decided_at=clock.now(),
    )


def why_read(message: Message) -> list[str]:
    """Return in words why a person has to read a text before it goes."""
    origin, book = reviewed.origin_of(message), rulebook.in_force()
    why = []
    if reviewed.is_to_a_delicate_owner(message):
        why.append("A record says foreclosure or tax default: a person approves every text to this owner.")
    if origin.writer:
        needed, approved = (book.limits.reviews_needed if book else 0), reviewed.approved_in_a_row(origin)
        if approved < needed:
            why.append(f"A model wrote it, and {approved} of the first {needed} texts of this kind are approved.")
        elif reviewed.is_drawn(message.key):
            why.append(f"A model wrote it, and one text in {reviewed.SAMPLE_ONE_IN} is still read.")
    return why or ["It waits for somebody to read it."]
