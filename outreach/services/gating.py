"""From rows to the gate's facts: reads everything a decision may rest on, asks the pure gate, stores the answer."""

from collections.abc import Sequence
from datetime import datetime

from crm.models import Contact, ContactPoint, Lead
from crm.services import bulk
from crm.states import PointKind, PointStatus
from outreach.compliance.explain import explain
from outreach.compliance.gate import UNREADABLE, decide, fail_closed
from outreach.compliance.verdicts import Decision, Verdict
from outreach.errors import Unreachable
from outreach.models import Conversation, GateDecision, Message
from outreach.services.gate_facts import content_hash, gather
from outreach.services.readings import Readings, place_of
from outreach.states import AUTOMATIC, Author, Channel, Direction, InCharge, Purpose
from outreach.writing.finish import Finished
from realestate.lib import clock

_COLUMNS = (
    "message_id", "contact_id", "channel", "purpose", "verdict", "reason", "rule", "rules_version", "sentence",
    "defer_until", "evidence", "content_hash", "decided_at",
)  # fmt: skip

__all__ = ["AUTOMATIC", "choose_point", "content_hash", "is_block", "is_human_in_charge", "judge", "keep",
           "place_of", "preview"]  # fmt: skip


def choose_point(contact: Contact, channel: str) -> ContactPoint:
    """Return the number or address a channel would use: usable ones first, the primary before the others.

    Raises:
        Unreachable: the contact has none of that kind.
    """
    if channel == Channel.LETTER:
        raise Unreachable("A letter goes to a postal address.")
    kind = PointKind.EMAIL if channel == Channel.EMAIL else PointKind.PHONE
    points = list(ContactPoint.objects.filter(contact=contact, kind=kind).order_by("-is_primary", "pk"))
    if not points:
        what = "email address" if kind == PointKind.EMAIL else "phone number"
        raise Unreachable(f"There is no {what} for this person yet.")
    return next((p for p in points if p.status == PointStatus.VALID and not p.is_wrong), points[0])


def judge(message: Message, finished: Finished, read: Readings | None = None) -> Decision:
    """Ask the gate about a message as it would go out now. The caller holds the contact's lock.

    Facts that cannot be read block it, as everything unexpected does: a suppression list whose key is lost, say.

    Args:
        read: rows about this message and others, read since the locks are held; this one's alone if None.
    """
    read = read or Readings([message])
    rules = read.rules
    try:
        facts = gather(message, finished, rules, read)
    except UNREADABLE as error:
        return fail_closed(error, rules)
    return decide(facts, rules)


def preview(
    lead: Lead,
    *,
    channel: str,
    purpose: str = Purpose.MARKETING,
    body: str = "",
    author: str = Author.AGENT,
) -> Decision:
    """Ask the gate about a message nobody has written yet. Nothing is stored; the real send asks again.

    Raises:
        Unreachable: the contact has no number or address for the channel.
    """
    point = choose_point(lead.contact, channel)
    draft = Message(
        contact=lead.contact,
        lead=lead,
        point=point,
        address=point.value,
        channel=channel,
        purpose=purpose,
        author=author,
        direction=Direction.OUT,
        body=body,
        brokerage=lead.brokerage,
    )
    return judge(draft, Finished(subject="", body=body, lint="pass", headers={}))


def keep(answers: Sequence[tuple[Message, Decision, Finished]]) -> None:
    """Store answers about messages with all they rest on. Append-only; call it inside a transaction."""
    now = clock.now()
    if answers:
        bulk.insert(GateDecision, _COLUMNS, [_row(*answer, now) for answer in answers])


def _row(message: Message, decision: Decision, finished: Finished, now: datetime) -> bulk.Row:
    return (
        message.pk,
        message.contact_id,
        message.channel,
        message.purpose,
        decision.decision.value,
        decision.reason or "",
        decision.rule or "",
        decision.rules_version,
        explain(decision)[:400],
        decision.defer_until,
        {**decision.evidence, "checks": [vars(check) for check in decision.checks]},
        content_hash(finished.body),
        now,
    )


def is_human_in_charge(conversation: Conversation, message: Message) -> bool:
    """Return whether a person answers here and this message is not theirs (invariant 4)."""
    if message.purpose in {Purpose.OPTOUT_CONFIRMATION, Purpose.HELP_RESPONSE}:
        return False
    return conversation.in_charge == InCharge.AGENT and message.author in AUTOMATIC


def is_block(decision: Decision) -> bool:
    """Return whether waiting does not help."""
    return decision.decision is Verdict.BLOCK
