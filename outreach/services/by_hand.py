"""A message that a person writes: now or for a later hour, with files, from a page or through the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from crm.models import Agent, Lead
from outreach.compliance.explain import explain
from outreach.compliance.verdicts import Decision, Verdict
from outreach.errors import Blocked, NotYours
from outreach.models import Conversation, Message, TemplateVersion
from outreach.services import scheduling, sending, wordings
from outreach.services.enclosing import Enclosure
from outreach.states import Author, InCharge


@dataclass(frozen=True)
class Written:
    """The message, whether quiet hours moved it away from the hour that was asked for, and what the gate said of it."""

    message: Message
    is_moved: bool
    decision: Decision


@transaction.atomic
def write(
    lead: Lead,
    *,
    agent: Agent,
    key: str,
    channel: str,
    body: str,
    subject: str = "",
    html: str = "",
    at: datetime | None = None,
    version: TemplateVersion | None = None,
    enclosed: Sequence[Enclosure] = (),
    refuse_blocked: bool = False,
) -> Written:
    """Ask for a message by hand. The same key again is the same message.

    Args:
        html: of an email, the same words as cleaned HTML.
        at: when it shall go out; at once if None. In quiet hours it waits for their end. The gate decides again then.
        version: the template it was written from.
        enclosed: the files that go along.
        refuse_blocked: keep nothing that the gate would block; else it is kept, and its page says why it stays here.
    Raises:
        Blocked: the gate would not let it go, and ``refuse_blocked``.
        NotYours: a colleague answers this person.
        Unreachable: the contact has no number or address for the channel.
        FileRefused: a file is too big, or none that the channel takes.
    """
    if other := answered_by(lead, writer=agent):
        raise NotYours(f"{other} answers {lead.contact.name}. Ask them to hand the conversation over.")
    planned = scheduling.plan(lead, channel=channel, body=body, subject=subject, html=html, at=at)
    decision = planned.decision
    if refuse_blocked and decision.decision is Verdict.BLOCK:
        raise _blocked(decision)
    message = sending.request(
        lead,
        channel=channel,
        purpose=planned.purpose,
        body=body,
        subject=subject,
        html=html,
        key=key,
        author=Author.AGENT,
        agent=agent,
        due_at=planned.at,
        enclosed=enclosed,
    )
    if version is not None:
        wordings.note(message, version)
    return Written(message, planned.is_moved, decision)


def _blocked(decision: Decision) -> Blocked:
    lint = decision.evidence.get("content", {}).get("lint", "")
    wording = lint if decision.reason == "CONTENT_FAILED" else ""
    return Blocked(explain(decision), reason=decision.reason or "", rule=decision.rule or "", wording=wording)


def answered_by(lead: Lead, *, writer: Agent) -> str:
    """Return which colleague answers this person by hand: two who write talk across each other. Empty if none does."""
    held = Conversation.objects.filter(contact_id=lead.contact_id, in_charge=InCharge.AGENT)
    others = held.exclude(agent=None).exclude(agent=writer)
    return others.values_list("agent__name", flat=True).first() or ""
