"""A step's message at outreach: asked for, taken back, called off.

The key of the message is the touchpoint. Only a message that outreach has cancelled, and that therefore can never go
out, is followed by another for the same step; its key then names the one it replaces. So whoever asks again, for
whatever reason, gets the same message.
"""

from crm.models import Agent, Lead
from crm.states import Role
from nurturing.models import Touchpoint
from nurturing.personalization import context, write
from nurturing.services import journey
from nurturing.states import TOUCHPOINT_STEPS, StepKind, TouchpointStatus
from outreach.errors import InvalidTemplate
from outreach.models import LetterBatch, Message
from outreach.services import composing, letters, sending, templates, wordings
from outreach.states import WAITING, Author, Channel, Purpose
from outreach.writing.letters import InvalidLetter
from realestate.lib import states
from realestate.lib.errors import DomainError

KEY = "touchpoint:"
TOO_LATE = "Too late to be of use"
MESSAGES = (StepKind.SMS, StepKind.EMAIL, StepKind.WORKFLOW, StepKind.VOICE)
CHANNELS: dict[str, Channel] = {StepKind.WORKFLOW: Channel.WORKFLOW, StepKind.VOICE: Channel.CALL_AUTO}


def key_of(touchpoint: Touchpoint) -> str:
    """Return the key under which outreach keeps the step's message."""
    again = f":{touchpoint.message_id}" if touchpoint.message_id else ""
    return f"{KEY}{touchpoint.pk}{again}"


def campaign_of(sequence_id: int) -> str:
    """Return the name under which outreach can stop all messages of a sequence."""
    return f"sequence:{sequence_id}"


def touchpoint_id(key: str) -> int | None:
    """Return the touchpoint that a message's key names, or None if the message is somebody else's."""
    if not key.startswith(KEY):
        return None
    number = key.removeprefix(KEY).split(":", 1)[0]
    return int(number) if number.isdigit() else None


def hand_over(touchpoint: Touchpoint, *, matches: int | None) -> Message:
    """Compose a step's message and ask outreach to send it. The caller holds the locks.

    Raises:
        Unreachable: the contact has no number or address for it.
        InvalidTemplate, MissingFact: the step's template cannot be used for them.
    """
    message = _requested(touchpoint, matches)
    states.move(touchpoint, TouchpointStatus.HANDED_OVER, table=TOUCHPOINT_STEPS, message_id=message.pk)
    return message


def _requested(touchpoint: Touchpoint, matches: int | None) -> Message:
    lead: Lead = touchpoint.lead
    step = touchpoint.step
    what = {
        "key": key_of(touchpoint),
        "author": Author.SEQUENCE,
        "agent": lead.assigned_to,
        "purpose": Purpose.MARKETING,
        "campaign": campaign_of(touchpoint.enrollment.sequence_id),
        "series": f"enrollment:{touchpoint.enrollment_id}",
        "series_max": touchpoint.enrollment.version.steps.filter(kind__in=MESSAGES).count(),
    }
    if step.kind == StepKind.WORKFLOW:
        return sending.request(lead, channel=CHANNELS[step.kind], address=step.workflow, body="", **what)
    if step.template is not None:
        version = templates.in_force_for(step.template, lead)
        return wordings.request(version, lead, more={"matches": context.homes(matches)}, **what)
    values = context.merge_fields(lead, agent=lead.assigned_to, matches=matches)
    body, subject = write.fill(step.body, values).text, write.fill(step.subject, values).text
    return sending.request(lead, channel=CHANNELS.get(step.kind, step.kind), body=body, subject=subject, **what)


def script_of(touchpoint: Touchpoint) -> str:
    """Return what an agent reads from when they call, filled for the person.

    Raises:
        InvalidTemplate, MissingFact: the step's template cannot be used for them.
    """
    lead = touchpoint.lead
    composed = composing.compose(templates.in_force_for(touchpoint.step.template, lead), lead, agent=lead.assigned_to)
    if composed.refused:
        raise InvalidTemplate(composed.refused)
    return composed.text


def put_on_list(touchpoint: Touchpoint) -> LetterBatch:
    """Put the person on the list of letters that the sequence collects, and return it. A person approves and prints it.

    Raises:
        InvalidLetter: they have no address, want no letters, or are on it already.
        InvalidTemplate: the letter is out of use.
    """
    lead, sequence = touchpoint.lead, touchpoint.enrollment.sequence
    version = templates.in_force_for(touchpoint.step.template, lead)
    signer = lead.assigned_to or Agent.objects.active().filter(role=Role.OWNER).order_by("pk").first()
    if signer is None:
        raise InvalidLetter("Nobody is there to sign the letter.")
    name = f"{sequence}: {version.template}"
    return letters.collect(lead, version, agent=signer, name=name, campaign=campaign_of(sequence.pk))


def take_back(touchpoint: Touchpoint, *, reason: str) -> bool:
    """Recall a message that still waits and plan its step again. Returns False if it is on its way or over."""
    if not _cancel(touchpoint, reason):
        return False
    journey.back_to_planned(touchpoint, reason=reason)
    return True


def call_off(touchpoint: Touchpoint, *, reason: str) -> None:
    """Cancel an open step for good, with its message if that still waits. The caller has ended the run."""
    if touchpoint.status == TouchpointStatus.HANDED_OVER and not _cancel(touchpoint, reason):
        return  # it is on its way: its outcome will say how it ended
    journey.resolve(touchpoint, TouchpointStatus.CANCELLED, reason=reason)


def skip(touchpoint: Touchpoint, *, reason: str) -> bool:
    """Leave a step out, with its message if that still waits; the run goes on. Returns False if it is on its way."""
    if touchpoint.status == TouchpointStatus.HANDED_OVER and not _cancel(touchpoint, reason):
        return False
    journey.resolve(touchpoint, TouchpointStatus.SKIPPED, reason=reason)
    return True


def expire(touchpoint: Touchpoint) -> bool:
    """Call off a message that was held for too long; the run goes on. Returns False if it is on its way or over."""
    if not _cancel(touchpoint, TOO_LATE):
        return False
    journey.resolve(touchpoint, TouchpointStatus.EXPIRED, reason=TOO_LATE)
    return True


def _cancel(touchpoint: Touchpoint, reason: str) -> bool:
    message = Message.objects.filter(pk=touchpoint.message_id or 0).first()
    if message is None or message.status not in WAITING:
        return False
    try:
        sending.cancel(message, reason=reason)
    except DomainError:  # claimed in between: the wire was quicker
        return False
    return True
